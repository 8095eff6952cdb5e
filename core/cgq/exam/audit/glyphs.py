"""Characters that the file draws and does not name, outside of questions: whole fonts without a map, digits of a key.

Inside a question they are among its shortfalls. The range that symbol fonts keep for their bullets and arrows
(U+F000-U+F0FF, as Windows maps them) decorates outside of questions, and is not counted, unless a file that gives no
questions has such characters where options have their markers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.counting import counted
from cgq.exam.findings import TEXT_LOST
from cgq.exam.model import Finding
from cgq.exam.nameless import CURE, nameless_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.geometry import Line, Sheet
    from cgq.exam.model import Question

_FEWEST_MARKERS = 4
"""Lines that start with a character without meaning; a question has as many options, a page has fewer bullets that
differ."""

_WORD = re.compile("[가-힣]{2,}|[^\\W\\d_가-힣]{3,}")
_FEWEST_WORDS = 2
"""Words of a stem that asks something: what is left of one whose font was lost is a name or a number."""
_MOST = 0.6
"""Where a text font is lost, the names and numbers that other fonts have left are words of fewer questions."""

_SYMBOLS = re.compile("[\uf000-\uf0ff]")


def lost_elsewhere(sheets: Sequence[Sheet], told: Sequence[Finding]) -> Iterator[Finding]:
    """A finding for each page with nameless glyphs that no finding in `told` is about."""
    known = {f.page for f in told if f.code == TEXT_LOST}
    for sheet in sheets:
        count = nameless_in(_SYMBOLS.sub("", sheet.text))
        if count and sheet.number not in known:
            found = f"{counted(count, 'character')} on this page without a meaning in the file"
            message = f"{found}: {CURE}"
            yield Finding(code=TEXT_LOST, message=message, page=sheet.number)


def have_words(questions: Sequence[Question]) -> bool:
    """Whether most questions ask in words: then what has no meaning are formulas, and each question reports its own."""
    asking = sum(1 for question in questions if len(_WORD.findall(question.stem)) >= _FEWEST_WORDS)
    return bool(questions) and asking >= _MOST * len(questions)


def lost_markers(lines: Sequence[Line]) -> Iterator[Finding]:
    """A finding where different characters without meaning start lines: they may be what marks options."""
    starts = [line for line in lines if nameless_in(line.text[:1])]
    if len(starts) >= _FEWEST_MARKERS and len({line.text[:1] for line in starts}) > 1:
        found = f"{len(starts)} lines start with characters that have no meaning in the file and may mark options"
        yield Finding(code=TEXT_LOST, message=f"{found}: {CURE}", page=starts[0].page)
