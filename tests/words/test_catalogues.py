"""What people read in their own language: the catalogue is whole, and speaking never fails."""

from __future__ import annotations

import ast
import gettext
import importlib.util
import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from string import Formatter
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicecraft.errors import ColumnFact, ComplaintFact, Fault, ModelError, SpokenFact, TableFact, WordFact
from servicecraft.files.json_text import read_json
from servicecraft.files.limits import Limits
from servicecraft.files.text import decoded
from servicecraft.files.yaml_text import read_yaml
from servicecraft.model.words import AssignmentCode, Level
from servicecraft.words import base_language, glossary, say, say_count, sentence, shortened, visible
from servicecraft.words.faults import FAULT_KINDS
from servicecraft.words.parsers import plain_complaint

ROOT = Path(__file__).resolve().parents[2]
RENEW = "bring the catalogues up to date: python tools/catalogues.py"


def _tool() -> ModuleType:
    found = importlib.util.spec_from_file_location("catalogues", ROOT / "tools" / "catalogues.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


TOOL = _tool()


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


MESSAGES = {_forms(one.id): _forms(one.string) for one in TOOL.current() if one.id}
"""English forms and Spanish forms of every message of the catalogue."""
PAIRS = [
    (english, spanish)
    for originals, translations in MESSAGES.items()
    for english, spanish in zip((*originals, originals[-1]), translations, strict=False)
    if spanish
]
"""Each Spanish form with the English one it translates."""
SAME_IN_BOTH = {"no", "total", "id", "plan", "normal", "local", "ideas", "n"}
"""Words that the two languages share."""
FIXED_TERMS = {
    "external customer": "cliente",
    "internal provider": "proveedor",
    "moment of truth": "momento de verdad",
    "guiding team": "equipo que lidera",
    "commitment": "compromiso",
    "influence": "incidencia",
    "survey": "encuesta",
    "credibility": "credibilidad",
    "responsibilit": "responsabilidad",
    "workbook": "libro",
    "folder": "carpeta",
    "mapping file": "archivo de correspondencias",
}
"""Terms, or their beginnings, that always have the same counterpart."""
BLAME = re.compile(
    r"\b(culpa\w*|fracas\w*|incompeten\w+|in[uú]til\w*|neglige\w+|inept\w+|torpe\w*|descuidad\w+|irresponsab\w+|mediocre\w*"
    r"|castig\w+|sancion\w+|flojo|floja|holgaz\w+|perezos\w+|vag[oa]s?|ignoran\w+|peores"
    r"|blam\w+|guilt\w*|culprit\w*|fail(?:s|ed|ures?)?|useless\w*|careless\w*|laz(?:y|iness)|stupid\w*|punish\w*|ignoran\w+"
    r"|irresponsib\w+|worst|offender\w*)\b",
    re.IGNORECASE,
)
"""Words that put the blame on somebody, in both languages."""
INFINITIVE = re.compile(r"(?:^|: |, )(?:\w+ ){0,3}\w*(?:ar|er|ir|ír)(?:l[oae]s?|se)?\b")


def _places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def _offenders(wrong: Callable[[str, str], bool]) -> list[tuple[str, str]]:
    return [(english, spanish) for english, spanish in PAIRS if wrong(english, spanish)]


# the catalogue


def test_catalogue_holds_every_sentence_and_no_other() -> None:
    """Nobody has added or dropped a sentence without renewing the catalogue."""
    said = {_forms(message) for message in TOOL.sentences() if message}

    assert (set(), set()) == (said - set(MESSAGES), set(MESSAGES) - said), RENEW


def _marked(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("sentence", "say_count"):
            parts = node.args[:1] if node.func.id == "sentence" else node.args[:2]
            yield from (one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_every_marked_sentence_is_found() -> None:
    """No sentence is marked where the tool cannot see it, such as inside an f-string of Python 3.11."""
    marked = {
        text for path in TOOL.SOURCE.rglob("*.py") for text in _marked(ast.parse(path.read_text(encoding="utf-8")))
    }

    assert set() == marked - set(chain.from_iterable(MESSAGES))


def test_every_sentence_has_a_translation() -> None:
    """No Spanish reader meets an English sentence."""
    assert TOOL.untranslated(TOOL.current()) == [], RENEW


def test_plural_sentences_have_both_forms() -> None:
    """One and many are both said."""
    assert {one: said for one, said in MESSAGES.items() if len(said) != len(one) or not all(said)} == {}


def test_places_are_the_same_in_both_languages() -> None:
    """Every fact that an English sentence names stands in the Spanish one, and no other."""
    assert _offenders(lambda english, spanish: _places(english) != _places(spanish)) == []


def test_translations_differ_from_their_originals() -> None:
    """What looks translated is translated."""
    assert _offenders(lambda english, spanish: english == spanish and english not in SAME_IN_BOTH) == []


def test_sentences_are_tidy() -> None:
    """No sentence has double spaces, spaces at its ends, line breaks, or a space before a mark of punctuation."""
    untidy = re.compile(r"\s\s|^\s|\s$|[\t\n\r]|\s[,;:.?!](?!\w)|¿\s|¡\s")

    assert (
        _offenders(lambda english, spanish: bool(untidy.search(spanish) or re.search(r"\s\s|^\s|\s$", english))) == []
    )


def test_sentences_end_alike() -> None:
    """A sentence with a full stop, a question mark or a colon at its end has the same one in Spanish."""

    def ending(text: str) -> str:
        return text[-1:] if text.endswith((".", "?", "!", ":", "…")) else ""

    assert _offenders(lambda english, spanish: ending(english) != ending(spanish)) == []


def test_questions_and_exclamations_are_opened() -> None:
    """Every closing mark of Spanish has its opening one."""
    assert (
        _offenders(
            lambda _, spanish: (
                spanish.count("¿") != spanish.count("?")
                or spanish.count("¡") != len(re.findall(r"(?<!#REF)!", spanish))
            )
        )
        == []
    )


def test_sentences_begin_alike() -> None:
    """What begins with a capital in one language does so in the other; facts and quotations may lead either."""

    def small(text: str) -> bool | None:
        letter = text.lstrip("¿¡(…\"' ")[:1]
        return letter.islower() if letter.isalpha() else None

    def wrong(english: str, spanish: str) -> bool:
        both = small(english), small(spanish)
        return None not in both and both[0] != both[1] and not english.startswith(("JSON", "UTF-8", "R ", "Cronbach"))

    assert _offenders(wrong) == []


def test_fixed_terms_are_kept() -> None:
    """A term has one counterpart, whoever translates."""
    assert (
        _offenders(
            lambda english, spanish: any(
                term in english.lower() and fixed not in spanish.lower() for term, fixed in FIXED_TERMS.items()
            )
        )
        == []
    )


def test_nobody_is_blamed() -> None:
    """No text of either language holds a word that puts the blame on somebody."""
    texts = [*chain.from_iterable(PAIRS), *(word for term in glossary.terms() for word in term.spellings())]

    assert [text for text in texts if BLAME.search(text)] == []


def test_spanish_addresses_nobody() -> None:
    """Spanish sentences are impersonal: no form of address, no imperative of one, no split genders."""
    addressed = re.compile(
        r"\b(usted(es)?|vosotros|tú|vos|ti|contigo)\b|\w[oa]s?/[oa]s?\b|\w@s?\b"
        r"|(?:^|[.;:] )(corrija|escriba|elija|indique|revise|abra|guarde|complete|use|dé|haga|ponga|borre|agregue)\b",
        re.IGNORECASE,
    )

    assert _offenders(lambda _, spanish: bool(addressed.search(spanish))) == []


@pytest.mark.parametrize("code", FAULT_KINDS)
def test_remedies_keep_to_one_mood(code: str) -> None:
    """Every Spanish remedy says in the infinitive what to do."""
    assert INFINITIVE.search(say(FAULT_KINDS[code].remedy, "es"))


def test_compiled_catalogue_equals_its_source() -> None:
    """What is spoken is what was translated."""
    compiled = TOOL.CATALOGUE.with_suffix(".mo")
    assert compiled.exists(), f"no compiled catalogue; install the package, or {RENEW}"
    with compiled.open("rb") as content:
        spoken = gettext.GNUTranslations(content)
    said = {one: (spoken.gettext(one[0]),) if len(one) == 1 else _plural(spoken, one) for one in MESSAGES}

    assert {
        one: (MESSAGES[one], what) for one, what in said.items() if what != MESSAGES[one] and all(MESSAGES[one])
    } == {}, RENEW


def _plural(spoken: gettext.GNUTranslations, forms: tuple[str, ...]) -> tuple[str, ...]:
    return spoken.ngettext(forms[0], forms[1], 1), spoken.ngettext(forms[0], forms[1], 2)


# speaking

TEXTS = (
    st.text()
    | st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp", "Co", "Lu"]))
    | st.sampled_from(["{", "}", "{value}", "{0}", "%s", "\x1b[31m", "\u202e", "{a!r:>{b}}"])
)


def _shown(text: str) -> bool:
    return all(one.isprintable() or unicodedata.category(one) == "Zs" for one in text)


@given(st.sampled_from(sorted(MESSAGES)), st.data())
def test_any_facts_can_be_spoken(forms: tuple[str, ...], data: st.DataObject) -> None:
    """Whatever the facts hold, a sentence can be said in every language, without a control character, all facts in it."""
    names = sorted(_places(forms[-1]) - ({"count"} if len(forms) == 2 else set()))
    facts = {name: data.draw(TEXTS, label=name) for name in names}
    for language in ("en", "es_DO"):
        spoken = [say_count(*forms, 3, language, **facts)] if len(forms) == 2 else [say(forms[0], language, **facts)]

        assert all(_shown(text) for text in spoken)
        assert all(visible(fact) in text for text in spoken for fact in facts.values())


@pytest.mark.parametrize("code", FAULT_KINDS)
def test_faults_speak_whatever_their_facts_hold(code: str) -> None:
    """No fact, however hostile, breaks a message or a remedy in any language."""
    kind = FAULT_KINDS[code]
    names = (_places(kind.message) | _places(kind.remedy)) - {"value"}
    fault = Fault.of(code, "{x}\x1b", **dict.fromkeys(names, "{y!r}\x00"))
    for language in ("en", "es", "pt"):
        spoken = fault.in_language(language)

        assert _shown(spoken.message + spoken.remedy)
        assert all(spoken.message.count(f"{{{name}}}") == 0 for name in names)


@given(st.text())
def test_visible_text_can_be_printed(text: str) -> None:
    """Nothing in a visible text steers a terminal or turns the direction of writing, and saying it twice adds nothing."""
    shown = visible(text)

    assert _shown(shown)
    assert shown == visible(shown)


@given(st.text(st.characters(categories=["L", "N", "P", "Zs"])))
def test_visible_text_stays_as_it_is(text: str) -> None:
    """Letters, digits, marks and spaces of every script are not escaped."""
    assert text == visible(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x1b[31mb", r"a\x1b[31mb"),
        ("a\nb", r"a\nb"),
        ("\u202eabc", r"\u202eabc"),
        ("\ue000", r"\ue000"),
        ("\U000f0000", r"\U000f0000"),
        ("\ud800", r"\ud800"),
        ("Ñandú 1\u00a0%", "Ñandú 1\u00a0%"),
    ],
)
def test_visible_escapes(text: str, expected: str) -> None:
    """Control, bidirectional, private and half characters are written out; a no-break space is not."""
    assert expected == visible(text)


@given(st.text(), st.integers(1, 80))
def test_shortened_text_is_one_visible_line(text: str, longest: int) -> None:
    """A shortened value fits, can be printed, and is the whole text or its beginning with an ellipsis."""
    short, whole = shortened(text, longest), visible(text)

    assert len(short) <= longest
    assert _shown(short)
    assert short == whole or (short.endswith("…") and whole.startswith(short[:-1]) and len(short) == longest)


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        (None, "en"),
        ("", "en"),
        ("en", "en"),
        ("en_GB", "en"),
        ("EN-us", "en"),
        ("es", "es"),
        ("es_DO", "es"),
        ("es-419", "es"),
        ("ES_mx", "es"),
        ("est", "en"),
        ("pt_BR", "en"),
        ("C.UTF-8", "en"),
    ],
)
def test_locales_have_a_catalogue(locale: str | None, language: str) -> None:
    """Every Spanish locale speaks Spanish, every other one English."""
    assert language == base_language(locale)
    assert say("yes", language) == say("yes", locale)


@given(st.text(max_size=12))
def test_unknown_locales_speak_english(locale: str) -> None:
    """A locale that nobody has heard of is no error: the reader gets English."""
    spanish = re.match(r"es(?:[-_]|$)", locale, re.IGNORECASE)

    assert ("sí" if spanish else "yes") == say("yes", locale)


@given(st.text())
def test_unmarked_text_is_said_as_it_is(text: str) -> None:
    """A text without facts is never formatted, braces or not; the empty one does not say the catalogue's header."""
    known = {one[0] for one in MESSAGES}

    assert text in known or text == say(text, "es")


@pytest.mark.parametrize(
    ("count", "english", "spanish"),
    [
        (0, "0 faults; nothing was read.", "0 errores; no se leyó nada."),
        (1, "1 fault; nothing was read.", "1 error; no se leyó nada."),
        (2, "2 faults; nothing was read.", "2 errores; no se leyó nada."),
    ],
)
def test_counts_choose_their_form(count: int, english: str, spanish: str) -> None:
    """One thing is said in the singular, any other number in the plural."""
    forms = ("{count} fault; nothing was read.", "{count} faults; nothing was read.")

    assert (english, spanish) == (say_count(*forms, count), say_count(*forms, count, "es_MX"))


@given(TEXTS, st.integers(-3, 10**20))
def test_counted_sentences_show_their_facts(fact: str, count: int) -> None:
    """A counted sentence holds its count and its other facts, visible, whatever they are."""
    for language in ("en", "es"):
        spoken = say_count("{count} row of {name}", "{count} rows of {name}", count, language, name=fact)

        assert spoken.endswith(f" of {visible(fact)}")
        assert spoken.startswith(f"{count} row")


# facts that are spoken themselves


@pytest.mark.parametrize(
    ("fact", "english", "spanish"),
    [
        (SpokenFact(sentence("a list of rows")), "a list of rows", "una lista de filas"),
        (SpokenFact(sentence("from {low} to {high}"), low=0, high=1), "from 0 to 1", "de 0 a 1"),
        (TableFact("units people"), "units / people", "unidades / personas"),
        (ColumnFact("people.unit people.role"), "'unit', 'role'", "'unidad', 'puesto'"),
        (WordFact("Level.front_line"), "front_line", "front_line (primera línea)"),
        (WordFact("AssignmentCode.R AssignmentCode.A"), "R (does), A (answers for)", "R (ejecuta), A (rinde cuentas)"),
    ],
)
def test_facts_speak_the_language(fact: SpokenFact, english: str, spanish: str) -> None:
    """A fact that is prose, a table, a heading or a word changes language with its sentence."""
    assert (english, spanish) == (fact.spoken("en"), fact.spoken("es_CO"))


@pytest.mark.parametrize("vocabulary", [Level, AssignmentCode])
def test_proposed_words_are_read(vocabulary: type[Level | AssignmentCode]) -> None:
    """Each word that a remedy proposes, and its explanation in brackets, is read as the word."""
    fact = WordFact(" ".join(f"{vocabulary.__name__}.{one.value}" for one in vocabulary))
    for language in ("en", "es"):
        words = [re.findall(r"[^()]+", one.strip()) for one in fact.spoken(language).split(",")]

        assert list(vocabulary) == [vocabulary.named(one[0]) for one in words]
        assert list(vocabulary) == [vocabulary.named(one[-1]) for one in words]


def _refusal(read: Callable[[], object]) -> Fault:
    with pytest.raises(ModelError) as refused:
        read()
    return refused.value.faults[-1]


@pytest.mark.parametrize(
    "text",
    [
        "a: [1\nb: 2",
        "a: {b: c",
        "- a\nb: c",
        "a:\n  - b\n c: d",
        "a: b: c",
        "a: 'x",
        'a: "\\q"',
        "a: @b",
        "a: ]",
        "a: - b",
    ],
)
def test_complaints_about_yaml_are_translated(text: str) -> None:
    """What the YAML reader says in English is said in plain words of the reader's language."""
    fault = _refusal(lambda: read_yaml(text, file="a.yaml", limits=Limits()))
    complaint = dict(fault.facts)["reason"]

    assert complaint not in fault.message
    assert complaint not in fault.in_language("es").message
    assert say(plain_complaint(complaint), "es") in fault.in_language("es").message


@pytest.mark.parametrize(
    "text",
    ['{"a" 1}', '{"a": }', "{a: 1}", "[1 2]", "[1,]", '{"a": 1,}', '{"a": 1} x', '["a\nb"]', '["\\q"]', "nonsense"],
)
def test_complaints_about_json_are_translated(text: str) -> None:
    """What the JSON reader says in English is said in plain words of the reader's language."""
    fault = _refusal(lambda: read_json(text, file="a.json", limits=Limits()))
    complaint = dict(fault.facts)["reason"]

    assert complaint != plain_complaint(complaint)
    assert say(plain_complaint(complaint), "es") in fault.in_language("es").message


@pytest.mark.parametrize(
    ("data", "encoding"), [(b"a\x81", "cp1252"), (b"\x00\xd8a\x00b", "utf-16"), (b"\x00\xdc", "utf-16")]
)
def test_complaints_about_bytes_are_translated(data: bytes, encoding: str) -> None:
    """What a codec says in English is said in plain words of the reader's language."""
    fault = _refusal(lambda: decoded(data, file="a.csv", encoding=encoding))

    assert "estos bytes no corresponden a ningún carácter" in fault.in_language("es").message


@pytest.mark.parametrize(
    ("complaint", "expected"),
    [
        ("expected ',' or ']', but got '<stream end>'", "a list in brackets lacks a comma or its closing bracket"),
        (
            "expected <block end>, but found '?'",
            "this line does not fit the ones above; mostly its indentation differs",
        ),
        ("expected the node content, but found ']'", "a value is missing"),
        ("expected escape sequence of 2 hexadecimal numbers, but found 'z'", "a text in double quotation marks holds"),
        ("found a tab character that violates indentation", "a tab stands where only spaces can"),
        ("could not find expected ':'", "a colon is missing after a key"),
        ("found unknown directive name", "a directive stands here, which program files do not use"),
        ("Illegal trailing comma before end of object", "a comma stands before a closing bracket"),
        ("Invalid control character at", "a text runs over a line break or holds a control character"),
        ("Invalid \\uXXXX escape", "a text in double quotation marks holds a backslash"),
        ("illegal UTF-16 surrogate", "these bytes stand for no character"),
        ("the moon is full", "the moon is full"),
    ],
)
def test_complaints_of_other_versions_are_known(complaint: str, expected: str) -> None:
    """The words of the slow YAML reader and of later versions are understood as well as those of today's."""
    assert plain_complaint(complaint).startswith(expected)


@given(st.text())
def test_unknown_complaints_are_kept(text: str) -> None:
    """A complaint that nobody foresaw is said as it came, visible, and never as an error of its own."""
    fact = ComplaintFact(text)

    assert text == str(fact)
    if plain_complaint(text) == text:
        assert say(text, "es") == fact.spoken("es")
