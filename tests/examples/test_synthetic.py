"""Organisations made by chance: of the size asked for, whole, the same everywhere, and like real ones."""

from __future__ import annotations

import hashlib
import json
from collections import Counter, deque
from collections.abc import Callable

import attrs
import numpy as np
import pandas
import polars
import pyarrow
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from servicecraft.errors import ModelError
from servicecraft.examples import synthetic, synthetic_frames
from servicecraft.examples.dice import Dice
from servicecraft.model.program import Program
from servicecraft.model.words import Belonging, Level

law = settings(deadline=None, max_examples=60)
sizes = st.integers(1, 300)
seeds = st.integers(0, 2**53 - 1)
FRAMES: dict[str, Callable[[dict[str, object]], object]] = {
    "pandas": pandas.DataFrame,
    "polars": polars.DataFrame,
    "pyarrow": pyarrow.table,
}


class TestSize:
    """As many as were asked for."""

    @law
    @given(sizes, seeds)
    def test_people(self, people: int, seed: int):
        """Named and counted together are as many as were asked for."""
        assert synthetic(people=people, seed=seed).organisation.size == people

    @law
    @given(sizes, seeds, st.floats(0, 0.9))
    def test_counted(self, people: int, seed: int, counted: float):
        """The part that is counted is the part asked for, rounded down, and somebody is always named."""
        organisation = synthetic(people=people, seed=seed, counted=counted).organisation

        assert len(organisation.people) == people - int(people * counted) >= 1

    @law
    @given(st.integers(60, 300), seeds, st.integers(2, 8))
    def test_links(self, people: int, seed: int, each: int):
        """Where there are colleagues enough, there are exactly as many links for each named person as asked for."""
        program = synthetic(people=people, seed=seed, links_per_person=each)

        assert len(program.links) == each * len(program.people)

    @law
    @given(sizes, seeds)
    def test_never_more_links(self, people: int, seed: int):
        """No more links are drawn than asked for, except that every customer is served."""
        program = synthetic(people=people, seed=seed, links_per_person=1)

        assert len(program.links) <= max(len(program.people), len(program.customers))

    @law
    @given(sizes, seeds, st.integers(1, 40))
    def test_customers(self, people: int, seed: int, customers: int):
        """There are as many customers as asked for, and each is served even if there are to be no links."""
        program = synthetic(people=people, seed=seed, customers=customers, links_per_person=0)

        assert len(program.customers) == customers
        assert {one.customer for one in program.links} == {one.id for one in program.customers}

    @law
    @given(sizes, seeds, st.integers(0, 3))
    def test_ratings(self, people: int, seed: int, each: int):
        """There are as many ratings as asked for, and without any there is no survey."""
        program = synthetic(people=people, seed=seed, ratings_per_person=each)

        assert len(program.ratings) == each * len(program.people)
        assert bool(program.surveys) == bool(program.instruments) == bool(each)

    @pytest.mark.parametrize("people", [2_000, 4_000, 8_000])
    def test_grows_in_proportion(self, people: int):
        """Twice as many people mean twice as many values, within two in a hundred."""
        assert values(2 * people) == pytest.approx(2 * values(people), rel=0.02)

    @pytest.mark.parametrize("people", [2_000, 4_000, 8_000])
    def test_work_grows_in_proportion(self, people: int, monkeypatch: pytest.MonkeyPatch):
        """Twice as many people mean twice as many numbers drawn by chance, within two in a hundred."""
        drawn: list[int] = []
        below = Dice.below
        monkeypatch.setattr(Dice, "below", lambda dice, bounds, size: drawn.append(size) or below(dice, bounds, size))
        synthetic_frames(people=people)
        once = sum(drawn)
        drawn.clear()
        synthetic_frames(people=2 * people)

        assert sum(drawn) == pytest.approx(2 * once, rel=0.02)


def values(people: int) -> int:
    """How many values the frames of an organisation hold."""
    return sum(column.size for columns in synthetic_frames(people=people).values() for column in columns.values())


class TestWhole:
    """Consistent, and consistent in ways that a program need not be."""

    @law
    @given(sizes, seeds, st.floats(0, 10), st.floats(0, 0.9), st.floats(0, 2))
    def test_every_reference_is_found(self, people: int, seed: int, each: float, counted: float, rated: float):
        """Whatever a row names is there: looked up here once more, without the program's own checks."""
        frames = synthetic_frames(
            people=people, seed=seed, links_per_person=each, counted=counted, ratings_per_person=rated
        )
        ids = {table: set(columns["id"].tolist()) for table, columns in frames.items() if "id" in columns}
        parties = ids["people"] | ids["units"] | ids["resources"]

        assert {*frames["units"]["parent"].tolist(), *frames["headcounts"]["unit"].tolist()} <= ids["units"] | {None}
        assert {*frames["units"]["head"].tolist(), *frames["people"]["manager"].tolist()} <= ids["people"] | {None}
        assert {*frames["people"]["unit"].tolist()} <= ids["units"]
        assert {*frames["people"]["role"].tolist()} <= ids["roles"]
        assert {*frames["resources"]["owner"].tolist()} <= ids["people"]
        assert {*frames["links"]["provider"].tolist()} <= parties
        assert {*frames["links"]["customer"].tolist()} <= (parties | ids["customers"]) - ids["resources"]
        if "ratings" in frames:
            links = set(zip(frames["links"]["provider"].tolist(), frames["links"]["customer"].tolist(), strict=True))
            rated_pairs = zip(frames["ratings"]["provider"].tolist(), frames["ratings"]["rater"].tolist(), strict=True)
            assert set(rated_pairs) <= links

    @law
    @given(sizes, seeds)
    def test_consistent(self, people: int, seed: int):
        """It reads back as the same program, so that everything a program checks has been checked."""
        program = synthetic(people=people, seed=seed)

        assert Program.from_dict(program.to_dict()) == program

    @law
    @given(sizes, seeds)
    def test_ids_sort(self, people: int, seed: int):
        """Ids stand in the order in which they sort, and none comes twice."""
        for columns in synthetic_frames(people=people, seed=seed).values():
            if "id" in columns and len(columns["id"]) > 1 and columns["id"][0][1:].isdigit():
                assert columns["id"].tolist() == sorted(set(columns["id"].tolist()))

    @law
    @given(sizes, seeds)
    def test_links_are_distinct(self, people: int, seed: int):
        """No link is drawn twice and nobody serves themselves."""
        links = [(one.provider, one.customer) for one in synthetic(people=people, seed=seed).links]

        assert len(set(links)) == len(links)
        assert all(provider != customer for provider, customer in links)

    @law
    @given(sizes, seeds)
    def test_one_chain_of_command(self, people: int, seed: int):
        """Everybody has a manager but one."""
        organisation = synthetic(people=people, seed=seed).organisation

        assert [one.id for one in organisation.people if organisation.manager_of(one.id) is None] == [
            organisation.people[0].id
        ]

    @law
    @given(sizes, seeds)
    def test_nobody_has_a_name(self, people: int, seed: int):
        """People, units and customers are letters and numbers, so that nobody can be taken for somebody."""
        program = synthetic(people=people, seed=seed)

        assert all(one.name == one.id for one in (*program.people, *program.units, *program.customers))


class TestSameEverywhere:
    """What a seed promises."""

    @law
    @given(sizes, seeds)
    def test_same_seed(self, people: int, seed: int):
        """The same people and seed give the same content."""
        assert synthetic(people=people, seed=seed).digest == synthetic(people=people, seed=seed).digest

    @law
    @given(st.integers(12, 300), seeds, seeds)
    def test_other_seed(self, people: int, one: int, other: int):
        """Another seed gives another content, its name left aside."""
        assume(one != other)
        first, second = (attrs.evolve(synthetic(people=people, seed=seed), name="") for seed in (one, other))

        assert first.digest != second.digest

    @pytest.mark.parametrize(
        ("people", "seed", "digest"),
        [
            (1, 0, "f6740b5d66c9a19540d289e522de807feed4371b4175b90428e2f1b28a936ab2"),
            (100, 1, "5d3001e9a86b33df057b4210c47e86d91eab81816dc9d5c5fa65b83e7d0438ce"),
            (2_500, 42, "4246d3f0bf88141832199d7e4cf34b76df0e5150d7e36a942dcce184bef42883"),
            (300, 2**53 - 1, "a59f7c39975b2b096d0f76c7b64bfd444fee8ccbcf8e4f6c52046b5bd025e05f"),
        ],
    )
    def test_same_on_every_platform(self, people: int, seed: int, digest: str):
        """The content is this one, on every platform and with every version of numpy."""
        assert fingerprint(synthetic_frames(people=people, seed=seed)) == digest

    @law
    @given(sizes, seeds)
    def test_ratings_touch_nothing_else(self, people: int, seed: int):
        """Asking for more ratings leaves every other table as it was."""
        few, many = (synthetic_frames(people=people, seed=seed, ratings_per_person=each) for each in (0, 3))

        assert all(same(few[table], many[table]) for table in few)

    @law
    @given(sizes, seeds)
    def test_links_touch_nothing_else(self, people: int, seed: int):
        """Asking for more links leaves people, units and customers as they were."""
        few, many = (synthetic_frames(people=people, seed=seed, links_per_person=each) for each in (1, 6))

        assert all(same(few[table], many[table]) for table in ("units", "headcounts", "people", "customers"))


def fingerprint(frames: dict[str, dict[str, np.ndarray]]) -> str:
    """What identifies every value of every column, whatever holds it."""
    plain = {table: {name: column.tolist() for name, column in columns.items()} for table, columns in frames.items()}
    return hashlib.sha256(json.dumps(plain, default=str).encode()).hexdigest()


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    """Whether two tables hold the same columns."""
    return one.keys() == other.keys() and all(np.array_equal(one[name], other[name]) for name in one)


class TestFrames:
    """The same as plain columns."""

    @pytest.mark.parametrize("library", FRAMES)
    @pytest.mark.parametrize(("people", "seed"), [(1, 0), (7, 3), (40, 9), (640, 1)])
    def test_same_as_the_program(self, library: str, people: int, seed: int):
        """Dataframes made of the columns hold the same program."""
        tables = {
            table: FRAMES[library](columns) for table, columns in synthetic_frames(people=people, seed=seed).items()
        }
        program = synthetic(people=people, seed=seed)

        assert Program.from_frames(name=program.name, **tables) == program

    @law
    @given(sizes, seeds)
    def test_columns_are_of_one_length(self, people: int, seed: int):
        """In every table all columns are equally long."""
        for columns in synthetic_frames(people=people, seed=seed).values():
            assert len({column.shape for column in columns.values()}) == 1

    @pytest.mark.heavy
    def test_a_million(self):
        """A million people come as columns, with four and a half million links and ids that sort."""
        frames = synthetic_frames(people=1_000_000, seed=5)

        assert len(frames["people"]["id"]) + frames["headcounts"]["count"].sum() == 1_000_000
        assert len(frames["links"]["provider"]) == 4_500_000
        assert (frames["people"]["id"][0], frames["people"]["id"][-1]) == ("p000001", "p900000")


class TestLikeRealOnes:
    """What makes it a fair stand-in."""

    @pytest.mark.parametrize("seed", range(5))
    def test_levels(self, seed: int):
        """Few lead and many serve: levels stand in shares that one finds."""
        organisation = synthetic(people=5_000, seed=seed).organisation
        named = Counter(organisation.level_of(one.id) for one in organisation.people)
        share = {level: count / len(organisation.people) for level, count in named.items()}

        assert share.keys() == set(Level)
        assert share[Level.SENIOR] < share[Level.MIDDLE] < share[Level.SUPERVISOR] < 0.15
        assert 0.3 < share[Level.FRONT_LINE] < 0.5
        assert 0.002 < share[Level.SENIOR] < 0.01

    @pytest.mark.parametrize("seed", range(5))
    def test_most_work_arrives(self, seed: int):
        """Nine in ten named people reach a customer along links."""
        program = synthetic(people=1_000, seed=seed)
        serving: dict[str, list[str]] = {}
        for link in program.links:
            serving.setdefault(link.customer, []).append(link.provider)
        reached = {one.id for one in program.customers}
        waiting = deque(reached)
        while waiting:
            fresh = set(serving.get(waiting.popleft(), ())) - reached
            reached |= fresh
            waiting.extend(fresh)

        assert len([one for one in program.people if one.id in reached]) > 0.9 * len(program.people)

    @pytest.mark.parametrize("seed", range(5))
    def test_kinds_and_contractors(self, seed: int):
        """There are units of several kinds, contractors' people are counted as external, one owner is named."""
        program = synthetic(people=1_000, seed=seed)
        outside = {one.id for one in program.units if one.outside}

        assert {one.kind for one in program.units} >= {
            "direction",
            "department",
            "branch",
            "plant",
            "office",
            "contractor",
        }
        assert all((one.unit in outside) == (one.belongs_as is Belonging.EXTERNAL) for one in program.headcounts)
        assert [one.belongs_as for one in program.people].count(Belonging.OWNER) == 1
        assert max(Counter(one.unit for one in program.people).values()) < 40

    @pytest.mark.parametrize("seed", range(5))
    def test_some_are_led_from_elsewhere(self, seed: int):
        """About one in ten is led by somebody who does not lead the own unit; nobody who leads a unit is."""
        organisation = synthetic(people=2_000, seed=seed).organisation
        heads = {one.head for one in organisation.units}
        lent = [one for one in organisation.people if one.manager is not None]

        assert 0.05 < len(lent) / len(organisation.people) < 0.15
        assert not heads & {one.id for one in lent}
        assert len([one for one in lent if one.manager != organisation.unit(one.unit).head]) > 0.9 * len(lent)

    @pytest.mark.parametrize("seed", range(5))
    def test_contractors_serve_many(self, seed: int):
        """Contractors' crews serve units all over the organisation."""
        program = synthetic(people=3_000, seed=seed)
        outside = {one.id for one in program.units if one.outside}

        assert len({one.customer for one in program.links if one.provider in outside}) > len(outside) > 3


class TestRefusals:
    """What cannot be made."""

    @pytest.mark.parametrize(
        ("asked", "code", "path"),
        [
            ({"people": 0}, "SC-127", "synthetic.people"),
            ({"people": -3}, "SC-127", "synthetic.people"),
            ({"people": 1_000_001}, "SC-127", "synthetic.people"),
            ({"people": "ten"}, "SC-118", "synthetic.people"),
            ({"people": 10.5}, "SC-118", "synthetic.people"),
            ({"people": True}, "SC-118", "synthetic.people"),
            ({"people": None}, "SC-117", "synthetic.people"),
            ({"seed": -1}, "SC-127", "synthetic.seed"),
            ({"seed": 2**53}, "SC-104", "synthetic.seed"),
            ({"seed": None}, "SC-117", "synthetic.seed"),
            ({"customers": 0}, "SC-127", "synthetic.customers"),
            ({"customers": 1001}, "SC-127", "synthetic.customers"),
            ({"links_per_person": -0.1}, "SC-127", "synthetic.links_per_person"),
            ({"links_per_person": float("nan")}, "SC-105", "synthetic.links_per_person"),
            ({"links_per_person": 51}, "SC-127", "synthetic.links_per_person"),
            ({"counted": 0.95}, "SC-127", "synthetic.counted"),
            ({"ratings_per_person": "many"}, "SC-118", "synthetic.ratings_per_person"),
        ],
    )
    @pytest.mark.parametrize("make", [synthetic, synthetic_frames])
    def test_refused(self, make: Callable[..., object], asked: dict[str, object], code: str, path: str):
        """A number outside its range is refused under its name, with a code and a sentence in both languages."""
        with pytest.raises(ModelError) as refused:
            make(**asked)

        (fault,) = refused.value.faults
        assert (fault.code, fault.path) == (code, path)
        assert "{" not in fault.message + fault.remedy
        assert "{" not in fault.in_language("es").message


class TestDice:
    """Chance that is the same everywhere."""

    @law
    @given(seeds, st.integers(1, 2**32 - 1), st.integers(0, 500))
    def test_below(self, seed: int, bound: int, size: int):
        """Every number lies from 0 to below the bound, and there are as many as asked for."""
        rolled = Dice(seed, 1).below(bound, size)

        assert rolled.shape == (size,)
        assert ((rolled >= 0) & (rolled < bound)).all()

    @law
    @given(seeds, st.lists(st.integers(1, 2**32 - 1), min_size=1, max_size=100))
    def test_below_each(self, seed: int, bounds: list[int]):
        """With a bound for each, every number lies below its own."""
        rolled = Dice(seed, 1).below(np.array(bounds, dtype=np.int64), len(bounds))

        assert ((rolled >= 0) & (rolled < np.array(bounds))).all()

    @law
    @given(seeds, st.integers(0, 200), st.integers(0, 200))
    def test_a_stream_goes_on(self, seed: int, first: int, then: int):
        """Rolling in two goes gives what one go gives."""
        dice = Dice(seed, 1)
        both = np.concatenate([dice.below(1000, first), dice.below(1000, then)])

        assert np.array_equal(both, Dice(seed, 1).below(1000, first + then))

    @law
    @given(seeds, st.integers(0, 50), st.integers(0, 50))
    def test_streams_differ(self, seed: int, one: int, other: int):
        """Two streams of one seed have nothing in common."""
        assume(one != other)

        assert not np.array_equal(Dice(seed, one).below(2**31, 8), Dice(seed, other).below(2**31, 8))

    @law
    @given(seeds, st.lists(st.integers(0, 9), min_size=1, max_size=6).filter(any))
    def test_pick(self, seed: int, shares: list[int]):
        """Only positions with a share are picked, each about as often as its share."""
        picked = np.bincount(Dice(seed, 1).pick(shares, 4000), minlength=len(shares)) / 4000

        assert len(picked) == len(shares)
        assert picked == pytest.approx(np.array(shares) / sum(shares), abs=0.06)
        assert not picked[np.array(shares) == 0].any()
