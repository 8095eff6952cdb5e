"""What must hold when a round is over: nothing lost, nothing doubled, counts that add up."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.killing.stages import child_token

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator

OPEN_STATES = "('scheduled', 'ready', 'blocked', 'running')"


@dataclass(slots=True)
class Verdict:
    """What is wrong, in words; empty lists are right."""

    lost: list[str] = field(default_factory=list[str])
    doubled: list[str] = field(default_factory=list[str])
    mismatches: list[str] = field(default_factory=list[str])


def check_ledger(connection: sqlite3.Connection) -> Verdict:
    """What holds for every database at rest: no job is open, counts add up, SQLite finds no fault."""
    verdict = Verdict()
    rows = connection.execute(f"SELECT id, kind, state FROM job WHERE state IN {OPEN_STATES}").fetchall()
    verdict.lost += [f"job {job} ({kind}) is still {state}" for job, kind, state in rows]
    verdict.mismatches += _counts(connection)
    found = [text for (text,) in connection.execute("PRAGMA integrity_check")]
    verdict.mismatches += [f"integrity: {text}" for text in found if text != "ok"]
    verdict.mismatches += [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    rows = connection.execute("SELECT id FROM supervisor").fetchall()
    verdict.mismatches += [f"supervisor {one} is still registered" for (one,) in rows]
    return verdict


def _counts(connection: sqlite3.Connection) -> Iterator[str]:
    kept = _counted(connection.execute("SELECT queue, kind, state, n FROM tally WHERE n > 0"))
    true = _counted(connection.execute("SELECT queue, kind, state, count(*) FROM job GROUP BY 1, 2, 3"))
    for names in sorted(kept.keys() | true.keys()):
        if kept[names] != true[names]:
            yield f"{names}: counted {kept[names]}, there are {true[names]}"
    ended = dict(connection.execute("SELECT state, sum(n) FROM ended WHERE state = 'done' GROUP BY state").fetchall())
    done = sum(n for (_, _, state), n in true.items() if state == "done")
    if ended.get("done", 0) != done:
        yield f"{ended.get('done', 0)} ends were counted, {done} jobs are done"
    for root, count in connection.execute("SELECT root_id, open FROM chain WHERE open <> 0 OR closed_at IS NULL"):
        yield f"chain {root} has {count} open descendants, and all have ended"


def _counted(rows: Iterable[tuple[Any, ...]]) -> Counter[tuple[str, str, str]]:
    return Counter({(queue, kind, state): n for queue, kind, state, n in rows})


def check_errands(connection: sqlite3.Connection, accepted: list[tuple[int, str]], verdict: Verdict) -> int:
    """Each accepted errand and each of its descendants has exactly one job and one effect; how many there are."""
    jobs: dict[str, list[int]] = {}
    errands: list[tuple[int, str, dict[str, Any]]] = []
    for job, state, args in connection.execute("SELECT id, state, args FROM job").fetchall():
        one = json.loads(args)
        jobs.setdefault(one["token"], []).append(job)
        errands.append((job, state, one))
    effects = Counter(row for row in connection.execute("SELECT token, job FROM effect"))
    for job, token in accepted:
        if job not in jobs.get(token, ()):
            verdict.lost.append(f"job {job} ({token}) was accepted and is not there")
    for job, state, one in errands:
        verdict.lost += _faults_of(job, state, one, effects[one["token"], job], jobs)
    verdict.doubled += [f"{token} has the jobs {ids}" for token, ids in jobs.items() if len(ids) > 1]
    verdict.doubled += [f"{token} (job {job}) has {n} effects" for (token, job), n in effects.items() if n > 1]
    known = {(one["token"], job) for job, _, one in errands}
    verdict.mismatches += [f"an effect of no job: {pair}" for pair in effects if pair not in known]
    return len(errands)


def _faults_of(job: int, state: str, one: dict[str, Any], effects: int, jobs: dict[str, list[int]]) -> Iterator[str]:
    if state != "done":
        if effects:
            yield f"job {job} ({one['token']}) is {state} and has its effect"
        yield f"job {job} ({one['token']}) ended {state}"
        return
    if not effects:
        yield f"job {job} ({one['token']}) is done without its effect"
    for number in range(len(one["children"]) if one["depth"] else 0):
        if child_token(one["token"], number) not in jobs:
            yield f"job {job} ({one['token']}) is done without its child {number}"
