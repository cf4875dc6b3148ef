"""Faults for people and for machines: plain text, JSON, SARIF, and the annotations of a continuous integration."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence

from attrs import evolve

from servicecraft.errors import Fault

SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def plain(fault: Fault) -> dict[str, object]:
    """A fault as plain values."""
    return {
        "code": fault.code,
        "severity": fault.severity,
        "file": fault.file,
        "sheet": fault.sheet,
        "cell": fault.cell,
        "line": fault.line,
        "column": fault.column,
        "path": fault.path,
        "value": fault.value,
        "message": fault.message,
        "remedy": fault.remedy,
        "related": [
            {"file": one.file, "line": one.line, "column": one.column, "path": one.path} for one in fault.related
        ],
    }


def as_text(faults: Sequence[Fault]) -> str:
    """One line for each."""
    return "\n".join(map(str, faults))


def as_json(faults: Sequence[Fault]) -> str:
    """A list of plain values."""
    return json.dumps({"faults": [plain(fault) for fault in faults]}, ensure_ascii=False, indent=1)


def as_github(faults: Sequence[Fault]) -> str:
    """One workflow command each, which GitHub shows beside the line."""
    return "\n".join(_annotation(fault) for fault in faults)


def _annotation(fault: Fault) -> str:
    values = {"file": fault.file, "line": fault.line, "col": fault.column, "title": fault.code}
    properties = ",".join(f"{name}={_escaped(str(value), ',:')}" for name, value in values.items() if value is not None)
    text = str(evolve(fault, file=None, line=None, column=None) if fault.sheet is None else fault)
    return f"::{fault.severity} {properties}::{_escaped(text)}"


def _escaped(text: str, also: str = "") -> str:
    special = {"%": "%25", "\r": "%0D", "\n": "%0A", **{one: f"%{ord(one):02X}" for one in also}}
    return "".join(special.get(character, character) for character in text)


def as_sarif(faults: Sequence[Fault]) -> str:
    """A SARIF 2.1.0 log, which editors and code scanners read."""
    rules = [
        {"id": fault.code, "shortDescription": {"text": fault.kind.cause}}
        for fault in {fault.code: fault for fault in faults}.values()
    ]
    log = {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {"tool": {"driver": {"name": "servicecraft", "rules": rules}}, "results": [_result(one) for one in faults]}
        ],
    }
    return json.dumps(log, ensure_ascii=False, indent=1)


def _result(fault: Fault) -> dict[str, object]:
    result: dict[str, object] = {
        "ruleId": fault.code,
        "level": fault.severity,
        "message": {"text": f"{fault.message} {fault.remedy}"},
    }
    location: dict[str, object] = {}
    if fault.file is not None:
        region = {"startLine": fault.line, "startColumn": fault.column} if fault.line and fault.column else None
        location["physicalLocation"] = {
            "artifactLocation": {"uri": fault.file.replace("\\", "/")},
            **({"region": region} if region else {}),
        }
    if fault.path:
        location["logicalLocations"] = [{"fullyQualifiedName": fault.path}]
    return {**result, **({"locations": [location]} if location else {})}


FORMATS: Mapping[str, Callable[[Sequence[Fault]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "github": as_github,
}
"""What writes faults, by the name of the format."""
