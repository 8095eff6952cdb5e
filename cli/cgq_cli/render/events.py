"""What a supervisor tells, as data for a program and as a line for a person."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cgq.events import (
    CircuitOpened,
    Counts,
    Draining,
    Ended,
    HookFailed,
    HooksAwaited,
    Late,
    LogFailed,
    QueuePaused,
    Rescued,
    Returned,
    SlotPassed,
    WorkerLost,
)
from cgq.hints import Hint, argument, plain
from cgq.queue.cron import MISSED_MOST
from cgq.queue.reasons import resume_hint
from cgq.stages.table import reading_kinds
from cgq_cli.render.hints import advice
from cgq_cli.render.items import counts_text
from cgq_cli.render.names import paper_name
from cgq_cli.render.outcome import paper_text
from cgq_cli.render.pauses import again
from cgq_cli.render.text import as_sentence, counted, one_line
from cgq_cli.render.times import moment, span

if TYPE_CHECKING:
    from cgq.events import Event, ItemsCounted
    from cgq.queue.listing import Paper

SIGNALS = {"SIGINT": "Ctrl-C", "SIGTERM": "SIGTERM", "SIGHUP": "the terminal is gone"}
REASONS = {
    "max_time": "the time is over",
    "max_jobs": "enough jobs are done",
    "max_rss": "the memory is used up",
    "finished": "all is done",
    "upgraded": "another cgq was installed",
    "stop": "somebody asked for it",
}


def paper_line(paper: Paper, state: str, hint: str = "") -> str:
    """A paper that was read, or could not be: `civil-a.pdf: 20 questions, 20 answers`."""
    name = paper_name(paper.path, paper.title)
    if state == "done":
        return f"{name}: {found_text(paper)}"
    why = f"{as_sentence(paper.error or 'unknown')} [{paper.error_code}]"
    if state == "scheduled":
        return f"{name}: {why} Another try follows."
    return advice(f"{name}: {state}. {paper.error or 'unknown'}", hint, code=paper.error_code or "")


def has_questions(paper: Paper) -> bool:
    """Were questions read in it, so that a key may answer them?"""
    return bool(paper.result) and bool(json.loads(paper.result or "{}").get("questions"))


def found_text(paper: Paper) -> str:
    """What was found in a paper that was read: `20 questions, 20 answers by civil-key.pdf`."""
    return paper_text(paper, json.loads(paper.result) if paper.result else {})


def is_error(event: Event) -> bool:
    """Is it something that went wrong for good, and that has to be told even to who wants to read nothing else?"""
    match event:
        case QueuePaused() | HookFailed() | Ended(state="failed") | SlotPassed(outcome="refused"):
            return True
        case _:
            return False


def sentence(event: Event) -> str | None:
    """A line about what a person should know at once; None for the daily business."""
    match event:
        case Ended(state="failed" | "scheduled" | "discarded") if event.kind not in reading_kinds():
            return job_line(event)
        case WorkerLost(cause="start"):
            return f"A worker for {event.kind} did not start: {as_sentence(event.message)} The others go on. [start]"
        case WorkerLost():
            return f"A worker for {event.kind} was lost: {one_line(event.message)} [{event.cause}]"
        case Late():
            return _late(event)
        case QueuePaused(queue="*"):
            return Hint(f"Every queue is paused: {plain(as_sentence(event.reason))} {resume_hint('*', of_all=True)}")
        case QueuePaused():
            paused = f"The queue {event.queue} is paused: {as_sentence(event.reason)}"
            return Hint(f"{plain(paused)} Cure it, then: `cgq resume {argument(event.queue)}` {again(event.queue)}")
        case CircuitOpened():
            why = as_sentence(event.reason)
            return f"{event.kind} rests for a while, its provider failed five times in a row: {why}"
        case Rescued() if event.jobs:
            return f"Took back {counted(event.jobs, 'job')} of supervisor {event.supervisor}, which is gone."
        case Draining():
            return _draining(event)
        case Returned() if event.reason == "stopped":
            return f"{counted(len(event.jobs), 'job')} given back, to start again with the next run."
        case _:
            return _upkeep(event)


def _upkeep(event: Event) -> str | None:
    """The same of what a supervisor does besides jobs: schedules, hooks, the log."""
    match event:
        case SlotPassed():
            return slot_line(event)
        case HookFailed():
            failed = f"The hook {event.hook} failed: {as_sentence(event.message)}"
            return Hint(f"{plain(failed)} Start it again once that is cured: `cgq hooks retry {argument(event.run)}`")
        case HooksAwaited():
            at_most = span(event.seconds)
            return f"All else is over; waiting for hooks at work, at most {at_most}: {', '.join(event.hooks)}."
        case LogFailed():
            return log_failed(event)
        case _:
            return None


def log_failed(event: LogFailed) -> Hint:
    """That no line of the log is written, and the ways out."""
    what = (
        f"The log {plain(one_line(event.file))} cannot be written ({plain(event.reason)}); the jobs go on without it."
    )
    return Hint(f"{what} Name another file in CGQ_LOG_FILE, or `none`. [log_failed]")


def job_line(event: Ended) -> str:
    """Jobs that did not end well: `generate_embedding: job 7 discarded. There is no question 12. [record_gone]`."""
    jobs = f"job {event.jobs[0]}" if len(event.jobs) == 1 else counted(len(event.jobs), "job")
    then = f" {_another_try(event)}" if event.state == "scheduled" else ""
    word = "stumbled" if event.state == "scheduled" else event.state
    what = f"{event.kind}: {jobs} {word}. {as_sentence(event.message or 'unknown')}"
    if event.state == "failed":
        return advice(what, event.hint or "", code=event.code or "")
    return f"{what} [{event.code}]{then}"


def items_line(event: ItemsCounted) -> str:
    """How the items of a job stand: `collect: job 7: 97 done, 2 duplicates, 1 failed: success rate …`."""
    return f"{event.kind}: job {event.job}: {counts_text(event)}"


def flood_line(event: Ended) -> Hint:
    """That further failures of one cause are not reported one by one."""
    code = event.code or "unknown"
    which = f"{event.kind}: more failures of this cause are only counted [{code}]."
    return Hint(f"{plain(which)} See: `cgq failed`")


def _another_try(event: Ended) -> str:
    return f"Try {event.tries[0] + 1} of {event.tries[1]} follows." if event.tries else "Another try follows."


def _late(event: Late) -> str:
    """A line for the log: which results were dropped, and under which leases they were computed."""
    leases = ", ".join(f"{job} (fence {fence})" for job, fence in zip(event.jobs, event.fences, strict=True))
    what = "A late result of job" if len(event.jobs) == 1 else "Late results of jobs"
    return f"{what} {leases} dropped: the lease was over, nothing changed. [late]"


def slot_line(event: SlotPassed, *, humane: bool = True) -> str:
    """A slot of a recurring entry: `nightly, due 2026-01-31 02:30:00 KST: job 12.`; not `humane`: off a terminal."""
    what = f"{event.entry}, due {moment(event.slot, humane=humane)}"
    made_up = f", which makes up for {missed_text(event.missed)}" if event.missed else ""
    if event.job is not None:
        return f"{what}: job {event.job}{made_up}."
    return f"{what}: {event.outcome}. {one_line(event.message)}"


def missed_text(missed: int) -> str:
    """How many slots were missed: `3 missed slots`."""
    return f"{counted(missed, 'missed slot')}{' or more' if missed == MISSED_MOST else ''}"


def minute_line(counts: Counts, done: int, failed: int, seconds: float) -> str:
    """How far a run is, once a minute."""

    def states(*wanted: str) -> int:
        return sum(n for (_, _, state), n in counts.tally.items() if state in wanted)

    waiting, running = states("ready", "blocked", "scheduled"), states("running")
    return f"{span(seconds)}: {done} done, {failed} failed, {running} running, {waiting} waiting"


def _draining(event: Draining) -> str:
    why = SIGNALS.get(event.reason) or REASONS.get(event.reason, event.reason)
    jobs = counted(event.running, "job")
    again = " Again ends at once." if event.reason in SIGNALS else ""
    return f"Stopping ({why}): waiting up to {span(event.seconds)} for {jobs}.{again}"
