"""What people decided about questions, as text, rows and records."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cgq.clock import local, rfc3339
from cgq_cli.render.table import Column

if TYPE_CHECKING:
    from cgq.bank.edits import Edit

COLUMNS = (
    Column("edit", "number"),
    Column("at", "time"),
    Column("by"),
    Column("paper", "number"),
    Column("section", gives=True),
    Column("number", "number"),
    Column("did"),
    Column("changed"),
    Column("state"),
    Column("reason", gives=True),
)


def edit_record(edit: Edit) -> dict[str, Any]:
    """A decision, as JSON."""
    return {
        "edit": edit.id,
        "spot": asdict(edit.spot),
        "verdict": edit.verdict,
        "change": plain(edit.change),
        "before": None if edit.before is None else plain(edit.before),
        "reason": edit.reason,
        "by": edit.made_by,
        "at": rfc3339(edit.made_at),
        "state": edit.state,
        "undone_by": edit.undone_by,
        "undone_at": rfc3339(edit.undone_at),
    }


def row(material: int | None, edit: Edit) -> dict[str, Any]:
    """A decision as a row of the table."""
    return {
        "edit": edit.id,
        "at": edit.made_at,
        "by": edit.made_by,
        "paper": material,
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


def plain(value: object) -> Any:
    """A value as dicts and lists."""
    import msgspec

    return msgspec.json.decode(msgspec.json.encode(value))
