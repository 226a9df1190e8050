"""Somebody who knows of the runner what the README's chapter "Set it up" says, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable, Mapping

from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE
from tests.integration.commands import NOW
from tests.integration.terminal import Terminal

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
FIXED = f"SHEETS_RUNNER_NOW fixes the time at {NOW}.\n"
UNSEEN = {"Account id": ACCOUNT_ID, "Passcode": PASSCODE}
"""What is typed unseen, by how the question begins."""


class Chapter:
    """The marked blocks of the README's chapter, one after the other.

    Args:
        way: What marks them.
    """

    def __init__(self, way: str) -> None:
        marked = rf"<!-- {way} -->\n(?:```\w+\n(.*?)```|(\|.*?)\n\n)"
        found = re.findall(marked, README, re.DOTALL)
        self._blocks: list[str] = [block or table for block, table in found]

    def next(self) -> str:
        """Return the next block."""
        return self._blocks.pop(0)

    def row(self) -> dict[str, str]:
        """Return the next block, a table of one row, by header."""
        head, _, row = (
            [cell.strip() for cell in line.strip("|").split("|")]
            for line in self.next().splitlines()
        )
        return dict(zip(head, row))

    @property
    def ended(self) -> bool:
        """Whether nothing is left."""
        return not self._blocks


class Newcomer:
    """Types what the README says, and sees whether that comes which it says.

    Args:
        window: Where to type.
        real: What some words of the README stand for here.
        servers: What `init` is told of the local servers.

    Attributes:
        seen: All that was shown.
    """

    def __init__(self, window: Terminal, real: Mapping[str, str], servers: str) -> None:
        self.window = window
        self.real = real
        self.servers = servers
        self.seen = ""

    def type(self, commands: str) -> None:
        """Type commands that ask nothing and have to go well."""
        for command in commands.splitlines():
            found = self.window.type(self._here(command))
            self.seen += found.text
            assert found.code == 0, f"{command}: {found.text}"

    def follow(self, dialogue: str, before: Callable[[str], None] = lambda _: None) -> None:
        """Type a command, answer as a dialogue has it, and compare all that is shown.

        Args:
            dialogue: The command, after a ``$``, and all that is shown.
            before: What else somebody does before an answer who has been shown all of this.
        """
        first, _, told = dialogue.partition("\n")
        command = first[len("$ ") :]
        servers = self.servers if " init " in command else ""

        def answer(text: str) -> str:
            before(text)
            question = self._there(text).rpartition("\n")[2]
            known = [line for line in told.splitlines() if line.startswith(question)]
            assert known, f"the README does not know the question {question}"
            unseen = (typed for begin, typed in UNSEEN.items() if question.startswith(begin))
            return next(unseen, self._here(known[0][len(question) :].strip()))

        found = self.window.type(self._here(command) + servers, answer)
        self.seen += found.text
        seen, expected = self._there(found.text), _lasting(told)
        assert seen == expected, f"The README shows:\n{expected}\n\nThere is shown:\n{seen}"
        assert found.code == 0, f"{command} ended with exit code {found.code}"

    def _here(self, words: str) -> str:
        for there, here in self.real.items():
            words = words.replace(there, here)
        return words

    def _there(self, text: str) -> str:
        for there, here in self.real.items():
            text = text.replace(here, there)
        return _lasting(text.replace(FIXED, ""))


def _lasting(text: str) -> str:
    """Return text without what differs each time: seconds, and blanks at the ends of lines."""
    lines = (line.rstrip() for line in text.splitlines())
    return re.sub(r"\d+\.\d seconds", "… seconds", "\n".join(filter(None, lines)))
