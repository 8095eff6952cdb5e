"""What a demo has to show, as a walk through the bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq_cli.render import materials, questions
from cgq_cli.render.prose import wrapped
from cgq_cli.render.table import Column, Layout, table
from cgq_cli.render.text import escape, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.actions.demo import Tour
    from cgq.actions.materials import Paper

PAPERS = (
    Column("id", "number"),
    Column("questions", "number"),
    Column("answers", "number"),
    Column("keys", "number"),
    Column("findings", "number"),
    Column("title", "name", main=True),
)
UNREAD = (Column("file", "path", gives=True), Column("code", gives=True), Column("why", main=True))


def lines(tour: Tour, database: str, program: str, layout: Layout) -> Iterator[str]:
    """All of it, for reading."""
    yield from _section("Papers that were read", table(PAPERS, [_paper(paper) for paper in tour.papers], layout))
    if tour.question:
        yield from _section("One question", questions.lines(tour.question, layout))
    hits = [questions.hit_row(hit) for hit in tour.found.hits]
    yield from _section(f"A search for: {tour.query}", table(questions.HITS, hits, layout))
    yield from _section("Concepts, what they are kinds of and what to learn before them", _steps(tour, layout))
    rows = [
        {
            "file": unread.file,
            "code": unread.code,
            "why": unread.purpose or f"NOT on purpose: {one_line(unread.message)}",
        }
        for unread in tour.unread
    ]
    yield from _section(
        "Files that were not read, each on purpose" if not tour.surprises else "Files that were not read",
        table(UNREAD, rows, layout),
    )
    yield from _section("Try next", _next(tour, database, program))


def _paper(paper: Paper) -> dict[str, Any]:
    return {**materials.row(paper), "keys": paper.material.keys}


def _section(head: str, body: Iterable[str]) -> Iterator[str]:
    yield f"# {head}"
    yield from body
    yield ""


def _steps(tour: Tour, layout: Layout) -> Iterator[str]:
    for step in tour.steps:
        times = f"{step.questions} question{'s' if step.questions != 1 else ''}"
        what = f"learn {step.first} first" if step.kind == "prerequisite" else f"a kind of {step.first}"
        text = f"{step.concept} ({times}): {what} ({step.status})"
        yield from wrapped(text, layout.columns, indent="  ")


def _next(tour: Tour, database: str, program: str) -> Iterator[str]:
    named = tour.steps[0].concept if tour.steps else "CONCEPT"
    yield f"export CGQ_DB={escape(database)}"
    yield f"{program} status"
    yield f"{program} questions {tour.question.question if tour.question else 1}"
    yield f"{program} search --words {tour.query.split()[-1]}"
    yield f"{program} graph show {escape(named)}"
    yield f"{program} failed"
    yield f"{program} export --output bank.jsonl"
