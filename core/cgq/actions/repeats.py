"""What repeats: the groups in a list, or one with its questions, its answers and what differs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.actions.materials import known_paper
from cgq.bank.repeats import asking, concept_groups, reading, stored
from cgq.bank.repeats.reading import Group
from cgq.bank.stored_questions import texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.bank.repeats.reading import GroupFilter, GroupRow, Place
    from cgq.db.connection import Transaction
    from cgq.workspace import Workspace

MOST_CONCEPTS = 10
"""Questions with the same concepts that are shown of one group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SameConcepts:
    """A question that asks for the same concepts in other words: which concepts, and where it is printed."""

    question: int
    stem: str
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
        fitting = concept_groups.concept_groups(tx, every) if is_by_concept else reading.groups(tx, every)
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
        shared: dict[int, list[int]] = {}
        for concept, members in asking.concepts_of(tx, group.row.question).items():
            for question in set(members) - own:
                shared.setdefault(question, []).append(concept)
        likest = sorted(shared, key=lambda question: (-len(shared[question]), question))[:MOST_CONCEPTS]
        found = {question: shared[question] for question in likest}
        return OneGroup(group=group, concepts=_with_places(tx, found))


def by_concept(workspace: Workspace, concept: int) -> OneGroup:
    """The group that asks for a concept, by the number of that. Raises Missing where no two questions do."""
    with workspace.database.read() as tx:
        row, members = concept_groups.concept_group(tx, concept)
        places = reading.places_of(tx, [row.question]).get(row.question, ())
        group = Group(row=row, places=places, others=(), conflicts=())
        found = {question: [concept] for question in members if question != row.question}
        return OneGroup(group=group, concepts=_with_places(tx, found))


def _with_places(tx: Transaction, found: Mapping[int, list[int]]) -> tuple[SameConcepts, ...]:
    """Each question with what the concepts are called that it shares, in their order."""
    every = sorted({concept for concepts in found.values() for concept in concepts})
    labels = concept_groups.labels(tx, every)
    places = reading.places_of(tx, list(found))
    stored_texts = texts(tx, list(found))
    return tuple(
        SameConcepts(
            question=question,
            stem=stored_texts[question].text.stem,
            concepts=tuple(labels[concept] for concept in concepts),
            places=places.get(question, ()),
        )
        for question, concepts in found.items()
    )
