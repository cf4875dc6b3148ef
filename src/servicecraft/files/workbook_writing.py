"""
A guided workbook: sheets that somebody can fill in without a manual.

A plan says what stands where: headings with notes, drop-downs, kinds of values, rows. From it come the bytes of an
`.xlsx` file, the same ones for the same plan. Texts are written as texts, whatever they begin with, and nothing is cut
in silence. Which sheets there are and what they mean is for the modules above.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

from servicecraft.errors import Fault, MissingExtraError, ModelError, SpokenFact, column_letters
from servicecraft.words import say, sentence, shortened

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook as Writer
    from xlsxwriter.worksheet import Worksheet as SheetWriter

Value = str | int | float | bool | datetime.date | datetime.datetime | None
Kind = Literal["text", "id", "number", "whole", "date", "yes_no"]
Tint = Literal["blue", "green", "amber", "violet", "grey"]

LISTS_SHEET = "_lists"
"""The sheet on which drop-downs stand that are too long for a cell; it is made anew at every writing."""

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
LONGEST_TEXT = 32_767
LONGEST_NAME = 31
LONGEST_LIST = 255
LONGEST_HINT = 255
LONGEST_HINT_TITLE = 32
LARGEST_WHOLE = 2**53 - 1


@frozen(kw_only=True)
class ColumnPlan:
    """
    One column of a sheet that somebody fills in.

    Attributes:
        heading: The text of its first cell, exactly.
        note: What belongs into it; shown on the heading and beside every cell that is filled in.
        required: Whether every row needs a value.
        choices: The words of its drop-down; empty for none.
        choices_from: Sheet and heading of another column whose values are proposed in a drop-down.
        kind: What its cells hold. Ids and texts keep what is typed, so that `007` stays `007`.
        width: In characters; `None` fits it to heading and values.
        lowest: The lowest number that is accepted.
        highest: The highest one.
    """

    heading: str
    note: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    choices_from: tuple[str, str] | None = None
    kind: Kind = "text"
    width: float | None = None
    lowest: float | None = None
    highest: float | None = None


@frozen(kw_only=True)
class SheetPlan:
    """
    One sheet of rows.

    Attributes:
        name: Its name.
        columns: Its columns, whose headings make the first row. Without any, the rows are written as they are, from
            the first row on, without formats and helps: so a sheet that nobody knows is carried over.
        rows: The values, row by row.
        tint: The quiet colour of its headings and its tab.
        blank_rows: How many empty rows below the last one have the drop-downs as well.
    """

    name: str
    columns: tuple[ColumnPlan, ...] = ()
    rows: Sequence[Sequence[Value]] = field(default=(), repr=False)
    tint: Tint = "grey"
    blank_rows: int = 0


@frozen(kw_only=True)
class TextSheet:
    """
    One sheet that is read: how the workbook is to be filled in.

    Attributes:
        name: Its name.
        title: Its first line.
        paragraphs: What is to be said, before the table.
        headings: Of the table: sheet, what it is for, columns that every row needs.
        rows: The table. A first cell that names a sheet of the workbook leads there.
        tint: The quiet colour of headings and tab.
    """

    name: str
    title: str
    paragraphs: tuple[str, ...] = ()
    headings: tuple[str, str, str] = ("", "", "")
    rows: tuple[tuple[str, str, str], ...] = ()
    tint: Tint = "grey"


@frozen(kw_only=True)
class WorkbookPlan:
    """
    A whole workbook.

    Attributes:
        title: Its title, in the properties of the file.
        language: In which the messages of its drop-downs speak.
        sheets: In the order of the tabs.
    """

    title: str
    language: str = "en"
    sheets: tuple[SheetPlan | TextSheet, ...]


def write_workbook(plan: WorkbookPlan) -> bytes:
    """
    The bytes of an `.xlsx` file, member by member the same for the same plan.

    Raises:
        ModelError: SC-404, one fault for each name, text or value that the format cannot hold without loss.
        MissingExtraError: When xlsxwriter is not installed.
    """
    try:
        from xlsxwriter import Workbook as Writer
    except ImportError:
        raise MissingExtraError("excel", "xlsxwriter, to write workbooks") from None
    faults = list(_faults(plan))
    if faults:
        raise ModelError(faults)
    packed = BytesIO()
    with Writer(packed, {"in_memory": True}) as writer:
        writer.set_properties({"title": plan.title, "created": _CREATED})
        _write_sheets(writer, plan)
    return packed.getvalue()


_CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
"""Written into every workbook: the same program gives the same bytes."""


# ---------------------------------------------------------------------------------------------- what cannot be written


def _faults(plan: WorkbookPlan) -> Iterator[Fault]:
    known: dict[str, str] = {}
    for sheet in plan.sheets:
        yield from _name_faults(sheet.name, known)
        known[sheet.name.casefold()] = sheet.name
        if isinstance(sheet, TextSheet):
            yield from _label_faults(sheet.name, (sheet.title, *sheet.paragraphs, *sheet.headings))
            yield from _row_faults(sheet.name, sheet.rows, 4 + len(sheet.paragraphs))
        else:
            for number, column in enumerate(sheet.columns, start=1):
                yield from _label_faults(sheet.name, (column.heading, column.note, *column.choices), number)
                yield from _source_faults(sheet.name, number, column, plan)
            yield from _row_faults(sheet.name, sheet.rows, 2 if sheet.columns else 1)
    if reason := _text_reason(plan.title):
        yield _fault(plan.title, reason)


def _fault(value: object, reason: SpokenFact, *place: int, sheet: str | None = None) -> Fault:
    line, column = place or (None, None)
    shown = "" if value is None else shortened(value)
    return Fault(code="SC-404", sheet=sheet, line=line, column=column, value=shown, facts=(("reason", reason),))


def _name_faults(name: str, known: dict[str, str]) -> Iterator[Fault]:
    reason = None
    if not name.strip():
        reason = SpokenFact(sentence("the name of a sheet cannot be empty."))
    elif _units(name) > LONGEST_NAME:
        reason = SpokenFact(sentence("the name of a sheet has at most {most} characters."), most=LONGEST_NAME)
    elif set(name) & set("[]:*?/\\") or name[0] == "'" or name[-1] == "'" or _UNWRITABLE_LABEL.search(name):
        reason = SpokenFact(
            sentence("the name of a sheet has none of the characters {characters} and no apostrophe at its ends."),
            characters="[ ] : * ? / \\",
        )
    elif name.casefold() == "history":
        reason = SpokenFact(sentence("spreadsheet programs keep this name for themselves."))
    elif name.casefold() in known:
        reason = SpokenFact(sentence("another sheet is called {name}."), name=known[name.casefold()])
    if reason is not None:
        yield _fault(name, reason, sheet=name)


_UNWRITABLE = re.compile("[\ud800-\udfff\ufffe\uffff]")
_UNWRITABLE_LABEL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")


def _units(text: str) -> int:
    """Length as spreadsheet programs count it: characters beyond the first 65,536 count twice."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _text_reason(text: str, unwritable: re.Pattern[str] = _UNWRITABLE) -> SpokenFact | None:
    if _units(text) > LONGEST_TEXT:
        return SpokenFact(sentence("a cell holds at most {most} characters."), most=LONGEST_TEXT)
    found = unwritable.search(text)
    if found is not None:
        return SpokenFact(
            sentence("workbooks cannot hold the character {character}."), character=f"U+{ord(found[0]):04X}"
        )
    return None


def _label_faults(sheet: str, labels: Iterable[str], column: int | None = None) -> Iterator[Fault]:
    for label in labels:
        if reason := _text_reason(label, _UNWRITABLE_LABEL):
            yield _fault(label, reason, *((1, column) if column else ()), sheet=sheet)


def _source_faults(sheet: str, number: int, column: ColumnPlan, plan: WorkbookPlan) -> Iterator[Fault]:
    if column.choices_from is not None and _source_column(column.choices_from, plan) is None:
        reason = SpokenFact(sentence("the workbook has no such column for the drop-down."))
        yield _fault(".".join(column.choices_from), reason, 1, number, sheet=sheet)


def _source_column(source: tuple[str, str], plan: WorkbookPlan) -> int | None:
    """Position of the column that a drop-down proposes, from 1; `None` where the plan has none."""
    name, heading = source
    for sheet in plan.sheets:
        if isinstance(sheet, SheetPlan) and sheet.name == name:
            headings = [column.heading for column in sheet.columns]
            return headings.index(heading) + 1 if heading in headings else None
    return None


def _row_faults(sheet: str, rows: Sequence[Sequence[Value]], first: int) -> Iterator[Fault]:
    if len(rows) + first - 1 > MOST_ROWS:
        yield _fault(sheet, SpokenFact(sentence("a sheet holds at most {most} rows."), most=MOST_ROWS), sheet=sheet)
        return
    for line, row in enumerate(rows, start=first):
        if len(row) > MOST_COLUMNS:
            most = SpokenFact(sentence("a sheet holds at most {most} columns."), most=MOST_COLUMNS)
            yield _fault(sheet, most, sheet=sheet)
        for column, value in enumerate(row, start=1):
            if reason := _value_reason(value):
                yield _fault(value, reason, line, column, sheet=sheet)


def _value_reason(value: object) -> SpokenFact | None:
    """Why a cell cannot hold a value; `None` where it can."""
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, str):
        return _text_reason(value)
    if isinstance(value, (int, float)):
        return _number_reason(value)
    if isinstance(value, datetime.date):
        return _day_reason(value)
    return SpokenFact(sentence("a cell holds a text, a number, a date, or yes or no."))


def _number_reason(value: int | float) -> SpokenFact | None:  # noqa: PYI041 - the two are judged differently
    if isinstance(value, int):
        exact = abs(value) <= LARGEST_WHOLE
        return None if exact else SpokenFact(sentence("a cell does not hold so many digits exactly."))
    return None if math.isfinite(value) else SpokenFact(sentence("a cell holds finite numbers only."))


def _day_reason(value: datetime.date) -> SpokenFact | None:
    if value.year < 1900:
        return SpokenFact(sentence("the dates of workbooks begin in 1900."))
    if isinstance(value, datetime.datetime) and (value.tzinfo or value.microsecond % 1000):
        return SpokenFact(sentence("a cell holds neither time zones nor fractions of a millisecond."))
    return None


# ---------------------------------------------------------------------------------------------- looks

_TINTS = {
    # heading of a required column, heading of another one, tab
    "blue": ("#BDD3E8", "#E8F0F7", "#7FA6CC"),
    "green": ("#C3DCC6", "#EAF3EB", "#8ABA90"),
    "amber": ("#EFD9AE", "#FAF3E3", "#D9B566"),
    "violet": ("#D3CBE6", "#F0EDF7", "#A597CC"),
    "grey": ("#D3D8DE", "#F0F2F4", "#A9B2BD"),
}
_INK = "#26323F"
_LINE = "#C9D1DA"
_MISSING = "#FDF3D8"
_NARROWEST, _WIDEST = 10, 46
_LINE_HEIGHT = 15
_TALLEST = 405
_CODES = {
    "text": "@",
    "id": "@",
    "number": "General",
    "whole": "0",
    "date": "yyyy-mm-dd",
    "yes_no": '"TRUE";"TRUE";"FALSE"',  # Excel says yes and no in its own language; LibreOffice may show 1 and 0
}
_MOMENT_CODE = "yyyy-mm-dd hh:mm:ss"
_WIDTHS = {"number": 12, "whole": 10, "date": 12, "yes_no": 10}
_ROWS_MEASURED = 1_000


class _Looks:
    """The formats of one workbook, each one made once."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def of(self, **properties: object) -> Format:
        """The format with these properties of xlsxwriter."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._writer.add_format(properties)
        return self._made[key]

    def heading(self, tint: Tint, *, required: bool) -> Format:
        """Required columns: bold on a stronger tint."""
        strong, light, _ = _TINTS[tint]
        return self.of(
            bold=required, bg_color=strong if required else light, font_color=_INK, text_wrap=True, valign="vcenter",
            align="left", indent=1, bottom=1, bottom_color=_INK, right=1, right_color=_LINE, num_format="@",
        )  # fmt: skip

    def cell(self, kind: Kind) -> Format:
        """The cells of a column, filled or not."""
        properties: dict[str, object] = {"num_format": _CODES[kind], "valign": "top", "font_color": _INK}
        if kind in ("date", "yes_no"):
            return self.of(**properties, align="center")
        if kind in ("number", "whole"):
            return self.of(**properties, align="right", indent=1)
        return self.of(**properties, align="left", indent=1, text_wrap=kind == "text")


def _width(heading: str, values: Iterable[Value], kind: Kind) -> float:
    """Room for the heading with its filter button and for the values; long texts are wrapped instead."""
    words = max((_breadth(word) for word in heading.split()), default=0)
    needed = max([min(_breadth(heading), 18) + 4, words + 4, *(_breadth(_shown(value)) + 2 for value in values)])
    return float(min(max(needed, _WIDTHS.get(kind, _NARROWEST)), _WIDEST))


def _shown(value: Value) -> str:
    return "" if value is None else max(str(value).splitlines() or [""], key=_breadth)


def _breadth(text: str) -> int:
    """Columns that a text takes; Chinese and Japanese signs take two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _lines(text: str, width: float) -> int:
    """Lines that a wrapped text takes, a little generously: words break before the end of a line."""
    breadths = [_breadth(line) for line in text.splitlines() or [""]]
    return sum(1 if breadth <= width else math.ceil(breadth * 1.08 / max(width, 1)) for breadth in breadths)


# ---------------------------------------------------------------------------------------------- writing


def _write_sheets(writer: Writer, plan: WorkbookPlan) -> None:
    looks = _Looks(writer)
    lists = _Lists(plan)
    exact = _exact_worksheet()
    pages = [(sheet, writer.add_worksheet(sheet.name, exact)) for sheet in plan.sheets]
    for sheet, page in pages:
        if isinstance(sheet, TextSheet):
            _write_guidance(page, sheet, looks, plan)
        elif sheet.columns:
            _write_table(page, sheet, looks, lists, plan)
        else:
            _write_rows(page, sheet.rows, 0, [], looks)
    lists.write(writer, looks)


def _exact_worksheet() -> type[SheetWriter]:
    """A worksheet whose numbers come back as they were: xlsxwriter's own writes 16 digits, and some need 17."""
    from xlsxwriter.worksheet import Worksheet

    class ExactWorksheet(Worksheet):  # type: ignore[misc]  # xlsxwriter declares no types
        def _xml_number_element(self, number: float, attributes: Sequence[tuple[str, object]] = ()) -> None:
            written = "".join(f' {name}="{value}"' for name, value in attributes)
            digits = repr(number if type(number) is int else float(number)).removesuffix(".0")
            self.fh.write(f"<c{written}><v>{digits}</v></c>")

    return ExactWorksheet


def _write_rows(
    page: SheetWriter, rows: Sequence[Sequence[Value]], first: int, formats: Sequence[Format], looks: _Looks
) -> None:
    dated, day, moment = looks.cell("date"), looks.of(num_format=_CODES["date"]), looks.of(num_format=_MOMENT_CODE)
    for line, row in enumerate(rows, start=first):
        for column, value in enumerate(row):
            look = formats[column] if column < len(formats) else None
            if isinstance(value, str):
                page.write_string(line, column, value, look)
            elif isinstance(value, bool):
                page.write_boolean(line, column, value, look)
            elif isinstance(value, (int, float)):
                page.write_number(line, column, value, look)
            elif isinstance(value, datetime.datetime):
                page.write_datetime(line, column, value, moment)
            elif isinstance(value, datetime.date):
                page.write_datetime(line, column, value, look if look is dated else day)


def _write_table(page: SheetWriter, sheet: SheetPlan, looks: _Looks, lists: _Lists, plan: WorkbookPlan) -> None:
    last = max(1, len(sheet.rows) + sheet.blank_rows)
    formats = [looks.cell(column.kind) for column in sheet.columns]
    widths = _widths(sheet)
    page.set_tab_color(_TINTS[sheet.tint][2])
    for position, column in enumerate(sheet.columns):
        page.set_column(position, position, widths[position], formats[position])
        _write_heading(page, position, column, looks.heading(sheet.tint, required=column.required), plan.language)
        _add_help(page, position, last, column, lists, plan)
    _write_rows(page, sheet.rows, 1, formats, looks)
    _set_heights(page, sheet, widths)
    _draw_lines(page, sheet, last, looks)
    _set_up(page, sheet, last)


def _widths(sheet: SheetPlan) -> list[float]:
    measured = sheet.rows[:_ROWS_MEASURED]
    return [
        column.width or _width(column.heading, [row[place] for row in measured if place < len(row)], column.kind)
        for place, column in enumerate(sheet.columns)
    ]


def _set_heights(page: SheetWriter, sheet: SheetPlan, widths: Sequence[float]) -> None:
    """Room for headings and texts of several lines; not every spreadsheet program makes it by itself."""
    headings = (_lines(column.heading, width - 1) for column, width in zip(sheet.columns, widths, strict=True))
    page.set_row(0, _LINE_HEIGHT * max(headings) + 9)
    wrapped = [place for place, column in enumerate(sheet.columns) if column.kind == "text"]
    for line, row in enumerate(sheet.rows, start=1):
        texts = ((row[place], widths[place]) for place in wrapped if place < len(row))
        lines = max((_lines(text, width - 1) for text, width in texts if isinstance(text, str)), default=1)
        if lines > 1:
            page.set_row(line, min(_LINE_HEIGHT * lines, _TALLEST))


def _write_heading(page: SheetWriter, position: int, column: ColumnPlan, look: Format, language: str) -> None:
    page.write_string(0, position, column.heading, look)
    note = _note(column, language)
    if note:
        size = {"width": 260, "height": 20 + 18 * _lines(note, 36), "font_size": 10, "color": "#FFFDF5"}
        page.write_comment(0, position, note, {"author": "servicecraft", "font_name": "Calibri", **size})


def _note(column: ColumnPlan, language: str) -> str:
    required = say(sentence("Every row needs a value here."), language) if column.required else ""
    return "\n".join(part for part in (column.note, required) if part)


def _set_up(page: SheetWriter, sheet: SheetPlan, last: int) -> None:
    """What stays in sight, what can be filtered, and how it is printed."""
    page.freeze_panes(1, 1 if sheet.columns[0].kind == "id" else 0)
    page.autofilter(0, 0, last, len(sheet.columns) - 1)
    as_text = [position for position, column in enumerate(sheet.columns) if column.kind in ("id", "text")]
    if as_text:
        ranges = " ".join(
            f"{column_letters(position + 1)}2:{column_letters(position + 1)}{last + 1}" for position in as_text
        )
        page.ignore_errors({"number_stored_as_text": ranges})
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.set_footer("&L&A&R&P / &N")


def _draw_lines(page: SheetWriter, sheet: SheetPlan, last: int, looks: _Looks) -> None:
    """A line under every row that holds something, and a warm shade where a required value is still missing."""
    width = len(sheet.columns)
    filled = f"COUNTA($A2:${column_letters(width)}2)>0"
    for position, column in enumerate(sheet.columns):
        if column.required:
            criteria = f"=AND({filled},ISBLANK({column_letters(position + 1)}2))"
            shade = looks.of(bg_color=_MISSING)
            page.conditional_format(
                1, position, last, position, {"type": "formula", "criteria": criteria, "format": shade}
            )
    line = looks.of(bottom=1, bottom_color=_LINE)
    page.conditional_format(1, 0, last, width - 1, {"type": "formula", "criteria": f"={filled}", "format": line})


# ---------------------------------------------------------------------------------------------- drop-downs and hints


class _Lists:
    """
    The drop-downs that do not fit into a cell's own definition, one column each on a sheet of their own.

    A definition holds 255 characters, separated by commas. Longer lists, words with a comma, and yes and no (whose
    spelling depends on the reader's spreadsheet program) are referred to instead.
    """

    def __init__(self, plan: WorkbookPlan) -> None:
        self._columns: dict[tuple[Value, ...], str] = {}
        self.name = LISTS_SHEET
        taken = {sheet.name.casefold() for sheet in plan.sheets}
        while self.name.casefold() in taken:
            self.name += "_"

    def source(self, choices: tuple[Value, ...], heading: str) -> list[str] | str:
        """What a drop-down over these choices refers to."""
        words = [choice for choice in choices if isinstance(choice, str)]
        plain = len(words) == len(choices) and all(word == word.strip() and not set(word) & set(',"') for word in words)
        if plain and _units(",".join(words)) <= LONGEST_LIST:
            return words
        self._columns.setdefault(choices, heading)
        letters = column_letters(list(self._columns).index(choices) + 1)
        return f"={_quoted(self.name)}!${letters}$2:${letters}${len(choices) + 1}"

    def write(self, writer: Writer, looks: _Looks) -> None:
        """The sheet, where anything refers to it."""
        if not self._columns:
            return
        page = writer.add_worksheet(self.name)
        for position, (choices, heading) in enumerate(self._columns.items()):
            look = looks.cell("text" if isinstance(choices[0], str) else "yes_no")
            page.set_column(position, position, _width(heading, choices, "text"), look)
            page.write_string(0, position, heading, looks.heading("grey", required=False))
            _write_rows(page, [[None] * position + [choice] for choice in choices], 1, [look] * (position + 1), looks)


def _quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    doubled = sheet.replace("'", "''")
    return f"'{doubled}'"


def _add_help(
    page: SheetWriter, position: int, last: int, column: ColumnPlan, lists: _Lists, plan: WorkbookPlan
) -> None:
    """The hint that appears beside a cell, and what the cell accepts."""
    help_given = {**_hint(column, plan.language), **_accepted(column, lists, plan)}
    if help_given:
        page.data_validation(1, position, last, position, {"validate": "any", **help_given})


def _hint(column: ColumnPlan, language: str) -> dict[str, object]:
    note = _note(column, language)
    if not note:
        return {}
    return {"input_title": _cut(column.heading, LONGEST_HINT_TITLE), "input_message": _cut(note, LONGEST_HINT)}


def _cut(text: str, most: int) -> str:
    """A text that fits, with an ellipsis where it is shortened; the comment on the heading has all of it."""
    if _units(text) <= most:
        return text
    while _units(text) > most - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def _accepted(column: ColumnPlan, lists: _Lists, plan: WorkbookPlan) -> dict[str, object]:
    """The rule for the cells of a column, in xlsxwriter's words; empty where everything is accepted."""
    title = {"error_title": _cut(column.heading, LONGEST_HINT_TITLE)}
    if column.choices_from is not None:
        said = say(sentence("The sheet {sheet} has no such entry yet."), plan.language, sheet=column.choices_from[0])
        # A warning: who fills in a person before the unit must not be stopped.
        return {**title, "validate": "list", "source": _cells_of(column.choices_from, plan), "error_type": "warning",
                "error_message": _cut(said, LONGEST_HINT)}  # fmt: skip
    choices: tuple[Value, ...] = column.choices or ((True, False) if column.kind == "yes_no" else ())
    if choices:
        said = say(sentence("Choose an entry of the list."), plan.language)
        return {**title, "validate": "list", "source": lists.source(choices, column.heading), "error_message": said}
    if column.kind in ("number", "whole"):
        return {**title, **_number_rule(column, plan.language)}
    if column.kind == "date":
        said = say(sentence("Write the day as year-month-day, such as 2026-06-30."), plan.language)
        first, last = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
        between = {"validate": "date", "criteria": "between", "minimum": first, "maximum": last}
        return {**title, **between, "error_message": said}
    return {}


def _cells_of(source: tuple[str, str], plan: WorkbookPlan) -> str:
    """The filled cells of another column, as many as there are when the list is opened."""
    position = _source_column(source, plan) or 1
    letters, sheet = column_letters(position), _quoted(source[0])
    cells = f"{sheet}!${letters}$2:${letters}${MOST_ROWS}"
    return f"={sheet}!${letters}$2:INDEX({cells},MAX(1,COUNTA({cells})))"


_LOWEST_WHOLE, _HIGHEST_WHOLE = -999_999_999_999_999, 999_999_999_999_999
_LOWEST_NUMBER, _HIGHEST_NUMBER = -9.99e307, 9.99e307


def _number_rule(column: ColumnPlan, language: str) -> dict[str, object]:
    whole = column.kind == "whole"
    lowest, highest = column.lowest, column.highest
    if lowest is not None and highest is not None:
        said = sentence("A number from {lowest} to {highest} is expected.")
    elif lowest is not None:
        said = sentence("A number from {lowest} upwards is expected.")
    elif highest is not None:
        said = sentence("A number up to {highest} is expected.")
    else:
        said = sentence("A whole number is expected.") if whole else sentence("A number is expected.")
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": lowest if lowest is not None else (_LOWEST_WHOLE if whole else _LOWEST_NUMBER),
        "maximum": highest if highest is not None else (_HIGHEST_WHOLE if whole else _HIGHEST_NUMBER),
        "error_message": say(said, language, lowest=_plain(lowest), highest=_plain(highest)),
    }


def _plain(number: float | None) -> str:
    return "" if number is None else f"{number:g}"


# ---------------------------------------------------------------------------------------------- guidance

_GUIDANCE_WIDTHS = (24, 72, 44)


def _write_guidance(page: SheetWriter, sheet: TextSheet, looks: _Looks, plan: WorkbookPlan) -> None:
    page.set_tab_color(_TINTS[sheet.tint][2])
    page.hide_gridlines(2)
    for position, width in enumerate(_GUIDANCE_WIDTHS):
        page.set_column(position, position, width)
    page.set_row(0, 34)
    title = looks.of(bold=True, font_size=18, font_color=_INK, valign="vcenter", align="left", indent=1)
    page.write_string(0, 0, sheet.title, title)
    text = looks.of(text_wrap=True, valign="top", font_color=_INK, align="left", indent=1)
    for line, paragraph in enumerate(sheet.paragraphs, start=1):
        page.write_string(line, 1, paragraph, text)
        page.set_row(line, _LINE_HEIGHT * _lines(paragraph, _GUIDANCE_WIDTHS[1]) + 6)
    first = len(sheet.paragraphs) + 3
    _write_overview(page, sheet, first, looks, plan)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&L&A&R&P / &N")


def _write_overview(page: SheetWriter, sheet: TextSheet, first: int, looks: _Looks, plan: WorkbookPlan) -> None:
    """The table of sheets, each name a way to the sheet."""
    shared = {"valign": "vcenter", "align": "left", "indent": 1, "bottom": 1, "bottom_color": _LINE}
    cell = looks.of(**shared, text_wrap=True, font_color=_INK)
    link = looks.of(**shared, font_color="#1F5A96", underline=1)
    names = {other.name for other in plan.sheets}
    if sheet.rows:
        page.set_row(first - 1, _LINE_HEIGHT + 9)
    for position, heading in enumerate(sheet.headings if sheet.rows else ()):
        page.write_string(first - 1, position, heading, looks.heading(sheet.tint, required=True))
    for line, row in enumerate(sheet.rows, start=first):
        for position, value in enumerate(row):
            if position == 0 and value in names:
                page.write_url(line, 0, f"internal:{_quoted(value)}!A1", link, value)
            else:
                page.write_string(line, position, value, cell)
        lines = max(_lines(value, width) for value, width in zip(row, _GUIDANCE_WIDTHS, strict=True))
        page.set_row(line, _LINE_HEIGHT * lines + 4)
