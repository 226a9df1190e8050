"""``python -m tests.emulators.google_sheets``: the emulator for trying things by hand."""

from __future__ import annotations

import argparse
import gc
import json
from pathlib import Path

from tests.emulators.google_sheets import keys
from tests.emulators.google_sheets.server import GoogleSheets


def main(arguments: list[str] | None = None) -> None:
    """Serve until interrupted.

    Args:
        arguments: The command line's, those of the process by default.
    """
    options = _parser().parse_args(arguments)
    # Millions of cells are no garbage: looking through them takes longer than all the rest.
    gc.set_threshold(200_000, 100, 100)
    server = GoogleSheets(options.port, quota=options.quota, latency_ms=options.latency_ms)
    with server:
        options.credentials.write_text(json.dumps(keys.key_file(server.url), indent=2), "utf-8")
        try:
            # Whoever reads this line may interrupt at once.
            print(f"emulator ready: {server.url}", flush=True)
            server.wait()
        except KeyboardInterrupt:
            print("emulator stopped", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m tests.emulators.google_sheets", description=__doc__)
    parser.add_argument("--port", type=int, default=8732, help="0 for any free port")
    parser.add_argument(
        "--credentials", type=Path, required=True, help="where to write the key file"
    )
    parser.add_argument("--quota", action="store_true", help="refuse more than 60 calls a minute")
    parser.add_argument("--latency-ms", type=int, default=0, help="how long every answer takes")
    return parser


if __name__ == "__main__":
    main()
