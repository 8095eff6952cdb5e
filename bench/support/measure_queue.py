"""Measures the queue part by part; every comparison is made side by side in interleaved rounds."""

from __future__ import annotations

import argparse
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bench.support import race, slow_flush
from bench.support.beside import pair, terminals
from bench.support.cost import cost
from bench.support.figure import Board, at_least, at_most
from bench.support.scratch import Scratch, scratch
from bench.support.sizes import FULL_SIZE, QUICK, Sizes
from bench.support.waiting import idle, memory, starts

if TYPE_CHECKING:
    from collections.abc import Callable


def enqueueing(run: Scratch, sizes: Sizes, board: Board) -> None:
    """Jobs per second at synchronous=FULL: one a transaction, and 1,000 a transaction."""
    each, bulk = sizes.enqueue_each, sizes.enqueue_bulk
    rates: dict[tuple[str, str], list[float]] = {}
    for _ in range(sizes.rounds):
        for how, jobs, at_once in (("one by one", each, 1), ("in bulk", bulk, 1000)):
            path = run.database()
            run.call("bare.create", path=path, jobs=0)
            given: dict[str, Any] = {"durability": "FULL", "jobs": jobs, "at_once": at_once}
            rates.setdefault((how, "SQLite's limit"), []).append(run.call("bare.enqueue", path=path, **given))
            rates.setdefault((how, "cgq"), []).append(run.call("ours.enqueue", path=run.database(), **given))
        rate = run.call("huey_side.enqueue", path=run.database(), durability="FULL", jobs=each)
        rates.setdefault(("one by one", "huey"), []).append(rate)
    for (how, who), found in sorted(rates.items()):
        board.add("enqueue", f"{who}, {how}", median(found), "jobs/s")


def working(run: Scratch, sizes: Sizes, board: Board) -> None:
    """No-op jobs per second, end to end with two workers."""
    for durability in ("NORMAL", "FULL"):
        rates = _race(run, sizes, durability, dict)
        goals = (0.25, 8.0) if durability == "NORMAL" else (None, None)
        _tell(board, f"at {durability}", rates, *goals)


def slowly(run: Scratch, sizes: Sizes, board: Board) -> None:
    """The same at FULL where each fsync takes two milliseconds more."""
    slow = slow_flush.build(run.folder)
    if slow is None:
        board.note("no C compiler: the slow flush is left out")
        return
    flushes: dict[str, list[float]] = {}

    def count(who: str, jobs: int) -> None:
        flushes.setdefault(who, []).append(slow.count() / jobs)

    rates = _race(run, sizes, "slow", slow.env, count)
    _tell(board, "slow flush", rates, None, 50.0)
    for who, found in flushes.items():
        if not median(found):
            raise RuntimeError(f"the slow flush was never called by {who}")
        board.add("work", f"{who}, slow flush: flushes a job", median(found), "")


def _race(
    run: Scratch,
    sizes: Sizes,
    how: str,
    env: Callable[[], dict[str, str]],
    after: Callable[[str, int], None] = lambda *_: None,
) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {}
    for _ in range(sizes.rounds):
        for who, contest in race.CONTESTANTS.items():
            jobs = sizes.race[how][who]
            rates.setdefault(who, []).append(contest(run, jobs, "FULL" if how == "slow" else how, env()))
            after(who, jobs)
    return rates


def _tell(
    board: Board, how: str, rates: dict[str, list[float]], of_limit: float | None, over_huey: float | None
) -> None:
    for who, found in rates.items():
        board.add("work", f"{who}, {how}", median(found), "jobs/s")
    for other, bound in (("SQLite's limit", of_limit), ("huey", over_huey), ("one at a time", None)):
        ratio = median(mine / its for mine, its in zip(rates["cgq"], rates[other], strict=True))
        board.add("work", f"cgq : {other}, {how}", ratio, "times", at_least(bound) if bound else None)


def claiming(run: Scratch, sizes: Sizes, board: Board) -> None:
    """What a claim costs beside many rows: ready ones first, then finished ones."""
    path, few = run.database(), run.database()
    run.call("claims.fill", path=path, rows=sizes.rows, documents=sizes.documents)
    run.call("claims.fill", path=few, rows=20_000, documents=40)
    ready, small = run.call("claims.measure", path=path), run.call("claims.measure", path=few)
    run.call("claims.finish_all", path=path)
    run.call("claims.fill", path=path, rows=20_000, documents=40)
    finished = run.call("claims.measure", path=path)
    for what, found in (("ready", ready), ("finished", finished)):
        rows = f"{sizes.rows:,} {what} rows"
        board.add("claim", f"a job, 256 a call, with the commit, {rows}", found["job"], "ms", at_most(0.1))
        board.add("claim", f"a call of 256, with the commit, {rows}", found["call"], "ms")
        board.add("claim", f"a call of 256, without, {rows}", found["walk"], "ms")
        board.add("claim", f"a call of one, with the commit, {rows}", found["single"], "ms")
        board.add("claim", f"a call of one, without, {rows}", found["single_walk"], "ms")
        board.add("claim", f"a call of 256, without: {rows} to 20,000 ready", found["walk"] / small["walk"], "times")
    run.forget(path)
    run.forget(few)


PARTS: dict[str, Callable[[Scratch, Sizes, Board], None]] = {
    "enqueue": enqueueing,
    "work": working,
    "slow": slowly,
    "cost": cost,
    "claim": claiming,
    "start": starts,
    "idle": idle,
    "memory": memory,
    "pair": pair,
    "terminals": terminals,
}


def main() -> int:
    """Measure what was asked for; the status tells whether it could be measured, not whether goals were met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="short rounds, 100,000 rows")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures as JSON too")
    parser.add_argument("--only", choices=PARTS, action="append", metavar="NAME", help=f"of {', '.join(PARTS)}")
    given = parser.parse_args()
    board, sizes = Board(), QUICK if given.quick else FULL_SIZE
    with scratch() as run:
        for name, part in PARTS.items():
            if not given.only or name in given.only:
                part(run, sizes, board)
    if given.json:
        board.keep(given.json)
    return 0
