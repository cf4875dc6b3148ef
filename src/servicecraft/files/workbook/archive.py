"""
Is this archive safe to open, and which XML parts does it hold?

Every size is counted while it flows; what the archive declares about itself is not believed. Names that point out of
it, passwords and unusual kinds of packing are refused. What the parts mean is for the modules above.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections import Counter
from io import BytesIO

from servicecraft.errors import ModelError
from servicecraft.files.limits import Limits
from servicecraft.files.refusals import MEGABYTE
from servicecraft.files.workbook.refusals import refuse, refuse_size
from servicecraft.words import sentence, shortened

_ZIP_START = b"PK\x03\x04"
_COMPOUND_START = bytes.fromhex("d0cf11e0a1b11ae1")
_ENTRY_MARK = b"PK\x01\x02"
_CHUNK = 64 * 1024
_XML_ENDINGS = (".xml", ".rels", ".vml")
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_BIT = 0x1
_ARCHIVE_TROUBLE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    OverflowError,
    IndexError,
)  # fmt: skip - what the standard library raises on damaged archives


def unpacked(data: bytes, file: str, limits: Limits) -> dict[str, bytes]:
    """The XML parts of the archive by their lower-case names; anything else in it is only measured."""
    _check_beginning(data, file, limits)
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, file, limits)
            return _unpacked_entries(archive, entries, len(data), file, limits)
    except ModelError:
        raise
    except _ARCHIVE_TROUBLE:
        refuse(file, sentence("it is cut short or damaged"))


def _check_beginning(data: bytes, file: str, limits: Limits) -> None:
    if not data:
        refuse(file, sentence("it is empty"))
    if len(data) > limits.file_megabytes * MEGABYTE:
        refuse_size(file, limits.file_megabytes, sentence("megabytes in the file"), "file_megabytes")
    if data.startswith(_COMPOUND_START):
        if "EncryptedPackage".encode("utf-16-le") in data:
            refuse(file, sentence("it is protected by a password"))
        refuse(file, sentence("it has the format of Office before 2007"))
    if not data.startswith(_ZIP_START):
        refuse(file, sentence("it does not begin like an .xlsx file"))
    # The directory is counted before the library reads it: a million entries would take it seconds. The mark can stand
    # in packed data by chance, or in a workbook within the workbook: hence the factor. `_check_entries` is exact.
    if data.count(_ENTRY_MARK) > 10 * limits.entries:
        refuse(file, sentence("its archive has more than {limit} entries"), limit=limits.entries)


def _check_entries(entries: list[zipfile.ZipInfo], file: str, limits: Limits) -> None:
    if len(entries) > limits.entries:
        refuse(file, sentence("its archive has more than {limit} entries"), limit=limits.entries)
    for entry in entries:
        _check_name(entry.orig_filename, file)
        if entry.flag_bits & _ENCRYPTED_BIT:
            refuse(file, sentence("it is protected by a password"))
        if entry.compress_type not in _METHODS:
            refuse(
                file, sentence("its entry {entry} is packed in a way that workbooks do not use"), entry=entry.filename
            )
    names = Counter(part_name(entry.filename) for entry in entries)
    for name, count in names.items():
        if count > 1:
            refuse(file, sentence("its archive holds two entries called {entry}"), entry=shortened(name))


def _check_name(name: str, file: str) -> None:
    slashed = name.replace("\\", "/")
    absolute = slashed.startswith("/") or slashed[1:2] == ":"
    if absolute or "\0" in name or ".." in slashed.split("/"):
        refuse(file, sentence("its entry {entry} points out of the archive"), entry=shortened(name))


def part_name(name: str) -> str:
    """The name of a part as it is compared: slashes to the right, no capitals."""
    return name.replace("\\", "/").casefold()


def _unpacked_entries(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], packed: int, file: str, limits: Limits
) -> dict[str, bytes]:
    parts, total = {}, 0
    for entry in entries:
        name, kept, size = part_name(entry.filename), [], 0
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                _check_growth(size, entry.compress_size, file, limits)
                _check_growth(total + size, packed, file, limits)
                if name.endswith(_XML_ENDINGS):
                    kept.append(chunk)
        total += size
        if name.endswith(_XML_ENDINGS):
            parts[name] = b"".join(kept)
    return parts


def _check_growth(size: int, packed: int, file: str, limits: Limits) -> None:
    if size > limits.open_megabytes * MEGABYTE:
        refuse(file, sentence("it takes more than {limit} megabytes when open"), limit=limits.open_megabytes)
    # Below a megabyte a high ratio does no harm, and small regular parts reach it honestly.
    if size > MEGABYTE and size > limits.ratio * packed:
        refuse(file, sentence("it grows to more than {limit} times its size when open"), limit=limits.ratio)
