"""Do the ledger's counts, chains and supervisors fit its jobs, and what mends them (B3, C4, R2)?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from cgq.actions.doctor.check import DAMAGED, Check, fail, fixed, ok, warn
from cgq.counting import counted as amount
from cgq.db.queries import load
from cgq.money import dollars
from cgq.queue import artifacts
from cgq.queue.claim import take_over
from cgq.queue.ownership import is_held, try_take

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.db.connection import Database
    from cgq.queue.books import Ledger

SQL = load("doctor")

MEND = "Mend it: `cgq doctor --fix`"
"""What to do about counts and rows that contradict the jobs."""


def ledger_checks(ledger: Ledger, *, fix: bool) -> Iterator[Check]:
    """Every check of what the ledger keeps beside its jobs."""
    yield _counters(ledger.database, fix=fix)
    yield _chains(ledger.database, fix=fix)
    yield from _supervisors(ledger, fix=fix)
    yield _ownerless(ledger, fix=fix)
    yield _slots(ledger.database, fix=fix)
    yield _spending(ledger.database, fix=fix)


def _counters(opened: Database, *, fix: bool) -> Check:
    with opened.read() as tx:
        wrong = tx.all(SQL["tally_wrong"])
    if not wrong:
        return ok("counters", "as many jobs as are counted")
    queue, kind, state, counted, real = wrong[0]
    message = f"{len(wrong)} counters are wrong, such as {queue} {kind} {state}: {counted} counted, {real} there"
    if not fix:
        return fail("counters", message, "Count anew: `cgq doctor --fix`", DAMAGED)
    with opened.write() as tx:
        tx.run(SQL["tally_clear"])
        tx.run(SQL["tally_recount"])
    return fixed("counters", f"counted anew: {message}")


def _chains(opened: Database, *, fix: bool) -> Check:
    with opened.read() as tx:
        wrong = tx.all(SQL["chains_wrong"])
    if not wrong:
        return ok("chains", "as many jobs follow as are counted")
    root, counted, real = wrong[0]
    message = f"{len(wrong)} chains are counted wrong, such as that of job {root}: {counted} open, {real} there"
    if not fix:
        return fail("chains", message, "Count anew: `cgq doctor --fix`", DAMAGED)
    with opened.write() as tx:
        tx.run(SQL["chains_clear"])
        tx.run(SQL["chains_recount"])
    return fixed("chains", f"counted anew: {message}")


def _supervisors(ledger: Ledger, *, fix: bool) -> Iterator[Check]:
    path = ledger.database.path
    with ledger.database.read() as tx:
        rows = tx.all(SQL["supervisor_holds"])
    if not rows:
        yield ok("supervisors", "nobody is at work")
    for supervisor, name, pid, host, jobs in rows:
        if is_held(path, name):
            yield ok("supervisors", f"pid {pid} on {host} is at work, with {jobs} running jobs")
            continue
        message = f"pid {pid} on {host} is gone and left {jobs} running jobs"
        if fix and _take_over(ledger, supervisor, name):
            yield fixed("supervisors", f"taken back: {message}")
        else:
            hint = "Take them back: `cgq doctor --fix` The next run does that, too: `cgq run`"
            yield warn("supervisors", message, hint)


def _take_over(ledger: Ledger, supervisor: int, name: str) -> bool:
    """Take the jobs of a supervisor back, as a running one would; False where it lives after all."""
    path = ledger.database.path
    with ledger.write() as books:
        lock = try_take(path, name)
        if lock is None:
            return False
        take_over(books, supervisor)
        artifacts.take_over(books, path, supervisor)
        lock.release()
    return True


def _ownerless(ledger: Ledger, *, fix: bool) -> Check:
    """Jobs that run under a supervisor that has no row: nobody would ever take them back."""
    with ledger.database.read() as tx:
        owners = [(supervisor, n) for supervisor, n in tx.all(SQL["running_without_supervisor"])]
    jobs = sum(n for _, n in owners)
    if not owners:
        return ok("running jobs", "each has its supervisor")
    message = f"{jobs} running jobs have a supervisor that is not there"
    if not fix:
        return fail("running jobs", message, MEND, DAMAGED)
    with ledger.write() as books:
        for supervisor, _ in owners:
            take_over(books, supervisor)
    return fixed("running jobs", f"ready again: {message}")


def _slots(opened: Database, *, fix: bool) -> Check:
    with opened.read() as tx:
        left: int = tx.value(SQL["slots_without_supervisor"])
    if not left:
        return ok("slots", "each has its supervisor")
    message = f"{left} slots are held by a supervisor that is not there"
    if not fix:
        return fail("slots", message, MEND, DAMAGED)
    with opened.write() as tx:
        tx.run(SQL["slots_remove"])
        tx.run(SQL["limiters_remove"])
    return fixed("slots", f"removed: {message}")


def _spending(opened: Database, *, fix: bool) -> Check:
    """Do the totals by which budgets go fit the requests that are kept? (M3)"""
    with opened.read() as tx:
        wrong = tx.all(SQL["spending_wrong"])
    if not wrong:
        return ok("spending", "the totals fit the requests")
    day, counted, real, _ = wrong[0]
    name = (date(1970, 1, 1) + timedelta(days=day)).isoformat()
    message = f"the totals of {amount(len(wrong), 'day')} are wrong, such as {name}: "
    message += f"{dollars(counted)} counted, {dollars(real)} there"
    if not fix:
        return fail("spending", message, "Count anew: `cgq doctor --fix`", DAMAGED)
    with opened.write() as tx:
        for day, *_ in wrong:
            tx.run(SQL["spending_clear"], (day,))
            tx.run(SQL["spending_recount"], (day,))
    return fixed("spending", f"counted anew: {message}")
