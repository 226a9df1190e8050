"""Logging to standard error, as plain text or JSON lines, with every secret left out."""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import datetime, timezone
from typing import Iterable, TextIO

MASK = "[redacted]"
PACKAGE = "sheets_runner"
PLAIN = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_MARKED = re.compile(
    r"""((?:\b(?:next_|previous_)?cursor|\breq_id|\bpasscode|\bpassword|-account-id)
        ["']?\s*[=:]\s*["']?)      # in an address, a header or JSON
        [^\s"'&,;}]+""",
    re.IGNORECASE | re.VERBOSE,
)
_TRACE = logging.Formatter()


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """Return text without the given secrets and without what is marked as one.

    Args:
        text: Any text: a message, a traceback, a reply.
        secrets: Values that must not be seen; empty ones are passed over.
    """
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, MASK)
    return _MARKED.sub(rf"\g<1>{MASK}", text)


class Redaction(logging.Filter):
    """Takes secrets out of a record: its message, its traceback and its stack.

    Attributes:
        secrets: Values that must not be seen, such as account ids and passcodes.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self.secrets = tuple(secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact the record in place and let it pass."""
        record.msg, record.args = redact(record.getMessage(), self.secrets), None
        if record.exc_info and not record.exc_text:
            record.exc_text = _TRACE.formatException(record.exc_info)
        record.exc_info = None  # a formatter would print it anew, with its secrets
        if record.exc_text:
            record.exc_text = redact(record.exc_text, self.secrets)
        if record.stack_info:
            record.stack_info = redact(record.stack_info, self.secrets)
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line: time (UTC), level, logger, message, and the exception if any."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        line = {
            "time": datetime.fromtimestamp(record.created, timezone.utc).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_text:
            line["exception"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def set_up(
    *,
    level: int = logging.INFO,
    json_lines: bool = False,
    secrets: Iterable[str] = (),
    stream: TextIO | None = None,
) -> logging.Handler:
    """Send the package's log to one place; a second call replaces the first.

    Args:
        level: The least severity that is written.
        json_lines: Whether each record is a JSON object instead of plain text.
        secrets: Values that must not be seen.
        stream: Where to; standard error by default.

    Returns:
        The handler, so that its owner can take it off again.
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines() if json_lines else logging.Formatter(PLAIN))
    handler.addFilter(Redaction(secrets))
    logger = logging.getLogger(PACKAGE)
    logger.handlers[:] = [handler]
    logger.setLevel(level)
    logger.propagate = False  # other handlers would see the record before it is redacted
    return handler
