"""The hotel example: what its description says is wrong on purpose, and that the rest is believable."""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from statistics import mean, stdev

import pytest

from servicecraft.examples import hotel
from servicecraft.examples.folders import folder_of
from servicecraft.model.columns import Day, Text
from servicecraft.model.program import Program
from servicecraft.model.registry import TABLES
from servicecraft.model.structure import Person
from servicecraft.model.taking_part import Commitment
from servicecraft.model.voices import ClimateAnswer, Rating
from servicecraft.model.words import (
    Answer,
    AssignmentCode,
    Belonging,
    CaseKind,
    ClimateTopic,
    CommitmentKind,
    CourseTopic,
    Level,
    Quality,
    ResponsibilityKind,
    WheelStep,
)

AS_OF = date(2026, 6, 28)
PLANNED = {
    ("commitments", "due"),
    ("decisions", "due"),
    ("activities", "planned_start"),
    ("activities", "planned_finish"),
    ("activities", "not_before"),
    ("activities", "deadline"),
    ("waivers", "until"),
}
MONTHS = [(2025, month) for month in range(1, 13)] + [(2026, month) for month in range(1, 7)]


@pytest.fixture(scope="module")
def program() -> Program:
    """The hotel."""
    return hotel()


@cache
def unit_of_kind() -> Mapping[str, tuple[str, ...]]:
    """The units behind `kind:…` in a link."""
    found: dict[str, list[str]] = defaultdict(list)
    for unit in hotel().units:
        found[f"kind:{unit.kind}"].append(unit.id)
    return {kind: tuple(units) for kind, units in found.items()}


def links_of(program: Program) -> set[tuple[str, str]]:
    """Provider and customer of every link, kinds spelled out."""
    return {
        (link.provider, customer)
        for link in program.links
        for customer in unit_of_kind().get(link.customer, (link.customer,))
    }


def reached_from(start: str, links: Iterable[tuple[str, str]]) -> set[str]:
    """Everything that links lead to from one party."""
    gives: dict[str, set[str]] = defaultdict(set)
    for provider, customer in links:
        gives[provider].add(customer)
    found: set[str] = set()
    ahead = [start]
    while ahead:
        for other in gives[ahead.pop()] - found:
            found.add(other)
            ahead.append(other)
    return found


def level_of(program: Program, person: Person) -> Level:
    """The level of somebody's role; in the hotel everybody has one."""
    level = program.organisation.level_of(person.id)
    assert level is not None
    return level


def present(program: Program) -> list[Person]:
    """The people who are there at the end."""
    return [person for person in program.people if person.left is None or person.left >= AS_OF]


def leaders(program: Program) -> set[str]:
    """Everybody in the management block."""
    return {person.id for person in program.people if level_of(program, person).manages}


def answers(program: Program, topic: ClimateTopic, survey: str) -> list[ClimateAnswer]:
    """The answers to one topic of one wave."""
    return [one for one in program.climate_answers if one.topic is topic and one.survey == survey]


def scaled(found: Iterable[ClimateAnswer]) -> list[float]:
    """Scores of 1 to 5 as 0 to 1."""
    return [(one.score - 1) / 4 for one in found if one.score is not None]


def satisfaction(program: Program) -> list[Rating]:
    """What guests gave on the scale of 1 to 5, without those who gave no answer."""
    return [
        one
        for one in program.ratings
        if one.survey is not None and one.survey.startswith("csat") and one.score not in (None, 9)
    ]


def monthly(ratings: Iterable[Rating]) -> dict[tuple[int, int], list[float]]:
    """Scores by month."""
    found: dict[tuple[int, int], list[float]] = defaultdict(list)
    for one in ratings:
        if one.on is not None and one.score is not None:
            found[one.on.year, one.on.month].append(one.score)
    return found


class TestWhoThereIs:
    """Size, levels and those who are usually forgotten."""

    def test_size(self, program: Program):
        """There are 129 named people, 125 of them still there, in 14 own areas and two of contractors."""
        own = [unit for unit in program.units if not unit.outside]

        assert (len(program.people), len(present(program))) == (129, 125)
        assert (len(own), len(program.units)) == (14, 16)
        assert program.organisation.size == 157

    def test_language(self, program: Program):
        """The hotel speaks Dominican Spanish and calls its customers guests."""
        words = {word.term.value: word.singular for word in program.vocabulary if word.language is None}

        assert program.language == "es_DO"
        assert words["external_customer"] == "huésped"
        assert words["unit"] == "área"

    def test_every_level_is_there(self, program: Program):
        """Named people stand at all six levels."""
        assert {level_of(program, person) for person in present(program)} == set(Level)

    def test_guards_and_janitors_are_counted(self, program: Program):
        """The contractors' guards and janitors are there with a number, as people from outside."""
        counted = {group.unit: (group.count, group.level, group.belongs_as) for group in program.headcounts}

        assert counted == {
            "vigilancia": (16, Level.OPERATIONAL, Belonging.EXTERNAL),
            "limpieza_areas": (12, Level.OPERATIONAL, Belonging.EXTERNAL),
        }
        assert {unit.id for unit in program.units if unit.outside} == set(counted)

    @pytest.mark.parametrize(("role", "count"), [("conserje", 2), ("vigilante_porteria", 2)])
    def test_own_guards_and_janitors_have_names(self, program: Program, role: str, count: int):
        """The hotel's own janitors and guards are named people of the operational level."""
        found = [person for person in program.people if person.role == role]

        assert len(found) == count
        assert {level_of(program, person) for person in found} == {Level.OPERATIONAL}

    def test_owners_and_outsiders(self, program: Program):
        """Two owners and three people from outside have names."""
        count = Counter(person.belongs_as for person in program.people)

        assert (count[Belonging.OWNER], count[Belonging.EXTERNAL]) == (2, 3)

    def test_names_are_people_of_their_own(self, program: Program):
        """No two people share a name, and nobody is called by an id."""
        names = [person.name for person in program.people]

        assert len(set(names)) == len(names)
        assert all(" " in name for name in names)

    def test_one_owner_stands_at_the_counter(self, program: Program):
        """An owner serves guests in person, which is example and no fault."""
        owners = {person.id for person in program.people if person.belongs_as is Belonging.OWNER}

        assert {provider for provider, _ in links_of(program)} & owners == {"altagracia_bencosme"}


class TestWhatTheFilesHold:
    """That the tables are whole, in time, and written by somebody."""

    def test_every_table_has_rows(self, program: Program):
        """No table of a program is missing."""
        assert set(program.tables) == set(TABLES)

    def test_no_evidence_in_the_future(self, program: Program):
        """Whatever is not a plan happened by 28 June 2026, and something happened on that day."""
        found = [
            day
            for name, rows in program.tables.items()
            for column in type(rows[0]).columns().values()
            if isinstance(column, Day) and (name, column.name) not in PLANNED
            for row in rows
            if (day := getattr(row, column.name)) is not None
        ]

        assert max(found) == AS_OF

    def test_eighteen_months_of_ratings(self, program: Program):
        """Guests rated in each of the eighteen months, most often in the high season."""
        counts = {month: len(scores) for month, scores in monthly(satisfaction(program)).items()}

        assert sorted(counts) == MONTHS
        assert min(counts[2025, month] for month in (1, 2, 3)) > max(counts[2025, month] for month in (9, 10))

    def test_number_of_ratings(self, program: Program):
        """Between 3,500 and 4,500 single ratings were given."""
        assert 3_500 <= len(program.ratings) <= 4_500

    def test_surveys_count_their_answers(self, program: Program):
        """Every survey with single answers says how many answered, and more were asked."""
        responses: dict[str | None, set[str | None]] = defaultdict(set)
        for one in (*program.ratings, *program.climate_answers):
            responses[one.survey].add(one.response)
        for survey in program.surveys:
            if survey.id in responses:
                assert survey.answered == len(responses[survey.id])
                assert survey.sent is not None
                assert survey.sent > survey.answered

    def test_ratings_fall_into_their_survey(self, program: Program):
        """No rating and no climate answer was given before its survey opened or after it closed."""
        surveys = {survey.id: survey for survey in program.surveys}
        for one in (*program.ratings, *program.climate_answers):
            survey = surveys[one.survey or ""]
            assert survey.opened_on is not None
            assert one.on is not None
            assert survey.opened_on <= one.on <= (survey.closed_on or AS_OF)

    def test_people_did_things_while_they_were_there(self, program: Program):
        """Nobody trained, promised, kept or suggested anything before joining or after leaving."""
        people = {person.id: person for person in program.people}
        done = [
            *((one.person, one.completed_on) for one in program.trainings if one.person),
            *((one.person, one.made_on) for one in program.commitments),
            *((one.person, one.done_on) for one in program.commitments),
            *((one.author, one.submitted_on) for one in program.ideas if one.author in people),
            *((one.person, one.asked_on) for one in program.invitations if one.person),
        ]
        for person, day in done:
            row = people[person or ""]
            assert day is None or (row.joined or day) <= day <= (row.left or AS_OF)

    def test_no_empty_filler(self, program: Program):
        """What people wrote is text of its own: no placeholder, no single word, hardly ever the same twice."""
        written = {
            ("ideas", "text"): 0,
            ("ratings", "comment"): 0,
            ("cases", "outcome"): 0,
            ("commitments", "statement"): 0,
            ("decisions", "text"): 0,
            ("risks", "effect"): 0,
            ("phases", "purpose"): 0,
        }
        for table, column in written:
            texts = [getattr(row, column) for row in program.tables[table] if getattr(row, column) is not None]
            assert len(set(texts)) == len(texts)
            assert all(len(text.split()) >= 2 for text in texts)
            written[table, column] = len(texts)

        assert written["ideas", "text"] >= 100
        assert written["ratings", "comment"] + written["cases", "outcome"] >= 120

    def test_no_placeholders_anywhere(self, program: Program):
        """No text of any table says lorem, TODO, xxx or dots."""
        filler = re.compile(r"lorem|ipsum|\btodo\b:|\bxxx|\btbd\b|^[.\-–]+$|\.\.\.", re.IGNORECASE)
        for rows in program.tables.values():
            for column in type(rows[0]).columns().values():
                if isinstance(column, Text):
                    found = [value for row in rows if isinstance(value := getattr(row, column.name), str)]
                    assert not [value for value in found if filler.search(value)]

    def test_every_name_was_given(self, program: Program):
        """Every row with an id has a name that is more than its id."""
        rows = [row for rows in program.tables.values() for row in rows if hasattr(row, "id")]

        assert all(row.name != row.id for row in rows)

    def test_ids_are_short_and_readable(self, program: Program):
        """Ids are small letters, digits and underscores, begin with a letter and are no longer than 45 characters."""
        ids = [row.id for rows in program.tables.values() for row in rows if hasattr(row, "id")]

        assert all(re.fullmatch(r"[a-z][a-z0-9_]{1,44}", one) for one in ids)

    def test_description_is_true_and_complete(self, program: Program):
        """The description says that it is invented, names every table's file only where there is one, and the counts."""
        text = (folder_of("hotel") / "README.md").read_text(encoding="utf-8")
        files = set(re.findall(r"`(\w+)\.csv", text))

        assert "Es inventado" in text
        assert "It is invented" in text
        assert files <= set(program.tables)
        assert f"{len(program.ratings):,}" in text
        assert f"{sum(one.comment is not None for one in program.ratings)} con comentario" in text

    def test_description_speaks_of_the_same_principles_twice(self):
        """The Spanish and the English table name the same principles, in order."""
        text = (folder_of("hotel") / "README.md").read_text(encoding="utf-8")
        spanish, english = (re.findall(r"^\| (P\d\d) \|", part, re.MULTILINE) for part in text.split("\n---\n"))

        assert spanish == english == sorted(set(spanish))
        assert 8 <= len(spanish) <= 25

    def test_files_are_plain(self):
        """Every file is UTF-8 without a byte order mark, and all rows of a table are equally long."""
        for path in folder_of("hotel").glob("*.csv"):
            text = path.read_bytes().decode("utf-8")
            lengths = {len(row) for row in csv.reader(text.splitlines(keepends=True))}
            assert not text.startswith("\ufeff")
            assert len(lengths) == 1


class TestWhoServesWhom:
    """What is planted in the map."""

    def test_one_unit_is_stranded(self, program: Program):
        """Finance alone has no chain to a guest: nobody said whom it serves."""
        links = links_of(program)
        guests = {customer.id for customer in program.customers}
        stranded = [unit.id for unit in program.units if not reached_from(unit.id, links) & guests]

        assert stranded == ["finanzas"]
        assert "finanzas" not in {provider for provider, _ in links}

    def test_guests_rate_what_the_map_does_not_know(self, program: Program):
        """Guests rated the cash desk, though no link leads from Finance to them; of other areas they are served."""
        links = links_of(program)
        units = {unit.id for unit in program.units}
        unknown = [
            one.provider
            for one in satisfaction(program)
            if one.provider in units and (one.provider, one.rater) not in links
        ]

        assert set(unknown) == {"finanzas"}
        assert sum(one.provider == "finanzas" for one in program.ratings) == 19

    def test_one_loop(self, program: Program):
        """Laundry, housekeeping and purchasing serve one another; there is no other loop."""
        links = links_of(program)
        inside = {one for one, _ in links}
        looped = {one for one in inside if one in reached_from(one, links)}

        assert looped == {"lavanderia", "ama_de_llaves", "compras_almacen"}
        assert all(reached_from(one, links) >= looped for one in looped)

    def test_one_sole_provider(self, program: Program):
        """Of the services that reach guests, the spa alone hangs on a single provider: one person."""
        guests = {customer.id for customer in program.customers}
        providers: dict[str, set[str]] = defaultdict(set)
        for link in program.links:
            if link.service is not None:
                providers[link.service].add(link.provider)
        reaching = {link.service for link in program.links if link.customer in guests}
        sole = {service: found for service, found in providers.items() if service in reaching and len(found) == 1}

        assert sole == {"spa": {"angelica_morel"}}

    def test_what_is_not_mapped_is_said(self, program: Program):
        """Four parties receive something from a provider that nobody mapped."""
        unmapped = {link.customer for link in program.links if link.provider == "unmapped"}

        assert unmapped == {"turoperadores", "familias", "mantenimiento", "cocina"}

    def test_importances_are_one_three_nine(self, program: Program):
        """Every importance is 1, 3 or 9, and both one-sided and shared declarations occur."""
        assert {link.importance for link in program.links} == {1, 3, 9}
        assert {link.declared_by.value for link in program.links if link.declared_by} == {
            "provider",
            "customer",
            "both",
        }

    def test_judges_differ(self, program: Program):
        """Three judges of Maintenance lie half the scale apart; most subjects were judged by several."""
        values: dict[tuple[str, str], list[float]] = defaultdict(list)
        for one in program.judgements:
            values[one.subject, one.question.value].append(one.value)

        assert max(values["mantenimiento", "dependence"]) - min(values["mantenimiento", "dependence"]) == pytest.approx(
            0.5
        )
        assert sum(len(found) >= 2 for found in values.values()) >= 0.8 * len(values)

    def test_everybody_of_the_front_line_serves_guests(self, program: Program):
        """Whoever holds a front-line role serves a guest, in person or through the area."""
        guests = {customer.id for customer in program.customers}
        serving = {provider for provider, customer in links_of(program) if customer in guests}
        front = [person for person in present(program) if level_of(program, person) is Level.FRONT_LINE]

        assert [person.id for person in front if person.id not in serving and person.unit not in serving] == []

    def test_owners_are_named_but_for_two(self, program: Program):
        """One resource and one service have nobody who answers for them."""
        assert [one.id for one in program.resources if one.owner is None] == ["camaras"]
        assert [one.id for one in program.services if one.owner is None] == ["wifi"]


class TestWhoTakesPart:
    """What is planted in responsibilities, invitations, promises, training and ideas."""

    def test_accountable_ones(self, program: Program):
        """One responsibility lacks an A, one has two, all the others have exactly one."""
        count = Counter(one.responsibility for one in program.assignments if one.code is AssignmentCode.A)
        odd = {one.id: count[one.id] for one in program.responsibilities if count[one.id] != 1}

        assert odd == {"areas_seguimiento": 0, "cena_direccion": 2}

    def test_everything_is_done_by_somebody(self, program: Program):
        """Every responsibility has at least one R."""
        doing = {one.responsibility for one in program.assignments if one.code is AssignmentCode.R}

        assert doing == {one.id for one in program.responsibilities}

    def test_all_kinds_of_responsibility(self, program: Program):
        """All five kinds occur."""
        assert {one.kind for one in program.responsibilities} == set(ResponsibilityKind)

    def test_one_accountable_outside_management(self, program: Program):
        """Whoever answers for managing, strategy, evaluation or follow-up manages, but for one bartender."""
        kinds = {one.id: one.kind for one in program.responsibilities}
        found = [
            (one.responsibility, one.holder)
            for one in program.assignments
            if one.code is AssignmentCode.A
            and kinds[one.responsibility] is not ResponsibilityKind.EXECUTE
            and one.holder not in leaders(program)
        ]

        assert found == [("bar_evaluacion", "perla_montas")]

    def test_execution_is_done_in_the_execution_block(self, program: Program):
        """Every execution has an R below the management block."""
        levels = {role.id: role.level for role in program.roles}
        levels |= {person.id: level_of(program, person) for person in program.people}
        done = {
            one.responsibility
            for one in program.assignments
            if one.code is AssignmentCode.R and not levels[one.holder].manages
        }

        assert {one.id for one in program.responsibilities if one.kind is ResponsibilityKind.EXECUTE} <= done

    def test_one_responsibility_without_a_measure(self, program: Program):
        """Answering reviews alone is traced to no indicator, neither its own nor that of its service."""
        service = {one.id: one.indicator for one in program.services}
        untraced = [
            one.id
            for one in program.responsibilities
            if one.indicator is None and service.get(one.service or "") is None
        ]

        assert untraced == ["redes_resenas"]

    def test_who_was_not_asked(self, program: Program):
        """Five people and the contractor's janitors were never asked; the guards were asked as a crew and accepted."""
        asked = {one.person for one in program.invitations}
        crews = {one.unit: one.answer for one in program.invitations if one.unit}

        assert {person.id for person in present(program)} - asked == {
            "ezequiel_turbi",
            "jean_dorval",
            "confesor_roa",
            "luis_terrero",
            "ivan_rosario",
        }
        assert crews == {"vigilancia": Answer.ACCEPTED}

    def test_answers_to_being_asked(self, program: Program):
        """Seven have not answered, three declined, everybody else accepted."""
        count = Counter(one.answer for one in program.invitations)

        assert (count[None], count[Answer.DECLINED], count[Answer.ACCEPTED]) == (7, 3, 115)

    def test_leaders_were_asked_first(self, program: Program):
        """Everybody who led when it began was asked before anybody of the staff; the contractors' two came later."""
        people = {person.id: person for person in program.people}
        asked = {one.person: one.asked_on for one in program.invitations if one.person}
        leading = {one for one in leaders(program) if people[one].belongs_as is not Belonging.EXTERNAL}
        staff = [day for one, day in asked.items() if one not in leading and one != "beatriz_almanzar"]

        assert max(asked[one] for one in leading) < min(staff)

    def test_say_do_of_leaders(self, program: Program):
        """Leaders kept 59 of 78 promises on time, and 129 of 173 were kept if everybody's personal goals count."""
        due = [one for one in program.commitments if one.due and one.due <= AS_OF]
        kept = [one for one in due if one.done_on and one.due and one.done_on <= one.due]

        def led(found: list[Commitment]) -> int:
            return sum(one.person in leaders(program) and one.kind is not CommitmentKind.PERSONAL_GOAL for one in found)

        assert (led(kept), led(due)) == (59, 78)
        assert (len(kept), len(due)) == (129, 173)

    def test_promises_are_kept_late_and_open(self, program: Program):
        """Some promises were kept late, some are overdue, some not yet due."""
        late = [one for one in program.commitments if one.done_on and one.due and one.done_on > one.due]
        overdue = [one for one in program.commitments if not one.done_on and one.due and one.due <= AS_OF]
        ahead = [one for one in program.commitments if one.due and one.due > AS_OF]

        assert (len(late), len(overdue), len(ahead)) == (19, 25, 3)

    def test_one_leader_keeps_little(self, program: Program):
        """One leader kept one promise of seven; that alone tells him apart from the four fifths asked for."""
        due: Counter[str] = Counter()
        kept: Counter[str] = Counter()
        for one in program.commitments:
            if one.person in leaders(program) and one.due and one.due <= AS_OF:
                due[one.person] += 1
                kept[one.person] += bool(one.done_on and one.done_on <= one.due)
        clearly_below = {one: (kept[one], due[one]) for one in due if wilson_top(kept[one], due[one]) < 0.8}

        assert clearly_below == {"gustavo_sarante": (1, 7)}

    def test_missions(self, program: Program):
        """Every owner and senior but one promised a personal mission."""
        seniors = {person.id for person in program.people if level_of(program, person) is Level.SENIOR}
        written = {one.person for one in program.commitments if one.kind is CommitmentKind.MISSION}

        assert seniors - written == {"rafael_bencosme"}

    def test_direction_was_committed_first(self, program: Program):
        """Two seniors committed the direction, and kept it, no later than the first activity began."""
        seniors = {person.id for person in program.people if level_of(program, person) is Level.SENIOR}
        direction = [one for one in program.commitments if one.kind is CommitmentKind.DIRECTION]
        first = min(one.started_on for one in program.activities if one.started_on)

        assert len(direction) == 2
        assert {one.person for one in direction} <= seniors
        assert all(one.done_on is not None and one.done_on <= first for one in direction)

    def test_one_middle_manager_takes_no_part(self, program: Program):
        """One middle manager has not answered, accepted nothing and promised nothing; all the others did all three."""
        middle = {person.id for person in program.people if level_of(program, person) is Level.MIDDLE}
        answered = {one.person for one in program.invitations if one.answer is not None}
        accepted = {one.holder for one in program.assignments if one.accepted_on}
        promised = {one.person for one in program.commitments}

        assert middle - (answered & accepted & promised) == {"patricio_zapata"}
        assert "patricio_zapata" not in answered | accepted | promised

    def test_one_person_without_a_manager(self, program: Program):
        """Besides the owner at the top one person has no manager."""
        alone = [one.id for one in program.people if program.organisation.manager_of(one.id) is None]

        assert alone == ["altagracia_bencosme", "ivan_rosario"]

    def test_laundry_was_left_out_of_training(self, program: Program):
        """In every area but the laundry no more than six months passed without training."""
        unit = {person.id: person.unit for person in program.people}
        days: dict[str, set[date]] = defaultdict(set)
        for one in program.trainings:
            days[one.unit or unit[one.person or ""] or ""].add(one.completed_on)
        gap = {
            area: max(later - earlier for earlier, later in itertools.pairwise([*sorted(found), AS_OF]))
            for area, found in days.items()
            if area
        }

        assert [area for area, longest in gap.items() if longest > timedelta(184)] == ["lavanderia"]
        assert max(days["lavanderia"]) == date(2025, 9, 12)
        assert set(gap) == {one.id for one in program.units}

    def test_leaders_learn_first_but_one(self, program: Program):
        """Nobody was trained before those who lead them, but for the people of the head of maintenance."""
        first: dict[str, date] = {}
        for one in program.trainings:
            if one.person:
                first[one.person] = min(one.completed_on, first.get(one.person, one.completed_on))
        behind = {
            leader
            for person in program.people
            if (leader := program.organisation.manager_of(person.id)) in first
            and person.id in first
            and person.id not in leaders(program)
            and first[leader] > first[person.id]
        }

        assert behind == {"ramon_cordero"}
        assert (first["ramon_cordero"], first["victor_manzueta"]) == (date(2025, 6, 20), date(2025, 4, 11))

    def test_everybody_learns_and_leaders_teach(self, program: Program):
        """Courses cover the whole wheel and service, guards and janitors were trained, and leaders teach."""
        taught = {one.taught_by for one in program.trainings} & leaders(program)
        crews = {one.unit for one in program.trainings if one.unit}

        assert {topic for one in program.courses for topic in one.topics} == set(CourseTopic)
        assert crews == {"vigilancia", "limpieza_areas"}
        assert len(taught) >= 8

    def test_strengths(self, program: Program):
        """Sign language is needed and nobody offers it; three languages are offered and nobody asks for them."""
        offered = {one for person in program.people for one in person.strengths}
        needed = {one for row in (*program.responsibilities, *program.activities) for one in row.needs}

        assert needed - offered == {"lengua de señas"}
        assert offered - needed == {"alemán", "italiano", "portugués"}

    def test_funnel_of_ideas(self, program: Program):
        """Ideas are lost step by step: received, acknowledged, decided, accepted, in place, thanked."""
        ideas = program.ideas

        assert [
            len(ideas),
            sum(one.acknowledged_on is not None for one in ideas),
            sum(one.decided_on is not None for one in ideas),
            sum(one.decision is Answer.ACCEPTED for one in ideas),
            sum(one.implemented_on is not None for one in ideas),
            sum(one.recognised_on is not None for one in ideas),
        ] == [115, 103, 91, 68, 44, 28]

    def test_ideas_go_one_step_after_the_other(self, program: Program):
        """No idea was decided before it was acknowledged, in place before it was accepted, or thanked for before that."""
        steps = ("submitted_on", "acknowledged_on", "decided_on", "implemented_on", "recognised_on")
        for idea in program.ideas:
            days = [getattr(idea, step) for step in steps]
            known = [day for day in days if day is not None]
            assert known == sorted(known)
            assert days[: len(known)] == known
            assert idea.implemented_on is None or idea.decision is Answer.ACCEPTED

    def test_ideas_left_without_a_word(self, program: Program):
        """Twelve ideas were never acknowledged, four of them from the kitchen; five were declined without a reason."""
        unheard = [one for one in program.ideas if one.acknowledged_on is None]
        unexplained = [one for one in program.ideas if one.decision is Answer.DECLINED and one.reason is None]

        assert (len(unheard), sum(one.unit == "cocina" for one in unheard)) == (12, 4)
        assert len(unexplained) == 5

    def test_ideas_come_from_many(self, program: Program):
        """More than fifty people had ideas, and some guests, crews and nobody in particular too."""
        people = {person.id for person in program.people}
        authors = {one.author for one in program.ideas}

        assert len(authors & people) > 50
        assert {"familias", "vigilancia", None} <= authors

    def test_one_gap_between_rounds(self, program: Program):
        """Between two of the five rounds of asking 164 days passed, between the others fewer than ninety."""
        pairs = itertools.pairwise(program.solicitation_rounds)
        gaps = [(later.opened_on - earlier.closed_on).days for earlier, later in pairs if earlier.closed_on]

        assert [gap for gap in gaps if gap > 90] == [164]
        assert len(gaps) == 4


class TestWhatTheySay:
    """What is planted in ratings, climate, cases and measured figures."""

    def test_reception_improves(self, program: Program):
        """Reception is rated half a point better in the last six months than in the first six."""
        months = monthly(one for one in satisfaction(program) if one.provider == "recepcion")
        first, last = (list(itertools.chain(*(months[one] for one in part))) for part in (MONTHS[:6], MONTHS[-6:]))

        assert mean(last) - mean(first) > 0.5

    def test_housekeeping_declines_from_february(self, program: Program):
        """Housekeeping holds its level until January 2026 and falls after it, month by month at the end."""
        months = monthly(one for one in satisfaction(program) if one.provider == "ama_de_llaves")
        before = list(itertools.chain(*(months[one] for one in MONTHS[:13])))
        after = [mean(months[2026, month]) for month in range(2, 7)]

        assert abs(mean(months[2025, 1]) - mean(months[2026, 1])) < 0.2
        assert all(value < mean(before) - 0.3 for value in after)
        assert after == sorted(after, reverse=True)

    def test_the_cause_lies_one_link_back(self, program: Program):
        """Those whom the laundry serves rate it a full point lower in the last wave than in the first."""
        waves: dict[str, list[float]] = defaultdict(list)
        for one in program.ratings:
            if one.provider == "lavanderia" and one.survey and one.score not in (None, 9):
                waves[one.survey].append(one.score or 0)

        assert mean(waves["interno_2025_05"]) - mean(waves["interno_2026_05"]) > 1

    def test_recommendation(self, program: Program):
        """The recommendation score lies near 36 and is lowest in the last quarter."""
        scores: dict[str, list[float]] = defaultdict(list)
        for one in program.ratings:
            if one.survey and one.survey.startswith("recomendar") and one.score not in (None, 11):
                scores[one.survey].append(one.score or 0)
        quarter = {name: net_promoters(found) for name, found in scores.items()}

        assert net_promoters(itertools.chain(*scores.values())) == pytest.approx(35.96, abs=0.01)
        assert min(quarter, key=lambda name: quarter[name]) == "recomendar_2026_t2"

    def test_guests_expect_more_than_they_receive(self, program: Program):
        """The mean gap is about a third of a point below zero, clearly; in all five dimensions it was asked for."""
        pairs = [one for one in program.ratings if one.expectation is not None and one.score is not None]
        gaps = [(one.score or 0) - (one.expectation or 0) for one in pairs]

        assert mean(gaps) == pytest.approx(-0.327, abs=0.001)
        assert mean(gaps) + 1.96 * stdev(gaps) / len(gaps) ** 0.5 < 0
        assert len({one.dimension for one in pairs}) == 5

    def test_satisfaction(self, program: Program):
        """Three of four answers of guests are good or very good."""
        scores = [one.score for one in satisfaction(program)]

        assert (sum(score is not None and score >= 4 for score in scores), len(scores)) == (1435, 1858)

    def test_day_guests_have_no_say(self, program: Program):
        """Every kind of guest rated or sent averages, but for those of the day pass, who did complain."""
        heard = {one.rater for one in (*program.ratings, *program.rating_summaries)}

        assert {one.id for one in program.customers} - heard == {"pasadia"}
        assert "pasadia" in {one.customer for one in program.cases if one.kind is CaseKind.COMPLAINT}

    def test_internal_providers_are_rated_but_one(self, program: Program):
        """Every area that serves another was rated in the last wave, but for systems, which is waived."""
        units = {one.id for one in program.units}
        inside = {provider for provider, customer in links_of(program) if provider in units and customer in units}
        rated = {one.provider for one in program.ratings if one.survey == "interno_2026_05"}

        assert inside - rated == {"sistemas"}
        assert [(one.principle, one.subject) for one in program.waivers] == [("P09", "sistemas")]

    def test_one_survey_came_back_late(self, program: Program):
        """Results of every closed survey came back within thirty days, but for the climate survey of 2025."""
        late = {
            one.id: (one.results_returned_on - one.closed_on).days
            for one in program.surveys
            if one.results_returned_on and one.closed_on and one.results_returned_on > one.closed_on + timedelta(30)
        }
        waiting = [one.id for one in program.surveys if one.closed_on and not one.results_returned_on]

        assert late == {"clima_2025": 87}
        assert waiting == ["interno_2026_05"]

    def test_credibility_falls_with_the_level(self, program: Program):
        """Operational posts believe least, and less than the front line by a wide margin."""
        found = answers(program, ClimateTopic.CREDIBILITY, "clima_2026")
        level = {one: mean(scaled(row for row in found if row.level is one)) for one in Level}

        assert min(level, key=lambda one: level[one]) is Level.OPERATIONAL
        assert level[Level.FRONT_LINE] - level[Level.OPERATIONAL] > 0.25
        assert 0.4 < mean(scaled(found)) < 0.6

    def test_credibility_is_lost_in_the_kitchen(self, program: Program):
        """In the kitchen the interval of credibility lies below 0.4, and resignation is high."""
        kitchen = [one for one in answers(program, ClimateTopic.CREDIBILITY, "clima_2026") if one.unit == "cocina"]
        values = scaled(kitchen)
        resigned = [one for one in answers(program, ClimateTopic.RESIGNATION, "clima_2026") if one.unit == "cocina"]

        assert mean(values) + 2.18 * stdev(values) / len(values) ** 0.5 < 0.4
        assert mean(scaled(resigned)) > 0.6

    def test_climate_answers_name_nobody(self, program: Program):
        """No code of a respondent says who it was, and seniors are not placed in an area."""
        assert all(re.fullmatch(r"K2[56]-\d{3}", one.response or "") for one in program.climate_answers)
        assert {one.unit for one in program.climate_answers if one.level is Level.SENIOR} == {None}

    def test_contractors_send_averages(self, program: Program):
        """Of the contractors' people there are averages only, some without deviation and some with counts."""
        rows = program.climate_summaries

        assert {one.unit for one in rows} == {"vigilancia", "limpieza_areas"}
        assert any(one.deviation is None and not one.counts for one in rows)
        assert any(one.counts for one in rows)
        assert any(one.deviation is None for one in program.rating_summaries)

    def test_cases(self, program: Program):
        """There are some eighty cases of all three kinds; seven are open, and towels and rooms stand out in 2026."""
        still_open = [one for one in program.cases if one.closed_on is None]
        rooms = [
            one.received_on
            for one in program.cases
            if one.unit in ("ama_de_llaves", "lavanderia") and one.kind is CaseKind.COMPLAINT
        ]

        assert len(program.cases) == 86
        assert {one.kind for one in program.cases} == set(CaseKind)
        assert len(still_open) == 7
        assert sum(day >= date(2026, 2, 1) for day in rooms) > 5 * sum(day < date(2026, 2, 1) for day in rooms)

    def test_margin_rises_and_climate_falls(self, program: Program):
        """In every month from February to June the margin is above the year before, the climate below it."""
        value = {(one.indicator, one.on.year, one.on.month): one.value for one in program.measurements}
        for month in range(2, 7):
            assert value["margen_operacion", 2026, month] > value["margen_operacion", 2025, month]
            assert value["clima_pulso", 2026, month] < value["clima_pulso", 2025, month]

    @pytest.mark.parametrize("indicator", ["margen_operacion", "ocupacion", "rotacion", "clima_pulso"])
    def test_indicators_are_monthly(self, program: Program, indicator: str):
        """The main indicators have one value for each of the eighteen months."""
        days = [one.on for one in program.measurements if one.indicator == indicator]

        assert [(day.year, day.month) for day in days] == MONTHS

    def test_high_season(self, program: Program):
        """From December to April more rooms are taken than in any month of autumn."""
        value = {(one.on.year, one.on.month): one.value for one in program.measurements if one.indicator == "ocupacion"}
        high = [taken for (_, month), taken in value.items() if month in (12, 1, 2, 3, 4)]

        assert min(high) > max(value[2025, month] for month in (9, 10, 11))


class TestThePlan:
    """What is planted in the plan and the team."""

    def test_the_wheel_turns_twice(self, program: Program):
        """Plan, do, check and act come in this order, and again, and the last phase sustains."""
        steps = [one.step for one in sorted(program.phases, key=lambda one: one.order)]

        assert [step for step, _ in itertools.groupby(steps)] == [*WheelStep, *WheelStep]

    def test_one_phase_stands_still(self, program: Program):
        """Of the phases that have begun and not ended, one has not moved since 14 April; the other moved in June."""
        moved: dict[str, date] = {}
        for phase in program.phases:
            inside = [one for one in program.activities if one.phase == phase.id]
            days = [day for one in inside for day in (one.started_on, one.finished_on) if day]
            if days and any(one.finished_on is None for one in inside):
                moved[phase.id] = max(days)

        assert moved == {"mejorar_habitacion": date(2026, 4, 14), "mejorar_mesa_playa": date(2026, 6, 15)}

    def test_links_between_activities(self, program: Program):
        """Activities wait for one another in several ways, with lags; many have three estimates."""
        after = [one for activity in program.activities for one in activity.after]

        assert {one.link for one in after} == {"FS", "SS", "FF"}
        assert any(one.lag for one in after)
        assert sum(one.likely is not None for one in program.activities) >= 10

    def test_outside_part_shrinks(self, program: Program):
        """Three activities of the first turn are done from outside, none of the second."""
        order = {phase.id: phase.order for phase in program.phases}
        outside = [order[one.phase or ""] for one in program.activities if one.owner_is_outside]

        assert len(outside) == 3
        assert max(outside) <= 3

    def test_risks_have_owners(self, program: Program):
        """Somebody watches every risk."""
        assert all(one.owner for one in program.risks)

    def test_team(self, program: Program):
        """One quality is covered by nobody, one member has no backup, and all levels sit at the table."""
        covered = {quality for one in program.team_members for quality in one.covers}
        levels = {program.organisation.level_of(one.person) for one in program.team_members}

        assert set(Quality) - covered == {Quality.CREDIBILITY}
        assert [one.person for one in program.team_members if one.backup is None] == ["yolanda_tejada"]
        assert levels == set(Level)

    def test_minutes(self, program: Program):
        """Some decisions of the steering meeting are overdue, and some answer a finding."""
        overdue = [one for one in program.decisions if one.done_on is None and one.due and one.due < AS_OF]

        assert len(overdue) == 3
        assert {one.finding for one in program.decisions if one.finding} == {
            "P14:clima_2025",
            "P16:cocina",
            "P06:cena_direccion",
            "P06:areas_seguimiento",
            "P04:lavanderia",
        }


def wilson_top(kept: int, due: int) -> float:
    """The upper end of Wilson's 95 % interval of a share."""
    z, share = 1.96, kept / due
    spread = z * (share * (1 - share) / due + z * z / (4 * due * due)) ** 0.5
    return (share + z * z / (2 * due) + spread) / (1 + z * z / due)


def net_promoters(scores: Iterable[float]) -> float:
    """Promoters less detractors, in points."""
    found = list(scores)
    return 100 * (sum(score >= 9 for score in found) - sum(score <= 6 for score in found)) / len(found)
