"""Tasks run side by side, all of them or none."""

from __future__ import annotations

import threading
from typing import Callable, Generic, Sequence, TypeVar

T = TypeVar("T")
Check = Callable[[], None]
Task = Callable[[Check], T]
"""A task is given a `Check`, to be called where it may break off: it raises once another failed."""


class Abandoned(Exception):
    """Another task has failed, so nobody will look at what this one gives."""


def abreast(tasks: Sequence[Task[T]]) -> list[T]:
    """Return what each task gives, in their order; they run at the same time.

    Raises:
        BaseException: What a task raised, the first of them in their order, once all have ended.
    """
    return _Row(tasks).run()


class _Row(Generic[T]):
    def __init__(self, tasks: Sequence[Task[T]]) -> None:
        self._tasks = tasks
        self._given: list[T | None] = [None] * len(tasks)
        self._failures: dict[int, BaseException] = {}

    def run(self) -> list[T]:
        # Daemons: a process that is told to end does not wait for a server that keeps silent.
        threads = [
            threading.Thread(target=self._run, args=(number,), daemon=True)
            for number in range(1, len(self._tasks))
        ]
        for thread in threads:
            thread.start()
        self._run(0)
        for thread in threads:
            thread.join()
        for _, error in sorted(self._failures.items()):
            if not isinstance(error, Abandoned):
                raise error
        return self._given  # type: ignore[return-value]  # no failure: each has given something

    def _run(self, number: int) -> None:
        try:
            self._given[number] = self._tasks[number](self._check)
        except BaseException as error:  # noqa: BLE001 - raised again where the tasks were started
            self._failures[number] = error

    def _check(self) -> None:
        if self._failures:
            raise Abandoned
