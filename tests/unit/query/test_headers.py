"""What a header means, and what is almost one."""

from __future__ import annotations

import pytest

from sheets_runner.query import headers
from sheets_runner.query.headers import Meaning, Misspelt, NotYet, distance, meaning, normal
from tests.unit.query.sheet import header_messages

OWN = "Correct the header, or write [{0}] if the column is your own."


@pytest.mark.parametrize(
    "header", ["Event name", "event_name", " EVENT-NAME ", "Event\u00a0 _-name", "event\nname"]
)
def test_case_spaces_underscores_and_hyphens_make_no_difference(header: str) -> None:
    assert meaning(header) == Meaning("event")


@pytest.mark.parametrize(
    ("header", "alias"),
    [
        ("Event", "Event name"),
        ("Dates", "Date range"),
        ("App", "Account"),
        ("utm_campaign", "session: utm_campaign"),
        ("did all: Event", "did all 1: event_name"),
        ("did any: utm_source", "Did_Any: session: utm_source"),
    ],
)
def test_aliases_share_a_meaning(header: str, alias: str) -> None:
    assert meaning(header) == meaning(alias) is not None


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("session: browser", Meaning("filter", section="session_properties", name="browser")),
        ("event: Fare", Meaning("filter", section="event_properties", name="Fare")),
        ("EVENT:fare", Meaning("filter", section="event_properties", name="fare")),
        ("event: a: b", Meaning("filter", section="event_properties", name="a: b")),
        ("profile: my_plan", Meaning("filter", section="profile_fields", name="my_plan")),
        ("App_field: Make", Meaning("filter", section="app_fields", name="Make")),
        ("demographics: Age", Meaning("filter", section="demographics", name="Age")),
        ("technographics: OS", Meaning("filter", section="technographics", name="OS")),
        ("reachability: has_token", Meaning("filter", section="reachability", name="has_token")),
        ("did none 12: Dates", Meaning("dates", "did none", 12)),
        ("did any 2: Count", Meaning("count", "did any", 2)),
        ("did all: Time of day", Meaning("time of day", "did all")),
        (
            "did all 3: event: Fare",
            Meaning("filter", "did all", 3, section="event_properties", name="Fare"),
        ),
        ("Last run", Meaning("result", name="last run")),
        ("Object_Type", Meaning("object type")),
    ],
)
def test_a_header_says_where_its_cells_belong(header: str, expected: Meaning) -> None:
    assert meaning(header) == expected


@pytest.mark.parametrize(
    "header",
    [
        "Country",
        "Budget 2026",
        "Time zone",
        "my: column",
        "utm",
        "Counts",
        "did it",
        "profile",
        "Eventful",
        "sessions",
    ],
)
def test_other_headers_are_the_team_s(header: str) -> None:
    assert meaning(header) is None


@pytest.mark.parametrize(
    ("header", "meant"),
    [
        ("utm_campain", "utm_campaign"),  # dropped
        ("Evennt", "Event"),  # inserted
        ("Avent", "Event"),  # changed
        ("Form", "From"),  # swapped
        ("Date", "Dates"),
        ("Event nmae", "Event name"),
        ("utm_campiagne", "utm_campaign"),  # two mistakes in thirteen letters
        ("Time form", "Time from"),
        ("Campaign", "utm_campaign"),
        ("SOURCE", "utm_source"),
        ("medium", "utm_medium"),
        ("Owners", "Owner"),
        ("Gef", "Get"),
        ("AP I", "API"),
        ("events: Fare", "event: Fare"),
        ("profle: plan", "profile: plan"),
        ("sesion:browser", "session: browser"),
        ("demographic: Age", "demographics: Age"),
        ("did al: Event", "did all: Event"),
        ("did all2: Event", "did all 2: Event"),
        ("dd any 3: Event", "did any 3: Event"),
        ("did all: Evnt", "did all: Event"),
        ("did all 2: utm_campain", "did all 2: utm_campaign"),
        ("did any: Cuont", "did any: Count"),
        ("session: time_of_day", "Time of day"),
        ("session_time_of_day", "Time of day"),
        ("profile plan", "profile: plan"),
        ("Profile_My Plan", "profile: My Plan"),
        ("session foo", "session: foo"),
        ("app field x", "app field: x"),
        ("App_Field - x", "app field: x"),
        ("demographics Gender", "demographics: Gender"),
        ("technographics os", "technographics: os"),
        ("reachability y", "reachability: y"),
        ("event; Fare", "event: Fare"),
        ("event;Fare", "event: Fare"),
        ("event：Fare", "event: Fare"),
        ("event Fare", "event: Fare"),
        ("event-Fare", "event: Fare"),
        ("event Fare: net", "event: Fare: net"),
        ("session_refferer", "session_referrer"),
        ("did all: event Fare", "did all: event: Fare"),
        ("did all 2: Event nmae", "did all 2: Event name"),
    ],
)
def test_a_header_one_mistake_away_is_asked_about(header: str, meant: str) -> None:
    with pytest.raises(Misspelt) as found:
        meaning(header)

    assert found.value.hint == f"did you mean `{meant}`?"


@pytest.mark.parametrize("header", ["Evnnnt", "Dstfs", "Fromage", "Statu", "Rekords"])
def test_two_mistakes_in_a_short_header_and_the_runner_s_own_are_left_alone(header: str) -> None:
    assert meaning(header) is None


@pytest.mark.parametrize(
    ("header", "hint"),
    [
        ("event:", "write the property's name behind the colon, as in `event: NAME`."),
        ("App field: ", "write the property's name behind the colon, as in `app field: NAME`."),
        ("did all: event:", "write the property's name behind the colon, as in `event: NAME`."),
        ("did all Event", "write a colon behind the block, as in `did all: Event`."),
        ("did all 0: Event", "number blocks from 2 to 99, as in `did all 2: Event`."),
        ("did any 100: Event", "number blocks from 2 to 99, as in `did all 2: Event`."),
        ("Did none", "write a colon behind the block, as in `did none: Event`."),
        ("did none Event", "write a colon behind the block, as in `did none: Event`."),
        ("did_any_2 Dates", "write a colon behind the block, as in `did any: Event`."),
        ("did all; Event", "write a colon behind the block, as in `did all: Event`."),
        ("did all：Event", "write a colon behind the block, as in `did all: Event`."),
        ("did all event: Fare", "write a colon behind the block, as in `did all: Event`."),
        (
            "did none 2: Country",
            (
                "behind `did none 2:` write Event, From, To, Dates, Time from, Time to, Count, "
                "utm_campaign or event: NAME."
            ),
        ),
        (
            "did all: profile: plan",
            (
                "behind `did all:` write Event, From, To, Dates, Time from, Time to, Count, "
                "utm_campaign or event: NAME."
            ),
        ),
    ],
)
def test_a_header_that_says_too_little_or_too_much_is_told_so(header: str, hint: str) -> None:
    with pytest.raises(Misspelt) as found:
        meaning(header)

    assert found.value.hint == hint


@pytest.mark.parametrize("header", ["Refresh", "Run now", "run_now", "Owner"])
def test_what_this_version_does_not_serve_is_refused(header: str) -> None:
    with pytest.raises(NotYet):
        meaning(header)

    assert header_messages("Event", "Dates", header) == [
        (
            f"`{header}` (C1) is not supported by this version. Delete the column, or write "
            f"[{header}] if the column is your own."
        )
    ]


def test_the_message_names_header_place_and_remedy() -> None:
    assert header_messages("Event", "Dates", None, None, None, "utm_campain") == [
        "`utm_campain` (F1): did you mean `utm_campaign`? " + OWN.format("utm_campain")
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("", "", 0),
        ("from", "from", 0),
        ("from", "form", 1),
        ("abcd", "acbde", 2),
        ("ca", "abc", 3),  # optimal string alignment, where Damerau's own distance is 2
        ("kitten", "sitting", 3),
        ("a", "abcdef", 4),
        ("abcdef", "uvwxyz", 4),
    ],
)
def test_the_distance_counts_mistakes_up_to_a_bound(one: str, other: str, expected: int) -> None:
    assert distance(one, other, 3) == distance(other, one, 3) == expected


def test_every_prefix_and_every_session_filter_is_known_in_any_spelling() -> None:
    for prefix, section in headers.PREFIXES.items():
        found = meaning(f"{prefix.upper().replace(' ', '_')} :  My Prop ")
        assert found == Meaning("filter", section=section, name="My Prop")
    for name in headers.SESSION_FILTERS:
        assert meaning(normal(name)) == Meaning("filter", section="session_properties", name=name)
