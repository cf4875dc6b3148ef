"""From a program or a matrix to sheets that people fill in: a workbook, a folder of CSV files, or one CSV file."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from servicecraft.errors import ModelError, SpokenFact
from servicecraft.files.csv_text import CsvDialect, csv_text
from servicecraft.files.disk import replace_file, replace_folder, safe_name
from servicecraft.files.rawfiles import as_path
from servicecraft.files.reading import HEADER_FILE, cell_form
from servicecraft.files.refusals import saving
from servicecraft.files.saving import encoded_table
from servicecraft.files.workbook.format import LONGEST_NAME, text_length
from servicecraft.files.workbook.plans import GridPlan, SheetPlan, Value, WorkbookPlan
from servicecraft.files.workbook.writing import write_workbook
from servicecraft.matrix.judges import Judge
from servicecraft.matrix.layout import beans_plan, guide_plan, guide_text, square_plan, title_of
from servicecraft.matrix.matrix import Matrix
from servicecraft.matrix.wording import Scale, sheet_label
from servicecraft.model.columns import CellForm, Day, Number
from servicecraft.model.program import Program
from servicecraft.model.words import DeclaredBy
from servicecraft.words import base_language, glossary, say, sentence
from servicecraft.words.formulas import neutralised

GUIDES = {"en": "README.md", "es": "LEEME.md"}
"""The guidance beside CSV files."""


def write(
    what: Program | Matrix,
    path: str | os.PathLike[str],
    *,
    judges: Iterable[str | DeclaredBy] = (),
    parties: Iterable[str] | None = None,
    filled: bool = True,
    scale: Scale | None = None,
    on: datetime.date | str | None = None,
    language: str | None = None,
    dialect: CsvDialect | None = None,
    overwrite: bool = False,
) -> tuple[Path, ...]:
    """
    Write the sheets of a workshop: a square for each judge, the ten beans, and guidance.

    Args:
        what: A program, whose parties stand at the edges; or a matrix, which is written as it is.
        path: Where to: a name that ends in `.xlsx` is a workbook, one that ends in `.csv` the square of a single judge,
            any other one a folder of CSV files.
        judges: With a program, who has a sheet: ids of people and units, or whole sides; everyone together where none
            is given. This and the next four are those of `Matrix.of`.
        parties: With a program, the ids of the parties.
        filled: With a program, whether cells hold what it knows already.
        scale: With a program, what marks are.
        on: With a program, the day of the workshop.
        language: The locale of headings and guidance; that of the program or matrix where none is given.
        dialect: How CSV files are written; as those of the program where it was read from a folder that says so.
        overwrite: Replace whatever stands there; of a folder, its CSV files.

    Returns:
        The paths that were written, the one to open first at the front.

    Raises:
        ModelError: SC-403 when something stands there, SC-401 when the disk refuses, SC-404 when the format cannot hold
            it; nothing is changed then.
        UnknownIdError: A judge or a party that the program does not have.
        MissingExtraError: A workbook, and the extra `excel` is not installed.
        ValueError: A matrix was given, and judges, parties, scale or day beside it.
    """
    if isinstance(what, Matrix):
        if judges or parties is not None or not filled or scale or on:
            raise ValueError("A matrix says by itself who judges whom; give a program, or the matrix alone.")
        matrix = what
    else:
        matrix = Matrix.of(what, judges=judges, parties=parties, filled=filled, scale=scale, on=on)
        dialect = dialect or dialect_of_source(what)
    spoken = base_language(language or matrix.language)
    with saving(path):
        place = as_path(path)
    if place.suffix.lower() == ".xlsx":
        return _workbook(matrix, place, spoken, overwrite=overwrite)
    if place.suffix.lower() == ".csv":
        return _file(matrix, place, spoken, dialect or CsvDialect(), overwrite=overwrite)
    return _folder(matrix, place, spoken, dialect or CsvDialect(), overwrite=overwrite)


def dialect_of_source(program: Program | None) -> CsvDialect | None:
    """How the tables of a program were written, where they were read from a folder that says so."""
    declared = dict(program.source.header).get("csv") if program is not None and program.source is not None else None
    return CsvDialect(**declared) if isinstance(declared, Mapping) else None


def _workbook(matrix: Matrix, path: Path, language: str, *, overwrite: bool) -> tuple[Path, ...]:
    beans = beans_plan(matrix, language)
    guide = glossary.sheet_label("guide", language)
    names = list(_sheet_names(matrix.judges, (guide, beans.name), language))
    squares = [square_plan(matrix, judge, name, language) for judge, name in zip(matrix.judges, names, strict=True)]
    told = [(name, _says(judge, language)) for judge, name in zip(matrix.judges, names, strict=True)]
    told.append((beans.name, say(sentence("Where failings begin that a customer notices: ten beans."), language)))
    plan = WorkbookPlan(
        title=title_of(matrix, language),
        language=language,
        sheets=(guide_plan(matrix, told, language), *squares, beans),
    )
    try:
        data = write_workbook(plan)
    except ModelError as error:
        raise error.at(str(path)).in_language(language) from None
    replace_file(path, data, overwrite=overwrite)
    return (path,)


def _says(judge: Judge, language: str) -> str:
    return say(sentence("Who serves whom, as marked by: {judge}."), language, judge=judge.label(language))


def _sheet_names(judges: Sequence[Judge], taken: Iterable[str], language: str) -> Iterator[str]:
    """A name that a sheet can have for each judge: what they are called, else their id, else a number."""
    used = {one.casefold() for one in taken}
    for number, judge in enumerate(judges, 1):
        wall = [sheet_label("square", language)] if judge.side is DeclaredBy.BOTH else []
        wanted = (*wall, judge.label(language), judge.id or "")
        name = next((one for one in wanted if _can_be_a_sheet(one) and one.casefold() not in used), "")
        while not name or name.casefold() in used:
            name, number = say(sentence("sheet {number}"), language, number=number), number + 1
        used.add(name.casefold())
        yield name


def _can_be_a_sheet(name: str) -> bool:
    plain = name.strip() == name and name.isprintable() and text_length(name) <= LONGEST_NAME
    kept = name.casefold() == "history" or name.startswith(("_", "'")) or name.endswith("'")
    return bool(name) and plain and not kept and not set(name) & set("[]:*?/\\")


def _file(matrix: Matrix, path: Path, language: str, dialect: CsvDialect, *, overwrite: bool) -> tuple[Path, ...]:
    if len(matrix.judges) > 1 or matrix.beans:
        reason = SpokenFact(
            sentence("one CSV file holds the square of one judge; a folder holds several, and the beans.")
        )
        raise ModelError.of("SC-404", path.name, file=str(path), reason=reason).in_language(language)
    plan = square_plan(matrix, matrix.judges[0], path.stem, language)
    replace_file(path, encoded_table(_square_text(plan, dialect), dialect, path), overwrite=overwrite)
    return (path,)


def _folder(matrix: Matrix, path: Path, language: str, dialect: CsvDialect, *, overwrite: bool) -> tuple[Path, ...]:
    if (path / HEADER_FILE).exists():
        raise ModelError.of("SC-403", HEADER_FILE, file=str(path / HEADER_FILE)).in_language(language)
    beans, guide = beans_plan(matrix, language, sums=False), GUIDES[language]
    texts = {f"{safe_name(beans.name.replace(' ', '_'))}.csv": _beans_text(beans, dialect)}
    for judge in matrix.judges:
        name = safe_name((judge.id or judge.label(language)).replace(" ", "_"))
        while f"{name}.csv" in texts:
            name = f"{name}_"
        texts[f"{name}.csv"] = _square_text(square_plan(matrix, judge, name, language), dialect)
    files = {name: encoded_table(text, dialect, path / name) for name, text in texts.items()}
    files[guide] = guide_text(matrix, language).encode()
    replace_folder(path, files, owned=lambda one: one.lower().endswith(".csv") or one == guide, overwrite=overwrite)
    return (path / guide, *(path / name for name in sorted(texts)))


def _square_text(plan: GridPlan, dialect: CsvDialect) -> str:
    rows = [[_cell(value, cell_form(dialect)) for value in row] for row in plan.all_rows]
    return csv_text(rows[0], rows[1:], dialect)


def _beans_text(plan: SheetPlan, dialect: CsvDialect) -> str:
    form = cell_form(dialect)
    rows = [[_cell(value, form) for value in row] for row in plan.rows]
    return csv_text([neutralised(one.heading) for one in plan.columns], rows, dialect)


_NUMBER, _DAY = Number(""), Day("")


def _cell(value: Value, form: CellForm) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return _DAY.written(value, form)
    return _NUMBER.written(value, form) if isinstance(value, (int, float)) else neutralised(value)
