"""
From YAML text to plain values: mappings, lists, texts, numbers, true, false and nothing.

Only the events of the parser are used, and values are built here, for three reasons. Words keep their spelling: `no`,
`12:30`, `007` and `2026-06-30` are texts, as YAML 1.2 has it and people mean it. What program files do not need
(anchors, aliases, tags, merge keys, several documents) is refused where it first stands, before it can grow. And
nothing recurs, so that deep nesting is a fault like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import normalize

import yaml
from attrs import evolve
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)

from servicecraft.errors import ComplaintFact, Fault, ModelError, Refusal, SpokenFact
from servicecraft.files.limits import DEEPEST, Limits
from servicecraft.files.numerals import decimal_number, half_character, whole_number
from servicecraft.files.places import MOST_FAULTS, START, Lines, Path, Place, Places, Trail, fault_at, place_in
from servicecraft.words import sentence, shortened

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one is missing where PyYAML was built without libyaml

_WORDS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_NUMBER_BEGINS = frozenset("+-.0123456789")
_NUMBER = re.compile(
    r"(?P<whole>[-+]?(?:0|[1-9][0-9]*)|0x[0-9a-fA-F]+|0o[0-7]+)"
    r"|(?P<decimal>[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)"
    r"|(?P<none>[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))"
)
_CONTROL = re.compile("[^\t\n\r -~\x85\xa0-\ufffd\U00010000-\U0010ffff]")
# Older YAML breaks lines at the first three and skips the last one; both would change a text in silence.
_UNSEEN = re.compile("[\x85\u2028\u2029\ufeff\ud800-\udfff]")
_HALF_ESCAPE = re.compile(r"\\(?:u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}")
_TAG_DIRECTIVE = re.compile(r"(?:^|(?<=\r))%TAG\b", re.MULTILINE)
_WRITTEN = re.compile(r"[^\s,\[\]{}]*")


def read_yaml(text: str, *, file: str, limits: Limits) -> object:
    """
    The value that a YAML document holds.

    Plain scalars are read as YAML 1.2 has them (`true`, `null`, `12`, `0x1F`, `.5`, `1e3`), with two exceptions that
    keep what people wrote: a number with a leading zero, such as `007`, and every plain key are texts.

    Args:
        text: The whole text, without byte-order mark.
        file: How the file is named in faults.
        limits: How deep and how large the document may be.

    Returns:
        Dicts with text keys in the order written, lists, `str`, `int`, `float`, `bool` and `None`; `None` for an
        empty text.

    Raises:
        ModelError: Everything that is wrong, as far as the text could be read. A text with a lone surrogate, written
            as it is or as an escape, is refused with SC-108.
    """
    _refuse_unseen_characters(text, file)
    _refuse_tag_directives(text, file)
    builder = _Builder(text, file, limits)
    try:
        for event in _events(text):
            builder.take(event)
    except _CannotGoOn as stop:
        builder.faults.append(fault_at(stop.place, stop.refusal, file=file, path=builder.path()))
    if builder.faults:
        raise ModelError(builder.faults)
    return builder.value


def yaml_places(text: str) -> Places:
    """
    Where every value and key of a YAML document stands.

    For a text that `read_yaml` accepts, all places; for another one, those up to where it cannot be read.
    """
    values: dict[Path, Place] = {}
    keys: dict[Path, Place] = {}
    try:
        for is_key, path, place in _entries(text):
            (keys if is_key else values).setdefault(path, place)
    except _CannotGoOn:
        pass
    return Places(values=values, keys=keys)


def plain_value(written: str) -> object:
    """
    The value of a plain scalar, one that stands without quotation marks.

    Raises:
        Refusal: SC-104 or SC-105 for a number that cannot be kept.
    """
    if written in _WORDS:
        return _WORDS[written]
    if written[0] not in _NUMBER_BEGINS:
        return written
    match = _NUMBER.fullmatch(written)
    if match is None:
        return written
    if match.lastgroup == "none":
        raise Refusal("SC-105", written)
    return whole_number(written) if match.lastgroup == "whole" else decimal_number(written)


class _CannotGoOn(Exception):  # noqa: N818 - a signal between the reader and its loop
    """Reading stops here, and why."""

    def __init__(self, place: Place, refusal: Refusal) -> None:
        super().__init__(place, refusal)
        self.place = place
        self.refusal = refusal


def _refuse_unseen_characters(text: str, file: str) -> None:
    found = [match for match in (_CONTROL.search(text), _UNSEEN.search(text)) if match]
    if found:
        raise ModelError(
            [fault_at(place_in(text, match.start()), _unseen_character(match[0]), file=file) for match in found]
        )


def _refuse_tag_directives(text: str, file: str) -> None:
    """Refuse them before the parser compares each one with all others, which takes hours for a prepared file."""
    match = _TAG_DIRECTIVE.search(text) if "%TAG" in text else None
    if match:
        raise ModelError([fault_at(place_in(text, match.start()), Refusal("SC-101", match[0]), file=file)])


def _unseen_character(character: str) -> Refusal:
    name = f"U+{ord(character):04X}"
    if _UNSEEN.match(character):
        return Refusal("SC-108", character, character=name)
    reason = SpokenFact(sentence("it holds the control character {character}"), character=name)
    return Refusal("SC-100", None, format="YAML", reason=reason)


def _events(text: str) -> Iterator[Event]:
    """The parser's events; what it cannot parse becomes a refusal at its place."""
    try:
        yield from yaml.parse(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        raise _grammar_stop(text, error) from None
    except (yaml.YAMLError, ValueError, OverflowError) as error:  # such as an escape beyond Unicode, in the slow loader
        raise _CannotGoOn(START, Refusal("SC-100", None, format="YAML", reason=shortened(error))) from None


def _grammar_stop(text: str, error: yaml.MarkedYAMLError) -> _CannotGoOn:
    """Where reading stops and why; an escape of half a character stands where its backslash is."""
    mark = error.problem_mark
    place = (mark.line + 1, mark.column + 1) if mark else START
    place = min(place, Lines(text).place(len(text)))  # a text without final line end is given one by the parser
    half = _HALF_ESCAPE.search(text, max(mark.index - 8, 0), mark.index + 8) if mark and error.problem else None
    if mark and half and "escape" in str(error.problem):
        refusal = Refusal("SC-108", half[0], character=f"U+{half[0][-4:].upper()}")
        return _CannotGoOn((place[0], place[1] + half.start() - mark.index), refusal)
    return _CannotGoOn(
        place, Refusal("SC-100", None, format="YAML", reason=ComplaintFact(str(error.problem or error.context)))
    )


def _place(event: Event) -> Place:
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else START


class _List:
    """A list that is being read; `is_key` where it stands in the place of a key and its value will not be kept."""

    __slots__ = ("is_key", "value")

    def __init__(self, *, is_key: bool) -> None:
        self.value: list[object] = []
        self.is_key = is_key

    @property
    def step(self) -> int:
        """The position of the value that comes next."""
        return len(self.value)

    def put(self, value: object) -> None:
        self.value.append(value)


class _Mapping:
    """A mapping that is being read: the key whose value comes next, and where each key stood first."""

    __slots__ = ("first", "is_key", "step", "value")

    def __init__(self, *, is_key: bool) -> None:
        self.value: dict[str, object] = {}
        self.step: str | None = None
        self.first: dict[str, Event] = {}
        self.is_key = is_key

    def put(self, value: object) -> None:
        key, self.step = self.step, None
        self.value[key or ""] = value


class _Builder:
    """Makes values of events, one by one, and gathers what is wrong."""

    def __init__(self, text: str, file: str, limits: Limits) -> None:
        self.text = text
        self.file = file
        self.limits = limits
        self.faults: list[Fault] = []
        self._documents = _List(is_key=False)
        self._level: _List | _Mapping = self._documents
        self._outer: list[_List | _Mapping] = []
        self._nodes = 0
        self._may_hold_halves = _HALF_ESCAPE.search(text) is not None

    @property
    def value(self) -> object:
        """The value of the document; `None` where there is none."""
        return self._documents.value[0] if self._documents.value else None

    def path(self) -> Path:
        """The path of the value that comes next."""
        levels = [*self._outer, self._level][1:]
        return tuple(level.step for level in levels if level.step is not None)

    def take(self, event: Event) -> None:
        """Add what one event says."""
        if isinstance(event, ScalarEvent):
            self._check_node(event)
            self._scalar(event)
        elif isinstance(event, CollectionStartEvent):
            self._check_node(event)
            self._open(event)
        elif isinstance(event, CollectionEndEvent):
            self._close()
        elif isinstance(event, AliasEvent) or (isinstance(event, DocumentStartEvent) and self._documents.value):
            raise self._not_used(event)

    def _check_node(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.anchor is not None or event.tag is not None:
            raise self._not_used(event)
        self._nodes += 1
        if self._nodes > self.limits.nodes:
            what = SpokenFact(sentence("values and keys in one file"))
            refusal = Refusal("SC-125", None, limit=self.limits.nodes, what=what, option="nodes")
            raise _CannotGoOn(_place(event), refusal)

    def _not_used(self, event: Event, written: str | None = None) -> _CannotGoOn:
        """The refusal of a part of YAML that program files do not use, with what stands there."""
        match = _WRITTEN.match(self.text, event.start_mark.index if event.start_mark else 0)
        found = match[0] if match and written is None else written
        return _CannotGoOn(_place(event), Refusal("SC-101", found))

    def _open(self, event: CollectionStartEvent) -> None:
        if len(self._outer) >= self.limits.depth:
            raise _CannotGoOn(_place(event), Refusal("SC-103", None, limit=self.limits.depth))
        level = self._level
        mapping = isinstance(event, MappingStartEvent)
        is_key = isinstance(level, _Mapping) and level.step is None
        if isinstance(level, _Mapping) and is_key:
            self._refuse_key(event, level, mapping=mapping)
        self._outer.append(level)
        self._level = _Mapping(is_key=is_key) if mapping else _List(is_key=is_key)

    def _refuse_key(self, event: CollectionStartEvent, level: _Mapping, *, mapping: bool) -> None:
        found = SpokenFact(sentence("a mapping")) if mapping else SpokenFact(sentence("a list"))
        self._fault(event, Refusal("SC-118", None, found=found, expected=SpokenFact(sentence("a text"))))
        level.step = "?"  # the file is refused; the value of this key must only not be taken for a key itself

    def _close(self) -> None:
        closed, self._level = self._level, self._outer.pop()
        if not closed.is_key:
            self._level.put(closed.value)

    def _scalar(self, event: ScalarEvent) -> None:
        level = self._level
        if isinstance(level, _Mapping) and level.step is None:
            self._key(event, level)
        else:
            level.put(self._value(event))

    def _key(self, event: ScalarEvent, level: _Mapping) -> None:
        key = event.value
        if key == "<<" and event.implicit[0]:
            raise self._not_used(event, key)
        level.step = key
        form = key if key.isascii() else normalize("NFC", key)
        first = level.first.setdefault(form, event)
        if first is not event:
            self._fault(event, Refusal("SC-106", key), first)
        self._refuse_half_character(event)

    def _value(self, event: ScalarEvent) -> object:
        self._refuse_half_character(event)
        if not event.implicit[0]:
            return event.value
        try:
            return plain_value(event.value)
        except Refusal as refusal:
            self._fault(event, refusal)
        return None

    def _refuse_half_character(self, event: ScalarEvent) -> None:
        half = half_character(event.value) if self._may_hold_halves else None
        if half:
            self._fault(event, Refusal("SC-108", event.value, character=half))

    def _fault(self, event: Event, refusal: Refusal, first: Event | None = None) -> None:
        fault = fault_at(_place(event), refusal, file=self.file, path=self.path())
        if first is not None:
            line, column = _place(first)
            fault = evolve(fault, related=(evolve(fault, line=line, column=column),))
        self.faults.append(fault)
        if len(self.faults) >= MOST_FAULTS:
            raise ModelError(self.faults)


def _entries(text: str) -> Iterator[tuple[bool, Path, Place]]:
    """Every key (true) and every value (false) of a document, with its path and place."""
    trail = Trail()
    for event in _events(text):
        if isinstance(event, CollectionEndEvent):
            trail.close()
        elif isinstance(event, ScalarEvent) and trail.wants_key:
            trail.take_key(event.value)
            yield True, trail.path(), _place(event)
        elif isinstance(event, NodeEvent):
            if trail.wants_key or len(trail) > DEEPEST:
                return  # not a text that read_yaml accepts
            yield False, trail.path(), _place(event)
            if isinstance(event, CollectionStartEvent):
                trail.open(mapping=isinstance(event, MappingStartEvent))
            else:
                trail.pass_value()
