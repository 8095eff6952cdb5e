"""What people decided about questions, as text and rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.clock import local
from cgq_cli.render.table import Column

if TYPE_CHECKING:
    from cgq.actions.review import Kept
    from cgq.bank.edits import Edit

COLUMNS = (
    Column("edit", "number"),
    Column("at", "time"),
    Column("by", gives=True, varies=True, spare=2),
    Column("material", "number", title="paper", varies=True),
    Column("section", gives=True, varies=True, spare=1),
    Column("number", "number", title="no."),
    Column("did"),
    Column("changed", gives=True, varies=True),
    Column("state", varies=True, spare=3),
    Column("reason", main=True, varies=True),
)


def row(kept: Kept) -> dict[str, Any]:
    """A decision as a row of the table."""
    edit = kept.edit
    return {
        "edit": edit.id,
        "at": edit.made_at,
        "by": edit.made_by,
        "material": kept.material,
        "section": edit.spot.section,
        "number": edit.spot.number,
        "did": did(edit),
        "changed": ",".join(edit.change.fields),
        "state": edit.state,
        "reason": edit.reason,
    }


def did(edit: Edit) -> str:
    """What a decision was, in a word."""
    if edit.verdict == "reject":
        return "rejected"
    if edit.change.fields:
        return "changed" if edit.before else "added"
    return "accepted"


def edit_text(edit: Edit) -> str:
    """A decision in one line."""
    fields = ", ".join(edit.change.fields)
    reason = f" ({edit.reason})" if edit.reason else ""
    return f"{did(edit)} by {edit.made_by}, {local(edit.made_at)}{': ' + fields if fields else ''}{reason}"
