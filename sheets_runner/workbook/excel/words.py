"""People's words for what a workbook can hold and a save by the runner would lose."""

from __future__ import annotations

import re
from typing import Mapping

PART_WORDS: tuple[tuple[str, str], ...] = (
    ("chartsheet", "a tab that is a chart"),
    ("dialogsheet", "an old dialog tab"),
    ("macrosheet", "an old macro tab"),
    ("vbaProject", "macros"),
    ("threadedcomment", "a comment with replies (a plain note would be kept)"),
    ("pivot", "a pivot table"),
    ("slicer", "a slicer"),
    ("timeline", "a timeline"),
    ("chart", "a chart"),
    ("diagram", "a SmartArt picture"),
    ("activeX", "an ActiveX control"),
    ("controlproperties", "a form control, such as a button or an old checkbox"),
    ("oleObject", "an embedded object"),
    ("connections", "a data connection"),
    ("queryTable", "a data connection"),
    ("sheetMetadata", "a formula that spills over several cells, or a data type"),
    ("FeaturePropertyBag", "a checkbox in a cell (use yes and no)"),
    ("rdrichvalue", "a picture or data type in a cell"),
    ("richvalue", "a picture or data type in a cell"),
    ("classificationlabels", "a sensitivity label"),
    ("customProperty", "data of an add-in"),
    ("customXml", "data of another program (custom XML, Power Query or SharePoint)"),
    ("revision", "the history of an old shared workbook"),
    ("userNames", "the history of an old shared workbook"),
)
"""What a content type or part name holds, and what people call it; the first that fits counts."""

EXTENSION_WORDS: Mapping[str, str] = {
    "{05C60535-1F16-4FD2-B633-F4F36F0B64E0}": "a sparkline",
    "{78C0D931-6437-407D-A8EE-F0AAD7539E65}": "a conditional format of a newer kind",
    "{B025F937-C7B1-47D3-B67F-A62EFF666E3E}": "a data bar",
    "{CCE6A557-97BC-4B89-ADB6-D9C93CAAB3DF}": (
        "a drop-down or check whose list is on another tab (give that list a name and use the name)"
    ),
    "{A8765BA9-456A-4DAB-B4F3-ACF838C121DE}": "a slicer",
    "{3A4CF648-6AED-40F4-86FF-DC5316D8AED3}": "a slicer",
    "{7E03D99C-DC04-49D9-9315-930204A7B6E9}": "a timeline",
    "{FCE2AD5D-F65C-4FA6-A056-5C36A1767C68}": "a data model",
}
"""Extensions by their upper-case URI (MS-XLSX 2.3.1 and later sections)."""

NAME_WORDS: Mapping[str, str] = {
    "protectedRange": 'a range for certain people ("Allow Edit Ranges")',
    "customSheetView": "a custom view",
    "customWorkbookView": "a custom view",
    "legacyDrawingHF": "a picture in the header or footer of the page",
    "picture": "a background picture",
    "oleObject": "an embedded object",
    "control": "a form control, such as a button or an old checkbox",
    "dataConsolidate": "a consolidation of data",
    "webPublishItem": "something published as a web page",
    "customPr": "data of an add-in",
    "cfRule": "a conditional format",
    "dataValidation": "a drop-down or check",
    "tablePart": "a table",
    "comment": "a note",
    "rgbColor": "a colour palette of its own",
    "fileSharing": "a password for writing",
    "pivotCache": "a pivot table",
    "ddeLink": "a link to another program",
    "oleLink": "a link to another program",
}
"""Elements of worksheets and workbooks (ECMA-376 part 1, 18), and controls of old drawings."""

MEDIA_WORDS = "an image"


def part_words(part: str, kind: str, data: bytes) -> str:
    """Return people's words for a part, empty when another part speaks for it."""
    name = f"{kind} {part}".lower()
    for sign, words in PART_WORDS:
        if sign.lower() in name:
            return words
    if kind.endswith(".drawing+xml"):
        return _drawing_words(data)
    if kind.startswith("image/"):
        return MEDIA_WORDS
    return f'something this version does not know ("{part}")'


def _drawing_words(data: bytes) -> str:
    if re.search(rb"<(?:\w+:)?graphicFrame", data):
        return ""  # the chart has a part of its own
    return MEDIA_WORDS if re.search(rb"<(?:\w+:)?pic[ >]", data) else "a shape or text box"
