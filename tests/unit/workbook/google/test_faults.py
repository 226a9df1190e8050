"""Bodies are those that users of the API have published; see `tests/emulators/google_sheets`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sheets_runner.errors import WorkbookError
from sheets_runner.workbook.google.faults import (
    SCOPE,
    Asked,
    Fault,
    Kind,
    Refused,
    of_reply,
    of_sign_in,
)

BOT = "sheets-runner@project.iam.gserviceaccount.com"
ASKED = Asked("/v4/spreadsheets/1AbC_d-E:batchUpdate", BOT)
LINK = (
    "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=271828"
)
OFF = (
    "Google Sheets API has not been used in project 271828 before or it is disabled. Enable it by"
    f" visiting {LINK} then retry. If you enabled this API recently, wait a few minutes for the"
    " action to propagate to our systems and retry."
)
QUOTA = (
    "Quota exceeded for quota metric 'Write requests' and limit 'Write requests per minute per"
    " user' of service 'sheets.googleapis.com' for consumer 'project_number:271828'."
)
PROTECTED = (
    "You are trying to edit a protected cell or object. Please contact the spreadsheet owner to"
    " remove protection if you need to edit."
)
CELLS = (
    "This action would increase the number of cells in the workbook above the limit of 10000000"
    " cells."
)
OFFICE = (
    "This operation is not supported for this document. The document must not be an Office file."
)
HTML = "<!DOCTYPE html><html><title>Error</title></html>"


def body(message: str, **more: Any) -> str:
    return json.dumps({"error": {"code": 0, "message": message, "status": "X", **more}}, indent=2)


def info(reason: str) -> dict[str, Any]:
    return {"details": [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}]}


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (400, body("Unable to parse range: Foo!A1"), Kind.REFUSED),
        (400, body("Request payload size exceeds the limit: 10485760 bytes."), Kind.TOO_LARGE),
        (400, body("Cannot exceed 100000 requests in a single batch."), Kind.TOO_LARGE),
        (400, body(f"Invalid requests[2].updateCells: {PROTECTED}"), Kind.PROTECTED),
        (400, body(f"Invalid requests[0].appendDimension: {CELLS}"), Kind.CELL_LIMIT),
        (400, body(OFFICE), Kind.OFFICE_FILE),
        (400, HTML, Kind.PROXY),
        (401, body("Request had invalid authentication credentials."), Kind.KEY),
        (401, HTML, Kind.PROXY),
        (403, body("The caller does not have permission"), Kind.NOT_SHARED),
        (403, body(OFF, **info("SERVICE_DISABLED")), Kind.API_OFF),
        (403, body(OFF), Kind.API_OFF),
        (403, body("Off.", errors=[{"reason": "accessNotConfigured"}]), Kind.API_OFF),
        (403, body("No.", **info("ACCESS_TOKEN_SCOPE_INSUFFICIENT")), Kind.NO_SCOPE),
        (403, body("Request had insufficient authentication scopes."), Kind.NO_SCOPE),
        (403, body("Slow.", errors=[{"reason": "userRateLimitExceeded"}]), Kind.QUOTA),
        (403, body("Billing is off.", **info("BILLING_DISABLED")), Kind.FORBIDDEN),
        (403, body("Odd.", details="text", errors=["text", {"domain": "d"}]), Kind.FORBIDDEN),
        (403, HTML, Kind.PROXY),
        (404, body("Requested entity was not found."), Kind.NOT_FOUND),
        (404, HTML, Kind.PROXY),
        (405, body("Method not allowed."), Kind.FORBIDDEN),
        (407, "", Kind.PROXY),
        (408, HTML, Kind.SERVER),
        (409, body("The operation was aborted."), Kind.SERVER),
        (413, HTML, Kind.TOO_LARGE),
        (429, body(QUOTA, **info("RATE_LIMIT_EXCEEDED")), Kind.QUOTA),
        (429, HTML, Kind.QUOTA),
        (500, body("Internal error encountered."), Kind.SERVER),
        (502, HTML, Kind.SERVER),
        (503, body("The service is currently unavailable."), Kind.SERVER),
    ],
)
def test_each_refusal_has_its_kind(status: int, content: str, kind: Kind) -> None:
    assert of_reply(status, content, ASKED).kind is kind


@pytest.mark.parametrize(
    "content", ["", "[]", "null", "3", '"error"', '{"error": "text"}', '{"error": []}', '{"a": 1}']
)
def test_a_body_that_is_not_googles_comes_from_something_on_the_way(content: str) -> None:
    fault = of_reply(403, content, ASKED)

    assert str(fault) == (
        "Something between this machine and Google answers in Google's place (HTTP 403). Check"
        " HTTPS_PROXY and NO_PROXY, the firewall, and api_base in [google] if it is set."
    )


@pytest.mark.parametrize(
    ("status", "content", "sentence"),
    [
        (
            403,
            body(OFF, **info("SERVICE_DISABLED")),
            (
                "The Google Sheets API is not switched on in the Google Cloud project of"
                f" {BOT}. Switch it on at {LINK}, wait a few minutes and run again."
            ),
        ),
        (
            403,
            body(
                "Off, see https://console.evil.example/ and https://console.evilgoogle.com/ now."
            ).replace("Off", "It has not been used in project 1"),
            (
                "The Google Sheets API is not switched on in the Google Cloud project of"
                f" {BOT}. Switch"
                " it on at"
                " https://console.cloud.google.com/apis/library/sheets.googleapis.com, wait a"
                " few minutes and run again."
            ),
        ),
        (
            403,
            body("The caller does not have permission"),
            (
                f'The spreadsheet "1AbC_d-E" is not shared with {BOT} as Editor. Open it,'
                " choose Share"
                " and add that account as Editor."
            ),
        ),
        (
            404,
            body("Requested entity was not found."),
            (
                'Google has no spreadsheet "1AbC_d-E". Copy its address from the browser into the'
                " configuration."
            ),
        ),
        (
            403,
            body("Billing  is\noff."),
            (
                f'Google forbids {BOT} the call: "Billing is off." Ask whoever looks after the'
                " Google"
                " Cloud project."
            ),
        ),
        (
            405,
            body(""),
            (
                f'Google forbids {BOT} the call: "HTTP 405" Ask whoever looks after the Google'
                " Cloud"
                " project."
            ),
        ),
        (
            400,
            body("Unable to parse range: Foo!A1"),
            (
                'Google refuses the call: "Unable to parse range: Foo!A1" Put right what it'
                " names and"
                " run again; if it stays, tell whoever looks after Sheets Runner."
            ),
        ),
        (
            503,
            body("The service is currently unavailable."),
            (
                "Google has a fault of its own (HTTP 503). Run again later; if it stays, take"
                " formulas"
                " and tabs out of the spreadsheet, or ask for fewer records."
            ),
        ),
    ],
)
def test_a_sentence_names_what_is_wrong_and_what_to_do(
    status: int, content: str, sentence: str
) -> None:
    assert str(of_reply(status, content, ASKED)) == sentence


def test_a_link_is_found_in_the_details_too() -> None:
    links = [{"description": "Google developers console API activation", "url": LINK}]
    content = body("Off.", details=[{"reason": "SERVICE_DISABLED"}, {"links": links}])

    assert f"at {LINK}," in str(of_reply(403, content.replace("=", "\\u003d"), ASKED))


def test_without_a_service_account_the_sentence_still_stands() -> None:
    fault = of_reply(403, body("The caller does not have permission"), Asked("/v4/spreadsheets/X"))

    assert 'The spreadsheet "X" is not shared with the account that signs in as Editor.' in str(
        fault
    )


def test_an_id_is_shown_as_a_person_wrote_it() -> None:
    fault = of_reply(404, body("Gone."), Asked("/v4/spreadsheets/my%20%7Bsheet%7D/values/A1"))

    assert 'no spreadsheet "my {sheet}"' in str(fault)


@pytest.mark.parametrize(
    ("message", "place"),
    [
        (f"Invalid requests[12].updateCells: {PROTECTED}", 12),
        ("Invalid value at 'requests[0].add_sheet.properties.title' (TYPE_STRING), 3", 0),
        ("Request payload size exceeds the limit: 10485760 bytes.", None),
        ("Unable to parse range: subrequests[3]", None),
    ],
)
def test_a_refused_change_is_known_by_its_place(message: str, place: int | None) -> None:
    fault = of_reply(400, body(message), ASKED)

    assert isinstance(fault, Refused)
    assert (fault.message, fault.request) == (message, place)


@given(st.integers(0, 99_999), st.text(max_size=50))
def test_the_first_place_in_googles_words_counts(place: int, words: str) -> None:
    fault = of_reply(400, body(f"Invalid requests[{place}].x: {words} requests[7]"), ASKED)

    assert isinstance(fault, Refused)
    assert fault.request == place


def test_a_page_in_place_of_an_answer_is_no_refusal_of_googles() -> None:
    assert not isinstance(of_reply(400, HTML, ASKED), Refused)


def test_a_long_answer_is_told_in_part_and_kept_whole() -> None:
    fault = of_reply(400, body("x" * 301), ASKED)

    assert isinstance(fault, Refused)
    assert f'"{"x" * 299}…"' in str(fault)
    assert fault.message == "x" * 301


def test_an_answer_keeps_the_wait_it_asks_for() -> None:
    assert of_reply(429, body(QUOTA), ASKED, retry_after="7").retry_after == "7"
    assert of_reply(503, "", ASKED, sent=False).sent is False


@given(
    st.integers(400, 599),
    st.text()
    | st.builds(
        json.dumps,
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(
                    st.sampled_from(["error", "message", "details", "errors", "reason"]), inner
                )
            ),
        ),
    ),
)
def test_any_answer_becomes_a_fault_that_says_what_to_do(status: int, content: str) -> None:
    fault = of_reply(status, content, ASKED)

    assert isinstance(fault, WorkbookError)
    assert len(str(fault)) < 900


IAT = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe."
    " Check your iat and exp values in the JWT claim."
)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        ({"error": "invalid_grant", "error_description": IAT}, Kind.CLOCK, "clock is wrong"),
        (
            {"error": "invalid_grant", "error_description": "Invalid JWT Signature."},
            Kind.KEY,
            f"the sign-in of {BOT} (invalid_grant: Invalid JWT Signature.). Make a new key",
        ),
        (
            {"error": "invalid_grant", "error_description": "Invalid grant: account not found"},
            Kind.KEY,
            "(invalid_grant: Invalid grant: account not found)",
        ),
        (
            {"error": "invalid_grant", "error_description": "Token has been expired or revoked."},
            Kind.KEY,
            "(invalid_grant: Token has been expired or revoked.)",
        ),
        ({"error": "invalid_scope"}, Kind.NO_SCOPE, SCOPE),
        ({"access": "none"}, Kind.KEY, "(the library's words)"),
        (HTML, Kind.KEY, "(the library's words)"),
        (None, Kind.KEY, "(the library's words)"),
    ],
)
def test_a_refused_sign_in_says_why(answer: object, kind: Kind, words: str) -> None:
    fault = of_sign_in(answer, "the library's words", ASKED)

    assert fault.kind is kind
    assert words in str(fault)
    assert fault.sent is False


@pytest.mark.parametrize("words", ["", HTML, f"\n {HTML}"])
def test_a_page_in_place_of_a_sign_in_comes_from_something_on_the_way(words: str) -> None:
    assert of_sign_in(words, words, ASKED).kind is Kind.PROXY


def test_what_may_be_a_key_or_token_is_left_out_of_a_sentence() -> None:
    token = "ya29." + "aB3_-" * 10
    fault = of_sign_in({"error": "invalid_grant", "error_description": f"bad {token}"}, "", ASKED)

    assert "(invalid_grant: bad …)" in str(fault)


@pytest.mark.parametrize("kind", Kind, ids=lambda kind: kind.name)
def test_every_sentence_is_whole(kind: Kind) -> None:
    sentence = ASKED.sentence(kind, "TEXT")

    assert sentence.endswith(".")
    assert "{" not in sentence
    assert len(sentence) < 300


def test_a_fault_goes_out_unless_it_says_otherwise() -> None:
    fault = Fault(Kind.LOST, "Lost.")

    assert (fault.sent, fault.retry_after, str(fault)) == (True, "", "Lost.")
