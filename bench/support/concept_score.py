"""What is right of the concepts and kinds that were found for labelled questions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.support.knowledge import labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from bench.support.knowledge import Name

HALVES = ("tune", "report")

_SUBJECT = re.compile(r" ?\([^()]*\)$")
"""The subject that tells a homonym apart, as in 사고 (심리학)."""
_PLURAL = re.compile(r"(?<=[a-z]{3})(?<!s)s\b")
_LEFT_OUT = re.compile(r"[\s·ㆍ\-‐–—_']")


@dataclass
class Score:
    """What was found right and wrong, and how many of the labelled were met."""

    right: int = 0
    wrong: int = 0
    met: int = 0
    labelled: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.met / max(self.labelled, 1)

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def folded(name: str) -> str:
    """A name without case, spaces, hyphens, the s of a plural, and the subject that it may carry."""
    plain = _PLURAL.sub("", _SUBJECT.sub("", unicodedata.normalize("NFKC", name).casefold()))
    return _LEFT_OUT.sub("", plain)


def labelled(half: str) -> Iterable[tuple[Name, Sequence[AbstractSet[str]], AbstractSet[str]]]:
    """Of each labelled question of a half its name, the folded names of each concept, and what counts neither way."""
    for label in labels("concepts.jsonl"):
        if label["half"] == half:
            concepts = [{folded(name) for name in (each["name"], *each["also_called"])} for each in label["concepts"]]
            yield name_of(label["q"]), concepts, {folded(name) for name in label["also"]}


def name_of(q: list[Any]) -> Name:
    """The name of a labelled question in the bank."""
    file, section, year, number = q
    return Path(file).name.split(".")[0], section, number, year


def score(found: Mapping[int, Iterable[str]], numbers: Mapping[Name, int], half: str) -> Score:
    """What was found (by the number of a question) for the labelled questions of a half."""
    total = Score()
    for name, concepts, neither in labelled(half):
        names = {folded(each) for each in found.get(numbers[name], ())}
        for each in names:
            if any(each in concept for concept in concepts):
                total.right += 1
            elif each not in neither:
                total.wrong += 1
        total.labelled += len(concepts)
        total.met += sum(bool(concept & names) for concept in concepts)
    return total


def score_edges(found: Iterable[tuple[AbstractSet[str], AbstractSet[str]]], half: str) -> Score:
    """Of labelled pairs those that were found: pairs of the names of the broader and of the narrower concept."""
    pairs = {(folded(b), folded(n)) for broad, narrow in found for b in broad for n in narrow}
    total = Score()
    for label in labels("edges.jsonl"):
        if label["half"] != half:
            continue
        is_found = (folded(label["broader"]), folded(label["narrower"])) in pairs
        total.labelled += label["right"]
        total.right += is_found and label["right"]
        total.wrong += is_found and not label["right"]
    total.met = total.right
    return total
