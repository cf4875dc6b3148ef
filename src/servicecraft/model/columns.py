"""
What one column of a table holds, said once.

A column knows its words for people, what it accepts, how it is read from a cell of text and written back, and what it
looks like in a JSON Schema. Every class of the model is made of such columns; reading, writing, guidance in workbooks,
schemas and the tests' examples are driven by them, so that no class needs code of its own.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, NoReturn

from attrs import define, evolve, field, frozen, validators

from servicecraft.errors import (
    ColumnFact,
    Fault,
    ModelError,
    SpokenFact,
    TableFact,
    WordFact,
    nearest,
    nearest_sentence,
)
from servicecraft.model.words import Words
from servicecraft.words import sentence

LARGEST_WHOLE = 2**53 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2199
LONGEST_NAME, LONGEST_TEXT = 200, 10_000
UNMAPPED = "unmapped"
"""The provider that stands for everything a party receives and nobody has mapped."""
KIND_PREFIX = "kind:"
"""`kind:branch` in a link means every unit of the kind `branch`."""
SEPARATOR = "|"
"""Stands between the values of a cell that holds several."""

THOUSANDS_MARKS = (",", ".", " ", "'", "’", "\u00a0", "\u202f")
"""What may stand between the thousands of numbers in text cells, where it is declared."""

_SIMPLE_ID = re.compile(r"[A-Za-z0-9_.][A-Za-z0-9_.:\-]*")
_NOT_IN_IDS = re.compile(r"[\s|,;]")
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WHOLE = re.compile(r"[+-]?\d+")
_DECIMAL = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_THOUSANDS = {mark: re.compile(rf"[+-]?\d{{1,3}}(_\d{{3}})+({re.escape(mark)}\d*)?") for mark in ".,"}
_DAY_ORDERS = {
    "day/month/year": re.compile(r"(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})[/.-](?P<year>\d{4})"),
    "month/day/year": re.compile(r"(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4})"),
}


@frozen(kw_only=True)
class CellForm:
    """
    How numbers and days are written in the text cells of a table.

    Attributes:
        decimal: The decimal mark, `"."` or `","`.
        thousands: What stands between thousands, if anything does.
        dates: `"iso"`, `"day/month/year"` or `"month/day/year"`.
    """

    decimal: str = field(default=".", validator=validators.in_((".", ",")))
    thousands: str | None = field(default=None, validator=validators.optional(validators.in_(THOUSANDS_MARKS)))
    dates: str = field(default="iso", validator=validators.in_(("iso", *_DAY_ORDERS)))


PLAIN_CELLS = CellForm()


class Attributes(Mapping[str, str]):
    """A small frozen mapping of declared attribute to value, in the order of its names."""

    __slots__ = ("_pairs",)

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._pairs = dict(sorted((values or {}).items()))

    def __getitem__(self, name: str) -> str:
        return self._pairs[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)

    def __hash__(self) -> int:
        return hash(tuple(self._pairs.items()))

    def __repr__(self) -> str:
        return f"Attributes({self._pairs!r})"


NO_ATTRIBUTES = Attributes()


@define(eq=False)
class Column(ABC):
    """
    One column: the base of all kinds.

    Attributes:
        doc: What stands in it, for people; a marked English sentence.
        required: Whether every row needs a value.
        not_before: For days, the column whose day may not be later than this one.
        source: For settings, where the default comes from.
        name: Its name, known once its class is made.
        owner: The class it belongs to, known once its class is made.
        table: The table it belongs to, known once its class is made.
    """

    doc: str
    required: bool = True
    not_before: str | None = None
    source: str | None = None
    name: str = ""
    owner: str = ""
    table: str = ""

    expected: ClassVar[str] = ""
    several: ClassVar[bool] = False

    def adopt(self, name: str, owner: str, table: str) -> None:
        """Learn where the column stands, so that its faults can say it."""
        self.name, self.owner, self.table = name, owner, table

    @property
    def heading(self) -> ColumnFact:
        """Its heading, spoken in the reader's language."""
        return ColumnFact(f"{self.table}.{self.name}")

    def check(self, value: object) -> object:
        """
        The value as it is kept.

        Raises:
            ModelError: It cannot be accepted; the fault's path is class and column.
        """
        if value is None:
            return self.missing() if self.required else None
        return self.clean(value)

    @abstractmethod
    def clean(self, value: object) -> object:
        """The value as it is kept; it is not `None`."""

    def read(self, cell: str, form: CellForm) -> object:  # noqa: ARG002
        """What a cell of text means, before it is checked."""
        return cell

    def from_cell(self, value: object) -> object:
        """What a typed cell of a workbook or dataframe means, before it is checked."""
        return value

    def cell(self, value: object, form: CellForm) -> object:
        """What a cell means, typed or text; a blank one means nothing."""
        if not isinstance(value, str):
            return self.from_cell(value)
        return self.read(value, form) if value.strip() else None

    def plain(self, value: object) -> object:
        """A kept value as JSON, YAML and dictionaries hold it."""
        return value

    def written(self, value: object, form: CellForm) -> str:  # noqa: ARG002
        """A kept value as a cell of text."""
        return str(self.plain(value))

    @abstractmethod
    def schema(self) -> dict[str, object]:
        """The JSON Schema of a plain value."""

    def refuse(self, code: str, value: object = None, /, **facts: object) -> NoReturn:
        """Refuse a value with a fault of this column."""
        raise ModelError([Fault.of(code, value, path=f"{self.owner}.{self.name}", **facts)])

    def missing(self) -> NoReturn:
        """Refuse that nothing stands here."""
        self.refuse("SC-117", table=TableFact(self.table), column=self.heading)

    def wrong_kind(self, value: object) -> NoReturn:
        """Refuse a value of another kind than the column holds."""
        self.refuse("SC-118", value, found=kind_of(value), expected=SpokenFact(self.expected))


@define(eq=False)
class Text(Column):
    """
    A text in one piece, kept in NFC with single spaces.

    Attributes:
        longest: Characters allowed.
        personal: Whether it can hold somebody's name or own words.
        lines: Whether it may run over several lines.
    """

    longest: int = LONGEST_TEXT
    personal: bool = False
    lines: bool = False

    expected: ClassVar[str] = sentence("a text")

    def from_cell(self, value: object) -> object:
        """A number as its digits, since spreadsheets turn codes and years into numbers."""
        return _digits(value)

    def clean(self, value: object) -> object:
        """The text without double spaces; invisible characters are refused."""
        if not isinstance(value, str):
            self.wrong_kind(value)
        if not (value.isascii() and value.isprintable() and "  " not in value and value == value.strip()):
            value = self._tidied(value)
        if not value:
            return self.missing() if self.required else None
        if len(value) > self.longest:
            self.refuse("SC-125", value, limit=self.longest, what=sentence_characters(), option="text")
        return value

    def _tidied(self, value: str) -> str:
        text = unicodedata.normalize("NFC", value)
        if self.lines:
            text = "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()
        else:
            text = " ".join(text.split())
        for character in text:
            if not character.isprintable() and character != "\n" and not _joins(character):
                self.refuse("SC-108", value, character=f"U+{ord(character):04X}")
        return text

    def schema(self) -> dict[str, object]:
        """A string of limited length."""
        return {"type": "string", "maxLength": self.longest, **({"minLength": 1} if self.required else {})}


def _digits(value: object) -> object:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value
    return str(int(value)) if float(value).is_integer() else repr(value)


def sentence_characters() -> SpokenFact:
    """The word for what is counted in a text."""
    return SpokenFact(sentence("characters in one text"))


def _joins(character: str) -> bool:
    return character in "\u200c\u200d\ufe0f"  # joiners of emoji, Persian and Indic scripts carry meaning


@define(eq=False)
class Identifier(Text):
    """The key of a row."""

    longest: int = LONGEST_NAME
    reserved: tuple[str, ...] = (UNMAPPED,)

    expected: ClassVar[str] = sentence("an id")

    def clean(self, value: object) -> object:
        """The id in NFC; spaces, separators and invisible characters are refused."""
        if not isinstance(value, str):
            self.wrong_kind(value)
        if not _SIMPLE_ID.fullmatch(value):
            value = self._tidied_id(value)
        if len(value) > self.longest:
            self.refuse("SC-125", value, limit=self.longest, what=sentence_characters(), option="text")
        if value in self.reserved or (value.startswith(KIND_PREFIX) and not self._kinds_allowed()):
            self.refuse("SC-138", value)
        return value

    def _kinds_allowed(self) -> bool:
        return False

    def _tidied_id(self, value: str) -> str:
        text = unicodedata.normalize("NFC", value).strip()
        if not text:
            return self.missing()
        for character in text:
            if _NOT_IN_IDS.match(character) or not character.isprintable():
                named = SpokenFact(sentence("a space")) if character == " " else _named(character)
                self.refuse("SC-109", value, character=named, proposal=proposed_id(text))
        return text

    def schema(self) -> dict[str, object]:
        """A string without spaces and separators."""
        return {"type": "string", "pattern": r"^[^\s|,;]+$", "minLength": 1, "maxLength": self.longest}


def _named(character: str) -> str:
    return f"'{character}'" if character.isprintable() else f"U+{ord(character):04X}"


def proposed_id(text: str) -> str:
    """An id made from any text: small letters, digits and underscores; `"id"` where nothing of it can stay."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9.]+", "_", ascii_text.lower()).strip("_.") or "id"


@define(eq=False)
class Reference(Identifier):
    """
    The id of a row of another table.

    Attributes:
        targets: Tables that the id may name.
        kinds: Whether `kind:branch` may stand for all units of a kind.
        reserved_allowed: Reserved ids that may stand here.
    """

    targets: tuple[str, ...] = ()
    kinds: bool = False
    reserved: tuple[str, ...] = ()
    reserved_allowed: tuple[str, ...] = ()

    def _kinds_allowed(self) -> bool:
        return self.kinds


@define(eq=False)
class Number(Column):
    """
    A number, within a range.

    Attributes:
        lowest: Least value allowed.
        highest: Greatest value allowed.
        open_low: Whether the least value itself is refused.
        open_high: Whether the greatest value itself is refused.
    """

    lowest: float | None = None
    highest: float | None = None
    open_low: bool = False
    open_high: bool = False

    expected: ClassVar[str] = sentence("a number")

    def clean(self, value: object) -> object:
        """The number as a float, finite and in range."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong_kind(value)
        if isinstance(value, int) and abs(value) > LARGEST_WHOLE:
            self.refuse("SC-104", value)
        number = float(value)
        if not math.isfinite(number):
            self.refuse("SC-105", value)
        self._check_range(number)
        return number + 0.0  # so that -0.0 is kept as 0.0

    def _check_range(self, number: float) -> None:
        too_low = self.lowest is not None and (number < self.lowest or (self.open_low and number == self.lowest))
        too_high = self.highest is not None and (number > self.highest or (self.open_high and number == self.highest))
        if too_low or too_high:
            self.refuse("SC-127", _short_number(number), column=self.heading, range=self.range_words())

    def range_words(self) -> SpokenFact:
        """The range in words, such as `from 0 to 1`."""
        low = None if self.lowest is None else _short_number(self.lowest)
        high = None if self.highest is None else _short_number(self.highest)
        if low is not None and high is not None:
            text = sentence("from {low} to below {high}") if self.open_high else sentence("from {low} to {high}")
            text = sentence("above {low}, up to {high}") if self.open_low else text
        elif high is not None:
            text = sentence("at most {high}")
        else:
            text = sentence("above {low}") if self.open_low else sentence("{low} or more")
        return SpokenFact(text, low=low, high=high)

    def read(self, cell: str, form: CellForm) -> object:
        """The number that the cell's text stands for, in the declared form."""
        text = cell.strip()
        if form.thousands is not None and form.thousands in text:
            if not _THOUSANDS[form.decimal].fullmatch(text.replace(form.thousands, "_")):
                self.refuse("SC-105", cell)
            text = text.replace(form.thousands, "")
        if form.decimal == ",":
            if "." in text:
                self.refuse("SC-105", cell)
            text = text.replace(",", ".")
        if _WHOLE.fullmatch(text):
            if len(text) > 17:
                self.refuse("SC-104", cell)
            return int(text)
        if not _DECIMAL.fullmatch(text):
            self.refuse("SC-105", cell)
        number = float(text)
        if number == 0 and text.lower().partition("e")[0].strip("+-0."):
            self.refuse("SC-105", cell)  # so small that nothing but 0 would be left
        return number

    def plain(self, value: object) -> object:
        """A whole number without its decimal point, as people write it."""
        return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < LARGEST_WHOLE else value

    def written(self, value: object, form: CellForm) -> str:
        """The shortest text that reads back as the same number."""
        return str(self.plain(value)).replace(".", form.decimal)

    def schema(self) -> dict[str, object]:
        """A number in the range."""
        limits: dict[str, object] = {"type": "number"}
        if self.lowest is not None:
            limits["exclusiveMinimum" if self.open_low else "minimum"] = self.plain(self.lowest)
        if self.highest is not None:
            limits["exclusiveMaximum" if self.open_high else "maximum"] = self.plain(self.highest)
        return limits


def _short_number(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < LARGEST_WHOLE else repr(number)


@define(eq=False)
class Whole(Number):
    """A whole number."""

    expected: ClassVar[str] = sentence("a whole number")

    def clean(self, value: object) -> object:
        """The whole number, in range; 3.0 counts as 3."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong_kind(value)
        if abs(value) > LARGEST_WHOLE:
            self.refuse("SC-104", value)
        self._check_range(value)
        return value

    def schema(self) -> dict[str, object]:
        """An integer in the range."""
        return {**Number.schema(self), "type": "integer"}


@define(eq=False)
class YesNo(Column):
    """Yes or no."""

    expected: ClassVar[str] = sentence("yes or no (true or false)")

    def clean(self, value: object) -> object:
        """A truth value; nothing else is taken for one."""
        if not isinstance(value, bool):
            self.wrong_kind(value)
        return value

    def read(self, cell: str, form: CellForm) -> object:  # noqa: ARG002
        """Yes, no, true, false, sí, verdadero, falso, in any capitals."""
        word = cell.strip().casefold()
        if word in _YES:
            return True
        if word not in _NO:
            self.refuse("SC-119", cell, column=self.heading, nearest="", choices=SpokenFact(sentence("yes, no")))
        return False

    def written(self, value: object, form: CellForm) -> str:  # noqa: ARG002
        """`yes` or `no`."""
        return "yes" if value else "no"

    def schema(self) -> dict[str, object]:
        """A boolean."""
        return {"type": "boolean"}


_YES = frozenset({"yes", "true", "sí", "si", "verdadero", "x"})
_NO = frozenset({"no", "false", "falso"})


@define(eq=False)
class Day(Column):
    """A day of the calendar, from 1900 to 2199."""

    expected: ClassVar[str] = sentence("a day such as 2026-06-30")

    def clean(self, value: object) -> object:
        """The day; a moment with hours is refused, since nothing here is timed by the hour."""
        if isinstance(value, str):
            value = self._from_iso(value)
        if not isinstance(value, datetime.date):
            self.wrong_kind(value)
        if isinstance(value, datetime.datetime):
            self.refuse("SC-116", value)
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            self.refuse("SC-116", value)
        return value

    def from_cell(self, value: object) -> object:
        """The day of a moment at midnight, which is how spreadsheets hold days."""
        if isinstance(value, datetime.datetime) and value.time() == datetime.time() and value.tzinfo is None:
            return value.date()
        return value

    def _from_iso(self, text: str) -> datetime.date:
        if not _ISO_DAY.fullmatch(text.strip()):
            self.refuse("SC-116", text)
        try:
            return datetime.date.fromisoformat(text.strip())
        except ValueError:
            self.refuse("SC-116", text)

    def read(self, cell: str, form: CellForm) -> object:
        """The day in the declared order; ISO days are always read."""
        if form.dates == "iso" or _ISO_DAY.fullmatch(cell.strip()):
            return cell
        match = _DAY_ORDERS[form.dates].fullmatch(cell.strip())
        if match is None:
            self.refuse("SC-116", cell)
        try:
            return datetime.date(*(int(match[part]) for part in ("year", "month", "day")))
        except ValueError:
            self.refuse("SC-116", cell)

    def plain(self, value: object) -> object:
        """The day in ISO form."""
        return value.isoformat() if isinstance(value, datetime.date) else value

    def written(self, value: object, form: CellForm) -> str:
        """The day in the declared order."""
        if form.dates == "iso" or not isinstance(value, datetime.date):
            return str(self.plain(value))
        return value.strftime("%d/%m/%Y" if form.dates == "day/month/year" else "%m/%d/%Y")

    def schema(self) -> dict[str, object]:
        """A string with an ISO date."""
        return {"type": "string", "format": "date", "pattern": r"^(19|2[01])\d{2}-\d{2}-\d{2}$"}


@define(eq=False)
class Choice(Column):
    """One word out of a few."""

    words: type[Words] = Words

    expected: ClassVar[str] = sentence("one of the words of the column")

    def clean(self, value: object) -> object:
        """The member that the word names, in Spanish or English."""
        if isinstance(value, self.words):
            return value
        if not isinstance(value, str):
            self.wrong_kind(value)
        if self.words.is_ambiguous(value):
            self.refuse("SC-130", value)
        member = self.words.named(value)
        if member is None:
            known = [word for one in self.words for word in one.spellings()]
            self.refuse(
                "SC-119",
                value,
                column=self.heading,
                nearest=nearest_words(value.casefold(), known),
                choices=WordFact(" ".join(f"{self.words.__name__}.{one.value}" for one in self.words)),
            )
        return member

    def plain(self, value: object) -> object:
        """The word that files hold."""
        return value.value if isinstance(value, Words) else value

    def schema(self) -> dict[str, object]:
        """One of the words."""
        return {"type": "string", "enum": [one.value for one in self.words]}


def nearest_words(unknown: str, known: Sequence[str]) -> SpokenFact:
    """A half sentence that proposes the nearest known words; empty where nothing is alike."""
    return nearest_sentence(nearest(unknown, known))


@define(eq=False)
class Several(Column):
    """
    Several values of one kind in one cell, in the order given.

    Attributes:
        each: What each value is.
        distinct: Whether a value that comes again is left out; counts of scores may well be equal.
    """

    each: Column = field(factory=lambda: Text(""))
    distinct: bool = True

    expected: ClassVar[str] = sentence("a list")
    several: ClassVar[bool] = True

    def adopt(self, name: str, owner: str, table: str) -> None:
        """The parts stand where the whole stands."""
        Column.adopt(self, name, owner, table)
        self.each.adopt(name, owner, table)

    def clean(self, value: object) -> object:
        """The values as a tuple; a bare text is no list."""
        if isinstance(value, str) or not isinstance(value, Sequence):
            self.wrong_kind(value)
        checked = [self.each.check(one) for one in value]
        return tuple(dict.fromkeys(checked) if self.distinct else checked)

    def read(self, cell: str, form: CellForm) -> object:
        """The parts between the separators; where every value has its place, an empty part is a value not there."""
        parts = [part.strip() for part in cell.split(SEPARATOR)]
        return [self.each.read(part, form) if part else None for part in parts if part or not self.distinct]

    def from_cell(self, value: object) -> object:
        """A single number is a list of one."""
        digits = _digits(value)
        return self.read(digits, PLAIN_CELLS) if isinstance(digits, str) else value

    def plain(self, value: object) -> object:
        """A list of plain values."""
        return [self.each.plain(one) for one in value] if isinstance(value, tuple) else value

    def written(self, value: object, form: CellForm) -> str:
        """The values with a separator between them."""
        return SEPARATOR.join(self.each.written(one, form) for one in value) if isinstance(value, tuple) else ""

    def schema(self) -> dict[str, object]:
        """An array."""
        return {"type": "array", "items": self.each.schema()}


@define(eq=False)
class Item(Text):
    """One short text in a list: it may not hold the separator, so that a cell of text can carry the list."""

    longest: int = LONGEST_NAME

    def clean(self, value: object) -> object:
        """The text, without a separator in it."""
        text = Text.clean(self, value)
        if isinstance(text, str) and SEPARATOR in text:
            self.refuse("SC-108", value, character=SEPARATOR)
        return text

    def schema(self) -> dict[str, object]:
        """A string without the separator."""
        return {**Text.schema(self), "pattern": r"^[^|]+$"}


@define(eq=False)
class AttributeValues(Column):
    """The values of the attributes that the program declares for this table."""

    expected: ClassVar[str] = sentence("a mapping of attribute to text")

    def clean(self, value: object) -> object:
        """A frozen mapping; values are texts."""
        if isinstance(value, Attributes) and not value:
            return value
        if not isinstance(value, Mapping):
            self.wrong_kind(value)
        each = Item(self.doc, required=False, name=self.name, owner=self.owner, table=self.table)
        pairs: dict[str, object] = {}
        faults: list[Fault] = []
        for name, one in value.items():
            try:
                pairs[unicodedata.normalize("NFC", str(name))] = each.check(one)
            except ModelError as error:
                faults += [evolve(fault, path=f"{fault.path}.{name}") for fault in error.faults]
        if faults:
            raise ModelError(faults)
        return Attributes({name: str(one) for name, one in pairs.items() if one is not None})

    def plain(self, value: object) -> object:
        """A plain dictionary."""
        return dict(value) if isinstance(value, Attributes) else value

    def schema(self) -> dict[str, object]:
        """An object of strings."""
        return {"type": "object", "additionalProperties": Item("").schema()}


def kind_of(value: object) -> SpokenFact:
    """What kind of value something is, in words."""
    for kinds, words in _KINDS_IN_WORDS:
        if isinstance(value, kinds):
            return SpokenFact(words)
    return SpokenFact(type(value).__name__)


_KINDS_IN_WORDS: tuple[tuple[type | tuple[type, ...], str], ...] = (
    (bool, sentence("yes or no (true or false)")),
    (str, sentence("a text")),
    ((int, float), sentence("a number")),
    (Mapping, sentence("a mapping")),
    (datetime.date, sentence("a date")),
    (Sequence, sentence("a list")),
)
