"""
A payroll as it comes, read as a program without editing it.

A mapping file says which column of the payroll is which of ours, what the words in it mean, and at which level each job
title stands. Units and roles that the payroll names become rows of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from attrs import evolve, frozen

from servicecraft.errors import ColumnFact, Fault, ModelError, SpokenFact, TableFact
from servicecraft.files.csv_text import CsvDialect, CsvPlaces, read_csv
from servicecraft.files.disk import content_hash, read_file
from servicecraft.files.documents import ByTable, Document, Locator, TreeLocator, in_file, steps_of
from servicecraft.files.limits import Limits
from servicecraft.files.refusals import MEGABYTE
from servicecraft.files.text import decoded
from servicecraft.files.workbook.reading import read_workbook
from servicecraft.files.yaml_text import read_yaml, yaml_places
from servicecraft.model.assembly import RawTable
from servicecraft.model.columns import PLAIN_CELLS, CellForm, Choice, Column, kind_of, nearest_words, proposed_id
from servicecraft.model.structure import Person, Role
from servicecraft.words import glossary, sentence, shortened
from servicecraft.words.formulas import restored

KEYS = ("program", "csv", "sheet", "columns", "ignore", "words", "levels", "prefixes")
"""What a mapping file may say."""
TITLE_COLUMNS = ("unit", "role")
"""Columns whose words become rows of a table of their own."""


@frozen(kw_only=True)
class Payroll:
    """
    The rows of a payroll file.

    Attributes:
        headings: Its headings as written.
        rows: Its cells.
        form: How numbers and days are written.
        place: Where a cell stands, by row and column from 0; `None` for the headings or the whole row.
    """

    headings: tuple[str, ...]
    rows: Sequence[Sequence[object]]
    form: CellForm
    place: Callable[[int | None, int | None], Fault]


def read_payroll(path: Path, mapping: Path, limits: Limits) -> Document:
    """
    A payroll, read as its mapping file says.

    Raises:
        ModelError: Everything that is wrong with the mapping, or that it leaves open.
    """
    plan = _Plan.read(mapping, limits)
    data = read_file(path, most_bytes=limits.file_megabytes * MEGABYTE)
    payroll = (
        _workbook_payroll(data, path, plan, limits)
        if path.suffix.lower() == ".xlsx"
        else _csv_payroll(data, path, plan, limits)
    )
    return _document(plan, payroll, content_hash(data))


@frozen(kw_only=True)
class _Plan:
    """A mapping file, read and checked."""

    file: str
    values: Mapping[str, object]
    locator: Locator

    @classmethod
    def read(cls, path: Path, limits: Limits) -> _Plan:
        file = str(path)
        text = decoded(read_file(path, most_bytes=limits.file_megabytes * MEGABYTE), file=file)
        values = read_yaml(text, file=file, limits=limits)
        if not isinstance(values, Mapping):
            fault = Fault.of("SC-118", found=kind_of(values), expected=SpokenFact(sentence("a mapping")))
            raise ModelError([evolve(fault, file=file, line=1, column=1)])
        plan = cls(
            file=file, values=values, locator=TreeLocator(file=file, document=values, places=lambda: yaml_places(text))
        )
        faults = [*plan._unknown_keys(), *plan._wrong_kinds(), *plan._wrong_meanings()]
        if faults:
            raise ModelError(faults)
        return plan

    def fault(self, code: str, value: object, path: str, /, **facts: object) -> Fault:
        """A fault of the mapping file itself."""
        return self.locator.placed(Fault.of(code, value, path=path, **facts), steps_of(path))

    def _unknown_keys(self) -> Iterator[Fault]:
        for key in self.values:
            if key not in KEYS:
                what = SpokenFact(sentence("the key"))
                yield self.fault("SC-140", key, key, what=what, nearest=nearest_words(key, KEYS))

    def _wrong_kinds(self) -> Iterator[Fault]:
        for key, value in self.values.items():
            kinds: tuple[type, str] = {
                "sheet": (str, sentence("a text")),
                "ignore": (Sequence, sentence("a list")),
            }.get(key, (Mapping, sentence("a mapping")))
            if key in KEYS and (not isinstance(value, kinds[0]) or (key == "ignore" and isinstance(value, str))):
                yield self.fault("SC-118", None, key, found=kind_of(value), expected=SpokenFact(kinds[1]))

    def _wrong_meanings(self) -> Iterator[Fault]:
        """Levels and words that mean nothing; they are told here and not at each row of the payroll."""
        for title, level in self.mapping("levels").items():
            yield from self._meaning_faults(Role.columns()["level"], level, f"levels.{title}")
        for heading, meanings in self.mapping("words").items():
            column = _person_column(heading)
            if column is None:
                what, near = SpokenFact(sentence("the column")), nearest_words(heading, list(Person.columns()))
                yield self.fault("SC-140", heading, f"words.{heading}", what=what, nearest=near)
            elif not isinstance(meanings, Mapping):
                expected = SpokenFact(sentence("a mapping"))
                yield self.fault("SC-118", None, f"words.{heading}", found=kind_of(meanings), expected=expected)
            elif isinstance(Person.columns()[column], Choice):
                for word, meaning in meanings.items():
                    yield from self._meaning_faults(Person.columns()[column], meaning, f"words.{heading}.{word}")

    def _meaning_faults(self, column: Column, value: object, path: str) -> Iterator[Fault]:
        try:
            column.check(value)
        except ModelError as error:
            yield from (self.locator.placed(evolve(one, path=path), steps_of(path)) for one in error.faults)

    def mapping(self, key: str) -> dict[str, object]:
        """What the file says under a key, as a dictionary; empty where it says nothing."""
        value = self.values.get(key)
        return {str(name): one for name, one in value.items()} if isinstance(value, Mapping) else {}

    def dialect(self) -> CsvDialect:
        """How the payroll is written, if it is a CSV file."""
        from servicecraft.files.reading import dialect_of

        return dialect_of(self.values, self.locator)


def _csv_payroll(data: bytes, path: Path, plan: _Plan, limits: Limits) -> Payroll:
    dialect, file = plan.dialect(), str(path)
    text = decoded(data, file=file, encoding=dialect.encoding)
    table = read_csv(text, file=file, dialect=dialect, limits=limits)
    form = CellForm(decimal=dialect.decimal, thousands=dialect.thousands, dates=dialect.dates)
    rows = [[restored(cell) for cell in row] for row in table.rows]

    places = cache(lambda: CsvPlaces(text, dialect))

    def place(row: int | None, column: int | None) -> Fault:
        line = table.heading_line if row is None else table.lines[row]
        return in_file(file, places().of_cell(line, column or 0))

    return Payroll(headings=table.headings, rows=rows, form=form, place=place)


def _workbook_payroll(data: bytes, path: Path, plan: _Plan, limits: Limits) -> Payroll:
    file = str(path)
    workbook = read_workbook(data, file=file, limits=limits)
    wanted = plan.values.get("sheet")
    names = [sheet.name for sheet in workbook.sheets]
    if wanted is not None and wanted not in names:
        what = SpokenFact(sentence("the sheet"))
        raise ModelError([plan.fault("SC-140", wanted, "sheet", what=what, nearest=nearest_words(str(wanted), names))])
    sheet = workbook.sheets[names.index(str(wanted)) if wanted is not None else 0]
    faults = [fault for fault in sheet.faults if fault.severity == "error"]
    if faults:
        raise ModelError(faults)
    first = next((number for number, row in enumerate(sheet.rows) if any(cell is not None for cell in row)), 0)
    numbers = [
        number for number, row in enumerate(sheet.rows) if number > first and any(cell is not None for cell in row)
    ]
    headings = tuple("" if cell is None else str(cell).strip() for cell in sheet.rows[first]) if sheet.rows else ()

    def place(row: int | None, column: int | None) -> Fault:
        line = (first if row is None else numbers[row]) + 1
        return Fault(code="", file=file, sheet=sheet.name, line=line, column=(column or 0) + 1)

    return Payroll(headings=headings, rows=[sheet.rows[number] for number in numbers], form=PLAIN_CELLS, place=place)


def _document(plan: _Plan, payroll: Payroll, digest: str) -> Document:
    columns, attributes = _columns(plan, payroll)
    records = list(_records(plan, payroll, columns))
    faults = list(_untranslated(plan, payroll, columns, records))
    people = _People(records, columns)
    faults += [*people.homonyms(payroll), *people.unknown_managers(payroll)]
    if faults:
        raise ModelError(faults)
    titles = {column: _titles(records, column) for column in TITLE_COLUMNS}
    unit_rows = [[identifier, name] for name, identifier in titles["unit"].items()]
    levels = {glossary.folded(title): level for title, level in plan.mapping("levels").items()}
    role_rows = [[identifier, name, levels[glossary.folded(name)]] for name, identifier in titles["role"].items()]
    tables = [
        RawTable(name="units", headings=("id", "name"), rows=unit_rows, form=PLAIN_CELLS),
        RawTable(name="roles", headings=("id", "name", "level"), rows=role_rows, form=PLAIN_CELLS),
        people.table(titles, attributes, payroll.form),
    ]
    header = plan.mapping("program") | {"prefixes": plan.mapping("prefixes")}
    if attributes:
        header["attributes"] = [{"id": proposed_id(one), "name": one, "belongs_to": ["people"]} for one in attributes]
    whole: Locator = _PayrollLocator(payroll=payroll, columns=columns)
    return Document(
        header=header,
        tables=tables,
        digest=digest,
        locator=ByTable(
            header=plan.locator,
            tables={
                "people": whole,
                "units": _TitleLocator(payroll, columns, records, "unit"),
                "roles": _TitleLocator(payroll, columns, records, "role"),
            },
        ),
        headings_language=str(header.get("language", "en"))[:2],
    )


def _columns(plan: _Plan, payroll: Payroll) -> tuple[dict[str, int], list[str]]:
    """Which column of the payroll holds what: number by our column or by the name of an attribute."""
    found: dict[str, int] = {}
    attributes: list[str] = []
    faults: list[Fault] = []
    headings = {glossary.folded(heading): number for number, heading in enumerate(payroll.headings)}
    for heading, target in plan.mapping("columns").items():
        number = headings.get(glossary.folded(heading))
        if number is None:
            what = SpokenFact(sentence("the column"))
            faults.append(
                plan.fault(
                    "SC-140", heading, f"columns.{heading}", what=what, nearest=nearest_words(heading, payroll.headings)
                )
            )
            continue
        word = str(target)
        column = _person_column(word)
        if word.startswith("attributes."):
            attributes.append(word.removeprefix("attributes."))
            found[word] = number
        elif column is None:
            faults.append(
                plan.fault(
                    "SC-140",
                    word,
                    f"columns.{heading}",
                    what=SpokenFact(sentence("the column")),
                    nearest=nearest_words(word, list(Person.columns())),
                )
            )
        else:
            found[column] = number
    if faults:
        raise ModelError(faults)
    return found, attributes


def _person_column(word: str) -> str | None:
    return glossary.recognised_column("people", Person.columns(), word)


def _records(plan: _Plan, payroll: Payroll, columns: Mapping[str, int]) -> Iterator[dict[str, object]]:
    words = {
        _person_column(column) or column: {glossary.folded(str(word)): meaning for word, meaning in meanings.items()}
        for column, meanings in plan.mapping("words").items()
        if isinstance(meanings, Mapping)
    }
    for row in payroll.rows:
        record: dict[str, object] = {}
        for column, number in columns.items():
            cell = row[number] if number < len(row) else None
            if cell is None or (isinstance(cell, str) and not cell.strip()):
                continue
            if isinstance(cell, float) and cell.is_integer() and column in ("id", "manager", *TITLE_COLUMNS):
                cell = str(int(cell))
            record[column] = (
                words.get(column, {}).get(glossary.folded(str(cell)), cell) if isinstance(cell, str) else cell
            )
        yield record


def _untranslated(
    plan: _Plan, payroll: Payroll, columns: Mapping[str, int], records: Sequence[Mapping[str, object]]
) -> Iterator[Fault]:
    """Job titles without a level: one fault each, at the first row that has it."""
    levels, seen = {glossary.folded(title) for title in plan.mapping("levels")}, set[str]()
    for row, record in enumerate(records):
        title = str(record.get("role", ""))
        if title and glossary.folded(title) not in levels | seen:
            seen.add(glossary.folded(title))
            fault = Fault.of(
                "SC-139", title, path=f"people[{row}].role", column=ColumnFact("roles.level"), where="levels"
            )
            place = payroll.place(row, columns["role"])
            yield evolve(fault, file=place.file, sheet=place.sheet, line=place.line, column=place.column)


def _titles(records: Sequence[Mapping[str, object]], column: str) -> dict[str, str]:
    """The words of a column in the order of their first appearance, each with an id of its own."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for record in records:
        name = " ".join(str(record.get(column, "")).split())
        if name and name not in found:
            identifier = _free_id(proposed_id(name), taken)
            found[name] = identifier
            taken.add(identifier)
    return found


def _free_id(wanted: str, taken: set[str]) -> str:
    number, identifier = 2, wanted
    while identifier in taken:
        identifier, number = f"{wanted}_{number}", number + 1
    return identifier


class _People:
    """The people of a payroll: ids where it has none, managers by name where it names them."""

    def __init__(self, records: Sequence[dict[str, object]], columns: Mapping[str, int]) -> None:
        self.records, self.columns = records, columns
        self.names: dict[str, list[int]] = {}
        for row, record in enumerate(records):
            if "name" in record:
                self.names.setdefault(glossary.folded(str(record["name"])), []).append(row)
        if "id" not in columns:
            for record in records:
                record |= {"id": proposed_id(str(record["name"]))} if "name" in record else {}
        self.ids = {str(record["id"]) for record in records if "id" in record}

    def homonyms(self, payroll: Payroll) -> Iterator[Fault]:
        """The second and later rows of a name, where nothing else tells people apart."""
        for rows in self.names.values() if "id" not in self.columns else ():
            for row in rows[1:]:
                yield evolve(self._named_twice(payroll, row, "name"), related=(self._placed(payroll, rows[0], "name"),))

    def unknown_managers(self, payroll: Payroll) -> Iterator[Fault]:
        """Managers who are named and not on the payroll, or on it twice."""
        for row, record in enumerate(self.records):
            name = str(record.get("manager", ""))
            rows = self.names.get(glossary.folded(name), [])
            if name and name not in self.ids and not rows:
                known = [str(one["name"]) for one in self.records if "name" in one]
                near = nearest_words(name, [*known, *self.ids])
                missing = Fault.of("SC-112", name, kinds=TableFact("people"), nearest=near)
                place = self._placed(payroll, row, "manager")
                yield evolve(place, code="SC-112", value=missing.value, facts=missing.facts)
            elif name and name not in self.ids and len(rows) > 1:
                related = tuple(self._placed(payroll, one, "name") for one in rows)
                yield evolve(self._named_twice(payroll, row, "manager"), related=related)

    def _named_twice(self, payroll: Payroll, row: int, column: str) -> Fault:
        return evolve(self._placed(payroll, row, column), value=shortened(self.records[row][column]))

    def _placed(self, payroll: Payroll, row: int, column: str) -> Fault:
        place = payroll.place(row, self.columns.get(column))
        return evolve(place, code="SC-110", path=f"people[{row}].{column}")

    def table(self, titles: Mapping[str, Mapping[str, str]], attributes: Sequence[str], form: CellForm) -> RawTable:
        """The table of people with ids for units, roles and managers."""
        known = [column for column in Person.columns() if column in {"id", *self.columns}]
        rows = []
        for record in self.records:
            cells: list[object] = []
            for column in known:
                cell = record.get(column)
                if column in TITLE_COLUMNS and cell is not None:
                    cell = titles[column][" ".join(str(cell).split())]
                if column == "manager" and cell is not None and str(cell) not in self.ids:
                    cell = self._manager(str(cell))
                cells.append(cell)
            rows.append([*cells, *(record.get(f"attributes.{one}") for one in attributes)])
        return RawTable(name="people", headings=(*known, *map(proposed_id, attributes)), rows=rows, form=form)

    def _manager(self, name: str) -> str:
        return str(self.records[self.names[glossary.folded(name)][0]].get("id", name))


@frozen(kw_only=True)
class _PayrollLocator:
    """Where the people of a payroll stand."""

    payroll: Payroll
    columns: Mapping[str, int]

    def placed(self, fault: Fault, steps: tuple[str | int, ...]) -> Fault:
        """The fault with the place of its cell or row in the payroll."""
        row = next((step for step in steps if isinstance(step, int)), None)
        name = ".".join(str(step) for step in steps[2:])
        place = self.payroll.place(row, self.columns.get(name, self.columns.get(str(steps[-1]))))
        return evolve(fault, file=place.file, sheet=place.sheet, line=place.line, column=place.column)


class _TitleLocator:
    """Where a unit or a role is first named in a payroll."""

    def __init__(
        self, payroll: Payroll, columns: Mapping[str, int], records: Sequence[Mapping[str, object]], column: str
    ) -> None:
        self.payroll, self.number, self.column = payroll, columns.get(column), column
        self.names = list(_titles(records, column))
        self.records = records

    def placed(self, fault: Fault, steps: tuple[str | int, ...]) -> Fault:
        """The fault with the place of the first row that has the word."""
        index = next((step for step in steps if isinstance(step, int)), 0)
        name = self.names[index] if index < len(self.names) else ""
        row = next(
            (n for n, one in enumerate(self.records) if " ".join(str(one.get(self.column, "")).split()) == name), None
        )
        place = self.payroll.place(row, self.number)
        return evolve(fault, file=place.file, sheet=place.sheet, line=place.line, column=place.column)
