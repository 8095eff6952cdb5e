"""What repeats: the groups in a list, or one with its questions, its answers and what differs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.actions.materials import known_paper
from cgq.bank.repeats import asking, concepts, reading, stored
from cgq.bank.stored_questions import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.bank.repeats.reading import Group, GroupFilter, GroupRow, Place
    from cgq.db.connection import Transaction
    from cgq.workspace import Workspace

MOST_CONCEPTS = 10
"""Questions with the same concepts that are shown of one group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameConcepts:
    """A question that asks for the same concepts in other words: how alike, in which concepts, and where it stands."""

    question: int
    stem: str
    share: float
    concepts: tuple[str, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """A page of groups. `within_one` groups are not among them, for one exam alone asks them; `left` questions were not
    compared yet; `crowded` ones are like too many others to be compared with all of them."""

    rows: tuple[GroupRow, ...]
    more: bool
    total: int
    within_one: int
    left: int
    crowded: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OneGroup:
    """A group, and what asks for the same concepts in other words."""

    group: Group
    concepts: tuple[SameConcepts, ...]


def listing(workspace: Workspace, wanted: GroupFilter, *, limit: int | None = None, page: int = 1) -> Groups:
    """A page of the groups that are asked for; `limit` None means all. Raises Missing for a paper that is not there."""
    with workspace.database.read() as tx:
        for material in wanted.materials:
            known_paper(tx, material)
        is_by_concept = wanted.kind == "concept"
        every = replace(wanted, least=1)
        fitting = asking.concept_groups(tx, every) if is_by_concept else reading.groups(tx, every)
        left, _ = stored.coverage(tx)
        crowded = stored.crowded(tx)
    found = [row for row in fitting if row.exams >= wanted.least]
    within_one = sum(row.exams < 2 for row in fitting) if wanted.least > 1 else 0
    start = (limit or 0) * (page - 1)
    shown = found[start : start + limit] if limit else found
    return Groups(
        rows=tuple(shown),
        more=len(found) > start + len(shown),
        total=len(found),
        within_one=within_one,
        left=left,
        crowded=crowded,
    )


def one(workspace: Workspace, number: int) -> OneGroup:
    """A group by its number. Raises Missing for one that is not there."""
    with workspace.database.read() as tx:
        group = reading.group_of(tx, number)
        own = {group.row.question, *(other.question for other in group.others)}
        found = concepts.same_concepts(tx, group.row.question, own, MOST_CONCEPTS)
        return OneGroup(group=group, concepts=_with_places(tx, found))


def _with_places(tx: Transaction, found: Sequence[concepts.SameConcepts]) -> tuple[SameConcepts, ...]:
    ids = [alike.question for alike in found]
    places = reading.places_of(tx, ids)
    stored_texts = texts(tx, ids)
    return tuple(
        SameConcepts(
            question=alike.question,
            stem=stored_texts[alike.question].text.stem,
            share=alike.share,
            concepts=alike.concepts,
            places=places.get(alike.question, ()),
        )
        for alike in found
    )
