"""From bytes to text: UTF-8 or a refusal that says what the bytes look like."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from servicecraft.errors import Fault, ModelError
from servicecraft.files.text import codec_name, decoded

law = settings(deadline=None, max_examples=200)

readable = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))
SPANISH = "id,nombre\np1,Muñoz\np2,Peña Ibáñez, «jefe»\n"


def the_fault(data: bytes, encoding: str = "utf-8") -> Fault:
    """The only fault of some bytes."""
    with pytest.raises(ModelError) as refused:
        decoded(data, file="people.csv", encoding=encoding)
    (fault,) = refused.value.faults
    assert fault.file == "people.csv"
    assert str(refused.value).startswith(f"{fault.code} people.csv:{fault.line}:{fault.column}")
    return fault


def facts(data: bytes, encoding: str = "utf-8") -> tuple[str, str, int | None, int | None]:
    """The likely encoding, the name to declare, line and column of bytes that are not UTF-8."""
    fault = the_fault(data, encoding)
    assert fault.code == "SC-107"
    said = dict(fault.facts)
    return said["encoding"], said["option"], fault.line, fault.column


@law
@given(readable, st.booleans())
def test_utf_8_is_read_with_and_without_mark(text: str, marked: bool) -> None:
    """Text in UTF-8 is read as it is, and a byte-order mark is no part of it."""
    assume(not text.startswith("\ufeff"))

    assert text == decoded(codecs.BOM_UTF8 * marked + text.encode(), file="f")


@pytest.mark.parametrize("text", ["", "a\nb\n", "a\r\nb\r\n", "a\rb\r", "a\nb\r\nc\rd", "\n\n", "a\x85b\u2028c"])
def test_line_ends_are_left_as_they_are(text: str) -> None:
    """Decoding changes no line end."""
    assert text == decoded(text.encode(), file="f")


def test_only_the_first_mark_is_taken_away() -> None:
    """A byte-order mark after the first one stays visible to the readers."""
    assert decoded(codecs.BOM_UTF8 * 2 + b"id", file="f") == "\ufeffid"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", SPANISH),
        ("UTF8", SPANISH),
        ("utf-8-sig", SPANISH),
        ("utf_8", "Ωμέγα, 漢字, 🙂"),
        ("cp1252", SPANISH + "“€”"),
        ("windows-1252", SPANISH),
        ("latin-1", SPANISH),
        ("ISO-8859-1", SPANISH),
        ("iso-8859-15", SPANISH + "€"),
        ("cp850", SPANISH),
        ("mac-roman", SPANISH),
        ("utf-16", "Ωμέγα, 漢字, 🙂"),
        ("utf-16-le", SPANISH),
        ("utf-16-be", SPANISH),
        ("utf-32", SPANISH),
        ("cp1251", "Иванов"),
        ("gb18030", "漢字"),
    ],
)
def test_a_declared_encoding_is_taken_at_its_word(encoding: str, text: str) -> None:
    """A file is read in the encoding that was declared for it."""
    assert text == decoded(text.encode(encoding), file="f", encoding=encoding)


@law
@given(readable, st.sampled_from(["utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]))
def test_every_text_returns_from_a_declared_unicode_encoding(text: str, encoding: str) -> None:
    """Whatever was written in a declared encoding of Unicode is read back unchanged."""
    assume(not text.startswith("\ufeff"))

    assert text == decoded(text.encode(encoding), file="f", encoding=encoding)


@pytest.mark.parametrize("declared", ["cp1252", "latin-1", "utf-16"])
def test_the_mark_of_utf_8_is_stronger_than_the_declaration(declared: str) -> None:
    """A table that was saved anew as UTF-8 with its mark is read as such in a folder that declares another encoding."""
    assert decoded(codecs.BOM_UTF8 + SPANISH.encode(), file="f", encoding=declared) == SPANISH


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_mark_in_declared_utf_16_is_no_part_of_the_text(mark: str) -> None:
    """UTF-16 of a declared byte order is read without its mark."""
    assert decoded((mark + "id").encode("utf-16-le"), file="f", encoding="utf-16-le") == "id"


@pytest.mark.parametrize(
    ("data", "encoding", "option", "line", "column"),
    [
        (SPANISH.encode("cp1252"), "Latin-1", "latin-1", 2, 6),
        (SPANISH.encode("latin-1"), "Latin-1", "latin-1", 2, 6),
        ((SPANISH + "“q”").encode("cp1252"), "Windows-1252", "cp1252", 2, 6),
        ("5 €, ñandú".encode("cp1252"), "Windows-1252", "cp1252", 1, 3),
        ("a,b\r\nc,niño".encode("cp1252"), "Latin-1", "latin-1", 2, 5),
        ("a\rb\rniño".encode("cp1252"), "Latin-1", "latin-1", 3, 3),
        ("José Muñoz, Ángela, Íñigo".encode("cp850"), "DOS 850", "cp850", 1, 4),
        ("José Muñoz, Ángela, Íñigo".encode("mac-roman"), "Mac Roman", "mac-roman", 1, 4),
        ("id\n".encode("utf-16"), "UTF-16", "utf-16", 1, 1),
        (codecs.BOM_UTF16_BE + "id\n".encode("utf-16-be"), "UTF-16", "utf-16", 1, 1),
        ("id,name\n".encode("utf-16-le"), "UTF-16", "utf-16-le", 1, 2),
        ("id,name\n".encode("utf-16-be"), "UTF-16", "utf-16-be", 1, 1),
        (SPANISH.encode("utf-16-le"), "UTF-16", "utf-16-le", 1, 2),
        ("id".encode("utf-32"), "UTF-32", "utf-32", 1, 1),
        (b"id,name\np1,A\0na\n", "data that is no text", "utf-8", 2, 5),
        (b"\0", "data that is no text", "utf-8", 1, 1),
        (b"PK\3\4\0\0\0\0\x08\x00\xff\xfe\x99", "data that is no text", "utf-8", 1, 5),
        (b"a\xed\xa0\x80b", "UTF-8 with half a character (a lone surrogate)", "utf-8", 1, 2),
        (b"a\n\xed\xbf\xbf", "UTF-8 with half a character (a lone surrogate)", "utf-8", 2, 1),
        (b"caf\xe9", "Latin-1", "latin-1", 1, 4),
        (b"ok\n\xc0\xaf", "Latin-1", "latin-1", 2, 1),
        (codecs.BOM_UTF8 + b"id\nni\xf1o", "Latin-1", "latin-1", 2, 3),
        ("Müller, señor".encode() + b"\nni\xf1o", "Latin-1", "latin-1", 2, 3),
    ],
)
def test_other_bytes_are_refused_by_name(data: bytes, encoding: str, option: str, line: int, column: int) -> None:
    """Bytes that are not UTF-8 are refused at the first bad one, with their likely encoding and the name to declare."""
    assert (encoding, option, line, column) == facts(data)


@law
@given(st.text("abc ,;\n", max_size=30), st.sampled_from("áéíóúñÑü¿¡ç"), st.text("abcñáé,\n", max_size=30))
def test_the_first_bad_byte_is_found(before: str, bad: str, after: str) -> None:
    """The refusal of Latin-1 text names the line and column of its first letter that is not ASCII."""
    data = f"{before}{bad}x{after}".encode("latin-1")
    lines = before.split("\n")

    assert ("Latin-1", "latin-1", len(lines), len(lines[-1]) + 1) == facts(data)


@law
@given(st.text("abc ñ,\n", min_size=4, max_size=60), st.sampled_from(["latin-1", "cp1252", "utf-16-le", "utf-16-be"]))
def test_what_a_refusal_proposes_reads_the_file(text: str, encoding: str) -> None:
    """Declaring the encoding that the refusal names makes the file load, with the text that was meant."""
    assume(encoding.startswith("utf-16") or "ñx" in (text := text + "ñx"))
    data = text.encode(encoding)
    _, option, _, _ = facts(data)

    assert text == decoded(data, file="f", encoding=option)


@pytest.mark.parametrize(
    "encoding",
    [
        "",
        "utf-9",
        "win-ansi",
        "rot13",
        "base64",
        "zlib",
        "hex",
        "unicode_escape",
        "idna",
        "punycode",
        "undefined",
        "utf-7",
        "ñ",
        "a\0b",
        "../x",
        "x" * 5_000,
        "\ud800",
        " ",
    ],
)
def test_an_unknown_encoding_is_refused(encoding: str) -> None:
    """A name that is no encoding of text files is refused, whatever the bytes."""
    fault = the_fault(b"abc", encoding)

    assert (fault.code, fault.path) == ("SC-119", "csv.encoding")
    assert "cp1252" in dict(fault.facts)["choices"]


def test_a_mistyped_encoding_gets_a_proposal() -> None:
    """The refusal of an encoding names the usual one that is most like it."""
    assert "Did you mean cp1252?" in the_fault(b"abc", "cp12522").message


@pytest.mark.parametrize(("name", "expected"), [("Windows-1252", "cp1252"), ("UTF8", "utf-8"), ("l1", "iso8859-1")])
def test_encodings_have_one_name(name: str, expected: str) -> None:
    """All spellings of an encoding lead to Python's own name."""
    assert expected == codec_name(name)


@pytest.mark.parametrize(
    ("data", "encoding", "line", "column"),
    [
        (b"a\nb\x81", "cp1252", 2, 2),
        (b"abc", "utf-16-le", 1, 2),
        (b"\xff\xfea\x00\x00\xd8", "utf-16", 1, 2),
        (b"\xff\xff", "gb18030", 1, 1),
    ],
)
def test_bytes_that_are_not_what_was_declared(data: bytes, encoding: str, line: int, column: int) -> None:
    """Bytes that the declared encoding does not have are refused at their place."""
    fault = the_fault(data, encoding)

    assert ("SC-100", line, column) == (fault.code, fault.line, fault.column)
    assert codec_name(encoding) in fault.message


def test_utf_16_declared_as_a_code_page_is_refused() -> None:
    """UTF-16 that was declared as cp1252 is refused for its NUL characters, by its real name."""
    assert facts("id".encode("utf-16"), "cp1252") == ("UTF-16", "utf-16", 1, 4)


@pytest.mark.parametrize("text", ["Peña", "señor Ñ", "漢字", "a🙂", "🙂"])
def test_a_file_cut_within_a_character_is_cut_short(text: str) -> None:
    """UTF-8 that ends within a character is refused, as cut short wherever Latin-1 would be no better reading."""
    data = text.encode()
    for end in range(1, len(data)):
        try:
            data[:end].decode()
        except UnicodeDecodeError as error:
            only_byte_above_ascii = error.start == end - 1 and data[: error.start].isascii()
            expected = "SC-107" if only_byte_above_ascii else "SC-124"
            fault = the_fault(data[:end])

            assert (expected, len(data[: error.start].decode()) + 1) == (fault.code, fault.column)


@law
@given(st.binary(max_size=80), st.sampled_from(["utf-8", "cp1252", "latin-1", "utf-16", "utf-32", "cp037", "big5"]))
@example(b"\xed", "utf-8")
@example(b"\0\0", "utf-8")
def test_bytes_are_text_or_a_refusal(data: bytes, encoding: str) -> None:
    """Any bytes give a text without NUL or a ModelError that can be read aloud, and nothing else."""
    try:
        text = decoded(data, file="f", encoding=encoding)
    except ModelError as error:
        assert error.faults
        assert str(error)
        assert str(error.in_language("es"))
    else:
        assert "\0" not in text
        text.encode()
