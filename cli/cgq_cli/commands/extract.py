"""`cgq extract FILE…`: what is in a paper, now, with no workspace and no queue."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from cgq.errors import NotReady
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.render.table import Column, Layout, table
from cgq_cli.render.text import escape, one_line

app = new_app()

SOME_UNREAD = 3
MAX_PASSWORD = 4096
COLUMNS = (
    Column("file", gives=True),
    Column("section", gives=True),
    Column("number", "number"),
    Column("page", "number"),
    Column("options", "number"),
    Column("answer"),
    Column("flags"),
    Column("stem", gives=True),
)


@command(app, database=False)
def extract(
    asked: Invocation,
    files: Annotated[list[Path], typer.Argument(help="Papers to read.", metavar="FILE", show_default=False)],
    format: Annotated[  # noqa: A002
        Literal["text", "json"], typer.Option("--format", help="json is the same as --json.")
    ] = "text",
    key: Annotated[
        Path | None, typer.Option("--key", metavar="FILE", help="A separate answer key for these papers.")
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option("--password-file", metavar="FILE", help="A file whose first line opens the papers."),
    ] = None,
) -> int:
    """Read files into questions, with no workspace and no queue.

    Exits 3, the document still printed, when a file could not be read.
    """
    from cgq.actions.extract import Reader, check_file
    from cgq.exchange.record import document_record

    for path in (*files, *([key] if key else [])):
        check_file(path)
    password = _password(password_file) if password_file else None
    screen = asked.wanting_json(format == "json").screen
    unread = 0
    with Reader() as reader:
        key_document = reader.read(key, password=password) if key else None
        for place, path in enumerate(files):
            document = reader.read(path, key=key_document, password=password)
            unread += document.refusal is not None
            record = document_record(document, str(path))
            screen.show(record, _lines(record, screen.layout, first=place == 0))
            if not screen.json:
                for text in _remarks(record):
                    screen.note(text)
    return SOME_UNREAD if unread else 0


def _password(path: Path) -> str:
    try:
        with path.open("rb") as file:
            first = file.read(MAX_PASSWORD).decode().partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The password file {path} cannot be read: {error}"
        raise NotReady(message, code="secret_unreadable", hint="Check the path and its permissions.") from error
    if not first:
        raise NotReady(f"The password file {path} is empty", code="secret_unreadable")
    return first


def _lines(record: dict[str, Any], layout: Layout, *, first: bool) -> Iterator[str]:
    """A table of the questions; TSV has one header for all the files."""
    lines = table(COLUMNS, sorted(_rows(record), key=_reading_order), layout)
    if not first and layout.columns is None:
        next(lines)
    yield from lines


def _rows(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for question in record["questions"]:
        for place in question["appearances"]:
            yield {
                "file": record["file"],
                "section": place["section"],
                "number": place["number"],
                "page": place["page"],
                "options": len(place["option_order"]),
                "answer": _answer(place["answer"]),
                "flags": ",".join(question["quality"]["flags"]),
                "stem": one_line(question["stem"]),
            }


def _reading_order(row: Mapping[str, Any]) -> tuple[int, str, int]:
    return row["page"], row["section"] or "", row["number"]


def _answer(answer: dict[str, Any] | None) -> str | None:
    if answer is None:
        return None
    if answer["mode"] == "void":
        return "void"
    return (" or " if answer["mode"] == "any" else " and ").join(map(str, answer["accepted"]))


def _remarks(record: dict[str, Any]) -> Iterator[str]:
    questions, keys = record["questions"], record["keys"]
    answered = sum(question["answer"] is not None for question in questions)
    counts = f"{len(questions)} questions, {answered} with an answer, {record['pages']} pages"
    with_keys = f", {len(keys)} answer keys" if keys else ""
    yield f"{escape(record['file'])}: {counts}{with_keys}"
    for finding in record["findings"]:
        page = f", page {finding['page']}" if finding["page"] else ""
        number = f", question {finding['number']}" if finding["number"] else ""
        yield f"  {finding['code']}{page}{number}: {finding['message']}"
