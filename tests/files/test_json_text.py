"""From JSON text to plain values: what is read, what is refused, and where it stands."""

from __future__ import annotations

import json
import math
from unicodedata import normalize

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from servicecraft.errors import Fault, ModelError
from servicecraft.files.json_text import json_places, read_json
from servicecraft.files.limits import Limits
from servicecraft.files.yaml_text import read_yaml
from servicecraft.words import shortened

law = settings(deadline=None, max_examples=150)

LIMITS = Limits()
LARGEST = 2**53 - 1
texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
scalars = (
    texts
    | st.integers(-LARGEST, LARGEST)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.booleans()
    | st.none()
    | st.sampled_from(['"', "\\", '\\"', "[", "{}", ",", ":", "\\\\", "\\ud800", "\n"])
)
documents = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(texts, inner, max_size=4).filter(lambda d: len({normalize("NFC", k) for k in d}) == len(d))
    ),
    max_leaves=20,
)
Path = tuple[str | int, ...]


def read(text: str, limits: Limits = LIMITS) -> object:
    """The value of a JSON text."""
    return read_json(text, file="people.json", limits=limits)


def faults(text: str, limits: Limits = LIMITS) -> tuple[Fault, ...]:
    """The faults of a JSON text, each of which can be read aloud in both languages."""
    with pytest.raises(ModelError) as refused:
        read(text, limits)
    assert str(refused.value)
    assert str(refused.value.in_language("es"))
    assert all(fault.file == "people.json" for fault in refused.value.faults)
    return refused.value.faults


def outlines(text: str, limits: Limits = LIMITS) -> list[tuple[str, str | None, int | None, int | None, str]]:
    """Code, value, line, column and path of every fault."""
    return [(fault.code, fault.value, fault.line, fault.column, fault.path) for fault in faults(text, limits)]


# What is read


@law
@given(documents, st.booleans(), st.sampled_from([None, 0, 2, "\t"]))
def test_the_standard_reader_agrees(document: object, ascii_only: bool, indent: int | str | None) -> None:
    """A document that the standard library wrote is read as what was written, types, signs and order included."""
    text = json.dumps(document, ensure_ascii=ascii_only, indent=indent)

    assert repr(json.loads(text)) == repr(read(text)) == repr(document)


@law
@given(documents, st.booleans())
def test_a_json_document_means_the_same_as_yaml(document: object, ascii_only: bool) -> None:
    """JSON that has no escapes of its own is read alike by both readers of this library."""
    text = json.dumps([document], ensure_ascii=ascii_only)
    if "\\" not in text and text.isprintable():
        assert repr(read(text)) == repr(read_yaml(text, file="f", limits=LIMITS))


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(ends: str) -> None:
    """The same document with other line ends gives the same value and the same places."""
    text = '{\n "a": [\n  1,\n  {"b": 2}\n ]\n}\n'

    assert read(text) == read(text.replace("\n", ends))
    assert json_places(text) == json_places(text.replace("\n", ends))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("0", 0),
        ("-0", 0),
        ("-0.0", -0.0),
        ("1e3", 1000.0),
        ("1E+3", 1000.0),
        ("5e-324", 5e-324),
        ("1.7976931348623157e308", 1.7976931348623157e308),
        ("0e-999", 0.0),
        ("0.000", 0.0),
        ("9007199254740991", LARGEST),
        ("-9007199254740991", -LARGEST),
        ("true", True),
        ("null", None),
        ('"12"', "12"),
        ('"\\u00e9\\ud83d\\ude42"', "é🙂"),
        ('"\\\\ud800"', "\\ud800"),
        ('"\\u0000"', "\0"),
        ('"\\/"', "/"),
        (" \r\n\t[ ]\n ", []),
    ],
)
def test_values(written: str, expected: object) -> None:
    """Numbers, words and escapes have their value and its type."""
    assert repr(expected) == repr(read(written))


# Where it stands


def paths_of(document: object, path: Path = ()) -> list[tuple[Path, object]]:
    """Every path of a value, with the value."""
    inner: list[tuple[str | int, object]] = []
    if isinstance(document, dict):
        inner = list(document.items())
    elif isinstance(document, list):
        inner = list(enumerate(document))
    return [(path, document), *(pair for step, value in inner for pair in paths_of(value, (*path, step)))]


def position_of(text: str, place: tuple[int, int]) -> int:
    """The position of a place."""
    line, column = place
    return sum(len(before) + 1 for before in text.split("\n")[: line - 1]) + column - 1


@law
@given(documents, st.booleans(), st.sampled_from([None, 1]))
def test_places_are_where_values_and_keys_begin(document: object, ascii_only: bool, indent: int | None) -> None:
    """Every value and key has a place, and reading on from there gives that value or key."""
    text = json.dumps(document, ensure_ascii=ascii_only, indent=indent)
    places = json_places(text)
    values = dict(paths_of(document))

    assert set(values) == set(places.values)
    assert {path for path in values if path and isinstance(path[-1], str)} == set(places.keys)
    for path, place in places.values.items():
        assert repr(values[path]) == repr(json.JSONDecoder().raw_decode(text, position_of(text, place))[0])
    for path, place in places.keys.items():
        assert path[-1] == json.JSONDecoder().raw_decode(text, position_of(text, place))[0]


@pytest.mark.parametrize(
    "text", ["", "]", "}", "[}", "{1: 2}", '{"a" [}', ",", "[" * 100_000, '{"a": ' * 50_000, "[1, x, 2]"]
)
def test_places_of_a_broken_text_end_where_it_breaks(text: str) -> None:
    """A text that is no JSON has places up to the fault, and never too many."""
    assert len(json_places(text).values) <= 501


# What is refused


@pytest.mark.parametrize(
    ("text", "value", "line", "column", "path", "first"),
    [
        ('{"a": 1, "a": 2}', "a", 1, 10, "a", (1, 2)),
        ('{"people": [\n {"id": 1,\n  "id": 2}]}', "id", 3, 3, "people[0].id", (2, 3)),
        ('{"\\u0061": 1, "a": 2}', "a", 1, 15, "a", (1, 2)),
        ('{"a\u00f1o": 1, "an\u0303o": 2}', "an\u0303o", 1, 12, "an\u0303o", (1, 2)),
        ('{"an\u0303o": 1, "a\u00f1o": 2}', "a\u00f1o", 1, 13, "a\u00f1o", (1, 2)),
        ('{"a\\u00f1o": 1, "an\u0303o": 2}', "an\u0303o", 1, 17, "an\u0303o", (1, 2)),
        ('{"a\u00f1o": 1, "an\\u0303o": 2}', "an\u0303o", 1, 12, "an\u0303o", (1, 2)),
        ('{"": 1,\r\n"": 2}', "", 2, 1, "", (1, 2)),
        ('{"a": {"b": 1}, "c": [{"b": 1, "d": 1, "b": 2}]}', "b", 1, 40, "c[0].b", (1, 24)),
    ],
)
def test_repeated_keys(text: str, value: str, line: int, column: int, path: str, first: tuple[int, int]) -> None:
    """A key that stands twice, in whatever Unicode form, is refused with both places."""
    assert outlines(text) == [("SC-106", value, line, column, path)]
    ((earlier,),) = [fault.related for fault in faults(text)]
    assert (earlier.line, earlier.column) == first


def test_repeated_mappings_do_not_repeat_what_is_in_them() -> None:
    """Only the outer key of two equal mappings is refused."""
    assert [fault.path for fault in faults('{"a": {"x": 1, "y": 2}, "a": {"x": 1, "y": 2}}')] == ["a"]


@pytest.mark.parametrize("text", ['{"a": {"a": 1}}', '[{"a": 1}, {"a": 1}]', '{"a": 1, "A": 2}', '{"a": "a"}'])
def test_equal_keys_elsewhere_are_no_repetition(text: str) -> None:
    """The same key in another mapping, or one that differs in capitals, is not refused."""
    assert read(text) == json.loads(text)


@law
@given(st.lists(st.sampled_from(["a", "b", "c", "\u00f1", "n\u0303"]), max_size=6))
def test_every_repeated_key_is_found(keys: list[str]) -> None:
    """There is one fault for every key beyond the first of its Unicode form, and a value where there is none."""
    text = "{" + ",".join(f'"{key}": 1' for key in keys) + "}"
    repeated = len(keys) - len({normalize("NFC", key) for key in keys})

    if repeated:
        assert len(faults(text)) == repeated
    else:
        assert list(dict(read(text))) == keys  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "written",
    ["9007199254740992", "-9007199254740992", "1" + "0" * 15 + "0", "1" + "0" * 399, "-" + "7" * 5_000, "9" * 100_000],
)
def test_large_whole_numbers_are_refused(written: str) -> None:
    """A whole number that is not kept exactly everywhere is refused at its place, however many digits it has."""
    assert outlines(f'{{"a": [1,\n {written}]}}') == [("SC-104", shortened(written), 2, 2, "a[1]")]


@pytest.mark.parametrize("written", ["NaN", "Infinity", "-Infinity", "1e400", "-1e400", "1e-400", "9" * 400 + ".0"])
def test_numbers_that_are_none_are_refused(written: str) -> None:
    """What is not a number, is infinite, or would vanish to 0 is refused at its place."""
    assert outlines(f'{{"a": [1,\n {written}]}}') == [("SC-105", shortened(written), 2, 2, "a[1]")]


@law
@given(
    st.integers()
    | st.floats()
    | st.from_regex(r"-?(0|[1-9][0-9]{0,20})(\.[0-9]{1,9})?(e-?[0-9]{1,3})?", fullmatch=True)
)
def test_numbers_are_exact_or_refused(number: object) -> None:
    """No number is rounded in silence: a whole one is exact, another one the nearest, or it is refused."""
    written = number if isinstance(number, str) else json.dumps(number)
    try:
        value = read(written)
    except ModelError as error:
        assert error.faults[0].code in ("SC-104", "SC-105")
        return
    assert value == json.loads(written)
    assert math.isfinite(float(str(value)))
    assert isinstance(value, float) or abs(int(str(value))) <= LARGEST


@pytest.mark.parametrize(
    ("text", "line", "column", "path"),
    [
        ('["\\ud800"]', 1, 2, "[0]"),
        ('["x\\uDFFFy"]', 1, 2, "[0]"),
        ('["\\ud83d\\ud83d\\ude00"]', 1, 2, "[0]"),
        ('["\\ud83d\\ude00\\ude00"]', 1, 2, "[0]"),
        ('["\\ud83d", "\\ude00"]', 1, 2, "[0]"),
        ('{"a": 1,\n "\\ud83dx": 2}', 2, 2, "\\ud83dx"),
        ('["é\ud800"]', 1, 2, "[0]"),
        ('["\\\\\\ud800"]', 1, 2, "[0]"),
    ],
)
def test_half_characters_are_refused(text: str, line: int, column: int, path: str) -> None:
    """A lone surrogate, as it is or as an escape, is refused where its text begins."""
    fault = faults(text)[0]

    assert (fault.code, fault.line, fault.column, fault.path) == ("SC-108", line, column, path)


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("{'a': 1}", 1, 2, "Expecting"),
        ('{"a": 1,}', 1, None, ""),
        ('{"a": 1\n "b": 2}', 2, 2, "','"),
        ("[1 2]", 1, 4, "','"),
        ("[1] [2]", 1, 5, "Extra data"),
        ("// remark\n1", 1, 1, "Expecting"),
        ('["a\tb"]', 1, 4, "control character"),
        ('["a\nb"]', 1, 4, "control character"),
        ('["\\x"]', 1, None, "escape"),
        ('["\\u12G4"]', 1, None, "escape"),
        ("[01]", 1, 3, "','"),
        ("[.5]", 1, 2, "Expecting"),
        ("[1,\r\n+1]", 2, 1, "Expecting"),
        ("nan", 1, 1, "Expecting"),
        ("[True]", 1, 2, "Expecting"),
        ("\ufeff{}", 1, 1, "Expecting"),
        ("]", 1, 1, "Expecting"),
        ('{"a": "b\n}', 1, 9, "control character"),
        ('{"a: 1, "b": 2}', 1, 10, "':'"),
    ],
)
def test_grammar(text: str, line: int, column: int | None, word: str) -> None:
    """Text that is no JSON is refused where the reader stumbled, with its reason."""
    (fault,) = faults(text)

    assert (fault.code, fault.line) == ("SC-100", line)
    assert column in (None, fault.column)
    assert dict(fault.facts)["format"] == "JSON"
    assert word in dict(fault.facts)["reason"]


SAMPLES = [
    '{"name": "Bäckerei \\"Süß\\"", "people": [{"id": "p1", "fte": 0.5}, {"id": "p2", "fte": -1.5e-3}]}',
    '{"a": [], "b": {}, "c": [[[]]], "d": null, "e": true, "f": false}\n',
    '[\n  "\\u00e9\\ud83d\\ude42\\\\",\r\n  12345, 0, -0, 1E5, ""\n]',
    '{"schema": 1, "units": [{"id": "u", "name": "Küche, \\"hinten\\"\\\\"}], "links": []}',
]


@pytest.mark.parametrize("sample", SAMPLES)
def test_a_document_cut_anywhere_never_loads_short(sample: str) -> None:
    """A document that was cut after any character is refused as cut short, where it ends."""
    whole = sample.rstrip()
    assert read(sample) == json.loads(sample)
    for end in range(len(whole)):
        cut = whole[:end]
        last = cut.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        found = [(fault.code, fault.line, fault.column) for fault in faults(cut) if fault.code != "SC-108"]

        assert found == [("SC-124", len(last), len(last[-1]) + 1)]


@law
@given(documents.filter(lambda document: isinstance(document, list | dict)), st.data())
def test_no_cut_document_loads(document: object, data: st.DataObject) -> None:
    """A list or mapping that was cut anywhere is refused."""
    text = json.dumps(document)
    cut = data.draw(st.integers(0, len(text) - 1))

    assert "SC-124" in [fault.code for fault in faults(text[:cut])]


def nested(kind: str, levels: int) -> str:
    """Lists or mappings one inside another."""
    if kind == "lists":
        return "[" * levels + "]" * levels
    if kind == "open lists":
        return "[" * levels
    if kind == "mappings":
        return '{"a":' * levels + "1" + "}" * levels
    return '[{"a":' * (levels // 2) + "[]" * (levels % 2) + ("1" if levels % 2 == 0 else "") + "}]" * (levels // 2)


@pytest.mark.parametrize("kind", ["lists", "mappings", "mixed"])
def test_32_levels_are_read(kind: str) -> None:
    """Lists and mappings may stand as many levels deep as the limit says."""
    assert read(nested(kind, 32)) == json.loads(nested(kind, 32))


@pytest.mark.parametrize("levels", [33, 500, 100_000])
@pytest.mark.parametrize(
    ("kind", "column", "path"),
    [
        ("lists", 33, "[0]" * 32),
        ("open lists", 33, "[0]" * 32),
        ("mappings", 5 * 32 + 1, ".".join(["a"] * 32)),
        ("mixed", 16 * 6 + 1, "[0].a" * 16),
    ],
)
def test_deeper_levels_are_refused(kind: str, column: int, path: str, levels: int) -> None:
    """The first list or mapping beyond the limit is refused where it begins, however deep the text goes on."""
    assert outlines(nested(kind, levels)) == [("SC-103", None, 1, column, path)]


@pytest.mark.parametrize("depth", [1, 5, 400])
def test_the_depth_is_a_limit_that_can_be_changed(depth: int) -> None:
    """As many levels as the caller allows are read and one more is refused."""
    limits = Limits(depth=depth)

    assert isinstance(read(nested("lists", depth), limits), list)
    assert outlines(nested("lists", depth + 1), limits) == [("SC-103", None, 1, depth + 1, "[0]" * depth)]


def test_brackets_in_texts_are_no_levels() -> None:
    """Only brackets outside texts count as levels."""
    text = json.dumps(["[" * 100, '"[{' * 100, "\\" * 3 + '"' + "[" * 50, {"{" * 50: 1}])

    assert read(text) == json.loads(text)


@law
@given(st.recursive(st.integers(0, 3), lambda inner: st.lists(inner, max_size=3), max_leaves=30), st.integers(1, 6))
def test_depth_is_measured_exactly(document: object, depth: int) -> None:
    """A document is refused for its depth exactly when it is deeper than the limit."""
    text = json.dumps(document)
    deepest = max(text[:end].count("[") - text[:end].count("]") for end in range(len(text) + 1))

    try:
        read(text, Limits(depth=depth))
    except ModelError as error:
        assert error.faults[0].code == "SC-103"
        assert deepest > depth
    else:
        assert deepest <= depth


@pytest.mark.parametrize(("text", "nodes"), [("5", 1), ("[1, 2]", 3), ('{"a": 1, "b": ["x"]}', 6), ("[[], {}]", 3)])
def test_nodes_are_counted(text: str, nodes: int) -> None:
    """As many values and keys as the limit says are read, and one more is refused by the name of the limit."""
    read(text, Limits(nodes=nodes))
    if nodes > 1:
        (fault,) = faults(text, Limits(nodes=nodes - 1))

        assert fault.code == "SC-125"
        assert "Limits(nodes=" in fault.remedy


@law
@given(documents)
def test_both_formats_count_alike(document: object) -> None:
    """A document has as many values and keys in JSON as its paths and keys tell."""
    paths = paths_of(document)
    nodes = len(paths) + sum(1 for path, _ in paths if path and isinstance(path[-1], str))

    read(json.dumps(document), Limits(nodes=nodes))
    if nodes > 1:
        assert faults(json.dumps(document), Limits(nodes=nodes - 1))[0].code == "SC-125"


def test_faults_of_one_file_come_together() -> None:
    """Repeated keys, bad numbers, half characters and the broken end of one file are all told at once, in its order."""
    text = (
        '{"a": 1, "a": NaN,\n "b": [1e400, 99999999999999999999],\n "\\ud800": "\\udfff", "b": 1,\n "c": x, "c": NaN}'
    )

    assert [(fault.code, fault.line, fault.column) for fault in faults(text)] == [
        ("SC-106", 1, 10),
        ("SC-105", 1, 15),
        ("SC-105", 2, 8),
        ("SC-104", 2, 15),
        ("SC-108", 3, 2),
        ("SC-108", 3, 12),
        ("SC-106", 3, 22),
        ("SC-100", 4, 7),
    ]


def test_values_after_the_broken_place_are_not_judged() -> None:
    """What stands after the place where the grammar breaks may be anything and is not told."""
    assert outlines("[NaN 2, NaN]") == [("SC-105", "NaN", 1, 2, "[0]"), ("SC-100", None, 1, 6, "")]


def test_endless_faults_are_cut_off() -> None:
    """A file in which everything is wrong gives 10,000 faults and no more."""
    assert len(faults("[" + "NaN," * 10_500 + "1]")) == 10_000


pieces = st.lists(
    st.sampled_from(
        ['"a"', '"', "\\", "[", "]", "{", "}", ",", ":", " ", "\n", "1", "-", "1e400", "NaN", "true", "nul"]
    )
    | st.sampled_from(
        ['"\\ud800"', "\\u", "\ud800", "\0", "9" * 20, '{"a": 1, "a": 2}', "é", "\ufeff", "[" * 40, '\\"']
    ),
    max_size=25,
).map("".join)


@settings(deadline=None, max_examples=500)
@given(pieces | st.text(max_size=60))
@example("[" * 40 + "x" + "[" * 2_000)
@example('"' + '\\"' * 50_000)
@example('[x"\\')
def test_any_text_gives_a_value_or_a_refusal(text: str) -> None:
    """Any text gives what the standard reader gives or a ModelError that can be read aloud; its places never fail."""
    try:
        value = read(text)
    except ModelError as error:
        assert error.faults
        assert str(error)
        assert all(fault.line and fault.column for fault in error.faults)
    else:
        assert value == json.loads(text)
    assert set(map(type, json_places(text).values.values())) <= {tuple}


def test_a_caller_near_the_end_of_the_stack_gets_a_refusal_or_a_value() -> None:
    """However deep the caller stands, no RecursionError of the parser leaves the reader."""
    text = nested("lists", 400)
    outcomes = set()

    def at_depth(frames: int) -> None:
        if frames:
            at_depth(frames - 1)
        else:
            try:
                outcomes.add(type(read(text, Limits(depth=500))))
            except ModelError as error:
                outcomes.add(error.faults[0].code)

    for frames in range(0, 700, 50):
        at_depth(frames)

    assert outcomes <= {list, "SC-103"}
    assert list in outcomes
