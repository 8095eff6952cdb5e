"""The one key of a paper among the keys that lie about; none when several say different things."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cgq.exam.key.match import Match, match
from cgq.exam.key.proof import Refusal
from cgq.exam.key.says import share_folder
from cgq.exam.vocabulary import within

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.says import Says
    from cgq.exam.key.whose import Sibling
    from cgq.exam.model import Key, Question

_FINAL = re.compile(within("final_words"), re.IGNORECASE)
_FIRST_DRAFT = re.compile(within("draft_words"), re.IGNORECASE)
_NEAR_TIE = 2.0
"""By how much more must speak for a key than for the next one: a date and exact numbers, or the name of its file."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key as a candidate: `id` names it for the caller."""

    id: int
    says: Says
    tables: tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Chosen:
    """The key of a paper, and how its tables answer the paper's parts."""

    key: KeyFile
    match: Match


def choose_key(
    paper: Says, questions: Sequence[Question], keys: Sequence[KeyFile], siblings: Sequence[Sibling] = ()
) -> Chosen | Refusal | None:
    """The key that fits a paper; a refusal when several disagree, or when one of its exam does not fit and the paper
    lacks answers of its own; else None.

    A final key goes before a draft ("가답안"), then one in the paper's own folder before others, then the one for
    which more speaks; a near tie is refused.
    """
    tried = [(key, match(paper, questions, key.says, key.tables, "found", siblings)) for key in keys]
    fitting = [Chosen(key, found) for key, found in tried if isinstance(found, Match)]
    if not fitting:
        if all(question.answer for question in questions):
            return None
        related = [found for _, found in tried if isinstance(found, Refusal) and found.related]
        return related[0] if related else None
    best = max((_standing(c.key), share_folder(paper, c.key.says)) for c in fitting)
    left = [c for c in fitting if (_standing(c.key), share_folder(paper, c.key.says)) == best]
    strongest = max(c.match.strength for c in left)
    left = [c for c in left if c.match.strength > strongest - _NEAR_TIE]
    if len({tuple(_plain(table) for table in c.match.tables) for c in left}) > 1:
        names = ", ".join(_name(c.key.says) for c in left)
        return Refusal(f"several keys fit and do not say the same ({names}): name the right one with --key")
    return left[0]


def _standing(key: KeyFile) -> int:
    said = " ".join(key.says.texts)
    return 2 if _FINAL.search(said) else 0 if _FIRST_DRAFT.search(said) else 1


def _plain(table: Key) -> tuple[tuple[int, tuple[int, ...], str], ...]:
    return tuple((a.number, a.accepted, a.mode) for a in table.answers)


def _name(says: Says) -> str:
    return next((PurePosixPath(file).name for file in says.files), says.title or "a key")
