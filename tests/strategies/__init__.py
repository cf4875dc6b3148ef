"""
Programs, rows and documents for properties, drawn by Hypothesis.

Everything here is driven by the columns of the model: a new column or class is drawn as soon as it exists.

    from strategies import programs, rows

    @given(programs())
    def test_…(program): …

| strategy | gives |
| --- | --- |
| `names()`, `texts()`, `ids()` | texts as the model keeps them: any script, formula-like, look-alikes of numbers and dates |
| `values(column)` | what a column may hold, as the model keeps it |
| `rows(kind)` | one row of a class, whole in itself; references name ids of *pools* or anything |
| `programs()` | whole consistent programs of up to 30 people with all tables, attributes, vocabulary and settings |
| `dialects()` | the `csv` key of a header: separator, decimal mark, order of dates, thousands, encoding |
| `documents()` | plain documents near the real shape, mostly wrong |
| `broken(program)` | the document of a program with some independent faults in it, and what they are |
"""

from __future__ import annotations

import datetime
import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from functools import cache
from typing import Any, TypeVar

import attrs
from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from servicecraft.model.columns import (
    AttributeValues,
    Choice,
    Column,
    Day,
    Identifier,
    Item,
    Number,
    Reference,
    Several,
    Text,
    Whole,
    YesNo,
)
from servicecraft.model.organisation import Organisation
from servicecraft.model.planning import After, AfterItem
from servicecraft.model.program import Program
from servicecraft.model.registry import ORGANISATION_TABLES, TABLES
from servicecraft.model.rows import PARTIES, Row
from servicecraft.model.rules import AtMostOne, ExactlyOne, Needs, NotAbove, Rule
from servicecraft.model.settings import Settings
from servicecraft.words import glossary

__all__ = [
    "Broken",
    "broken",
    "dialects",
    "documents",
    "ids",
    "names",
    "programs",
    "rows",
    "texts",
    "values",
]

R = TypeVar("R", bound=Row)
Pools = Mapping[str, Sequence[str]]
"""The ids that references to each table may name."""

STRANGE = (
    *("=1+1", "'=x", "''", "@ana", "-5", "+5", "＝x", "007", "1e3", "0x1F", "no", "yes", "null", "~", "true", "on"),
    *("2026-06-30", "12:30", "1,5", "1.5", "1_000", "#N/A", "a: b", "- a", "{a}", "[a]", "a #b", "*a", "&a", "!a"),
    *(
        "<b>",
        '"',
        "'",
        "`",
        "%",
        "\\",
        "\\n",
        "{{ x }}",
        "José Muñoz",
        "İstanbul",
        "ﬁn",
        "ß",
        "Å",
        "한국",
        "👩‍🍳",
        "می‌خواهم",
    ),
)
"""Texts that some format, program or language takes for something else."""

_VISIBLE = st.characters(exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
MOST_PEOPLE = 30


def _kept(text: str) -> str:
    """A text as the model keeps it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def _visible(text: str) -> bool:
    return all(one.isprintable() or one in "\u200c\u200d\ufe0f" for one in text)


@cache
def names(*, longest: int = 40) -> SearchStrategy[str]:
    """Texts in one line, as the model keeps them."""
    free = st.text(_VISIBLE, min_size=1, max_size=longest).map(_kept)
    usual = st.text("abcdefghijklmnñopqrstuvwxyzáéíóú ABCDE", min_size=1, max_size=longest).map(_kept)
    return st.one_of(usual, st.sampled_from(STRANGE), free).filter(lambda text: bool(text) and _visible(text))


@cache
def texts() -> SearchStrategy[str]:
    """Texts of one or several lines, as the model keeps them."""
    lines = st.lists(st.one_of(names(), st.just("")), min_size=1, max_size=4)
    return lines.map(lambda found: "\n".join(found).strip()).filter(bool)


@cache
def ids() -> SearchStrategy[str]:
    """Ids, mostly short and plain, now and then strange."""
    plain = st.text("abcdefghij0123456789_.-", min_size=1, max_size=6)
    strange = st.one_of(st.sampled_from(STRANGE), st.text(_VISIBLE, min_size=1, max_size=12)).map(
        lambda text: "".join(one for one in _kept(text) if not one.isspace() and one not in "|,;" and one.isprintable())
    )
    return st.one_of(plain, plain, strange).filter(lambda text: bool(text) and _is_free(text))


def _is_free(text: str) -> bool:
    return text != "unmapped" and not text.startswith("kind:") and text == unicodedata.normalize("NFC", text)


# ------------------------------------------------------------------ values and rows


def values(column: Column, pools: Pools | None = None) -> SearchStrategy[Any]:
    """What a column may hold where something stands in it, as the model keeps it."""
    inner = getattr(column, "each", column)
    if pools is None or not isinstance(inner, Reference | AfterItem | AttributeValues):
        return _values_of_any(column)
    return _values_made(column, pools)


@cache
def _values_of_any(column: Column) -> SearchStrategy[Any]:
    return _values_made(column, None)


def _values_made(column: Column, pools: Pools | None) -> SearchStrategy[Any]:
    for kind, strategy in _BY_KIND:
        if isinstance(column, kind):
            return strategy(column, pools)
    raise AssertionError(f"no strategy for {type(column).__name__}: add one to strategies")


def _references(column: Column, pools: Pools | None) -> SearchStrategy[Any]:
    assert isinstance(column, Reference)
    if pools is None:
        return ids()
    known = [one for target in column.targets for one in pools.get(target, ())]
    known += list(column.reserved_allowed)
    known += list(pools.get("kinds", ())) if column.kinds else []
    return st.sampled_from(known) if known else st.nothing()


def _item_texts(column: Column, pools: Pools | None) -> SearchStrategy[Any]:
    return _without_bars()


@cache
def _without_bars() -> SearchStrategy[str]:
    return names().filter(lambda text: "|" not in text)


def _texts(column: Column, pools: Pools | None) -> SearchStrategy[Any]:
    assert isinstance(column, Text)
    return texts() if column.lines else names().filter(lambda text: len(text) <= column.longest)


def _wholes(column: Column, pools: Pools | None) -> SearchStrategy[Any]:
    assert isinstance(column, Whole)
    low = -(2**53) + 1 if column.lowest is None else math.ceil(column.lowest)
    high = 2**53 - 1 if column.highest is None else math.floor(column.highest)
    return st.one_of(st.integers(low, min(low + 100, high)), st.integers(low, high))


def _numbers(column: Column, pools: Pools | None) -> SearchStrategy[Any]:
    assert isinstance(column, Number)
    low, high = column.lowest, column.highest
    floats = st.floats(
        low, high, allow_nan=False, allow_infinity=False, exclude_min=column.open_low, exclude_max=column.open_high
    )
    first = 0 if low is None else math.ceil(low) + (1 if column.open_low else 0)
    last = 50 if high is None else math.floor(high) - (1 if column.open_high and high == math.floor(high) else 0)
    wholes = st.integers(first, last).map(float) if first <= last else floats
    return st.one_of(wholes, floats).map(lambda number: number + 0.0)


def _afters(column: Column, pools: Pools | None) -> SearchStrategy[Any]:
    known = [] if pools is None else list(pools.get("activities", ()))
    if pools is not None and not known:
        return st.nothing()
    activities = ids() if pools is None else st.sampled_from(known)
    links = st.sampled_from(("FS", "SS", "FF", "SF"))
    return st.builds(After, activities, link=links, lag=st.integers(-30, 30))


def _lists(column: Column, pools: Pools | None) -> SearchStrategy[Any]:
    assert isinstance(column, Several)
    each, least = values(column.each, pools), 1 if column.required else 0
    found = st.lists(each, min_size=least, max_size=4, unique=column.distinct) if not each.is_empty else st.just([])
    return found.map(tuple)


def _attributes(column: Column, pools: Pools | None) -> SearchStrategy[Any]:
    declared = list((pools or {}).get(f"attributes of {column.table}", ()))
    texts_of_cells = _item_texts(column, pools)
    if pools is None:
        return st.dictionaries(ids(), texts_of_cells, max_size=2)
    return st.dictionaries(st.sampled_from(declared), texts_of_cells, max_size=2) if declared else st.just({})


_BY_KIND: tuple[tuple[type[Column], Callable[[Column, Pools | None], SearchStrategy[Any]]], ...] = (
    (Reference, _references),
    (Identifier, lambda column, pools: ids()),
    (AfterItem, _afters),
    (Item, _item_texts),
    (Text, _texts),
    (Whole, _wholes),
    (Number, _numbers),
    (YesNo, lambda column, pools: st.booleans()),
    (Day, lambda column, pools: st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31))),
    (Choice, lambda column, pools: st.sampled_from(list(getattr(column, "words")))),  # noqa: B009
    (Several, _lists),
    (AttributeValues, _attributes),
)


@st.composite
def rows(draw: DrawFn, kind: type[R], pools: Pools | None = None, **fixed: object) -> R:
    """
    One row that breaks no rule of its class.

    Args:
        draw: Given by Hypothesis.
        kind: The class.
        pools: The ids that references may name; without them any id.
        fixed: Values of columns that are given.
    """
    return kind(**draw(_values_of(kind, pools, fixed)))


@st.composite
def _values_of(draw: DrawFn, kind: type[Row], pools: Pools | None, fixed: Mapping[str, object]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, column in kind.columns().items():
        if name in fixed:
            found[name] = fixed[name]
        else:
            strategy = values(column, pools)
            if column.required or (not strategy.is_empty and draw(st.booleans())):
                found[name] = draw(strategy)
    for rule in kind.rules:
        _obey(draw, rule, found, kind, pools)
    _order_days(kind, found)
    return found


def _obey(draw: DrawFn, rule: Rule, found: dict[str, Any], kind: type[Row], pools: Pools | None) -> None:
    """Change values so that a rule holds; rules that come later may have to be obeyed with what is left."""
    if isinstance(rule, ExactlyOne):
        possible = [name for name in rule.columns if not values(kind.columns()[name], pools).is_empty]
        chosen = draw(st.sampled_from(possible))
        for name in rule.columns:
            found.pop(name, None)
        found[chosen] = draw(values(kind.columns()[chosen], pools))
    elif isinstance(rule, AtMostOne):
        filled = [name for name in rule.columns if found.get(name) not in (None, ())]
        for name in filled[1:]:
            del found[name]
    elif isinstance(rule, Needs):
        missing = [one for one in rule.needed if found.get(one) is None]
        chosen_before = any(rule.column in one.columns for one in kind.rules if isinstance(one, ExactlyOne))
        if missing and found.get(rule.column) not in (None, ()) and chosen_before:
            found.update({one: draw(values(kind.columns()[one], pools)) for one in missing})
        elif missing:
            found.pop(rule.column, None)
    elif isinstance(rule, NotAbove):
        defaults = {name: getattr(attrs.fields_dict(kind)[name], "default") for name in rule.columns}  # noqa: B009
        found.update(
            {name: one for name, one in defaults.items() if isinstance(one, int | float) and name not in found}
        )
        filled = [name for name in rule.columns if found.get(name) is not None]
        for name, value in zip(filled, sorted(found[name] for name in filled), strict=True):
            found[name] = value
    else:
        raise AssertionError(f"no way to obey {type(rule).__name__}: add one to strategies")


def _order_days(kind: type[Row], found: dict[str, Any]) -> None:
    for name, column in kind.columns().items():
        earlier, later = found.get(column.not_before or ""), found.get(name)
        if earlier is not None and later is not None and later < earlier:
            found[name] = earlier


# ------------------------------------------------------------------ programs


@st.composite
def programs(draw: DrawFn, *, most_people: int = MOST_PEOPLE, most_rows: int = 4) -> Program:
    """
    Whole consistent programs: every table may have rows, chains of command end, and nothing dangles.

    Args:
        draw: Given by Hypothesis.
        most_people: The most people of a program.
        most_rows: The most rows of each other table.
    """
    pools = _drawn_ids(draw, most_people, most_rows)
    tables: dict[str, list[Row]] = {}
    for name, kind in TABLES.items():
        if name in pools:
            tables[name] = [_drawn_row(draw, kind, one, number, pools) for number, one in enumerate(pools[name])]
        elif _can_stand(kind, pools):
            tables[name] = draw(st.lists(rows(kind, pools), max_size=most_rows))
        if name == "attributes":
            _declare(tables[name], pools)
        if name == "units":
            pools["kinds"] = sorted({f"kind:{one.kind}" for one in tables[name] if getattr(one, "kind", None)})
    _end_chains(draw, tables)
    _straighten_links(tables)
    _weigh_somebody(tables)
    inside = {name: tables[name] for name in ORGANISATION_TABLES if name in tables}
    outside = {name: found for name, found in tables.items() if name not in inside}
    name, language = draw(st.one_of(st.just(""), names())), draw(st.sampled_from(("en", "es", "es_DO", "en_GB")))
    return Program(
        name=name,
        language=language,
        settings=draw(rows(Settings, shares=())),
        organisation=Organisation(name=name, **inside),  # type: ignore[arg-type]
        **outside,  # type: ignore[arg-type]
    )


def _drawn_ids(draw: DrawFn, most_people: int, most_rows: int) -> dict[str, Sequence[str]]:
    """Ids for every table that has them; those of parties, roles and services differ also from one another."""
    with_ids = [name for name, kind in TABLES.items() if "id" in kind.columns()]
    counts = {name: draw(st.integers(0, most_people if name == "people" else most_rows)) for name in with_ids}
    together = [name for name in with_ids if name in (*PARTIES, "roles", "services")]
    pool = draw(_different(sum(counts[name] for name in together)))
    found: dict[str, Sequence[str]] = {}
    for name in with_ids:
        if name in together:
            found[name], pool = pool[: counts[name]], pool[counts[name] :]
        else:
            found[name] = draw(_different(counts[name], free=_no_heading if name == "attributes" else None))
    return found


def _different(count: int, free: Callable[[str], bool] | None = None) -> SearchStrategy[list[str]]:
    """Ids that nobody takes for each other."""
    one = ids() if free is None else ids().filter(free)
    alike: Callable[[str], str] = str.casefold if free is None else glossary.folded
    return st.lists(one, min_size=count, max_size=count, unique_by=alike)


def _no_heading(text: str) -> bool:
    """Whether a text can be the name of an attribute of any table."""
    folded = glossary.folded(text)
    return bool(folded) and folded not in _headings() and not text.startswith("attributes.")


@cache
def _headings() -> frozenset[str]:
    columns = [(table, name) for table, kind in TABLES.items() for name in kind.columns()]
    labels = (glossary.column_label(table, name, language) for table, name in columns for language in ("en", "es"))
    return frozenset(map(glossary.folded, [*labels, *(name for _, name in columns)]))


def _declare(declared: Sequence[Row], pools: dict[str, Sequence[str]]) -> None:
    for one in declared:
        for owner in getattr(one, "belongs_to"):  # noqa: B009
            key = f"attributes of {owner.value}"
            pools[key] = [*pools.get(key, ()), str(getattr(one, "id"))]  # noqa: B009


def _can_stand(kind: type[Row], pools: Pools) -> bool:
    """Whether there is something for every reference that a row of the class must have."""
    needed = [name for name, column in kind.columns().items() if column.required]
    possible = all(not values(kind.columns()[name], pools).is_empty for name in needed)
    choices = [rule.columns for rule in kind.rules if isinstance(rule, ExactlyOne)]
    return possible and all(
        any(not values(kind.columns()[name], pools).is_empty for name in columns) for columns in choices
    )


def _drawn_row(draw: DrawFn, kind: type[Row], one: str, number: int, pools: Pools) -> Row:
    """A row with an id; what it refers to in its own table stands before it, so that no chain comes back."""
    table = kind.table
    earlier = {**pools, table: pools[table][:number]}
    fixed: dict[str, object] = {"id": one}
    if table == "activities" and not number:
        fixed["after"] = ()
    if table == "people" and not number:
        fixed |= {"unit": None, "manager": None}
    return draw(rows(kind, earlier, **fixed))


def _end_chains(draw: DrawFn, tables: dict[str, list[Row]]) -> None:
    """Give a manager by name to everybody whom the heads of units would put under somebody that comes later."""
    people: list[Any] = tables.get("people", [])
    units: dict[str, Any] = {getattr(one, "id"): one for one in tables.get("units", [])}  # noqa: B009
    position = {one.id: number for number, one in enumerate(people)}
    for number, one in enumerate(people):
        leader = _leader_by_heads(one, units) if one.manager is None else None
        if leader is not None and position[leader] >= number:
            manager = draw(st.sampled_from([other.id for other in people[:number]]))
            people[number] = _changed(one, manager=manager)


def _leader_by_heads(person: Any, units: Mapping[str, Any]) -> str | None:
    unit = units.get(person.unit or "")
    while unit is not None:
        if unit.head is not None and unit.head != person.id:
            return str(unit.head)
        unit = units.get(unit.parent or "")
    return None


def _changed(row: R, **changes: object) -> R:
    fields = {name: getattr(row, name) for name in row.columns()}
    return type(row)(**{**fields, **changes})


def _straighten_links(tables: dict[str, list[Row]]) -> None:
    """Leave out links that run against the direction of service, or between a part and its whole."""
    customers = {getattr(one, "id") for one in tables.get("customers", [])}  # noqa: B009
    resources = {getattr(one, "id") for one in tables.get("resources", [])}  # noqa: B009
    above = {getattr(one, "id"): getattr(one, "unit") for one in tables.get("people", [])}  # noqa: B009
    above |= {getattr(one, "id"): getattr(one, "parent") for one in tables.get("units", [])}  # noqa: B009
    tables["links"] = [
        one
        for one in tables.get("links", [])
        for provider, customer in [(getattr(one, "provider"), getattr(one, "customer"))]  # noqa: B009
        if provider not in customers and customer not in resources
        if (provider != customer or provider.startswith("kind:")) and above.get(provider) != customer
    ]


def _weigh_somebody(tables: dict[str, list[Row]]) -> None:
    customers = tables.get("customers", [])
    if customers and not any(getattr(one, "weight") for one in customers):  # noqa: B009
        customers[0] = _changed(customers[0], weight=1.0)


def dialects() -> SearchStrategy[dict[str, str]]:
    """How the tables of a folder may be written, as the header says it."""
    separators = st.sampled_from((",", ";", "\t", "|"))
    decimals = st.sampled_from((".", ","))
    dates = st.sampled_from(("iso", "day/month/year", "month/day/year"))
    encodings = st.sampled_from(("utf-8", "utf-16", "utf-8-sig"))
    return st.fixed_dictionaries(
        {}, optional={"separator": separators, "decimal": decimals, "dates": dates, "encoding": encodings}
    )


# ------------------------------------------------------------------ documents


def _anything() -> SearchStrategy[Any]:
    plain = st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.sampled_from(STRANGE),
        st.text(max_size=8),
        st.dates(datetime.date(1800, 1, 1), datetime.date(2300, 1, 1)).map(str),
    )
    return st.recursive(
        plain,
        lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
        max_leaves=4,
    )


@st.composite
def documents(draw: DrawFn) -> dict[str, Any]:
    """Plain documents with keys of programs and others, whose rows hold what they should, and anything."""
    header = {"schema_version": st.sampled_from(("1.0", "1.5", "2.0", 1.0, "x", None)), "name": _anything()}
    header |= {"language": _anything(), "settings": _rough_row(Settings) | _anything(), "prefixes": _anything()}
    found: dict[str, Any] = draw(st.fixed_dictionaries({}, optional=header))
    for name in draw(st.lists(st.sampled_from(sorted(TABLES)), max_size=5, unique=True)):
        key = draw(st.sampled_from((name, name, glossary.table_label(name, "es"))))
        found[key] = draw(st.lists(_rough_row(TABLES[name]) | _anything(), max_size=3) | _anything())
    return found | draw(st.dictionaries(st.text(max_size=5), _anything(), max_size=1))


@st.composite
def _rough_row(draw: DrawFn, kind: type[Row]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in draw(st.lists(st.sampled_from(sorted(kind.columns())), max_size=4, unique=True)):
        column = kind.columns()[name]
        key = draw(st.sampled_from((name, name, glossary.column_label(kind.table, name, "es"), name.upper())))
        row[key] = draw(
            values(column, {}).map(column.plain)
            if draw(st.booleans()) and not values(column, {}).is_empty
            else _anything()
        )
    return row


# ------------------------------------------------------------------ broken programs


@frozen
class Broken:
    """
    A program's document with faults in it.

    Attributes:
        document: What `Program.from_dict` refuses.
        faults: Code and path of every fault that is in it, in no order.
    """

    document: dict[str, Any]
    faults: tuple[tuple[str, str], ...]


@st.composite
def broken(draw: DrawFn, program: Program, *, least: int = 1, most: int = 5) -> Broken:
    """
    The document of a program with independent faults: each in a row of its own, none the consequence of another.

    Args:
        draw: Given by Hypothesis.
        program: A consistent program.
        least: How many faults at least, as far as the program has enough rows.
        most: How many faults at most.
    """
    document: Any = program.to_dict()
    places = [(name, index) for name in program.tables for index in range(len(document[name]))]
    count = draw(st.integers(least, most))
    chosen = draw(st.lists(st.sampled_from(places), max_size=count, unique=True)) if places else []
    faults = []
    for name, index in chosen:
        slips = [slip for slip in _SLIPS if _fits(slip, name, document[name][index])]
        faults.append(draw(st.sampled_from(slips))(name, index, document[name][index]))
    for number in range(max(0, least - len(faults))):
        document[f"no such table {number}"] = []
        faults.append(("SC-126", f"no such table {number}"))
    return Broken(document=document, faults=tuple(faults))


Slip = Callable[[str, int, dict[str, Any]], tuple[str, str]]


def _columns_that(name: str, suits: Callable[[Column], bool]) -> list[str]:
    return [column for column, one in TABLES[name].columns().items() if suits(one)]


def _unknown_column(name: str, index: int, row: dict[str, Any]) -> tuple[str, str]:
    row["zzz_unknown"] = 1
    return "SC-114", f"{name}[{index}].zzz_unknown"


def _set(code: str, value: object, suits: Callable[[Column], bool]) -> Slip:
    def slip(name: str, index: int, row: dict[str, Any]) -> tuple[str, str]:
        column = _columns_that(name, suits)[0]
        row[column] = deepcopy(value)  # YAML would write one value in two places as an alias
        return code, f"{name}[{index}].{column}"

    slip.__dict__["suits"] = suits
    return slip


def _missing(name: str, index: int, row: dict[str, Any]) -> tuple[str, str]:
    column = _columns_that(name, _needed)[0]
    del row[column]
    return "SC-117", f"{name}[{index}].{column}"


def _needed(column: Column) -> bool:
    return column.required and column.name != "id"


def _is_day(column: Column) -> bool:
    return isinstance(column, Day)


def _is_word(column: Column) -> bool:
    return isinstance(column, Choice)


def _is_limited(column: Column) -> bool:
    return isinstance(column, Number) and column.lowest is not None


def _is_free_text(column: Column) -> bool:
    return type(column) is Text


def _is_lone_reference(column: Column) -> bool:
    return isinstance(column, Reference)


_missing.__dict__["suits"] = _needed
_SLIPS: tuple[Slip, ...] = (
    _unknown_column,
    _missing,
    _set("SC-116", "2026-02-31", _is_day),
    _set("SC-118", ["a list"], _is_day),
    _set("SC-119", "no such word", _is_word),
    _set("SC-127", -1e9, _is_limited),
    _set("SC-108", "in\u200bvisible", _is_free_text),
    _set("SC-118", {"a": "mapping"}, _is_free_text),
    _set("SC-112", "nobody-has-this-id", _is_lone_reference),
)
"""Ways to break one row, each with its code and path."""

_CHOSEN_BY_RULES = {"invitations", "contributions", "trainings"}
"""Tables in which a further reference would break a rule between columns as well."""


def _fits(slip: Slip, name: str, row: dict[str, Any]) -> bool:
    suits = slip.__dict__.get("suits")
    if suits is None:
        return True
    return bool(_columns_that(name, suits)) and not (suits is _is_lone_reference and name in _CHOSEN_BY_RULES)
