"""What `init` asks at a terminal when there is no ``config.ini`` yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import click

if TYPE_CHECKING:
    from sheets_runner.clock import Clock
    from sheets_runner.config import AppSettings, GoogleSettings
    from sheets_runner.run.setup_answers import Question
    from sheets_runner.run.setup_place import Place

Answer = TypeVar("Answer")


class Interview:
    """Asks until the answers hold, or somebody wants to keep them as they are.

    What was typed is offered again in each round, so that nothing has to be typed twice.

    Args:
        clock: Says what time it is.
        base_url: Another server to ask than CleverTap's; empty for that.
        api_base: Another server to ask than Google's; empty for that.
    """

    def __init__(self, clock: Clock, base_url: str, api_base: str) -> None:
        from sheets_runner.run.setup_answers import refuse_servers

        refuse_servers(base_url, api_base)
        self._clock = clock
        self._base_url = base_url
        self._api_base = api_base

    def account(self) -> AppSettings:
        """Return a CleverTap account."""
        from sheets_runner.config import AppSettings
        from sheets_runner.run import setup_answers as answers

        typed = {"region": "in1"}
        while True:
            for key, question in answers.ACCOUNT.items():
                typed[key] = _ask(question, typed.get(key, ""))
            app = AppSettings(answers.APP, base_url=self._base_url, **typed)
            if _settled(answers.account_trouble(app, self._clock)):
                return app

    def place(self) -> Place:
        """Return where the questions are."""
        from sheets_runner.run.setup_answers import PLACE

        return _ask(PLACE)

    def google(self, place: Place) -> tuple[GoogleSettings, Place]:
        """Return how to sign in to Google Sheets, and the spreadsheet that was tried.

        Args:
            place: The spreadsheet as it was named first.
        """
        from sheets_runner.config import GoogleSettings
        from sheets_runner.run import setup_answers as answers

        path = "service_account.json"
        while True:
            path = _ask(answers.KEY_FILE, path)
            click.echo(answers.invitation(path))
            place = _ask(answers.SPREADSHEET, place.spreadsheet)
            google = GoogleSettings(path, self._api_base)
            if _settled(answers.spreadsheet_trouble(place.spreadsheet, google, self._clock)):
                return google, place


def _ask(question: Question[Answer], known: str = "") -> Answer:
    """Return an answer; where it cannot be, say why and ask again.

    Args:
        question: What to ask for.
        known: What was typed before, kept by Enter; empty for nothing.
    """
    kept = "; Enter keeps the last one" if question.hidden and known else ""
    while True:
        text = click.prompt(
            question.words + kept,
            default=known or None,
            hide_input=question.hidden,
            show_default=not question.hidden,
        )
        try:
            return question.read(text.strip())
        except ValueError as error:
            click.echo(str(error))


def _settled(trouble: str) -> bool:
    """Say what is wrong, if anything; tell whether the answers stay as they are."""
    if not trouble:
        return True
    click.echo(trouble)
    return not click.confirm("Change the answers (n keeps them as they are)?", default=True)
