"""The ready programs: whole, the same every time, and what their descriptions say they are."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from servicecraft import examples
from servicecraft.examples import bakery, bank, clinic, folders, hotel, municipality, one_person, synthetic
from servicecraft.files import load
from servicecraft.model.organisation import Organisation
from servicecraft.model.program import Program
from servicecraft.model.serving import ServiceLink
from servicecraft.model.voices import ClimateSummary, RatingSummary
from servicecraft.model.words import Belonging, Level, WheelStep
from servicecraft.words import base_language

READY: dict[str, Callable[[], Program]] = {
    "bakery": bakery,
    "bakery_es": lambda: bakery("es"),
    "bank": bank,
    "clinic": clinic,
    "hotel": hotel,
    "municipality": municipality,
    "one_person": one_person,
    "synthetic": lambda: synthetic(people=150, seed=3),
}
LANGUAGES = {"bakery": "en", "bakery_es": "es", "bank": "en_GB", "clinic": "es_MX", "municipality": "es_ES"}
EVIDENCE = ("on", "done_on", "completed_on", "submitted_on", "received_on", "closed_on", "started_on", "finished_on")


@pytest.fixture(params=READY)
def ready(request: pytest.FixtureRequest) -> Program:
    """Each ready program in turn."""
    return READY[request.param]()


class TestEveryExample:
    """What holds for all of them."""

    def test_reads_back(self, ready: Program):
        """A ready program is the same after it was written as plain values and read again."""
        assert Program.from_dict(ready.to_dict()) == ready

    @pytest.mark.parametrize("name", READY)
    def test_same_every_time(self, name: str):
        """Asking twice gives the same content."""
        assert READY[name]().digest == READY[name]().digest

    def test_ids_are_unique(self, ready: Program):
        """No two parties, and no two rows of a table, share an id, whatever the capitals."""
        tables = [[one.id.casefold() for one in rows if hasattr(one, "id")] for rows in ready.tables.values()]
        parties = [
            one.id.casefold()
            for table in ("units", "people", "resources", "customers", "roles")
            for one in ready.tables.get(table, ())
        ]

        assert [len(set(ids)) for ids in [*tables, parties]] == [len(ids) for ids in [*tables, parties]]

    def test_is_about_somebody(self, ready: Program):
        """It has a name, people and somebody outside whom they serve, and the organisation carries the same name."""
        assert ready.name
        assert ready.organisation.name == ready.name
        assert ready.organisation.size >= 1
        assert ready.customers

    @pytest.mark.parametrize(("name", "language"), LANGUAGES.items())
    def test_language(self, name: str, language: str):
        """The program speaks the language that its description promises."""
        assert READY[name]().language == language

    def test_evidence_is_not_in_the_future(self, ready: Program):
        """Whatever happened did so by the middle of 2026, so that an assessment at that day knows all of it."""
        happened = [
            day
            for rows in ready.tables.values()
            for row in rows
            for column in EVIDENCE
            if isinstance(day := getattr(row, column, None), date)
        ]

        assert all(date(2024, 1, 1) <= day <= date(2026, 6, 30) for day in happened)

    def test_tables_of_averages_add_up(self, ready: Program):
        """Where a line of averages holds counts, there is one for each score, they add up to n and give the mean."""
        scale = {one.id: one for one in ready.instruments}
        of = {one.id: scale[one.instrument] for one in ready.surveys if one.instrument}
        for one in (*ready.rating_summaries, *ready.climate_summaries):
            if one.counts:
                total = sum(score * count for score, count in enumerate(one.counts, start=1))
                assert len(one.counts) == of[one.survey].highest - of[one.survey].lowest + 1
                assert sum(one.counts) == one.n
                assert one.mean == pytest.approx(total / one.n, abs=1e-4)

    def test_ratings_stay_on_their_scale(self, ready: Program):
        """Every rating lies on the scale of its survey, or is one of the codes for no answer."""
        scale = {one.id: one for one in ready.instruments}
        of = {one.id: scale[one.instrument] for one in ready.surveys if one.instrument}
        for one in ready.ratings:
            if one.survey in of and one.score is not None:
                assert (
                    of[one.survey].lowest <= one.score <= of[one.survey].highest or one.score in of[one.survey].missing
                )

    def test_averages_stay_on_their_scale(self, ready: Program):
        """Every mean lies on the scale of its survey."""
        scale = {one.id: one for one in ready.instruments}
        of = {one.id: scale[one.instrument] for one in ready.surveys if one.instrument}
        for one in (*ready.rating_summaries, *ready.climate_summaries):
            assert isinstance(one, RatingSummary | ClimateSummary)
            assert of[one.survey].lowest <= one.mean <= of[one.survey].highest


class TestBakery:
    """The worked example."""

    def test_links(self):
        """The five links and their importances are those of the worked example."""
        found = [(one.provider, one.customer, one.importance) for one in bakery().links]

        assert found == [
            ("ben", "carla", 3),
            ("dan", "carla", 1),
            ("dan", "ben", 1),
            ("carla", "walk_in", 1),
            ("ben", "cafe", 1),
        ]

    def test_customers(self):
        """Those who walk in weigh three times as much as the café."""
        assert {one.id: one.weight for one in bakery().customers} == {"walk_in": 3, "cafe": 1}

    def test_people(self):
        """Ana owns and leads, the others report to her, and each stands at the expected level."""
        organisation = bakery().organisation

        assert {one.id: organisation.manager_of(one.id) for one in organisation.people} == {
            "ana": None,
            "ben": "ana",
            "carla": "ana",
            "dan": "ana",
        }
        assert {one.id: organisation.level_of(one.id) for one in organisation.people} == {
            "ana": Level.SENIOR,
            "ben": Level.OPERATIONAL,
            "carla": Level.FRONT_LINE,
            "dan": Level.OPERATIONAL,
        }
        assert [one.id for one in organisation.people if one.belongs_as is Belonging.OWNER] == ["ana"]

    def test_settings_are_the_defaults(self):
        """Dependence 1/2 and leadership 1/5 are the defaults, and nothing else is set."""
        program = bakery()

        assert program.settings_that_differ == {}
        assert (program.settings.dependence, program.settings.leadership) == (0.5, 0.2)

    def test_influence_worked_out(self):
        """The influence shares, worked out link by link in exact fractions, are those of the worked example."""
        assert influence(bakery()) == {
            "ana": Fraction(149, 500),
            "ben": Fraction(19, 100),
            "carla": Fraction(3, 10),
            "dan": Fraction(53, 250),
        }

    @given(st.sampled_from(["es", "es_DO", "es_MX", "es_ES", "en", "en_GB", "fr", "pt_BR"]))
    def test_only_the_texts_change(self, language: str):
        """In every language the bakery has the same rows, ids and numbers; Spanish locales get Spanish texts."""
        program, english = bakery(language), bakery()

        assert untold(program) == untold(english)
        assert (program.name == "Panadería") == (base_language(language) == "es")
        assert program.language == language

    def test_every_text_is_translated(self):
        """No sentence of the bakery stays English in Spanish."""
        same = told(bakery()) & told(bakery("es"))

        assert same <= {"Ana", "Ben", "Carla", "Dan"}


def influence(program: Program) -> dict[str, Fraction]:
    """Influence by the definition, for named people without units and without loops, in exact fractions."""
    half, fifth, quarter = Fraction(1, 2), Fraction(1, 5), Fraction(1, 4)
    organisation = program.organisation
    people = [one.id for one in organisation.people]
    seniors = [one for one in people if organisation.level_of(one) is Level.SENIOR]
    weights = {one.id: Fraction(one.weight) for one in program.customers}

    def received(customer: str) -> dict[str, Fraction]:
        raw = {one.provider: Fraction(one.importance) for one in program.links if one.customer == customer}
        return {provider: importance / sum(raw.values()) for provider, importance in raw.items()}

    def parts(one: str) -> tuple[Fraction, Fraction]:
        depends = half if received(one) else Fraction(0)
        return depends, fifth if organisation.manager_of(one) else Fraction(0)

    def rests_on(one: str, other: str) -> Fraction:
        depends, led = parts(one)
        above = (1 - quarter) * (organisation.manager_of(one) == other)
        above += quarter * Fraction(other in seniors, len(seniors))
        return (1 - led) * depends * received(one).get(other, Fraction(0)) + led * above

    @cache
    def throughput(one: str) -> Fraction:
        outside = sum(
            (weights[c] / sum(weights.values()) * received(c).get(one, Fraction(0)) for c in weights), Fraction()
        )
        return outside + sum((rests_on(k, one) * throughput(k) for k in people if rests_on(k, one)), Fraction())

    def own_work(one: str) -> Fraction:
        depends, led = parts(one)
        return (1 - led) * (1 - depends)

    return {one: own_work(one) * throughput(one) for one in people}


def untold(program: Program) -> dict[str, list[dict[str, object]]]:
    """Every value of a program that is no text for people."""
    return {
        table: [
            {
                name: value
                for name, value in attrs.asdict(row, recurse=False).items()
                if not isinstance(value, str) or name not in TOLD
            }
            for row in rows
            if table != "instruments"
        ]
        for table, rows in program.tables.items()
    }


def told(program: Program) -> set[str]:
    """Every text for people in a program."""
    texts = {getattr(row, name, None) for rows in program.tables.values() for row in rows for name in TOLD}
    labels = {label for one in program.instruments for label in one.labels}
    return {text for text in texts | labels if text}


TOLD = ("name", "stage", "promise", "statement", "evidence", "text", "topic", "reason")


class TestClinic:
    """Twelve people and a year's plan."""

    def test_twelve_people(self):
        """Ten are named, two are a contractor's and only counted."""
        organisation = clinic().organisation
        outside = {one.id for one in organisation.units if one.outside}

        assert organisation.size == 12
        assert len(organisation.people) == 10
        assert [(one.unit, one.count) for one in organisation.headcounts] == [("limpieza", 2)]
        assert outside == {"limpieza"}

    def test_everybody_has_a_manager_but_the_owner(self):
        """Whoever does not own the clinic is led by somebody."""
        organisation = clinic().organisation

        assert [one.id for one in organisation.people if organisation.manager_of(one.id) is None] == ["elena"]

    def test_words_of_a_clinic(self):
        """The program speaks of patients and families, not of customers."""
        words = {one.term.value: one.plural for one in clinic().vocabulary}

        assert words["external_customer"] == "pacientes y familias"

    def test_plan_turns_the_wheel(self):
        """The year's phases take all four steps, every activity stands in one of them, and the last is still to come."""
        program = clinic()
        used = {one.phase for one in program.activities}

        assert {one.step for one in program.phases} == set(WheelStep)
        assert used == {one.id for one in program.phases}
        assert len(program.activities) > 20
        assert not any(one.started_on for one in program.activities if one.phase == "sostener_f")

    def test_finished_work_kept_its_order(self):
        """Nothing that has begun began before what it waits for was finished."""
        program = clinic()
        activity = {one.id: one for one in program.activities}
        for one in program.activities:
            for after in one.after:
                if one.started_on and after.link == "FS" and after.lag == 0:
                    finished = activity[after.activity].finished_on
                    assert finished is not None
                    assert finished < one.started_on or one.milestone

    def test_all_levels(self):
        """Every level is there, the contractor's cleaners and guards included."""
        assert levels(clinic()) == set(Level)


class TestMunicipality:
    """A town hall with many people who are counted."""

    def test_three_hundred_mostly_counted(self):
        """It has three hundred people, of whom fewer than a tenth are named."""
        organisation = municipality().organisation

        assert organisation.size == 300
        assert len(organisation.people) < 30

    def test_offices_stand_together(self):
        """Links from and to all offices of a kind are drawn as one."""
        links = municipality().links

        assert any(one.provider == "kind:oficina" for one in links)
        assert any(one.customer == "kind:oficina" for one in links)

    def test_citizens_speak(self):
        """Citizens hand in suggestions and cases."""
        program = municipality()
        outside = {one.id for one in program.customers}

        assert len([one for one in program.ideas if one.author in outside]) >= 3
        assert {one.customer for one in program.cases} == outside

    def test_all_levels(self):
        """Every level is there, from the mayor to the cleaners."""
        assert levels(municipality()) == set(Level)

    def test_counts_and_members_agree(self):
        """A unit never asks or trains more people than it has."""
        program = municipality()
        for one in program.trainings:
            assert one.unit is None or one.count is None or one.count <= program.organisation.people_in(one.unit)


def levels(program: Program) -> set[Level]:
    """The levels at which anybody stands, named or counted."""
    organisation: Organisation = program.organisation
    named = {level for one in organisation.people if (level := organisation.level_of(one.id)) is not None}
    return named | {one.level for one in organisation.headcounts}


class TestOnePerson:
    """The smallest real program."""

    def test_four_rows(self):
        """It takes a role, a person, a customer and a link, and no more."""
        assert {table: len(rows) for table, rows in one_person().tables.items()} == {
            "roles": 1,
            "people": 1,
            "customers": 1,
            "links": 1,
        }

    def test_owner_at_the_front(self):
        """The one person owns the workshop, stands in front line and serves the customers."""
        program = one_person()
        (person,), (link,), (customer,) = program.people, program.links, program.customers

        assert person.belongs_as is Belonging.OWNER
        assert program.organisation.level_of(person.id) is Level.FRONT_LINE
        assert (link.provider, link.customer) == (person.id, customer.id)


class TestBank:
    """Known by numbers only."""

    def test_nobody_is_named(self):
        """No person stands anywhere in it, not even as head of a unit."""
        program = bank()

        assert program.people == ()
        assert [one.id for one in program.units if one.head] == []
        assert [one.person for one in (*program.invitations, *program.trainings, *program.contributions)] == []

    def test_only_numbers(self):
        """It holds units, headcounts and tables of averages, some with a deviation and some without."""
        program = bank()
        known = [one.deviation is not None for one in (*program.rating_summaries, *program.climate_summaries)]

        assert program.ratings == ()
        assert program.climate_answers == ()
        assert program.links == ()
        assert 0 < sum(known) < len(known)
        assert program.organisation.size == sum(one.count for one in program.headcounts)

    @given(st.integers(1, 12))
    def test_a_link_can_be_added(self, importance: int):
        """It takes one row to say that all branches serve personal customers."""
        link = ServiceLink(provider="kind:branch", customer="personal", importance=importance)

        assert bank().with_links(link).links == (link,)

    def test_answers_do_not_exceed_people(self):
        """No line of staff answers stands for more people than the unit has at that level."""
        program = bank()
        have = {(one.unit, one.level): one.count for one in program.headcounts}
        for one in program.climate_summaries:
            assert one.unit is None or one.level is None or one.n <= have[one.unit, one.level]


class TestHotel:
    """The example that is a folder."""

    def test_is_the_folder(self):
        """The hotel is what its folder holds."""
        assert hotel() == load(folders.folder_of("hotel"))

    def test_installed_copy_first(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        """An installed package reads the copy beside its module."""
        module = tmp_path / "site-packages" / "servicecraft" / "examples" / "folders.py"
        (module.parent / "hotel").mkdir(parents=True)
        monkeypatch.setattr(folders, "__file__", str(module))

        assert folders.folder_of("hotel") == module.parent / "hotel"

    def test_repository_else(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
        """A checkout reads the folder beside `src`."""
        module = tmp_path / "src" / "servicecraft" / "examples" / "folders.py"
        module.parent.mkdir(parents=True)
        monkeypatch.setattr(folders, "__file__", str(module))

        assert folders.folder_of("hotel") == tmp_path / "examples" / "hotel"


class TestPackage:
    """The package as a whole."""

    MODULES = sorted(f"servicecraft.examples.{one.name}" for one in pkgutil.iter_modules(examples.__path__))

    @pytest.mark.parametrize("module", MODULES)
    def test_docstrings_run(self, module: str):
        """Every example in a docstring gives what it says."""
        assert doctest.testmod(importlib.import_module(module)).failed == 0

    def test_names(self):
        """The package hands on its functions, in order, and all of them are described with an example that runs."""
        assert examples.__all__ == sorted(examples.__all__)
        assert all(">>>" in (getattr(examples, name).__doc__ or "") for name in examples.__all__)

    @pytest.mark.parametrize("name", examples.__all__)
    def test_says_that_it_is_invented(self, name: str):
        """Nobody can take an example for somebody's data."""
        function = getattr(examples, name)
        text = " ".join(f"{function.__doc__} {importlib.import_module(function.__module__).__doc__}".split())

        assert "invented" in text
        assert "good for" in text

    @settings(max_examples=20)
    @given(st.sampled_from(sorted(set(READY) - {"hotel"})), st.data())
    def test_rows_can_be_taken_and_put_back(self, name: str, data: st.DataObject):
        """Putting a row of an example back into it changes nothing, so that examples can be edited row by row."""
        program = READY[name]()
        table = data.draw(st.sampled_from([one for one, rows in program.tables.items() if hasattr(rows[0], "id")]))
        row = data.draw(st.sampled_from(program.tables[table]))

        assert program.with_rows(row) == program
