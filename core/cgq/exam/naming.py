"""What options are called for people: by their printed label, with the number where that is another one."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.model import Option, RightOptions


_LABEL = re.compile(r"\w{1,8}")
"""A short word. Eight characters hold every sign that is read (`viii` is the longest) and what people write in its
place, such as 보기1."""

_RESERVED = frozenset({"void", "unknown", "or", "and"})
"""Words that mean something else where answers are typed."""


def may_be_label(text: str) -> bool:
    """May the text be the label of an option: a short word that means nothing else where answers are typed?"""
    return bool(_LABEL.fullmatch(text)) and text.casefold() not in _RESERVED


def folded(label: str) -> str:
    """A label as it is compared: `Ａ` and `a` are one."""
    return unicodedata.normalize("NFKC", label).casefold()


def labels_of(options: Iterable[Option]) -> tuple[str, ...]:
    """The printed labels of options in their order; empty for one whose label nobody said."""
    return tuple(option.label for option in options)


def option_name(n: int, labels: Sequence[str]) -> str:
    """`B (2)` where option 2 is printed as B, `2` where it is printed as 2 or nobody said how."""
    label = labels[n - 1] if 0 < n <= len(labels) else ""
    return str(n) if label in ("", str(n)) else f"{label} ({n})"


def option_mark(n: int, labels: Sequence[str]) -> str:
    """What stands before an option's text where options are listed: `2)`, or `B (2)`."""
    name = option_name(n, labels)
    return name if name.endswith(")") else f"{name})"


def answer_name(answer: RightOptions, labels: Sequence[str]) -> str:
    """`B (2) or D (4)`, `1 and 3`, `void`; `labels` are those of the place whose numbers the answer gives."""
    if answer.mode == "void":
        return "void"
    return (" or " if answer.mode == "any" else " and ").join(option_name(n, labels) for n in answer.accepted)


def place_name(page: int | None, row: int | None) -> str:
    """Where a question stands, in words: `page 3`, `row 7` of a file, or nothing where that is not known."""
    if page:
        return f"page {page}"
    return "" if row is None else f"row {row}"
