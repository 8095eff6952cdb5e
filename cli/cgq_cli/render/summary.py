"""What a run came to: the stages, what the bank holds, what failed and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.hints import Hint, argument, plain
from cgq_cli.render.hints import advice
from cgq_cli.render.loose_keys import loose_key_lines
from cgq_cli.render.text import counted, one_line
from cgq_cli.render.times import span
from cgq_cli.signals import STOPPING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.actions.run import Outcome
    from cgq.documents.stage_counts import StageCounts
    from cgq.queue.stats import BankStatus

WHY = {
    "max_time": "The time given was over; the rest starts with the next run.",
    "max_jobs": "The number of jobs given was reached; the rest starts with the next run.",
    "max_rss": "The memory allowed was used up; start it again for the rest.",
}


def remarks(outcome: Outcome) -> Iterator[str]:
    """The lines below the table."""
    if outcome.reason in WHY:
        yield WHY[outcome.reason]
    waiting = _waiting(outcome)
    if outcome.reason in STOPPING and waiting:
        yield "Stopped before all was done; the rest starts with the next run."
    for queue, jobs, pause in outcome.held:
        paused = f"paused by {one_line(pause.by)}" + (f": {one_line(pause.reason)}" if pause.reason else "")
        held = f"held in {queue}, {paused}"
        yield Hint(f"{counted(jobs, 'job')} {plain(held)}. Let it go on: `cgq resume {argument(queue)}`")
    for kind, jobs in outcome.unserved.items():
        yield Hint(f"{counted(jobs, 'job')} of {plain(kind)}, a kind that cannot be loaded. See: `cgq doctor`")
    if not outcome.held:
        yield from _left(outcome, waiting - sum(outcome.unserved.values()))
    yield from failed_lines(outcome)
    if outcome.bank:
        yield f"{bank_line(outcome.bank)} Took {span(outcome.seconds)}."
        yield from loose_key_lines(outcome.bank)


def given_up_lines(stages: Iterable[StageCounts]) -> Iterator[str]:
    """What ended neither done nor failed, where there is any."""
    for stage in stages:
        if stage.discarded:
            jobs = f"{counted(stage.discarded, 'job')} of {stage.kind}"
            yield Hint(f"{plain(jobs)} discarded. See: `cgq jobs --state discarded`")
        if stage.cancelled:
            jobs = f"{counted(stage.cancelled, 'job')} of {stage.kind}"
            yield Hint(f"{plain(jobs)} cancelled. See: `cgq jobs --state cancelled`")


def _waiting(outcome: Outcome) -> int:
    """How many jobs are neither over nor at work, whoever asked for them."""
    return sum(n for (_, _, state), n in outcome.after.items() if state in ("ready", "scheduled", "blocked"))


def _left(outcome: Outcome, waiting: int) -> Iterator[str]:
    """What a run that came to its own end leaves behind: what it may not start yet, and what it was not asked for."""
    if outcome.reason not in ("empty", "finished"):
        return
    if held_back := len(outcome.left) if outcome.chosen else waiting:
        why = "not due yet, or in a queue that this run does not serve"
        yield Hint(f"{counted(held_back, 'job')} {plain(why)}. See: `cgq jobs`")
    elif waiting:
        yield Hint(f"{counted(waiting, 'job')} of other papers still to do. Go on: `cgq run`")


def failed_lines(outcome: Outcome) -> Iterator[str]:
    """What failed, a line a cause, and the next step."""
    for group in outcome.failures:
        yield advice(f"{group.count} x {group.kind} failed: {group.message}", group.hint, code=group.code)
    if outcome.failures:
        yield Hint("See them: `cgq failed`")


def bank_line(held: BankStatus) -> str:
    """What the bank holds, in a sentence."""
    papers = sum(held.materials.values())
    by = ", ".join(f"{n} {status}" for status, n in sorted(held.materials.items()))
    known = f"{counted(papers, 'paper')} ({by})" if papers else "no papers"
    counts = ((held.questions, "question"), (held.vectors, "vector"), (held.concepts, "concept"))
    return f"The bank holds {known}, {', '.join(counted(n, what) for n, what in counts)}."
