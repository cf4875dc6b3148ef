"""
Tables as somebody wrote them become the tables of a program, or one list of everything that is wrong with them.

Headings and words of either language are recognised, prefixes are put before ids, attributes are told from columns;
then the rows are made, and what the whole owes itself is checked even where some rows were refused.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from attrs import evolve, field, frozen

from servicecraft.errors import Fault, ModelError, SpokenFact
from servicecraft.model.columns import (
    KIND_PREFIX,
    LONGEST_NAME,
    SEPARATOR,
    CellForm,
    Text,
    digits_of,
    kind_of,
    nearest_words,
)
from servicecraft.model.consistency import ATTRIBUTE_PREFIX, references_of
from servicecraft.model.consistency import faults as inconsistencies
from servicecraft.model.records import made, unknown_column
from servicecraft.model.registry import HEADER_TABLES, ORGANISATION_TABLES, TABLES
from servicecraft.model.rows import Row, row_text
from servicecraft.model.settings import Settings
from servicecraft.words import glossary, sentence

SCHEMA_VERSION = "1.0"
"""Version of the tables and columns that this library writes."""

FIRST_MAJOR = 1
"""
The first version that was ever written. Since then nothing was renamed; what is renamed keeps its old name as a spelling
of the glossary, so that older files open as they are.
"""

_VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})")

HEADER_KEYS = ("schema_version", "name", "language", "settings", "csv", "prefixes")
"""What the header of a program may say, beside its vocabulary and declared attributes."""


HEADER_TEXTS: Mapping[str, Text] = {
    "name": Text(sentence("What the program is called."), required=False, longest=LONGEST_NAME),
    "language": Text(sentence("The locale in which it speaks, such as es_DO."), required=False, longest=LONGEST_NAME),
}
"""The texts of the header."""


def header_text(key: str, value: object) -> str:
    """
    A text of the header as it is kept; empty where nothing stands.

    Raises:
        ModelError: It is no text, too long, or holds invisible characters; the fault's path is the key.
    """
    try:
        return str(HEADER_TEXTS[key].check(value) or "")
    except ModelError as error:
        raise ModelError([evolve(fault, path=key) for fault in error.faults]) from None


@frozen(kw_only=True)
class RawTable:
    """
    A table as somebody wrote it.

    Attributes:
        name: Its name as written: `people`, `Personas`.
        headings: The headings of a table of cells; `None` for a list of mappings.
        rows: Cells in the order of the headings, or one mapping of key to value each.
        form: How cells of text are written; `None` where values are plain.
    """

    name: str
    headings: tuple[str, ...] | None = None
    rows: Sequence[Any] = field(factory=list, repr=False)
    form: CellForm | None = None


@frozen(kw_only=True)
class Kept:
    """
    Something that a later version of the library wrote and this one does not know: it is written back untouched.

    Attributes:
        table: The table it belongs to; empty for the header.
        row: Id or digest of the row it belongs to; `None` for a whole table or a key of the header.
        column: The column or key; empty for a whole table.
        value: What stood there, as JSON.
    """

    table: str
    row: str | None
    column: str
    value: str = field(repr=False)


@frozen(kw_only=True)
class Assembled:
    """
    What a program is made of: every row is checked, and making the `Program` checks the whole.

    Attributes:
        fields: Name, language, settings, kept parts and every table outside the organisation.
        organisation: The tables of the organisation.
        counts: How many rows each table holds.
        warnings: What is doubtful and was read all the same.
    """

    fields: Mapping[str, Any]
    organisation: Mapping[str, Any]
    counts: tuple[tuple[str, int], ...]
    warnings: tuple[Fault, ...]


def assembled(
    header: Mapping[str, object],
    tables: Sequence[RawTable],
    *,
    unknown: str = "refuse",
    language: str | None = None,
    partial: bool = False,
) -> Assembled:
    """
    The parts of a program, from its header and its tables as written.

    Args:
        header: Name, language, schema version, settings, prefixes; vocabulary and attributes may stand here too.
        tables: The tables; those of the same name are one.
        unknown: `"refuse"` or `"ignore"` columns and tables that a program does not have.
        language: The language in which faults speak; that of the header where none is given.
        partial: Whether tables are missing that could not be read, so that references are not judged.

    Raises:
        ModelError: Every fault, with paths such as `people[12].manager`.
    """
    if unknown not in ("refuse", "ignore"):
        raise ValueError(f"What is unknown can be refused or ignored; there is no {unknown!r}.")
    return _Assembly(header, unknown).result(tables, language, partial=partial)


def row_keys(rows: Iterable[Row]) -> Iterator[str]:
    """What tells each row from the others of its table: its id, or else a digest and which one of equal rows it is."""
    seen: Counter[str] = Counter()
    for row in rows:
        key = str(getattr(row, "id", "")) or hashlib.sha256(row_text(row).encode()).hexdigest()[:16]
        yield f"{key}+{seen[key]}" if seen[key] else key
        seen[key] += 1


class _Assembly:
    """The gathering of one program: faults and rows so far."""

    def __init__(self, header: Mapping[str, object], unknown: str) -> None:
        self.faults: list[Fault] = []
        self.kept: list[Kept] = []
        self.rows: dict[str, list[Row]] = {}
        self.origin: dict[str, list[int]] = {}
        self.refused: dict[str, set[str]] = {}
        self.declared: dict[str, list[str]] = {}
        self.unknown = unknown
        self.header = self._known_header(header)
        self.prefixes = self._prefixes()

    def _prefixes(self) -> dict[str, str]:
        """The prefix of each table that has one; what is wrong with the others is noted."""
        declared, found = self.header.get("prefixes"), dict[str, str]()
        if declared is not None and not isinstance(declared, Mapping):
            self._wrong_kind("prefixes", declared, sentence("a mapping"))
        for key, prefix in declared.items() if isinstance(declared, Mapping) else ():
            table, path = glossary.recognised_table(str(key)), f"prefixes.{key}"
            if table not in TABLES:
                self._no_table(str(key), path)
            elif not isinstance(prefix, str):
                self._wrong_kind(path, prefix, sentence("a text"))
            else:
                found[str(table)] = prefix
        return found

    def _wrong_kind(self, path: str, value: object, expected: str) -> None:
        fault = Fault.of("SC-118", _shown(value), path=path, found=kind_of(value), expected=SpokenFact(expected))
        self.faults.append(fault)

    def _no_table(self, name: str, path: str) -> None:
        names = [*HEADER_KEYS, *TABLES, *(glossary.table_label(one, "es") for one in TABLES)]
        self.faults.append(Fault.of("SC-126", name, path=path, nearest=nearest_words(name.casefold(), names)))

    def _known_header(self, header: Mapping[str, object]) -> dict[str, object]:
        known: dict[str, object] = {}
        first: dict[str, str] = {}
        self._check_version(next((header[key] for key in header if _header_key(key) == "schema_version"), None))
        for key, value in header.items():
            code = _header_key(key)
            if code is None:
                self._unknown_key(key, value)
            elif first.setdefault(code, key) == key:
                known[code] = value
            else:
                self._twice(key, path=key, first=first[code])
        return known

    def _twice(self, word: str, *, path: str, first: str) -> None:
        """A key, heading or table that means the same as one before it, perhaps in the other language."""
        related = (Fault.of("SC-106", word, path=first),)
        self.faults.append(evolve(Fault.of("SC-106", word, path=path), related=related))

    def _check_version(self, version: object) -> None:
        self.newer, self.version = False, SCHEMA_VERSION
        if version is None:
            return
        match = _VERSION.fullmatch(str(version) if isinstance(version, str | float) else "")
        ours = tuple(map(int, SCHEMA_VERSION.split(".")))
        if match is None or int(match[1]) < FIRST_MAJOR:
            expected = SpokenFact(sentence("a version such as 1.0"))
            raise ModelError(
                [Fault.of("SC-118", version, path="schema_version", found=kind_of(version), expected=expected)]
            )
        if int(match[1]) > ours[0]:
            raise ModelError([Fault.of("SC-405", version, path="schema_version", known=SCHEMA_VERSION)])
        self.newer = (int(match[1]), int(match[2])) > ours
        self.version = str(version)

    def _unknown_key(self, key: str, value: object) -> None:
        if self.newer and _is_plain_table(value):  # as a folder would hold it, in a file of its own
            self.kept.append(Kept(table=key, row=None, column="", value=json.dumps(value, sort_keys=True, default=str)))
        elif self.newer:
            self._keep_key(key, value)
        elif self.unknown == "refuse":
            self._no_table(key, key)

    def result(self, tables: Sequence[RawTable], language: str | None, *, partial: bool) -> Assembled:
        headed = [RawTable(name=name, rows=self._listed(name)) for name in HEADER_TABLES if name in self.header]
        ordered = sorted([*headed, *tables], key=lambda one: _order(one.name))
        first: dict[str, str] = {}
        for table in ordered:
            code = glossary.recognised_table(table.name) or table.name
            if code in first:
                self._twice(table.name, path=table.name, first=first[code])
            else:
                first[code] = table.name
                self._read(table)
        settings = self._settings()
        name, spoken = self._text("name"), self._text("language") or "en"
        if self.faults:
            if not partial:
                self.faults += self._placed(inconsistencies(self.rows, settings, refused=self.refused))
            raise ModelError(self.faults).in_language(language or spoken)
        fields: dict[str, Any] = {one: rows for one, rows in self.rows.items() if one not in ORGANISATION_TABLES}
        if self.kept:  # what is kept can only be read again under the version that has it
            self._keep_key("schema_version", self.version)
        fields |= {
            "name": name,
            "language": spoken,
            "settings": settings,
            "kept": tuple(sorted(self.kept, key=_as_kept)),
        }
        organisation: dict[str, Any] = {one: self.rows[one] for one in ORGANISATION_TABLES if one in self.rows}
        counts = tuple((one, len(self.rows[one])) for one in TABLES if self.rows.get(one))
        doubts = tuple(one.in_language(language or spoken) for one in self._doubts())
        return Assembled(fields=fields, organisation=organisation | {"name": name}, counts=counts, warnings=doubts)

    def _listed(self, name: str) -> Sequence[Any]:
        value = self.header[name]
        return self._rows_of(name, value)

    def _rows_of(self, name: str, value: object) -> Sequence[Any]:
        if value is None:
            return []
        if isinstance(value, str) or not isinstance(value, Sequence):
            self._wrong_kind(name, value, sentence("a list of rows"))
            return []
        return value

    def _text(self, key: str) -> str:
        try:
            return header_text(key, self.header.get(key))
        except ModelError as error:
            self.faults += error.faults
            return ""

    def _settings(self) -> Settings:
        values = self.header.get("settings")
        values = {} if values is None else values
        if not isinstance(values, Mapping):
            self._wrong_kind("settings", values, sentence("a mapping"))
            return Settings()
        known: dict[str, object] = {}
        first: dict[str, str] = {}
        for key, value in values.items():
            word = str(key)
            column = self._column(Settings, word) or word
            if first.setdefault(column, word) != word:
                self._twice(word, path=f"settings.{word}", first=f"settings.{first[column]}")
            elif value is not None:
                known[column] = value
        if self.newer:
            for key in [key for key in known if key not in Settings.columns()]:
                self.kept.append(
                    Kept(table="settings", row=None, column=key, value=json.dumps(known.pop(key), default=str))
                )
        unknown = [key for key in known if key not in Settings.columns()]
        self.faults += [unknown_column(Settings, key, f"settings.{key}") for key in unknown if self.unknown == "refuse"]
        found = made(Settings, {key: [value] for key, value in known.items()}, 1, None, path="settings")
        self.faults += [evolve(fault, path=fault.path.replace("settings[0]", "settings")) for fault in found.faults]
        return found.rows[0] if found.rows else Settings()

    def _read(self, table: RawTable) -> None:
        name = glossary.recognised_table(table.name)
        if name is None or name not in TABLES:
            self._unknown_table(table)
        elif table.headings is not None:
            self._read_cells(name, table)
        else:
            self._read_mappings(name, self._rows_of(name, table.rows))
        if name == "attributes":
            for one in self.rows.get(name, ()):
                for owner in getattr(one, "belongs_to"):  # noqa: B009
                    self.declared.setdefault(owner.value, []).append(str(getattr(one, "id")))  # noqa: B009

    def _unknown_table(self, table: RawTable) -> None:
        if self.newer:
            rows = (
                table.rows
                if table.headings is None
                else [dict(zip(table.headings, row, strict=False)) for row in table.rows]
            )
            rows = [{key: cell for key, cell in row.items() if cell not in ("", None)} for row in rows]
            self.kept.append(
                Kept(table=table.name, row=None, column="", value=json.dumps(rows, sort_keys=True, default=str))
            )
        elif self.unknown == "refuse":
            self._no_table(table.name, table.name)

    def _column(self, kind: type[Row], heading: str) -> str | None:
        return heading if heading in kind.columns() else glossary.recognised_column(kind.table, kind.columns(), heading)

    def _read_cells(self, name: str, table: RawTable) -> None:
        kind = TABLES[name]
        names, attributes, extra = self._headings(kind, table.headings or ())
        rows, width = table.rows, len(names)
        if min(map(len, rows), default=width) < width:
            rows = [[*row, *[None] * (width - len(row))] for row in rows]
        columns = {name: [row[number] for row in rows] for number, name in enumerate(names) if name}
        if attributes:
            columns["attributes"] = [
                {one: digits_of(row[number]) for number, one in attributes if row[number] not in ("", None)}
                for row in rows
            ]
        extras = [{heading: row[number] for number, heading in extra} for row in rows] if extra else []
        self._make(name, columns, len(rows), table.form, extras)

    def _headings(
        self, kind: type[Row], headings: Sequence[str]
    ) -> tuple[list[str | None], list[tuple[int, str]], list[tuple[int, str]]]:
        columns: list[str | None] = []
        attributes: list[tuple[int, str]] = []
        extra: list[tuple[int, str]] = []
        declared = {glossary.folded(one): one for one in self.declared.get(kind.table, ())}
        seen: dict[str, str] = {}
        for index, heading in enumerate(headings):
            attribute = declared.get(glossary.folded(heading.removeprefix(ATTRIBUTE_PREFIX)))
            column = None if attribute else self._column(kind, heading)
            column = None if column == "attributes" else column
            meant = column or (f"attributes.{attribute}" if attribute is not None else None)
            if meant is not None and meant in seen:
                self._twice(heading, path=f"{kind.table}.{heading}", first=f"{kind.table}.{seen[meant]}")
                column = None
            elif meant is not None:
                seen[meant] = heading
                attributes += [(index, attribute)] if attribute is not None else []
            elif self.newer:
                extra.append((index, heading))
            elif self.unknown == "refuse" and heading.strip():
                self.faults.append(unknown_column(kind, heading, f"{kind.table}.{heading}"))
            columns.append(column)
        return columns, attributes, extra

    def _read_mappings(self, name: str, rows: Sequence[Any]) -> None:
        kind, records, extras = TABLES[name], list[dict[str, object]](), list[dict[str, object]]()
        known: dict[str, str | None] = {column: column for column in kind.columns()}
        skip: set[int] = set()
        for index, row in enumerate(rows):
            record: dict[str, object] = {}
            extra: dict[str, object] = {}
            if isinstance(row, Mapping):
                self._named(kind, row, known, record, extra, f"{name}[{index}]")
            else:
                self._wrong_kind(f"{name}[{index}]", row, sentence("a mapping"))
                skip.add(index)
            records.append(record)
            extras.append(extra)
        columns = {
            one: [record.get(one) for record in records] for one in {one for record in records for one in record}
        }
        self._make(name, columns, len(records), None, extras if any(extras) else [], skip)

    def _named(
        self,
        kind: type[Row],
        row: Mapping[object, object],
        known: dict[str, str | None],
        record: dict[str, object],
        extra: dict[str, object],
        path: str,
    ) -> None:
        for key, value in row.items():
            word = str(key)
            if word not in known:
                known[word] = self._column(kind, word)
            column = known[word]
            if column is None and self.newer:
                extra[word] = value
            elif column is None and self.unknown == "refuse":
                self.faults.append(unknown_column(kind, word, f"{path}.{word}"))
            elif column is not None and column in record:
                first = next(str(one) for one in row if known[str(one)] == column)
                self._twice(word, path=f"{path}.{word}", first=f"{path}.{first}")
            elif column is not None and value is not None:
                record[column] = value

    def _make(
        self,
        name: str,
        columns: dict[str, list[object]],
        count: int,
        form: CellForm | None,
        extras: Sequence[Mapping[str, object]],
        skip: AbstractSet[int] = frozenset(),
    ) -> None:
        kind = TABLES[name]
        _Prefixes(kind, self.prefixes).apply(columns)
        found = made(kind, columns, count, form, path=name, skip=skip)
        self.rows.setdefault(name, []).extend(found.rows)
        self.origin.setdefault(name, []).extend(found.origin)
        self.faults += found.faults
        if found.faults:
            self.refused.setdefault(name, set()).update(_texts_in(columns, "id"))
            kinds = _texts_in(columns, "kind") if name == "units" else ()
            self.refused[name].update(KIND_PREFIX + kind for kind in kinds)
        for key, number in zip(row_keys(found.rows), found.origin, strict=True) if extras else ():
            self._keep(name, key, extras[number])

    def _keep_key(self, key: str, value: object) -> None:
        self.kept.append(Kept(table="", row=None, column=key, value=json.dumps(value, sort_keys=True, default=str)))

    def _keep(self, table: str, row: str, extra: Mapping[str, object]) -> None:
        for column, value in extra.items():
            if value not in ("", None):
                text = json.dumps(value, sort_keys=True, default=str)
                self.kept.append(Kept(table=table, row=row, column=column, value=text))

    def _placed(self, found: Iterable[Fault]) -> Iterator[Fault]:
        """The faults with the row numbers of the file, where refused rows have shifted those of the tables."""
        for fault in found:
            yield evolve(fault, path=self._original(fault.path), related=tuple(self._placed(fault.related)))

    def _original(self, path: str) -> str:
        match = re.match(r"(\w+)\[(\d+)\]", path)
        if match is None or match[1] not in self.origin:
            return path
        return f"{match[1]}[{self.origin[match[1]][int(match[2])]}]{path[match.end() :]}"

    def _doubts(self) -> Iterator[Fault]:
        for name, rows in self.rows.items():
            if rows and "name" in rows[0].columns():
                for index, row in enumerate(rows):
                    text = str(getattr(row, "name"))  # noqa: B009
                    if not text.isascii() and (scripts := mixed_scripts(text)):
                        path = self._original(f"{name}[{index}].name")
                        yield Fault.of("SC-141", text, path=path, scripts=scripts)


class _Prefixes:
    """Puts the declared prefix of a table before its ids, wherever it is certain which table an id belongs to."""

    def __init__(self, kind: type[Row], prefixes: Mapping[str, str]) -> None:
        self.columns = {
            name: prefixes[reference.targets[0]]
            for name, reference, _ in references_of(kind)
            if len(reference.targets) == 1 and reference.targets[0] in prefixes
        }
        self.own = prefixes.get(kind.table) if "id" in kind.columns() else None

    def apply(self, columns: dict[str, list[object]]) -> None:
        """Put the prefixes into columns of raw values; the bare id stays as the name where there is no other."""
        if self.own is not None and "id" in columns:
            bare = [digits_of(one) for one in columns["id"]]
            names = columns.get("name", bare)
            columns["id"] = [_with_prefix(self.own, one) for one in bare]
            columns["name"] = [one if name in ("", None) else name for one, name in zip(bare, names, strict=True)]
        for column, prefix in self.columns.items():
            if column in columns:
                columns[column] = [_all_with_prefix(prefix, one) for one in columns[column]]


def _all_with_prefix(prefix: str, value: object) -> object:
    if isinstance(value, list | tuple):
        return [_with_prefix(prefix, one) for one in value]
    text = digits_of(value)
    if not isinstance(text, str) or not text.strip():
        return value
    return SEPARATOR.join(str(_with_prefix(prefix, one)) for one in text.split(SEPARATOR))


def _with_prefix(prefix: str, identifier: object) -> object:
    text = identifier.strip() if isinstance(identifier, str) else identifier
    return text if not isinstance(text, str) or text.startswith(prefix) else prefix + text


def _texts_in(columns: Mapping[str, Sequence[object]], column: str) -> Iterator[str]:
    return (one for one in map(digits_of, columns.get(column, ())) if isinstance(one, str))


def _header_key(key: str) -> str | None:
    code = glossary.recognised_header(key) or glossary.recognised_table(key)
    return code if code in HEADER_KEYS or code in HEADER_TABLES else None


def _as_kept(one: Kept) -> tuple[str, str, str]:
    return one.table, one.row or "", one.column


def _is_plain_table(value: object) -> bool:
    """Whether something is a list of rows of texts, which a CSV table can hold as well."""
    if not isinstance(value, list) or not value:
        return False
    return all(
        isinstance(row, Mapping) and row and all(isinstance(one, str) and one for one in row.values()) for row in value
    )


def _order(name: str) -> int:
    table = glossary.recognised_table(name)
    return list(TABLES).index(table) if table is not None and table in TABLES else len(TABLES)


def _shown(value: object) -> object:
    return value if isinstance(value, str | int | float | bool) else None


_SCRIPTS = (("Latin", range(0x41, 0x250)), ("Greek", range(0x370, 0x400)), ("Cyrillic", range(0x400, 0x530)))


def mixed_scripts(text: str) -> str | None:
    """The names of the look-alike scripts that one word of a text mixes; `None` where none does."""
    for word in text.split():
        found = [name for name, letters in _SCRIPTS if any(ord(one) in letters and one.isalpha() for one in word)]
        if len(found) > 1:
            return " / ".join(found)
    return None
