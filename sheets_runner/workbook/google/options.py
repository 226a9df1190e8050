"""`GoogleOptions`: what a person can set about Google Sheets."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class GoogleOptions:
    """How Google Sheets is reached and used.

    Attributes:
        credentials: A service account's key: the path of its file, or the JSON itself (it begins
            with ``{``). Empty: Application Default Credentials, see
            https://cloud.google.com/docs/authentication/application-default-credentials.
        api_base: Scheme and host of another server than Google's; ``http://`` only for this
            machine. Empty: Google's.
        lease_seconds: How long a run that was stopped dead keeps others out.
        publish_cells: Cells of one output tab; what is larger does not go to the spreadsheet.
    """

    credentials: str = field(default="", repr=False)
    api_base: str = ""
    lease_seconds: int = 600
    publish_cells: int = 500_000
