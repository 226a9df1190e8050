"""How many counts CleverTap may be working on."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from typing import Any, Iterator

import pytest

from sheets_runner.clevertap.pending import LOGGER, Pending, Place
from sheets_runner.clevertap.settings import ConnectorSettings
from sheets_runner.clevertap.wire import Request, Response
from sheets_runner.errors import NotReady, ServerFault, Throttled
from tests.fakes import fail, reply, success
from tests.unit.clevertap.test_client import QUERY, Bench

AT_WORK = NotReady("CleverTap is still at work.", req_id="1")
REFUSED = Throttled("CleverTap takes no more.")


class Desk:
    """Places of one account, all with the same limit."""

    def __init__(self, most: int) -> None:
        self.pending = Pending()
        self.most = most
        self.story: list[str] = []
        self.stack = ExitStack()

    def submit(self, outcome: Exception | None = AT_WORK, account: str = "a") -> Place:
        """Submit a count; it stays pending unless it fails or the desk is closed."""
        place = self.stack.enter_context(self.pending.place(account, self.most))
        again(place, outcome)
        return place

    def submit_after(self, *places: Place) -> list[str]:
        """Submit a count on a thread, give places back one by one; return what came when."""
        thread = threading.Thread(target=self._submit_and_tell)
        thread.start()
        for place in places:
            self.story.append("given back")
            place.give_back()
        thread.join(10)
        return self.story

    def _submit_and_tell(self) -> None:
        self.submit()
        self.story.append("submitted")


def again(place: Place, outcome: Exception | None) -> None:
    with suppress(NotReady, Throttled, ServerFault), place.submitting():
        if outcome:
            raise outcome


def test_no_more_counts_than_allowed_are_pending() -> None:
    desk = Desk(2)
    desk.submit()

    assert desk.submit_after(desk.submit()) == ["given back", "submitted"]


def test_each_account_has_its_own_counts() -> None:
    desk = Desk(1)
    desk.submit()

    desk.submit(account="b")


@pytest.mark.parametrize("failure", [ServerFault("down"), REFUSED, KeyError("odd")])
def test_a_count_that_was_not_taken_gives_its_place_back(failure: Exception) -> None:
    desk = Desk(1)
    with suppress(KeyError):
        desk.submit(failure)

    desk.submit()


def test_a_count_that_is_submitted_again_keeps_its_one_place() -> None:
    desk = Desk(2)
    place = desk.submit(NotReady("code 2"))
    again(place, AT_WORK)
    desk.submit()

    assert desk.submit_after(place) == ["given back", "submitted"]


def test_giving_back_twice_frees_one_place_alone() -> None:
    desk = Desk(2)
    place, other = desk.submit(), desk.submit()
    place.give_back()
    place.give_back()
    desk.submit()

    assert desk.submit_after(other) == ["given back", "submitted"]


def test_a_place_is_given_back_when_its_context_ends() -> None:
    desk = Desk(1)
    desk.submit()
    desk.stack.close()

    desk.submit()


class Told(logging.Handler):
    """Keeps what the module logs, whatever other loggers are set to."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@pytest.fixture(name="told")
def _told() -> Iterator[list[str]]:
    level, handler = LOGGER.level, Told()
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    yield handler.messages
    LOGGER.removeHandler(handler)
    LOGGER.setLevel(level)


def test_a_refusal_while_others_are_pending_leaves_three(told: list[str]) -> None:
    desk = Desk(9)
    places = [desk.submit() for _ in range(4)]
    desk.submit(REFUSED)

    assert desk.submit_after(*places[:2]) == ["given back", "given back", "submitted"]
    assert told == [
        (
            "CleverTap refuses counts while it works on others of the account: no more than 3 at"
            " once from now on."
        )
    ]


def test_a_second_refusal_says_nothing_new(told: list[str]) -> None:
    desk = Desk(9)
    desk.submit()
    desk.submit(REFUSED)
    desk.submit(REFUSED)

    assert len(told) == 1


def test_a_refusal_while_nothing_is_pending_is_about_requests_alone() -> None:
    desk = Desk(5)
    desk.submit(None)  # answered at once: CleverTap is not at work on it
    desk.submit(REFUSED)

    for _ in range(4):
        desk.submit()


def test_a_limit_below_three_is_not_raised() -> None:
    desk = Desk(2)
    place = desk.submit()
    desk.submit(REFUSED)
    desk.submit()

    assert desk.submit_after(place) == ["given back", "submitted"]


# --- through the client ---


class Server:
    """Works on counts until it is told to answer; refuses one, if it is told to."""

    def __init__(self, refuse: int = 0) -> None:
        self.working = 0
        self.seen: list[int] = []
        self.answer = threading.Event()
        self.four = threading.Event()
        self._refuse = refuse
        self._lock = threading.Lock()

    def __call__(self, request: Request) -> Response:
        if request.method == "GET":
            self.answer.wait(10)
        with self._lock:
            return self._poll() if request.method == "GET" else self._submit()

    def _poll(self) -> Response:
        self.working -= 1
        return success(count=1)

    def _submit(self) -> Response:
        self.seen.append(self.working)
        if len(self.seen) == self._refuse:
            self.answer.set()
            return fail("Too many concurrent requests", 429, status=429)
        self.working += 1
        if self.working == 4:
            self.four.set()
        return reply({"status": "partial", "req_id": 1})


def counts(bench: Bench, number: int) -> Iterator[Any]:
    with ThreadPoolExecutor(number) as pool:
        yield from pool.map(lambda _: bench.ct.count(QUERY).count, range(number))


def test_a_client_submits_no_more_than_may_be_pending() -> None:
    server = Server()
    server.answer.set()
    bench = Bench("counts", *[server] * 40, connector=ConnectorSettings(max_pending=2))

    assert list(counts(bench, 20)) == [1] * 20
    assert max(server.seen) <= 1


def test_after_a_refused_submit_a_client_keeps_three_pending() -> None:
    server = Server(refuse=5)
    bench = Bench("counts", *[server] * 11, connector=ConnectorSettings(requests_in_flight=9))
    with ThreadPoolExecutor(5) as pool:
        four = [pool.submit(bench.ct.count, QUERY) for _ in range(4)]
        server.four.wait(10)
        fifth = pool.submit(bench.ct.count, QUERY)
        assert [one.result(10).count for one in [*four, fifth]] == [1] * 5

    assert server.seen[:5] == [0, 1, 2, 3, 4]
    assert server.seen[5] <= 2
