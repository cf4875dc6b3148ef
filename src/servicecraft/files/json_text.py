"""
From JSON text to plain values: mappings, lists, texts, numbers, true, false and nothing.

Python's own reader makes the values. What it would let through (a key that stands twice, `NaN`, a number that it
rounds, half a character) or cannot survive (deep nesting, numbers of thousands of digits) is found before or while it
reads; only then is the text read a second time, from front to back, to say where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice, takewhile
from json import JSONDecodeError, JSONDecoder
from typing import NoReturn
from unicodedata import is_normalized, normalize

from attrs import evolve, frozen

from servicecraft.errors import ComplaintFact, Fault, ModelError, Refusal, SpokenFact
from servicecraft.files.limits import DEEPEST, Limits
from servicecraft.files.numerals import decimal_number, half_character, whole_number
from servicecraft.files.places import MOST_FAULTS, START, Lines, Path, Place, Places, Trail, fault_at, place_in
from servicecraft.words import sentence

_GAP = re.compile(r"[ \t\n\r,:]*")
_WHOLE = re.compile(r"-?[0-9]+")
_LITERALS = frozenset(("true", "false", "null"))
_BEGUN = re.compile(r"(?:-|\.|[eE][-+]?|tr?u?|fa?l?s?|nu?l?)?[ \t\n\r]*\Z")
_HALF_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F]"
)
_CONTROL = re.compile(r"[\x00-\x1f]")
_BRACKETS = bytes.maketrans(b"{}", b"[]")
_ALL_BUT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"[]{}")
_AS_WRITTEN = JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def read_json(text: str, *, file: str, limits: Limits) -> object:
    """
    The value that a JSON document holds.

    Args:
        text: The whole text, without byte-order mark.
        file: How the file is named in faults.
        limits: How deep and how large the document may be.

    Returns:
        Dicts with text keys in the order written, lists, `str`, `int`, `float`, `bool` and `None`.

    Raises:
        ModelError: Everything that is wrong, as far as the text could be read. A text with a lone surrogate, written
            as it is or as an escape, is refused with SC-108; a text that ends too early, an empty one too, with SC-124.
    """
    outline = _Outline.of(text)
    if outline.is_deeper_than(limits.depth):
        _refuse_depth(text, file, limits.depth)
    if outline.nodes() > limits.nodes:
        what = SpokenFact(sentence("values and keys in one file"))
        raise ModelError.of("SC-125", file=file, limit=limits.nodes, what=what, option="nodes")
    try:
        if not outline.holds_half_character():
            with suppress(JSONDecodeError, Refusal):
                return _strict_value(text)
        faults = _faults(text, outline, file)
    except RecursionError:  # the caller itself stands so deep that Python lets nothing more be read
        faults = [fault_at(START, Refusal("SC-103", None, limit=limits.depth), file=file)]
    raise ModelError(faults)


def json_places(text: str) -> Places:
    """
    Where every value and key of a JSON document stands.

    For a text that `read_json` accepts, all places; for another one, those up to where it cannot be read.
    """
    lines = Lines(text)
    values: dict[Path, Place] = {}
    keys: dict[Path, Place] = {}
    for item in _items(text):
        (keys if item.is_key else values).setdefault(item.path, lines.place(item.position))
    return Places(values=values, keys=keys)


def _strict_value(text: str) -> object:
    """The value of a document, or a refusal without place."""
    keys_are_normal = is_normalized("NFC", text) and "\\u" not in text
    decoder = JSONDecoder(
        object_pairs_hook=_mapping if keys_are_normal else _mapping_with_other_forms,
        parse_int=whole_number,
        parse_float=decimal_number,
        parse_constant=_no_number,
    )
    value: object = decoder.decode(text)
    return value


def _mapping(entries: list[tuple[str, object]]) -> dict[str, object]:
    mapping = dict(entries)
    if len(mapping) < len(entries):
        raise Refusal("SC-106")
    return mapping


def _mapping_with_other_forms(entries: list[tuple[str, object]]) -> dict[str, object]:
    if len({normalize("NFC", key) for key, _ in entries}) < len(entries):
        raise Refusal("SC-106")
    return dict(entries)


def _no_number(written: str) -> NoReturn:
    raise Refusal("SC-105", written)


@frozen
class _Outline:
    """
    A JSON text without what its texts say, to measure it without reading it.

    Attributes:
        text: The text in its full length, with every escaped backslash and quotation mark replaced.
        bones: What stands outside the texts, without white space.
    """

    text: str
    bones: bytes

    @classmethod
    def of(cls, text: str) -> _Outline:
        """The outline of any text; right up to the first place where the text is not JSON."""
        plain = text.replace("\\\\", "__").replace('\\"', "__") if "\\" in text else text
        outside = '""'.join(plain.split('"')[::2])
        return cls(plain, outside.encode("utf-8", "replace").translate(None, b" \t\r\n"))

    def is_deeper_than(self, depth: int) -> bool:
        """Whether lists and mappings stand more than so many levels deep, or do not close."""
        brackets = self.bones.translate(_BRACKETS, _ALL_BUT_BRACKETS)
        for _ in range(depth):
            brackets = brackets.replace(b"[]", b"")  # takes away the innermost level
        return bool(brackets)

    def nodes(self) -> int:
        """How many values and keys there are, lists and mappings among them."""
        count = self.bones.count
        empty = count(b"[]") + count(b"{}")
        return 1 + count(b",") + count(b":") + count(b"[") + count(b"{") - empty

    def holds_half_character(self) -> bool:
        """Whether a lone surrogate stands anywhere, as it is or as an escape."""
        escaped = "\\u" in self.text and _HALF_ESCAPE.search(self.text)
        return bool(escaped or half_character(self.text))

    def ends_within_text(self, position: int) -> bool:
        """Whether a text that begins at or before a position never closes, and no line ends in it."""
        begins = self.text.rfind('"')
        is_open = self.text.count('"') % 2 == 1 and begins <= position
        return is_open and not _CONTROL.search(self.text, begins)


def _refuse_depth(text: str, file: str, depth: int) -> None:
    """Refuse the first value that stands too deep; a text whose brackets merely do not close has none."""
    for item in _items(text):
        if item.opens and len(item.path) >= depth:
            place = place_in(text, item.position)
            raise ModelError([fault_at(place, Refusal("SC-103", None, limit=depth), file=file, path=item.path)])


def _faults(text: str, outline: _Outline, file: str) -> list[Fault]:
    """Everything that is wrong with a text: its grammar, and the keys and values up to there."""
    try:
        _AS_WRITTEN.decode(text)
    except JSONDecodeError as error:
        return [*_value_faults(text, error.pos, file), _grammar_fault(error, outline, file)]
    return _value_faults(text, len(text), file)


def _grammar_fault(error: JSONDecodeError, outline: _Outline, file: str) -> Fault:
    text = error.doc
    if _BEGUN.match(text, error.pos) or outline.ends_within_text(error.pos):
        return fault_at(place_in(text, len(text)), Refusal("SC-124"), file=file)
    return fault_at(
        place_in(text, error.pos), Refusal("SC-100", None, format="JSON", reason=ComplaintFact(error.msg)), file=file
    )


def _value_faults(text: str, end: int, file: str) -> list[Fault]:
    """The keys and values before a position that cannot be kept; at most 10,000 of them."""
    items = takewhile(lambda item: item.position < end, _items(text))
    found = list(islice(((item, refusal) for item in items for refusal in _refusals(item)), MOST_FAULTS))
    lines = Lines(text if found else "")
    return [_item_fault(item, refusal, lines, file) for item, refusal in found]


def _refusals(item: _Item) -> Iterator[Refusal]:
    half = half_character(item.text) if item.is_text else None
    if half:
        yield Refusal("SC-108", item.text, character=half)
    if item.first is not None:
        yield Refusal("SC-106", item.text)
    try:
        _check_number(item)
    except Refusal as refusal:
        yield refusal


def _check_number(item: _Item) -> None:
    if item.is_text or item.opens or item.text in _LITERALS:
        return
    if _WHOLE.fullmatch(item.text):
        whole_number(item.text)
    else:
        decimal_number(item.text)  # which refuses NaN and Infinity as well


def _item_fault(item: _Item, refusal: Refusal, lines: Lines, file: str) -> Fault:
    fault = fault_at(lines.place(item.position), refusal, file=file, path=item.path)
    if item.first is None:
        return fault
    line, column = lines.place(item.first)
    return evolve(fault, related=(evolve(fault, line=line, column=column),))


@frozen
class _Item:
    """
    A key or a value that a JSON text holds.

    Attributes:
        position: Where it begins, from 0.
        path: The way to it; for a key, the way to its value.
        text: What it says, for a text; how it is written, for a number or word; empty for a list or mapping.
        is_text: Whether it stands in quotation marks.
        is_key: Whether it is the key of an entry.
        opens: Whether a list or mapping begins.
        first: Where the same key stood before in the same mapping.
    """

    position: int
    path: Path
    text: str = ""
    is_text: bool = False
    is_key: bool = False
    opens: bool = False
    first: int | None = None


def _items(text: str) -> Iterator[_Item]:
    """Every key and value in the order written, up to where the text is no longer JSON; nothing recurs."""
    trail = Trail()
    keys: list[dict[str, int]] = []
    for position, mark, written in _tokens(text):
        if mark in "]}":
            if not keys:
                return
            keys.pop()
            trail.close()
        elif trail.wants_key:
            if mark != '"':
                return
            trail.take_key(written)
            form = normalize("NFC", written)
            yield _Item(position, trail.path(), written, is_text=True, is_key=True, first=keys[-1].get(form))
            keys[-1].setdefault(form, position)
        elif mark in "[{":
            if len(trail) > DEEPEST:
                return
            yield _Item(position, trail.path(), opens=True)
            keys.append({})
            trail.open(mapping=mark == "{")
        else:
            yield _Item(position, trail.path(), written, is_text=mark == '"')
            trail.pass_value()


def _tokens(text: str) -> Iterator[tuple[int, str, str]]:
    """Position, first character and content of every token but commas and colons."""
    position = 0
    while True:
        position = _end_of(_GAP, text, position)
        mark = text[position : position + 1]
        if not mark:
            return
        if mark in "[]{}":
            yield position, mark, ""
            position += 1
            continue
        try:
            written, end = _AS_WRITTEN.raw_decode(text, position)
        except JSONDecodeError:
            return
        yield position, mark, written if mark == '"' else text[position:end]
        position = end


def _end_of(pattern: re.Pattern[str], text: str, position: int) -> int:
    match = pattern.match(text, position)
    return match.end() if match else position
