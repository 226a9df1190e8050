"""The lists of names: all events, or all profile properties.

https://developer.clevertap.com/docs/get-schema
"""

from __future__ import annotations

from typing import Any, Callable, Mapping

from sheets_runner.sandbox import replies
from sheets_runner.sandbox.asking import Request, Subject
from sheets_runner.sandbox.replies import Refused, Reply

Entries = Callable[[], Any]


class Schema:
    """The endpoint that lists names.

    Args:
        path: The endpoint's path.
        lists: By each ``type`` there is, what returns its entries.
    """

    def __init__(self, path: str, lists: Mapping[str, Entries]) -> None:
        self._path = path
        self._lists = lists

    def answer(self, request: Request) -> Reply:
        """Answer a request with the list of its ``type``, under a key of that name.

        Raises:
            Refused: There is no such ``type``, or a URL parameter is wrong.
        """
        parameters = request.parameters(("type",))
        if "type" not in parameters:
            raise Refused("Mandatory parameter missing : type")
        kind = parameters["type"]
        if kind not in self._lists:
            raise Refused(f"type must be {' or '.join(self._lists)}")
        return replies.success(**{kind: self._lists[kind]()})

    def subject(self, request: Request) -> Subject:
        """Return what a request is about, also where it will be refused."""
        return Subject(self._path, "names", request.query)

    def reset(self) -> None:
        """Do nothing: a list of names is the same each time."""
