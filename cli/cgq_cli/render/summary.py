"""What a run came to: the stages, what the bank holds, what failed and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.hints import Hint, plain
from cgq.money import dollars
from cgq.queue.pauses import EVERY
from cgq_cli.render.items import failed_items_lines
from cgq_cli.render.loose_keys import loose_key_lines
from cgq_cli.render.pauses import pause_line
from cgq_cli.render.text import counted, one_line
from cgq_cli.render.times import moment, span
from cgq_cli.signals import STOPPING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.actions.run import Outcome
    from cgq.documents.stage_counts import StageCounts
    from cgq.queue.stats import BankStatus

WHY = {
    "max_time": "The time given was over; the rest starts with the next run.",
    "max_jobs": "The number of jobs given was reached; the rest starts with the next run.",
    "max_rss": "The memory allowed was used up; start it again for the rest.",
    "upgraded": "Another version of cgq was installed; start it again with that one.",
}


def lines(
    outcome: Outcome, stages: Sequence[StageCounts], database: Sequence[str], idle: str | None = None, hint: str = ""
) -> Iterator[str]:
    """The sentences of a run's sum; those of `database` name it.

    `idle` is what to say where nothing was there to do, in one line; None where papers were taken in. `hint` is how to
    see more of what `idle` counts.
    """
    notes = [*given_up_lines(stages), *remarks(outcome)]
    if idle is not None and not stages and not notes and outcome.bank:
        text = plain(f"{idle or 'Nothing to do.'} {bank_line(outcome.bank)} {database[0]}")
        failed = "See what failed: `cgq failed`" if outcome.bank.materials.get("failed", 0) else ""
        yield Hint(" ".join(filter(None, (text, failed, hint)))) if failed or hint else text
        yield from paused_lines(outcome)
        yield from database[1:]
        return
    if idle:
        yield Hint(f"{plain(idle)} {hint}") if hint else idle
    yield from notes
    yield from paused_lines(outcome)
    if outcome.bank:
        yield f"{bank_line(outcome.bank)} Took {span(outcome.seconds)}."
        yield from doubt_lines(outcome.bank)
        yield from loose_key_lines(outcome.bank, refused=outcome.refused_keys)
        yield from database
        if not outcome.failures and not outcome.bank.to_review and outcome.bank.questions:
            yield Hint("Look at the questions: `cgq questions`")


def remarks(outcome: Outcome) -> Iterator[str]:
    """Why it ended, what it left behind, and what failed."""
    if outcome.reason in WHY:
        yield WHY[outcome.reason]
    elif outcome.reason == "max_cost":
        yield f"The next request does not fit under --max-cost; {dollars(outcome.spent)} was spent."
    waiting = _waiting(outcome)
    if outcome.reason in STOPPING and waiting:
        yield "Stopped before all was done; the rest starts with the next run."
    yield from held_lines(outcome)
    yield from unpaid_lines(outcome)
    for kind, jobs in outcome.unserved.items():
        yield Hint(f"{counted(jobs, 'job')} of {plain(kind)}, a kind that cannot be loaded. See: `cgq doctor`")
    if not outcome.held and not outcome.unpaid:
        yield from in_batch_lines(outcome)
        in_batches = sum(one.jobs + 1 for one in outcome.in_batches)  # each is looked at by a job of its own
        yield from _left(outcome, waiting - sum(outcome.unserved.values()) - in_batches)
    if outcome.spent:
        yield f"Spent with providers: {dollars(outcome.spent)}."
    yield from failed_lines(outcome)
    yield from failed_items_lines(outcome.failed_items)


def trouble_lines(outcome: Outcome) -> Iterator[str]:
    """What a run that is to be quiet must tell nevertheless: what kept it from its end, and what failed elsewhere."""
    if outcome.kept_by_pause:
        yield from held_lines(outcome)
    if outcome.kept_by_budget:
        yield from unpaid_lines(outcome)
    if _elsewhere(outcome):
        yield from failed_lines(outcome)
    yield from failed_items_lines(outcome.failed_items)


def held_lines(outcome: Outcome) -> Iterator[str]:
    """The jobs that a pause keeps, by queue."""
    for queue, jobs, pause in outcome.held:
        what = f"{counted(jobs, 'job')} held in {queue},"
        yield pause_line(what, queue, pause, failed=failed_in(outcome, queue))


def unpaid_lines(outcome: Outcome) -> Iterator[str]:
    """The jobs that wait for money, by kind, and when there is some."""
    for one in outcome.unpaid:
        when = "" if one.until is None else f" It goes on by itself from {moment(one.until, humane=True)}."
        text = f"{counted(one.jobs, 'job')} left: {one.reason.message}.{when}"
        yield Hint(f"{plain(text)} {one.reason.hint}")


def in_batch_lines(outcome: Outcome) -> Iterator[str]:
    """The jobs that wait for batches of a provider, and how they go on."""
    for one in outcome.in_batches:
        waits = "waits" if one.jobs == 1 else "wait"
        text = f"{counted(one.jobs, 'job')} {waits} for batch {one.batch} of {one.provider}"
        if one.submitted is None:
            yield Hint(f"{plain(text)}, which is not submitted yet. Go on: `cgq run`")
        else:
            when = f"submitted {moment(one.submitted, humane=True)}, over by {moment(one.until, humane=True)}"
            yield Hint(f"{plain(f'{text}, {when}')} at the latest. Collect it: `cgq run`")


def paused_lines(outcome: Outcome) -> Iterator[str]:
    """The queues that are paused while nothing waits in them."""
    held = {EVERY if one.pause.of_all else one.queue for one in outcome.held}
    for queue, pause in outcome.paused.items():
        if queue not in held:
            what = "Every queue is" if pause.of_all else f"{queue} is"
            yield pause_line(what, queue, pause, failed=failed_in(outcome, queue))


def failed_in(outcome: Outcome, queue: str) -> int:
    """How many jobs of a queue have failed for good, whenever that was."""
    return sum(n for (name, _, state), n in outcome.after.items() if name == queue and state == "failed")


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
    """What failed, counted by its cause, and the next step. What was reported when it happened is not repeated."""
    groups = outcome.failures
    if not groups:
        return
    if _elsewhere(outcome):
        for group in groups:
            yield f"{group.count} x {group.kind} failed: {one_line(group.message).rstrip('.')}. [{group.code}]"
    counts = ", ".join(f"{group.count} x {group.kind} [{group.code}]" for group in groups)
    jobs = counted(sum(group.count for group in groups), "job")
    yield Hint(f"{jobs} failed: {plain(counts)}. See what to do: `cgq failed`")


def _elsewhere(outcome: Outcome) -> bool:
    """Did jobs of this run fail where another one worked on them, so that it was reported to nobody who read along?"""
    return outcome.lost > outcome.counts.get("failed", 0)


def doubt_lines(held: BankStatus) -> Iterator[str]:
    """How many places print a question, how many of them have an answer or are repeats, and what waits for a person."""
    if held.appearances:
        repeats = held.appearances - held.questions
        shares = "repeats a question and shares" if repeats == 1 else "repeat a question and share"
        again = f"; {repeats} {shares} its vector" if repeats > 0 else ""
        yield f"{counted(held.appearances, 'place')}, {held.answered} with an answer{again}."
    if held.to_review:
        waits = "place waits" if held.to_review == 1 else "places wait"
        yield Hint(f"{plain(held.to_review)} {plain(waits)} for a person: `cgq review`")


def bank_line(held: BankStatus) -> str:
    """What the bank holds, in a sentence."""
    papers = sum(held.materials.values())
    by = ", ".join(f"{n} {status}" for status, n in sorted(held.materials.items()))
    known = f"{counted(papers, 'paper')} ({by})" if papers else "no papers"
    counts = ((held.questions, "question"), (held.vectors, "vector"), (held.concepts, "concept"))
    return f"The bank holds {known}, {', '.join(counted(n, what) for n, what in counts)}."
