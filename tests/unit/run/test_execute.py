"""Asking side by side: the same once, failures apart, and an end in any case."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path
from typing import Any, Callable, Iterator, Mapping, Sequence

import pytest

from sheets_runner.clevertap.counts import Count
from sheets_runner.clevertap.names import NameKind
from sheets_runner.clevertap.paging import Parts
from sheets_runner.errors import (
    BadQuery,
    ConfigError,
    ConnectionLost,
    GaveUp,
    LeaseHeld,
    Unauthorised,
    UnknownEvent,
)
from sheets_runner.query.cql import Block, Filter, Period
from sheets_runner.query.question import Get
from sheets_runner.run.execute import Answer, Ask, Executor, gather
from sheets_runner.run.plan import Job
from sheets_runner.run.spool import Spool, SpoolFolder
from sheets_runner.run.stopping import STOPPED, StoppableClock
from tests.fakes import FakeClock
from tests.unit.run.build import MONDAY, MORNING, job, question
from tests.unit.run.fake_client import AGAIN, Asked, FakeConnector, Records, Scripted

OF_OUR_OWN = (
    "The runner itself failed ({}). Run it again with -v, and send what it logs to those who look "
    "after it."
)
REFUSED = Unauthorised("CleverTap refuses [web].")


class HastyClock(FakeClock):
    """A clock on which a second passes with every look."""

    def monotonic(self) -> float:
        """Return a second more than before."""
        self.elapsed += 1
        return self.elapsed


@pytest.fixture(name="spools")
def _spools(tmp_path: Path) -> Iterator[SpoolFolder]:
    with SpoolFolder(tmp_path) as folder:
        yield folder


@pytest.fixture(autouse=True)
def _no_thread_stays() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    for thread in set(threading.enumerate()) - before:
        thread.join(5)
    assert set(threading.enumerate()) <= before


def parts_of(_: Job) -> Parts:
    return Parts()


def count(number: int, event: str, app: str = "web") -> Job:
    return job(number, question(event, app=app))


def export(number: int, event: str) -> Job:
    return job(number, question(event, get=Get.EVENT_RECORDS))


def told(spool: Spool | None) -> list[dict[str, Any]]:
    """Return the records of a spool by dotted paths."""
    assert spool is not None
    names = [".".join(path) for path in spool.shape.paths]
    return [{names[place]: value for place, value in row.items()} for row in spool]


class Watcher:
    """Notes which rows it is told of; ends the run when it is told to."""

    def __init__(self) -> None:
        self.told: list[int] = []
        self.ticks = 0
        self.trouble: Exception | None = None

    def began(self, ask: Ask) -> None:
        self.told += [job.row for job in ask.jobs]

    def tick(self) -> None:
        self.ticks += 1
        if self.trouble:
            raise self.trouble


class Run:
    """One execution: what was asked, and what came back by event."""

    def __init__(
        self, spools: SpoolFolder, connector: FakeConnector, clock: StoppableClock | None = None
    ) -> None:
        self.connector = connector
        self.clock = clock or StoppableClock(FakeClock(MORNING))
        self.spools = spools
        self.answers: dict[str, Answer] = {}
        self.watcher = Watcher()

    def of(self, *jobs: Job, workers: int = 1) -> dict[str, Answer]:
        executor = Executor(self.connector, self.spools, self.clock, workers)
        executor.run(gather(jobs), self.take, self.watcher)
        return self.answers

    def take(self, answer: Answer) -> None:
        self.answers[answer.ask.jobs[0].question.event] = answer


# --- what is asked ---


def test_the_same_question_is_asked_once_for_all_its_rows() -> None:
    jobs = [count(2, "A"), count(3, "B"), count(4, "A"), count(5, "A", app="train"), export(6, "A")]

    asks = gather(jobs)

    assert [(ask.app, ask.get, [one.row for one in ask.jobs]) for ask in asks] == [
        ("web", Get.EVENT_COUNT, [2, 4]),
        ("web", Get.EVENT_COUNT, [3]),
        ("train", Get.EVENT_COUNT, [5]),
        ("web", Get.EVENT_RECORDS, [6]),
    ]
    assert asks[1].body == {"event_name": "B", "from": 20260629, "to": 20260629}


def test_exports_of_different_parts_are_different_questions() -> None:
    plain, picky = export(2, "A"), export(3, "A")
    picky = replace(picky, question=replace(picky.question, columns=("profile.make",)))

    assert len(gather([plain, picky])) == 2


def test_nothing_to_ask_needs_no_thread(spools: SpoolFolder) -> None:
    assert Run(spools, FakeConnector({})).of() == {}


# --- what comes back ---


def test_counts_and_records_come_back(spools: SpoolFolder) -> None:
    run = Run(spools, FakeConnector({"A": Count(7), "B": ([{"n": 1}], [], [{"n": 2}])}))

    answers = run.of(count(2, "A"), export(3, "B"))

    assert (answers["A"].count, answers["A"].error, answers["A"].at) == (Count(7), "", MORNING)
    assert told(answers["B"].records) == [{"n": 1}, {"n": 2}]
    assert run.connector.asked[1] == Asked("web", Get.EVENT_RECORDS, "B", Parts())


def test_questions_are_under_way_side_by_side(spools: SpoolFolder) -> None:
    both = threading.Barrier(2, timeout=5)

    def together() -> Count:
        return Count(1 + both.wait())

    answers = Run(spools, FakeConnector({"A": together, "B": together})).of(
        count(2, "A"), count(3, "B"), workers=2
    )

    assert [answer.error for answer in answers.values()] == ["", ""]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (BadQuery("CleverTap refuses the query."), "CleverTap refuses the query."),
        (GaveUp("Gave up on the count."), "Gave up on the count."),
        (ConnectionLost("The connection broke off."), "The connection broke off."),
        (ConfigError("The certificates cannot be read."), "The certificates cannot be read."),
        (OSError(28, "No space left on device"), "No space left on device. Run it again."),
        (OSError("odd"), "odd. Run it again."),
        (KeyError("a passcode"), OF_OUR_OWN.format("KeyError")),
        (RecursionError("deep"), OF_OUR_OWN.format("RecursionError")),
    ],
)
def test_one_failure_stays_its_own(spools: SpoolFolder, error: Exception, sentence: str) -> None:
    run = Run(spools, FakeConnector({"A": error, "B": Count(7)}))

    answers = run.of(count(2, "A"), count(3, "B"))

    assert (answers["A"].error, answers["A"].count) == (sentence, None)
    assert (answers["B"].error, answers["B"].count) == ("", Count(7))


def test_an_export_that_breaks_off_gives_nothing_at_all(spools: SpoolFolder) -> None:
    run = Run(spools, FakeConnector({"A": ([{"n": 1}], GaveUp("Gave up on a page."))}))

    answer = run.of(export(2, "A"))["A"]

    assert (answer.error, answer.records) == ("Gave up on a page.", None)


def test_an_export_that_begins_again_begins_an_empty_spool(
    spools: SpoolFolder, tmp_path: Path
) -> None:
    run = Run(spools, FakeConnector({"A": ([{"n": 1}], AGAIN, [{"n": 1}], [{"n": 2}])}))

    records = run.of(export(2, "A"))["A"].records

    assert told(records) == [{"n": 1}, {"n": 2}]
    assert len(list(tmp_path.glob("spool-*/[0-9]*"))) == 1


RANGES = {"A": ["1", "2", "3"]}


def test_ranges_of_an_export_are_fetched_side_by_side_and_put_back_in_order(
    spools: SpoolFolder,
) -> None:
    together = threading.Barrier(3, timeout=5)

    def page(*records: Mapping[str, Any]) -> Callable[[], Records]:
        def step() -> Records:
            together.wait()
            return list(records)

        return step

    script: dict[str, Scripted] = {
        "1": (page({"n": 1, "p": {"a": 7}}), [{"n": 2}]),
        "2": (page(),),
        "3": (page({"p": {"b": 8}}), [{"p": {"a": 9}, "n": 3}]),
    }
    run = Run(spools, FakeConnector(script, RANGES))

    records = run.of(export(2, "A"))["A"].records

    assert told(records) == [
        {"n": 1, "p.a": 7},
        {"n": 2},
        {"p.b": 8},
        {"p.a": 9, "n": 3},
    ]
    assert records is not None
    assert (records.count, len(list(records))) == (4, 4)
    assert sorted(run.connector.events) == ["1", "2", "3"]


def test_lists_of_objects_are_known_in_ranges_that_are_joined(spools: SpoolFolder) -> None:
    script: dict[str, Scripted] = {
        "1": ([{"n": 1}],),
        "2": ([{"items": [{"a": 1}], "n": 2}],),
        "3": ([{"tags": ["x"]}],),
    }
    records = Run(spools, FakeConnector(script, RANGES)).of(export(2, "A"))["A"].records

    assert records is not None
    assert records.shape.paths == [("n",), ("items",), ("tags",)]
    assert records.shape.nested == {1}


def test_ranges_of_one_shape_need_no_renumbering(spools: SpoolFolder) -> None:
    script: dict[str, Scripted] = {n: ([{"n": n, "m": 0}],) for n in "123"}
    run = Run(spools, FakeConnector(script, RANGES))

    assert [one["n"] for one in told(run.of(export(2, "A"))["A"].records)] == ["1", "2", "3"]


def test_where_one_range_fails_the_whole_export_fails_and_the_others_end(
    spools: SpoolFolder,
) -> None:
    failed = threading.Event()

    def fail() -> Records:
        failed.set()
        raise GaveUp("Gave up on a page.")

    def go_on() -> Records:
        failed.wait(5)
        return [{"n": 1}]

    script: dict[str, Scripted] = {"1": (go_on,) * 999, "2": (fail,), "3": ([{"n": 3}],)}
    run = Run(spools, FakeConnector(script, RANGES))

    answer = run.of(export(2, "A"))["A"]

    assert (answer.error, answer.records) == ("Gave up on a page.", None)


def test_a_refused_account_is_not_asked_again_but_others_are(spools: SpoolFolder) -> None:
    run = Run(spools, FakeConnector({"A": REFUSED, "B": Count(7), "C": Count(8)}))

    answers = run.of(count(2, "A"), count(3, "B"), count(4, "C", app="train"))

    assert answers["A"].error == answers["B"].error == "CleverTap refuses [web]."
    assert answers["C"].count == Count(8)
    assert run.connector.events == ["A", "C"]


# --- names that CleverTap does not list ---

LISTED = {"web": ["Charged", "Flight Search"], "train": ["Train Search"]}
DOUBT = (
    'CleverTap lists no event "Fligth Search": the number may mean a misspelt name. Did you mean '
    '"Flight Search"?'
)


def excluding(number: int, event: str, missing: str) -> Job:
    """Return a job that asks for those who did one event and not another."""
    asked = question(event)
    block = Block(missing, Period(MONDAY, MONDAY))
    return job(number, replace(asked, query=replace(asked.query, did_none=(block,))))


def test_an_unknown_event_is_said_with_the_one_that_was_meant(spools: SpoolFolder) -> None:
    error = UnknownEvent("CleverTap knows no such event.", event="Fligth Search")
    run = Run(spools, FakeConnector({"Fligth Search": error}, names=LISTED))

    answer = run.of(count(2, "Fligth Search"))["Fligth Search"]

    assert answer.error == 'No event "Fligth Search". Did you mean "Flight Search"?'
    assert answer.notes == ()
    assert run.connector.named == ["web"]


@pytest.mark.parametrize("listed", [(), ("Charged",)])
def test_where_no_event_is_like_it_the_connectors_sentence_stays(
    spools: SpoolFolder, listed: tuple[str, ...]
) -> None:
    error = UnknownEvent("CleverTap knows no such event.", event="Fligth Search")
    run = Run(spools, FakeConnector({"Fligth Search": error}, names={"web": listed}))

    answer = run.of(count(2, "Fligth Search"))["Fligth Search"]

    assert answer.error == "CleverTap knows no such event."


@pytest.mark.parametrize("given", [Count(0, 7, 7, 7), Count(0)])
def test_a_count_of_nothing_is_doubted_where_its_event_is_not_listed(
    spools: SpoolFolder, given: Count
) -> None:
    run = Run(spools, FakeConnector({"Fligth Search": given, "Charged": given}, names=LISTED))

    answers = run.of(count(2, "Fligth Search"), count(3, "Charged"))

    doubtful, sure = answers["Fligth Search"], answers["Charged"]
    assert (doubtful.count, doubtful.error, doubtful.notes) == (given, "", (DOUBT,))
    assert (sure.count, sure.error, sure.notes) == (given, "", ())


def test_an_export_of_nothing_is_doubted_and_one_of_something_is_not(spools: SpoolFolder) -> None:
    script: dict[str, Scripted] = {"Fligth Search": ([], []), "Fligth": ([], [{"n": 1}])}
    run = Run(spools, FakeConnector(script, names=LISTED))

    answers = run.of(export(2, "Fligth Search"), export(3, "Fligth"))

    assert told(answers["Fligth Search"].records) == []
    assert answers["Fligth Search"].notes == (DOUBT,)
    assert answers["Fligth"].notes == ()
    assert run.connector.named == ["web"]


def test_ranges_that_all_give_nothing_are_doubted_once(spools: SpoolFolder) -> None:
    ranges = {"Fligth Search": ["1", "2"]}
    script: dict[str, Scripted] = {"1": ([],), "2": ([],)}
    run = Run(spools, FakeConnector(script, ranges, names=LISTED))

    assert run.of(export(2, "Fligth Search"))["Fligth Search"].notes == (DOUBT,)
    assert run.connector.named == ["web"]


def test_a_number_without_those_who_did_something_misspelt_is_doubted(spools: SpoolFolder) -> None:
    run = Run(spools, FakeConnector({"Charged": Count(7)}, names=LISTED))

    answer = run.of(excluding(2, "Charged", "Fligth Search"))["Charged"]

    assert (answer.count, answer.notes) == (Count(7), (DOUBT,))


def test_a_number_that_no_misspelt_name_gives_needs_no_list(spools: SpoolFolder) -> None:
    run = Run(spools, FakeConnector({"Fligth Search": Count(1)}))

    assert run.of(count(2, "Fligth Search"))["Fligth Search"].notes == ()
    assert run.connector.named == []


def test_each_app_has_its_own_list(spools: SpoolFolder) -> None:
    script: dict[str, Scripted] = {"Train Search": Count(0), "Flight Search": Count(0)}
    run = Run(spools, FakeConnector(script, names=LISTED))

    answers = run.of(count(2, "Train Search", "train"), count(3, "Flight Search", "web"))

    assert [answer.notes for answer in answers.values()] == [(), ()]
    assert run.connector.named == ["train", "web"]


def test_the_answer_is_as_old_as_the_number_however_long_the_list_takes(
    spools: SpoolFolder,
) -> None:
    clock = FakeClock(MORNING)

    class Slow(FakeConnector):
        def names(self, app: str, kind: NameKind) -> Sequence[str]:
            clock.sleep(9)
            return super().names(app, kind)

    connector = Slow({"Fligth Search": Count(0)}, names=LISTED)
    answer = Run(spools, connector, StoppableClock(clock)).of(count(2, "Fligth Search"))

    assert answer["Fligth Search"].at == MORNING
    assert answer["Fligth Search"].notes == (DOUBT,)


@pytest.mark.parametrize("given", [UnknownEvent("No such event.", event="A"), Count(0)])
def test_a_fault_in_doubting_fails_the_row_and_is_not_waited_for_without_end(
    spools: SpoolFolder, given: UnknownEvent | Count
) -> None:
    class Faulty(FakeConnector):
        def names(self, app: str, kind: NameKind) -> Sequence[str]:
            raise KeyError(app, kind)

    answer = Run(spools, Faulty({"A": given}, names=LISTED)).of(count(2, "A"))["A"]

    assert answer.error.startswith("The runner itself failed (KeyError).")


def test_nobody_by_a_profile_property_is_doubted_where_one_like_it_is_listed(
    spools: SpoolFolder,
) -> None:
    def by(number: int, event: str, name: str) -> Job:
        asked = question(event)
        fields = (Filter("profile_fields", name, "equals", "Gold"),)
        return job(number, replace(asked, query=replace(asked.query, profile=fields)))

    script = {"Charged": Count(0), "Flight Search": Count(0)}
    run = Run(spools, FakeConnector(script, names=LISTED, properties={"web": ["plan"]}))

    found = run.of(by(2, "Charged", "Plan"), by(3, "Flight Search", "plan"))

    assert found["Flight Search"].notes == ()
    assert found["Charged"].notes == (
        (
            'CleverTap lists no profile property "Plan": the number may mean that. Did you mean '
            '"plan"?'
        ),
    )


# --- being watched ---


def test_the_watcher_is_told_what_is_begun_before_its_answer_comes(spools: SpoolFolder) -> None:
    run = Run(spools, FakeConnector({"A": Count(7), "B": Count(8)}))
    run.of(count(2, "A"), count(3, "B"), count(4, "A"))

    assert run.watcher.told == [2, 4, 3]
    assert run.watcher.ticks >= 4


def test_an_error_of_the_watcher_ends_the_asking(spools: SpoolFolder) -> None:
    told = threading.Event()

    def held() -> Count:
        told.wait(5)
        return Count(7)

    run = Run(spools, FakeConnector({"A": held, "B": Count(8)}))
    run.watcher.trouble = LeaseHeld("Another run has taken over.")

    with pytest.raises(LeaseHeld):
        run.of(count(2, "A"), count(3, "B"))
    told.set()

    assert run.answers == {}
    assert "B" not in run.connector.events


# --- being stopped ---


def stopping(clock: StoppableClock) -> Callable[[], Records]:
    """Return a page during which the run is stopped."""

    def page() -> Records:
        clock.stop.set()
        return [{"n": 1}]

    return page


def test_after_a_stop_nothing_new_is_asked_and_what_came_stands(spools: SpoolFolder) -> None:
    clock = StoppableClock(FakeClock(MORNING))
    connector = FakeConnector({"A": (stopping(clock), [{"n": 2}]), "B": Count(7)})

    answers = Run(spools, connector, clock).of(export(2, "A"), count(3, "B"))

    assert answers["A"].error == ""
    assert answers["A"].records is not None
    assert answers["A"].records.count == 2
    assert answers["B"].error == STOPPED
    assert connector.events == ["A"]


def test_a_run_that_is_being_stopped_is_watched_no_more(spools: SpoolFolder) -> None:
    clock = StoppableClock(FakeClock(MORNING))
    clock.stop.set()
    run = Run(spools, FakeConnector({}), clock)

    assert run.of(count(2, "A"))["A"].error == STOPPED
    assert run.watcher.ticks == 0


def test_a_wait_that_is_cut_short_fails_its_row(spools: SpoolFolder) -> None:
    clock = StoppableClock(FakeClock(MORNING))

    def wait() -> Count:
        clock.stop.set()
        clock.sleep(600)
        return Count(0)

    answers = Run(spools, FakeConnector({"A": wait}), clock).of(count(2, "A"))

    assert answers["A"].error == STOPPED


def test_what_hangs_is_left_behind_when_the_grace_is_over(spools: SpoolFolder) -> None:
    clock = StoppableClock(HastyClock(MORNING))
    free = threading.Event()

    def hang() -> Count:
        clock.stop.set()
        free.wait(30)
        return Count(0)

    run = Run(spools, FakeConnector({"A": hang, "B": Count(7)}), clock)
    answers = run.of(count(2, "A"), count(3, "B"))
    free.set()

    assert [answers[event].error for event in "AB"] == [STOPPED, STOPPED]
