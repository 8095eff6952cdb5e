"""What two commands reported, held against the rows, the counters, the log and the files that they left."""

from __future__ import annotations

import json
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from tests.support.claims import ABSENT, are_true
from tests.support.ledger import ANY, check

from cgq.actions.doctor.ledger import ledger_checks
from cgq.clock import SystemClock
from cgq.db.connection import Database
from cgq.queue.books import Ledger
from cgq.queue.policy import Policies
from cgq.queue.states import UNSUCCESSFUL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support.claims import Claim
    from tests.support.command import Home
    from tests.support.pairs import Report

DEEDS = {"cancel": "cancel", "retry": "retry_by_hand", "discard": "give_up"}
"""By the action that a command reports of jobs: the name of its entries in the log."""

ENDS = {"finish": "done", "failure": "failed", "discard": "discarded", "cancel": "cancelled"}
"""By the entry of the log that ends a job: its state then."""

STARTS_END = ("finish", "failure", "discard", "retry", "return")
"""The entries of the log that end a start of a job."""


@dataclass(frozen=True, slots=True)
class Log:
    """The entries of the log of a home."""

    entries: list[dict[str, Any]]

    @staticmethod
    def of(home: Home) -> Log:
        """Read it; empty where nothing was logged."""
        path = home.folder / "log" / "development.log"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return Log([json.loads(line) for line in lines])

    def count(self, event: str, *, by_hand: bool = False) -> int:
        """How many entries of an event there are. By hand: not those of jobs that ended with one they waited for."""
        found = [entry for entry in self.entries if entry["event"] == event]
        return sum(not by_hand or entry.get("by", "tester") == "tester" for entry in found)

    def by_job(self) -> dict[int, Counter[str]]:
        """How often each event was logged of each job."""
        found: dict[int, Counter[str]] = {}
        for entry in self.entries:
            if "kind" in entry and "job" in entry:  # a worker that was lost has a kind alone
                found.setdefault(entry["job"], Counter())[entry["event"]] += 1
        return found


@dataclass(frozen=True, slots=True)
class Picture:
    """What a database holds at one moment."""

    states: dict[int, str]
    pauses: frozenset[str]
    ended: Counter[str]
    last_job: int

    @staticmethod
    def of(path: Path) -> Picture:
        """Look at a database, whose counters must fit its rows."""
        with closing(Database(path)) as database:
            with database.read() as tx:
                check(tx, round(time.time() * 1000))
                states = dict(tx.all("SELECT id, state FROM job"))
                pauses = frozenset(queue for (queue,) in tx.all("SELECT queue FROM pause"))
                ended = Counter[str](dict(tx.all("SELECT state, sum(n) FROM ended_total GROUP BY state")))
                by_hour = Counter[str](dict(tx.all("SELECT state, sum(n) FROM ended GROUP BY state")))
                last_job: int = tx.value("SELECT id FROM last_job")
            faults = [found for found in ledger_checks(_ledger(database), fix=False) if found.state != "ok"]
        assert ended == by_hour, "the counts by the hour differ from the totals (C4)"
        assert not faults, f"doctor finds something: {faults}"
        return Picture(states, pauses, ended, last_job)


def _ledger(database: Database) -> Ledger:
    return Ledger(database, Policies(ANY), SystemClock(), Random(0))


def check_truth(home: Home, before: Picture, spare: Picture, reports: Sequence[Report]) -> None:
    """What two commands came to is true of what they left; `spare` is what a restore puts under the database's name."""
    check_exits(reports)
    kept = [Path(one.field("kept")) for one in reports if one.name == "restore" and not one.code]
    if kept:
        _check_restored(home, (before, spare), kept, reports)
        return
    after = Picture.of(home.db)
    check_jobs(before, after, reports)
    check_counts(before, after, reports, Log.of(home))
    _check_pauses(before, after, reports)
    _check_backups(home, reports)


def check_exits(reports: Sequence[Report]) -> None:
    """Only codes of the contract, each error with its own, and no trace of a fault inside."""
    for one in reports:
        assert "Traceback" not in one.text, one.text
        assert "database_locked" not in one.text, one.text
        is_replaced = any(error["code"] == "database_replaced" for error in one.errors)
        assert one.code in (0, *one.verb.codes) or is_replaced, f"{one.name} ended with {one.code}: {one.text}"
        assert all(error["exit_code"] == one.code for error in one.errors), one.text


def check_jobs(before: Picture, after: Picture, reports: Sequence[Report]) -> None:
    """Each job got from its state before to its state after as both commands claim, in one order or the other (T5)."""
    free = frozenset[tuple[str, str]]().union(*(one.verb.free for one in reports))
    claims = [one.claims for one in reports]
    for job in sorted({*before.states, *after.states, *(job for each in claims for job in each)}):
        first, last = (picture.states.get(job, ABSENT) for picture in (before, after))
        of_job: list[list[Claim]] = [each.get(job, []) for each in claims]
        assert are_true(first, last, of_job, free), f"job {job}: {first} -> {last}, reported as {of_job}"


def check_counts(before: Picture, after: Picture, reports: Sequence[Report], log: Log) -> None:
    """Reports, log, counters and rows agree, each kept by another part of the program."""
    for action, event in DEEDS.items():
        reported = sum(len(_changed(one, action)) for one in reports)
        logged = log.count(event, by_hand=True)
        assert logged == reported, f"{reported} reported as {event}, {logged} in the log"
    ends = Counter({state: log.count(event) for event, state in ENDS.items()})
    assert after.ended - before.ended == +ends, "the totals differ from the log (C4)"
    issued = range(before.last_job + 1, after.last_job + 1)
    gone = {*before.states, *issued} - set(after.states)
    pruned = sum(one.field("jobs") for one in reports if one.name == "prune")
    assert len(gone) == pruned, f"{len(gone)} jobs are gone, and {pruned} were reported as pruned"


def check_starts(log: Log) -> None:
    """Each start of a job ended once (R3): by its outcome, by being given back, or by being cancelled."""
    for job, events in log.by_job().items():
        open_ = events["start"] - sum(events[end] for end in STARTS_END)
        assert 0 <= open_ <= events["cancel"], f"job {job}: {dict(events)}"


def _check_restored(home: Home, held: tuple[Picture, Picture], kept: Sequence[Path], reports: Sequence[Report]) -> None:
    """What took place before a restore is in the database that it kept, what took place after it in the one that is
    there now: nothing is in neither."""
    before, spare = held
    now, was = Picture.of(home.db), [Picture.of(path) for path in kept]
    others = [one for one in reports if one.name != "restore"]
    if others:
        _check_either(((before, was[0]), (spare, now)), others[0])


def _check_either(replaced: Sequence[tuple[Picture, Picture]], other: Report) -> None:
    """One of two databases has what a command reports, and the other is as it was."""
    faults: list[str] = []
    for changed in range(2):
        try:
            for number, (before, after) in enumerate(replaced):
                is_changed = number == changed
                check_jobs(before, after, [other] if is_changed else [])
                _check_pauses(before, after, [other] if is_changed else [])
        except AssertionError as fault:
            faults.append(str(fault))
        else:
            return
    raise AssertionError("; ".join(faults))


def _changed(one: Report, action: str) -> list[int]:
    """The jobs that a command reports as changed by an action, in whatever document."""
    document = one.documents[0] if one.documents else {}
    if document.get("action") == action:
        return list(document["jobs"])
    return list(document.get("jobs_cancelled", ())) if action == "cancel" else []


def _check_pauses(before: Picture, after: Picture, reports: Sequence[Report]) -> None:
    """A queue that was paused once more than it was resumed is paused."""
    changes: Counter[str] = Counter()
    for one in reports:
        if one.field("type") == "pause" and one.field("changed"):
            changes[one.field("queue") or "*"] += 1 if one.name.startswith("pause") else -1
    for queue in {*changes, *before.pauses, *after.pauses}:
        was, is_ = queue in before.pauses, queue in after.pauses
        assert was + changes[queue] == is_, f"{queue}: paused {was}, then {is_}, by {changes[queue]} changes"


def _check_backups(home: Home, reports: Sequence[Report]) -> None:
    """A backup is whole, and holds what was reported of it."""
    made: list[dict[str, Any]] = [one.documents[0] for one in reports if one.name == "backup"]
    if made:
        found = Picture.of(home.folder / "copy.db")
        assert len(found.states) in [one["holds"]["jobs"] for one in made]
        assert not set(found.states.values()) - {*UNSUCCESSFUL, "done", "ready", "blocked", "scheduled"}
