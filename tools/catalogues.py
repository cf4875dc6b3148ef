"""
Bring the message catalogues up to date: `python tools/catalogues.py`.

Sentences are found in three places: where the code marks them, in the words about each column, and in the first line
of each class of the model. New ones are added to the catalogue of every language, those that nobody says any more are
dropped, translations stay. What lacks a translation is listed, and the compiled catalogues are written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "servicecraft"
CATALOGUE = SOURCE / "words" / "locale" / "es" / "LC_MESSAGES" / "servicecraft.po"
KEYWORDS = {"sentence": None, "say_count": (1, 2)}

Message = str | tuple[str, str]


def sentences() -> Iterator[Message]:
    """Every sentence that people may see, plural ones as a pair."""
    for found in extract_from_dir(str(SOURCE), [("**.py", "python")], {}, KEYWORDS):
        message = found[2]
        yield message if isinstance(message, str) else (message[0], message[1])
    from servicecraft.files.sheets import summary
    from servicecraft.model.registry import TABLES
    from servicecraft.model.settings import Settings

    for kind in (*TABLES.values(), Settings):
        yield summary(kind)
        yield from (column.doc for column in kind.columns().values())


def current() -> Catalog:
    """The Spanish catalogue as it lies in the source."""
    if not CATALOGUE.exists():
        return Catalog(locale="es", domain="servicecraft", project="servicecraft", charset="utf-8")
    with CATALOGUE.open("rb") as lines:
        return read_po(lines, locale="es")


def renewed() -> Catalog:
    """The Spanish catalogue with every sentence there is, in the order of the alphabet, old translations kept."""
    old = current()
    fresh = Catalog(locale="es", domain="servicecraft", project="servicecraft", charset="utf-8", fuzzy=False)
    for message in sorted(set(sentences()), key=str):
        if message:
            first = message if isinstance(message, str) else message[0]
            known = old.get(first)
            fresh.add(message, string=known.string if known is not None and known.string else None)
    return fresh


def untranslated(catalogue: Catalog) -> list[str]:
    """The sentences that have no translation yet."""
    return [
        str(one.id)
        for one in catalogue
        if one.id and not (all(one.string) if isinstance(one.string, tuple) else one.string)
    ]


def main() -> int:
    """Write the catalogues and list what is missing."""
    catalogue = renewed()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as target:
        write_po(target, catalogue, width=0, omit_header=False, no_location=True, sort_output=False)
    lines = CATALOGUE.read_text(encoding="utf-8").splitlines(keepends=True)
    CATALOGUE.write_text("".join(line for line in lines if "-Date:" not in line), encoding="utf-8")
    with CATALOGUE.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, catalogue)
    missing = untranslated(catalogue)
    sys.stdout.write("".join(f"untranslated: {one}\n" for one in missing))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
