"""What the entries of a zip are called: as the people read it who packed it, whatever their program wrote.

Old Korean programs write names in cp949 and say nothing of it, where the format means cp437 (APPNOTE, appendix D);
newer ones write UTF-8 and say so with a flag, or beside the name in an extra field. Macs write letters in parts (NFD).
What one program wrote into one zip is in one encoding, so the names that say nothing are judged together.
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib
from typing import TYPE_CHECKING, Literal, NamedTuple

from cgq.exam.printable import steers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

UTF8_FLAG = 0x800
"""Bit 11 of an entry's flags: its name is UTF-8 (APPNOTE 4.4.4)."""
_UNICODE_PATH = 0x7075
"""Kind of the extra field that holds the name in UTF-8 (APPNOTE 4.6.9)."""
_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
_HANJA_WORD = re.compile("[\u4e00-\u9fff\uf900-\ufaff]{2}")
_KANA_WORD = re.compile("[\u3041-\u3096\u30a1-\u30fa\u30fc]{2}")
"""Kana of full width: half of it are bytes of Korean names, and one alone is `âg` of cp437."""

_BESIDE_LATIN = re.compile("[A-Za-z][가-힣\u4e00-\u9fff\uf900-\ufaff]|[가-힣\u4e00-\u9fff\uf900-\ufaff][A-Za-z]")
"""A syllable or Chinese letter in a Latin word: so `prüfung` of cp437 and `avaliação` of cp1252 look in cp949."""

_Encoding = Literal["cp437", "cp949", "cp932"]

_DRIVE = re.compile(r"[A-Za-z]:")
_LINES = "\u2028\u2029"
"""What ends a line, as controls do (see exam.printable)."""


class RawName(NamedTuple):
    """An entry's name as it stands in the zip, with the entry's flags and extra field."""

    raw: bytes
    flags: int
    extra: bytes


def decode_names(names: Sequence[RawName]) -> list[str]:
    """The names of all entries of a zip, their letters whole (NFC), folders divided by `/`; what has no shape and
    changes how others are shown is U+FFFD."""
    said = [_said(name) for name in names]
    encoding = _encoding(name.raw for name, text in zip(names, said, strict=True) if text is None)
    return [
        _clean(text if text is not None else _decoded(name.raw, encoding))
        for name, text in zip(names, said, strict=True)
    ]


def _clean(text: str) -> str:
    name = unicodedata.normalize("NFC", text.replace("\\", "/"))
    if name.isprintable():
        return name
    return "".join("\ufffd" if _is_unseen(letter) else letter for letter in name)


def _is_unseen(letter: str) -> bool:
    """Has a letter no shape of its own? A name goes into one line: what ends one counts, other spaces do not."""
    return letter in _LINES or steers(letter) or unicodedata.category(letter) == "Cc"


def parts_of(name: str) -> tuple[str, ...]:
    """The folders of a name and the file's own name: `a//./b` is `a/b`."""
    return tuple(part for part in name.split("/") if part not in ("", "."))


def leads_out(name: str) -> bool:
    """Does a name lead out of its archive: by `..`, from the root, or to a drive?"""
    return name.startswith("/") or _DRIVE.match(name) is not None or ".." in name.split("/")


def _said(name: RawName) -> str | None:
    """A name whose encoding is said, or is UTF-8 as it can be read so; None where only the other names tell."""
    if (beside := _unicode_path(name.raw, name.extra)) is not None:
        return beside
    if name.flags & UTF8_FLAG:
        return name.raw.decode(errors="replace")
    return _read_as(name.raw, "utf-8")


def _decoded(raw: bytes, encoding: _Encoding) -> str:
    text = _read_as(raw, encoding)
    return raw.decode("cp437") if text is None else text


def _encoding(names: Iterable[bytes]) -> _Encoding:
    """What names that say nothing are written in: Korean where one of them proves it, or all can be read so and no
    Latin word breaks; Japanese where kana prove it; else as the format has it."""
    raws = list(names)
    korean = [text for raw in raws if (text := _read_as(raw, "cp949")) is not None]
    if any(_has_usual_hangul(text) for text in korean):
        return "cp949"
    japanese = [text for raw in raws if (text := _read_as(raw, "cp932")) is not None]
    if len(japanese) == len(raws) and any(map(_KANA_WORD.search, japanese)):
        return "cp932"
    if len(korean) < len(raws):
        return "cp437"
    is_proven = any(map(_HANJA_WORD.search, korean)) or not any(map(_BESIDE_LATIN.search, korean))
    return "cp949" if is_proven else "cp437"


def _read_as(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None


def _has_usual_hangul(text: str) -> bool:
    """Is there a syllable of the 2,350 of KS X 1001? The others, which EUC-KR spells in eight bytes, are rare, and `üf`
    of cp437 is one of them."""
    return any(len(letter.encode("euc_kr")) == 2 for letter in _HANGUL.findall(text))


def _unicode_path(raw: bytes, extra: bytes) -> str | None:
    """The name in the extra field 0x7075, where it belongs to this very name (Info-ZIP, APPNOTE 4.6.9)."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + size]
        at += 4 + size
        if kind == _UNICODE_PATH and len(field) > 5 and int.from_bytes(field[1:5], "little") == zlib.crc32(raw):
            try:
                return field[5:].decode()
            except UnicodeDecodeError:
                return None
    return None
