"""The secrets of this process by their values, in every spelling in which a library may quote one."""

from __future__ import annotations

import re
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.secrets.names import MASK, is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MAX_SECRET = 16 * 1024
"""Bytes of a file that are taken for a secret: room for any key, and no more than a mistaken path should cost."""

SHORTEST = 6
"""Characters. Most shorter values are years, ports, counts and common words, which stand everywhere; no service gives
so short a key, and a password that short is masked where its name precedes it (see `contexts`)."""

LONG = 8
"""Characters from which any value is taken for a secret, letters or digits alone as well: it is masked
within words too, and refused in arguments."""

_spellings: dict[str, None] = {}
"""The longest first: a spelling may hold another."""

_short: set[str] = set()
_files: set[str] = set()


def learn(environ: Mapping[str, str]) -> None:
    """Take note of the secrets in these variables, and of the files that they name."""
    for name, value in environ.items():
        if name.endswith("_FILE") and is_secret(name.removesuffix("_FILE")):
            _files.add(value.strip())
        elif is_secret(name):
            remember(value.strip())
        elif "://" in value and "@" in value:
            _remember_user(value)


def remember(value: str) -> None:
    """Take note of one secret."""
    if SHORTEST <= len(value) < LONG and _is_mixed(value):
        _short.add(value)
    if len(value) < LONG or value in _spellings:
        return
    found = [*_spellings, *_spell(value)]
    _spellings.clear()
    _spellings.update(dict.fromkeys(sorted(found, key=len, reverse=True)))


def _is_mixed(value: str) -> bool:
    """Has it letters and something else? Letters alone may be a word; what has none, a number, a date or a time."""
    letters = sum(map(str.isalpha, value))
    return 0 < letters < len(value)


def holds_known(text: str) -> bool:
    """Does a secret stand in the text that is no common word?"""
    if _files:
        _read_files()
    for spelling in _spellings:  # noqa: SIM110 - a loop is faster, and this is asked of every job that is enqueued
        if spelling in text:
            return True
    return False


def mask_known(text: str) -> str:
    """The text without these secrets; a short one is masked where it stands as a word."""
    _read_files()
    for spelling in _spellings:
        if spelling in text:
            text = text.replace(spelling, MASK)
    for value in _short:
        if value in text:
            text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", MASK, text)
    return text


def _remember_user(address: str) -> None:
    from urllib.parse import unquote, urlsplit

    try:
        password = urlsplit(address).password
    except ValueError:  # no address after all
        return
    remember(unquote(password or ""))


def _read_files() -> None:
    """Only plain files: a pipe can be read once, and not by us."""
    while _files:
        try:
            path = Path(_files.pop()).expanduser()
            if not stat.S_ISREG(path.stat().st_mode):
                continue
            with path.open("rb") as file:
                remember(file.read(MAX_SECRET).decode().strip())
        except (OSError, ValueError, RuntimeError):  # whoever needs it reports that it cannot be read
            continue


def _spell(value: str) -> Iterator[str]:
    """As it is, in addresses, in JSON, in JSON within JSON, in Python's repr, and within base64 (HTTP Basic)."""
    import json
    from urllib.parse import quote, quote_plus

    yield value
    yield from (quote(value, safe=""), quote(value), quote_plus(value))
    escaped = json.dumps(value)[1:-1]
    yield from (escaped, json.dumps(escaped)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1])
    yield repr(value)[1:-1]
    yield from _within_base64(value.encode("utf-8", "surrogateescape"))


def _within_base64(value: bytes) -> Iterator[str]:
    """The letters that do not depend on what stands around the value, for each of three alignments (RFC 4648)."""
    from base64 import b64encode, urlsafe_b64encode

    for before in range(3):
        first = -(-8 * before // 6)
        last = 8 * (before + len(value)) // 6
        yield b64encode(bytes(before) + value).decode()[first:last]
        yield urlsafe_b64encode(bytes(before) + value).decode()[first:last]
