"""What the first pages say of the paper itself: its title, its form, the short lines that announce it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.page.recognised import reads_as_words
from cgq.exam.page.script import joined
from cgq.exam.page.spaced_letters import PrintedText, join_letters
from cgq.exam.printable import printable
from cgq.exam.signs.forms import form_in
from cgq.exam.signs.passages import passage_head
from cgq.exam.vocabulary import any_of, within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_EXAM = re.compile(
    rf"{within('exam_words', 'title_words')}|[1-9]\s?{any_of('level_counters')}"
    rf"|{any_of('ordinal_words')}\s?\d+\s?{any_of('round_counters')}",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FILE = re.compile(r"\.(?:hwpx?|docx?|pdf|xlsx?|pptx?|indd|txt)\b|^(?:Microsoft|untitled|제목\s*없음)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_NO_TITLE = re.compile(
    rf"://|[.?!:。？」]$|[①-⑩]|{any_of('sentence_ends')}|^\d{{1,3}}[.)]|^[\[【]|^[アイウエA-E][\s.)．、]"
)
_PAGE_NUMBER = re.compile(r"[\s(\-–|]*(?<!\d)\d{1,3}(?:\s*[-/]\s*\d{1,3})?[\s)\-–|]*$")
_TITLE_PAGES = 2
_LONGEST = 80
_SURE = 1.0
"""The score of a title that is taken before the one in the file's metadata: twice as large as usual text, or naming an
exam or a year."""
_LARGE = 1.25
"""Times the usual size of text that a recognised title has, unless it is a head or foot: lines of one size are up to a
fifth apart by what a recogniser makes of them."""
_HEAD_LONGEST = 60
_MOST_HEADS = 40
_INSTRUCTION = re.compile(rf"{any_of('sentence_ends')}|^\s*[◦○●※•]|^\d{{1,2}}[.)]\s|[.?。]$")


def title_of(
    metadata: str | None,
    lines: Sequence[Line],
    furniture: Sequence[Line],
    printed: PrintedText,
    recognised_on: frozenset[int] = frozenset(),
) -> str | None:
    """The line that reads most like a title: large, naming an exam or a year; else the file's own title.

    `printed` is the text of the whole paper, `recognised_on` its pages whose text a recogniser made: of those a line is
    taken only where it is large, or a head or foot, and reads as words.
    """
    best: tuple[float, str] | None = None
    usual = sorted(line.em for line in lines)[len(lines) // 2] if lines else 1.0
    heads = {id(line) for line in furniture}
    for line in (line for line in (*lines, *furniture) if line.page <= _TITLE_PAGES):
        text = _PAGE_NUMBER.sub("", joined([join_letters(line.text, printed)])).strip()
        is_recognised = line.page in recognised_on
        if is_recognised and not (reads_as_words(line, text) and (id(line) in heads or line.em >= _LARGE * usual)):
            continue
        if not 4 <= len(text) <= _LONGEST or len(_LETTER.findall(text)) < 3 or _NO_TITLE.search(text):
            continue
        score = (
            2.0 * min(line.em / usual - 1, 1.0)
            + bool(_EXAM.search(text))
            + bool(_YEAR.search(text))
            - 0.4 * (line.page - 1)
        )
        if is_recognised and score < _SURE:
            continue
        if best is None or score > best[0] + 0.01:
            best = (score, text)
    if best is not None and best[0] >= _SURE:
        return best[1]
    return _metadata_title(metadata, printed) or (best[1] if best is not None and best[0] > 0.3 else None)


def _metadata_title(title: str | None, printed: PrintedText) -> str | None:
    text = join_letters(printable(title or "", 4 * _LONGEST), printed)
    readable = sum(1 for c in text if c.isalnum() or c in " -_.,()[]&:/")
    if len(text) < 8 or _FILE.search(text) or readable < 0.9 * len(text):
        return None
    return printable(text, _LONGEST)


def form_of(lines: Sequence[Line], furniture: Sequence[Line], first_question: int) -> str | None:
    """The form that the heads, the feet or the first page before question 1 name, when they agree."""
    told = [
        *(line.text for line in furniture),
        *(line.text for line in lines[: max(first_question, 0)] if line.page <= 2),
    ]
    forms = {form for text in told if (form := form_in(text)) is not None}
    return forms.pop() if len(forms) == 1 else None


def heads_of(
    before: Sequence[Line],
    furniture: Sequence[Line],
    printed: PrintedText,
    recognised_on: frozenset[int] = frozenset(),
) -> tuple[str, ...]:
    """The short lines of the cover, the heads and the feet, each once; sentences and instructions are none.

    `before` are the lines before the first question; a passage that stands there ends the cover. `printed` is the text
    of the whole paper; of pages in `recognised_on`, whose text a recogniser made, a line counts that reads as words.
    """
    end = next((n for n, line in enumerate(before) if line.page > 2 or passage_head(n, before)), len(before))
    cover = before[:end]
    texts = [
        (line, " ".join(_PAGE_NUMBER.sub("", join_letters(line.text, printed)).split()))
        for line in (*furniture, *cover)
    ]
    sure = [text for line, text in texts if line.page not in recognised_on or reads_as_words(line, text)]
    heads = (t for t in sure if len(t) <= _HEAD_LONGEST and len(_LETTER.findall(t)) >= 2 and not _INSTRUCTION.search(t))
    return tuple(list(dict.fromkeys(heads))[:_MOST_HEADS])
