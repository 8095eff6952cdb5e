"""What became of the papers that were named: taken, known, refused."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from cgq.hints import Hint, argument, plain
from cgq_cli.render.hints import advice
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.enqueue import Intake, Taken

COLUMNS = (
    Column("job", "number"),
    Column("material", "number", title="paper", varies=True),
    Column("outcome"),
    Column("state"),
    Column("file", "path", main=True),
)


def rows(intake: Intake) -> list[dict[str, Any]]:
    """One row a paper that has its job; an id that is still to come is left out."""
    return [
        {
            "job": taken.job or None,
            "material": taken.material or None,
            "outcome": taken.outcome,
            "state": taken.state or "done",
            "file": shown(taken.path),
        }
        for taken in intake.taken
    ]


def sentence(intake: Intake, *, dry_run: bool = False) -> str:
    """One line that counts: `3 papers enqueued, 2 known already, 1 refused.`"""
    fresh = sum(taken.outcome in ("new", "again") for taken in intake.taken)
    revived = sum(taken.outcome == "revived" for taken in intake.taken)
    known = len(intake.taken) - fresh - revived
    parts = [f"{_papers(fresh)} {'would be enqueued' if dry_run else 'enqueued'}"] if fresh else []
    parts += [f"{revived} taken up again, for the file is back"] if revived else []
    parts += [f"{known} already known"] if known else []
    parts += [f"{len(intake.refused)} refused"] if intake.refused else []
    none = f"Nothing to do{': there is no PDF in ' + ', '.join(intake.empty) if intake.empty else ''}"
    return f"{', '.join(parts) or none}."


def remarks(intake: Intake) -> Iterator[str]:
    """A line for each paper about which a person should know something, and for each refusal."""
    for taken in intake.taken:
        if (remark := _remark(taken)) is not None:
            yield remark
    for folder in intake.empty if intake.taken or intake.refused else ():
        yield f"There is no PDF in {folder}."
    for refusal in intake.refused:
        yield advice(f"refused: {refusal.error.message}", refusal.error.hint, code=refusal.error.code)


def shown(path: str) -> str:
    """A path as a person knows it: below the current folder without it."""
    below = os.path.relpath(path) if os.path.isabs(path) else path
    return path if below.startswith("..") else below


def _remark(taken: Taken) -> str | None:
    if taken.outcome != "known":
        return None
    what = f"{shown(taken.path)} is already known: job {taken.job} is {taken.state or 'done'}"
    moved = "; its new place is remembered" if taken.moved else ""
    if taken.state == "failed":
        code = f" [{taken.error.code}]" if taken.error else ""
        return Hint(f"{plain(what + code + moved)}. Start it again: `cgq retry {argument(taken.job)}`")
    if taken.state in ("cancelled", "discarded"):
        return Hint(f"{plain(what + moved)}. Add --again, or start it again: `cgq retry {argument(taken.job)}`")
    return f"{what}{moved}."


def _papers(count: int) -> str:
    return counted(count, "paper")
