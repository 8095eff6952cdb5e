"""Recurring entries of a ledger whose clock a test moves."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from cgq.queue import schedule
from cgq.queue.cron import parse
from cgq.queue.firing import fire_due
from cgq.queue.job import NewJob
from cgq.queue.schedule import NewEntry

if TYPE_CHECKING:
    from tests.support.clock import FakeClock

    from cgq.events import SlotPassed
    from cgq.queue.books import Ledger


def entry(cron: str, zone: str = "UTC", *, name: str = "nightly", kind: str = "own", **wishes: object) -> NewEntry:
    """An entry that enqueues jobs of a test kind."""
    return NewEntry(name=name, cron=parse(cron, zone), job=NewJob(kind=kind, **wishes), made_by="kim")


def add(ledger: Ledger, new: NewEntry, *, replace: bool = False) -> str:
    """Keep an entry."""
    with ledger.write() as books:
        return schedule.add(books, new, replace=replace)


def fire(ledger: Ledger) -> list[SlotPassed]:
    """Look what is due now."""
    with ledger.write() as books:
        return fire_due(books)


def set_to(clock: FakeClock, moment: str, zone: str = "UTC") -> None:
    """Let time pass until the wall clock shows a moment of a zone."""
    clock.at = at(moment, zone)


def at(moment: str, zone: str = "UTC", fold: int = 0) -> int:
    """A moment of a zone's wall clock, in milliseconds since the epoch."""
    local = datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return round(local.timestamp() * 1000)
