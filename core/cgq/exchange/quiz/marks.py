"""The parts of a question as HTML that Moodle shows, marked so that they are known again.

Passage, stem and boxed statements stand in one text there. Each is an element with a class of our own, and its text is
kept sign by sign. A text of the bank is escaped, so it never makes such an element, and a stranger's text has none.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

PASSAGE = "cgq-passage"
STEM = "cgq-stem"
BOX = "cgq-box"
FIGURE = "cgq-figure"
TEXT = "cgq-text"
"""The class of a text that stands by itself: an option, an explanation."""

MARKS = frozenset({PASSAGE, STEM, BOX, FIGURE, TEXT})

_RIGHT_TO_LEFT = "\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc"
_NEEDS_MARK = re.compile(f"^$|[\t\n\r\xa0\u2028\u2029{_RIGHT_TO_LEFT}]|^[\\s\ufeff]|  |[\\s\ufeff]$|^[%\\[]")
"""Texts that HTML shows or gives back otherwise without a mark: other white space than single spaces inside of it, and
scripts whose direction the browser must find. GIFT reads `%` and `[` at the beginning as a weight and a format."""

_KEEP_SPACES = "white-space: pre-wrap"
_FRAME = f"border: 1px solid; padding: 0.5em; {_KEEP_SPACES}"


def part_html(text: str, language: str | None) -> str:
    """An option or an explanation."""
    if not _NEEDS_MARK.search(text):
        return _escaped(text)
    return _element("span", TEXT, _KEEP_SPACES, text, language)


def question_html(
    *, passage: str | None, stem: str, boxes: Iterable[str], figures: Iterable[str], language: str | None
) -> str:
    """The text of a question; `figures` are the names of picture files that come with it."""
    parts: list[str] = []
    if passage is not None:
        parts.append(_element("blockquote", PASSAGE, _KEEP_SPACES, passage, language))
    parts.append(_element("p", STEM, _KEEP_SPACES, stem, language))
    parts.extend(_element("div", BOX, _FRAME, box, language) for box in boxes)
    parts.extend(f'<p class="{FIGURE}">{picture_html(name)}</p>' for name in figures)
    if len(parts) == 1 and not _NEEDS_MARK.search(stem):
        return f"<p{_language(language)}>{_escaped(stem)}</p>"
    return "".join(parts)


def picture_html(name: str) -> str:
    """A picture whose file is stored with the text."""
    return f'<img src="@@PLUGINFILE@@/{escape(name)}" alt="">'


def _element(tag: str, mark: str, style: str, text: str, language: str | None) -> str:
    return f'<{tag} class="{mark}" style="{style}" dir="auto"{_language(language)}>{_escaped(text)}</{tag}>'


def _language(language: str | None) -> str:
    return f' lang="{escape(language)}"' if language else ""


def _escaped(text: str) -> str:
    return escape(text, quote=False).replace("\r", "&#13;").replace("\n", "<br>")
