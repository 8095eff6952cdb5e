"""What a run came to: the stages, what the bank holds, what failed and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq_cli.render import failures
from cgq_cli.render.stages import stages
from cgq_cli.render.text import counted, one_line
from cgq_cli.render.times import span
from cgq_cli.signals import EXIT_CODES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.run import Outcome
    from cgq.queue.stats import BankStatus

WHY = {
    "max_time": "The time given was over; the rest starts with the next run.",
    "max_jobs": "The number of jobs given was reached; the rest starts with the next run.",
    "max_rss": "The memory allowed was used up; start it again for the rest.",
}


def rows(outcome: Outcome) -> list[dict[str, Any]]:
    """One row a stage that had anything to do."""
    return [
        {"kind": one.kind, "queue": one.queue, "done": one.done, "failed": one.failed, "left": one.left}
        for one in stages(outcome.before, outcome.after)
    ]


def document(outcome: Outcome, exit_code: int) -> dict[str, Any]:
    """The whole summary as data."""
    return {
        "type": "summary",
        "reason": outcome.reason,
        "exit_code": exit_code,
        "seconds": round(outcome.seconds, 3),
        "counts": outcome.counts,
        "returned": outcome.returned,
        "stages": rows(outcome),
        "lost": outcome.lost,
        "left": outcome.left,
        "paused": [{"queue": q, "jobs": n, "by": by, "reason": why} for q, n, by, why in outcome.held],
        "failed": [failures.row(group) for group in outcome.failures],
        "bank": bank(outcome.bank) if outcome.bank else None,
    }


def remarks(outcome: Outcome) -> Iterator[str]:
    """The lines below the table."""
    if outcome.reason in WHY:
        yield WHY[outcome.reason]
    waiting = _waiting(outcome)
    if outcome.reason in EXIT_CODES and waiting:
        yield "Stopped before all was done; the rest starts with the next run."
    for queue, jobs, by, why in outcome.held:
        paused = f"paused by {one_line(by)}" + (f": {one_line(why)}" if why else "")
        yield f"{counted(jobs, 'job')} held in {queue}, {paused}. Let it go on: cgq resume {queue}"
    if not outcome.held:
        yield from _left(outcome, waiting)
    yield from failed_lines(outcome)
    if outcome.bank:
        yield f"{bank_line(outcome.bank)} Took {span(outcome.seconds)}."


def _waiting(outcome: Outcome) -> int:
    """How many jobs are neither over nor at work, whoever asked for them."""
    return sum(n for (_, _, state), n in outcome.after.items() if state in ("ready", "scheduled", "blocked"))


def _left(outcome: Outcome, waiting: int) -> Iterator[str]:
    """What a run that came to its own end leaves behind: what it may not start yet, and what it was not asked for."""
    if outcome.reason not in ("empty", "finished"):
        return
    if held_back := len(outcome.left) if outcome.chosen else waiting:
        yield f"{counted(held_back, 'job')} not due yet, or in a queue that this run does not serve. See: cgq jobs"
    elif waiting:
        yield f"{counted(waiting, 'job')} of other papers still to do. Go on: cgq run"


def failed_lines(outcome: Outcome) -> Iterator[str]:
    """What failed, a line a cause, and the next step."""
    for group in outcome.failures:
        hint = f" {one_line(group.hint)}" if group.hint else ""
        message = one_line(group.message).rstrip(".")
        yield f"{group.count} x {group.kind} failed: {message}. [{group.code}]{hint}"
    if outcome.failures:
        yield "See them: cgq failed"


def bank(held: BankStatus) -> dict[str, Any]:
    """What the bank holds, as data."""
    return {
        "materials": sum(held.materials.values()),
        "materials_by_status": held.materials,
        "questions": held.questions,
        "vectors": held.vectors,
        "concepts": held.concepts,
    }


def bank_line(held: BankStatus) -> str:
    """What the bank holds, in a sentence."""
    papers = sum(held.materials.values())
    by = ", ".join(f"{n} {status}" for status, n in sorted(held.materials.items()))
    known = f"{counted(papers, 'paper')} ({by})" if papers else "no papers"
    counts = ((held.questions, "question"), (held.vectors, "vector"), (held.concepts, "concept"))
    return f"The bank holds {known}, {', '.join(counted(n, what) for n, what in counts)}."
