"""What a person decided about a question."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.bank.change import Change
from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.read_question import ReadQuestion

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.actions.review import Kept
    from cgq.bank import edits


class Spot(Struct, frozen=True, kw_only=True):
    """Where a question was read when it was decided about."""

    section: str
    """The section of the paper; empty for none."""
    number: int
    """The printed number."""
    nth: int
    """Which of several with that number in that section, from 1."""


class Edit(Struct, frozen=True, kw_only=True):
    """One decision of a person about one place of a paper."""

    edit: int
    """The decision's number."""
    material: int | None
    """The paper; null when it was removed."""
    sha256: str
    """The sha256 of the paper's file."""
    spot: Spot
    """The place."""
    question: int | None
    """The number that the question had when it was decided about; null where nothing had been found."""
    verdict: Literal["accept", "reject"]
    """`accept` lets the question into the bank with `change`; `reject` keeps it out."""
    change: Change
    """The fields that the person set."""
    before: ReadQuestion | None
    """The reading that was decided on; null where the reader had found nothing."""
    reason: str | None
    """Why it was rejected; null when it was accepted."""
    by: str
    """Who decided."""
    at: str
    """When."""
    state: Literal["live", "followed", "undone"]
    """Whether it holds (`live`), a later decision took its place, or it was taken back."""
    undone_by: str | None
    """Who took it back; null when nobody did."""
    undone_at: str | None
    """When it was taken back; null when it was not."""

    @staticmethod
    def of(edit: edits.Edit, material: int | None, sha256: str) -> Edit:
        """A decision that the bank keeps about a paper."""
        spot = edit.spot
        return Edit(
            edit=edit.id,
            material=material,
            sha256=sha256,
            spot=Spot(section=spot.section, number=spot.number, nth=spot.nth),
            question=edit.question,
            verdict=edit.verdict,
            change=edit.change,
            before=ReadQuestion.of(edit.before) if edit.before else None,
            reason=edit.reason,
            by=edit.made_by,
            at=rfc3339(edit.made_at),
            state=edit.state,
            undone_by=edit.undone_by,
            undone_at=rfc3339(edit.undone_at),
        )

    @staticmethod
    def of_kept(kept: Kept) -> Edit:
        """A decision with the paper that it is about."""
        return Edit.of(kept.edit, kept.material, kept.sha256)


class History(Document, frozen=True, kw_only=True, tag="history"):
    """What people decided, the oldest first: `cgq review --history`."""

    edits: list[Edit]
    """The decisions, also those that do not hold any more."""

    @staticmethod
    def of(kept: Iterable[Kept]) -> History:
        """Decisions that the bank keeps."""
        return History(edits=[Edit.of_kept(one) for one in kept])
