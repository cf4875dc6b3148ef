"""
Which parts of the archive are the workbook, its sheets, its shared texts and its styles?

They are found the way the format prescribes, by content types and relationships. Macros, binary workbooks and
documents of other kinds are refused here.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from attrs import frozen

from servicecraft.files.workbook.archive import part_name
from servicecraft.files.workbook.refusals import refuse, refuse_damaged
from servicecraft.files.workbook.xml import Listing, is_true
from servicecraft.words import sentence, shortened

_CONTENT_TYPES = "[content_types].xml"


@frozen(kw_only=True)
class SheetPart:
    """A sheet as the workbook lists it."""

    name: str
    part: str
    hidden: bool


@frozen(kw_only=True)
class Package:
    """What belongs together in the archive: the workbook, its sheets, its shared texts and its styles."""

    parts: Mapping[str, bytes]
    file: str
    sheets: tuple[SheetPart, ...]
    texts: str
    styles: str
    from_1904: bool


def package_in(parts: Mapping[str, bytes], file: str) -> Package:
    """The parts of the workbook, found the way the format prescribes and not by their usual names."""
    main = _main_part(parts, file)
    relations = _relations(parts, main, file)
    listed = _listed(parts, main, file, "sheet", "workbookPr")
    first_of = dict(reversed(relations.values()))
    settings = [attributes for name, attributes in listed if name == "workbookPr"]
    return Package(
        parts=parts,
        file=file,
        sheets=_sheet_parts([attributes for name, attributes in listed if name == "sheet"], relations, file),
        texts=first_of.get("sharedStrings", ""),
        styles=first_of.get("styles", ""),
        from_1904=any(is_true(attributes.get("date1904")) for attributes in settings),
    )


def _main_part(parts: Mapping[str, bytes], file: str) -> str:
    """The part that lists the sheets, when the content types say that it is a workbook without macros."""
    if _CONTENT_TYPES not in parts:
        refuse(file, sentence("its archive holds no workbook"))
    kinds = dict(_content_types(parts, file))
    main = next((part for kind, part in _relations(parts, "", file).values() if kind == "officeDocument"), "")
    content_type = kinds.get("/" + main) or kinds.get(main.rpartition(".")[2], "")
    if "binary" in content_type:
        refuse(file, sentence("it is a binary workbook"))
    if "macroenabled" in content_type or any("vbaproject" in kind for kind in kinds.values()):
        refuse(file, sentence("it holds macros"))
    if "wordprocessingml" in content_type:
        refuse(file, sentence("it is a text document"))
    if "presentationml" in content_type:
        refuse(file, sentence("it is a presentation"))
    if "spreadsheetml" not in content_type or main not in parts:
        refuse(file, sentence("its archive holds no workbook"))
    return main


def _content_types(parts: Mapping[str, bytes], file: str) -> Iterator[tuple[str, str]]:
    for name, attributes in _listed(parts, _CONTENT_TYPES, file, "Default", "Override"):
        key = attributes.get("PartName" if name == "Override" else "Extension", "")
        yield part_name(key), attributes.get("ContentType", "").casefold()


def _relations(parts: Mapping[str, bytes], of: str, file: str) -> dict[str, tuple[str, str]]:
    """Kind and part of everything inside the archive that a part refers to, by the id of the reference."""
    folder, name = posixpath.split(of)
    source = posixpath.join(folder, "_rels", name + ".rels")
    listed = _listed(parts, source, file, "Relationship") if source in parts else []
    return {
        attributes.get("Id", ""): (attributes.get("Type", "").rpartition("/")[2], _target(folder, attributes))
        for _, attributes in listed
        if attributes.get("TargetMode") != "External"
    }


def _target(folder: str, attributes: Mapping[str, str]) -> str:
    return posixpath.normpath(posixpath.join("/", folder, part_name(attributes.get("Target", "")))).lstrip("/")


def _listed(parts: Mapping[str, bytes], part: str, file: str, *wanted: str) -> list[tuple[str, dict[str, str]]]:
    listing = Listing(part, file, wanted)
    listing.run(parts[part])
    return listing.found


def _sheet_parts(
    listed: Iterable[Mapping[str, str]], relations: Mapping[str, tuple[str, str]], file: str
) -> tuple[SheetPart, ...]:
    """The sheets that hold cells; a sheet that is one chart is left out, a sheet of macros is refused."""
    sheets = []
    for attributes in listed:
        reference = next((value for name, value in attributes.items() if name.endswith(":id")), "")
        kind, part = relations.get(reference, ("", ""))
        if not kind:
            refuse_damaged(file, "xl/workbook.xml")
        if "macro" in kind.casefold():
            refuse(file, sentence("it holds macros"))
        if kind == "worksheet":
            hidden = attributes.get("state", "visible") != "visible"
            sheets.append(SheetPart(name=attributes.get("name", ""), part=part, hidden=hidden))
    names = Counter(sheet.name.casefold() for sheet in sheets)
    for name, count in names.items():
        if count > 1:
            refuse(file, sentence("two of its sheets are called {name}"), name=shortened(name))
    return tuple(sheets)
