"""Which encoding a text file has: found by what decodes all of it, and never at a loss.

In this order: the mark at its start, UTF-16 without one, UTF-8, Korean (cp949, which holds euc-kr). A file that is one
of these but for a few damaged bytes is refused with the place. Encodings of one byte a character decode anything, and
their letters make characters of Chinese or Japanese encodings by chance ("Größe" is "Gr廲e" in big5); so none of all
these is ever proven: such a file is refused, unless a person names its encoding.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.findings import EMPTY_FILE
from cgq.exam.printable import printable
from cgq.exchange.importing.read_limits import cannot_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_CHUNK = 1 << 20
"""The file is decoded in pieces of so many bytes."""

_LONGEST_NAME = 40
"""Characters of a name in a message."""

_SAVE_AGAIN = "Save it again as UTF-8, in Excel as “CSV UTF-8”."

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with a mark at its start"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
"""What a file may begin with. The first two bytes of UTF-32 are those of UTF-16, so UTF-32 goes first."""

_USUAL = re.compile(r"[\t\r\n -~가-힣]")
"""What fills nearly all of a table of questions; read in the other byte order it turns into rare characters."""

_USUAL_SHARE = 0.6
"""The least share of usual characters from which bytes are UTF-16: a table with every other sign foreign has half;
random pairs of bytes have under a fifth (11,172 syllables and 98 signs of 63,488)."""

_SOUND = 3
"""So many times as many sound characters as damaged ones: then the encoding is known, and the file is damaged."""

_PAIR = 2
"""Bytes of a common syllable in euc-kr; Python writes a rare one in eight, letter by letter."""

_COMMON_SHARE = 0.6
"""The least share of syllables of KS X 1001 (the 2,350 common ones) among what is not ASCII, from which bytes are
Korean. In text they and a few signs are nearly all; in a Western file read as cp949 they are chance: "It’s" has 뭩."""

_NO_FILES = frozenset({"idna", "punycode", "raw-unicode-escape", "undefined", "unicode-escape", "utf-7"})
"""Codecs of Python that decode to text, and in which no program saves a table."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec of Python, and what it is called for people."""

    codec: str
    name: str


def named_encoding(name: str) -> Encoding:
    """The encoding of a name that a person gives: one of Python's (codecs, "Standard Encodings").

    Raises InputFailed: unknown_encoding.
    """
    try:
        codec = codecs.lookup(name).name
        b"stem".decode(codec, "ignore")  # LookupError: a codec, and none of text
    except (LookupError, ValueError):
        codec = "undefined"
    if codec in _NO_FILES:
        hint = "Names are such as cp1252, latin-1, cp932 and big5."
        raise InputFailed(f"There is no encoding {printable(name, _LONGEST_NAME)}", code="unknown_encoding", hint=hint)
    return Encoding("utf-8-sig" if codec == "utf-8" else codec, codec)


def find_encoding(path: Path, note: Callable[[str], None], wanted: str | None = None) -> Encoding:
    """The encoding that is `wanted`, else the one in which the whole file can be decoded; anything but UTF-8 is noted.

    Raises InputFailed: empty_file, unknown_encoding, bad_encoding with the place, cannot_read.
    """
    try:
        with path.open("rb") as file:
            sample = file.read(_CHUNK)
        if not sample.strip(b"\x00 \t\r\n"):
            raise InputFailed("The file is empty", code=EMPTY_FILE, hint="Give a file with a header and questions.")
        found = _find(path, sample) if wanted is None else _must_be(path, named_encoding(wanted))
    except OSError as error:
        raise cannot_read(error) from error
    if not found.codec.startswith("utf-8"):
        note(f"The file was read as {found.name}.")
    return found


def _find(path: Path, sample: bytes) -> Encoding:
    for mark, codec, name in _MARKS:
        if sample.startswith(mark):
            return _must_be(path, Encoding(codec, name))
    wide = _wide(sample)
    if wide and _first_fault(path, wide.codec) is None:
        return wide
    utf8, korean = Encoding("utf-8", "UTF-8"), Encoding("cp949", "Korean (cp949)")
    if _first_fault(path, utf8.codec) is None:
        return utf8
    if _is_damaged_utf8(sample):
        return _must_be(path, utf8)
    if _is_korean(sample):
        return _must_be(path, korean)
    raise _unproven(sample)


def _must_be(path: Path, encoding: Encoding) -> Encoding:
    """The encoding, if the whole file is in it. Raises InputFailed with the first place that is not."""
    place = _first_fault(path, encoding.codec)
    if place is None:
        return encoding
    offset, line = place
    message = f"The file is taken for {encoding.name}, and byte {offset:,} (line {line:,}) is no character of it"
    raise InputFailed(message, code="bad_encoding", hint=_SAVE_AGAIN)


def _first_fault(path: Path, codec: str) -> tuple[int, int] | None:
    """The offset from 0 and the line from 1 of the first byte that is not in an encoding, None where all are."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    offset, line = 0, 1
    for chunk, final in _chunks(path):
        held, _ = decoder.getstate()
        try:
            line += decoder.decode(chunk, final).count("\n")
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            return offset - len(held) + error.start, line + before.decode(codec, "ignore").count("\n")
        offset += len(chunk)
    return None


def _chunks(path: Path) -> Iterator[tuple[bytes, bool]]:
    """The file's bytes, the last piece marked as such."""
    with path.open("rb") as file:
        chunk = file.read(_CHUNK)
        while chunk:
            following = file.read(_CHUNK)
            yield chunk, not following
            chunk = following


def _wide(sample: bytes) -> Encoding | None:
    """UTF-16 in the byte order in which the sample reads as usual text; None where neither does.

    Every table has ASCII signs, which have a zero byte in UTF-16, and no other text has any.
    """
    if b"\x00" not in sample:
        return None
    even = sample[: len(sample) // 2 * 2]
    orders = (("utf-16-le", "UTF-16 (little endian)"), ("utf-16-be", "UTF-16 (big endian)"))
    shares = [(_usual_share(even.decode(codec, "replace")), codec, name) for codec, name in orders]
    (share, codec, name), (other, *_) = sorted(shares, reverse=True)
    return Encoding(codec, name) if share >= _USUAL_SHARE and share > other else None


def _usual_share(text: str) -> float:
    return len(_USUAL.findall(text)) / max(1, len(text))


def _is_damaged_utf8(sample: bytes) -> bool:
    """Are most of the characters beyond ASCII sound in UTF-8? No other encoding makes such by chance."""
    foreign, damaged = _foreign(sample, "utf-8")
    return len(foreign) > _SOUND * damaged


def _is_korean(sample: bytes) -> bool:
    """Are the characters beyond ASCII, read as cp949, nearly all common Hangul?"""
    foreign, damaged = _foreign(sample, "cp949")
    syllables = [char for char in foreign if "가" <= char <= "힣"]
    common = sum(len(char.encode("euc_kr", "ignore")) == _PAIR for char in syllables)
    return common > _SOUND * damaged and common >= _COMMON_SHARE * len(syllables) and 2 * common > len(foreign)


def _foreign(sample: bytes, codec: str) -> tuple[list[str], int]:
    """The characters beyond ASCII that an encoding gives, and how many bytes give none."""
    text = codecs.getincrementaldecoder(codec)("replace").decode(sample)
    foreign = [char for char in text if not char.isascii()]
    damaged = foreign.count("\ufffd")
    return [char for char in foreign if char != "\ufffd"], damaged


def _unproven(sample: bytes) -> InputFailed:
    """The refusal of what proves no encoding, with what charset-normalizer takes the sample for."""
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    likely = f"; it may be {best.encoding}" if best is not None else ""
    message = f"The file is neither UTF-8 nor UTF-16 nor Korean (cp949){likely}"
    named = "cp1252" if best is None else best.encoding
    hint = f"{_SAVE_AGAIN} Or name the encoding that you know it has, such as --encoding {named}."
    return InputFailed(message, code="bad_encoding", hint=hint)
