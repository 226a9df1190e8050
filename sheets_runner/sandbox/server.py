"""The wire: the sandbox's API on 127.0.0.1, HTTP/1.1 with connections kept open."""

from __future__ import annotations

import threading
from datetime import datetime
from types import TracebackType
from typing import Callable

from sheets_runner.sandbox import population
from sheets_runner.sandbox.api import Api, machine_clock
from sheets_runner.sandbox.handling import MAX_BODY, Handler
from sheets_runner.sandbox.listening import Listener
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.striking import Faults

__all__ = ["HOST", "MAX_BODY", "Sandbox"]

HOST = "127.0.0.1"

_LOOK_SECONDS = 0.05


class Sandbox:
    """A local CleverTap.

    Used as a context manager it serves from daemon threads until the context ends.

    Args:
        options: What it is started with.
        sleep: Waits for seconds; called for all that takes time, from many threads.
        monotonic: Returns seconds that never run backwards.
        now: Returns the present moment in UTC; for ``Retry-After`` dates.

    Raises:
        ValueError: There is no such time zone (on entering).
        OSError: The port is taken (on entering).
    """

    def __init__(
        self,
        options: Options,
        *,
        sleep: Callable[[float], None],
        monotonic: Callable[[], float],
        now: Callable[[], datetime] = machine_clock,
    ) -> None:
        self._options = options
        self._sleep = sleep
        self._monotonic = monotonic
        self._now = now
        self._closed = threading.Event()
        self._listener: Listener | None = None

    def __enter__(self) -> Sandbox:  # noqa: PYI034 - typing.Self came with Python 3.11
        people = population.build(self._options)
        api = Api(
            self._options, people, sleep=self._sleep, monotonic=self._monotonic, now=self._now
        )
        self._listener = Listener((HOST, self._options.port), Handler, api, self._sleep)
        self._closed.clear()
        self._listener.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def url(self) -> str:
        """Where it serves, e.g. ``http://127.0.0.1:8731``; known once it was entered."""
        return f"http://{HOST}:{self._open().server_address[1]}"

    @property
    def faults(self) -> Faults:
        """What goes wrong; there once it was entered."""
        return self._open().api.faults

    def serve_forever(self) -> None:
        """Wait until `close` is called from elsewhere, or the wait is interrupted (Ctrl-C)."""
        while not self._closed.wait(_LOOK_SECONDS):
            # Waits in slices: on Windows an endless wait cannot be interrupted.
            pass

    def close(self) -> None:
        """Stop serving, break off open connections and give the port back."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        self._closed.set()

    def _open(self) -> Listener:
        if self._listener is None:
            raise RuntimeError("The sandbox is not open.")
        return self._listener
