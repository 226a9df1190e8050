"""Our own commands, started as a person starts them: in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Iterator
from urllib.request import urlopen

NOW = "2026-06-30T10:00:00+05:30"
"""When these tests take place; the sandbox's last day is 30 June 2026."""


def command(
    *arguments: str, folder: Path, now: str = NOW, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Run ``sheets-runner`` in a folder and return what became of it."""
    return subprocess.run(
        [sys.executable, "-m", "sheets_runner", *arguments],
        cwd=folder,
        env=environment(now, environ),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def run_json(*arguments: str, folder: Path, now: str = NOW) -> Any:
    """Return the summary of ``sheets-runner run … --json``."""
    done = command("run", *arguments, "--json", folder=folder, now=now)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


@contextmanager
def sandbox(*options: str) -> Iterator[str]:
    """Serve ``sheets-runner sandbox`` on a free port unless told otherwise; give its address."""
    port = () if "--port" in options else ("--port", "0")
    with subprocess.Popen(
        [sys.executable, "-m", "sheets_runner", "sandbox", *port, *options],
        env=environment(NOW, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdout
        try:
            line = process.stdout.readline()
            assert line.startswith("sandbox ready: http://127.0.0.1:"), line
            yield line.split(": ", 1)[1].strip()
        finally:
            process.terminate()


def population(url: str) -> tuple[dict[int, dict[str, Any]], list[dict[str, Any]]]:
    """Return what a sandbox knows: profiles by user, and all events."""
    profiles: dict[int, dict[str, Any]] = {}
    events: list[dict[str, Any]] = []
    with urlopen(f"{url}/_sandbox/population") as lines:  # noqa: S310 - our own loopback address
        for line in lines:
            item = json.loads(line)
            if "profile" in item:
                profiles[item["user"]] = item["profile"]
            else:
                events.append(item)
    return profiles, events


def environment(now: str, more: dict[str, str]) -> dict[str, str]:
    source = str(Path(__file__).parents[2])
    return {
        **os.environ,
        "SHEETS_RUNNER_NOW": now,
        "PYTHONPATH": source,
        "PYTHONIOENCODING": "utf-8",
        **more,
    }
