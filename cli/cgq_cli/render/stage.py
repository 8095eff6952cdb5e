"""What became of a stage that was asked for by hand."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from cgq.hints import Hint
from cgq_cli.render.changes import ids, jobs
from cgq_cli.render.table import Column
from cgq_cli.render.text import one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.actions.run_stage import Made
    from cgq.queue.enqueue import Enqueued

COLUMNS = (Column("args", gives=True, varies=True), Column("state"), Column("about", main=True))


def lines(kind: str, put: Sequence[Enqueued]) -> Iterator[str]:
    """`Enqueued 3 jobs of generate_embedding: 4, 5, 6.`, and what is known already."""
    from cgq.stages.registry import stage_type

    fresh = [one.id for one in put if not one.existing]
    if fresh:
        yield f"Enqueued {jobs(len(fresh))} of {kind}: {ids(fresh)}."
    if not put:
        yield f"Nothing to do: {kind} has nothing missing."
    for one in put:
        if one.existing:
            is_so = f"(pruned since) was {one.state or 'done'}" if one.pruned else f"is {one.state or 'done'}"
            renewed = "" if stage_type(kind).repeats else " A new one: --again"  # the same waits once at most
            yield f"Already known: job {one.id} {is_so}.{renewed}"


def hints(made: Sequence[Made]) -> Iterator[Hint]:
    """What to do about what failed, each once."""
    yield from dict.fromkeys(Hint(one.failure.hint) for one in made if one.failure and one.failure.hint)


def made_rows(made: Sequence[Made]) -> list[dict[str, Any]]:
    """One row a request."""
    return [
        {
            "args": json.dumps(one.args, ensure_ascii=False),
            "state": one.state,
            "about": f"{one_line(one.failure.message)} [{one.failure.code}]"
            if one.failure
            else json.dumps(one.result, ensure_ascii=False),
        }
        for one in made
    ]
