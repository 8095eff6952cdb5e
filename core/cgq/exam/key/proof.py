"""Whether a key and a paper are of one exam: what proves it, by weight, or what speaks against it.

A contradiction refuses always. Titles that agree prove it; where they do not tell, the names of the files or that
there is no other pair in their folder may, and then numbers and options must be exactly the paper's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq.exam.key.says import SEASONS, files_agree, other_series, share_folder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.says import Says

Trust = Literal["printed", "given", "found"]
"""How a key came to a paper: printed in it, given by a person for it, or found among other files."""

_TITLES = 4.0
_FILES = 3.0
_ONLY_PAIR = 2.0
_FACT = 1.0
"""What each kind of evidence weighs: titles more than names of files, these more than a folder; a date one each. The
sum ranks the keys that fit a paper, and decides none by itself."""
_SAME_START = 3
"""Letters that two forms of one word share: "maths", "mathematics"."""
_DATES = ("year", "round", "month", "level")
_PARTS_OF_YEAR = ("season", "term", "examination")
"""Facts that only contradict: their words are the title's, too, where they are weighed."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing of a key is taken; `related` tells whether it is of the same exam at all."""

    reason: str
    related: bool = True


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves that a key is of a paper's exam. `doubt` is what the titles leave open: then only exact numbers
    will do."""

    reasons: tuple[str, ...] = ()
    strength: float = 0.0
    doubt: Refusal | None = None


def same_exam(paper: Says, key: Says, trust: Trust) -> Proof | Refusal:
    """What says that both are of one exam, or what speaks against it.

    Whoever gave a key for a paper answers for it; then only a contradiction counts.
    """
    series = other_series(paper, key)
    if series is not None:
        return Refusal(f"{series}: give the key of this exam", related=False)
    agreeing: list[str] = []
    lone: list[str] = []
    for what in (*_DATES, *_PARTS_OF_YEAR):
        ours, theirs = paper.facts(what), key.facts(what)
        if ours and theirs and not ours & theirs:
            said = f"{_listed(theirs)}, the paper says {_listed(ours)}"
            return Refusal(f"the key is of another {what} ({said}): give the key of this exam", related=False)
        if what not in _DATES:
            continue
        if ours & theirs:
            agreeing.append(f"{what} {_listed(ours & theirs)}")
        elif ours or theirs:
            says, silent = ("paper", "key") if ours else ("key", "paper")
            lone.append(f"the {says} is of {what} {_listed(ours | theirs)}, the {silent} does not say of which")
    other = None if files_agree(paper, key) else _other_word(paper, key, agreeing)
    if other is not None:
        return other
    if trust == "given":
        clash = None if agreeing or files_agree(paper, key) else clash_of(paper, key)
        return clash or Proof(("given with --key", *agreeing))
    names = _same_name(paper, key)
    dated = _FACT * len(agreeing)
    undated = Refusal(f"{lone[0]}: name the key with --key if it is the right one") if lone else None
    doubt = names if isinstance(names, Refusal) else undated
    near, weight = _near(paper, key)
    if doubt is not None and (not near or clash_of(paper, key)):
        return doubt
    titles = [] if isinstance(names, Refusal) else names
    reasons = dict.fromkeys((*titles, *near, *agreeing))
    return Proof(tuple(reasons), _TITLES * bool(titles) + weight + dated, doubt)


def _near(paper: Says, key: Says) -> tuple[list[str], float]:
    """What the files' places say, and what it weighs."""
    reasons: list[str] = []
    weight = 0.0
    if files_agree(paper, key):
        reasons.append("the file names agree")
        weight += _FILES
    if paper.alone and key.alone and share_folder(paper, key):
        reasons.append("they are the only paper and the only key of their folder")
        weight += _ONLY_PAIR
    return reasons, weight


def _same_name(paper: Says, key: Says) -> list[str] | Refusal:
    """Each title's words are found in what the other says of itself; without titles, the files' names tell."""
    ours, theirs = paper.words, key.words
    if "".join(ours) == "".join(theirs) != "":
        return [f"both are called {' '.join(ours)}"]
    if not ours and not theirs:
        if files_agree(paper, key):
            return ["the file names agree"]
        return Refusal("neither the titles nor the file names say that it is the same exam", related=False)
    for words, silent, what in ((theirs, paper, "paper"), (ours, key, "key")):
        missing = silent.lacks(words)
        if missing:
            related = len(missing) < len(words)
            other = "key" if what == "paper" else "paper"
            why = f"the {other}'s title says {', '.join(missing)}, the {what} does not"
            return Refusal(f"{why}: name the key with --key if it is the right one", related=related)
    if not (ours and theirs) and not files_agree(paper, key):
        return Refusal("one of them has no title, and the file names do not say that they belong together")
    return [f"the titles agree in {', '.join(dict.fromkeys((*theirs, *ours)))}"]


def clash_of(paper: Says, key: Says) -> Refusal | None:
    """Two titles of which neither has a word in common with all that the other says."""
    ours, theirs = paper.words, key.words
    if not ours or not theirs or len(key.lacks(ours)) < len(ours) or len(paper.lacks(theirs)) < len(theirs):
        return None
    return Refusal(f"the key is called {' '.join(theirs)}, the paper {' '.join(ours)}: give the key of this exam")


def _other_word(paper: Says, key: Says, agreeing: Sequence[str]) -> Refusal | None:
    """Two titles that are the same but for one word in the same place, such as their subjects; what they share, or
    a date in which they agree, shows that both are titles of one kind.

    Neither word may stand anywhere in the other file, nor be a shorter or a translated form of the other one. Seasons
    are facts, see `_PARTS_OF_YEAR`.
    """
    ours, theirs = paper.words, key.words
    if len(ours) != len(theirs) or not (agreeing or len(ours) > 1):
        return None
    differing = [(mine, other) for mine, other in zip(ours, theirs, strict=True) if mine != other]
    if len(differing) != 1:
        return None
    ((mine, other),) = differing
    if not key.lacks([mine]) or not paper.lacks([other]) or mine.isascii() != other.isascii():
        return None
    if mine in SEASONS or other in SEASONS:
        return None
    if mine[:_SAME_START] == other[:_SAME_START] or mine in other or other in mine:
        return None
    said = f"the key's title says {other}, the paper does not, but {mine}"
    return Refusal(f"{said}: give the key of this exam", related=False)


def _listed(found: frozenset[str]) -> str:
    return ", ".join(sorted(found))
