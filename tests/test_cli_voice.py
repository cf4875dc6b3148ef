"""What the command line answers of what customers say, in a program and in a file of answers."""

from __future__ import annotations

import builtins
import json
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

import servicecraft as sc
from servicecraft.cli import answer_files, main
from servicecraft.cli.topics import TOPICS
from servicecraft.cli.voice_topics import GROUPINGS, VOICE_QUESTIONS, VOICE_TOPICS
from servicecraft.words import glossary

ROOT = Path(__file__).parents[1]
HOTEL = ROOT / "examples" / "hotel"
NPS_OPTIONS = ("--score", "likely", "--missing", "11")


def run(*arguments: object) -> Result:
    """One run of the command."""
    return CliRunner().invoke(main, [str(one) for one in arguments])


def rows(*arguments: object) -> list[dict[str, object]]:
    """The rows of an answer."""
    result = run(*arguments, "--format", "json")
    assert result.exit_code == 0, result.output
    found: list[dict[str, object]] = json.loads(result.stdout)["rows"]
    return found


ANSWERS = pl.DataFrame(
    {
        "likely": [10] * 70 + [8] * 10 + [3] * 20 + [11] * 5,
        "area": ["A", "B", "C"] * 35,
        "day": ["2026-04-02", "2026-05-03", "2026-06-04"] * 35,
        "weight": [1.0, 2.0, 0.5] * 35,
    }
)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same answers in three files."""
    folder = tmp_path_factory.mktemp("answers")
    ANSWERS.write_parquet(folder / "answers.parquet")
    ANSWERS.write_csv(folder / "answers.csv")
    ANSWERS.write_csv(folder / "semicolon.csv", separator=";")
    return folder


@pytest.mark.parametrize("topic", VOICE_TOPICS)
def test_every_topic_answers_by_its_name_in_both_languages(topic: str) -> None:
    """Every question to the voice can be asked from the terminal, by its English and by its Spanish name."""
    english = run("show", HOTEL, topic)
    spanish = run("show", HOTEL, VOICE_TOPICS[topic].spanish.upper())

    assert (english.exit_code, spanish.exit_code) == (0, 0), english.output
    assert english.stdout
    assert spanish.stdout == english.stdout


def test_no_topic_hides_another_or_a_table() -> None:
    """Each spelling means one thing."""
    spellings = [glossary.folded(word) for name, one in TOPICS.items() for word in {name, one.spanish}]

    assert len(spellings) == len(set(spellings))
    assert [one for one in VOICE_TOPICS if glossary.recognised_table(VOICE_TOPICS[one].spanish)] == []


@pytest.mark.parametrize(
    ("form", "begins"),
    [("text", "What customers say"), ("csv", "score,instrument,n,value"), ("json", "{"), ("md", "**")],
)
def test_the_overview_comes_in_every_format(form: str, begins: str) -> None:
    """People, spreadsheets and programs get the same page."""
    assert run("show", HOTEL, "voice", "--format", form, "-l", "en").stdout.startswith(begins)


def test_the_overview_begins_with_who_answered_and_agrees_with_the_questions() -> None:
    """Response rates come first, then the verdict, then the scores, each as the question by itself gives it."""
    program = sc.load(HOTEL)
    voice = sc.Voice.of(program)
    found = rows("show", HOTEL, "voice")
    order = list(dict.fromkeys(str(row["score"]) for row in found))
    values = {str(row["score"]): row for row in found}

    assert order == ["response_rate", "verdict", "csat", "nps", "mean"]
    assert values["nps"]["value"] == pytest.approx(voice.nps().column("nps")[0], abs=1e-12)
    assert values["csat"]["lower"] == pytest.approx(voice.csat().column("lower")[0], abs=1e-12)
    assert values["verdict"]["value"] == pytest.approx(voice.verdict().column("gap")[0], abs=1e-12)


def test_response_rates_of_the_overview_are_the_surveys_added_up() -> None:
    """Of each scale the page tells how many of all asked answered; what only staff were asked is not there."""
    program = sc.load(HOTEL)
    found = {str(row["instrument"]): row for row in rows("show", HOTEL, "voice") if row["score"] == "response_rate"}
    asked = [one for one in program.surveys if one.instrument == "recomendar_10"]

    answered, sent = sum(one.answered or 0 for one in asked), sum(one.sent or 0 for one in asked)
    assert found["recomendar_10"]["value"] == pytest.approx(answered / sent, abs=1e-12)
    assert found["recomendar_10"]["n"] == answered
    assert "clima_5" not in found


def test_a_program_without_answers_says_so(tmp_path: Path) -> None:
    """Nothing heard is a sentence, not an error."""
    path = tmp_path / "empty.yaml"
    sc.save(sc.Program(name="Nobody yet"), path)

    assert "No customer has been heard yet." in run("show", path, "voice").stdout


@pytest.mark.parametrize(("spanish", "english"), [("unidad", "unit"), ("Cliente", "customer"), ("mes", "month")])
def test_groupings_have_spanish_names(spanish: str, english: str) -> None:
    """`--by unidad` is `--by unit`."""
    assert run("show", HOTEL, "mean", "--by", spanish).stdout == run("show", HOTEL, "mean", "--by", english).stdout
    assert set(GROUPINGS) == {glossary.folded(one) for one in GROUPINGS}


def test_several_groupings_stand_with_commas_between() -> None:
    """A unit and a quarter are two columns."""
    found = rows("show", HOTEL, "csat", "--by", "unit, quarter")

    assert {"unit", "quarter"} <= set(found[0])


def test_a_trend_is_of_the_score_and_the_span_that_are_asked_for() -> None:
    """`trend --of nps --by quarter` is one point for each quarter."""
    found = rows("show", HOTEL, "tendencia", "--of", "recomendación", "--by", "trimestre")
    expected = sc.Voice.of(sc.load(HOTEL)).trend("nps", span="quarter").to_dicts()

    assert [(row["quarter"], row["nps"]) for row in found] == [(row["quarter"], row["nps"]) for row in expected]


def test_a_trend_of_something_else_is_refused() -> None:
    """A score that does not exist is answered with those that do."""
    result = run("show", HOTEL, "trend", "--of", "happiness", "-l", "en")

    assert result.exit_code == 2
    assert "csat, nps, ces, mean, servqual" in result.stderr


@pytest.mark.parametrize("name", ["answers.parquet", "answers.csv", "semicolon.csv"])
def test_a_file_of_answers_is_scored(files: Path, name: str) -> None:
    """70 promoters, 10 between and 20 detractors of 100 are 50; five codes are no answer."""
    (row,) = rows("show", files / name, "nps", *NPS_OPTIONS)

    assert (row["n"], row["missing"], row["nps"]) == (100, 5, 50.0)
    assert row["lower"] == pytest.approx(32.94, abs=0.005)


@pytest.mark.parametrize("name", ["answers.parquet", "answers.csv"])
def test_a_file_is_grouped_timed_and_weighted_like_a_frame(files: Path, name: str) -> None:
    """The command says what `Voice.from_frame` says."""
    scale = sc.Instrument("likely", 0, 10)
    voice = sc.Voice.from_frame(
        ANSWERS, score="likely", by="area", on="day", weight="weight", missing=[11], instrument=scale
    )
    options = (*NPS_OPTIONS, "--on", "day", "--weight", "weight", "--by", "area,mes")
    found = rows("show", files / name, "nps", *options)

    expected = voice.nps(["area", "month"]).to_dicts()
    assert [row["nps"] for row in found] == pytest.approx([row["nps"] for row in expected], abs=1e-12)
    assert [(row["area"], row["month"]) for row in found] == [(row["area"], row["month"]) for row in expected]


def test_the_page_of_a_file_is_what_its_scale_gives(files: Path) -> None:
    """Without a topic a file shows its overview: of 0 to 10 the net promoter score."""
    found = rows("show", files / "answers.csv", *NPS_OPTIONS, "--lowest", 0, "--highest", 10)

    assert [(row["score"], row["value"]) for row in found] == [("nps", 50.0)]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("nps",), "--score"),
        (("csat", "--score", "likely"), "--lowest"),
        (("influence", "--score", "likely"), "influence"),
        (("nps", "--score", "likly"), "SC-604"),
        (("nps", "--score", "likely"), "SC-601"),
        (("nps", "--score", "area"), "SC-602"),
        (("reliability", "--score", "likely", "--lowest", 0, "--highest", 11, "--by", "area"), "--by"),
        (("nps", *NPS_OPTIONS, "--on", "area"), "SC-607"),
        (("call_backs", *NPS_OPTIONS, "--lowest", 0, "--highest", 10), "SC-612"),
    ],
)
def test_what_a_file_cannot_tell_is_a_sentence(files: Path, options: tuple[object, ...], told: str) -> None:
    """Everything that is missing or wrong is told on standard error, with exit code 2, and no figure."""
    result = run("show", files / "answers.parquet", *options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert told in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("name", ["none.parquet", "none.csv"])
def test_a_file_that_is_not_there_is_a_sentence(tmp_path: Path, name: str) -> None:
    """A wrong path says so."""
    result = run("show", tmp_path / name, "nps", "--score", "likely")

    assert result.exit_code == 2
    assert "SC-123" in result.stderr


@pytest.mark.parametrize("name", ["broken.parquet", "broken.csv"])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00likely\x81", b"likely,weight\n1,2,3\n"])
def test_a_broken_file_is_a_sentence(tmp_path: Path, name: str, content: bytes) -> None:
    """Whatever stands in a file, no foreign error comes out."""
    path = tmp_path / name
    path.write_bytes(content)
    result = run("show", path, "nps", "--score", "likely", "--weight", "weight")

    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert result.stderr.startswith("SC-")


@pytest.mark.parametrize("option", ["--score", "--on", "--weight", "--missing"])
def test_options_of_files_are_refused_for_programs(option: str) -> None:
    """An option that would be ignored is refused."""
    result = run("show", HOTEL, "nps", option, "x", "-l", "en")

    assert result.exit_code == 2
    assert option in result.stderr


def test_without_polars_the_extra_is_named(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who lacks the reader is told what to install."""
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> ModuleType:
        if name == "polars":
            raise ImportError(name)
        return real(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    result = run("show", files / "answers.csv", "nps", *NPS_OPTIONS)

    assert result.exit_code == 2
    assert "servicecraft[data]" in result.stderr


def test_a_large_file_is_counted_in_parts_and_the_answer_is_the_same(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Parts of seven rows merge to what the whole gives; the bar stands on standard error only."""
    options = ("show", files / "answers.parquet", "nps", *NPS_OPTIONS, "--by", "area,month", "--on", "day")
    whole = rows(*options)
    monkeypatch.setattr(answer_files, "ROWS_IN_A_PART", 7)
    result = run(*options, "--format", "json")

    assert json.loads(result.stdout)["rows"] == whole
    assert "answers.parquet" in result.stderr


def test_what_takes_long_is_told_on_standard_error(files: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a moment a line says what is being read, in the language; the answer stays alone on standard output."""

    class AtOnce:
        """A clock that strikes when it is started."""

        daemon = False

        def __init__(self, seconds: float, strike: object) -> None:
            self.seconds, self.strike = seconds, strike

        def start(self) -> None:
            self.strike()  # type: ignore[operator]

        def cancel(self) -> None:
            assert self.seconds == answer_files.A_MOMENT

    quiet = run("show", files / "answers.csv", "nps", *NPS_OPTIONS)
    monkeypatch.setattr(answer_files, "Timer", AtOnce)
    spoken = run("show", files / "answers.csv", "nps", *NPS_OPTIONS)

    assert quiet.stderr == ""
    assert spoken.stderr == "Reading answers.csv …\n"
    assert spoken.stdout == quiet.stdout


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 11), min_size=1, max_size=40), st.integers(1, 9))
def test_a_file_gives_what_counting_by_hand_gives(
    tmp_path_factory: pytest.TempPathFactory, scores: list[int], part: int
) -> None:
    """Promoters minus detractors of all who answered, whatever the parts in which the file is read."""
    path = tmp_path_factory.mktemp("hand") / "answers.parquet"
    pl.DataFrame({"likely": scores}).write_parquet(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(answer_files, "ROWS_IN_A_PART", part)
        (row,) = rows("show", path, "nps", *NPS_OPTIONS)

    given_answers = [one for one in scores if one != 11]
    if len(given_answers) >= 5:
        net = sum(one >= 9 for one in given_answers) - sum(one <= 6 for one in given_answers)
        assert row["nps"] == pytest.approx(100 * net / len(given_answers), abs=1e-9)
    else:
        assert row["nps"] is None


def test_every_question_has_a_spanish_name_of_its_own() -> None:
    """No two questions share a name, so each can be asked for in Spanish."""
    names = [glossary.folded(one.spanish) for one in VOICE_QUESTIONS.values()]

    assert len(names) == len(set(names))
