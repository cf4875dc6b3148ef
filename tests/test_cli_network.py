"""What the command line answers of the network of who serves whom, and the page of the demonstration."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.cli import main
from servicecraft.cli.asking import Asked, TopicOptionError, refuse_other_options
from servicecraft.cli.demo_chapters import BARS, Bar, Chapter, chapters
from servicecraft.cli.demonstration import answers_page, answers_text
from servicecraft.cli.network_topics import NETWORK_TOPICS, ordered, with_notes
from servicecraft.cli.topics import TOPICS

ROOT = Path(__file__).parents[1]
HOTEL = ROOT / "examples" / "hotel"
OPTIONS = ("by", "of", "as_of", "draws")
PURPOSE = "no measure of a person's performance"


def run(*arguments: object) -> Result:
    """One run of the command."""
    return CliRunner().invoke(main, [str(one) for one in arguments])


def rows(*arguments: object) -> list[dict[str, object]]:
    """The rows of an answer."""
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)["rows"]
    return found


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bakery in a file."""
    path = tmp_path_factory.mktemp("programs") / "bakery.yaml"
    sc.save(sc.examples.bakery(), path)
    return path


def needed(topic: str) -> list[str]:
    """What a topic cannot do without."""
    return ["--of", {"chains": "dan", "dominators": "walk_in"}[topic]] if NETWORK_TOPICS[topic].needs else []


@pytest.mark.parametrize("topic", NETWORK_TOPICS)
def test_every_topic_answers_by_its_name_in_both_languages(bakery: Path, topic: str) -> None:
    """Every question to the network can be asked from the terminal, by its English and by its Spanish name."""
    english = run("show", bakery, topic, *needed(topic))
    spanish = run("show", bakery, NETWORK_TOPICS[topic].spanish.upper(), *needed(topic))

    assert (english.exit_code, spanish.exit_code) == (0, 0)
    assert english.stdout
    assert spanish.stdout == english.stdout


@pytest.mark.parametrize(
    ("form", "begins"),
    [("text", "Influence"), ("csv", "id,name,influence"), ("json", "{"), ("md", "**"), ("html", "<t")],
)
def test_answers_come_in_every_format(bakery: Path, form: str, begins: str) -> None:
    """People, spreadsheets, programs and pages get the same answer."""
    assert run("show", bakery, "influence", "--format", form).stdout.startswith(begins)


def test_influence_of_the_bakery_is_the_one_worked_out_by_hand(bakery: Path) -> None:
    """The terminal says what fractions on paper say: 149/500, 19/100, 3/10, 53/250."""
    found = {one["id"]: one["influence"] for one in rows("show", bakery, "influence")}

    assert found == pytest.approx({"ana": 149 / 500, "ben": 19 / 100, "carla": 3 / 10, "dan": 53 / 250}, abs=1e-9)


def test_units_come_largest_first_and_add_up_to_one() -> None:
    """Whoever reads only the first lines reads those that matter most."""
    found = [(one["id"], float(str(one["influence"]))) for one in rows("show", HOTEL, "influence")]
    named = [share for unit, share in found if unit is not None]

    assert named == sorted(named, reverse=True)
    assert sum(share for _, share in found) == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(("spanish", "english"), [("nivel", "level"), ("Unidad", "unit"), ("puesto", "role")])
def test_groupings_have_spanish_names(spanish: str, english: str) -> None:
    """`--by nivel` is `--by level`."""
    assert (
        run("show", HOTEL, "influence", "--by", spanish).stdout
        == run("show", HOTEL, "influence", "--by", english).stdout
    )


def test_an_attribute_of_the_program_is_a_grouping() -> None:
    """The hotel's own column groups like any other."""
    found = [one["id"] for one in rows("show", HOTEL, "influence", "--by", "turno")]

    assert {"mañana", "tarde", "noche"} <= set(found)


def test_a_declared_attribute_wins_over_a_spanish_word() -> None:
    """A client who calls a column of their own `nivel` gets that column."""
    program = sc.Program(attributes=[sc.DeclaredAttribute(id="nivel", belongs_to=[sc.AttributeTable.PEOPLE])])

    assert Asked(language="es", by="nivel").grouping(program, "unit") == "nivel"
    assert Asked(language="es", by="nivel").grouping(sc.Program(), "unit") == "level"


@pytest.mark.parametrize("language", ["en", "es"])
def test_influence_of_single_people_is_refused_where_there_are_many(language: str) -> None:
    """A hotel of 129 does not show its people one by one: a sentence with its code, no figure, exit code 2."""
    result = run("-l", language, "show", HOTEL, "influence", "--by", "person")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("SC-508")
    assert ("incidencia" in result.stderr) is (language == "es")


@pytest.mark.parametrize("topic", ["influence", "diagnosis"])
@pytest.mark.parametrize("form", ["text", "json", "md", "html"])
def test_what_the_figures_are_for_stands_with_them(topic: str, form: str) -> None:
    """No table of influence or own work leaves without the sentence on what it is for, once."""
    draws = [] if topic == "influence" else ["--draws", 5]
    answer = (
        run("-l", "en", "show", HOTEL, topic, *draws, "--format", form).stdout.replace("\\", "").replace("&#x27;", "'")
    )

    assert answer.count(PURPOSE) == 1


def test_what_is_assumed_is_said(bakery: Path, tmp_path: Path) -> None:
    """Nobody in the bakery was asked for dependence, and the answer says so; once all were asked, it says no more."""
    program = sc.examples.bakery()
    judged = [
        sc.Judgement(subject=one, question=sc.Question.DEPENDENCE, judge="ana", value=0.4) for one in ("ben", "carla")
    ]
    sc.save(program.with_judgements(*judged), tmp_path / "judged.yaml")

    assert "Assumed: how far the work of 2 of the 2" in run("show", bakery, "influence").stdout
    assert "Assumed" not in run("show", tmp_path / "judged.yaml", "influence").stdout


def test_line_of_sight_begins_with_who_is_farthest() -> None:
    """Whoever has no chain to a customer stands on top, then the farthest; all are there when all are asked for."""
    program = sc.load(HOTEL)
    distances = [one["distance"] for one in rows("show", HOTEL, "sight", "--by", "party")]
    known = [float(str(one)) for one in distances if one is not None]

    assert distances == [None] * (len(distances) - len(known)) + sorted(known, reverse=True)
    assert {one["id"] for one in rows("show", HOTEL, "sight")} == {one.id for one in program.units}
    assert {one["id"] for one in rows("show", HOTEL, "sight", "--by", "person")} == {one.id for one in program.people}


def test_line_of_sight_has_no_other_grouping() -> None:
    """A level has no distance: the question is refused with the groupings that there are."""
    result = run("-l", "en", "show", HOTEL, "sight", "--by", "level")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "SC-506" in result.stderr
    assert "unit, person, party" in result.stderr


def test_diagnosis_begins_with_the_largest_part_and_adds_up() -> None:
    """The largest part of what is missing stands on top; parts and quality together are the whole."""
    result = run("-l", "en", "show", HOTEL, "diagnosis", "--draws", "5", "--format", "json")
    answer = json.loads(result.stdout)
    parts = [one["contribution"] for one in answer["rows"] if one["contribution"] is not None]
    quality = sc.ServiceNetwork.of(sc.load(HOTEL)).diagnosis(draws=5).quality

    assert parts == sorted(parts, reverse=True)
    assert quality is not None
    assert sum(parts) == pytest.approx(1 - quality, abs=1e-6)
    assert any(f"together: {quality:.3f}".rstrip("0") in note for note in answer["notes"])


def test_diagnosis_without_ratings_says_so(tmp_path: Path) -> None:
    """Where nobody is rated there is nothing to tell, and that is told."""
    program = sc.examples.bakery()
    sc.save(program.without_rows(*program.ratings), tmp_path / "unrated.yaml")
    result = run("show", tmp_path / "unrated.yaml", "diagnosis")

    assert result.exit_code == 0
    assert "Nobody is rated yet" in result.stdout


def test_on_a_day_says_who_was_not_there_yet(bakery: Path, tmp_path: Path) -> None:
    """The day decides who counts, and the answer says whom it left out; what is no day is refused."""
    program = sc.examples.bakery()
    late = sc.Person(id="eva", role="cleaner", joined="2030-01-01")
    sc.save(program.with_people(late), tmp_path / "later.yaml")
    found = {one["id"] for one in rows("show", tmp_path / "later.yaml", "influence", "--as-of", "2026-06-30")}
    wrong = run("show", bakery, "influence", "--as-of", "30/06/2026")

    assert found == {"ana", "ben", "carla", "dan"}
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "SC-116" in wrong.stderr


def test_draws_add_an_interval_and_repeat(bakery: Path) -> None:
    """How sure an answer is comes with it when asked for, the same at every call; the share lies within."""
    arguments = ("show", bakery, "influence", "--by", "level", "--draws", 50, "--format", "csv")
    answer = run(*arguments).stdout
    lines = list(csv.DictReader(io.StringIO(answer)))

    assert answer == run(*arguments).stdout
    assert all(float(one["lower"]) <= float(one["influence"]) <= float(one["upper"]) for one in lines)
    assert any(float(one["lower"]) < float(one["upper"]) for one in lines)


def test_chains_and_dominators_are_about_somebody(bakery: Path) -> None:
    """An id that nobody has is answered with the nearest one."""
    chain = rows("show", bakery, "chains", "--of", "dan")[0]["chain"]
    slip = run("show", bakery, "chains", "--of", "dam")

    assert chain == ["dan", "ben", "cafe"]
    assert (slip.exit_code, slip.stdout) == (2, "")
    assert "'dan'" in slip.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("people", "--by", "unit"), "'people' does not take --by"),
        (("loops", "--draws", 5), "'loops' does not take --draws"),
        (("overview", "--as-of", "2026-01-01"), "'overview' does not take --as-of"),
        (("chains",), "say whom with --of"),
    ],
)
def test_an_option_that_would_do_nothing_is_refused(bakery: Path, arguments: tuple[object, ...], said: str) -> None:
    """Nobody believes that an answer was grouped when it was not."""
    result = run("show", bakery, *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr


@given(
    takes=st.sets(st.sampled_from(OPTIONS)),
    needs=st.sets(st.sampled_from(OPTIONS)),
    given=st.sets(st.sampled_from(OPTIONS)),
)
def test_options_are_accepted_just_where_they_are_taken_and_all_needed_are_there(
    takes: set[str], needs: set[str], given: set[str]
) -> None:
    """A topic answers if, and only if, it takes every option that is given and is given every one that it needs."""
    asked = Asked(language="en", **dict.fromkeys(given, 7))  # type: ignore[arg-type]
    try:
        refuse_other_options("x", tuple(takes | needs), tuple(needs), asked)
    except TopicOptionError as error:
        named = {one.replace("-", "_") for one in re.findall(r"--([a-z-]+)", str(error))}

        assert named <= (given - takes - needs) | (needs - given)
        assert named
    else:
        assert needs <= given <= takes | needs


@given(st.lists(st.one_of(st.none(), st.integers(-5, 5))))
def test_another_order_loses_no_row_and_keeps_the_order_of_equals(cells: list[int | None]) -> None:
    """Ordering a table permutes its rows; rows that are alike stay in their order."""
    table = sc.Table.of(["place", "value"], list(enumerate(cells)))
    found = ordered(table, "value", lambda cell: (cell is None, cell or 0)).rows

    assert sorted(place for place, _ in found) == list(range(len(cells)))
    for (place, value), (following, other) in pairwise(found):
        assert (value is None, value or 0, place) < (other is None, other or 0, following)


@given(before=st.lists(st.text(max_size=3)), added=st.lists(st.text(max_size=3)))
def test_a_note_stands_once(before: list[str], added: list[str]) -> None:
    """Every note of the answer and every one that is added is there, once, those of the answer first."""
    notes = with_notes(sc.Table.of(["a"], [], notes=before), added).notes

    assert set(notes) == {*before, *added}
    assert len(set(notes)) == len(notes)


def test_every_topic_is_in_the_help_and_in_the_documentation() -> None:
    """Whoever asks for help finds every topic; so does whoever reads the page of the command line."""
    spoken = " ".join(run("show", "--help").stdout.split())
    page = (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")

    for name, topic in TOPICS.items():
        assert name in spoken
        assert f"| `{name}` | `{topic.spanish}` |" in page


def test_the_readme_says_what_the_library_says() -> None:
    """The ten lines print what stands under them, in English and in Spanish."""
    for name, language in (("README.md", "en"), ("README.es.md", "es")):
        text = (ROOT / name).read_text(encoding="utf-8")
        shown = re.findall(r"```text\n(.*?)```", text, re.DOTALL)[0]

        assert shown == f"{sc.ServiceNetwork.of(sc.examples.bakery(language)).influence(by='party')}\n"


class Tags(HTMLParser):
    """Counts the tags of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - the name is the parent's
        """Note a tag."""
        self.seen.append(tag)

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text.append(data)


def tags(page: str) -> Tags:
    """The tags and texts of a page."""
    found = Tags()
    found.feed(page)
    found.close()
    return found


@given(st.text(st.sampled_from("<>&\"'/a ={}"), max_size=20))
def test_no_name_becomes_markup(name: str) -> None:
    """Whatever a program, a unit or a question is called, the page has the tags it has for an innocent name."""

    def page(text: str) -> str:
        table = sc.Table.of(["a"], [[text]], title=text or "x")
        return answers_page(
            text,
            (
                Chapter(
                    question=text, answer=text, bars=(Bar(text, 0.5), Bar(text, 0.2, assumed=True)), tables=(table,)
                ),
            ),
            "en",
        )

    assert tags(page(name)).seen == tags(page("n")).seen or not name


@pytest.fixture(scope="module")
def answers() -> tuple[Chapter, ...]:
    """What the demonstration tells of the hotel."""
    return chapters(sc.examples.hotel(), "en")


def test_bars_show_the_largest_parts_first(answers: tuple[Chapter, ...]) -> None:
    """Bars fall from left to right of the list, are few, and stand for parts of one whole."""
    drawn = [one.bars for one in answers if one.bars]

    assert len(drawn) == 2
    for bars in drawn:
        parts = [bar.part for bar in bars]

        assert parts == sorted(parts, reverse=True)
        assert 0 < len(parts) <= BARS
        assert 0 < sum(parts) <= 1 + 1e-9


def test_sentences_of_the_page_agree_with_its_tables(answers: tuple[Chapter, ...]) -> None:
    """The three names of the first answer are the first three of its table, with their sum in per cent."""
    first = answers[0]
    top = first.tables[0].to_dicts()[:3]
    together = sum(float(str(one["influence"])) for one in top)

    assert all(str(one["name"]) in first.answer for one in top)
    assert f"{100 * together:.0f} %" in first.answer


def test_what_is_assumed_is_drawn_as_such(answers: tuple[Chapter, ...]) -> None:
    """A part that rests on an assumption is no finding: its bar is marked, and the sentence names only who was rated."""
    lost = answers[1]
    basis = {one["name"]: one["basis"] for one in lost.tables[0].to_dicts()}

    assert {bar.assumed for bar in lost.bars} == {True, False}
    assert all(bar.assumed is (basis[bar.name] == "assumed") for bar in lost.bars)
    assert not any(bar.name in lost.answer for bar in lost.bars if bar.assumed)
    assert answers_page("Hotel", (lost,), "en").count('class="bar assumed"') == sum(bar.assumed for bar in lost.bars)


def test_no_person_is_shown_as_a_part_of_what_is_lost(answers: tuple[Chapter, ...]) -> None:
    """The page of a hotel never draws somebody's name beside what is missing for customers."""
    people = {one.name for one in sc.examples.hotel().people}

    assert people.isdisjoint(bar.name for one in answers for bar in one.bars)


def test_the_page_and_its_text_open_with_what_the_figures_are_for(answers: tuple[Chapter, ...]) -> None:
    """Before any figure stands what it is for, and every question and answer is in both."""
    page, text = tags(answers_page("Hotel", answers, "en")), answers_text("Hotel", answers, "en")
    read = "".join(page.text)

    assert read.index(PURPOSE) < read.index(answers[0].question)
    assert text.index(PURPOSE) < text.index(answers[0].question)
    assert all(one.answer in read and one.answer in text for one in answers)
    assert "script" not in page.seen
