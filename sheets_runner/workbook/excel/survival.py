"""What a save would lose: the original compared with a trial save, in people's words.

Nothing is trusted that is not known to survive. A part of another kind than `TRUSTED` and
`REBUILT` is harm by itself; in trusted parts every element must be there as often as before, but
for those in `UNIMPORTANT`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Iterator
from xml.etree import ElementTree as ET

from sheets_runner.workbook.excel.package import Package, local
from sheets_runner.workbook.excel.words import EXTENSION_WORDS, NAME_WORDS, part_words

OOXML = "application/vnd.openxmlformats-officedocument."
WORKSHEET = OOXML + "spreadsheetml.worksheet+xml"
TRUSTED = (
    OOXML + "spreadsheetml.sheet.main+xml",
    OOXML + "spreadsheetml.styles+xml",
    OOXML + "spreadsheetml.comments+xml",
    OOXML + "spreadsheetml.table+xml",
    OOXML + "spreadsheetml.externalLink+xml",
    OOXML + "custom-properties+xml",
    OOXML + "vmlDrawing",
)
"""Kinds of parts that are compared as a whole; worksheets are compared tab by tab."""

REBUILT = (
    "",  # relations of a part that is judged itself
    "application/vnd.openxmlformats-package.relationships+xml",
    "application/vnd.openxmlformats-package.core-properties+xml",
    OOXML + "extended-properties+xml",
    OOXML + "theme+xml",
    OOXML + "spreadsheetml.sharedStrings+xml",  # judged by `_fonts`
    OOXML + "spreadsheetml.calcChain+xml",
    OOXML + "spreadsheetml.volatileDependencies+xml",
    OOXML + "spreadsheetml.printerSettings",
    "application/vnd.ms-excel.person+xml",  # who wrote threaded comments, which are judged
)
"""Kinds of parts that openpyxl keeps, that it or Excel makes anew, or that nobody misses."""

CONTAINERS = "extLst cols col conditionalFormatting colors drawing legacyDrawing definedNames"
"""Their contents are judged, or the parts they refer to."""
WORKED_OUT = (
    "dimension sheetCalcPr sortState sortCondition phoneticPr ignoredErrors ignoredError "
    "cellWatches cellWatch smartTags selection fileVersion fileRecoveryPr oleSize smartTagPr "
    "smartTagTypes webPublishing mruColors color"
)
"""What Excel works out again, or only remembers."""
POOLED = (
    "sheetProtection printOptions numFmts numFmt fonts font fills fill borders border "
    "cellStyleXfs cellXfs xf cellStyles cellStyle protection definedName "
    "workbookProtection functionGroups headerFooter oddHeader oddFooter "
    "evenHeader evenFooter firstHeader firstFooter"
)
"""Lists that grow and shrink with what is in use, and settings written though they say nothing."""
UNIMPORTANT = frozenset(f"{CONTAINERS} {WORKED_OUT} {POOLED}".split())
UNIMPORTANT_EXTENSIONS = frozenset(
    {
        "{EB79DEF2-80B8-43E5-95BD-54CBDDF9020C}",  # styles of slicers, in every Excel file
        "{9260A510-F301-46A8-8635-F512D64BE5F5}",  # styles of timelines, in every Excel file
        "{140A7094-0E35-4892-8432-C4D2E57EDEB5}",  # how charts refer, in every Excel file
        "{B58B0392-4F1F-4190-BB64-5DF3571DCE5F}",  # functions in use, in every Excel 365 file
        "{79F54976-1DA5-4618-B147-4CDE4B953A38}",  # how images are stored
        "{7523E5D3-25F3-A5E0-1632-64F254C22452}",  # Excel for Mac's processor
        "{64002731-A6B0-56B0-2670-7721B7C09600}",  # Excel for Mac's page view
        "{01252117-D84E-4E92-8308-4BE1C098FCBB}",  # ignored error marks
        "{7626C862-2A13-11E5-B345-FEFF819CDC9F}",  # LibreOffice's way to write references
    }
)
SHEET_DATA = re.compile(
    rb"<(?:\w+:)?sheetData(?:\s[^>]*)?(?:/>|>.*</(?:\w+:)?sheetData>)", re.DOTALL
)
RUN_FONT = re.compile(rb"<(?:\w+:)?rPr>(.*?)</(?:\w+:)?rPr>", re.DOTALL)
CONTROL = re.compile(rb'ObjectType="(\w+)"')
ANCHOR = re.compile(rb"<(?:\w+:)?(?:oneCell|twoCell|absolute)Anchor")


def losses(original: Package, trial: Package) -> list[str]:
    """Return what the trial save lost, e.g. ``a chart on tab "Overview"``."""
    found = [*_parts(original), *_sheets(original, trial), *_others(original, trial)]
    if _fonts(original) - _fonts(trial):
        found.append("text with several fonts in one cell")
    return list(dict.fromkeys(found))


def _parts(original: Package) -> Iterator[str]:
    for part, kind in original.kinds.items():
        if kind in REBUILT or kind in TRUSTED or kind == WORKSHEET or _idle(original, part):
            continue
        tab = original.tab_of(part)
        words = part_words(part, kind, original.parts[part])
        if words:
            yield f'{words} on tab "{tab}"' if tab else words


def _idle(original: Package, part: str) -> bool:
    """Tell whether a part shows nothing: the preview picture, a drawing without a shape."""
    if part.startswith("docProps/"):
        return True
    drawing = original.kinds[part].endswith(".drawing+xml")
    return drawing and not ANCHOR.search(original.parts[part])


def _sheets(original: Package, trial: Package) -> Iterator[str]:
    for tab, part in original.tabs.items():
        if original.kinds.get(part) == WORKSHEET:
            lost = _names(original, part) - _names(trial, trial.tabs[tab])
            for words in _in_words(lost):
                yield f'{words} on tab "{tab}"'


def _others(original: Package, trial: Package) -> Iterator[str]:
    for kind in TRUSTED:
        lost: Counter[str] = Counter()
        for part in original.of_kind(kind):
            lost.update(_names(original, part))
        for part in trial.of_kind(kind):
            lost.subtract(_names(trial, part))
        yield from _in_words(+lost)


def _in_words(lost: Counter[str]) -> list[str]:
    known = [NAME_WORDS[name] for name in lost if name in NAME_WORDS]
    known += [EXTENSION_WORDS[name] for name in lost if name in EXTENSION_WORDS]
    return (
        known or [f'something this version does not know ("{name}")' for name in sorted(lost)][:1]
    )


def _names(package: Package, part: str) -> Counter[str]:
    """Count the elements of a part that matter; of styles only whether they occur."""
    data, kind = package.parts[part], package.kinds[part]
    if kind.endswith("vmlDrawing"):
        kinds = CONTROL.findall(data)
        return Counter("comment" if found == b"Note" else "control" for found in kinds)
    root = ET.fromstring(SHEET_DATA.sub(b"", data))  # noqa: S314 - `unpack` lets no DOCTYPE in
    if kind.endswith("comments+xml"):
        return Counter(local(element.tag) for element in root.iter() if _is(element, "comment"))
    names = Counter(name for name in _walk(root, _namespace(root)) if name not in UNIMPORTANT)
    return Counter(set(names)) if kind.endswith("styles+xml") else names


def _is(element: ET.Element, name: str) -> bool:
    return local(element.tag) == name


def _walk(element: ET.Element, namespace: str) -> Iterator[str]:
    """Yield the names of elements, of extensions and of defined names.

    Elements of other namespaces may be passed over (ECMA-376 part 3), not what is in them.
    """
    for child in element:
        name = local(child.tag)
        if name == "ext":
            yield from {child.get("uri", "").upper()} - UNIMPORTANT_EXTENSIONS
            continue
        if _namespace(child) == namespace:
            yield name
        if name == "definedName" and child.get("name") != "_xlnm._FilterDatabase":
            yield f"name {child.get('name')}"
        yield from _walk(child, namespace)


def _namespace(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[0]


def _fonts(package: Package) -> set[bytes]:
    """Return the properties that runs of text within cells have."""
    found: set[bytes] = set()
    for ending in ("worksheet+xml", "sharedStrings+xml"):
        for part in package.of_kind(ending):
            for run in RUN_FONT.findall(package.parts[part]):
                found.update(re.findall(rb"<(?:\w+:)?(\w+)", run))
    return found
