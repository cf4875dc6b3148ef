"""A program of service culture: everything that is known of it, as one frozen value."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cached_property
from html import escape
from typing import Any, Self, cast

import attrs
import narwhals
from attrs import field, frozen
from narwhals.typing import IntoFrame

from servicecraft.errors import Fault, ModelError, SpokenFact
from servicecraft.model.assembly import SCHEMA_VERSION, Assembled, Kept, RawTable, assembled, header_text, row_keys
from servicecraft.model.columns import PLAIN_CELLS, kind_of, nearest_words
from servicecraft.model.columns.days import day_of
from servicecraft.model.consistency import faults
from servicecraft.model.editing import Editing
from servicecraft.model.inventory import census, inventory
from servicecraft.model.organisation import Organisation, by_id, looked_up, rows_of
from servicecraft.model.planning import Activity, Gate, Phase, Plan, Risk, TeamMember
from servicecraft.model.registry import HEADER_TABLES, ORGANISATION_TABLES, TABLES
from servicecraft.model.rows import Row, id_or_row, plain_row, row_text
from servicecraft.model.serving import Customer, Judgement, Service, ServiceLink
from servicecraft.model.settings import Settings
from servicecraft.model.structure import Headcount, Person, Resource, Role, Unit
from servicecraft.model.taking_part import (
    Assignment,
    Commitment,
    Contribution,
    Course,
    Decision,
    Idea,
    Invitation,
    Responsibility,
    SolicitationRound,
    Training,
    Waiver,
)
from servicecraft.model.vocabulary import DeclaredAttribute, VocabularyWord
from servicecraft.model.voices import (
    Case,
    ClimateAnswer,
    ClimateSummary,
    Indicator,
    Instrument,
    Measurement,
    Rating,
    RatingSummary,
    Survey,
)
from servicecraft.model.words import TermName
from servicecraft.tables import Table
from servicecraft.words import base_language, glossary, sentence


def _checked_name(value: object) -> str:
    return header_text("name", value)


def _checked_language(value: object) -> str:
    return header_text("language", value) or "en"


def _of_kind(kind: type) -> Callable[[Any, attrs.Attribute[Any], Any], None]:
    """A validator that refuses anything but values of a class."""

    def check(_: object, attribute: attrs.Attribute[Any], value: object) -> None:
        if not isinstance(value, kind):
            raise ModelError([Fault.of("SC-118", path=attribute.name, found=kind_of(value), expected=kind.__name__)])

    return check


@frozen(kw_only=True)
class Source:
    """
    Where a program was read from, so that saving can keep its form and see a conflict.

    Attributes:
        path: The path as it was given.
        digest: Hash of the bytes that were read.
        counts: How many rows each table held, in the order of the tables.
        language: The language of the headings that were read; empty where there were none.
        header: What the header said about the form of the tables: dialect and prefixes.
        warnings: What was doubtful and read all the same.
    """

    path: str
    digest: str
    counts: tuple[tuple[str, int], ...] = ()
    language: str = ""
    header: tuple[tuple[str, object], ...] = ()
    warnings: tuple[Fault, ...] = ()


@frozen(kw_only=True, repr=False)
class Program(Editing):
    """
    A program of service culture, whole and consistent: making one checks everything and reports all faults together.

    Attributes:
        name: What the program is called.
        language: The locale in which it speaks, such as `es_DO`.
        settings: Its thresholds.
        vocabulary: The client's own words.
        attributes: The extra columns it declares.
        organisation: Who there is.
        customers: Who is served outside.
        kept: What a later version of the library wrote.
        source: Where it was read from; not part of its content.

    The remaining attributes hold one table each, in the order given.

    Raises:
        ModelError: The tables do not agree with one another; the error holds every fault.
    """

    name: str = field(default="", converter=_checked_name)
    language: str = field(default="en", converter=_checked_language)
    settings: Settings = field(factory=Settings, validator=_of_kind(Settings))
    vocabulary: tuple[VocabularyWord, ...] = rows_of(VocabularyWord)
    attributes: tuple[DeclaredAttribute, ...] = rows_of(DeclaredAttribute)
    organisation: Organisation = field(factory=Organisation, validator=_of_kind(Organisation))
    customers: tuple[Customer, ...] = rows_of(Customer)
    links: tuple[ServiceLink, ...] = rows_of(ServiceLink)
    services: tuple[Service, ...] = rows_of(Service)
    judgements: tuple[Judgement, ...] = rows_of(Judgement)
    responsibilities: tuple[Responsibility, ...] = rows_of(Responsibility)
    assignments: tuple[Assignment, ...] = rows_of(Assignment)
    invitations: tuple[Invitation, ...] = rows_of(Invitation)
    commitments: tuple[Commitment, ...] = rows_of(Commitment)
    contributions: tuple[Contribution, ...] = rows_of(Contribution)
    courses: tuple[Course, ...] = rows_of(Course)
    trainings: tuple[Training, ...] = rows_of(Training)
    ideas: tuple[Idea, ...] = rows_of(Idea)
    solicitation_rounds: tuple[SolicitationRound, ...] = rows_of(SolicitationRound)
    instruments: tuple[Instrument, ...] = rows_of(Instrument)
    surveys: tuple[Survey, ...] = rows_of(Survey)
    ratings: tuple[Rating, ...] = rows_of(Rating)
    rating_summaries: tuple[RatingSummary, ...] = rows_of(RatingSummary)
    climate_answers: tuple[ClimateAnswer, ...] = rows_of(ClimateAnswer)
    climate_summaries: tuple[ClimateSummary, ...] = rows_of(ClimateSummary)
    cases: tuple[Case, ...] = rows_of(Case)
    indicators: tuple[Indicator, ...] = rows_of(Indicator)
    measurements: tuple[Measurement, ...] = rows_of(Measurement)
    plans: tuple[Plan, ...] = rows_of(Plan)
    phases: tuple[Phase, ...] = rows_of(Phase)
    activities: tuple[Activity, ...] = rows_of(Activity)
    risks: tuple[Risk, ...] = rows_of(Risk)
    gates: tuple[Gate, ...] = rows_of(Gate)
    team_members: tuple[TeamMember, ...] = rows_of(TeamMember)
    decisions: tuple[Decision, ...] = rows_of(Decision)
    waivers: tuple[Waiver, ...] = rows_of(Waiver)
    kept: tuple[Kept, ...] = field(default=(), repr=False)
    source: Source | None = field(default=None, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        self._share_one_name()
        found = faults(self.tables, self.settings)
        if found:
            raise ModelError([fault.in_language(self.language) for fault in found])

    def _share_one_name(self) -> None:
        """The organisation of a program is called as the program is, since files hold one name."""
        if self.organisation.name != self.name:
            name = self.name or header_text("name", self.organisation.name)
            object.__setattr__(self, "name", name)
            object.__setattr__(self, "organisation", attrs.evolve(self.organisation, name=name))

    @classmethod
    def from_assembled(cls, parts: Assembled, source: Source | None = None) -> Self:
        """The program that checked parts make up."""
        return cls(**parts.fields, organisation=Organisation(**parts.organisation), source=source)

    @classmethod
    def from_dict(cls, document: Mapping[str, object], *, unknown: str = "refuse") -> Self:
        """
        The program that a dictionary of plain values describes, as `to_dict` gives it or as JSON and YAML hold it.

        Args:
            document: The header's keys and one list of rows for each table; keys and words in Spanish or English.
            unknown: `"refuse"` or `"ignore"` columns and tables that a program does not have.

        Raises:
            ModelError: Every fault, with paths such as `people[12].manager`.
        """
        header, tables = split_document(_mapping(document))
        return cls.from_assembled(assembled(header, tables, unknown=unknown))

    @classmethod
    def from_frames(
        cls,
        *,
        name: str = "",
        language: str = "en",
        columns: Mapping[str, str] | None = None,
        unknown: str = "refuse",
        **frames: IntoFrame,
    ) -> Self:
        """
        The program that dataframes hold, one for each table: `from_frames(people=roster, links=links)`.

        Args:
            name: What the program is called.
            language: The locale in which it speaks.
            columns: For headings that are not ours: heading to column, such as `{"Centro de costo": "unit"}`.
            unknown: `"refuse"` or `"ignore"` columns that a table does not have.
            frames: pandas, polars, pyarrow or any other frame that narwhals knows, eager or lazy, under the table's
                name.

        Raises:
            ModelError: Every fault, with paths such as `people[12].manager`; row numbers begin at 0.
        """
        tables = [frame_table(table, frame, columns or {}) for table, frame in frames.items()]
        _refuse_unused(columns or {}, frames)
        header = {"name": name, "language": language}
        return cls.from_assembled(assembled(header, tables, unknown=unknown))

    def to_dict(self) -> dict[str, object]:
        """
        The program as plain values: what JSON and YAML files hold.

        Returns:
            Schema version, name, language and settings that differ, then a list of rows for each table that has any;
            values that are the default are left out. `from_dict` gives an equal program back.
        """
        header: dict[str, object] = {"schema_version": SCHEMA_VERSION, "name": self.name, "language": self.language}
        if self.settings_that_differ:
            header["settings"] = self.settings_that_differ
        tables: dict[str, object] = {name: [plain_row(row) for row in rows] for name, rows in self.tables.items()}
        return with_kept({**header, **tables}, self)

    @property
    def units(self) -> tuple[Unit, ...]:
        """The units of the organisation."""
        return self.organisation.units

    @property
    def headcounts(self) -> tuple[Headcount, ...]:
        """People of the organisation who are counted and not named."""
        return self.organisation.headcounts

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles of the organisation."""
        return self.organisation.roles

    @property
    def people(self) -> tuple[Person, ...]:
        """The named people of the organisation."""
        return self.organisation.people

    @property
    def resources(self) -> tuple[Resource, ...]:
        """What the people of the organisation work with."""
        return self.organisation.resources

    @cached_property
    def tables(self) -> Mapping[str, tuple[Row, ...]]:
        """The rows of every table that has any, by name, in the order of `TABLES`."""
        found = {name: cast(tuple[Row, ...], getattr(self, name)) for name in TABLES}
        return {name: rows for name, rows in found.items() if rows}

    @cached_property
    def _indexes(self) -> dict[str, dict[str, Row]]:
        return {}

    def row(self, table: str, wanted: str) -> Row:
        """
        The row of a table with an id, in constant time once a table has been asked.

        Raises:
            UnknownIdError: No row has the id, or no table with ids has the name.
        """
        if table not in self._indexes:
            with_ids = {name: kind for name, kind in TABLES.items() if "id" in kind.columns()}
            looked_up(with_ids, table, "tables with ids")  # type: ignore[type-var]
            self._indexes[table] = by_id(getattr(self, table))
        return looked_up(self._indexes[table], wanted, table)

    def customer(self, customer: str) -> Customer:
        """The external customer with this id; `UnknownIdError` with the nearest ids where there is none."""
        return cast(Customer, self.row("customers", customer))

    def service(self, service: str) -> Service:
        """The service with this id; `UnknownIdError` with the nearest ids where there is none."""
        return cast(Service, self.row("services", service))

    @cached_property
    def digest(self) -> str:
        """
        What identifies the content: 64 hexadecimal digits.

        Equal for two programs that hold the same rows in any order; other names, settings or rows give another one.
        Where a program was read from does not matter.
        """
        parts = [json.dumps(["header", self.name, self.language, self.settings_that_differ], sort_keys=True)]
        for name, rows in self.tables.items():
            parts += sorted(f"{name} {row_text(row)}" for row in rows)
        parts += sorted(f"kept {one.table} {one.row} {one.column} {one.value}" for one in self.kept)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()

    @property
    def settings_that_differ(self) -> dict[str, object]:
        """The settings that are not the defaults, as plain values."""
        return plain_row(self.settings)

    def called(self, term: TermName, language: str | None = None, *, plural: bool = False) -> str:
        """
        What the program calls something: the client's own word where there is one in the language, else the usual one.

        Args:
            term: Unit, person, external customer, a level, and so on.
            language: The locale; that of the program where none is given.
            plural: The word for several; where the client has no word, the usual one for one.
        """
        spoken = base_language(language or self.language)
        for word in self.vocabulary:
            if word.term is term and base_language(word.language or self.language) == spoken:
                return word.plural if plural else word.singular
        return term.label(spoken)

    def inventory(self, language: str | None = None) -> Table:
        """
        What is known and what to collect next: the first answer that every program gets.

        Returns:
            One row for each question the library can answer, in the order in which a program usually learns to answer
            them: `question`, `known` (rows of the tables that answer it, `None` where nothing does) and `next` (what
            to collect, `None` where something is known), in the language of the locale or of the program.
        """
        return inventory(self, language or self.language)

    def census(self, language: str | None = None, *, as_of: datetime.date | str | None = None) -> Table:
        """
        How many work where and at which level.

        Args:
            language: The locale of the headings; that of the program where none is given.
            as_of: Count only those of the named who belong on this day, a date or its ISO text; everybody in the table where none is given.

        Returns:
            One row for each unit in its order, and one for people without unit where there are any: `unit`, a column
            for each level, `no_level`, `total`, and `counted`, how many of the total are counted and not named.
        """
        return census(self, language or self.language, None if as_of is None else day_of(as_of, "as_of"))

    def with_rows(self, *rows: Row) -> Self:
        """
        The program with further rows.

        A row whose id is there already takes the place of the old one; other rows are added at the end of their table.
        Adding many at once costs one check, adding them one by one costs a check each.

        Raises:
            ModelError: The new program would not agree with itself.
        """
        return self._with_tables({name: _merged(getattr(self, name), new) for name, new in _sorted_out(rows).items()})

    def without_rows(self, *rows: Row) -> Self:
        """
        The program without some rows; rows that it does not have are passed over.

        Raises:
            ModelError: Something still refers to a row that would go.
        """
        gone = {name: set(map(id_or_row, unwanted)) for name, unwanted in _sorted_out(rows).items()}
        return self._with_tables(
            {
                name: [one for one in getattr(self, name) if id_or_row(one) not in unwanted]
                for name, unwanted in gone.items()
            }
        )

    def with_settings(self, **settings: object) -> Self:
        """The program with some settings changed; the others stay."""
        changed = attrs.evolve(self.settings, **settings)  # type: ignore[misc]
        return attrs.evolve(self, settings=changed)

    def _with_tables(self, tables: Mapping[str, Iterable[Row]]) -> Self:
        inside = {name: rows for name, rows in tables.items() if name in ORGANISATION_TABLES}
        outside = {name: rows for name, rows in tables.items() if name not in ORGANISATION_TABLES}
        organisation = attrs.evolve(self.organisation, **inside) if inside else self.organisation  # type: ignore[arg-type]
        return attrs.evolve(self, organisation=organisation, **outside)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return f"<Program {self.name!r}: {self.organisation.size} people, {len(self.units)} units, {len(self.links)} links>"

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th scope='row'>{name}</th><td>{len(each)}</td></tr>" for name, each in self.tables.items()
        )
        return f"<table><caption>{escape(self.name)}</caption>{rows}</table>"


def _sorted_out(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for one in rows:
        if not isinstance(one, Row) or type(one).table not in TABLES:
            raise TypeError(
                f"Give rows of a table, such as Person(id='ana') or program.row('people', 'ana'), not {one!r}."
            )
        found.setdefault(type(one).table, []).append(one)
    return found


def _merged(old: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    replaced = {one.id: one for one in new if hasattr(one, "id")}
    kept = [replaced.pop(one.id, one) if hasattr(one, "id") else one for one in old]
    return [*kept, *(one for one in new if not hasattr(one, "id") or one.id in replaced)]


def _mapping(document: object) -> Mapping[str, object]:
    if isinstance(document, Mapping):
        return document
    raise ModelError.of("SC-118", found=kind_of(document), expected=SpokenFact(sentence("a mapping")))


def split_document(document: Mapping[str, object]) -> tuple[dict[str, object], list[RawTable]]:
    """The header and the tables of a document that holds both; keys that are neither stay in the header."""
    header: dict[str, object] = {}
    tables: list[RawTable] = []
    for key, value in document.items():
        name = glossary.recognised_table(str(key))
        if name in TABLES and name not in HEADER_TABLES:
            tables.append(RawTable(name=str(key), rows=value))  # type: ignore[arg-type]
        else:
            header[str(key)] = value
    return header, tables


def _refuse_unused(columns: Mapping[str, str], frames: Mapping[str, IntoFrame]) -> None:
    """A heading that no frame has is a slip of whoever wrote it."""
    names = {table: [str(one) for one in narwhals.from_native(frame).columns] for table, frame in frames.items()}
    known = [
        *(one for ones in names.values() for one in ones),
        *(f"{table}.{one}" for table, ones in names.items() for one in ones),
    ]
    what = SpokenFact(sentence("there is no column"))
    unused = [one for one in columns if one not in known]
    if unused:
        raise ModelError(
            [
                Fault.of("SC-140", one, path=f"columns.{one}", what=what, nearest=nearest_words(one, known))
                for one in unused
            ]
        )


def frame_table(table: str, frame: IntoFrame, columns: Mapping[str, str]) -> RawTable:
    """A dataframe as a table of cells, with the headings that *columns* gives another name."""
    try:
        known = narwhals.from_native(frame)
        eager = known.collect() if isinstance(known, narwhals.LazyFrame) else known
        names, cells = [str(one) for one in eager.columns], list(eager.iter_rows())
    except Exception as error:  # every engine has errors of its own
        reason = SpokenFact(sentence("the dataframe says: {error}"), error=str(error)[:200])
        raise ModelError([Fault.of("SC-123", table, path=table, reason=reason)]) from error
    headings = tuple(columns.get(f"{table}.{one}", columns.get(one, one)) for one in names)
    return RawTable(name=table, headings=headings, rows=[list(map(plain_cell, row)) for row in cells], form=PLAIN_CELLS)


def plain_cell(cell: object) -> object:
    """A cell of a dataframe as a plain value: what is missing is `None`, scalars of an engine become Python's own."""
    if cell is None or isinstance(cell, str | int):
        return cell
    if isinstance(cell, Decimal):
        return float(cell) if cell.is_finite() else None
    if not isinstance(cell, float | datetime.date):  # arrays and scalars of numpy
        cell = getattr(cell, "tolist", lambda: cell)()
    missing = type(cell).__name__ in ("NAType", "NaTType") or (isinstance(cell, float) and cell != cell)
    return None if missing else cell


def with_kept(document: dict[str, object], program: Program) -> dict[str, object]:
    """A document with what a later version of the library had written put back in its place."""
    rows: dict[str, dict[str, dict[str, object]]] = {}
    for one in program.kept:
        value = json.loads(one.value)
        if one.table == "" or not one.column:
            document[one.column or one.table] = value
        elif one.row is None:
            cast(dict[str, object], document.setdefault(one.table, {}))[one.column] = value
        else:
            if one.table not in rows:
                plain = cast(list[dict[str, object]], document.get(one.table, []))
                rows[one.table] = dict(zip(row_keys(program.tables.get(one.table, ())), plain, strict=False))
            if one.row in rows[one.table]:
                rows[one.table][one.row][one.column] = value
    return document
