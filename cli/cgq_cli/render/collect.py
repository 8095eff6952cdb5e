"""What is to be collected, in sentences: how much, in which jobs, what stood there twice, what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq_cli.render.changes import ids, jobs
from cgq_cli.render.hints import advice
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.collect import Collection, RefusedLine
    from cgq.hints import Hint

COLUMNS = (Column("job", "number"), Column("address", main=True))
"""What a dry run shows: which job, counted from 1, would fetch what."""


def rows(collection: Collection) -> list[dict[str, Any]]:
    """One row an address, or a page that would be looked through."""
    if collection.pages:
        return [{"job": 1, "address": page} for page in collection.pages]
    return [
        {"job": number, "address": address}
        for number, job in enumerate(collection.jobs, 1)
        for address in job.args["addresses"]
    ]


def lines(collection: Collection, *, dry_run: bool) -> Iterator[str]:
    """`Enqueued 2 jobs for 150 addresses: 4, 5.`, and what else is to be known of the list."""
    if not collection.jobs:
        yield (
            "Nothing to do: the list names nothing that can be collected."
            if collection.refused
            else ("Nothing to do: the list is empty.")
        )
    elif dry_run:
        yield f"Would enqueue {jobs(len(collection.jobs))} {_purpose(collection)}. Nothing was asked for."
    else:
        yield from _put(collection)
    if collection.repeated:
        verb = "names" if collection.repeated == 1 else "name"
        yield f"{counted(collection.repeated, 'line')} {verb} what stood there before; each is collected once."


def _put(collection: Collection) -> Iterator[str]:
    fresh = [one.id for one in collection.put if not one.existing]
    known = [one.id for one in collection.put if one.existing]
    if fresh:
        yield f"Enqueued {jobs(len(fresh))} {_purpose(collection)}: {ids(fresh)}."
    if known:
        yield f"{'The same waits' if not fresh else 'Some of it waits'} already: {ids(known)}."


def _purpose(collection: Collection) -> str:
    if collection.pages:
        most = collection.most_pages
        return f"to look through {'' if most == 1 else 'at most '}{counted(most, 'page')}"
    count = len(collection.addresses)
    return f"for {count} {'address' if count == 1 else 'addresses'}"


def refused_line(line: RefusedLine) -> Hint:
    """`line 7 refused: … [blocked_address] What to do.`"""
    said = one_line(line.error.message)
    what = said if line.text in said else f"{one_line(line.text)}: {said}"
    return advice(f"line {line.number} refused: {what}", line.error.hint, code=line.error.code)
