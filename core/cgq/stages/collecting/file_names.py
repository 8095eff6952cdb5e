"""What a file from the network is called: by its site, else by its address; never a path."""

from __future__ import annotations

import re
import unicodedata
from email.errors import HeaderParseError
from email.header import decode_header
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urlsplit

from cgq.convert.form import SUFFIXES

if TYPE_CHECKING:
    from urllib.parse import SplitResult

LONGEST = 200
"""Characters of a name: what file systems take (255 bytes) and lists show."""

_EXTENDED = re.compile(r"filename\*\s*=\s*([\w!#$%&+^`{}~.-]*)'[^']*'([^;\s]+)", re.IGNORECASE)
"""RFC 8187: the character set, a language, and the name in percent escapes."""

_QUOTED = re.compile(r'filename\s*=\s*"((?:[^"\\]|\\.)*)"', re.IGNORECASE)
_TOKEN = re.compile(r"filename\s*=\s*([^;\"]+)", re.IGNORECASE)
_ENCODED_WORD = re.compile(r"=\?[\w-]+\?[bq]\?[^?\s]+\?=", re.IGNORECASE)
"""RFC 2047, which mail has and headers of HTTP should not: many Korean sites send it all the same."""

_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def file_name(address: str, disposition: str | None = None) -> str:
    """The name of a file: from its Content-Disposition, else from the last part of its address, else its host.

    Text in bytes is UTF-8, or EUC-KR where it is not.
    """
    named = _cleaned(_from_disposition(disposition or ""))
    if named:
        return named
    try:
        parts = urlsplit(address)
    except ValueError:  # it is no address, and an item all the same
        return "untitled"
    return _cleaned(_from_address(parts)) or _cleaned(parts.hostname or "") or "untitled"


def title_from(name: str) -> str:
    """A paper's title as long as only the name of its file is known."""
    return _EXTENSION.sub("", name).strip() or name


def _from_disposition(header: str) -> str:
    extended = _EXTENDED.search(header)
    if extended is not None:
        return _decoded(unquote_to_bytes(extended[2]), extended[1])
    quoted = _QUOTED.search(header)
    token = quoted or _TOKEN.search(header)
    if token is None:
        return ""
    # A backslash before anything else is one of a path: browsers that sent those did not escape it.
    text = re.sub(r'\\(["\\])', r"\1", token[1]) if quoted else token[1]
    if _ENCODED_WORD.search(text):
        return _decoded_words(text)
    raw = text.encode("latin-1", "ignore") if _is_latin(text) else text.encode()
    # Some sites escape the name as in an address, which no standard knows.
    return _decoded(unquote_to_bytes(raw) if b"%" in raw else raw)


def _is_latin(text: str) -> bool:
    """Are these the bytes of a header, one a sign?"""
    return all(ord(sign) < 256 for sign in text)


def _from_address(parts: SplitResult) -> str:
    """The last part of the path; where that names a program and no file, the parameter that looks like a file."""
    last = _decoded(unquote_to_bytes(parts.path.rstrip("/").rpartition("/")[2]))
    values = [pair.partition("=")[2] for pair in re.split("[&;]", parts.query)]
    files = [value for value in map(_plain, values) if _is_called_a_paper(value)]
    return files[-1] if files and not _is_called_a_paper(last) else last


def _is_called_a_paper(name: str) -> bool:
    return name.lower().endswith(tuple(SUFFIXES))


def _plain(value: str) -> str:
    return _decoded(unquote_to_bytes(value.replace("+", " ")))


def _decoded_words(text: str) -> str:
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(part if isinstance(part, str) else _decoded(part, charset or "") for part, charset in parts)


def _decoded(raw: bytes, charset: str = "") -> str:
    for name in (charset, "utf-8", "cp949"):
        try:
            if name:
                return raw.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def _cleaned(name: str) -> str:
    """The name without folders, signs that nothing prints, and what file systems give a meaning."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(sign if sign.isprintable() and not _is_hidden(sign) else " " for sign in last)
    cleaned = " ".join(shown.split()).strip(". ")
    if len(cleaned) <= LONGEST:
        return cleaned
    extension = _EXTENSION.search(cleaned)
    tail = extension[0] if extension else ""
    return cleaned[: LONGEST - len(tail) - 1] + "…" + tail


def _is_hidden(sign: str) -> bool:
    """Does it turn the direction of the text, or show nothing at all?"""
    return unicodedata.category(sign) in ("Cf", "Co", "Cn", "Cs")
