"""Which concept is a kind of another, by their names: the head of a compound is broader than the compound.

`사회학습이론` is a kind of `학습이론`. These are guesses, so they are only ever suggested; a person or a model
accepts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Edge(NamedTuple):
    """An edge between two concepts (by index), with strength in 0..1 and the evidence for it as short texts."""

    source: int
    target: int
    strength: float
    evidence: tuple[str, ...]


def heads(terms: Sequence[tuple[str, str, str]], questions: Sequence[int], aliases: Mapping[str, str]) -> list[Edge]:
    """The longest head of each term that is a concept too.

    `terms` are (name, surface, cuts), `questions` how many test each. Strength (0..1) grows with
    the part of the name that the head makes up and with how much more often it is asked.
    """
    place = {name: i for i, (name, _, _) in enumerate(terms)}
    found: list[Edge] = []
    for target, (name, _, cuts) in enumerate(terms):
        for cut in sorted(int(text) for text in cuts.split(",") if text):
            head = name[cut:].strip()
            source = place.get(aliases.get(head, head))
            if source is not None and source != target:
                asked = questions[source] / (questions[source] + questions[target])
                strength = round(0.3 + 0.3 * len(head) / len(name) + 0.4 * asked, 3)
                found.append(Edge(source, target, strength, (f"{terms[target][1]} ends in {terms[source][1]}",)))
                break
    return sorted(found)
