"""The tab `Getting started` of a new sheet: ten things to know, in plain words."""

from __future__ import annotations

from sheets_runner.run.looks import CHECK, DONE, FAILED, SKIPPED
from sheets_runner.workbook.base import Column, MakeTab

TITLE = "Getting started"

_TEXT = f"""\
A row is a question
Each row of "{{questions}}" asks CleverTap one thing. The answer comes back in the same row.

Begin with an example
Copy one of the three examples, write an event of yours into it, and switch it on under Active.

What you can get
A count of events or of users, or the records themselves: see Get. Rest the mouse on a header to
read what it takes.

Dates
Write 2026-06-07, yesterday, last 7 days, this month, or 2026-06-01 to 2026-06-07. Real dates do as
well.

Filters
A value alone means exactly that. You can also write contains sale, != email, >= 100 or
any of: a | b. Blank means no filter.

Status
{DONE}: the answer is there. {CHECK}: the row needs fixing. {FAILED}: there was no answer, the last
good number stays. {SKIPPED}: the row is switched off.

Reads as, Message
Reads as says your question in plain words: see whether it is what you meant. Message names the cell
to fix, and how.

Records
They go to the tab named under Output tab, and each run puts new ones in the place of the old.
"{{answers}}" keeps the history of all numbers.

What is yours
Everything but the yellow columns: sort, colour, add rows and columns as you like. Where a header of
yours is taken for a misspelt one, put it in brackets: [Campaign].

Who to ask
Whoever set up this sheet. The command sheets-runner doctor tells them what is broken and what mends
it.
"""


def guide_tab(questions: str, answers: str) -> MakeTab:
    """Return the tab that explains the sheet.

    Args:
        questions: The name of the input tab.
        answers: The name of the output tab.
    """
    paragraphs = (part.splitlines() for part in _TEXT.split("\n\n"))
    names = {"questions": questions, "answers": answers}
    rows = ((title, " ".join(lines).format(**names)) for title, *lines in paragraphs)
    columns = (Column(TITLE, 22, wrap=True), Column("In plain words", 95, wrap=True))
    return MakeTab(TITLE, columns, tuple(rows))
