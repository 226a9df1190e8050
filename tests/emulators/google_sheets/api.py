"""From a request to an answer: sign-in, quota, faults, the call itself, the check of the reply."""

from __future__ import annotations

import json
from traceback import print_exception
from typing import Any, Callable

from tests.emulators.google_sheets import calls, discovery, faults, routes, spreadsheets, values
from tests.emulators.google_sheets.calls import Call, Request
from tests.emulators.google_sheets.faults import Fault, Faults
from tests.emulators.google_sheets.library import OWNER, Library
from tests.emulators.google_sheets.model import ApiError, Json
from tests.emulators.google_sheets.quota import Quota
from tests.emulators.google_sheets.replies import (
    Reply,
    failed,
    internal,
    not_served,
    succeeded,
)
from tests.emulators.google_sheets.routes import Route
from tests.emulators.google_sheets.signin import SignIn
from tests.emulators.google_sheets.stats import Stats

HANDLERS: dict[str, Callable[[Call], Json]] = {
    "spreadsheets.create": spreadsheets.create,
    "spreadsheets.get": spreadsheets.get,
    "spreadsheets.batchUpdate": spreadsheets.batch_update,
    "spreadsheets.values.get": values.get,
    "spreadsheets.values.batchGet": values.batch_get,
    "spreadsheets.values.update": values.update,
    "spreadsheets.values.batchUpdate": values.batch_update,
    "spreadsheets.values.append": values.append,
    "spreadsheets.values.clear": values.clear,
    "spreadsheets.values.batchClear": values.batch_clear,
}
"""The methods that are served."""

_NO_REGIONS = {"locations": [], "encodedLocations": "0x0"}


class Api:
    """Everything behind the wire.

    Args:
        library: The spreadsheets.
        sign_in: The tokens.
        quota: The calls per minute.
        wait: Waits for seconds, for slow answers.

    Attributes:
        own_faults: What went wrong in the emulator itself, which no test may pass over.
        latency_seconds: How long every answer takes at least.
    """

    def __init__(
        self, library: Library, sign_in: SignIn, quota: Quota, wait: Callable[[float], Any]
    ) -> None:
        self.library, self.sign_in, self.quota = library, sign_in, quota
        self.faults, self.stats = Faults(), Stats()
        self.own_faults: list[BaseException] = []
        self.latency_seconds = 0.0
        self._wait = wait

    def answer(self, request: Request) -> Reply | None:
        """Return the answer, None for hanging up instead.

        What goes wrong in the emulator itself is answered with 500, shown and kept.
        """
        try:
            return self._answer(request)
        except Exception as error:  # noqa: BLE001 - kept, and raised when the emulator is closed
            self.own_faults.append(error)
            print_exception(type(error), error, error.__traceback__)
            return failed(internal())

    def _answer(self, request: Request) -> Reply | None:
        if request.path.startswith("/_emulator/"):
            return self._control(request)
        found = routes.find(request.method, request.path)
        name = found[0].name if found else self._side_route(request)
        if not name:
            return not_served(request.path)
        self.stats.came(name, len(request.body))
        due = self.faults.due(name)
        reply = self._with_faults(request, found, due)
        for seconds in (self.latency_seconds, *(fault.wait_seconds for fault in due)):
            if seconds:
                self._wait(seconds)
        self.stats.went(name, len(reply.body) if reply else 0)
        return reply

    def _side_route(self, request: Request) -> str:
        if (request.method, request.path) == ("POST", "/token"):
            return routes.TOKEN
        is_regions = request.method == "GET" and request.path.endswith("/allowedLocations")
        return routes.REGIONS if is_regions else ""

    def _with_faults(
        self, request: Request, found: tuple[Route, dict[str, str]] | None, due: list[Fault]
    ) -> Reply | None:
        """Return the answer of a call with which things go wrong, None for hanging up."""
        where = (found[1] if found else {}).get("spreadsheetId", "")
        reply = None
        with self.library.lock:
            self._edit(where, due, "edit_before")
            if all(fault.commits for fault in due):
                reply = self._reply(request, found)
            self._edit(where, due, "edit_after")
        for fault in due:
            reply = fault.reply() or (None if fault.hangs_up else reply)
        return reply

    def _edit(self, spreadsheet_id: str, due: list[Fault], when: str) -> None:
        for fault in due:
            if fault.do != when:
                continue
            if callable(fault.edit):
                fault.edit(self.library.spreadsheets[spreadsheet_id])
            else:
                self.library.change(spreadsheet_id, fault.edit, OWNER)

    def _reply(self, request: Request, found: tuple[Route, dict[str, str]] | None) -> Reply:
        try:
            return succeeded(self._body(request, found))
        except ApiError as error:
            return failed(error)

    def _body(self, request: Request, found: tuple[Route, dict[str, str]] | None) -> Json:
        if found is None:
            return self.sign_in.token(request.body) if request.method == "POST" else _NO_REGIONS
        route, path = found
        email = self.sign_in.who(request.authorization, discovery.method(route.method)["scopes"])
        self.quota.count(email, reads=route.reads)
        call = calls.read(self.library, route, path, request, email)
        body = call.mask.prune(HANDLERS[route.method](call))
        discovery.check_reply(route.method, body)
        return body

    def _control(self, request: Request) -> Reply:
        """Answer a call to the emulator itself."""
        try:
            return succeeded(self._controlled(request))
        except (ValueError, KeyError) as error:
            return failed(ApiError(400, {"error": {"code": 400, "message": str(error)}}))
        except ApiError as error:
            return failed(error)

    def _controlled(self, request: Request) -> Json:
        what = f"{request.method} {request.path}"
        if what == "GET /_emulator/stats":
            return self.stats.as_json()
        body = json.loads(request.body or b"null")
        if what == "POST /_emulator/faults":
            script = faults.parse(body)
            self.faults.clear()
            self.faults.add(*script)
            return {"faults": len(script)}
        place, _, spreadsheet_id = what.rpartition("/")
        if place == "POST /_emulator/edit":
            return {"replies": self.library.change(spreadsheet_id, body, OWNER)}
        raise ValueError(f"The emulator has no {what}.")
