"""
Does a whole program agree with itself?

Every check gathers faults with their paths (`people[12].manager`), so that one reading tells everything at once. Most of
it follows from the columns: an id is there once, a reference finds its row, a day does not come before another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import fsum
from operator import attrgetter, eq

from servicecraft.errors import ColumnFact, Fault, SpokenFact, TableFact
from servicecraft.model.columns import KIND_PREFIX, Reference, nearest_words
from servicecraft.model.loops import loops
from servicecraft.model.organisation import manager
from servicecraft.model.planning import Activity
from servicecraft.model.registry import TABLES
from servicecraft.model.rows import PARTIES, Row
from servicecraft.model.settings import Settings
from servicecraft.model.structure import Person, Unit
from servicecraft.words import LANGUAGES, glossary, sentence

Tables = Mapping[str, Sequence[Row]]

ONE_NAMESPACE = (*PARTIES, "roles")
"""Tables whose ids may not meet, since a link or an assignment can name a row of any of them."""
SHARE_TOLERANCE = 1e-9
MOST_PROPOSED = 50
"""Missing ids of one column for which the nearest known ones are looked for: it takes long among many."""
ATTRIBUTE_PREFIX = "attributes."
"""May stand before the name of an attribute in a heading."""


def faults(tables: Tables, settings: Settings, *, refused: Mapping[str, AbstractSet[str]] | None = None) -> list[Fault]:
    """
    Everything in which the tables disagree.

    Args:
        tables: The rows of every table that has any.
        settings: The settings of the program.
        refused: Ids of rows that were refused for other reasons: they count as present, so that one mistake does not
            bring a second fault wherever the row is named.

    Returns:
        Faults with paths, in no particular order; empty for a program that agrees with itself.
    """
    known = _known_ids(tables, refused or {})
    found = [*_double_ids(tables), *_clashes(tables), *_dangling(tables, known), *_broken_rules(tables, settings)]
    found += [*_days_out_of_order(tables), *_circles(tables), *_links_astray(tables)]
    found += _attributes_named_like_columns(tables)
    whole = {name: rows for name, rows in tables.items() if name not in (refused or {})}
    found += _undeclared(tables) if "attributes" not in (refused or {}) else ()
    found += [*_weights(whole), *_shares(whole, settings)]
    return found


def _known_ids(tables: Tables, refused: Mapping[str, AbstractSet[str]]) -> dict[str, AbstractSet[str]]:
    names = {*tables, *refused}
    return {
        name: {*map(attrgetter("id"), _rows_with_id(tables, name)), *refused.get(name, ())} for name in sorted(names)
    }


def _rows_with_id(tables: Tables, name: str) -> Sequence[Row]:
    rows = tables.get(name, ())
    return rows if rows and "id" in rows[0].columns() else ()


def _double_ids(tables: Tables) -> Iterator[Fault]:
    for name in tables:
        rows = _rows_with_id(tables, name)
        ids = [getattr(one, "id") for one in rows]  # noqa: B009
        alike = glossary.folded if name == "attributes" else str.casefold  # attributes are found by their headings
        if len(set(map(alike, ids))) == len(ids):
            continue
        first: dict[str, int] = {}
        for index, identifier in enumerate(ids):
            before = first.setdefault(alike(identifier), index)
            if before != index:
                yield _with_related(
                    Fault.of("SC-128", identifier, path=f"{name}[{index}].id", table=TableFact(name)),
                    f"{name}[{before}].id",
                )


def _with_related(fault: Fault, path: str) -> Fault:
    return Fault(
        code=fault.code,
        path=fault.path,
        value=fault.value,
        facts=fault.facts,
        related=(Fault(code=fault.code, path=path),),
    )


def _clashes(tables: Tables) -> Iterator[Fault]:
    ids = [
        {str(one).casefold() for one in map(attrgetter("id"), _rows_with_id(tables, name))} for name in ONE_NAMESPACE
    ]
    if len(set().union(*ids)) == sum(map(len, ids)):
        return
    owner: dict[str, tuple[str, int]] = {}
    for name in ONE_NAMESPACE:
        for index, one in enumerate(_rows_with_id(tables, name)):
            identifier = getattr(one, "id")  # noqa: B009
            first = owner.setdefault(identifier.casefold(), (name, index))
            if first[0] != name:
                yield _with_related(
                    Fault.of(
                        "SC-129",
                        identifier,
                        path=f"{name}[{index}].id",
                        first=first[0],
                        second=name,
                        proposal=f"'{first[0]}:'",
                    ),
                    f"{first[0]}[{first[1]}].id",
                )


def references_of(kind: type[Row]) -> Iterator[tuple[str, Reference, bool]]:
    """The columns of a class that name rows: name of the column, what it may name, whether it holds several."""
    for name, column in kind.columns().items():
        one = getattr(column, "each", column)
        if isinstance(one, Reference):
            yield name, one, column.several
    if kind is Activity:
        yield "after", Reference("", targets=("activities",)), True


def _dangling(tables: Tables, known: Mapping[str, AbstractSet[str]]) -> Iterator[Fault]:
    for name, rows in tables.items():
        for column, reference, several in references_of(type(rows[0])) if rows else ():
            yield from _dangling_in(name, rows, column, reference, several, tables, known)


def _dangling_in(
    name: str,
    rows: Sequence[Row],
    column: str,
    reference: Reference,
    several: bool,
    tables: Tables,
    known: Mapping[str, AbstractSet[str]],
) -> Iterator[Fault]:
    get = attrgetter(column)
    used: set[str] = {one for row in rows for one in _activities(get(row))} if several else set(map(get, rows))
    targets = [known.get(target, frozenset()) for target in reference.targets]
    missing = used.difference(*targets, reference.reserved_allowed, (None,))
    if reference.kinds:
        missing -= _kinds(tables)
    doubtful = _doubtful(used, reference, known)
    if missing or doubtful:
        words = [word for target in targets for word in target] if missing else []
        alike = {one: nearest_words(str(one), words) for one in sorted(missing)[:MOST_PROPOSED]}
        for index, row in enumerate(rows):
            for one in _activities(get(row)) if several else (get(row),):
                path = f"{name}[{index}].{column}"
                if one in missing:
                    kinds = TableFact(" ".join(reference.targets))
                    yield Fault.of("SC-112", one, path=path, kinds=kinds, nearest=alike.get(one, ""))
                elif one in doubtful:
                    yield Fault.of(
                        "SC-129", one, path=path, first=doubtful[one], second="services", proposal=f"'{doubtful[one]}:'"
                    )


def _activities(values: Iterable[object]) -> list[str]:
    return [str(getattr(one, "activity", one)) for one in values]


def _kinds(tables: Tables) -> set[str]:
    return {KIND_PREFIX + one.kind for one in tables.get("units", ()) if isinstance(one, Unit) and one.kind}


def _doubtful(used: AbstractSet[str], reference: Reference, known: Mapping[str, AbstractSet[str]]) -> dict[str, str]:
    """Ids that name a service and a party alike, where both may stand."""
    if "services" not in reference.targets or len(reference.targets) == 1:
        return {}
    services = known.get("services", frozenset()) & used
    return {
        one: table
        for table in reference.targets
        if table != "services"
        for one in services & known.get(table, frozenset())
    }


def _broken_rules(tables: Tables, settings: Settings) -> Iterator[Fault]:
    for name, rows in tables.items():
        for rule in type(rows[0]).rules if rows else ():
            for index, row in enumerate(rows):
                yield from rule.faults(row, f"{name}[{index}]")
    for rule in settings.rules:
        yield from rule.faults(settings, "settings")


def _days_out_of_order(tables: Tables) -> Iterator[Fault]:
    for name, rows in tables.items():
        for column in type(rows[0]).columns().values() if rows else ():
            if column.not_before is not None:
                if not any(map(attrgetter(column.name), rows)):
                    continue
                both = attrgetter(column.not_before, column.name)
                for index, (earlier, later) in enumerate(map(both, rows)):
                    if later is not None and earlier is not None and later < earlier:
                        path = f"{name}[{index}].{column.name}"
                        yield Fault.of(
                            "SC-131",
                            later,
                            path=path,
                            column=column.heading,
                            earlier=ColumnFact(f"{name}.{column.not_before}"),
                            day=earlier,
                        )


def _circles(tables: Tables) -> Iterator[Fault]:
    units = {one.id: one for one in tables.get("units", ()) if isinstance(one, Unit)}
    people = [one for one in tables.get("people", ()) if isinstance(one, Person)]
    activities = [one for one in tables.get("activities", ()) if isinstance(one, Activity)]
    unit_loops = list(loops({one.id: [one.parent] if one.parent else [] for one in units.values()}))
    yield from _loop_faults("units", "parent", list(units.values()), unit_loops)
    leads = {one.id: [leader] if (leader := manager(one, units)) else [] for one in people}
    yield from _loop_faults("people", "manager", people, loops(leads))
    waits = {one.id: [each.activity for each in one.after] for one in activities}
    yield from _loop_faults("activities", "after", activities, loops(waits))


def _loop_faults(table: str, column: str, rows: Sequence[Row], found: Iterable[Sequence[str]]) -> Iterator[Fault]:
    position = {getattr(one, "id"): index for index, one in enumerate(rows)}  # noqa: B009
    for loop in found:
        path = f"{table}[{position[loop[0]]}].{column}"
        yield Fault.of(
            "SC-111", loop[0], path=path, column=ColumnFact(f"{table}.{column}"), loop=" → ".join([*loop, loop[0]])
        )


def _links_astray(tables: Tables) -> Iterator[Fault]:
    links = tables.get("links", ())
    customers = {getattr(one, "id") for one in tables.get("customers", ())}  # noqa: B009
    resources = {getattr(one, "id") for one in tables.get("resources", ())}  # noqa: B009
    above = {one.id: one.unit for one in tables.get("people", ()) if isinstance(one, Person)}
    above |= {one.id: one.parent for one in tables.get("units", ()) if isinstance(one, Unit)}
    providers, served = list(map(attrgetter("provider"), links)), list(map(attrgetter("customer"), links))
    if (
        customers.isdisjoint(providers)
        and resources.isdisjoint(served)
        and not any(map(eq, providers, served))
        and not any(map(eq, map(above.get, providers), served))
    ):
        return
    for index, (provider, customer) in enumerate(zip(providers, served, strict=True)):
        if provider == customer and not provider.startswith(KIND_PREFIX):
            yield Fault.of(
                "SC-113",
                provider,
                path=f"links[{index}].customer",
                reason=SpokenFact(sentence("nobody is their own customer.")),
            )
        if provider in customers:
            yield Fault.of(
                "SC-113",
                provider,
                path=f"links[{index}].provider",
                reason=SpokenFact(sentence("an external customer does not serve.")),
            )
        if customer in resources:
            yield Fault.of(
                "SC-113",
                customer,
                path=f"links[{index}].customer",
                reason=SpokenFact(sentence("a resource is not served.")),
            )
        if above.get(provider) == customer and provider in above:
            yield Fault.of("SC-137", provider, path=f"links[{index}]", unit=customer)


def _attributes_named_like_columns(tables: Tables) -> Iterator[Fault]:
    """An attribute's column would be taken for one of the library's, and the other way round."""
    for index, one in enumerate(tables.get("attributes", ())):
        named, owners = getattr(one, "id"), getattr(one, "belongs_to")  # noqa: B009
        taken = {word for owner in owners for word in _headings_of(TABLES[owner.value])}
        if glossary.folded(named) in taken or named.startswith(ATTRIBUTE_PREFIX):
            yield Fault.of("SC-138", named, path=f"attributes[{index}].id")


def _headings_of(kind: type[Row]) -> Iterator[str]:
    for name in kind.columns():
        labels = (glossary.column_label(kind.table, name, language) for language in LANGUAGES)
        yield from map(glossary.folded, (name, *labels))


def _undeclared(tables: Tables) -> Iterator[Fault]:
    declared: dict[str, set[str]] = {}
    for one in tables.get("attributes", ()):
        for table in getattr(one, "belongs_to"):  # noqa: B009
            declared.setdefault(table.value, set()).add(getattr(one, "id"))  # noqa: B009
    for name, rows in tables.items():
        if rows and "attributes" in rows[0].columns():
            allowed = declared.get(name, set())
            for index, row in enumerate(rows):
                for attribute in getattr(row, "attributes"):  # noqa: B009
                    if attribute not in allowed:
                        path = f"{name}[{index}].attributes.{attribute}"
                        yield Fault.of(
                            "SC-144",
                            attribute,
                            path=path,
                            table=TableFact(name),
                            nearest=nearest_words(attribute, sorted(allowed)),
                        )


def _weights(tables: Tables) -> Iterator[Fault]:
    customers = tables.get("customers", ())
    if customers and not any(getattr(one, "weight") for one in customers):  # noqa: B009
        yield Fault.of("SC-136", path="customers[0].weight", column=ColumnFact("customers.weight"))


def _shares(tables: Tables, settings: Settings) -> Iterator[Fault]:
    for index, declared in enumerate(settings.shares):
        table, _, column = declared.partition(".")
        rows = tables.get(table, ())
        if declared not in SHARES:
            choices = ", ".join(SHARES)
            yield Fault.of(
                "SC-119",
                declared,
                path=f"settings.shares[{index}]",
                column=ColumnFact("settings.shares"),
                nearest=nearest_words(declared, sorted(SHARES)),
                choices=choices,
            )
            continue
        groups: dict[object, list[int]] = {}
        for place, row in enumerate(rows):
            groups.setdefault(getattr(row, SHARES[declared]) if SHARES[declared] else None, []).append(place)
        for group, places in groups.items():
            total = fsum(getattr(rows[place], column) for place in places)
            if abs(total - 1) > SHARE_TOLERANCE:
                yield Fault.of(
                    "SC-115",
                    group,
                    path=f"{table}[{places[0]}].{column}",
                    column=ColumnFact(declared),
                    total=round(total, 9),
                )


SHARES = {"customers.weight": "", "links.importance": "customer"}
"""Columns that can be declared as shares, with the column within whose groups they add up to 1."""
