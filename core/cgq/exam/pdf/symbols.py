"""Characters of symbol fonts as the signs that they show.

Such a font gives shapes to codes that mean something else: the code of "ü" is a tick in Wingdings. A PDF hands on that
letter, or the code among Unicode's private characters (U+F020 to U+F0FF, as Windows has it). The name of the font tells
what was drawn; `symbols.tsv` holds the tables.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.pdf.faces import Faces

_UNKNOWN = "\ufffd"
_PRIVATE = range(0xF020, 0xF100)
_LAST_BYTE = 0xFF
_BULLET, _ONE, _TWO = "•", "\x81", "‚"
"""What WinAnsi makes of codes that it does not have, of which the first ring of Wingdings is one; and of the second."""

_NAME = re.compile(r"^(?:(wingdings ?[23]?)|(webdings)|(symbol))(?:mt)?(?:[-, ]?(?:regular|normal|bold|italic))*$")
_WITH_LETTERS = "symbol"
"""The letters and signs of this font stand for themselves or are translated already; only its private codes are not."""


def name_symbols(chars: list[str], fonts: Faces) -> None:
    """Put the signs of symbol fonts in the place of their codes, in the list itself."""
    for number, name in enumerate(fonts.names):
        table = _table_of(name)
        if table is None:
            continue
        own: list[int] = np.flatnonzero(fonts.used == number).tolist()
        rings = any(chars[n] == _TWO for n in own)
        for n in own:
            chars[n] = _sign(_ONE if rings and chars[n] == _BULLET else chars[n], *table)


def _table_of(name: str) -> tuple[str, str] | None:
    """The name of a symbol font and what its codes show; None for other fonts."""
    known = _NAME.match(name.lower())
    if known is None:
        return None
    font = next(part for part in known.groups() if part).replace(" ", "")
    return font, _tables()[font]


@cache
def _tables() -> dict[str, str]:
    """For each font the signs of the codes from 0 to 255."""
    tables: dict[str, list[str]] = {}
    for row in (files("cgq.exam.pdf") / "symbols.tsv").read_text("utf-8").splitlines():
        if not row.startswith("#"):
            font, first, signs = row.split("\t")
            at = int(first, 16)
            tables.setdefault(font, [_UNKNOWN] * (_LAST_BYTE + 1))[at : at + len(signs)] = signs
    return {font: "".join(signs) for font, signs in tables.items()}


def _sign(char: str, font: str, table: str) -> str:
    """What a character of a symbol font shows; itself where it is a sign already."""
    code = _code(char)
    if char.isspace() or code is None or (font == _WITH_LETTERS and ord(char) not in _PRIVATE):
        return char
    return table[code]


def _code(char: str) -> int | None:
    """The code of a character, if it may be that of something else."""
    if ord(char) in _PRIVATE:
        return ord(char) & _LAST_BYTE
    if ord(char) <= _LAST_BYTE:
        return ord(char)
    windows: Sequence[int] = char.encode("cp1252", "ignore")
    return windows[0] if windows and char != _BULLET else None
