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
    """How many jobs ended without being done: failed for good, discarded or cancelled."""
    left: int
    """How many jobs are not over."""
