"""Answer tables made of text: a number row over an answer row, `1.②` grids, number/answer column pairs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.exam.geometry import around
from cgq.exam.key.rows import Given, read_row
from cgq.exam.model import Key, KeyAnswer
from cgq.exam.signs.answers import read_answer
from cgq.exam.signs.forms import form_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

_KEY_WORD = re.compile(r"정\s*답|답\s*안|[Aa]nswer|ANSWER|[Kk]ey|答案|正解|正答|解答")
_SESSION = re.compile(r"(?:제\s*)?(\d)\s*교시")
_HANGUL = re.compile(r"[가-힣]")
_SENTENCE = re.compile(r"[.?!。]$|[①-⑩❶-❿]|\d{1,3}[.)]\s|시오|세요")
_CLEAN = re.compile(
    r"문\s?[항제]\s?(?:번\s?호)?|번\s?호|배\s?점|(?:최종|확정|가)?\s*(?:정\s*답|답\s*안)\s*(?:표|지)?|[\[\]<>()（）【】]|"
    r"(?:제\s*)?\d\s*교시|(?:홀수|짝수|[ABab가나])\s*(?:책\s*)?형|정\s*답"
)
_FEWEST = 5
_FEWEST_BARE = 10
_PATIENCE = 4
_HEADING_LINES = 8
_HEADER_LINES = 2


Place = tuple[str | None, int]


@dataclass(slots=True)
class _Table:
    """A key as it is being read: answers by number, the lines they took, what stood above."""

    heading: list[str]
    form: str | None = None
    subject: str | None = None
    answers: dict[int, KeyAnswer] = field(default_factory=dict[int, KeyAnswer])
    lines: list[int] = field(default_factory=list[int])
    bare: bool = True


def read_tables(lines: Sequence[Line], skipped: frozenset[int] = frozenset()) -> tuple[list[Key], frozenset[int]]:
    """The answer tables among the lines, and the indexes of the lines that they take up.

    Lines in `skipped` are not looked at. Tables for several forms side by side become a key each.
    """
    tables: list[_Table] = []
    block: dict[Place, _Table] = {}
    header, quiet, headings = "", 0, list[str]()
    index = 0
    while index < len(lines):
        given, used = ([], 0) if index in skipped else read_row(lines, index, header)
        if not given:
            quiet += 1
            headings.append(lines[index].text)
            header = " ".join(headings[-_HEADER_LINES:])
            if quiet > _PATIENCE:
                block = {}
            index += 1
            continue
        heading = headings[-_HEADING_LINES:]
        if _starts_anew(block, given, heading):
            block = {}
        for g in given:
            place = (g.form, g.lane)
            if place not in block:
                block[place] = _Table(heading, g.form, _lane_subject(heading, g.lane, given))
                tables.append(block[place])
            _take(block[place], g, lines, range(index, index + used))
        quiet, headings = 0, []
        index += used
    sound = [t for n, t in enumerate(tables) if _is_sound(t, tables[n - 1] if n else None)]
    return [_key(t) for t in sound], frozenset(i for t in sound for i in t.lines)


def _starts_anew(block: dict[Place, _Table], given: Sequence[Given], heading: Sequence[str]) -> bool:
    """Whether a number comes again, or what stands between two rows names another subject."""
    if any(g.number in block[p].answers for g in given if (p := (g.form, g.lane)) in block):
        return True
    subject = _subject(heading)
    return subject is not None and any(t.subject is None and subject != _subject(t.heading) for t in block.values())


def _take(table: _Table, given: Given, lines: Sequence[Line], used: range) -> None:
    read = read_answer(given.text)
    if read is None:
        return
    line = lines[used[0]]
    table.answers[given.number] = KeyAnswer(
        number=given.number, accepted=read[0], mode=read[1], page=line.page, bbox=around(lines[i].box for i in used)
    )
    table.bare = table.bare and given.text.strip().isascii()
    table.lines.extend(used)


def _is_sound(table: _Table, before: _Table | None) -> bool:
    """Enough answers without holes; a table of bare digits must announce itself or be long."""
    numbers = table.answers
    if not numbers:
        return False
    goes_on = before is not None and before.answers and min(numbers) == max(before.answers) + 1
    if min(numbers) < 1 or (len(numbers) < _FEWEST and not goes_on):
        return False
    if max(numbers) - min(numbers) + 1 > 1.15 * len(numbers):
        return False
    announced = any(_KEY_WORD.search(text) for text in table.heading)
    return not table.bare or announced or len(numbers) >= _FEWEST_BARE


def _key(table: _Table) -> Key:
    most = max((a for k in table.answers.values() for a in k.accepted), default=0)
    answers = tuple(
        KeyAnswer(number=k.number, accepted=tuple(range(1, most + 1)), mode="void", page=k.page, bbox=k.bbox)
        if k.mode == "void"
        else k
        for _, k in sorted(table.answers.items())
    )
    heading = [text for text in table.heading if text.strip()]
    session = next((m[1] for text in reversed(heading) if (m := _SESSION.search(text))), None)
    form = table.form or next((f for text in reversed(heading) if (f := form_in(text))), None)
    return Key(answers=answers, form=form, session=session, subject=table.subject or _subject(heading))


def _subject(heading: Sequence[str]) -> str | None:
    """The nearest short line above a table that is neither a label nor a sentence."""
    for text in reversed(heading):
        if _SENTENCE.search(text):
            continue
        left = " ".join(_CLEAN.sub(" ", text).split()).strip(" :·-*※◆■")
        if 2 <= len(left) <= 30 and _HANGUL.search(left):
            return left
    return None


def _lane_subject(heading: Sequence[str], lane: int, given: Sequence[Given]) -> str | None:
    """The subject above one of several tables side by side: from a line that names one for each."""
    lanes = max(g.lane for g in given) + 1
    if lanes == 1:
        return None
    for text in reversed(heading):
        names = [n for cell in text.split("\t") if _HANGUL.search(n := " ".join(_CLEAN.sub(" ", cell).split()))]
        if len(names) == lanes:
            return names[lane]
    return None
