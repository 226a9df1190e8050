"""What `init` makes, what it adds, and what it leaves alone, on a workbook in memory."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from sheets_runner.clevertap.names import Names
from sheets_runner.config import SheetSettings
from sheets_runner.errors import LeaseHeld
from sheets_runner.run import looks
from sheets_runner.run.doctor import Kind, Trouble
from sheets_runner.run.lists import Known
from sheets_runner.run.setup import Lack
from sheets_runner.run.setup import set_up as set_up_with
from sheets_runner.run.setup_lists import Listing
from sheets_runner.workbook.base import (
    Column,
    Edit,
    EnsureColumns,
    MakeTab,
    OfferChoices,
    ReplaceTable,
    RunId,
)
from tests.fake_workbook import FakeWorkbook, Store

TODAY = date(2026, 6, 30)
RUN = RunId("20260630-100000-init")
RESULTS = ["Status", "Count", "Records", "Last run", "Reads as", "Message", "ID"]


def sheet(**settings: Any) -> SheetSettings:
    return SheetSettings("team", None, ("web",), **settings)


class Clevertap:
    """Gives names, or none.

    Attributes:
        asked: How often.
    """

    def __init__(self, *events: str, why_not: str = "") -> None:
        self._known = Known(Names(events), Names(("Plan",)))
        self._why_not = why_not
        self.asked = 0

    def __call__(self) -> dict[str, Known]:
        """Return the names."""
        self.asked += 1
        if self._why_not:
            raise Trouble(Kind.NAMES_UNREADABLE, said=self._why_not)
        return {"web": self._known}


def set_up(
    book: FakeWorkbook,
    settings: SheetSettings,
    today: date = TODAY,
    run: RunId = RUN,
    clevertap: Clevertap | None = None,
) -> Lack:
    names = Listing(clevertap or Clevertap("Charged"), "doctor --lists team")
    return set_up_with(book, settings, today, run, names)


def workbook(*edits: Edit) -> FakeWorkbook:
    """Return a workbook as a new process opens it, after some edits."""
    store = Store()
    FakeWorkbook(store).apply(edits)
    return FakeWorkbook(store)


def headers(book: FakeWorkbook, tab: str = "Queries", row: int = 1) -> list[Any]:
    return [cell.value for cell in FakeWorkbook(book.store).read(tab).rows[row - 1]]


def tab(*names: str, title: str = "Queries") -> MakeTab:
    return MakeTab(title, tuple(map(Column, names)), (("x", *[""] * (len(names) - 1)),))


def test_a_new_workbook_gets_questions_results_and_a_guide() -> None:
    book = workbook()
    found = set_up(book, sheet(), TODAY, RUN)

    assert book.tabs() == ("Queries", "Getting started", "_Lists")
    assert headers(book)[:4] == ["Active", "Name", "App", "Get"]
    assert headers(book)[-7:] == RESULTS
    assert found.said == (
        'Made the tab "Queries" with three examples, which are switched off.',
        'Made the tab "Getting started".',
        'Listed 1 event and 1 profile property in the hidden tab "_Lists".',
    )
    assert found.hints == ()
    assert len(book.applied) == 1, "all of it at once"


def test_the_configured_tab_is_the_one_that_is_made() -> None:
    book = workbook(tab("Plans", title="Other"))
    set_up(book, sheet(input="Fragen", output="Antworten"), TODAY, RUN)

    assert book.tabs() == ("Other", "Fragen", "Getting started", "_Lists")


def test_a_second_time_nothing_is_written() -> None:
    book = workbook()
    set_up(book, sheet(), TODAY, RUN)
    before = book.store.version
    again = FakeWorkbook(book.store)
    found = set_up(again, sheet(), date(2027, 1, 1), RUN)

    assert (found.edits, found.said, found.problems) == ((), (), ())
    assert again.applied == []
    assert book.store.version == before


def test_a_blank_tab_becomes_the_tab_with_the_questions() -> None:
    book = workbook(MakeTab("queries", ()))
    set_up(book, sheet(), TODAY, RUN)

    assert headers(book, "queries")[0] == "Active"


def test_to_a_tab_in_use_only_missing_columns_are_added() -> None:
    book = workbook(tab("Event", "Dates", "[Ours]", "Count", "Message"), tab("t", title="Plans"))
    found = set_up(book, sheet(), TODAY, RUN)

    assert found.said[0] == 'Added to the tab "Queries": Status, Records, Last run, Reads as, ID.'
    assert headers(book) == [
        *("Event", "Dates", "[Ours]", "Count", "Message"),
        *("Status", "Records", "Last run", "Reads as", "ID"),
    ]
    assert headers(book, row=2) == ["x"]
    assert found.edits[0] == EnsureColumns("Queries", 1, looks.RESULT_COLUMNS, key="ID")


def test_headers_may_stand_below_a_title() -> None:
    book = workbook(MakeTab("Queries", (Column("What we watch"),), (("",), ("",))))
    for column, header in enumerate(("Event", "Dates"), 1):
        book.store.tabs["Queries"].fill(3, column, header)
    set_up(FakeWorkbook(book.store), sheet(), TODAY, RUN)

    assert headers(book, row=3)[-7:] == RESULTS


def test_a_column_named_like_a_result_that_is_the_teams_is_not_doubled_each_time() -> None:
    book = workbook(tab("Event", "Dates", "Status"))
    own = sheet(ignore_columns=("Status",))
    set_up(book, own, TODAY, RUN)

    assert set_up(FakeWorkbook(book.store), own, TODAY, RUN).edits == ()


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("Event", "Dates", "utm_campain"), "did you mean `utm_campaign`?"),
        (("Shopping list",), "has no header row"),
    ],
)
def test_headers_that_need_fixing_are_told_and_nothing_is_written(
    names: tuple[str, ...], said: str
) -> None:
    book = workbook(tab(*names))
    found = set_up(book, sheet(), TODAY, RUN)

    assert said in found.problems[0].message
    assert (found.edits, book.applied, book.tabs()) == ((), [], ("Queries",))


@pytest.mark.parametrize(
    ("names", "hints"),
    [
        (
            ("Shopping list",),
            ('Or rename that tab, or delete it: init then makes a "Queries" with examples.',),
        ),
        (("Event", "Dates", "utm_campain"), ()),
    ],
)
def test_a_tab_of_something_else_may_make_room_for_one_with_examples(
    names: tuple[str, ...], hints: tuple[str, ...]
) -> None:
    assert set_up(workbook(tab(*names)), sheet()).hints == hints


@pytest.mark.parametrize("title", ["QUERIES ", " queries", "Quer ies"])
def test_beside_a_tab_whose_name_differs_by_blanks_alone_none_is_made(title: str) -> None:
    book = workbook(tab("Event", "Dates", title=title))
    found = set_up(book, sheet())

    (problem,) = found.problems
    assert problem.message == (
        f'There is a tab "{title}" with other blanks in its name. Rename it to "Queries", or write'
        " another input into [sheet.team]."
    )
    assert (found.edits, book.applied) == ((), [])


def test_a_tab_of_the_guides_name_stays_what_it_is() -> None:
    book = workbook(tab("ours", title="getting STARTED"))
    found = set_up(book, sheet(), TODAY, RUN)

    assert book.tabs() == ("getting STARTED", "Queries", "_Lists")
    assert len(found.said) == 2


@pytest.mark.parametrize("role", ["input", "output"])
def test_there_is_no_guide_where_its_name_means_something_else(role: str) -> None:
    book = workbook()
    set_up(book, sheet(**{role: "Getting started"}), TODAY, RUN)

    assert headers(book, book.tabs()[0])[0] == "Active"
    assert len(book.tabs()) == 2


def test_another_run_at_work_keeps_it_out() -> None:
    book = workbook()
    with FakeWorkbook(book.store).lease(RunId("other")), pytest.raises(LeaseHeld):
        set_up(book, sheet(), TODAY, RUN)

    assert book.tabs() == ()


class Hasty(FakeWorkbook):
    """A workbook that another run makes ready in the moment before the lease is taken."""

    def lease(self, run: RunId, tabs: Any = ()) -> Any:
        """Keep other runs off, too late."""
        set_up(FakeWorkbook(self.store), sheet(), TODAY, RUN)
        return super().lease(run, tabs)


def test_what_somebody_else_has_made_meanwhile_is_not_made_again() -> None:
    book = Hasty()

    assert set_up(book, sheet(), TODAY, RUN).said == ()
    assert book.applied == []


# --- the names that CleverTap knows ---


def test_in_a_new_tab_the_columns_for_events_offer_the_names() -> None:
    book = workbook()
    found = set_up(book, sheet())

    assert isinstance(found.edits[-2], ReplaceTable)
    offered = ("Event", "did all: Event")
    assert found.edits[-1] == OfferChoices("Queries", 1, offered, "_Lists", "Event")
    assert headers(book, "_Lists", row=2) == ["Charged", "web", None, "Plan", "web"]


def test_a_tab_in_use_gets_the_list_and_no_drop_down() -> None:
    book = workbook(tab("Event name", "Dates", *RESULTS))
    found = set_up(book, sheet())

    assert not any(isinstance(edit, OfferChoices) for edit in found.edits)
    assert book.tabs() == ("Queries", "Getting started", "_Lists")
    assert found.hints == ("For a drop-down of them under Event name: doctor --lists team",)


def test_where_no_column_names_an_event_no_drop_down_is_told_of() -> None:
    book = workbook(tab("CQL", "Dates", *RESULTS))

    assert set_up(book, sheet()).hints == ()


@pytest.mark.parametrize("headers", [(), ("ours",)])
def test_where_there_is_such_a_tab_nothing_is_asked_and_it_is_left_alone(
    headers: tuple[str, ...],
) -> None:
    book = workbook(MakeTab("_lists", tuple(map(Column, headers))))
    clevertap = Clevertap("Charged")
    found = set_up(book, sheet(), clevertap=clevertap)

    assert clevertap.asked == 0
    assert book.tabs() == ("_lists", "Queries", "Getting started")
    assert found.hints == (
        'For a drop-down of the names in "_Lists" under Event: doctor --lists team',
    )


def test_where_its_name_means_something_else_nothing_is_asked() -> None:
    clevertap = Clevertap("Charged")
    book = workbook()
    set_up(book, sheet(output="_lists"), clevertap=clevertap)

    assert (clevertap.asked, book.tabs()) == (0, ("Queries", "Getting started"))


def test_nobody_is_asked_for_names_where_headers_need_fixing() -> None:
    clevertap = Clevertap("Charged")
    set_up(workbook(tab("Shopping list")), sheet(), clevertap=clevertap)

    assert clevertap.asked == 0


@pytest.mark.parametrize("names", [("Event", "Dates", *RESULTS), ()])
def test_without_names_all_else_is_made_and_it_is_said_why(names: tuple[str, ...]) -> None:
    book = workbook(*([tab(*names)] if names else []))
    clevertap = Clevertap(why_not="CleverTap is away.")
    found = set_up(book, sheet(), clevertap=clevertap)

    assert book.tabs() == ("Queries", "Getting started")
    assert found.hints == (
        (
            "No names are listed yet. CleverTap is away. Names typed by hand work as ever. Later:"
            " doctor --lists team"
        ),
    )
    assert clevertap.asked == 1, "not once more while the lease is held"


def test_the_list_is_made_once_there_are_names() -> None:
    book = workbook()
    set_up(book, sheet(), clevertap=Clevertap(why_not="CleverTap is away."))
    found = set_up(FakeWorkbook(book.store), sheet())

    assert found.said == ('Listed 1 event and 1 profile property in the hidden tab "_Lists".',)
    assert book.tabs()[-1] == "_Lists"


def test_an_account_without_events_is_told_plainly() -> None:
    book = workbook()
    found = set_up(book, sheet(), clevertap=Clevertap())

    assert found.said[-1].startswith("Listed no events and 1 profile property")
    assert found.hints == ("CleverTap knows no event yet. Once it knows some: doctor --lists team",)
    assert found.edits[-1] == OfferChoices("Queries", 1, (), "_Lists", "Event")
