"""Papers as rows and in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.hints import Hint, argument
from cgq.secrets.masking import mask_address
from cgq_cli.render.codes import cures
from cgq_cli.render.hints import said
from cgq_cli.render.prose import pairs, wrapped
from cgq_cli.render.table import Column, Layout
from cgq_cli.render.text import counted
from cgq_cli.render.times import moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.materials import Paper
    from cgq.bank.keys import Link
    from cgq.bank.materials import Material
    from cgq.bank.replacing import NextFile
    from cgq.exam.model import Finding, Key

TITLE = 16
"""Columns of a terminal below which a title is left out, for the file's name says as much: eight Hangul."""

COLUMNS = (
    Column("id", "number"),
    Column("status"),
    Column("format", varies=True, spare=6),
    Column("pages", "number", varies=True, spare=4),
    Column("rows", "number", varies=True, spare=4),
    Column("questions", "number"),
    Column("answers", "number", spare=1),
    Column("missing", "number", asks=True),
    Column("findings", "number", asks=True),
    Column("title", "name", gives=True, varies=True, spare=3, least=TITLE),
    Column("path", "path", title="file", main=True),
    Column("updated", "time", varies=True, spare=5),
)


def row(paper: Paper) -> dict[str, Any]:
    """A paper as a row of the table."""
    material = paper.material
    why = f" ({material.error_code})" if material.error_code not in (None, material.status) else ""
    return {
        "id": material.id,
        "status": material.status + why,
        "format": material.format,
        "pages": None if material.rows is not None else material.pages,
        "rows": material.rows,
        "questions": material.questions,
        "answers": material.answers,
        "missing": material.missing,
        "findings": material.findings,
        "title": material.title,
        "path": next(iter(material.shown_paths), None),
        "updated": material.updated_at,
    }


def lines(paper: Paper, layout: Layout) -> Iterator[str]:
    """A paper in full, for reading."""
    material, columns = paper.material, layout.columns
    humane = columns is not None
    entries: list[tuple[str, object]] = [
        ("id", material.id),
        ("title", material.title),
        ("description", material.description),
        ("status", material.status),
        ("error", f"{material.error} [{material.error_code}]" if material.error_code else None),
        ("questions", material.questions),
        ("answers", material.answers),
        ("missing", material.missing),
        ("format", _format_text(material)),
        ("pages", material.pages if material.rows is None else None),
        ("rows", material.rows),
        ("form", material.form),
        ("language", material.language),
        ("sha256", material.sha256),
        ("extractor", material.extractor),
        *(("path", path) for path in material.shown_paths),
        ("PDF made of it", material.pdf),
        *(("collected from", mask_address(address)) for address in paper.addresses),
        ("to be replaced by", _next_text(paper.next_file) if paper.next_file else None),
        *(("key", _key_text(key)) for key in paper.keys),
        ("answered by", _link_text(paper.answered_by) if paper.answered_by else None),
        *(("answers", _link_text(link)) for link in paper.answers),
        ("added", moment(material.created_at, humane=humane)),
        ("read", moment(material.extracted_at, humane=humane) if material.extracted_at else None),
        ("changed", moment(material.updated_at, humane=humane)),
    ]
    yield from pairs(entries, columns)
    if humane and paper.findings:
        yield ""
        yield "Findings:"
        for found in paper.findings:
            yield from wrapped(finding_text(found), columns, first="  ", indent="    ")
        for hint in cures(found.code for found in paper.findings):
            yield from said(hint, columns)
    elif paper.findings:
        yield from pairs((("finding", finding_text(found)) for found in paper.findings), None)


def finding_text(found: Finding) -> str:
    """A finding in one line: its code, its place, its words."""
    page = f", page {found.page}" if found.page else ""
    number = f", question {found.number}" if found.number else ""
    return f"{found.code}{page}{number}: {found.message}"


def call_off(paper: Paper) -> Iterator[Hint]:
    """How a paper keeps the file that it has."""
    found = paper.next_file
    if found and found.state == "failed":
        yield Hint(f"To keep the file that it has: `cgq failed --discard {argument(found.job)}`")
    elif found:
        yield Hint(f"To keep the file that it has: `cgq cancel {argument(found.job)}`")


def _format_text(material: Material) -> str:
    how = f", read as PDF by {material.converter}" if material.converter else ""
    return f"{material.format}{how}"


def _next_text(found: NextFile) -> str:
    return f"{found.path} (job {found.job}, {found.state})"


def _link_text(link: Link) -> str:
    why = f" ({'; '.join(link.reasons)})" if link.reasons else " (given with --key)" if link.given else ""
    return f"material {link.material}, {link.title}{why}"


def _key_text(key: Key) -> str:
    named = [f"form {key.form}" if key.form else "", key.session or "", key.subject or ""]
    return ", ".join([*filter(None, named), counted(len(key.answers), "answer")])
