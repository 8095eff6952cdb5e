"""A paper that was read, on a terminal: a table of its questions, and what is to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.exam.findings import KEY_UNUSED
from cgq.hints import Hint, argument
from cgq_cli.render.materials import finding_text
from cgq_cli.render.questions import answer_text
from cgq_cli.render.table import Column, Layout, table
from cgq_cli.render.text import counted, escape, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cgq.documents.paper import Paper
    from cgq.exam.model import Tally

COLUMNS = (
    Column("file", "path", gives=True, varies=True),
    Column("section", gives=True, varies=True, spare=3),
    Column("number", "number", title="no."),
    Column("page", "number", varies=True, spare=2),
    Column("options", "number", varies=True, spare=4),
    Column("answer", gives=True, varies=True),
    Column("flags", gives=True, varies=True, spare=1),
    Column("stem", main=True),
)


def lines(paper: Paper, layout: Layout, *, first: bool) -> Iterator[str]:
    """A table of the questions; TSV has one header for all the files."""
    lines = table(COLUMNS, sorted(_rows(paper), key=_reading_order), layout)
    if not first and layout.columns is None:
        next(lines)
    yield from lines


def _rows(paper: Paper) -> Iterator[dict[str, Any]]:
    for question in paper.questions:
        for place in question.appearances:
            yield {
                "file": paper.file,
                "section": place.section,
                "number": place.number,
                "page": place.page,
                "options": len(place.option_order),
                "answer": answer_text(place.answer, place.option_labels),
                "flags": ",".join(question.quality.flags),
                "stem": one_line(question.stem),
            }


def _reading_order(row: Mapping[str, Any]) -> tuple[int, str, int]:
    return row["page"], row["section"] or "", row["number"]


def remarks(paper: Paper, cures: Iterable[str]) -> Iterator[str]:
    """How much was found, how that adds up, and the findings, a line each; `cures`: what to do about a refusal."""
    questions, keys = paper.questions, paper.keys
    answered = sum(question.answer is not None for question in questions)
    counts = f"{counted(len(questions), 'question')}, {answered} with an answer, {counted(paper.pages, 'page')}"
    with_keys = f", {counted(len(keys), 'answer key')}" if keys else ""
    yield f"{escape(paper.file)}: {counts}{with_keys}"
    yield from (_sum(tally) for tally in paper.tallies)
    yield from (f"  {finding_text(finding)}" for finding in paper.findings)
    yield from (Hint(f"  {cure}") for cure in cures)
    if any(finding.code == KEY_UNUSED for finding in paper.findings):
        yield Hint(f"Name a paper with this key: `cgq extract PAPER --key {argument(paper.file)}`")


def _sum(tally: Tally) -> str:
    """As in "expected 40 = found 39 + missing 1 (by the key)"."""
    section = f"{escape(tally.section)}: " if tally.section else ""
    by = {"key": "by the key", "paper": "by what the paper says", "numbers": "by the numbers"}[tally.by]
    return f"  {section}expected {tally.expected} = found {tally.found} + missing {len(tally.missing)} ({by})"
