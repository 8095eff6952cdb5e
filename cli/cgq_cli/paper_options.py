"""What the verbs that take papers in (run, enqueue, extract) share: the names of papers, and how they are read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cgq.config import PDF_PASSWORD
from cgq.errors import NotReady, Refused
from cgq_cli.options import variable

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_PASSWORD = 4096
"""Bytes of a password file that are read: its first line is longer in no program that locks PDFs."""
PASSWORD_HELP = "A file whose first line opens the papers. [env: CGQ_PDF_PASSWORD, CGQ_PDF_PASSWORD_FILE]"  # noqa: S105

Paths = Annotated[
    list[str] | None,
    typer.Argument(help="Files, folders, patterns, or - for a list on standard input.", metavar="PATH"),
]
KeyFile = Annotated[str | None, typer.Option("--key", metavar="FILE", help="The separate answer key of these papers.")]
PasswordFile = Annotated[Path | None, typer.Option("--password-file", metavar="FILE", help=PASSWORD_HELP)]
NoPasswordFile = Annotated[Path | None, typer.Option("--password-file", metavar="FILE", hidden=True)]
"""Of a verb that leaves the reading to others: taken so that it can be refused with the way to do it."""
OnePaper = Annotated[
    bool,
    typer.Option(
        "--one-paper",
        help="All pictures that you name are one paper, a page each, in the order of their paths; those in a zip are "
        "one of their own.",
    ),
]
Ocr = Annotated[
    bool | None,
    typer.Option(
        "--ocr/--no-ocr",
        help="Let the text recogniser of this machine read scans. What it needs: `cgq help scans` "
        + variable("reading.ocr"),
        show_default=False,
    ),
]


def refuse_without_papers(paths: list[str] | None, **given: object) -> None:
    """Raise Refused for an option that belongs to papers where no paper was named; `given` by the options' names."""
    wanted = next((name for name, value in given.items() if value), None)
    if paths or wanted is None:
        return
    option = f"--{wanted.replace('_', '-')}"
    message = "A key was named, but no paper" if wanted == "key" else f"{option} belongs to papers, and none was named"
    raise Refused(message, code="usage", hint=f"Name the papers: {option} {'FILE ' if wanted == 'key' else ''}PAPER…")


def refuse_password(path: Path | None) -> None:
    """Raise Refused for a password where nothing is read: it is kept with no job, so nobody would have it later."""
    if path is not None:
        raise Refused(
            "A password is kept with no job, and enqueue reads no paper",
            code="usage",
            hint="Set CGQ_PDF_PASSWORD_FILE where cgq works, or use: `cgq run --password-file FILE PAPER`",
        )


def password_in(path: Path) -> str:
    """The first line of a password file. Raises NotReady."""
    from cgq.secrets.values import remember

    try:
        with path.open("rb") as file:
            first = file.read(MAX_PASSWORD).decode().partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The password file {path} cannot be read: {error}"
        raise NotReady(message, code="secret_unreadable", hint="Check the path and its permissions.") from error
    if not first:
        raise NotReady(
            f"The password file {path} is empty", code="secret_unreadable", hint="Write the password into it."
        )
    remember(first)
    return first


def password_of(path: Path | None, environ: Mapping[str, str]) -> str | None:
    """The password that opens the papers: of the file that was named, else of the environment."""
    from cgq.config import read_secret

    if path is not None:
        return password_in(path)
    secret = read_secret(PDF_PASSWORD, environ)
    return secret.value if secret else None


def secrets_for_workers(path: Path | None) -> dict[str, str]:
    """What this run's workers are given beyond the environment, by variable: the password of a file that was named."""
    return {} if path is None else {PDF_PASSWORD: password_in(path)}
