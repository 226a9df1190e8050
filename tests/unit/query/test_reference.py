"""CleverTap's own example queries, each written as a row.

They are the samples of https://developer.clevertap.com/docs/clevertap-query-language; of those with
a section that has no column, that section stands in the row's `CQL` cell.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.unit.query.sheet import body, question

FLIGHT: dict[str, Any] = {
    "Get": "Event count",
    "Event": "Flight Search",
    "Dates": "2025-06-07",
    "Time from": "00:00",
    "Time to": "14:00",
    "did all: Event": "UTM Visited",
    "did all: utm_campaign": "dsa_generic_flight",
}
CHARGED: dict[str, Any] = {"Event": "Charged", "From": 20151010, "To": 20151011}
BASE = {"event_name": "Charged", "from": 20151010, "to": 20151011}
LAUNCHED = {"event_name": "App Launched", "from": 20151011, "to": 20151012}
OF_100 = {"event_properties": [{"name": "Amount", "operator": "equals", "value": 100}]}
CIRCLES = [[35, 42.5, 5.2], [77.6, 76.2, 11]]

ROWS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "worked example": (
        FLIGHT,
        {"event_name": "Flight Search", "from": 20250607, "to": 20250607,
         "session_properties": [{"name": "time_of_day", "value": ["00:00", "14:00"]}],
         "advanced_query": {"did_all": [
             {"event_name": "UTM Visited", "from": 20250607, "to": 20250607,
              "session_properties": [{"name": "utm_campaign", "value": "dsa_generic_flight"}]}]}},
    ),
    "base": (
        {"Event": "App Launched", "From": 20150810, "To": 20151025},
        {"event_name": "App Launched", "from": 20150810, "to": 20151025},
    ),
    "event filter": (
        {"Event": "choseNewFavoriteFood", "Dates": "2015-08-10 to 2015-10-25",
         "event: value": "contains pizza"},
        {"event_name": "choseNewFavoriteFood", "from": 20150810, "to": 20151025,
         "event_properties": [{"name": "value", "operator": "contains", "value": "pizza"}]},
    ),
    "session filters": (
        {**CHARGED, "first_time": True, "Time of day": "22:30-22:35"},
        {**BASE, "session_properties": [
            {"name": "first_time", "value": "True"},
            {"name": "time_of_day", "value": ["22:30", "22:35"]}]},
    ),
    "profile filters": (
        {**CHARGED, "app field: Make": "contains Apple", "profile: language": "en",
         "demographics: Education": "College\nGraduate", "demographics: Gender": "Female",
         "technographics: Device": "any of: Mobile | Tablet",
         "technographics: Platform": "AndroidApp", "reachability: has_token": True,
         "geo": "India > Maharashtra > Mumbai\nUnited States > New York > New York City",
         "CQL": json.dumps({"common_profile_properties": {"geo_radius": CIRCLES}})},
        {**BASE, "common_profile_properties": {
            "app_fields": [{"name": "Make", "operator": "contains", "value": "Apple"}],
            "profile_fields": [{"name": "language", "operator": "equals", "value": "en"}],
            "demographics": [
                {"name": "Education", "operator": "equals", "value": ["College", "Graduate"]},
                {"name": "Gender", "value": "Female"}],
            "technographics": [
                {"name": "Device", "operator": "equals", "value": ["Mobile", "Tablet"]},
                {"name": "Platform", "value": "AndroidApp"}],
            "reachability": [{"name": "has_token", "value": "True"}],
            "geo_fields": [["India", "Maharashtra", "Mumbai"],
                           ["United States", "New York", "New York City"]],
            "geo_radius": CIRCLES}},
    ),
    "did all": (
        {"Get": "User profiles", "Event": None,
         "did all: Event": "Charged", "did all: From": 20151010, "did all: To": 20151011,
         "did all: event: Feedback": "contains excellent", "did all 2: Event": "App Launched",
         "did all 2: Dates": "2015-10-11 to 2015-10-12", "did all 2: Count": 10},
        {"advanced_query": {"did_all": [
            {**BASE, "event_properties": [
                {"name": "Feedback", "operator": "contains", "value": "excellent"}]},
            {**LAUNCHED, "operator": "equals", "value": 10}]}},
    ),
    "did any": (
        {"Get": "User profiles", "Event": None,
         "did any: Event": "Charged", "did any: From": 20151010, "did any: To": 20151011,
         "did any: event: Amount": 100, "did any 2: Event": "App Launched",
         "did any 2: From": 20151011, "did any 2: To": 20151012, "did any: Count": 10},
        {"advanced_query": {"did_any": {
            "any_events": [{**BASE, **OF_100}, LAUNCHED], "operator": "equals", "value": 10}}},
    ),
    "did none": (
        {"Get": "User profiles", "Event": None,
         "did none: Event": "Charged", "did none: From": 20151010, "did none: To": 20151011,
         "did none: event: Amount": 100, "did none 2: Event": "App Launched",
         "did none 2: From": 20151011, "did none 2: To": 20151012},
        {"advanced_query": {"did_none": [{**BASE, **OF_100}, LAUNCHED]}},
    ),
    "hybrid": (
        {**CHARGED, "event: Amount": 100, "profile: language": "fr",
         "did none: Event": "App Uninstalled", "did none 2: Event": "UTM Visited",
         "did any: Event": "Added To Cart", "did any: Dates": "2015-09-11 to 2015-10-11",
         "did any: event: Product name": "Model S", "did any 2: Event": "App Launched",
         "did any: Count": "10"},
        {**BASE, **OF_100,
         "common_profile_properties": {
             "profile_fields": [{"name": "language", "operator": "equals", "value": "fr"}]},
         "advanced_query": {
             "did_none": [
                 {"event_name": "App Uninstalled", "from": 20151010, "to": 20151011},
                 {"event_name": "UTM Visited", "from": 20151010, "to": 20151011}],
             "did_any": {
                 "any_events": [
                     {"event_name": "Added To Cart", "from": 20150911, "to": 20151011,
                      "event_properties": [
                          {"name": "Product name", "operator": "equals", "value": "Model S"}]},
                     {"event_name": "App Launched", "from": 20151010, "to": 20151011}],
                 "operator": "equals", "value": 10}}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("cells", "expected"), ROWS.values(), ids=ROWS)
def test_each_documented_query_is_a_row(cells: dict[str, Any], expected: dict[str, Any]) -> None:
    assert body(cells) == expected


@pytest.mark.parametrize("expected", [expected for _, expected in ROWS.values()], ids=ROWS)
def test_each_documented_query_stands_as_it_is_in_a_cql_cell(expected: dict[str, Any]) -> None:
    get = "Event count" if "event_name" in expected else "User profiles"

    assert body({"Get": get, "CQL": json.dumps(expected, indent=2)}) == expected


def test_the_worked_example_has_its_plain_words() -> None:
    assert question(FLIGHT).reads_as == (
        "Flight Search events on Sat 7 Jun 2025, 00:00–14:00 (Asia/Kolkata), by users who also did "
        "UTM Visited with utm_campaign = dsa_generic_flight"
    )
