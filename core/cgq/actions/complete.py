"""Names that a shell completes: the ids of jobs and of papers, and batches, from a short look at a database."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cgq.db.connection import open_to_read
from cgq.queue import listing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WAIT = 0.2
"""Seconds that a shell waits for a lock: a person's finger is still on the key."""

LOOKED_AT = 1_000
"""The newest jobs of each state, papers, and batches, among which names are looked for: a few milliseconds."""


def job_names(path: Path, states: Sequence[str], beginning: str) -> list[tuple[str, str]]:
    """Ids of jobs in these states that begin so, the newest first, each with what the job does."""
    with open_to_read(path, wait=WAIT) as tx:
        found = [listing.page_ids(tx, listing.Filter(state=state), LOOKED_AT) for state in states]
        ids = sorted((id_ for some in found for id_ in some if str(id_).startswith(beginning)), reverse=True)
        rows = tx.all(listing.SQL["jobs_named"], (json.dumps(ids),))
    return [(str(id_), f"{state} {kind} {code or ''}".rstrip()) for id_, state, kind, code in rows]


def paper_names(path: Path, beginning: str) -> list[tuple[str, str]]:
    """Ids of papers that begin so, the newest first, each with its title."""
    with open_to_read(path, wait=WAIT) as tx:
        rows = tx.all(listing.SQL["papers_listed"], (LOOKED_AT,))
    return [(str(id_), title) for id_, title in rows if str(id_).startswith(beginning)]


def batch_names(path: Path, prefix: str, beginning: str) -> list[tuple[str, str]]:
    """Names of an environment's batches that begin so, the newest first, each with whether it is open."""
    with open_to_read(path, wait=WAIT) as tx:
        rows = tx.all(listing.SQL["batches_named"], {"prefix": prefix, "most": LOOKED_AT})
    return [(name, "open" if is_open else "closed") for name, is_open in rows if name.startswith(beginning)]
