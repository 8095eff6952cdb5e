"""What the bank holds, counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from cgq.queue import stats
    from cgq.queue.stats import BankStatus


class StoredFile(Struct, frozen=True, kw_only=True):
    """A paper or a key of the bank."""

    material: int
    """Its number."""
    path: str
    """Where it lies, the path that was seen last; its title where it lies nowhere any more."""
    refusal: str | None
    """Why the key that was looked at, or named, does not answer this paper; null for a key, and where none was."""

    @staticmethod
    def of(file: stats.StoredFile) -> StoredFile:
        """A file of the bank."""
        return StoredFile(material=file.material, path=file.path, refusal=file.refusal)


class Holdings(Struct, frozen=True, kw_only=True):
    """What the bank holds, counted."""

    materials: int
    """How many papers, whatever became of them."""
    materials_by_status: dict[str, int]
    """How many papers are `pending`, `processing`, `completed`, `failed`, `cancelled` or `discarded`; a status that
    none has is left out."""
    questions: int
    """How many questions, each counted once however often it appears."""
    appearances: int
    """How often they are printed, in all papers together."""
    answers: int
    """How many of those appearances have an answer."""
    to_review: int
    """How many places ask for a person: `cgq review`."""
    vectors: int
    """How many vectors, of every model together."""
    concepts: int
    """How many concepts."""
    unsent: int | None
    """How many changes are still to be sent to Neo4j; null while none is configured."""
    unused_keys: list[StoredFile]
    """The keys that were read and answer no paper: name each with its paper (`cgq run --key FILE PAPER`)."""
    unanswered: list[StoredFile]
    """The papers of which most questions have no answer; empty where there is no unused key."""

    @staticmethod
    def of(held: BankStatus) -> Holdings:
        """What is counted now."""
        return Holdings(
            materials=sum(held.materials.values()),
            materials_by_status=held.materials,
            questions=held.questions,
            appearances=held.appearances,
            answers=held.answered,
            to_review=held.to_review,
            vectors=held.vectors,
            concepts=held.concepts,
            unsent=held.unsent,
            unused_keys=[StoredFile.of(file) for file in held.unused_keys],
            unanswered=[StoredFile.of(file) for file in held.unanswered],
        )
