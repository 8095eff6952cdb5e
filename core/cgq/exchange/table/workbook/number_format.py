"""What a cell shows of a number, by the code of its format (ECMA-376, 18.8.30 and 18.8.31).

A code that is not understood as a whole gives a cell of kind `unknown`: what it shows is never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import lru_cache
from typing import TYPE_CHECKING

from cgq.exchange.table.cell import Special
from cgq.exchange.table.workbook.date_format import date_of, show_date

if TYPE_CHECKING:
    from collections.abc import Sequence

GENERAL = "General"

BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    45: "mm:ss",
    49: "@",
    **dict.fromkeys((27, 28, 29, 30, 31, 36, *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35), "h:mm:ss"),
}
"""The formats that have a number and no code. Dates that every country shows otherwise are shown as ISO 8601 writes
them; 27 to 36 and 50 to 58 are dates and times in East Asia."""

_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|_(?P<space>.)|\*(?P<fill>.)|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<ampm>AM/PM|A/P|am/pm|a/p|오전/오후)|(?P<general>General)"
    r"|(?P<date>y+|m+|d+|h+|s+|a{3,4}|Y+|M+|D+|H+|S+)|(?P<digits>[0#?][0#?,]*(?:\.[0#?]*)?,*|\.[0#?]+)"
    r"|(?P<exponent>[Ee][+-])|(?P<text>@)|(?P<literal>.)",
    re.DOTALL,
)
_COLOUR_OR_PLACE = re.compile(r"(?i:black|blue|cyan|green|magenta|red|white|yellow|color\d+)|\$-[0-9A-Fa-f]+")
_CURRENCY = re.compile(r"\$([^-]+)(?:-[0-9A-Fa-f]*)?")
_PLAIN_LITERAL = re.compile(r"[-+/():!^&'~{}<>=$ %₩￦€£¥,.년월일시분초~·]")
"""What stands in a code for itself without quotes (18.8.31), and what Korean programs write so."""

_MOST_PLACEHOLDERS = 30
"""Placeholders of digits, and signs that scale, that a format has at most: Excel shows 30 decimals (specifications and
limits)."""

_MOST_GENERAL = 15
"""Digits that a program shows of a number at most: those that a double holds."""


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format's code: its kind (the name of the group of `_TOKEN`), and its text."""

    kind: str
    text: str


Section = tuple[Token, ...]
"""What a code says for positive numbers, for negative ones or for zero."""


def show_number(value: float, code: str, *, from_1904: bool = False) -> Special:
    """A number as a cell with this format shows it."""
    sections = _sections(code)
    if sections is None:
        return Special("unknown", general(value), value)
    tokens = _section_for(value, sections)
    if any(token.kind == "date" for token in tokens):
        moment = date_of(value, from_1904=from_1904)
        shown = None if moment is None else show_date(moment, tokens)
        return Special("unknown", general(value), value) if shown is None else Special("date", shown, value)
    shown = _show(value if len(sections) == 1 else abs(value), tokens)
    if shown is None:
        return Special("unknown", general(value), value)
    percent = any(token.kind == "literal" and token.text == "%" for token in tokens)
    return Special("percent" if percent else "number", shown, value)


def general(value: float) -> str:
    """A number without a format."""
    return f"{value:.{_MOST_GENERAL}g}".replace("e", "E")


@lru_cache(maxsize=512)
def _sections(code: str) -> list[Section] | None:
    """The sections of a code, for what is positive, negative and zero; None for a code that is not understood."""
    sections: list[list[Token]] = [[]]
    for found in _TOKEN.finditer(code):
        kind = found.lastgroup or ""
        text = found[kind]
        if kind == "literal" and text == ";":
            sections.append([])
        elif kind == "bracket":
            currency = _CURRENCY.fullmatch(text)
            if currency:
                sections[-1].append(Token("quoted", currency[1]))
            elif not _COLOUR_OR_PLACE.fullmatch(text):
                return None
        elif kind == "exponent" or (kind == "literal" and not _PLAIN_LITERAL.fullmatch(text)):
            return None
        elif kind == "space":
            sections[-1].append(Token("quoted", " "))
        elif kind != "fill":
            sections[-1].append(Token("quoted" if kind == "escaped" else kind, text))
    return [tuple(section) for section in sections]


def _section_for(value: float, sections: Sequence[Section]) -> Section:
    if len(sections) == 1 or value > 0:
        return sections[0]
    if value < 0:
        return sections[1]
    return sections[2] if len(sections) > 2 else sections[0]


def _show(value: float, tokens: Section) -> str | None:
    """A number by the tokens of a section; None where they are more than one number."""
    kinds = [token.kind for token in tokens]
    if kinds.count("digits") + kinds.count("general") + kinds.count("text") > 1 or "ampm" in kinds:
        return None
    percent = sum(token.kind == "literal" and token.text == "%" for token in tokens)
    if percent > _MOST_PLACEHOLDERS:
        return None
    shown = ""
    for token in tokens:
        if token.kind == "digits":
            digits = _digits(Decimal(repr(value)).scaleb(2 * percent), token.text)
            if digits is None:
                return None
            shown += digits
        elif token.kind in ("general", "text"):
            shown += general(value)
        else:
            shown += token.text
    sign = "-" if value < 0 and shown.startswith("-") else ""
    return shown if sign or value >= 0 or "-" in shown else f"-{shown}"


def _digits(value: Decimal, pattern: str) -> str | None:
    """A number by its placeholders: `#,##0.0#`."""
    scaled = pattern.rstrip(",")
    whole, _, fraction = scaled.partition(".")
    most = max(len(whole.replace(",", "")), len(fraction), len(pattern) - len(scaled))
    if not value.is_finite() or "?" in pattern or most > _MOST_PLACEHOLDERS:
        return None
    value = value.scaleb(-3 * (len(pattern) - len(scaled)))
    with localcontext() as context:
        context.prec = 400
        rounded = abs(value).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP)
    left, _, right = f"{rounded:f}".partition(".")
    least = whole.replace(",", "").count("0")
    left = (left.lstrip("0") or "").zfill(least)
    if "," in whole:
        left = _grouped(left)
    kept = fraction.count("0")
    right = right[:kept] + right[kept:].rstrip("0")
    sign = "-" if value < 0 and rounded else ""
    return f"{sign}{left}{'.' if '.' in scaled else ''}{right}"


def _grouped(digits: str) -> str:
    head = len(digits) % 3
    groups = [digits[:head], *(digits[at : at + 3] for at in range(head, len(digits), 3))]
    return ",".join(filter(None, groups))
