"""Somebody at a terminal: a shell at a pseudo-terminal, what is typed there and what it shows."""

from __future__ import annotations

import os
import re
import select
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import Callable, Iterator, Mapping, NamedTuple

PATIENCE = 120
"""Seconds that a command may stay silent; pip is while it installs."""

# The shell asks with its last command's exit code; an environment puts its name before.
_ASK = "stty cols 500; PS1='$? $ '"
_ASKED = re.compile(r"(?:^|(?<=\n))(?:\([^)\n]*\) )?(\d+) \$ \Z")
_QUESTION = ": "
"""How our own commands end what they ask. The blank is shown once an answer will be read."""

Answer = Callable[[str], str]
"""Returns what somebody types who has seen all of this."""


class Shown(NamedTuple):
    """What a command showed, the answers included that were typed visibly, and its exit code."""

    text: str
    code: int


class Terminal:
    """A shell to type commands into.

    Args:
        side: This side of the pseudo-terminal.
    """

    def __init__(self, side: int) -> None:
        self._side = side
        self._read("", lambda shown: shown.endswith(("$ ", "# ")))
        self.type(_ASK)

    def type(self, command: str, answer: Answer | None = None) -> Shown:
        """Type a command, answer what it asks, and return what it showed.

        Args:
            command: One line.
            answer: Knows the answers; without it the command may ask nothing.
        """
        shown = self._send(command, "", bool(answer))
        asked = _ASKED.search(shown)
        while answer and not asked:
            shown = self._send(answer(shown), shown, True)
            asked = _ASKED.search(shown)
        assert asked
        return Shown(shown[len(command) + 1 : asked.start()], int(asked[1]))

    def _send(self, line: str, shown: str, asks: bool) -> str:
        """Type a line; return all that is shown when the next one is waited for."""
        os.write(self._side, f"{line}\n".encode())
        # What others say may come in pieces, and one of them may end like a question.
        ends = (_QUESTION,) if asks else ()
        return self._read(shown, lambda now: now.endswith(ends) or bool(_ASKED.search(now)))

    def _read(self, shown: str, waits: Callable[[str], bool]) -> str:
        """Return all that is shown when something waits, what was shown before included."""
        seen = shown.encode()
        while select.select([self._side], [], [], PATIENCE)[0]:
            seen += os.read(self._side, 4096).replace(b"\r", b"")
            shown = seen.decode("utf-8", "replace")
            if waits(shown):
                return shown
        raise AssertionError(f"silent for {PATIENCE} seconds after: {shown}")


@contextmanager
def terminal(folder: Path, environ: Mapping[str, str]) -> Iterator[Terminal]:
    """Open a terminal in a folder, with a shell in it.

    Args:
        folder: Where the shell begins.
        environ: Its whole environment.
    """
    import pty  # not on Windows

    ours, theirs = pty.openpty()
    # A session's first process that opens a terminal has it for its own, as a window's shell has.
    words = ["sh", "-c", 'exec sh -i <"$0" >"$0" 2>&1', os.ttyname(theirs)]
    with subprocess.Popen(words, cwd=folder, env=dict(environ), start_new_session=True) as shell:
        try:
            yield Terminal(ours)
        finally:
            os.close(theirs)
            os.close(ours)  # the shell is told that its window was closed
            shell.wait(PATIENCE)
