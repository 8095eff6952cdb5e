"""What people decided about questions: rows of their own, which outlive every reading of the paper.

A decision belongs to a spot in a paper: its sha256, and section, number and occurrence as they were
read. It keeps the reading that the person had before them, so that a later reading which says
something else is noticed (see effective.py). A decision is never changed: a later one follows it,
and undoing it brings the one before it back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from cgq.bank.change import Change
from cgq.bank.columns import decode_question, to_json
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.db.connection import Transaction
    from cgq.exam.model import Question

SQL = load("bank")

Verdict = Literal["accept", "reject"]
State = Literal["live", "followed", "undone"]

_change = msgspec.json.Decoder(Change)


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where a question was read: its section ('' for none), its number, which of several with that number."""

    section: str
    number: int
    nth: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One decision. `before` is the reading that was decided on, None where the reader had found nothing.

    `accept` lets the question into the bank with `change`; `reject` keeps it out. `question` is the number
    that it had in this bank, None where there was none. `made_at` and `undone_at` are milliseconds since the epoch.
    """

    id: int
    spot: Spot
    verdict: Verdict
    change: Change
    before: Question | None
    reason: str | None
    made_by: str
    made_at: int
    question: int | None = None
    state: State = "live"
    undone_by: str | None = None
    undone_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A decision that is to be kept; `follows` is the one that it takes the place of, `question` as in `Edit`."""

    spot: Spot
    verdict: Verdict
    change: Change
    before: Question | None
    reason: str | None
    by: str
    follows: int | None
    question: int | None = None


def keep(tx: Transaction, sha256: str, decision: Decision, now: int) -> int:
    """Keep a decision about a paper, known by its sha256; its id."""
    spot = decision.spot
    if decision.follows is not None:
        tx.run(SQL["edit_followed"], (decision.follows,))
    return tx.insert(
        SQL["edit_add"],
        {
            "material": sha256,
            "section": spot.section,
            "number": spot.number,
            "nth": spot.nth,
            "question": decision.question,
            "verdict": decision.verdict,
            "change": to_json(decision.change),
            "before": None if decision.before is None else to_json(decision.before),
            "reason": decision.reason,
            "by": decision.by,
            "now": now,
            "follows": decision.follows,
        },
    )


def undo(tx: Transaction, edit: int, by: str, now: int) -> bool:
    """Take a live decision back, and let the one before it hold again; False when it was not live."""
    if not tx.run(SQL["edit_undo"], {"id": edit, "by": by, "now": now}):
        return False
    tx.run(SQL["edit_revive"], {"id": edit})
    return True


def live(tx: Transaction, sha256: str) -> list[Edit]:
    """The decisions that hold for a paper, the oldest first."""
    return [_edit(row) for row in tx.all(SQL["edits_live"], (sha256,))]


def live_at(tx: Transaction, sha256: str, where: Sequence[tuple[str, int]]) -> list[Edit]:
    """The decisions that hold for some spots (section, number) of a file, the oldest first."""
    return [_edit(row) for row in tx.all(SQL["edits_at"], {"sha256": sha256, "spots": to_json(where)})]


def live_after(tx: Transaction, sha256: str, after: int, limit: int) -> list[Edit]:
    """The next decisions that hold for a file, by id."""
    return [_edit(row) for row in tx.all(SQL["edits_after"], {"sha256": sha256, "after": after, "limit": limit})]


def history(tx: Transaction, sha256: str) -> list[Edit]:
    """Every decision about a paper, also those followed or undone, the oldest first."""
    return [_edit(row) for row in tx.all(SQL["edits_all"], (sha256,))]


def _edit(row: tuple[Any, ...]) -> Edit:
    number, section, printed, nth, question, verdict, change, before, reason, by, at, state, *undone = row
    return Edit(
        id=number,
        spot=Spot(section, printed, nth),
        verdict=verdict,
        change=_change.decode(change),
        before=None if before is None else decode_question(before),
        reason=reason,
        made_by=by,
        made_at=at,
        question=question,
        state=state,
        undone_by=undone[0],
        undone_at=undone[1],
    )
