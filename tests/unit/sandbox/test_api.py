"""The API without a socket: what each endpoint answers."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from sheets_runner.sandbox.options import Options
from sheets_runner.sandbox.population import Population
from tests.unit.sandbox.asking import (
    COUNT_EVENTS,
    COUNT_PROFILES,
    EVENTS,
    LAUNCHES,
    PROFILES,
    SCHEMA,
    Asking,
)
from tests.unit.sandbox.brute import Lines


def test_pages_have_the_length_asked_for_and_end_with_an_empty_one(
    ask: Asking, lines: Lines
) -> None:
    pages = ask.pages(f"{EVENTS}?batch_size=50", LAUNCHES)

    assert {len(page) for page in pages[:-2]} == {46}
    assert 0 < len(pages[-2]) <= 46
    assert pages[-1] == []
    assert sum(map(len, pages)) == len(lines.answer(LAUNCHES))


def test_a_batch_size_below_23_is_no_limit(ask: Asking, lines: Lines) -> None:
    pages = ask.pages(f"{EVENTS}?batch_size=5", LAUNCHES)

    assert [len(page) for page in pages] == [len(lines.answer(LAUNCHES)), 0]


def test_the_page_after_the_last_record_is_a_bare_success(ask: Asking) -> None:
    empty = {**LAUNCHES, "event_name": "Notification Sent"}

    assert ask.raw("POST", COUNT_EVENTS, json.dumps(empty).encode()) == (
        200, b'{"count":0,"status":"success"}',
    )  # fmt: skip
    cursor = ask.post(EVENTS, {**LAUNCHES, "from": 20250101, "to": 20250102})["cursor"]
    assert ask.raw("GET", f"{EVENTS}?cursor={cursor}") == (200, b'{"status":"success"}')


def test_the_same_cursor_gives_the_same_page(ask: Asking) -> None:
    cursor = ask.post(f"{EVENTS}?batch_size=23", LAUNCHES)["cursor"]

    first = ask.raw("GET", f"{EVENTS}?cursor={cursor}")

    assert ask.raw("GET", f"{EVENTS}?cursor={cursor}") == first
    assert ask.raw("POST", f"{EVENTS}?batch_size=5000&cursor={cursor}") == first


def test_a_cursor_is_good_only_where_it_came_from(ask: Asking) -> None:
    cursor = ask.post(EVENTS, LAUNCHES)["cursor"]

    assert ask.get(f"{PROFILES}?cursor={cursor}") == {
        "status": "fail", "error": "Incorrect Usage", "code": 3,
    }  # fmt: skip


def test_an_event_record_has_its_parts_in_recorded_order(ask: Asking, lines: Lines) -> None:
    page = ask.get(f"{EVENTS}?cursor={ask.post(EVENTS, LAUNCHES)['cursor']}")
    record = page["records"][0]

    assert list(page) == ["next_cursor", "records", "status"]
    assert list(record) == ["profile", "session_props", "ts", "event_props"]
    assert record["profile"] in lines.profiles.values()


def test_an_empty_part_of_a_record_is_left_out(ask: Asking) -> None:
    query = {**LAUNCHES, "event_name": "Feedback Given"}
    records = ask.pages(EVENTS, query)[0]

    assert any("session_props" not in record for record in records)


@pytest.mark.parametrize(
    ("switches", "gone"),
    [
        ("app=false", {"os_version", "app_version", "make", "model"}),
        ("events=false", {"events"}),
        ("profile=false", {"profileData"}),
        (
            "app=false&events=false&profile=false",
            {"os_version", "app_version", "make", "model", "events", "profileData"},
        ),
        ("app=true&events=true", set()),
    ],
)
def test_switches_leave_parts_of_the_profile_out(
    ask: Asking, lines: Lines, switches: str, gone: set[str]
) -> None:
    records = ask.pages(f"{EVENTS}?{switches}", LAUNCHES)[0]
    by_device = {profile["objectId"]: profile for profile in lines.profiles.values()}

    for record in records:
        whole = by_device[record["profile"]["objectId"]]
        assert record["profile"] == {k: v for k, v in whole.items() if k not in gone}


def test_a_profile_record_lists_all_devices_of_a_user_once(
    ask: Asking, people: Population, lines: Lines
) -> None:
    records = ask.pages(PROFILES, LAUNCHES)[0]
    expected = sorted({user for user, _ in lines.answer(LAUNCHES)})

    assert [r["platformInfo"] for r in records] == [people.users[n].devices for n in expected]
    assert {len(record["platformInfo"]) for record in records} == {1, 2}
    assert set().union(*records) == {
        "identity", "email", "name", "phone", "profileData", "events", "platformInfo",
    }  # fmt: skip


def test_switches_apply_to_the_devices_of_a_profile(ask: Asking) -> None:
    records = ask.pages(f"{PROFILES}?app=false&profile=false", LAUNCHES)[0]
    devices = [device for record in records for device in record["platformInfo"]]

    assert not any("make" in device or "os_version" in device for device in devices)
    assert not any("profileData" in record for record in records)


def test_people_can_be_asked_for_by_profile_alone(ask: Asking, lines: Lines) -> None:
    query = {"common_profile_properties": {"profile_fields": [{"name": "plan", "value": "Gold"}]}}
    gold = [p for p in lines.profiles.values() if p.get("profileData", {}).get("plan") == "Gold"]

    records = ask.pages(PROFILES, query)[0]

    assert sorted(r["identity"] for r in records) == sorted(p["identity"] for p in gold)
    assert ask.post(COUNT_PROFILES, query)["count"] == len(gold)
    assert ask.post(COUNT_EVENTS, query)["error"] == "Mandatory parameter missing : event_name"


def test_counts_answer_at_once_with_the_recorded_keys(ask: Asking, lines: Lines) -> None:
    answer = lines.answer(LAUNCHES)
    users = len({user for user, _ in answer})

    assert ask.post(COUNT_EVENTS, LAUNCHES) == {"count": len(answer), "status": "success"}
    found = ask.post(COUNT_PROFILES, LAUNCHES)
    assert list(found) == ["count", "nQCount", "status", "tcount", "userDeviceCount"]
    assert found == {
        "count": users,
        "nQCount": 0,
        "status": "success",
        "tcount": len(answer),
        "userDeviceCount": {"devices": users, "users": users},
    }


def test_partial_polls_is_how_many_answers_are_partial(
    options: Options, people: Population
) -> None:
    ask = Asking(replace(options, partial_polls=2), people)

    first = ask.post(COUNT_EVENTS, LAUNCHES)
    url = f"{COUNT_EVENTS}?req_id={first['req_id']}"
    answers = [ask.get(url) for _ in range(3)]

    assert first["status"] == "partial"
    assert answers[0] == first
    assert answers[1] == answers[2] == Asking(options, people).post(COUNT_EVENTS, LAUNCHES)


def test_partial_ms_is_how_long_answers_are_partial(options: Options, people: Population) -> None:
    ask = Asking(replace(options, partial_ms=1500), people)
    url = f"{COUNT_EVENTS}?req_id={ask.post(COUNT_EVENTS, LAUNCHES)['req_id']}"

    ask.clock.sleep(1.499)
    early = ask.get(url)
    ask.clock.sleep(0.002)

    assert early["status"] == "partial"
    assert ask.get(url)["status"] == "success"


def test_two_counts_have_two_request_ids_of_one_endpoint(
    options: Options, people: Population
) -> None:
    ask = Asking(replace(options, partial_polls=1), people)
    one, two = (ask.post(COUNT_EVENTS, LAUNCHES)["req_id"] for _ in range(2))

    assert one != two
    assert ask.get(f"{COUNT_PROFILES}?req_id={one}")["error"] == "Invalid request id"


@pytest.mark.parametrize("req_id", ["", "x", "384649162721759", "1" * 30, "-1"])
def test_an_unknown_request_id_is_refused(ask: Asking, req_id: str) -> None:
    assert ask.get(f"{COUNT_EVENTS}?req_id={req_id}") == {
        "status": "fail", "error": "Invalid request id", "code": 400,
    }  # fmt: skip


def test_the_first_reads_of_an_export_may_answer_code_2(
    options: Options, people: Population
) -> None:
    ask = Asking(replace(options, not_ready_polls=2), people)
    cursor = ask.post(f"{EVENTS}?batch_size=23", LAUNCHES)["cursor"]
    answers = [ask.raw("GET", f"{EVENTS}?cursor={cursor}") for _ in range(3)]
    page = json.loads(answers[2][1])

    not_yet = b'"error":"Request still in progress, please retry later","code":2}'
    assert answers[0] == answers[1] == (200, b'{"status":"fail",' + not_yet)
    assert page["status"] == "success"
    assert ask.get(f"{EVENTS}?cursor={page['next_cursor']}")["status"] == "success"


def test_every_reply_takes_the_latency_and_a_page_takes_its_own_on_top(
    options: Options, people: Population
) -> None:
    ask = Asking(replace(options, latency_ms=250, page_latency_ms=1000), people)
    ask.post(COUNT_EVENTS, LAUNCHES)
    ask.post(COUNT_EVENTS, {})
    ask.get(f"{EVENTS}?cursor={ask.post(EVENTS, LAUNCHES)['cursor']}")

    assert ask.clock.slept == [0.25, 0.25, 0.25, 1.25]


@pytest.mark.parametrize("path", [EVENTS, PROFILES])
@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ("batch_size=x", "batch_size must be a whole number from 1 on"),
        ("batch_size=0", "batch_size must be"),
        ("batch_size=-1", "batch_size must be"),
        ("batch_size=", "batch_size must be"),
        ("app=1", "app must be true or false"),
        ("profile=False", "profile must be true or false"),
        ("app=true&app=true", "A URL parameter is given twice"),
        ("query=x", 'The URL parameter "query" is not supported by this sandbox'),
        ("app", "The URL parameters cannot be read"),
    ],
)
def test_url_parameters_are_checked(ask: Asking, path: str, parameters: str, said: str) -> None:
    assert said in ask.post(f"{path}?{parameters}", LAUNCHES)["error"]


@pytest.mark.parametrize(
    ("path", "key"),
    [
        (EVENTS, "cursor"),
        (PROFILES, "cursor"),
        (COUNT_EVENTS, "req_id"),
        (COUNT_PROFILES, "req_id"),
    ],
)
def test_a_get_needs_what_it_continues(ask: Asking, path: str, key: str) -> None:
    assert ask.get(path)["error"] == f"Mandatory parameter missing : {key}"


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff", b'{"a":NaN}', b'{"a":1,"a":2}', b"[" * 100_000],
)
def test_a_body_that_is_no_json_is_refused(ask: Asking, body: bytes) -> None:
    status, reply = ask.raw("POST", COUNT_EVENTS, body)

    assert status == 400
    assert json.loads(reply) == {
        "status": "fail", "error": "Bad Request : the body is not valid JSON", "code": 400,
    }  # fmt: skip


def test_notification_events_are_counted_but_not_exported(ask: Asking) -> None:
    query = {**LAUNCHES, "event_name": "Notification Viewed"}

    assert ask.raw("POST", EVENTS, json.dumps(query).encode()) == (
        400, b'{"status":"fail","error":"Export not allowed for this event","code":400}',
    )  # fmt: skip
    assert ask.post(COUNT_EVENTS, query)["count"] == 0


@pytest.mark.parametrize("path", ["/", "/1/events", "/1/now.json", "/_sandbox/x", "/_sandbox/"])
def test_an_unknown_path_is_404_without_a_body(ask: Asking, path: str) -> None:
    assert ask.raw("GET", path) == (404, b"")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", EVENTS),
        ("DELETE", COUNT_PROFILES),
        ("POST", "/_sandbox/stats"),
        ("GET", "/_sandbox/reset"),
        ("POST", "/_sandbox/population"),
        ("PUT", "/_sandbox/faults"),
    ],
)
def test_a_wrong_method_is_405(ask: Asking, method: str, path: str) -> None:
    status, body = ask.raw(method, path)

    assert status == 405
    assert json.loads(body)["code"] == 405


def test_reset_forgets_counts_cursors_reads_and_statistics(
    options: Options, people: Population
) -> None:
    ask = Asking(replace(options, partial_polls=1, not_ready_polls=1), people)
    req_id = ask.post(COUNT_EVENTS, LAUNCHES)["req_id"]
    cursor = ask.post(EVENTS, LAUNCHES)["cursor"]
    ask.get(f"{EVENTS}?cursor={cursor}")

    assert ask.post("/_sandbox/reset", {}) == {"status": "success"}

    assert ask.get("/_sandbox/stats")["replies"] == {}
    assert ask.get(f"{COUNT_EVENTS}?req_id={req_id}")["error"] == "Invalid request id"
    assert ask.get(f"{EVENTS}?cursor={cursor}")["code"] == 2


def test_statistics_know_every_endpoint_and_status(ask: Asking) -> None:
    ask.post(COUNT_EVENTS, LAUNCHES)
    ask.post(COUNT_EVENTS, {})
    ask.raw("GET", "/nowhere")

    assert ask.get("/_sandbox/stats") == {
        "endpoints": {
            EVENTS: {"requests": 0, "most_in_flight": 0},
            PROFILES: {"requests": 0, "most_in_flight": 0},
            COUNT_EVENTS: {"requests": 2, "most_in_flight": 1},
            COUNT_PROFILES: {"requests": 0, "most_in_flight": 0},
            SCHEMA: {"requests": 0, "most_in_flight": 0},
        },
        "replies": {"200": 1, "400": 1, "404": 1},
        "faults": {},
    }


def test_a_lone_surrogate_stays_an_escape(ask: Asking) -> None:
    records = ask.pages(EVENTS, {**LAUNCHES, "event_name": "Feedback Given"})[0]

    assert "half an emoji \ud83d" in [record["event_props"]["Comment"] for record in records]
