"""What the entries of a zip are called: as the people read it who packed it, whatever their program wrote.

Old Korean programs write names in cp949 and say nothing of it, where the format means cp437 (APPNOTE, appendix D);
newer ones write UTF-8 and say so with a flag, or beside the name in an extra field. Macs write letters in parts (NFD).
"""

from __future__ import annotations

import re
import struct
import unicodedata
import zlib

from cgq.exam.printable import steers

UTF8_FLAG = 0x800
_UNICODE_PATH = 0x7075
_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
_DRIVE = re.compile(r"[A-Za-z]:")
_LINES = "\u2028\u2029"
"""What ends a line, as controls do (see exam.printable)."""


def decode_name(raw: bytes, flags: int, extra: bytes) -> str:
    """An entry's name, its letters whole (NFC), folders divided by `/`; what has no shape and changes how others are
    shown is U+FFFD."""
    name = unicodedata.normalize("NFC", _decoded(raw, flags, extra).replace("\\", "/"))
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


def _decoded(raw: bytes, flags: int, extra: bytes) -> str:
    if (beside := _unicode_path(raw, extra)) is not None:
        return beside
    try:
        return raw.decode()
    except UnicodeDecodeError:
        pass
    if not flags & UTF8_FLAG:
        try:
            korean = raw.decode("cp949")
        except UnicodeDecodeError:
            korean = ""
        if _has_usual_hangul(korean):
            return korean
        return raw.decode("cp437")
    return raw.decode(errors="replace")


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
