"""What moved in a stage."""

from __future__ import annotations

from msgspec import Struct


class StageCounts(Struct, frozen=True, kw_only=True):
    """What moved in a stage during a run, and what is left of it. The work of other runs counts, too."""

    kind: str
    """The stage."""
    queue: str
    """Its queue."""
    done: int
    """How many jobs were done."""
    failed: int
    """How many jobs failed for good."""
    discarded: int
    """How many jobs a rule ended, or a person gave up."""
    cancelled: int
    """How many jobs were cancelled."""
    left: int
    """How many jobs are not over."""
