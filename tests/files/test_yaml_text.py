"""From YAML text to plain values: what is read, what is refused, and where it stands."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from contextlib import contextmanager
from unicodedata import normalize

import pytest
import yaml
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from servicecraft.errors import Fault, ModelError
from servicecraft.files import yaml_text
from servicecraft.files.limits import Limits
from servicecraft.files.places import Places
from servicecraft.files.yaml_text import plain_value, read_yaml, yaml_places
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
    | st.sampled_from(
        ["no", "on", "12:30", "014", "007", "1_000", "2026-06-30", "<<", "- x", "a: b", "#", "null", "Ana", "unit"]
    )
)
documents = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(texts, inner, max_size=4).filter(lambda d: len({normalize("NFC", k) for k in d}) == len(d))
    ),
    max_leaves=20,
)


def read(text: str, limits: Limits = LIMITS) -> object:
    """The value of a YAML text."""
    return read_yaml(text, file="people.yaml", limits=limits)


def faults(text: str, limits: Limits = LIMITS) -> tuple[Fault, ...]:
    """The faults of a YAML text, each of which can be read aloud in both languages."""
    with pytest.raises(ModelError) as refused:
        read(text, limits)
    assert str(refused.value)
    assert str(refused.value.in_language("es"))
    assert all(fault.file == "people.yaml" for fault in refused.value.faults)
    return refused.value.faults


def outlines(text: str, limits: Limits = LIMITS) -> list[tuple[str, str | None, int | None, int | None, str]]:
    """Code, value, line, column and path of every fault."""
    return [(fault.code, fault.value, fault.line, fault.column, fault.path) for fault in faults(text, limits)]


@contextmanager
def slow_loader() -> Iterator[None]:
    """What happens where PyYAML was built without libyaml."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_text, "_LOADER", yaml.SafeLoader)
        yield


# What is read


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("true", True),
        ("True", True),
        ("TRUE", True),
        ("false", False),
        ("False", False),
        ("FALSE", False),
        ("null", None),
        ("Null", None),
        ("NULL", None),
        ("~", None),
        ("", None),
        ("0", 0),
        ("-0", 0),
        ("12", 12),
        ("+12", 12),
        ("-12", -12),
        ("0x1F", 31),
        ("0o17", 15),
        ("9007199254740991", LARGEST),
        ("-9007199254740991", -LARGEST),
        ("0x1FFFFFFFFFFFFF", LARGEST),
        ("0x0000000000000000000000000001", 1),
        ("0o377777777777777777", LARGEST),
        (".5", 0.5),
        ("-.5", -0.5),
        ("1.", 1.0),
        ("0.5", 0.5),
        ("1e3", 1000.0),
        ("1E+3", 1000.0),
        ("1e-3", 0.001),
        ("5e-324", 5e-324),
        ("1.7976931348623157e308", 1.7976931348623157e308),
        ("0e5", 0.0),
        ("0.000", 0.0),
    ],
)
def test_plain_scalars_of_yaml_1_2(written: str, expected: object) -> None:
    """Words and numbers of the core schema have their value and its type."""
    value = read(f"value: {written}\n")

    assert {"value": expected} == value
    assert isinstance(value, dict)
    assert type(expected) is type(value["value"])


def test_minus_nothing_keeps_its_sign() -> None:
    """-0.0 is read as the floating-point number that it is."""
    assert math.copysign(1, float(str(read("-0.0")))) == -1


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "No",
        "NO",
        "yes",
        "on",
        "off",
        "y",
        "n",
        "NaN",
        "nan",
        "inf",
        "Infinity",
        "tRUE",
        "nULL",
        "-",
        "12:30",
        "1:2:3",
        "014",
        "007",
        "-007",
        "00",
        "0.1.2",
        "01.5",
        "06.30",
        "1_000",
        "1,5",
        "50%",
        "0b11",
        "0X1F",
        "-0x1F",
        "0o8",
        "1e",
        "e5",
        ".",
        "+",
        "-.",
        "2026-06-30",
        "2026-06-30T10:00:00Z",
        "=",
        "١٢",
        "１２",
        "1 000",
        "a <<",
        "p1",
        "José",
        "12 rue",
        "1e3x",
        ".5.",
        "--1",
        "+-1",
        "0xG",
        "0o",
        "0x",
    ],
)
def test_everything_else_stays_text(written: str) -> None:
    """What is not a number, a truth value or nothing in YAML 1.2 stays the text that was written."""
    if written == "-":  # a dash alone begins a list item; within one it is a text
        assert written == plain_value(written)
    else:
        assert [written] == read(f"- {written}\n")


@pytest.mark.parametrize(
    "written", ["true", "null", "~", "12", "0x1F", "1e400", ".nan", "<<", "", "99999999999999999999"]
)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_quoted_scalars_are_texts(written: str, quote: str) -> None:
    """A quotation mark makes a text of anything."""
    assert [written] == read(f"- {quote}{written}{quote}\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("# only a remark\n", None),
        ("---\n", None),
        ("--- a\n...\n", "a"),
        ("%YAML 1.2\n---\na: 1\n", {"a": 1}),
        ("a:\n- 1\n-\n- - 2\n", {"a": [1, None, [2]]}),
        ("{a: [], b: {}}", {"a": [], "b": {}}),
        ("a: |\n  12\n", {"a": "12\n"}),
        ("a: >-\n  no\n  more\n", {"a": "no more"}),
        ("a: b\n  c\n", {"a": "b c"}),
        ("? a\n: 1\n? b\n", {"a": 1, "b": None}),
        (
            "1: a\n2.5: b\ntrue: c\nnull: d\n2026-06-30: e\nno: f\n014: g\n",
            {"1": "a", "2.5": "b", "true": "c", "null": "d", "2026-06-30": "e", "no": "f", "014": "g"},
        ),
        ("'<<': 1\n", {"<<": 1}),
        ("a: <<\n", {"a": "<<"}),
        ("1e400: a\n", {"1e400": "a"}),
        ("a: '&x *y !z'\n", {"a": "&x *y !z"}),
        ("a: x&y*z!\n", {"a": "x&y*z!"}),
    ],
)
def test_documents(text: str, expected: object) -> None:
    """Documents of every style give plain values, and every plain key is a text."""
    assert expected == read(text)


def test_keys_keep_their_order_and_spelling() -> None:
    """Keys come in the order written and as they were written, in whatever Unicode form."""
    decomposed = normalize("NFD", "año")

    assert ["z", decomposed, "a"] == list(dict(read(f"z: 1\n{decomposed}: 2\na: 3\n")))  # type: ignore[call-overload]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(ends: str) -> None:
    """The same document with other line ends gives the same value and the same places."""
    text = "people:\n- id: a\n  name: |\n    x\n    y\n- id: b\n"

    assert read(text) == read(text.replace("\n", ends))
    assert yaml_places(text) == yaml_places(text.replace("\n", ends))


def ruamel(text: str) -> object:
    """What another library for YAML 1.2 reads."""
    reader = YAML(typ="safe", pure=True)
    return reader.load(text)


@law
@given(documents, st.randoms(use_true_random=False))
def test_another_reader_agrees(document: object, luck: random.Random) -> None:
    """Documents in any mixture of styles are read as another library for YAML 1.2 reads them."""
    writer = _PlacingWriter(luck)
    writer.write([document], (), 0)

    assert same(ruamel(writer.text), read(writer.text))


@law
@given(documents, st.randoms(use_true_random=False))
def test_every_document_is_read_as_it_was_written(document: object, luck: random.Random) -> None:
    """A value that is written in any mixture of block and flow style is read back, types and signs included."""
    writer = _PlacingWriter(luck)
    writer.write(document, (), 0)

    assert same(document, read(writer.text))


@law
@given(documents, st.booleans(), st.integers(20, 200))
def test_what_pyyaml_writes_is_read(document: object, flow: bool, width: int) -> None:
    """Documents of the writer that most programs use are read as the value that was written."""
    text = yaml.safe_dump({"k": document}, default_flow_style=flow, width=width, allow_unicode=False, sort_keys=False)
    assume("&id" not in text and "1e+" not in text)  # its exponents are texts in its own YAML 1.1
    assume(not any(word in text for word in ("!!", "? ")))

    assert same({"k": document}, read(text))


def same(expected: object, found: object) -> bool:
    """Equality that tells 1 from True and 1.0, and 0.0 from -0.0."""
    return repr(expected) == repr(found)


# Where it stands


class _PlacingWriter:
    """Writes YAML in mixed styles and remembers where it began each key and value."""

    def __init__(self, luck: random.Random) -> None:
        self.luck = luck
        self.text = ""
        self.values: dict[tuple[str | int, ...], tuple[int, int]] = {}
        self.keys: dict[tuple[str | int, ...], tuple[int, int]] = {}

    def place(self) -> tuple[int, int]:
        *before, last = self.text.split("\n")
        return len(before) + 1, len(last) + 1

    def write(self, value: object, path: tuple[str | int, ...], indent: int, flow: bool = False) -> None:
        self.values[path] = self.place()
        if isinstance(value, dict):
            self.write_mapping(value, path, indent, flow)
        elif isinstance(value, list):
            self.write_list(value, path, indent, flow)
        else:
            self.text += written(value, self.luck)

    def write_mapping(self, value: dict[str, object], path: tuple[str | int, ...], indent: int, flow: bool) -> None:
        flow = flow or not value or self.luck.random() < 0.3
        self.text += "{" * flow
        for number, (key, inner) in enumerate(value.items()):
            if number:
                self.text += ", " if flow else "\n" + " " * indent
            self.keys[*path, key] = self.place()
            self.text += written(key, self.luck) + ": "
            self.write_inner(inner, (*path, key), indent, flow)
        self.text += "}" * flow

    def write_inner(self, inner: object, path: tuple[str | int, ...], indent: int, flow: bool) -> None:
        if isinstance(inner, list | dict) and inner and not flow and self.luck.random() < 0.7:
            self.text += "\n" + " " * (indent + 2)
            self.write(inner, path, indent + 2)
        else:
            self.write(inner, path, indent, True)

    def write_list(self, value: list[object], path: tuple[str | int, ...], indent: int, flow: bool) -> None:
        flow = flow or not value or self.luck.random() < 0.3
        self.text += "[" * flow
        for number, inner in enumerate(value):
            if number:
                self.text += ", " if flow else "\n" + " " * indent
            self.text += "" if flow else "- "
            self.write(inner, (*path, number), indent + 2, flow)
        self.text += "]" * flow


def written(value: object, luck: random.Random) -> str:
    """A value in one of the ways to write it: plain, or between quotation marks of either kind."""
    if not isinstance(value, str):
        return {"True": "true", "False": "false", "None": "null"}.get(repr(value), repr(value))
    if value.isalpha() and value.isascii() and value.lower() not in ("null", "true", "false") and luck.random() < 0.7:
        return value
    if value.isprintable() and luck.random() < 0.5 and not set(value) & set("\ufeff\ufffe\uffff"):
        return "'" + value.replace("'", "''") + "'"
    return '"' + "".join(map(escaped, value)) + '"'


def escaped(character: str) -> str:
    """A character as double quotation marks hold it."""
    if character in '"\\':
        return "\\" + character
    if character.isprintable() and character not in "\ufeff\ufffe\uffff":
        return character
    return f"\\U{ord(character):08x}"


@law
@given(documents, st.randoms(use_true_random=False))
def test_places_are_where_values_and_keys_begin(document: object, luck: random.Random) -> None:
    """The place of every value and every key is the line and column where it was written."""
    writer = _PlacingWriter(luck)
    writer.write(document, (), 0)

    assert Places(values=writer.values, keys=writer.keys) == yaml_places(writer.text)


@law
@given(documents, st.booleans())
def test_places_agree_with_composed_nodes(document: object, flow: bool) -> None:
    """The places of values are the marks of the nodes that another part of the parser composes."""
    text = yaml.safe_dump(document, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    assume("&id" not in text)

    assert composed_places(text) == dict(yaml_places(text).values)


def composed_places(text: str) -> dict[tuple[str | int, ...], tuple[int, int]]:
    """The place of every value, by the nodes that PyYAML composes."""
    places: dict[tuple[str | int, ...], tuple[int, int]] = {}
    waiting: list[tuple[tuple[str | int, ...], yaml.Node]] = [((), yaml.compose(text, Loader=yaml.SafeLoader))]
    while waiting:
        path, node = waiting.pop()
        places.setdefault(path, (node.start_mark.line + 1, node.start_mark.column + 1))  # type: ignore[union-attr]
        if isinstance(node, yaml.MappingNode):
            waiting += [((*path, key.value), inner) for key, inner in node.value]
        elif isinstance(node, yaml.SequenceNode):
            waiting += [((*path, number), inner) for number, inner in enumerate(node.value)]
    return places


def test_a_place_of_what_is_not_there_is_that_of_what_is_around() -> None:
    """A missing value has the place of the nearest value around it, and a missing key likewise."""
    places = yaml_places("people:\n- id: a\n  name: Ana\n")

    assert tuple(places.of_value(path) for path in [("people", 0, "id"), ("people", 0, "boss"), ("units", 3)]) == (
        (2, 7),
        (2, 3),
        (1, 1),
    )
    assert tuple(places.of_key(("people", 0, key)) for key in ("name", "boss")) == ((3, 3), (2, 3))


def test_the_places_of_an_empty_text_are_its_start() -> None:
    """Every path of an empty text is at its first character."""
    assert yaml_places("").of_value(("people", 3)) == (1, 1)


def test_the_places_of_a_broken_text_end_where_it_breaks() -> None:
    """A text that cannot be parsed has places up to the fault."""
    assert {(), ("a",), ("b",)} == set(yaml_places("a: 1\nb: [1\nc: }").values) - {("b", 0), ("b", 1)}


# What is refused


@pytest.mark.parametrize(
    ("text", "value", "line", "column", "path"),
    [
        ("a: &x 1\n", "&x", 1, 4, "a"),
        ("a: 1\nb: *x\n", "*x", 2, 4, "b"),
        ("&top\na: 1\n", "&top", 1, 1, ""),
        ("a: &self [*self]\n", "&self", 1, 4, "a"),
        ("a:\n- 1\n- &x {b: 1}\n", "&x", 3, 3, "a[1]"),
        ("&k key: 1\n", "&k", 1, 1, ""),
        ("*k : 1\n", "*k", 1, 1, ""),
        ("base: {a: 1}\nrow:\n  <<: {a: 2}\n", "<<", 3, 3, "row"),
        ("{<<: 1}", "<<", 1, 2, ""),
        ("a: !!str 5\n", "!!str", 1, 4, "a"),
        ("a: ! 5\n", "!", 1, 4, "a"),
        ("a: !python/object:os.system [x]\n", "!python/object:os.system", 1, 4, "a"),
        ("a: !<tag:yaml.org,2002:int> 5\n", "!<tag:yaml.org", 1, 4, "a"),
        ("!!set {a, b}\n", "!!set", 1, 1, ""),
        ("a: !!binary aGk=\n", "!!binary", 1, 4, "a"),
        ("!!map {a: 1}\n", "!!map", 1, 1, ""),
        ("a: !!float 1\n", "!!float", 1, 4, "a"),
        ("!!str a: 1\n", "!!str", 1, 1, ""),
        ("a: 1\n---\nb: 2\n", "---", 2, 1, ""),
        ("---\n---\n", "---", 2, 1, ""),
        ("a: 1\n...\n---\nb: 2\n", "---", 3, 1, ""),
        ("%TAG ! tag:x,2000:\n---\na: 1\n", "%TAG", 1, 1, ""),
        ("%TAG !e! tag:x,2000:\n---\na: !e!b 1\n", "%TAG", 1, 1, ""),
        ("a: 1\r...\r%TAG ! tag:x,2000:\r---\r", "%TAG", 3, 1, ""),
    ],
)
def test_parts_that_programs_do_not_use(text: str, value: str, line: int, column: int, path: str) -> None:
    """Anchors, aliases, merge keys, tags and further documents are refused at the first one, by what stands there."""
    assert [("SC-101", value, line, column, path)] == outlines(text)


def bomb(levels: int, width: int) -> str:
    """Lists of aliases of lists of aliases."""
    rows = ["l0: &l0 [x]"]
    rows += [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * width)}]" for n in range(1, levels)]
    return "\n".join(rows)


@pytest.mark.parametrize(
    "text",
    [
        bomb(9, 9),
        "a: &a [*a, *a]",
        "\n".join(f"a{n}: &a{n} {n}" for n in range(200_000)),
        "base: &b {x: 1}\n" + "\n".join(f"m{n}:\n  <<: *b" for n in range(50_000)),
        "[" + "&a 1," * 200_000 + "]",
        "%TAG !a! b\n" * 200_000,
    ],
    ids=["levels", "self", "many anchors", "merge fan", "flow", "directives"],
)
def test_bombs_are_refused_before_they_are_walked(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A text with aliases is refused after a handful of events, however large it is or would become."""
    events = []
    parse = yaml.parse

    def counted(*arguments: object, **options: object) -> Iterator[object]:
        for event in parse(*arguments, **options):  # type: ignore[arg-type]
            events.append(event)
            yield event

    monkeypatch.setattr(yaml, "parse", counted)

    ((code, _, line, _, _),) = outlines(text)
    assert (code, line) == ("SC-101", 1)
    assert len(events) <= 8


def nested(kind: str, levels: int) -> str:
    """Lists or mappings one inside another."""
    if kind == "flow lists":
        return "[" * levels + "]" * levels
    if kind == "open flow lists":
        return "[" * levels
    if kind == "flow mappings":
        return "{a: " * levels + "}" * levels
    if kind == "block lists":
        return "- " * levels + "x"
    if kind == "block mappings":
        return "".join(f"{' ' * n}a:\n" for n in range(min(levels, 600)))
    return "[{a: " * (levels // 2) + "[]" * (levels % 2) + "}]" * (levels // 2)


KINDS = ["flow lists", "flow mappings", "block lists", "mixed"]


@pytest.mark.parametrize("kind", KINDS)
def test_32_levels_are_read(kind: str) -> None:
    """Lists and mappings may stand as many levels deep as the limit says."""
    assert read(nested(kind, 32)) is not None


@pytest.mark.parametrize("levels", [33, 500, 100_000])
@pytest.mark.parametrize(
    ("kind", "column", "path"),
    [
        ("flow lists", 33, "[0]" * 32),
        ("open flow lists", 33, "[0]" * 32),
        ("flow mappings", 4 * 32 + 1, ".".join(["a"] * 32)),
        ("block lists", 65, "[0]" * 32),
        ("mixed", 16 * 5 + 1, "[0].a" * 16),
    ],
)
def test_deeper_levels_are_refused(kind: str, column: int, path: str, levels: int) -> None:
    """The first list or mapping beyond the limit is refused where it begins, however deep the text goes on."""
    assert [("SC-103", None, 1, column, path)] == outlines(nested(kind, levels))


def test_deep_block_mappings_are_refused() -> None:
    """Nesting by indentation counts like nesting by brackets."""
    assert [("SC-103", None, 33, 33, ".".join(["a"] * 32))] == outlines(nested("block mappings", 500))


@pytest.mark.parametrize("depth", [1, 5, 500])
def test_the_depth_is_a_limit_that_can_be_changed(depth: int) -> None:
    """As many levels as the caller allows are read and one more is refused."""
    limits = Limits(depth=depth)

    assert isinstance(read(nested("flow lists", depth), limits), list)
    assert [("SC-103", None, 1, depth + 1, "[0]" * depth)] == outlines(nested("flow lists", depth + 1), limits)


@pytest.mark.parametrize(
    "written",
    [
        "9007199254740992",
        "-9007199254740992",
        "+9007199254740992",
        "1" + "0" * 399,
        "7" * 5_000,
        "0x20000000000000",
        "0x" + "F" * 5_000,
        "0o400000000000000000",
        "0o" + "7" * 5_000,
    ],
)
def test_large_whole_numbers_are_refused(written: str) -> None:
    """A whole number that is not kept exactly everywhere is refused at its place."""
    assert [("SC-104", shortened(written), 3, 3, "a[1]")] == outlines(f"a:\n- 1\n- {written}\n")


@pytest.mark.parametrize(
    "written",
    [
        ".nan",
        ".NaN",
        ".NAN",
        ".inf",
        "-.inf",
        "+.Inf",
        ".INF",
        "1e400",
        "-1e400",
        "1e-400",
        "1" * 400 + ".5",
        "0." + "0" * 400 + "1",
    ],
)
def test_numbers_that_are_none_are_refused(written: str) -> None:
    """What is not a number, is infinite, or would vanish to 0 is refused at its place."""
    ((code, _, line, column, path),) = outlines(f"a: {{b: {written}}}")

    assert (code, line, column, path) == ("SC-105", 1, 8, "a.b")


@law
@given(
    st.integers()
    | st.floats().map(lambda number: repr(number))
    | st.from_regex(r"[-+]?[0-9.eE_x:]{1,20}", fullmatch=True)
)
def test_numbers_are_exact_or_texts_or_refused(written: object) -> None:
    """No number is rounded in silence: it is exact, the nearest of its kind, a text as written, or refused."""
    try:
        value = plain_value(str(written))
    except Exception as refusal:
        assert getattr(refusal, "code", "") in ("SC-104", "SC-105")
        return
    if isinstance(value, int):
        assert abs(value) <= LARGEST
        assert value == int(str(written), 0)
    elif isinstance(value, float):
        assert value == float(str(written))
        assert math.isfinite(value)
    else:
        assert value == str(written)


@pytest.mark.parametrize(
    ("text", "value", "line", "column", "path", "first"),
    [
        ("a: 1\nb: 2\na: 3\n", "a", 3, 1, "a", (1, 1)),
        ("{a: 1, a: 2}", "a", 1, 8, "a", (1, 2)),
        ("people:\n- id: x\n  id: y\n", "id", 3, 3, "people[0].id", (2, 3)),
        ("'a': 1\n\"a\": 2\n", "a", 2, 1, "a", (1, 1)),
        ("1: x\n'1': y\n", "1", 2, 1, "1", (1, 1)),
        ("true: x\n'true': y\n", "true", 2, 1, "true", (1, 1)),
        ("a\u00f1o: 1\nan\u0303o: 2\n", "an\u0303o", 2, 1, "an\u0303o", (1, 1)),
        ("an\u0303o: 1\na\u00f1o: 2\n", "a\u00f1o", 2, 1, "a\u00f1o", (1, 1)),
        ('"a\\u00f1o": 1\nan\u0303o: 2\n', "an\u0303o", 2, 1, "an\u0303o", (1, 1)),
        ("\u212b: 1\n\u00c5: 2\n", "\u00c5", 2, 1, "\u00c5", (1, 1)),
        ("? \n: 1\n'': 2\n", "", 3, 1, "", (1, 2)),
        ("a: {b: 1}\nc: {b: 1, d: 1, b: 2}\n", "b", 2, 17, "c.b", (2, 5)),
        ("? a\n: 1\n? a\n: 2\n", "a", 3, 3, "a", (1, 3)),
    ],
)
def test_repeated_keys(text: str, value: str, line: int, column: int, path: str, first: tuple[int, int]) -> None:
    """A key that stands twice, in whatever Unicode form, is refused with both places."""
    assert [("SC-106", value, line, column, path)] == outlines(text)
    ((earlier,),) = [fault.related for fault in faults(text)]
    assert first == (earlier.line, earlier.column)
    assert f"people.yaml:{first[0]}:{first[1]}" in str(faults(text)[0])


@pytest.mark.parametrize(
    "text", ["a: {x: 1}\nb: {x: 1}\n", "- x: 1\n- x: 1\n", "a: 1\nA: 2\n", "{a: {a: {a: 1}}}", "x: 1\n'x ': 2\n"]
)
def test_equal_keys_elsewhere_are_no_repetition(text: str) -> None:
    """The same key in another mapping, or a key that differs in capitals, is not refused."""
    assert read(text) is not None


@pytest.mark.parametrize(
    ("text", "line", "column", "path", "found"),
    [
        ("[a, b]: 1\nc: 2\n", 1, 1, "", "a list"),
        ("? {a: 1}\n: 2\n", 1, 3, "", "a mapping"),
        ("x:\n  ? - a\n  : 1\n", 2, 5, "x", "a list"),
        ("{[a]: 1, b: 2}", 1, 2, "", "a list"),
    ],
)
def test_keys_that_are_no_texts(text: str, line: int, column: int, path: str, found: str) -> None:
    """A list or mapping in the place of a key is refused, and reading goes on after it."""
    (fault,) = faults(text + ("" if text.endswith("}") else "z: 1\n"))

    assert ("SC-118", line, column, path) == (fault.code, fault.line, fault.column, fault.path)
    assert {"found": found, "expected": "a text"} == dict(fault.facts)


def test_faults_of_one_file_come_together() -> None:
    """Repeated keys, bad numbers, complex keys and the broken end of one file are all told at once, in its order."""
    text = "a: 1\na: .nan\n? [b]\n: {c: 1e999, c: 2}\nd: 99999999999999999999\nd: x\ne: [1\n"

    assert [(fault.code, fault.line, fault.column) for fault in faults(text)] == [
        ("SC-106", 2, 1),
        ("SC-105", 2, 4),
        ("SC-118", 3, 3),
        ("SC-105", 4, 7),
        ("SC-106", 4, 14),
        ("SC-104", 5, 4),
        ("SC-106", 6, 1),
        ("SC-100", 8, 1),
    ]


def test_after_a_complex_key_the_values_are_still_told_from_keys() -> None:
    """The faults after a key that is a list have the right paths."""
    assert [fault.path for fault in faults("? [a]\n: x\nb: {c: .nan}\nd: .inf\n")] == ["", "b.c", "d"]


def test_faults_before_an_alias_are_told_with_it() -> None:
    """What was wrong before the part where reading stops is not forgotten."""
    assert [fault.code for fault in faults("a: .nan\nb: *x\nc: .nan\n")] == ["SC-105", "SC-101"]


def test_endless_faults_are_cut_off() -> None:
    """A file in which everything is wrong gives 10,000 faults and no more."""
    assert len(faults("- .nan\n" * 10_500)) == 10_000


@pytest.mark.parametrize(
    ("text", "line", "column", "word"),
    [
        ("a: [1, 2\nb: 3\n", 2, 2, "expected"),
        ("a: b: c\n", 1, 5, "mapping values"),
        ("a: 'x\n", 2, 1, "end of stream"),
        ('a: "x\\q"\n', 1, 6, "escape"),
        ("a:\n\t- b\n", 2, 1, "token"),
        ("a: }\n", 1, 4, "expected"),
        ("- a\nb: 1\n", 2, 1, "expected"),
        ("a: 1\n b: 2\n", 2, 3, "mapping values"),
        ("@a: 1\n", 1, 1, "token"),
        ("a: 1\n...\nb\n", 3, 1, "document start"),
        ("%YAML 3.0\n---\na: 1\n", 1, 1, "incompatible"),
        ("%YAML 1.2\n%YAML 1.2\n---\n", 2, 1, "duplicate"),
        ('a: "\\U00110000"\n', 1, 7, "escape"),
        ('a: "\\UFFFFFFFF"\n', 1, 7, "escape"),
    ],
)
def test_grammar(text: str, line: int, column: int, word: str) -> None:
    """Text that is no YAML is refused where the parser stumbled, with its reason."""
    (fault,) = faults(text)

    assert ("SC-100", line, column) == (fault.code, fault.line, fault.column)
    assert dict(fault.facts)["format"] == "YAML"
    assert word in dict(fault.facts)["reason"]


@pytest.mark.parametrize(
    "character", ["\0", "\x01", "\x07", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x9f", "\ufffe", "\uffff"]
)
def test_control_characters(character: str) -> None:
    """Control characters are refused at their place and by their number."""
    (fault,) = faults(f"a: 1\nb: x{character}y\n")

    assert (fault.code, fault.line, fault.column) == ("SC-100", 2, 5)
    assert f"U+{ord(character):04X}" in fault.message


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029", "\ufeff", "\ud800", "\udfff"])
def test_unseen_characters(character: str) -> None:
    """Characters that older YAML takes for line ends or skips, and halves of characters, are refused at their place."""
    ((code, _, line, column, _),) = outlines(f"a: 1\nb: 'x{character}y'\n")

    assert (code, line, column) == ("SC-108", 2, 6)


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\u2029", "\ufeff", "\0", "\x1b"])
def test_escapes_of_unseen_characters_are_values(character: str) -> None:
    """What is written as an escape is the text that the file means; whether it may be a name is decided elsewhere."""
    assert f"x{character}y" == read(f'"x\\U{ord(character):08x}y"')


@pytest.mark.parametrize("escape", [r"\ud800", r"\uDFFF", r"\U0000D83D", r"\ud83d\ude00"])
@pytest.mark.parametrize("form", ['a: "x{}y"\n', '"{}": 1\n', '- "é{}"\n'])
def test_escapes_of_half_characters(escape: str, form: str) -> None:
    """An escape that makes half a character is refused, whichever loader is installed."""
    text = form.format(escape)

    assert faults(text)[0].code == "SC-108"
    with slow_loader():
        assert faults(text)[0].code == "SC-108"


@pytest.mark.parametrize("text", [r'"\\ud800"', r"'\ud800'", r"a\ud800"])
def test_what_only_looks_like_an_escape_is_read(text: str) -> None:
    """A backslash that escapes nothing is a backslash."""
    assert "ud800" in str(read(text))


@pytest.mark.parametrize(("text", "nodes"), [("5", 1), ("[1, 2]", 3), ("a: 1\nb: [x]\n", 6), ("", 0)])
def test_nodes_are_counted(text: str, nodes: int) -> None:
    """As many values and keys as the limit says are read, and one more is refused by the name of the limit."""
    read(text, Limits(nodes=max(nodes, 1)))
    if nodes > 1:
        (fault,) = faults(text, Limits(nodes=nodes - 1))

        assert fault.code == "SC-125"
        assert "Limits(nodes=" in fault.remedy


@law
@given(documents, st.randoms(use_true_random=False))
def test_the_slow_loader_reads_the_same(document: object, luck: random.Random) -> None:
    """Values and places are the same where PyYAML has no libyaml."""
    writer = _PlacingWriter(luck)
    writer.write(document, (), 0)

    with slow_loader():
        assert same(document, read(writer.text))
        assert Places(values=writer.values, keys=writer.keys) == yaml_places(writer.text)


pieces = st.lists(
    st.sampled_from(
        ["a", "b: ", "- ", "\n", "  ", "[", "]", "{", "}", ", ", "? ", "&x ", "*x", "!t ", "|", ">", "'", '"', "\\"]
    )
    | st.sampled_from(
        ["<<", "---\n", "...\n", "%TAG ! x\n", "%YAML 1.2\n", "#", "1e400", "0x", ".nan", "\ud800", "\0", "\r"]
    )
    | st.sampled_from(["\\ud800", "\\UFFFFFFFF", "@", "`", "\t", ": ", "~", "9" * 20, "\ufeff", "\u2028", "é", "é"]),
    max_size=25,
).map("".join)


@settings(deadline=None, max_examples=400)
@given(pieces | st.text(max_size=60), st.booleans())
@example('"\\UFFFFFFFF', True)
@example("? ? ? a\n: : : b", False)
@example("[a: b, c]: d", False)
def test_any_text_gives_a_value_or_a_refusal(text: str, slow: bool) -> None:
    """Any text gives a plain value or a ModelError that can be read aloud; its places never fail."""
    with slow_loader() if slow else pytest.MonkeyPatch.context():
        try:
            value = read(text)
        except ModelError as error:
            assert error.faults
            assert str(error)
        else:
            assert plain(value)
        assert set(map(type, yaml_places(text).values.values())) <= {tuple}


def plain(value: object) -> bool:
    """Whether a value is made of plain Python types only."""
    if isinstance(value, dict):
        return all(type(key) is str for key in value) and all(map(plain, value.values()))
    if isinstance(value, list):
        return all(map(plain, value))
    return value is None or type(value) in (str, int, float, bool)


@pytest.mark.heavy
def test_a_large_program_is_read() -> None:
    """A list of 100,000 people is read whole."""
    text = "people:\n" + "".join(f"- id: p{n}\n  name: Person {n}\n  fte: 0.5\n" for n in range(100_000))
    people = dict(read(text))["people"]  # type: ignore[call-overload]

    assert len(people) == 100_000
    assert people[-1] == {"id": "p99999", "name": "Person 99999", "fte": 0.5}
