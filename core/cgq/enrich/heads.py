"""What is learned first, guessed from names: the head of a compound is broader than the compound.

`학습이론` comes before `사회학습이론`. About 60 % of these guesses are right, so they are only ever
suggested; a person or a model accepts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Head(NamedTuple):
    """Concept `source` (index) is the head of concept `target`: broader, and learned before it."""

    source: int
    target: int
    strength: float


def heads(terms: Sequence[tuple[str, str, str]], questions: Sequence[int], aliases: Mapping[str, str]) -> list[Head]:
    """The longest head of each term that is a concept too.

    `terms` are (name, surface, cuts), `questions` how many test each. Strength (0..1) grows with
    the part of the name that the head makes up and with how much more often it is asked.
    """
    place = {name: i for i, (name, _, _) in enumerate(terms)}
    found: list[Head] = []
    for target, (name, _, cuts) in enumerate(terms):
        for cut in sorted(int(text) for text in cuts.split(",") if text):
            head = name[cut:].strip()
            source = place.get(aliases.get(head, head))
            if source is not None and source != target:
                asked = questions[source] / (questions[source] + questions[target])
                found.append(Head(source, target, round(0.3 + 0.3 * len(head) / len(name) + 0.4 * asked, 3)))
                break
    return sorted(found)
