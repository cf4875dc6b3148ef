"""
From the bytes of a file to its text.

Files are UTF-8. Another encoding is never guessed, only named in the refusal: a wrong guess would turn one surname
into another in silence. A CSV table may declare its encoding, and is then taken at its word.
"""

from __future__ import annotations

import codecs

from servicecraft.errors import ComplaintFact, ModelError, Refusal, SpokenFact, nearest
from servicecraft.files.places import START, Place, fault_at, place_in
from servicecraft.words import sentence

_FAMILIES = ("utf-8", "utf-16", "utf-32", "cp", "iso8859", "mac-", "koi8", "gb", "big5", "euc_", "shift_jis")
_USUAL_ENCODINGS = ("utf-8", "utf-16", "cp1252", "latin-1", "cp850", "mac-roman")
_CODE_PAGES = {"Windows-1252": "cp1252", "DOS 850": "cp850", "Mac Roman": "mac-roman"}
_WESTERN = frozenset("áéíóúüñÁÉÍÓÚÜÑ¿¡ªºçÇàèìòùÀÈâêîôûäöÄÖëïãõßåøæ€’‘“”–—…·«»°\u00a0")
_ASCII = bytes(range(128))
_SAMPLE = 10_000


def codec_name(encoding: str) -> str:
    """
    Python's own name for a declared text encoding: `"cp1252"` for `"Windows-1252"`.

    Raises:
        Refusal: SC-119, no encoding of text files has this name.
    """
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError, TypeError):
        name = ""
    if name.startswith(_FAMILIES):
        return name
    near = nearest(str(encoding), _USUAL_ENCODINGS, most=1)
    hint = SpokenFact(sentence("Did you mean {name}?"), name=near[0]) if near else ""
    raise Refusal("SC-119", encoding, column="encoding", nearest=hint, choices=", ".join(_USUAL_ENCODINGS))


def decoded(data: bytes, *, file: str, encoding: str = "utf-8") -> str:
    """
    The text that the bytes of a file hold, without byte-order mark and with its line ends as they are.

    Args:
        data: All bytes of the file.
        file: How the file is named in faults.
        encoding: What the file was declared to be. Bytes that begin with the mark of UTF-8 are UTF-8 all the same:
            one table of a folder may have been saved anew.

    Raises:
        ModelError: SC-107 with the line and column of the first bad byte, SC-119 for an encoding that nobody knows,
            SC-100 where the bytes are not what was declared, SC-124 where the last character is cut in two.
    """
    try:
        codec = codec_name(encoding)
    except Refusal as refusal:
        raise ModelError([fault_at(START, refusal, file=file, path=("csv", "encoding"))]) from None
    unicode_marked = codec.startswith("utf-8") or data.startswith(codecs.BOM_UTF8)
    text = _utf_8(data, file) if unicode_marked else _declared(data, codec, file)
    if "\0" in text:
        place = place_in(text, text.index("\0"))
        raise ModelError([fault_at(place, _not_utf_8(data), file=file)])
    return text


def _utf_8(data: bytes, file: str) -> str:
    try:
        return data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        nul = data.find(b"\0", 0, error.start)
        start = error.start if nul < 0 else nul
        refusal = Refusal("SC-124") if nul < 0 and _cut_in_two(data, error) else _not_utf_8(data, start)
        place = _place_after(data[:start].decode("utf-8"))
    raise ModelError([fault_at(place, refusal, file=file)])


def _declared(data: bytes, codec: str, file: str) -> str:
    try:
        return data.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        kind = SpokenFact(sentence("{encoding} text"), encoding=codec)
        refusal = Refusal("SC-100", None, format=kind, reason=ComplaintFact(error.reason))
        place = _place_after(data[: error.start].decode(codec, "ignore"))
    raise ModelError([fault_at(place, refusal, file=file)])


def _place_after(text: str) -> Place:
    readable = text.removeprefix("\ufeff")
    return place_in(readable, len(readable))


def _cut_in_two(data: bytes, error: UnicodeDecodeError) -> bool:
    """Whether UTF-8 ends within a character; a lone last byte in a file without others may as well be Latin-1."""
    if error.reason != "unexpected end of data":
        return False
    return len(data) - error.start > 1 or not data[: error.start].isascii()


def _not_utf_8(data: bytes, start: int = 0) -> Refusal:
    encoding, option = _likely_encoding(data, start)
    return Refusal("SC-107", None, encoding=encoding, option=option)


def _likely_encoding(data: bytes, start: int) -> tuple[str, str]:
    """What bytes that are not UTF-8 look like: a name for people, and the name to declare."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32", "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16", "utf-16"
    if b"\0" in data:
        return _likely_wide_encoding(data)
    if data[start : start + 1] == b"\xed" and data[start + 1 : start + 2] >= b"\xa0":
        return SpokenFact(sentence("UTF-8 with half a character (a lone surrogate)")), "utf-8"
    return _likely_code_page(data.translate(None, _ASCII)[:_SAMPLE])


def _likely_wide_encoding(data: bytes) -> tuple[str, str]:
    """UTF-16 where every other byte tends to be zero, which is how Western text looks in it."""
    enough = max(1, len(data) // 4)
    if data[1::2].count(0) > enough:
        return "UTF-16", "utf-16-le"
    if data[0::2].count(0) > enough:
        return "UTF-16", "utf-16-be"
    return SpokenFact(sentence("data that is no text")), "utf-8"


def _likely_code_page(special: bytes) -> tuple[str, str]:
    """The code page in which the bytes above ASCII give the most letters and marks of Western languages."""

    def usual_characters(name: str) -> int:
        return sum(character in _WESTERN for character in special.decode(_CODE_PAGES[name], "ignore"))

    name = max(_CODE_PAGES, key=usual_characters)
    if name == "Windows-1252" and min(special) >= 0xA0:
        return "Latin-1", "latin-1"
    return name, _CODE_PAGES[name]
