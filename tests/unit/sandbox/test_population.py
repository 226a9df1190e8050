from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sheets_runner.sandbox import population
from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.population import Population
from tests.unit.sandbox.brute import Lines


def text(options: Options) -> str:
    return "\n".join(population.build(options).lines())


@pytest.fixture(name="everybody", scope="module")
def _everybody(options: Options) -> Population:
    return population.build(replace(options, people=2000))


def values(lines: Lines, name: str) -> list[Any]:
    return [e["event_props"][name] for e in lines.events if name in e["event_props"]]


def test_the_same_options_give_the_same_population(options: Options) -> None:
    assert text(options) == text(options)


def test_the_population_is_the_same_on_every_python(options: Options) -> None:
    digest = hashlib.sha256(text(options).encode("ascii")).hexdigest()

    # Changes when somebody changes the population on purpose, and only then.
    assert digest == "6bcc01612032dffa5acc6bab48cc45210c24733fce72906119fc640266edb47a"


@pytest.mark.parametrize(
    "change",
    [{"seed": 8}, {"today": date(2026, 6, 29)}, {"timezone": "Europe/Berlin"}, {"people": 25}],
)
def test_other_options_give_another_population(options: Options, change: Any) -> None:
    assert text(replace(options, **change)) != text(options)


def test_a_user_is_the_same_however_many_there_are(options: Options) -> None:
    few = population.build(replace(options, people=20))
    many = population.build(replace(options, people=30))

    # The first users also share out the hard comments, so the last one is compared.
    assert many.users[19] == few.users[19]


def test_it_covers_sixty_days_and_this_morning(lines: Lines) -> None:
    days = {event["ts"] // 1_000_000 for event in lines.events}
    today = [event["ts"] for event in lines.events if event["ts"] >= 20260630_000000]

    assert min(days) == 20260501
    assert len(days) == 61
    assert max(today) < 20260630_101500


def test_two_thousand_people_are_enough_for_big_exports(everybody: Population) -> None:
    names = Counter(event.event_name for event in everybody.events)

    assert names["App Launched"] >= 50_000
    assert names["Flight Search"] >= 20_000
    assert 100_000 <= len(everybody.events) <= 150_000
    assert sorted(names) == [
        "App Installed",
        "App Launched",
        "App Uninstalled",
        "Booking Confirmation",
        "Charged",
        "Feedback Given",
        "Flight Search",
        "Hotel Search",
        "UTM Visited",
    ]


def test_a_tenth_of_the_users_is_anonymous(everybody: Population) -> None:
    anonymous = [user for user in everybody.users if "identity" not in user.profile]
    personal = {"name", "email", "phone", "identity", "all_identities", "profileData"}

    assert 150 <= len(anonymous) <= 250
    assert all(not personal & set(user.profile) for user in anonymous)
    assert all("objectId" in user.profile for user in everybody.users)


def test_evenings_are_busier_than_mornings_and_nights(everybody: Population) -> None:
    hours = Counter(event.minute // 60 for event in everybody.events)

    assert hours[20] > 2 * hours[6] > 2 * hours[3]


def test_campaigns_differ_in_how_well_they_sell(everybody: Population) -> None:
    searched: Counter[Any] = Counter()
    bought: Counter[Any] = Counter()
    for event in everybody.events:
        campaign = event.session_props.get("utm_campaign")
        searched[campaign] += event.event_name == "Flight Search"
        bought[campaign] += event.event_name == "Charged"

    def rate(campaign: str) -> float:
        return bought[campaign] / searched[campaign]

    assert rate("Brand | UK | Exact") > 2 * rate("dsa_generic_flight") > rate("تخفيضات الصيف")
    assert searched["होली ऑफर"] > 100


def test_a_campaign_has_visits_only_while_it_runs(everybody: Population) -> None:
    days = {
        event.ts // 1_000_000
        for event in everybody.events
        if event.session_props.get("utm_campaign") == "summer_sale_2026"
    }

    assert min(days) == 20260525
    assert max(days) == 20260624


def test_values_have_the_types_that_exports_have(lines: Lines) -> None:
    assert {type(value) for value in values(lines, "Fare")} == {int}
    assert {type(value) for value in values(lines, "Instant Off")} == {float}
    assert {type(value) for value in values(lines, "CT App Version")} == {int, str}
    assert set(values(lines, "Meal selected")) == {"true", "false"}
    assert all(value.startswith("$D_") for value in values(lines, "Leave Date"))
    assert all(isinstance(items[0], dict) for items in values(lines, "Items"))


def test_some_properties_are_missing_sometimes(lines: Lines) -> None:
    flights = [e["event_props"] for e in lines.events if e["event_name"] == "Flight Search"]

    for name in ("Meal selected", "Instant Off"):
        assert 0 < sum(name in props for props in flights) < len(flights)


@pytest.mark.parametrize("people_count", [1, 5, 24])
def test_values_that_hurt_are_there_in_any_population(options: Options, people_count: int) -> None:
    lines = population.build(replace(options, people=people_count)).lines()
    found = Lines([json.loads(line) for line in lines])
    feedback = [e["event_props"] for e in found.events if e["event_name"] == "Feedback Given"]
    comments = [props["Comment"] for props in feedback]

    assert {"=1+1", "#N/A", "half an emoji \ud83d", "007"} <= set(comments)
    assert max(map(len, comments)) == 40_000
    assert any("\x07" in comment for comment in comments)
    assert {len(str(props["Ticket"])) for props in feedback} == {17}


def test_first_time_marks_one_event_per_user_and_name(lines: Lines) -> None:
    marked = {(e["user"], e["event_name"]): e["ts"] for e in lines.events if e["first_time"]}

    assert marked == lines.first
    assert sum(e["first_time"] for e in lines.events) == len(marked)


def test_no_two_events_of_a_user_share_a_second(everybody: Population) -> None:
    keys = {(event.user, event.ts) for event in everybody.events}

    assert len(keys) == len(everybody.events)


def test_a_profile_sums_up_the_events(lines: Lines) -> None:
    for user, profile in lines.profiles.items():
        counts = Counter(e["event_name"] for e in lines.events if e["user"] == user)
        summary = {name: known["count"] for name, known in profile["events"].items()}
        assert summary == counts


def test_first_seen_is_the_true_moment_of_the_first_event(lines: Lines) -> None:
    user, name = next(iter(lines.first))
    ts = str(lines.first[user, name])
    seen = lines.profiles[user]["events"][name]["first_seen"]
    # Asia/Kolkata is 5 h 30 min ahead of UTC.
    seconds = int(ts[8:10]) * 3600 + int(ts[10:12]) * 60 + int(ts[12:14])

    assert (seen + 19_800) % 86_400 == seconds


def test_users_leave_nothing_on_their_device_after_uninstalling(everybody: Population) -> None:
    last: dict[int, str] = {}
    gone: set[int] = set()
    for event in everybody.events:
        if event.event_name == "App Uninstalled":
            gone.add(event.user)
        if event.event_name != "Feedback Given":
            last[event.user] = event.event_name

    assert len(gone) > 100
    assert sum(last[user] == "App Uninstalled" for user in gone) >= 0.97 * len(gone)


def test_object_ids_have_the_form_of_their_platform(everybody: Population) -> None:
    forms = {"Android": "__", "iOS": "-"}
    for user in everybody.users:
        object_id = user.profile["objectId"]
        assert object_id.startswith(forms.get(user.profile["platform"], ""))
    web = [u.profile for u in everybody.users if u.profile["platform"] == "Web"]
    assert all(len(profile["objectId"]) == 36 and "make" not in profile for profile in web)


def test_most_users_are_in_india_and_some_are_not_known_that_far(everybody: Population) -> None:
    countries = Counter(user.place[0] for user in everybody.users if user.place)
    known = Counter(len(user.place) for user in everybody.users)

    assert 0.75 < countries["India"] / 2000 < 0.85
    assert {"United Arab Emirates", "Singapore", "United Kingdom"} < set(countries)
    assert known[3] > known[0] > 50
    assert min(known[1], known[2]) > 20


def test_apps_are_on_phones_and_browsers_on_anything(everybody: Population) -> None:
    words = {"Android": "AndroidApp", "iOS": "iOSApp", "Web": "Web"}
    devices: dict[str, set[tuple[str, str]]] = {"Android": set(), "iOS": set(), "Web": set()}
    for user in everybody.users:
        platform = user.profile["platform"]
        assert user.technographics["Platform"] == words[platform]
        devices[platform].add((user.technographics["Device"], user.technographics["OS"]))

    assert devices["Android"] == {("Mobile", "Android")}
    assert devices["iOS"] == {("Mobile", "iOS")}
    assert {device for device, _ in devices["Web"]} == {"Desktop", "Mobile", "Tablet"}


def test_population_lines_are_users_then_events_with_the_promised_keys(people: Population) -> None:
    found = [json.loads(line) for line in people.lines()]

    assert list(found[17]) == ["user", "profile", "platformInfo", "place", "technographics"]
    assert found[17]["user"] == 17
    assert list(found[-1]) == [
        "user", "event_name", "ts", "event_props", "session_props", "first_time",
    ]  # fmt: skip
    assert len(found) == 24 + len(people.events)
