"""What `init` asks at a terminal when there is no ``config.ini`` yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

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
                typed[key] = _ask(question, typed.get(key, ""))[1]
            app = AppSettings(answers.APP, base_url=self._base_url, **typed)
            click.echo("CleverTap is asked whether that is right. It may take a minute.")
            if _settled(answers.account_trouble(app, self._clock)):
                return app

    def place(self, place: Place | None) -> Place:
        """Return where the questions are; a workbook was tried.

        Args:
            place: Where they are as far as that is known.
        """
        from sheets_runner.run import setup_answers as answers

        place = place or _ask(answers.PLACE)[1]
        while not _settled(answers.workbook_trouble(place)):
            place = _ask(answers.PLACE, place.words)[1]
        return place

    def google(self, place: Place) -> tuple[GoogleSettings, Place]:
        """Return how to sign in to Google Sheets, and the spreadsheet that was tried.

        Args:
            place: The spreadsheet as it was named first.
        """
        from sheets_runner.run import setup_answers as answers

        path = answers.usual_key()
        while True:
            path, google = _ask(answers.key_file(self._api_base), path)
            click.echo(answers.invitation(google))
            place = _ask(answers.SPREADSHEET, place.spreadsheet)[1]
            if _settled(answers.spreadsheet_trouble(place.spreadsheet, google, self._clock)):
                return google, place


def _ask(question: Question[Answer], known: str = "") -> tuple[str, Answer]:
    """Return an answer as it was typed, and what it means; where it cannot be, ask again.

    Args:
        question: What to ask for.
        known: What was typed before, kept by Enter; empty for nothing.
    """
    while True:
        try:
            text = _typed(question, known)
            return text, question.read(text)
        except UnicodeDecodeError:  # noqa: PERF203 - people are slower
            click.echo("\nThat is no text in this terminal's settings. Type it again.")
        except ValueError as error:
            click.echo(str(error))


def _typed(question: Question[Any], known: str) -> str:
    enter = question.blank
    if known:
        enter = "Enter keeps the last one" if question.hidden else ""
    text: str = click.prompt(
        "; ".join(filter(None, (question.words, enter))),
        default=known or ("" if question.blank else None),
        hide_input=question.hidden,
        show_default=bool(known) and not question.hidden,
    )
    return text.strip()


def _settled(trouble: str) -> bool:
    """Say what is wrong, if anything; tell whether the answers stay as they are."""
    if not trouble:
        return True
    click.echo(trouble)
    return not click.confirm("Ask again (n keeps the answers as they are)?", default=True)
