"""
JSON Schema of a program and of each of its classes, made from the columns.

The schemas ship as files, so that editors and programs in other languages can use them; a test keeps them fresh. They
describe the spelling that the library writes; words and headings of the glossary are read as well.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from servicecraft.errors import UnknownIdError
from servicecraft.files.sheets import summary
from servicecraft.model.assembly import HEADER_TEXTS, SCHEMA_VERSION
from servicecraft.model.registry import TABLES
from servicecraft.model.rows import Row
from servicecraft.model.settings import Settings
from servicecraft.words import sentence

DIALECT = "https://json-schema.org/draft/2020-12/schema"
CLASSES: Mapping[str, type[Row]] = {kind.__name__: kind for kind in (*TABLES.values(), Settings)}


def schema_names() -> tuple[str, ...]:
    """The names under which schemas can be asked for: `Program`, then every class in the order of the tables."""
    return ("Program", *CLASSES)


def schema(name: str = "Program") -> dict[str, object]:
    """
    The JSON Schema (2020-12) of a program or of one of its classes.

    Raises:
        UnknownIdError: There is no class of that name.
    """
    if name == "Program":
        return program_schema()
    if name not in CLASSES:
        raise UnknownIdError(name, schema_names(), "schemas")
    return {"$schema": DIALECT, "$id": f"urn:servicecraft:{SCHEMA_VERSION}:{name}", **class_schema(CLASSES[name])}


def class_schema(kind: type[Row]) -> dict[str, object]:
    """The schema of one row, without the keys of a whole document."""
    columns = kind.columns()
    made: dict[str, object] = {
        "title": kind.__name__,
        "description": summary(kind),
        "type": "object",
        "properties": {
            name: {"description": column.doc, **_or_null(column.schema(), required=column.required)}
            for name, column in columns.items()
        },
        "additionalProperties": False,
    }
    required = [name for name, column in columns.items() if column.required]
    if required:
        made["required"] = required
    fragments = [fragment for rule in kind.rules if (fragment := rule.schema())]
    return {**made, **({"allOf": fragments} if fragments else {})}


def _or_null(fragment: Mapping[str, object], *, required: bool) -> dict[str, object]:
    """A value that may be left out may also be null."""
    return dict(fragment) if required else {"anyOf": [dict(fragment), {"type": "null"}]}


def program_schema() -> dict[str, object]:
    """The schema of a whole program in one YAML or JSON file; it also serves the header of a folder."""
    tables = {
        name: {"description": summary(kind), "type": ["array", "null"], "items": {"$ref": f"#/$defs/{kind.__name__}"}}
        for name, kind in TABLES.items()
    }
    return {
        "$schema": DIALECT,
        "$id": f"urn:servicecraft:{SCHEMA_VERSION}:Program",
        "title": "Program",
        "description": sentence("A program of service culture."),
        "type": "object",
        "properties": {**_header_properties(), **tables},
        "additionalProperties": False,
        "$defs": {name: class_schema(kind) for name, kind in CLASSES.items()},
    }


def _header_properties() -> dict[str, object]:
    return {
        "schema_version": {
            "description": sentence("Version of the tables and columns."),
            "type": ["string", "number"],
            "pattern": r"^\d+\.\d+$",
        },
        **{
            key: {"description": text.doc, "type": ["string", "null"], "maxLength": text.longest}
            for key, text in HEADER_TEXTS.items()
        },
        "settings": {"anyOf": [{"$ref": "#/$defs/Settings"}, {"type": "null"}]},
        "csv": {
            "description": sentence("How the CSV tables of a folder are written."),
            "type": "object",
            "properties": {
                "separator": {"enum": [",", ";", "\t", "|"]},
                "decimal": {"enum": [".", ","]},
                "dates": {"enum": ["iso", "day/month/year", "month/day/year"]},
                "encoding": {"type": "string"},
                "thousands": {"type": ["string", "null"]},
            },
            "additionalProperties": False,
        },
        "prefixes": {
            "description": sentence("A prefix for the ids of a table, where two tables use the same ids."),
            "type": "object",
            "propertyNames": {"enum": list(TABLES)},
            "additionalProperties": {"type": "string"},
        },
    }


def schema_text(name: str) -> str:
    """A schema as the text of its file."""
    return json.dumps(schema(name), indent=1, ensure_ascii=False) + "\n"


def schema_file_name(name: str) -> str:
    """The name of the file in which a schema ships."""
    return f"{name}.schema.json" if name != "Program" else "program.schema.json"


def shipped_schema(name: str = "Program") -> str:
    """The text of a schema as it ships with the library."""
    if name not in schema_names():
        raise UnknownIdError(name, schema_names(), "schemas")
    return (files("servicecraft.files") / "schemas" / schema_file_name(name)).read_text(encoding="utf-8")
