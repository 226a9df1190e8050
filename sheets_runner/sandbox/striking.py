"""The script at work: which request is struck, and what is left of the script."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import replace
from datetime import datetime
from typing import Any, Callable, Hashable

from sheets_runner.sandbox import script_json
from sheets_runner.sandbox.asking import Request, Subject
from sheets_runner.sandbox.replies import Reply
from sheets_runner.sandbox.script import ANY, Rule, Script
from sheets_runner.sandbox.spoiling import Call, Endpoint


class Faults:
    """Lets things go wrong as a script says; safe across threads.

    Args:
        now: Returns the present moment, in UTC.
        struck: Told the name of each fault that strikes.
    """

    def __init__(self, now: Callable[[], datetime], struck: Callable[[str], None]) -> None:
        self._now = now
        self._struck = struck
        self._lock = threading.Lock()
        self.clear()

    def load(self, script: Any) -> None:
        """Put a script, as JSON has it, in the place of what there was.

        Raises:
            BadScript: It holds anything that is not known.
        """
        self._begin(script_json.read(script))

    def clear(self) -> None:
        """Let everything go well from now on."""
        self._begin(Script())

    def left(self) -> dict[str, Any]:
        """Return what is left, as a script: the calls are counted from the next one on."""
        with self._lock:
            return Script(tuple(self._rules), self._mix).to_json()

    def answer(self, request: Request, endpoint: Endpoint) -> Reply:
        """Return an endpoint's answer, spoiled where the script says so.

        Raises:
            Refused: As the endpoint does.
        """
        if not self._at_work:
            return endpoint.answer(request)
        rule = self._due(request.method, endpoint.subject(request))
        if rule is None:
            return endpoint.answer(request)
        self._struck(rule.fault.name)
        return rule.fault.spoil(Call(request, endpoint, rule.settings, self._now))

    def _begin(self, script: Script) -> None:
        with self._lock:
            self._rules = list(script.rules)
            self._mix = script.mix
            self._at_work = bool(script.rules or script.mix)
            self._stuck: dict[Hashable, Rule] = {}
            self._attempts: Counter[Subject] = Counter()
            self._strikes: Counter[tuple[str, str]] = Counter()

    def _due(self, method: str, subject: Subject) -> Rule | None:
        with self._lock:
            rule = self._stuck_at(subject) or self._ruled(method, subject) or self._drawn(subject)
            if rule is not None and rule.fault.sticks_to is not None:
                self._stuck[rule.fault.sticks_to(subject)] = rule
            return rule

    def _stuck_at(self, subject: Subject) -> Rule | None:
        for bond, rule in self._stuck.items():
            fault = rule.fault
            if fault.sticks_to and subject.kind in fault.kinds and fault.sticks_to(subject) == bond:
                return rule
        return None

    def _ruled(self, method: str, subject: Subject) -> Rule | None:
        """Count a call for all rules and return the one that is due."""
        due, left = None, []
        for rule in self._rules:
            if not rule.fits(method, subject) or (rule.call == 1 and due):
                left.append(rule)
            elif rule.call > 1:
                left.append(replace(rule, call=rule.call - 1))
            else:
                due = rule
                left += [replace(rule, times=rule.times - 1)] if rule.times > 1 else []
        self._rules = left
        return due

    def _drawn(self, subject: Subject) -> Rule | None:
        """Return what the mix has for a request."""
        about = replace(subject, export=0)
        query = (subject.path, subject.query)
        self._attempts[about] += 1
        if self._mix is None or self._strikes[query] >= self._mix.most:
            return None
        fault = self._mix.draw(about, self._attempts[about])
        if fault is None:
            return None
        self._strikes[query] += 1
        return Rule(fault, ANY, settings=fault.settings)
