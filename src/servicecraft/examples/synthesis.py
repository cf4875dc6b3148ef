"""
Organisations of any size, made by chance from a seed: as a program, or as plain columns where objects would be too many.

They are invented from the first row to the last: nobody has a name, ids are letters and numbers. They are good for
measuring, for testing and for trying an idea at the size at which it will be used.
"""

from __future__ import annotations

import numpy as np

from servicecraft.examples.synthetic_people import (
    Columns,
    headcount_columns,
    numbered,
    person_columns,
    role_columns,
    shape,
    unit_columns,
)
from servicecraft.examples.synthetic_service import (
    Parties,
    customer_columns,
    instrument_columns,
    link_columns,
    links,
    rating_columns,
    resource_columns,
    survey_columns,
)
from servicecraft.model.columns import Number, Whole
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.records import made as made_of
from servicecraft.model.registry import ORGANISATION_TABLES, TABLES
from servicecraft.model.rows import Row

MOST_PEOPLE = 1_000_000
"""The largest organisation that is made."""
LARGEST_SEED = 2**53 - 1


def synthetic(
    *,
    people: int = 1000,
    seed: int = 0,
    links_per_person: float = 5.0,
    counted: float = 0.1,
    customers: int | None = None,
    ratings_per_person: float = 0.2,
) -> Program:
    """
    An organisation made by chance: the same people and seed give the same program, digest and all, everywhere.

    A tree of units of several kinds, each with a head; levels in believable shares, from a few seniors to a broad front
    line; managers within and across units; contractors and others who are only counted; systems that people work with;
    customers of different weight; links between colleagues that mostly stay within a unit or near it.

    Args:
        people: How many belong to it, named and counted together; from 1 to a million.
        seed: What decides all chances; 0 or more.
        links_per_person: Service links for each named person, from 0 to 50, as far as there are enough people to serve;
            every customer is served in any case.
        counted: The part of the people who are counted and not named, from 0 to 0.9.
        customers: How many groups of external customers, from 1 to 1000; one to ten by size where nothing is said.
        ratings_per_person: Ratings for each named person, from 0 to 50; 0 leaves out the survey and its scale too.

    Returns:
        A consistent program. Ten thousand people take about a second; for more, see `synthetic_frames`.

    Raises:
        ModelError: A number lies outside its range.

    >>> program = synthetic(people=200, seed=7)
    >>> program
    <Program 'Synthetic organisation 200-7': 200 people, 19 units, 900 links>
    >>> program.digest == synthetic(people=200, seed=7).digest
    True
    >>> program.digest == synthetic(people=200, seed=8).digest
    False
    """
    frames = synthetic_frames(
        people=people,
        seed=seed,
        links_per_person=links_per_person,
        counted=counted,
        customers=customers,
        ratings_per_person=ratings_per_person,
    )
    rows = {table: _rows(table, columns) for table, columns in frames.items()}
    name = f"Synthetic organisation {people}-{seed}"
    inside = {table: rows.pop(table) for table in ORGANISATION_TABLES if table in rows}
    return Program(name=name, organisation=Organisation(name=name, **inside), **rows)  # type: ignore[arg-type]


def synthetic_frames(
    *,
    people: int = 1000,
    seed: int = 0,
    links_per_person: float = 5.0,
    counted: float = 0.1,
    customers: int | None = None,
    ratings_per_person: float = 0.2,
) -> dict[str, Columns]:
    """
    The same organisation as plain columns, without an object for each row: a million people take a few seconds.

    Args:
        people: See `synthetic`, for this and all other arguments.
        seed: See `synthetic`.
        links_per_person: See `synthetic`.
        counted: See `synthetic`.
        customers: See `synthetic`.
        ratings_per_person: See `synthetic`.

    Returns:
        For each table its columns as numpy arrays of one length, under the names that `Program.from_frames` reads; a
        text that is missing is `None`. Any dataframe library takes such a mapping, so that a network of millions of
        links needs no objects: `ServiceNetwork.from_frame(polars.DataFrame(frames["links"]), …)`.

    Raises:
        ModelError: A number lies outside its range.

    >>> frames = synthetic_frames(people=200, seed=7)
    >>> list(frames["links"])
    ['provider', 'customer', 'importance']
    >>> len(frames["links"]["provider"])
    900

    They hold the same as the program:

    >>> import pandas
    >>> tables = {table: pandas.DataFrame(columns) for table, columns in frames.items()}
    >>> Program.from_frames(name="Synthetic organisation 200-7", **tables) == synthetic(people=200, seed=7)
    True
    """
    _check(people=people, seed=seed, customers=customers)
    _check_rates(links_per_person=links_per_person, counted=counted, ratings_per_person=ratings_per_person)
    made = shape(people, int(people * counted), seed)
    groups = customers or 1 + min(9, people // 50)
    person_ids, unit_ids = numbered("p", made.named), numbered("u", len(made.parent))
    resource_ids, customer_ids = numbered("s", 1 + min(19, people // 500)), numbered("c", groups)
    parties = Parties.of(made, len(resource_ids), groups)
    party_ids = np.concatenate([person_ids, unit_ids, resource_ids, customer_ids])
    provider, customer = links(made, parties, int(made.named * links_per_person), seed)
    frames = {
        "units": unit_columns(made, unit_ids, person_ids),
        "headcounts": headcount_columns(made, unit_ids),
        "roles": role_columns(),
        "people": person_columns(made, unit_ids, person_ids, seed),
        "resources": resource_columns(made, resource_ids, person_ids, seed),
        "customers": customer_columns(customer_ids, seed),
        "links": link_columns(party_ids, provider, customer, seed),
    }
    if ratings := int(made.named * ratings_per_person):
        frames |= {"instruments": instrument_columns(), "surveys": survey_columns()}
        frames["ratings"] = rating_columns(frames["links"], ratings, seed)
    return frames


def _rows(table: str, columns: Columns) -> list[Row]:
    count = len(next(iter(columns.values())))
    values = {name: column.tolist() for name, column in columns.items()}
    return made_of(TABLES[table], values, count, None, path=table).rows


def _check(*, people: int, seed: int, customers: int | None) -> None:
    _whole("people", 1, MOST_PEOPLE).check(people)
    _whole("seed", 0, LARGEST_SEED).check(seed)
    _whole("customers", 1, 1000).check(1 if customers is None else customers)


def _check_rates(**rates: float) -> None:
    highest = {"links_per_person": 50.0, "counted": 0.9, "ratings_per_person": 50.0}
    for name, rate in rates.items():
        Number("", lowest=0, highest=highest[name], name=name, owner="synthetic", table="synthetic").check(rate)


def _whole(name: str, lowest: int, highest: int) -> Whole:
    return Whole("", lowest=lowest, highest=highest, name=name, owner="synthetic", table="synthetic")
