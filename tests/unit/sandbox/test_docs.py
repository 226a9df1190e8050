"""The docs page and the code name the same things."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

from sheets_runner.sandbox import catalogue, decisions, population, prepared, script_json
from sheets_runner.sandbox.cql import SESSION_NAMES
from sheets_runner.sandbox.faults import FAULTS, UNREPEATABLE
from sheets_runner.sandbox.filters import (
    APP_FIELDS,
    DEMOGRAPHICS,
    REACHABILITY,
    SECTIONS,
    TECHNOGRAPHICS,
)
from sheets_runner.sandbox.options import ACCOUNT_ID, PASSCODE, Options

PAGE = (Path(__file__).parents[3] / "docs" / "sandbox.md").read_text(encoding="utf-8")
NAMED = {name.replace("\\|", "|") for name in re.findall(r"`([^`\n]+)`", PAGE)}


def test_the_page_names_every_event_property_and_profile_key(options: Options) -> None:
    people = population.build(replace(options, people=200))
    names = {event.event_name for event in people.events}
    for event in people.events:
        names |= set(event.event_props) | set(event.session_props)
    for user in people.users:
        names |= set(user.profile.get("profileData", {}))

    assert names - NAMED == set()


def test_the_page_names_every_campaign_and_filter() -> None:
    campaigns = {one.session.get("utm_campaign", "plan") for one in catalogue.CAMPAIGNS}

    assert campaigns | SESSION_NAMES | set(APP_FIELDS) | DEMOGRAPHICS <= NAMED
    assert set(SECTIONS) | TECHNOGRAPHICS | REACHABILITY | {"geo_fields", "geo_radius"} <= NAMED
    assert {ACCOUNT_ID, PASSCODE} <= NAMED


def test_the_page_names_every_country_and_every_device() -> None:
    words = {place[0] for place in catalogue.PLACES if place}
    words |= set(catalogue.PLATFORM_WORDS.values())
    words |= {word for visitor in catalogue.WEB_VISITORS for word in visitor}

    assert words <= NAMED


def test_every_switch_of_the_command_is_on_the_page() -> None:
    switches = {f"--{name.replace('_', '-')}" for name in Options.__dataclass_fields__}

    assert switches <= NAMED


def test_the_page_has_a_row_for_each_fault_that_says_whether_it_passes() -> None:
    rows = re.findall(r"^\| (`[a-z0-9_`, ]+) \| (.*?) \|", PAGE, re.MULTILINE)
    said = {name: text for names, text in rows for name in re.findall(r"`(\w+)`", names)}

    for name, fault in FAULTS.items():
        assert ("Passes" if fault.passes else "Ends") in said[name]
        assert ("not in a mix" in said[name]) == (name in UNREPEATABLE)
        for setting, usual in fault.settings.items():
            assert f"`{setting}`" in said[name]
            assert str(usual) in said[name]


def test_the_scripts_on_the_page_can_be_read() -> None:
    scripts = [
        *re.findall(r"_sandbox/faults -d '(.*?)'", PAGE, re.DOTALL),
        *re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL),
    ]

    assert [len(script_json.read(json.loads(script)).rules) for script in scripts] == [3, 0]
    assert prepared.EVENT in NAMED


def test_the_table_of_decisions_points_to_the_page() -> None:
    assert "docs/sandbox.md" in (decisions.__doc__ or "")
    assert "sandbox/decisions.py" in PAGE
