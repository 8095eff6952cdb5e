"""Which questions belong to one field: those that share a subject, and where they name none, a paper.

What a word means in one field it need not mean in another: names of one field make no aliases in another, and no edge
leads from one to the other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOWHERE = "?"
"""The field of questions that neither a subject nor a paper is known of."""


class _Joined:
    """Disjoint sets of names, each called by its least."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, name: str) -> str:
        path = [name]
        while (above := self._above.get(path[-1], path[-1])) != path[-1]:
            path.append(above)
        for each in path:
            self._above[each] = path[-1]
        return path[-1]

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._above[high] = low


def fields(
    questions: Sequence[int], subjects: Mapping[int, Sequence[str]], papers: Mapping[int, Sequence[int]]
) -> dict[int, str]:
    """The field of each question, by a name that is the same in every order of the questions."""
    joined = _Joined()
    names: dict[int, str] = {}
    for question in questions:
        keys = [f"subject {name}" for name in subjects.get(question, ())]
        keys = keys or [f"paper {paper}" for paper in papers.get(question, ())] or [NOWHERE]
        for key in keys[1:]:
            joined.join(keys[0], key)
        names[question] = keys[0]
    return {question: joined.root(name) for question, name in names.items()}
