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
from servicecraft.files.documents import ByTable, Document, Locator, Steps, TreeLocator, in_file, steps_of
from servicecraft.files.limits import Limits
from servicecraft.files.reading import _heading_row, _rows_below, dialect_of, other_separator
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
ATTRIBUTE = "attributes."
"""What a mapping puts before the name of a column of the user's own."""
MOST_PROPOSALS = 50
"""Unknown managers for whom the nearest names are looked for: comparing with every name takes time."""


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
                what = SpokenFact(sentence("there is no key"))
                yield self.fault("SC-140", key, key, what=what, nearest=nearest_words(key, KEYS))

    def _wrong_kinds(self) -> Iterator[Fault]:
        for key, value in self.values.items():
            kinds: tuple[type, str] = {
                "sheet": (str, sentence("a text")),
                "ignore": (Sequence, sentence("a list")),
            }.get(key, (Mapping, sentence("a mapping")))
            if key in KEYS and (not isinstance(value, kinds[0]) or (key == "ignore" and isinstance(value, str))):
                yield self.fault("SC-118", None, key, found=kind_of(value), expected=SpokenFact(kinds[1]))
        for at, heading in enumerate(self.ignored() or ()):
            if not isinstance(heading, str | int | float) or isinstance(heading, bool):
                expected = SpokenFact(sentence("a text"))
                yield self.fault("SC-118", None, f"ignore[{at}]", found=kind_of(heading), expected=expected)

    def _wrong_meanings(self) -> Iterator[Fault]:
        """Levels and words that mean nothing; they are told here and not at each row of the payroll."""
        for title, level in self.mapping("levels").items():
            yield from self._meaning_faults(Role.columns()["level"], level, f"levels.{title}")
        for heading, meanings in self.mapping("words").items():
            column = _person_column(heading)
            if column is None:
                what, near = SpokenFact(sentence("there is no column")), nearest_words(heading, list(Person.columns()))
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

    def ignored(self) -> Sequence[object] | None:
        """The headings that are left out on purpose; `None` where the file does not say which."""
        value = self.values.get("ignore")
        return value if isinstance(value, Sequence) and not isinstance(value, str) else None

    def dialect(self) -> CsvDialect:
        """How the payroll is written, if it is a CSV file."""
        return dialect_of(self.values, self.locator)


def _csv_payroll(data: bytes, path: Path, plan: _Plan, limits: Limits) -> Payroll:
    dialect, file = plan.dialect(), str(path)
    text = decoded(data, file=file, encoding=dialect.encoding)
    table = read_csv(text, file=file, dialect=dialect, limits=limits)
    other = other_separator(table, dialect)
    if other is not None:
        raise ModelError([evolve(other, file=file, line=table.heading_line, column=1)])
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
        what = SpokenFact(sentence("there is no sheet"))
        raise ModelError([plan.fault("SC-140", wanted, "sheet", what=what, nearest=nearest_words(str(wanted), names))])
    sheet = workbook.sheets[names.index(str(wanted)) if wanted is not None else 0]
    faults = [fault for fault in sheet.faults if fault.severity == "error"]
    if faults:
        raise ModelError(faults)
    first, headings = _heading_row(sheet.rows, Person.table)
    rows, numbers = _rows_below(sheet.rows, first)

    def place(row: int | None, column: int | None) -> Fault:
        line = (first if row is None else numbers[row]) + 1
        return Fault(code="", file=file, sheet=sheet.name, line=line, column=(column or 0) + 1)

    return Payroll(headings=headings, rows=rows, form=PLAIN_CELLS, place=place)


def _document(plan: _Plan, payroll: Payroll, digest: str) -> Document:
    columns, attributes = _columns(plan, payroll)
    records = list(_records(plan, payroll, columns))
    faults = list(_untranslated(plan, payroll, columns, records))
    people = _People(records, columns)
    faults += [*people.homonyms(payroll), *people.unknown_managers(payroll)]
    if faults:
        raise ModelError(faults)
    titles = {column: _titles(records, column) for column in TITLE_COLUMNS}
    unit_rows = [[title.id, title.name] for title in titles["unit"].values()]
    levels = {glossary.folded(title): level for title, level in plan.mapping("levels").items()}
    role_rows = [[title.id, title.name, levels[key]] for key, title in titles["role"].items()]
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
            header=_HeaderLocator(plan),
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
    headings = _Headings(plan, payroll)
    paths: dict[str, str] = {}
    decided: dict[int, str] = {}
    for heading, target in plan.mapping("columns").items():
        path, word = f"columns.{heading}", str(target)
        try:
            number = headings.number(heading, path)
        except ModelError as error:
            faults += error.faults
            continue
        decided.setdefault(number, path)
        column = _target(word)
        if column is None:
            what, near = SpokenFact(sentence("there is no column")), nearest_words(word, list(Person.columns()))
            faults.append(plan.fault("SC-140", word, path, what=what, nearest=near))
        elif column in paths:
            first = plan.fault("SC-106", word, paths[column])
            faults.append(evolve(plan.fault("SC-106", word, path), related=(first,)))
        else:
            paths[column] = path
            attributes += [word.removeprefix(ATTRIBUTE)] if word.startswith(ATTRIBUTE) else []
            found[word if word.startswith(ATTRIBUTE) else column] = number
    faults += _undecided(plan, headings, decided)
    if faults:
        raise ModelError(faults)
    return found, attributes


def _target(word: str) -> str | None:
    """The column of ours that a word of the mapping means, one spelling for each."""
    if word.startswith(ATTRIBUTE):
        return ATTRIBUTE + proposed_id(word.removeprefix(ATTRIBUTE))
    return _person_column(word)


class _Headings:
    """Finds the columns of a payroll by their headings."""

    def __init__(self, plan: _Plan, payroll: Payroll) -> None:
        self.plan, self.payroll = plan, payroll
        self.named = {number: heading for number, heading in enumerate(payroll.headings) if heading}
        self.exact: dict[str, list[int]] = {}
        self.alike: dict[str, list[int]] = {}
        for number, heading in self.named.items():
            self.exact.setdefault(heading, []).append(number)
            self.alike.setdefault(glossary.folded(heading), []).append(number)

    def number(self, heading: str, path: str) -> int:
        """The number of the column with a heading: the one that is spelt so, or else the only one that is alike."""
        numbers = self.exact.get(heading.strip()) or self.alike.get(glossary.folded(heading), [])
        if not numbers:
            what, near = SpokenFact(sentence("there is no column")), nearest_words(heading, list(self.named.values()))
            raise ModelError([self.plan.fault("SC-140", heading, path, what=what, nearest=near)])
        if len(numbers) > 1:
            twice = [_of_heading(Fault.of("SC-106", self.named[one]), self.payroll, one) for one in numbers[:2]]
            raise ModelError([evolve(twice[1], related=(twice[0],))])
        return numbers[0]


def _of_heading(fault: Fault, payroll: Payroll, number: int) -> Fault:
    place = payroll.place(None, number)
    return evolve(fault, file=place.file, sheet=place.sheet, line=place.line, column=place.column)


def _undecided(plan: _Plan, headings: _Headings, decided: dict[int, str]) -> Iterator[Fault]:
    """Where the mapping says what is ignored: names that the payroll lacks, and headings of which it says nothing."""
    ignored = plan.ignored()
    if ignored is None:
        return
    for at, heading in enumerate(map(str, ignored)):
        path = f"ignore[{at}]"
        try:
            number = headings.number(heading, path)
        except ModelError as error:
            yield from error.faults
            continue
        first = decided.setdefault(number, path)
        if first != path:
            yield evolve(plan.fault("SC-106", heading, path), related=(plan.fault("SC-106", heading, first),))
    what = SpokenFact(sentence("there is no decision for the column"))
    why = SpokenFact(sentence("Its heading stands neither in columns nor in ignore."))
    for number, heading in headings.named.items():
        if number not in decided:
            fault = Fault.of("SC-140", heading, path="ignore", what=what, nearest=why)
            yield _of_heading(fault, headings.payroll, number)


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
            cell = cell.strip() if isinstance(cell, str) else cell
            if cell is None or cell == "":
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


@frozen(kw_only=True)
class _Title:
    """A unit or a role that a payroll names: its id, and its name as first spelt."""

    id: str
    name: str


def _titles(records: Sequence[Mapping[str, object]], column: str) -> dict[str, _Title]:
    """The words of a column, folded, in the order of their first appearance, each with an id of its own."""
    found: dict[str, _Title] = {}
    taken: set[str] = set()
    for record in records:
        name = " ".join(str(record.get(column, "")).split())
        key = glossary.folded(name)
        if name and key not in found:
            found[key] = _Title(id=_free_id(proposed_id(name), taken), name=name)
            taken.add(found[key].id)
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
        self.known = sorted({*self.ids, *(str(record["name"]) for record in records if "name" in record)})
        self.nearest: dict[str, SpokenFact] = {}

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
                missing = Fault.of("SC-112", name, kinds=TableFact("people"), nearest=self._nearest(name))
                place = self._placed(payroll, row, "manager")
                yield evolve(place, code="SC-112", value=missing.value, facts=missing.facts)
            elif name and name not in self.ids and len(rows) > 1:
                related = tuple(self._placed(payroll, one, "name") for one in rows)
                yield evolve(self._named_twice(payroll, row, "manager"), related=related)

    def _nearest(self, name: str) -> SpokenFact:
        """What an unknown manager may mean: looked for once for each name, and for the first of them only."""
        if name not in self.nearest and len(self.nearest) < MOST_PROPOSALS:
            self.nearest[name] = nearest_words(name, self.known)
        return self.nearest.get(name, nearest_words(name, ()))

    def _named_twice(self, payroll: Payroll, row: int, column: str) -> Fault:
        return evolve(self._placed(payroll, row, column), value=shortened(self.records[row][column]))

    def _placed(self, payroll: Payroll, row: int, column: str) -> Fault:
        place = payroll.place(row, self.columns.get(column))
        return evolve(place, code="SC-110", path=f"people[{row}].{column}")

    def table(self, titles: Mapping[str, Mapping[str, _Title]], attributes: Sequence[str], form: CellForm) -> RawTable:
        """The table of people with ids for units, roles and managers."""
        known = [column for column in Person.columns() if column in {"id", *self.columns}]
        rows = []
        for record in self.records:
            cells: list[object] = []
            for column in known:
                cell = record.get(column)
                if column in TITLE_COLUMNS and cell is not None:
                    cell = titles[column][glossary.folded(str(cell))].id
                if column == "manager" and cell is not None and str(cell) not in self.ids:
                    cell = self._manager(str(cell))
                cells.append(cell)
            rows.append([*cells, *(record.get(f"attributes.{one}") for one in attributes)])
        return RawTable(name="people", headings=(*known, *map(proposed_id, attributes)), rows=rows, form=form)

    def _manager(self, name: str) -> str:
        return str(self.records[self.names[glossary.folded(name)][0]].get("id", name))


@frozen
class _HeaderLocator:
    """Where the header of a payroll's program stands in the mapping file: below `program`, but for what is beside it."""

    plan: _Plan

    def placed(self, fault: Fault, steps: Steps) -> Fault:
        """The fault with the place of the key that says it."""
        return self.plan.locator.placed(fault, self._as_written(steps))

    def _as_written(self, steps: Steps) -> Steps:
        if steps[:1] == ("prefixes",):
            return steps
        if steps[:1] == ("attributes",) and len(steps) > 1 and isinstance(steps[1], int):
            columns = self.plan.mapping("columns").items()
            own = [heading for heading, target in columns if str(target).startswith(ATTRIBUTE)]
            return ("columns", own[steps[1]]) if steps[1] < len(own) else ("program", *steps)
        return ("program", *self._keys(steps))

    def _keys(self, steps: Steps) -> Steps:
        """The steps with the spellings of the file."""
        if not steps:
            return steps
        keys = self.plan.mapping("program")
        spelt = (key for key in keys if glossary.recognised_header(key) == steps[0])
        first = steps[0] if steps[0] in keys else next(spelt, steps[0])
        return (first, *steps[1:])


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
            (n for n, one in enumerate(self.records) if glossary.folded(str(one.get(self.column, ""))) == name), None
        )
        place = self.payroll.place(row, self.number)
        return evolve(fault, file=place.file, sheet=place.sheet, line=place.line, column=place.column)
