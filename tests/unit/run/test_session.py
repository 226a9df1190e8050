"""One run over several sheets: real files, a scripted server, and faults that stay put."""

from __future__ import annotations

import threading
from datetime import date
from pathlib import Path
from typing import Callable, Iterator

import openpyxl
import pytest

from sheets_runner import config
from sheets_runner.clevertap.wire import Request, Response
from sheets_runner.errors import ConfigError, ConnectionLost
from sheets_runner.run.check import check_all
from sheets_runner.run.plan import Selection
from sheets_runner.run.session import Session, find_sheets, target_of
from sheets_runner.run.stopping import StoppableClock
from sheets_runner.run.summary import Summary
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options
from sheets_runner.sandbox.server import Sandbox
from sheets_runner.workbook.base import RunId
from sheets_runner.workbook.excel import ExcelWorkbook
from tests.emulators.google_sheets import GoogleSheets
from tests.fakes import FakeClock, ScriptedTransport, fail, success
from tests.unit.run.build import MORNING
from tests.unit.run.office import Progress

APP = "[{name}]\nid = {name}-ID\npassword = SECRET\ntimezone = Asia/Kolkata\n"


class Desk:
    """A folder with a configuration and workbooks."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clock = StoppableClock(FakeClock(MORNING))
        self.state_dir = folder / "state"
        self.configure(APP.format(name="web"))

    def configure(self, *sections: str) -> None:
        own = f"[connector]\nstate_dir = {self.state_dir}\nmax_pending = 1\nretry_seconds = 0"
        text = "\n".join([*sections, own])
        (self.folder / "config.ini").write_text(text, "utf-8")

    @property
    def settings(self) -> config.Settings:
        return config.load(self.folder / "config.ini", {})

    def workbook(self, name: str, *events: str, tab: str = "Queries") -> str:
        """Make a workbook that asks for yesterday's events, and return its path."""
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet
        sheet.title = tab
        sheet.append(["Event", "From"])
        for event in events:
            sheet.append([event, date(2026, 6, 29)])
        book.save(self.folder / name)
        return str(self.folder / name)

    def run(self, *names: str, transport: ScriptedTransport | None = None) -> Summary:
        session = Session(
            self.settings, self.clock, Progress(), transport=transport or ScriptedTransport()
        )
        return session.run(find_sheets(self.settings, names), Selection())


@pytest.fixture(name="desk")
def _desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    assert list(desk.state_dir.glob("spool-*")) == []


def counted(number: int) -> Callable[[Request], Response]:
    return lambda _: success(count=number)


def test_a_workbook_gets_its_answers(desk: Desk) -> None:
    path = desk.workbook("book.xlsx", "Flight Search", "Booking")
    transport = ScriptedTransport(counted(622), counted(51))

    summary = desk.run(path, transport=transport)

    assert [(row.sheet, row.name, row.count) for row in summary.rows] == [
        ("book", "Flight Search", 622),
        ("book", "Booking", 51),
    ]
    assert (summary.calls, summary.problems, summary.exit_code) == (2, (), 0)
    assert summary.batch.startswith("20260630-043000-")
    sheet = openpyxl.load_workbook(path)["Queries"]
    assert [sheet.cell(2, column).value for column in (3, 4)] == ["✅ Done", 622]
    ids = [str(sheet.cell(row, 9).value) for row in (2, 3)]
    assert len({row_id.split(".")[0] for row_id in ids}) == 2


def test_what_is_wrong_with_one_sheet_does_not_stop_the_others(desk: Desk) -> None:
    paths = [
        desk.workbook("first.xlsx", "Flight Search"),
        str(desk.folder / "missing.xlsx"),
        desk.workbook("second.xlsx", "Booking"),
    ]

    summary = desk.run(*paths, transport=ScriptedTransport(counted(1), counted(2)))

    assert [(row.sheet, row.count) for row in summary.rows] == [("first", 1), ("second", 2)]
    (problem,) = summary.problems
    assert problem.startswith("missing: ")
    assert (summary.calls, summary.exit_code) == (2, 3)


@pytest.mark.parametrize(
    ("spoil", "code", "sentence"),
    [
        (lambda desk: desk.workbook("book.xlsx", tab="Other"), 3, 'no tab "Queries"'),
        (lambda desk: (desk.folder / "book.xlsx").unlink(), 3, "book.xlsx"),
        (
            lambda desk: desk.configure(APP.format(name="web").replace("timezone", "; timezone")),
            2,
            "[web] has no timezone. Write the time zone",
        ),
    ],
)
def test_a_sheet_that_cannot_be_run_says_why(
    desk: Desk, spoil: Callable[[Desk], object], code: int, sentence: str
) -> None:
    path = desk.workbook("book.xlsx", "Flight Search")
    spoil(desk)

    summary = desk.run(path)

    assert (summary.rows, summary.calls, summary.exit_code) == ((), 0, code)
    assert sentence in summary.problems[0]
    assert "SECRET" not in summary.problems[0]


def test_a_sheet_that_another_run_is_at_is_left_alone(desk: Desk) -> None:
    path = desk.workbook("book.xlsx", "Flight Search")
    other = ExcelWorkbook(Path(path), state_dir=desk.state_dir)

    with other.lease(RunId("other")):
        summary = desk.run(path)

    assert summary.exit_code == 4
    assert "nother run is at work" in summary.problems[0]


class Clumsy(Progress):
    """Stumbles over what it is told."""

    def planned(self, rows: int) -> None:
        raise KeyError(rows)


def test_a_fault_of_our_own_is_one_sentence_and_an_exit_code_of_its_own(desk: Desk) -> None:
    path = desk.workbook("book.xlsx", "Flight Search")
    session = Session(desk.settings, desk.clock, Clumsy(), transport=ScriptedTransport())

    summary = session.run(find_sheets(desk.settings, [path]), Selection())

    assert summary.exit_code == 70
    assert summary.problems[0].startswith("The runner itself failed (KeyError).")


def test_after_a_stop_no_other_sheet_is_begun(desk: Desk) -> None:
    paths = [desk.workbook(name, "Flight Search") for name in ("first.xlsx", "second.xlsx")]
    before = Path(paths[1]).read_bytes()

    def stop(_: Request) -> Response:
        desk.clock.stop.set()
        return success(count=7)

    summary = desk.run(*paths, transport=ScriptedTransport(stop))

    assert [(row.sheet, row.count) for row in summary.rows] == [("first", 7)]
    assert summary.problems == (
        "second: The run was stopped before the answer came. Run it again.",
    )
    assert (summary.calls, summary.exit_code) == (1, 130)
    assert Path(paths[1]).read_bytes() == before


def test_after_a_stop_no_further_page_is_asked_for(desk: Desk) -> None:
    path = desk.workbook("book.xlsx", "Flight Search")
    book = openpyxl.load_workbook(path)
    book["Queries"]["C1"], book["Queries"]["C2"] = "Get", "Event records"
    book.save(path)

    def stop(_: Request) -> Response:
        desk.clock.stop.set()
        return success(records=[], next_cursor="b")

    transport = ScriptedTransport(success(cursor="a"), stop)
    summary = desk.run(path, transport=transport)

    assert summary.rows[0].message == "The run was stopped before the answer came. Run it again."
    assert (summary.calls, len(transport.requests)) == (2, 2)


def test_one_client_serves_all_rows_of_an_app_and_each_app_has_its_own(desk: Desk) -> None:
    desk.configure(
        APP.format(name="web"),
        APP.format(name="train"),
        "[sheet.daily]\nworkbook = book.xlsx\napps = web, train",
    )
    path = desk.workbook("book.xlsx", "A", "B", "A")
    book = openpyxl.load_workbook(path)
    for row, value in enumerate(("App", "web", "web", "train"), 1):
        book["Queries"].cell(row, 3, value)
    book.save(path)
    transport = ScriptedTransport(fail("Invalid Credentials", status=401), counted(7))

    summary = desk.run("daily", transport=transport)

    assert [row.status for row in summary.rows] == ["failed", "failed", "done"]
    assert summary.rows[0].message == summary.rows[1].message
    accounts = [sent.headers["X-CleverTap-Account-Id"] for sent in transport.requests]
    assert accounts == ["web-ID", "train-ID"]


def test_without_a_transport_real_sockets_are_opened_and_closed(desk: Desk) -> None:
    desk.configure(
        APP.format(name="web") + "base_url = http://127.0.0.1:9\n", "[owner]\nnote = theirs"
    )
    settings = desk.settings
    path = desk.workbook("book.xlsx", "Flight Search")
    before = threading.active_count()

    summary = Session(settings, desk.clock, Progress()).run(
        find_sheets(settings, [path]), Selection()
    )

    assert summary.rows[0].status == "failed"
    assert "The connection to CleverTap broke off" in summary.rows[0].message
    assert threading.active_count() <= before + 1


# --- events that CleverTap does not list ---

LIST = success(events=[{"eventCount": 7, "name": "Booking"}, {"name": "Flight Search"}])
DOUBT = (
    'CleverTap lists no event "Fligth Search": the number may mean a misspelt name. Did you mean '
    '"Flight Search"?'
)
UNKNOWN = fail('["Invalid event : Bookign"]', 400, status=400)


class QuickClock(StoppableClock):
    """A clock whose waits take no time."""

    def sleep(self, seconds: float) -> None:
        """Move on at once."""
        self.real.sleep(seconds)


def test_a_run_asks_an_account_for_its_events_once_and_only_where_it_matters(desk: Desk) -> None:
    paths = [
        desk.workbook("first.xlsx", "Booking", "Fligth Search", "Bookign"),
        desk.workbook("second.xlsx", "Flight Search", "Fligth Search"),
    ]
    transport = ScriptedTransport(
        *(counted(3), counted(0), LIST, UNKNOWN),
        *(counted(0), counted(0)),
    )

    summary = desk.run(*paths, transport=transport)

    assert [(row.status, row.count, row.message) for row in summary.rows] == [
        ("done", 3, ""),
        ("done", 0, DOUBT),
        ("failed", None, 'No event "Bookign". Did you mean "Booking"?'),
        ("done", 0, ""),
        ("done", 0, DOUBT),
    ]
    assert (summary.calls, transport.left) == (6, 0)
    assert transport.targets[2] == "GET /getSchema?type=events"
    sheet = openpyxl.load_workbook(paths[0])["Queries"]
    assert [sheet.cell(3, column).value for column in (3, 4)] == ["✅ Done", 0]
    assert DOUBT in [sheet.cell(3, column).value for column in range(1, 12)]


def test_each_app_is_asked_for_its_own_events(desk: Desk) -> None:
    desk.configure(
        APP.format(name="web"),
        APP.format(name="train"),
        "[sheet.daily]\nworkbook = book.xlsx\napps = web, train",
    )
    path = desk.workbook("book.xlsx", "Booking", "Booking")
    book = openpyxl.load_workbook(path)
    for row, value in enumerate(("App", "web", "train"), 1):
        book["Queries"].cell(row, 3, value)
    book.save(path)
    other = success(events=["Train Booking"])
    transport = ScriptedTransport(counted(0), LIST, counted(0), other)

    summary = desk.run("daily", transport=transport)

    assert [row.message for row in summary.rows] == [
        *("", 'CleverTap lists no event "Booking": the number may mean a misspelt name.')
    ]
    accounts = [sent.headers["X-CleverTap-Account-Id"] for sent in transport.requests]
    assert accounts == ["web-ID", "web-ID", "train-ID", "train-ID"]


@pytest.mark.parametrize(
    "refusal",
    [
        fail("Invalid Credentials", 401, status=401),
        Response(403, {}, b""),
        Response(404, {}, b""),
        Response(503, {}, b""),
        success(events=[]),
        success(events=[{"id": 7}]),
        success(),
        ConnectionLost("The connection broke off."),
    ],
)
def test_without_a_list_nothing_is_said_and_nothing_fails(
    desk: Desk, refusal: Response | BaseException
) -> None:
    path = desk.workbook("book.xlsx", "Fligth Search", "Bookign", "Booking")
    transport = ScriptedTransport(counted(0), refusal, UNKNOWN, counted(3))

    summary = desk.run(path, transport=transport)

    assert [(row.status, row.count) for row in summary.rows] == [
        *(("done", 0), ("failed", None), ("done", 3)),
    ]
    assert summary.rows[0].message == ""
    assert summary.rows[1].message.startswith('CleverTap knows no event "Bookign" in [web]')
    assert summary.calls == 4


def test_a_list_that_does_not_come_costs_few_seconds(desk: Desk) -> None:
    path = desk.workbook("book.xlsx", "Fligth Search")
    config_file = desk.folder / "config.ini"
    text = config_file.read_text("utf-8")
    config_file.write_text(text.replace("retry_seconds = 0", "retry_seconds = 900"), "utf-8")
    later = Response(429, {"retry-after": "60"}, b"")
    clock = FakeClock(MORNING)
    desk.clock = QuickClock(clock)

    summary = desk.run(path, transport=ScriptedTransport(counted(0), later, later))

    assert (summary.rows[0].status, summary.rows[0].message) == ("done", "")
    assert (clock.elapsed, summary.calls) == (4, 3)


@pytest.fixture(name="sandbox")
def _sandbox(desk: Desk) -> Iterator[Sandbox]:
    options = Options(port=0, people=24, seed=7, today=date(2026, 6, 30), timezone="Asia/Kolkata")
    with Sandbox(options, sleep=lambda _: None, monotonic=lambda: 0.0) as sandbox:
        desk.configure(
            f"[web]\nid = {ACCOUNT_ID}\npassword = {PASSCODE}\ntimezone = Asia/Kolkata\n"
            f"base_url = {sandbox.url}"
        )
        yield sandbox


def asked(desk: Desk, header: str, *events: str, value: str = "") -> Summary:
    """Run a workbook with one more column over real sockets."""
    path = desk.workbook("book.xlsx", *events)
    book = openpyxl.load_workbook(path)
    for row, cell in enumerate((header, *[value] * len(events)), 1):
        book["Queries"].cell(row, 3, cell)
    book.save(path)
    settings = desk.settings
    return Session(settings, desk.clock, Progress()).run(find_sheets(settings, [path]), Selection())


@pytest.mark.usefixtures("sandbox")
def test_the_sandbox_says_which_event_was_meant(desk: Desk) -> None:
    summary = asked(desk, "Get", "Fligth Search", "flight search", "Picnic", value="Event count")

    messages = [row.message for row in summary.rows]
    assert messages[:2] == [
        'No event "Fligth Search". Did you mean "Flight Search"?',
        'No event "flight search". Did you mean "Flight Search"?',
    ]
    assert messages[2].startswith('CleverTap knows no event "Picnic" in [web] (HTTP 400)')
    assert summary.calls == 4


@pytest.mark.usefixtures("sandbox")
def test_events_that_are_listed_and_never_happened_are_not_doubted(desk: Desk) -> None:
    summary = asked(desk, "Get", "Notification Sent", "Notification Viewed", value="Event count")

    assert [(row.count, row.message) for row in summary.rows] == [(0, ""), (0, "")]
    assert summary.calls == 3


@pytest.mark.usefixtures("sandbox")
def test_nobody_by_a_misspelt_profile_property_is_doubted(desk: Desk) -> None:
    (row,) = asked(desk, "profile: Plan", "App Launched", value="Free").rows

    said = 'CleverTap lists no profile property "Plan": the number may mean that.'
    assert (row.count, row.message) == (0, f'{said} Did you mean "plan"?')
    (right,) = asked(desk, "profile: plan", "App Launched", value="Free").rows
    assert right.count
    assert right.message == ""


@pytest.mark.usefixtures("sandbox")
def test_a_sandbox_that_lists_nothing_takes_nothing_from_a_run(
    desk: Desk, sandbox: Sandbox
) -> None:
    rule = {"fault": "http_403", "endpoint": "GET /getSchema", "times": 9}
    sandbox.faults.load({"faults": [rule]})
    summary = asked(desk, "did none: Event", "Notification Sent", value="Charged")

    assert [(row.count, row.message) for row in summary.rows] == [(0, "")]
    assert sandbox.faults.left()["faults"][0]["times"] == 8


@pytest.mark.usefixtures("sandbox")
def test_records_of_notifications_are_said_to_be_counted_only(desk: Desk) -> None:
    summary = asked(desk, "Get", "Notification Sent", value="Event records")

    (row,) = summary.rows
    assert row.message == (
        'CleverTap does not export records of "Notification Sent" (HTTP 400): "Export not allowed '
        'for this event". Ask for counts of it instead.'
    )


# --- a Google spreadsheet ---


class HastyClock(FakeClock):
    """A clock on which a second passes with every look: nobody has to wait for it."""

    def monotonic(self) -> float:
        """Return a second more than before."""
        self.elapsed += 1
        return self.elapsed


def shared(desk: Desk, google: GoogleSheets, *events: str) -> str:
    """Make a spreadsheet that asks for yesterday's events, and a section for it; return its id."""
    lines = [["Event", "Dates"], *([event, "yesterday"] for event in events)]
    book = google.create({"Queries": lines}, time_zone="Asia/Tokyo")
    google.credentials(desk.folder)
    desk.configure(
        APP.format(name="web"),
        f"[google]\ncredentials = service_account.json\napi_base = {google.url}",
        f"[sheet.team]\nspreadsheet = {book.id}",
    )
    desk.clock = StoppableClock(HastyClock(MORNING))
    return book.id


def test_a_spreadsheet_gets_its_answers(desk: Desk) -> None:
    with GoogleSheets() as google:
        book = shared(desk, google, "Flight Search")
        summary = desk.run("team", transport=ScriptedTransport(counted(622)))

        assert [(row.sheet, row.count) for row in summary.rows] == [("team", 622)]
        assert google.values(book, "Queries!C1:D2") == [["Status", "Count"], ["✅ Done", 622]]
        assert [line[2] for line in google.values(book, "'Run log'!A2:C9")] == [
            *("started", "finished"),
        ]


def test_a_stopped_run_still_publishes_what_is_complete(desk: Desk) -> None:
    def stop(_: Request) -> Response:
        desk.clock.stop.set()
        return success(count=622)

    with GoogleSheets() as google:
        book = shared(desk, google, "Flight Search", "Booking")
        summary = desk.run("team", transport=ScriptedTransport(stop))

        assert [row.status for row in summary.rows] == ["done", "failed"]
        assert google.values(book, "Queries!C2:D3") == [["✅ Done", 622], ["❌ Failed"]]
    assert summary.exit_code == 130


def test_a_look_at_a_spreadsheet_changes_nothing_in_it(desk: Desk) -> None:
    with GoogleSheets() as google:
        book = shared(desk, google, "Flight Search")
        settings = desk.settings
        (found,) = check_all(settings, settings.sheets.values(), desk.clock, Selection())

        assert [row.number for row in found.rows] == [2]
        assert set(google.calls) == {"POST /token", "GET /v4/spreadsheets/{id}"}
        assert [tab.title for tab in google.spreadsheets[book].tabs] == ["Queries"]


@pytest.mark.parametrize(("lease", "seconds"), [(30, 10), (150, 50), (600, 60)])
def test_a_run_gives_signs_of_life_long_before_its_lease_ends(
    desk: Desk, lease: int, seconds: float
) -> None:
    desk.configure(APP.format(name="web"), f"[google]\nlease_seconds = {lease}")
    (sheet,) = find_sheets(desk.settings, [desk.workbook("book.xlsx")])

    assert target_of(desk.settings, sheet, desk.clock).renew_seconds == seconds


# --- which sheets ---


def test_sheets_are_named_by_section_or_path_and_are_all_by_default(desk: Desk) -> None:
    desk.configure(
        APP.format(name="web"),
        "[sheet.daily]\nworkbook = daily.xlsx",
        "[sheet.weekly]\nworkbook = weekly.xlsx",
    )
    settings = desk.settings

    def named(*names: str) -> list[str]:
        return [sheet.name for sheet in find_sheets(settings, names)]

    assert named() == ["daily", "weekly"]
    assert named("weekly") == ["weekly"]
    assert named(str(desk.folder / "daily.xlsx"), "other.XLSX") == ["daily", "other"]
    with pytest.raises(
        ConfigError,
        match=r'"dayly" is no sheet of .*config.ini \(there: daily, weekly\) and no .xlsx file\.',
    ):
        named("dayly")


def test_a_spreadsheet_is_found_by_the_address_or_id_that_a_section_names(desk: Desk) -> None:
    sheet_id = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE"
    address = f"https://docs.google.com/spreadsheets/d/{sheet_id}/edit"
    desk.configure(APP.format(name="web"), f"[sheet.team]\nspreadsheet = {address}?gid=7#gid=7")

    for name in ("team", sheet_id, address, f"{address}#gid=0"):
        (found,) = find_sheets(desk.settings, [name])
        assert (found.name, found.spreadsheet, found.workbook) == ("team", sheet_id, None)
    with pytest.raises(ConfigError, match=r"\(there: team\) .* the address of a spreadsheet that "):
        find_sheets(desk.settings, [address.replace("1AbC", "9AbC")])


def test_without_any_sheet_it_is_said_how_to_have_one(desk: Desk) -> None:
    with pytest.raises(ConfigError, match=r"has no section \[sheet.NAME\]"):
        find_sheets(desk.settings, [])
    with pytest.raises(ConfigError, match=r"there: none"):
        find_sheets(desk.settings, ["daily"])
