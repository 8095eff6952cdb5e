"""Collect papers from addresses, from a page, from a catalogue: what is asked for becomes jobs of at most 100."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cgq.config import FindingSettings
from cgq.db.connection import AFTER_COMMIT
from cgq.errors import CgqError, Refused
from cgq.queue.enqueue import check_request, enqueue
from cgq.queue.job import NewJob
from cgq.stages.collecting.addresses import pages_of
from cgq.stages.collecting.lines import RefusedLine, read_lines, read_page
from cgq.stages.collecting.parcel import MOST_ADDRESSES
from cgq.stages.kinds.find_papers import check_selectors, unknown_catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cgq.actions.enqueue import Wishes
    from cgq.queue.enqueue import Enqueued
    from cgq.workspace import Workspace

__all__ = ["Collection", "RefusedLine", "collect", "from_list", "from_page", "from_search"]

JOBS_TOGETHER = 10
"""Jobs that one transaction takes in: a thousand addresses, about 10 ms."""


@dataclass(slots=True, kw_only=True)
class Collection:
    """What was asked for: the jobs, `addresses` that they fetch or pages that they look through first, at most
    `most_pages`.

    `repeated` lines of a list stood there before; `refused` ones are not collected. `put` is what became of the jobs,
    in their order; empty for as long as nothing was enqueued.
    """

    jobs: list[NewJob]
    most_pages: int = 0
    addresses: list[str] = field(default_factory=list[str])
    pages: list[str] = field(default_factory=list[str])
    repeated: int = 0
    refused: list[RefusedLine] = field(default_factory=list[RefusedLine])
    put: list[Enqueued] = field(default_factory=list["Enqueued"])


def from_list(
    workspace: Workspace, lines: Iterable[str], folder: Path, wishes: Wishes, *, process: bool = True
) -> Collection:
    """The addresses and paths of a list, one a line; a relative path counts from `folder`. Nothing is asked for yet."""
    found = read_lines(lines, os.fspath(folder), workspace.settings.collect.allowed_hosts)
    jobs = [
        _job("collect", {"addresses": found.addresses[start : start + MOST_ADDRESSES], "process": process}, wishes)
        for start in range(0, len(found.addresses), MOST_ADDRESSES)
    ]
    collection = Collection(jobs=jobs, addresses=found.addresses, repeated=found.repeated, refused=found.refused)
    return _checked(workspace, collection)


def from_page(workspace: Workspace, page: str, wishes: Wishes, *, process: bool = True) -> Collection:
    """Every link of a page that leads to a paper. Raises why its address is refused."""
    address = _address(workspace, page)
    job = _job("find_papers", {"page": address, "process": process}, wishes)
    return _checked(workspace, Collection(jobs=[job], pages=[address], most_pages=1))


def from_search(
    workspace: Workspace, catalogue: str, words: str, wishes: Wishes, *, process: bool = True
) -> Collection:
    """What a catalogue finds. Raises Refused for one that no settings make, and for no words."""
    known = workspace.settings.catalogues
    if catalogue not in known:
        failure = unknown_catalogue(catalogue, FindingSettings(workspace.settings.collect, known))
        raise Refused(failure.message, code=failure.code, hint=failure.hint)
    if not words.strip():
        raise Refused("No words are given to search for", code="usage", hint="Name some, in quotes.")
    check_selectors(catalogue, known[catalogue])
    pages = pages_of(known[catalogue], words.strip())
    _address(workspace, pages[0])
    args = {"catalogue": catalogue, "words": words.strip(), "process": process}
    most = known[catalogue].pages if known[catalogue].next is not None else len(pages)
    job = _job("find_papers", args, wishes)
    return _checked(workspace, Collection(jobs=[job], pages=pages, most_pages=most))


def collect(workspace: Workspace, collection: Collection) -> None:
    """Enqueue the jobs, some in a transaction; what waits already is not asked for again."""
    for start in range(0, len(collection.jobs), JOBS_TOGETHER):
        with workspace.ledger.write() as books:
            collection.put += enqueue(books, collection.jobs[start : start + JOBS_TOGETHER])
        time.sleep(AFTER_COMMIT)


def _address(workspace: Workspace, page: str) -> str:
    """The address of a page in its one spelling. Raises Refused for one that is not looked at."""
    try:
        return read_page(page, workspace.settings.collect.allowed_hosts)
    except CgqError as error:
        raise Refused(error.message, code=error.code, hint=error.hint) from error


def _checked(workspace: Workspace, collection: Collection) -> Collection:
    """The same; raises Refused where its jobs could not be enqueued."""
    for job in collection.jobs[:1]:
        with workspace.ledger.write() as books:
            check_request(books, job)
    return collection


def _job(kind: str, args: dict[str, Any], wishes: Wishes) -> NewJob:
    """A job. The same waits once at most, unless it is asked for later: that must not keep from asking now."""
    encoded = json.dumps(args, sort_keys=True, ensure_ascii=False).encode()
    is_for_later = wishes.due_at is not None or wishes.delay > 0 or wishes.after is not None
    return NewJob(
        kind=kind,
        args=args,
        queue=wishes.queue,
        priority=wishes.priority,
        due_at=wishes.due_at,
        delay=wishes.delay,
        deadline=wishes.deadline,
        max_attempts=wishes.max_attempts,
        requested_by=wishes.requested_by,
        coalesce=None if is_for_later else f"{kind}:{hashlib.sha256(encoded).hexdigest()}",
    )
