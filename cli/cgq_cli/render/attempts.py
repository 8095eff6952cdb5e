"""What learners answered, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.bank.attempts.read import numbers_of
from cgq.hints import Hint
from cgq_cli.render.hints import advice
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted, one_line
from cgq_cli.render.times import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.attempts import Forgotten
    from cgq.actions.import_attempts import ImportedAttempts
    from cgq.bank.attempts.read import Attempt

COLUMNS = (
    Column("at", "time"),
    Column("learner", gives=True, varies=True, least=6),
    Column("verdict"),
    Column("chosen", gives=True, least=3),
    Column("accepted", title="key", gives=True, least=3),
    Column("question", "number"),
    Column("material", "number", title="paper", varies=True, spare=2),
    Column("section", gives=True, varies=True, spare=3),
    Column("number", "number", title="no.", spare=1),
    Column("ms", "number", spare=4),
    Column("stem", main=True),
)

MOST_REFUSED = 20
"""Refused lines that are shown; the document has more."""


def row(one: Attempt) -> dict[str, Any]:
    """An attempt as a row of the table."""
    return {
        "at": one.at,
        "learner": one.learner,
        "verdict": one.verdict,
        "chosen": _numbers(one.chosen) or "-",
        "accepted": "everyone" if one.mode == "void" else _numbers(one.accepted) or "-",
        "question": one.question,
        "material": one.material,
        "section": one.section or "",
        "number": one.number,
        "ms": one.ms,
        "stem": one_line(one.stem or "(not in the bank any more)"),
    }


def imported_lines(file: str, done: ImportedAttempts) -> Iterator[str]:
    """What became of the lines of a file, counted."""
    would = "would be " if done.dry_run else ""
    parts = [f"{counted(done.added, 'attempt')} {would}added"] if done.added or not done.rows else []
    parts += [f"{done.known} {_are(done.known)} stored already"] if done.known else []
    parts += [f"{done.repeated} {_are(done.repeated)} repeated in this file"] if done.repeated else []
    parts += [f"{counted(done.failed, 'line')} refused"] if done.failed else []
    yield f"{one_line(file)}: {counted(done.rows, 'line')}: {', '.join(parts)}."
    if done.added:
        yield f"They are of {counted(len(done.learners), 'learner')}."
    yield from (one_line(note) for note in done.notes)


def refused_lines(done: ImportedAttempts) -> Iterator[Hint]:
    """Why lines were refused, each with its number and its column."""
    for one in done.refused[:MOST_REFUSED]:
        where = f", column {one.column}" if one.column else ""
        yield advice(f"Line {one.line}{where}: {one_line(one.message)}", one.hint, code=one.code)
    if done.failed > MOST_REFUSED:
        yield Hint(f"… and {counted(done.failed - MOST_REFUSED, 'more line')}; up to 1,000 of them with --json")


def forget_question(found: Forgotten) -> str:
    """What a person is asked."""
    return f"Remove {_counts(found)} for ever?"


def forgotten_lines(found: Forgotten, *, dry_run: bool) -> Iterator[str]:
    """What was removed of a learner, or would be."""
    count = found.count
    span = f"from {moment(count.first, humane=True)} to {moment(count.last, humane=True)}"
    yield f"{'Would remove' if dry_run else 'Removed'} {_counts(found)}, {span}."


def _counts(found: Forgotten) -> str:
    count = found.count
    at = counted(count.questions, "question")
    return f"{counted(count.attempts, 'attempt')} of {one_line(found.learner)} at {at}"


def _numbers(text: str | None) -> str:
    return ",".join("?" if n is None else str(n) for n in numbers_of(text) or ())


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
