from __future__ import annotations

import random
from dataclasses import replace
from typing import Any, Union

import pytest

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.google.api import Api
from sheets_runner.workbook.google.commit import Committer
from sheets_runner.workbook.google.draft import Draft
from sheets_runner.workbook.google.faults import Fault, Kind, Refused
from sheets_runner.workbook.google.lease import Holder
from sheets_runner.workbook.google.state import KEY, Book, Json, Mark
from tests.fakes import FakeClock
from tests.unit.workbook.google.shelf import NOON

EMPTY = Book("Team", "en_GB", "Etc/GMT", None, ())
LOST = Fault(Kind.SERVER, "Google has a fault of its own.")
REFUSED = Refused(Kind.REFUSED, "No.", "Invalid requests[0].deleteSheet: No sheet with id: 5")
OUTLINE = (
    "properties(title,locale,timeZone),developerMetadata(metadataId,metadataKey,metadataValue)"
)
Turn = Union[str, Fault]


class Server:
    """Takes batches as a script says, and shows the marks they leave.

    Each turn is what becomes of a batch: ``made``, ``made, lost``, or how it fails; of a look:
    ``seen``, or how it fails. The last turn stays. What others write until then is `later`.
    """

    email = ""

    def __init__(self, *turns: Turn) -> None:
        self.turns = list(turns)
        self.heard: list[tuple[str, Any, Any]] = []
        self.marks = ["of another program", ""]
        self.later = ""

    def request(self, method: str, path: str, params: Any = None, body: Any = None) -> Json:
        assert path.startswith("/v4/spreadsheets/1AbC")
        self.heard.append((method, params, body))
        turn = self.turns.pop(0) if len(self.turns) > 1 else self.turns[0]
        if isinstance(turn, Fault):
            raise turn
        if method == "GET":
            return self._shown()
        self.marks[1] = _mark_of(body)
        if turn == "made, lost":
            raise LOST
        return {"updatedSpreadsheet": {"sheets": []}}

    def _shown(self) -> Json:
        keys = ("theirs", KEY)
        pairs = zip(keys, (self.marks[0], self.marks[1] + self.later))
        return {"developerMetadata": [{"metadataKey": k, "metadataValue": v} for k, v in pairs]}


def _mark_of(body: Json) -> str:
    made = body["requests"][-1]
    change = made.get("createDeveloperMetadata") or made["updateDeveloperMetadata"]
    return str(change["developerMetadata"]["metadataValue"])


class Desk:
    """A committer on a scripted server."""

    def __init__(self, *turns: Turn) -> None:
        self.server = Server(*turns)
        clock = FakeClock(NOON)
        self.holder = Holder(clock, 600)
        rng = random.Random(3)  # noqa: S311 - marks
        self.committer = Committer(Api(self.server, clock), "1AbC", self.holder, rng)
        self.draft = Draft(EMPTY, rng, {})

    def send(self, *ranges: str) -> Json | None:
        return self.committer.send(self.draft, ranges)

    @property
    def methods(self) -> list[str]:
        return [method for method, _, _ in self.server.heard]


def test_a_batch_ends_with_its_mark_and_asks_to_be_shown_what_it_touched() -> None:
    desk = Desk("made")
    desk.draft.add("deleteSheet", sheetId=5)

    assert desk.send("'A'!1:20") == {"sheets": []}
    ((method, params, body),) = desk.server.heard
    assert method == "POST"
    assert params["fields"].startswith("updatedSpreadsheet(properties(title,locale,timeZone),")
    assert "rowData(values(userEnteredValue))" in params["fields"]
    assert body["requests"][0] == {"deleteSheet": {"sheetId": 5}}
    assert len(_mark_of(body)) == 16
    assert (body["includeSpreadsheetInResponse"], body["responseRanges"]) == (True, ["'A'!1:20"])


def test_a_batch_that_touched_nothing_is_shown_no_cells() -> None:
    desk = Desk("made")

    desk.send()

    assert desk.server.heard[0][1] == {"fields": f"updatedSpreadsheet({OUTLINE})"}


def test_the_marks_of_the_last_batches_stay() -> None:
    desk = Desk("made")
    known = [f"{number:016x}" for number in range(9)]
    desk.draft.book = replace(EMPTY, mark=Mark(4, " ".join(known)))

    desk.send()

    marks = desk.server.marks[1].split()
    assert (marks[:-1], len(marks)) == (known[2:], 8)


def test_a_batch_whose_answer_was_lost_is_looked_for_and_not_sent_again() -> None:
    desk = Desk("made, lost", "seen")

    assert desk.send() is None
    assert desk.methods == ["POST", "GET"]
    assert desk.server.heard[1][1] == {"fields": OUTLINE, "ranges": []}
    assert not desk.holder.unsure


def test_a_batch_is_found_although_somebody_has_written_since() -> None:
    desk = Desk("made, lost", "seen")
    desk.server.later = " ffffffffffffffff"

    assert desk.send() is None


def test_a_batch_that_did_not_arrive_is_sent_again() -> None:
    desk = Desk(LOST, "seen", "made")

    assert desk.send() == {"sheets": []}
    assert desk.methods == ["POST", "GET", "POST"]
    assert desk.server.heard[0][2] == desk.server.heard[2][2]


def test_a_refusal_is_passed_on_once_it_is_clear_that_nothing_was_made() -> None:
    desk = Desk(REFUSED, "seen")

    with pytest.raises(Refused) as caught:
        desk.send()

    assert caught.value is REFUSED
    assert desk.methods == ["POST", "GET"]
    assert not desk.holder.unsure


@pytest.mark.parametrize("fault", [LOST, Fault(Kind.NOT_SHARED, "Not shared.")])
def test_when_nobody_can_look_nobody_knows(fault: Fault) -> None:
    desk = Desk("made, lost", fault)

    with pytest.raises(WorkbookError) as caught:
        desk.send()

    assert str(caught.value).startswith(str(fault))
    assert str(caught.value).endswith(
        " Whether the change was made is not known; the next run puts it right."
    )
    assert desk.holder.unsure
    assert desk.server.heard[1:] == [("GET", {"fields": OUTLINE, "ranges": []}, None)] * (
        len(desk.methods) - 1
    )


def test_what_is_too_large_for_google_is_not_sent() -> None:
    desk = Desk("made")
    desk.draft.add("updateCells", rows=["x" * 1_000_000] * 11)

    with pytest.raises(WorkbookError, match=r"^What the rows would show takes 11 MB, more than "):
        desk.send()

    assert desk.methods == []
    assert not desk.holder.unsure
