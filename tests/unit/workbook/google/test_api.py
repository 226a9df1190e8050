from __future__ import annotations

import json
import random
from datetime import datetime, timezone
from typing import Any, Mapping, Union

import pytest

from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.faults import Fault, Kind, Refused, Unknown
from sheets_runner.workbook.google.library import connect
from sheets_runner.workbook.google.options import GoogleOptions
from sheets_runner.workbook.google.state import Json
from tests.fakes import FakeClock
from tests.scripted_server import Play, ScriptedServer
from tests.unit.workbook.google import account

NOON = datetime(2026, 6, 30, 12, 0, tzinfo=timezone.utc)
Turn = Union[Json, Fault]


class ScriptedClient:
    """Plays answers and faults in order; each call takes some time."""

    email = "bot@project.iam.gserviceaccount.com"

    def __init__(self, clock: FakeClock, *turns: Turn, seconds: float = 0) -> None:
        self.clock = clock
        self.turns = list(turns)
        self.seconds = seconds
        self.heard: list[tuple[Any, ...]] = []
        self.moments: list[float] = []

    def request(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | None = None,
        body: Json | None = None,
    ) -> Json:
        self.heard.append((method, path, params, body))
        self.moments.append(self.clock.elapsed)
        self.clock.elapsed += self.seconds
        turn = self.turns.pop(0)
        if isinstance(turn, Fault):
            raise turn
        return turn


class Desk:
    """An `Api` with a script."""

    def __init__(self, *turns: Turn, seconds: float = 0) -> None:
        self.clock = FakeClock(NOON)
        self.client = ScriptedClient(self.clock, *turns, seconds=seconds)
        self.api = Api(self.client, self.clock, random.Random(7))  # noqa: S311 - jitter


def never() -> bool:
    """Say that a batch has not been made."""
    return False


def test_a_get_asks_for_parts_of_ranges() -> None:
    desk = Desk({"sheets": []})

    assert desk.api.get("1AbC", "sheets.data", ["'A'!A1:B2", "'B'!1:1"]) == {"sheets": []}
    assert desk.client.heard == [
        (
            "GET",
            "/v4/spreadsheets/1AbC",
            {"fields": "sheets.data", "ranges": ["'A'!A1:B2", "'B'!1:1"]},
            None,
        )
    ]


def test_a_batch_sends_its_requests_and_says_what_it_wants_back() -> None:
    desk = Desk({"replies": [{}]})
    body: Json = {"requests": [{"deleteSheet": {"sheetId": 5}}]}

    assert desk.api.batch("1AbC", body, "replies", never) == {"replies": [{}]}
    path = "/v4/spreadsheets/1AbC:batchUpdate"
    assert desk.client.heard == [("POST", path, {"fields": "replies"}, body)]


def test_values_are_put_as_they_are() -> None:
    desk = Desk({"updatedCells": 3})

    desk.api.put_values("1AbC", "'a/b ü'!A1:C1", [["=1+1", 2, None]])

    assert desk.client.heard == [
        (
            "PUT",
            "/v4/spreadsheets/1AbC/values/%27a%2Fb%20%C3%BC%27%21A1%3AC1",
            {"valueInputOption": "RAW"},
            {"values": [["=1+1", 2, None]]},
        )
    ]


def test_an_id_cannot_lead_elsewhere() -> None:
    desk = Desk({})

    desk.api.get("../x?y", "spreadsheetId")

    assert desk.client.heard[0][1] == "/v4/spreadsheets/..%2Fx%3Fy"


def test_writes_begin_at_least_a_second_apart() -> None:
    desk = Desk({}, {}, {}, seconds=0.25)

    desk.api.batch("1AbC", {}, "replies", never)
    desk.api.put_values("1AbC", "A1", [[1]])
    desk.clock.elapsed += 2
    desk.api.batch("1AbC", {}, "replies", never)

    assert desk.clock.slept == [0.75]
    assert desk.client.moments == [0, 1, 3.25]


def test_reads_wait_for_nothing() -> None:
    desk = Desk({}, {}, {})

    desk.api.batch("1AbC", {}, "replies", never)
    desk.api.get("1AbC", "sheets")
    desk.api.get("1AbC", "sheets")

    assert desk.clock.slept == []


def test_tries_of_a_write_keep_their_second_too() -> None:
    desk = Desk(Fault(Kind.LOST, "Lost."), {})

    desk.api.put_values("1AbC", "A1", [[1]])

    assert desk.client.moments == [0, 1]


LOST = [Kind.LOST, Kind.SERVER, Kind.TIMEOUT, Kind.PROXY, Kind.TLS]


@pytest.mark.parametrize("kind", LOST)
def test_a_batch_whose_answer_was_lost_is_sent_again_only_if_it_was_not_made(kind: Kind) -> None:
    lost = Fault(kind, "No answer.")
    desk = Desk(lost, lost, {"replies": []})

    assert desk.api.batch("1AbC", {}, "replies", never) == {"replies": []}
    assert desk.api.calls == 3

    desk = Desk(lost)
    assert desk.api.batch("1AbC", {}, "replies", lambda: True) is None
    assert desk.api.calls == 1


@pytest.mark.parametrize("kind", LOST)
def test_a_batch_that_nobody_sees_made_in_the_end_is_a_riddle(kind: Kind) -> None:
    desk = Desk(*[Fault(kind, "No answer.")] * 8)

    with pytest.raises(Unknown) as caught:
        desk.api.batch("1AbC", {}, "replies", never)

    assert caught.value.kind is kind
    assert str(caught.value).startswith(f"No answer. Tried {desk.api.calls} times in ")
    assert str(caught.value).endswith(" s. Whether the change was made is not known.")
    assert caught.value.__context__ is None


def test_a_batch_may_turn_out_to_be_made_at_the_very_end() -> None:
    desk = Desk(*[Fault(Kind.TIMEOUT, "No answer.")] * 3)
    seen = iter([False, False, True])

    assert desk.api.batch("1AbC", {}, "replies", lambda: next(seen)) is None
    assert desk.api.calls == 3


def test_a_batch_that_is_refused_since_it_was_made_before_is_made() -> None:
    refused = Refused(Kind.REFUSED, "No.", "Invalid requests[0].deleteSheet: No.")
    desk = Desk(Fault(Kind.LOST, "Lost."), refused)
    seen = iter([False, True])

    assert desk.api.batch("1AbC", {}, "replies", lambda: next(seen)) is None


@pytest.mark.parametrize("again", [Fault(Kind.QUOTA, "Q."), Fault(Kind.NETWORK, "N.", sent=False)])
def test_a_batch_that_was_not_made_is_sent_again(again: Fault) -> None:
    desk = Desk(again, again, {"replies": []})

    assert desk.api.batch("1AbC", {}, "replies", never) == {"replies": []}


def test_a_batch_given_up_before_it_was_made_is_no_riddle() -> None:
    desk = Desk(*[Fault(Kind.QUOTA, "Q.")] * 6)

    with pytest.raises(Fault, match=r"Q\. Tried 6 times in \d+ s\.") as caught:
        desk.api.batch("1AbC", {}, "replies", never)

    assert not isinstance(caught.value, Unknown)


def test_a_refusal_passes_through() -> None:
    refused = Refused(Kind.REFUSED, "No.", "Invalid requests[3].addSheet: No.")
    desk = Desk(refused)

    with pytest.raises(Refused) as caught:
        desk.api.batch("1AbC", {}, "replies", never)

    assert caught.value is refused


def test_calls_are_counted_with_their_tries_and_without_those_that_did_not_go_out() -> None:
    desk = Desk(Fault(Kind.SERVER, "S."), Fault(Kind.KEY, "K.", sent=False), {})

    with pytest.raises(Fault, match=r"K\."):
        desk.api.get("1AbC", "sheets")
    assert desk.api.calls == 1

    desk.api.put_values("1AbC", "A1", [])
    assert desk.api.calls == 2


def test_without_a_source_of_jitter_it_has_its_own() -> None:
    clock = FakeClock(NOON)
    api = Api(ScriptedClient(clock, Fault(Kind.SERVER, "S."), {"a": 1}), clock)

    assert api.get("1AbC", "sheets") == {"a": 1}
    assert 0 <= clock.slept[0] < 1


def test_over_a_socket_a_sign_in_and_a_read_are_tried_again_and_a_write_that_was_made_is_not() -> (
    None
):
    down = Play(b"down", 503, {"Retry-After": "3"})
    clock = FakeClock(NOON)
    with ScriptedServer(down, account.TOKEN, down, Play(b'{"a": 1}'), down) as server:
        client = connect(GoogleOptions(json.dumps(account.key(f"{server.url}/token")), server.url))
        api = Api(client, clock)

        assert api.get("1AbC", "sheets") == {"a": 1}
        assert api.batch("1AbC", {"requests": []}, "replies", lambda: True) is None
        client.close()

    assert clock.slept == [3, 3, 3]
    assert api.calls == 3
    assert [heard.line.split()[0] for heard in server.heard] == [
        *("POST", "POST", "GET", "GET", "POST")
    ]
