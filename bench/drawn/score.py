"""What a reading of a drawn paper got right, and what it got wrong without a word."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.drawn.paper import Drawn, Gold

    from cgq.exam.model import Document, Question

_QUIET = {"no_answer", "active_content"}
"""Flags that send no question to a person."""
_TRUSTED = 0.8
"""The least confidence of a question that goes to no person."""
_COUNTS = (
    *("questions", "right", "right_but_section", "right_texts", "printed", "answered", "alarmed"),
    "wrong_answers",
)
_DRESS = re.compile(r"[\s\[\]【】〔〕<>＜＞《》〈〉«»■:：.·–—-]+")


@dataclass
class Score:
    """Counts over questions; `faults` are lines for people to look at."""

    questions: int = 0
    right: int = 0
    right_but_section: int = 0
    right_texts: int = 0
    printed: int = 0
    answered: int = 0
    alarmed: int = 0
    wrong_answers: int = 0
    silent: Counter[str] = field(default_factory=Counter[str])
    faults: list[str] = field(default_factory=list[str])

    def add(self, other: Score) -> None:
        """Count another's questions, too."""
        for name in _COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.silent.update(other.silent)
        self.faults += other.faults


def score(drawn: Drawn, document: Document) -> Score:
    """The score of one paper. Questions are matched in their order, by number."""
    total = Score()
    read = list(document.questions)
    reported = {f.number for f in document.findings if f.number is not None}
    loss = any(f.code in ("uncounted_questions", "refused_questions", "uncertain_exam") for f in document.findings)
    for gold in drawn.gold:
        found = _take(read, gold, whole=len(document.questions) == len(drawn.gold))
        total.questions += 1
        total.printed += gold.answer is not None
        if found is None:
            _count(total, drawn, gold, ["lost"], silent=gold.number not in reported and not loss)
            continue
        _judge(total, drawn, gold, found)
    for extra in read:
        silent = not _asks(extra)
        total.silent["extra"] += silent
        total.faults.append(f"seed {drawn.choices.seed} extra {extra.number}: {extra.stem[:60]!r}")
    return total


def _take(read: list[Question], gold: Gold, *, whole: bool) -> Question | None:
    """The question of that number, taken out of those left; where some were not found (`whole` is false), a number that
    starts anew is matched by its stem or its section only."""
    same = [q for q in read if q.number == gold.number]
    by_stem = [q for q in same if _same(q.stem, gold.stem)]
    by_section = [q for q in same if gold.section is None or _dress(q.section) == _dress(gold.section)]
    found = next(iter([*by_stem, *by_section, *(same if whole else [])]), None)
    if found is not None:
        read.remove(found)
    return found


def _judge(total: Score, drawn: Drawn, gold: Gold, found: Question) -> None:
    given = found.answer.accepted if found.answer is not None else None
    expected = (gold.answer,) if gold.answer is not None else None
    wrong: list[str] = []
    if not _same(found.stem, gold.stem):
        wrong.append(f"stem {found.stem!r} for {gold.stem!r}")
    texts = [o.text for o in found.options]
    if len(texts) != len(gold.options) or not all(map(_same, texts, gold.options)):
        wrong.append(f"options {texts} for {list(gold.options)}")
    if found.boxes or found.passage:
        wrong.append(f"passage {found.passage!r} {found.boxes}")
    total.right_texts += not wrong
    if given != expected:
        wrong.append(f"answer {given} for {expected}")
    total.answered += expected is not None and given == expected
    total.right_but_section += not wrong
    asks = _asks(found)
    if given is not None and given != expected:
        total.wrong_answers += not asks
    if _dress(found.section) != _dress(gold.section):
        wrong.append(f"section {found.section!r} for {gold.section!r}")
    if not wrong:
        total.right += 1
        total.alarmed += asks
        return
    unsaid = [w for w in wrong if not w.startswith("answer None")]
    _count(total, drawn, gold, wrong, silent=bool(unsaid) and not asks)


def _count(total: Score, drawn: Drawn, gold: Gold, wrong: Sequence[str], *, silent: bool) -> None:
    if silent:
        total.silent.update(w.split()[0] for w in wrong if not w.startswith("answer None"))
    mark = "SILENT " if silent else ""
    total.faults.append(f"{mark}seed {drawn.choices.seed} {drawn.choices.language} {gold.number}: {'; '.join(wrong)}")


def _asks(question: Question) -> bool:
    """Whether a person is asked about a question."""
    loud = [flag for flag in question.flags if flag not in _QUIET]
    return bool(loud) or question.confidence < _TRUSTED


def _same(read: str, printed: str) -> bool:
    return _flat(read) == _flat(printed)


def _flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _dress(section: str | None) -> str:
    """The name of a section without what it is dressed in."""
    return _DRESS.sub("", unicodedata.normalize("NFKC", section or ""))
