"""The parts of doctor that ask nobody, and its links on a workbook."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sheets_runner import errors
from sheets_runner.clevertap.wire import Request, Response
from sheets_runner.config import AppSettings, ConnectorSettings, SheetSettings
from sheets_runner.query.layout import read_layout
from sheets_runner.run import report
from sheets_runner.run.doctor import (
    TABLE,
    Finding,
    Kind,
    Trouble,
    account,
    exit_code,
    machine,
    names,
    rehearsal,
    spreadsheet,
    telling,
    workbook,
)
from sheets_runner.run.doctor.account import verdict
from sheets_runner.run.doctor.trail import Link, Trail
from sheets_runner.run.outcomes import Outcome
from sheets_runner.run.report import Sheet
from sheets_runner.run.summary import ExitCode
from sheets_runner.table.cells import RawCell, Table
from sheets_runner.workbook.base import AppendRows, Edit, UpsertRows
from sheets_runner.workbook.excel.workbook import LIMITS
from sheets_runner.workbook.google import faults
from tests.fakes import FakeClock
from tests.unit.run import build

DOCS = (Path(__file__).parents[3] / "docs" / "operations.md").read_text("utf-8")
NOW = datetime(2026, 6, 30, 12, 0, tzinfo=timezone.utc)


# --- the table ---


def test_the_document_lists_every_finding_with_its_exit_code() -> None:
    told = re.findall(r"^\| `([a-z-]+)` \| (\d+) \| ", DOCS, re.MULTILINE)

    assert told == [(kind.value, str(int(TABLE[kind].code))) for kind in Kind]


def test_the_document_lists_every_link_in_order() -> None:
    links = DOCS.partition("## Every finding")[0]
    told = re.findall(r"^\|[^|]*\| ([\w -]+) \|[^|]*\|$", links, re.MULTILINE)

    assert told[2:] == [link.words for link in Link]


def test_no_two_findings_have_the_same_sentence_of_doctors_own() -> None:
    own = [entry.sentence for entry in TABLE.values() if entry.sentence != "{said}"]

    assert list(TABLE) == list(Kind)
    assert len(set(own)) == len(own) > 16


def test_the_first_broken_link_decides_how_the_command_ends() -> None:
    found = [
        Finding("this machine", "link", kind, "")
        for kind in (Kind.OK, Kind.UNDECIDED, Kind.NOT_CHECKED, Kind.LEASE, Kind.CONFIG)
    ]

    assert exit_code(found) is ExitCode.LEASE
    assert exit_code(found[:3]) is ExitCode.DONE


# --- the walk ---


def test_a_fault_of_our_own_at_one_link_hides_no_other() -> None:
    trail = Trail("shared", (Link.KEY, Link.TAB, Link.LEASE))

    assert trail.look(Link.KEY, lambda: _fail(KeyError("secret"))) is None
    assert trail.look(Link.LEASE, lambda: (7, "None.")) == 7
    key, tab, lease = trail.findings()
    assert (key.kind, tab.kind, lease.kind) == (Kind.INTERNAL, Kind.NOT_CHECKED, Kind.OK)
    assert "secret" not in key.said


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Trouble(Kind.CLOCK, minutes=3, way="slow"), Kind.CLOCK),
        (errors.LeaseHeld("another"), Kind.LEASE),
        (errors.ConfigError("wrong"), Kind.GOOGLE_KEY),
        (PermissionError(13, "Permission denied"), Kind.GOOGLE_KEY),
    ],
)
def test_an_error_is_what_it_says_or_what_its_link_is_about(error: Exception, kind: Kind) -> None:
    trail = Trail("shared", (Link.KEY,))
    trail.look(Link.KEY, lambda: _fail(error))

    assert trail.findings()[0].kind is kind


def _fail(error: Exception) -> Any:
    raise error


# --- this machine ---


@pytest.mark.parametrize("made", [(), ("state",), ("state", "deep")])
def test_a_state_dir_that_can_be_written_is_left_as_it_was(
    tmp_path: Path, made: tuple[str, ...]
) -> None:
    tmp_path.joinpath(*made).mkdir(parents=True, exist_ok=True)
    before = sorted(tmp_path.rglob("*"))

    folder, said = machine.state_dir(tmp_path / "state" / "deep")

    assert said == f"{folder} can be written."
    assert sorted(tmp_path.rglob("*")) == before


def test_a_state_dir_that_cannot_be_made_is_a_config_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(errors.ConfigError, match="state_dir"):
        machine.state_dir(tmp_path / "file" / "state")


@pytest.mark.parametrize(
    ("date", "ahead"),
    [
        ("Tue, 30 Jun 2026 12:00:00 GMT", timedelta()),
        ("Tue, 30 Jun 2026 11:13:00 GMT", timedelta(minutes=47)),
        ("Tue, 30 Jun 2026 12:30:00 -0000", timedelta(minutes=-30)),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_clock_is_compared_with_the_date_of_a_reply(date: str, ahead: timedelta | None) -> None:
    assert machine.drift(date, NOW) == ahead


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(121, "2 minutes fast"), (-121, "2 minutes slow"), (-90_000, "1,500 minutes slow")],
)
def test_a_wrong_clock_is_told_in_minutes(seconds: int, words: str) -> None:
    with pytest.raises(Trouble, match=f"clock is {words}") as caught:
        machine.clock(timedelta(seconds=seconds))
    assert caught.value.kind is Kind.CLOCK


@pytest.mark.parametrize("seconds", [-120, 0, 120])
def test_two_minutes_are_no_wrong_clock(seconds: int) -> None:
    assert machine.clock(timedelta(seconds=seconds))[0] == timedelta(seconds=seconds)


# --- CleverTap ---


@pytest.mark.parametrize(
    ("error", "status", "found"),
    [
        (None, 200, None),
        (errors.NotReady("at work"), 200, None),
        (errors.UnknownEvent("no such event"), 400, None),
        (errors.BadQuery("wrong"), 400, None),
        (errors.Conflict("busy"), 409, None),
        (errors.Unauthorised("no"), 401, (Link.ACCOUNT, Kind.CLEVERTAP_CREDENTIALS)),
        (errors.Unauthorised("no"), 200, (Link.ACCOUNT, Kind.CLEVERTAP_CREDENTIALS)),
        (errors.Unauthorised("no"), 403, (Link.RIGHTS, Kind.CLEVERTAP_RIGHTS)),
        (errors.Throttled("busy"), 429, (Link.QUOTA, Kind.CLEVERTAP_QUOTA)),
        (errors.ServerFault("failed"), 500, (Link.REACHED, Kind.CLEVERTAP_SERVER)),
        (errors.BadReply("html"), 403, (Link.REACHED, Kind.CLEVERTAP_REPLY)),
        (errors.TimedOut("late"), 0, (Link.REACHED, Kind.CLEVERTAP_NETWORK)),
        (errors.ConnectionLost("gone"), 0, (Link.REACHED, Kind.CLEVERTAP_NETWORK)),
        (errors.HostUnknown("gone"), 0, (Link.REACHED, Kind.CLEVERTAP_DNS)),
        (errors.ProxyFailed("gone"), 0, (Link.REACHED, Kind.CLEVERTAP_PROXY)),
        (errors.UnsafeConnection("gone"), 0, (Link.REACHED, Kind.CLEVERTAP_TLS)),
        (errors.ConfigError("no bundle"), 0, (Link.REACHED, Kind.CLEVERTAP_NETWORK)),
    ],
)
def test_an_answer_breaks_the_link_it_is_about(
    error: errors.SheetsRunnerError | None, status: int, found: tuple[Link, Kind] | None
) -> None:
    assert verdict(error, status) == found


def test_a_refusal_that_is_a_page_is_not_clevertaps() -> None:
    found = verdict(errors.Unauthorised("no"), 403, page=True)

    assert found == (Link.REACHED, Kind.CLEVERTAP_REPLY)


class Away:
    """A transport that reaches nobody.

    Attributes:
        tries: How often it was asked to.
    """

    def __init__(self) -> None:
        self.tries = 0

    def send(self, _: Request) -> Response:
        """Reach nobody."""
        self.tries += 1
        raise errors.ConnectionLost("The connection broke off.")


def test_names_are_asked_for_again_but_for_three_seconds_at_most() -> None:
    clock, away = FakeClock(NOW), Away()
    asker = account.Asker(ConnectorSettings(), clock, machine.Watch(away, clock.now))

    with pytest.raises(Trouble, match="cannot be reached") as caught:
        names.known_to(AppSettings("web", "A", "B"), asker)
    assert caught.value.kind is Kind.CLEVERTAP_NETWORK
    assert 0 < clock.elapsed < 3.001, "waits are cut to what is left, as floats are"
    assert away.tries > 1


# --- Google ---


@pytest.mark.parametrize("kind", list(faults.Kind))
def test_every_fault_of_google_is_a_finding_that_is_broken(kind: faults.Kind) -> None:
    found = spreadsheet.kind_of(faults.Asked().fault(kind, "in Google's words", sent=False))

    assert found.is_broken
    assert found.value.startswith(("google-", "spreadsheet-"))


@pytest.mark.parametrize(
    ("words", "sent", "kind"),
    [
        ("invalid_grant: Invalid JWT Signature.", False, Kind.GOOGLE_KEY_REVOKED),
        ("invalid_grant: Invalid grant: account not found", False, Kind.GOOGLE_ACCOUNT_GONE),
        ("invalid_grant: Token has been expired or revoked.", False, Kind.GOOGLE_EXPIRED),
        ("Request had invalid authentication credentials.", True, Kind.GOOGLE_EXPIRED),
    ],
)
def test_why_a_sign_in_is_refused_is_told_by_googles_words(
    words: str, sent: bool, kind: Kind
) -> None:
    fault = faults.Asked(email="bot@example.com").fault(faults.Kind.KEY, words, sent=sent)

    assert spreadsheet.kind_of(fault) is kind


# --- workbooks ---


def write(path: Path, *headers: str) -> None:
    book = openpyxl.Workbook()
    assert book.active
    book.active.title = "Queries"
    book.active.append(list(headers))
    book.save(path)


def findings_of(path: Path) -> list[Finding]:
    return workbook.findings(SheetSettings("book", path, ("web",)), path, path.parent / "state")


def found_in(path: Path) -> dict[str, Kind]:
    return {finding.link: finding.kind for finding in findings_of(path)}


def test_a_workbook_in_order_is_fine_at_every_link(tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx", "Event", "Dates")
    before = (tmp_path / "book.xlsx").read_bytes()

    assert set(found_in(tmp_path / "book.xlsx").values()) == {Kind.OK}
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"]
    assert (tmp_path / "book.xlsx").read_bytes() == before


def test_a_workbook_that_is_missing_says_no_more(tmp_path: Path) -> None:
    assert found_in(tmp_path / "lost.xlsx") == {
        "file": Kind.WORKBOOK_FILE,
        **dict.fromkeys([link.words for link in workbook.LINKS[1:]], Kind.NOT_CHECKED),
    }


def test_a_workbook_that_is_open_is_told_from_one_that_is_none(tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx", "Event", "Dates")
    (tmp_path / "~$book.xlsx").write_bytes(b"")
    (tmp_path / "text.xlsx").write_text("no zip")

    assert found_in(tmp_path / "book.xlsx")["closed"] is Kind.WORKBOOK_OPEN
    assert found_in(tmp_path / "text.xlsx")["content"] is Kind.WORKBOOK_CONTENT


def test_a_workbook_without_a_header_row_needs_one(tmp_path: Path) -> None:
    write(tmp_path / "book.xlsx", "Just", "Numbers")

    assert found_in(tmp_path / "book.xlsx")["headers"] is Kind.HEADERS


def test_a_workbook_that_is_read_only_is_told_before_a_run_fails_for_it(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write(path, "Event", "Dates")
    path.chmod(0o400)

    found = findings_of(path)
    assert [one.link for one in found if one.kind is not Kind.OK] == ["right to write"]
    assert found[3].said == (
        f'"{path}" cannot be written: no permission. Give the user that the runner runs as the'
        " right to change it."
    )


def test_tabs_of_the_teams_own_where_answers_would_go_are_told_and_left_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "book.xlsx"
    write(path, "Event", "Dates")
    book = openpyxl.load_workbook(path)
    book.create_sheet("results").append(["Ours"])
    book.create_sheet("Run log").append(["Ours"])
    book.save(path)
    before = path.read_bytes()

    found = findings_of(path)
    (broken,) = [one for one in found if one.kind is not Kind.OK]
    assert (broken.link, exit_code(found)) == ("output tabs", ExitCode.WORKBOOK)
    assert broken.said == (
        'Tab "results" is not empty and was not made by the runner: name another output tab, or'
        ' empty that one. Tab "Run log" is not empty and was not made by the runner: rename that'
        " tab of yours, or empty it."
    )
    assert path.read_bytes() == before


def test_tabs_of_the_teams_own_are_told_where_there_is_no_input_tab_either(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = openpyxl.Workbook()
    assert book.active
    book.active.title = "Results"
    book.active.append(["Ours"])
    book.save(path)

    found = found_in(path)
    assert (found["input tab"], found["output tabs"]) == (Kind.INPUT_TAB, Kind.OUTPUT_TABS)
    assert found["result columns"] is Kind.NOT_CHECKED


def test_a_tab_without_room_for_the_results_is_told(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    write(path, "Event", "Dates")
    book = openpyxl.load_workbook(path)
    book["Queries"]["XFD9"] = "the last column"
    book.save(path)

    (broken,) = [one for one in findings_of(path) if one.kind is not Kind.OK]
    assert (broken.link, broken.kind) == ("result columns", Kind.RESULT_COLUMNS)
    assert "has no room for the runner's columns" in broken.said


@pytest.mark.parametrize("mode", ["history", "replace", "append"])
def test_what_is_tried_of_the_answers_is_what_a_run_writes_but_for_the_rows(mode: str) -> None:
    sheet = SheetSettings("book", Path("book.xlsx"), ("web",), results_mode=mode)
    asked = Outcome(build.job(), NOW)
    (real,) = report.results_edit(Sheet(sheet, "UTC", 1, "batch-1", NOW, LIMITS), [asked])

    tried: list[Edit] = []
    rehearsal.outputs(sheet, tried.append)

    assert bare(tried[0]) == bare(real)


def bare(edit: Edit) -> Edit:
    """Return an edit without its lines, and without what says which of them go."""
    if isinstance(edit, UpsertRows):
        return replace(edit, rows=(), owner="", instead=())
    assert isinstance(edit, AppendRows)
    return replace(edit, rows=(), owner="")


def test_the_columns_that_are_tried_are_those_a_run_makes() -> None:
    sheet = SheetSettings("book", Path("book.xlsx"), ("web",))
    table = Table("Queries", ((), (RawCell("Event"), RawCell("Dates"))))
    tried: list[Edit] = []

    rehearsal.columns(sheet, read_layout(table), tried.append)

    assert tried == [report.columns_edit(Sheet(sheet, "UTC", 2, "batch-1", NOW, LIMITS))]


# --- telling ---


def test_each_finding_is_a_line_and_the_last_one_sums_up() -> None:
    found = [
        Finding("[web]", "account", Kind.OK, "Fine."),
        Finding("[web]", "time zone", Kind.UNDECIDED, "Nobody\nknows."),
    ]
    broken = Finding("[web]", "quota", Kind.CLEVERTAP_QUOTA, "Used up.")

    assert list(telling.lines(found)) == [
        "✅ [web] account: Fine.",
        "– [web] time zone: Nobody knows.",
        "Nothing is broken.",
    ]
    assert list(telling.lines([broken]))[-1] == (
        "1 link broken. Mend the first one, then run doctor again."
    )
