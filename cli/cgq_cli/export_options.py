"""The options of `cgq export` that its formats and filters give."""

from typing import Annotated

import typer

from cgq.bank.selection import STATUSES
from cgq.exchange import formats
from cgq_cli.queue_options import clean

MOST_SEED = 2**63 - 1


def format_name(text: str) -> str:
    """The parser of an option that names a format of an export."""
    from cgq.config import refuse_unknown

    known = formats.names()
    return text if text in known else refuse_unknown(f"There is no format {text!r}", text, known, code="unknown_format")


def status_name(text: str) -> str:
    """The parser of an option that names a state of a question."""
    from cgq.config import refuse_unknown

    if text in STATUSES:
        return text
    return refuse_unknown(f"There is no status {text!r}", text, tuple(STATUSES), code="unknown_status")


def complete_formats(incomplete: str) -> list[tuple[str, str]]:
    """The formats that begin so, with what each is good for."""
    return [(name, formats.make(name).summary) for name in formats.names() if name.startswith(incomplete)]


def complete_statuses(incomplete: str) -> list[tuple[str, str]]:
    """The states that begin so, with what each means."""
    return [(name, meaning.text) for name, meaning in STATUSES.items() if name.startswith(incomplete)]


def _formats_help() -> str:
    """Each format with the end of its files' names, by which it is known where none is named."""
    listed = "; ".join(_format_help(name) for name in formats.names())
    return f"Left out, it follows from the name in --output; {formats.DEFAULT} where that has no end. {listed}."


def _format_help(name: str) -> str:
    form = formats.make(name)
    return f"{name} ({form.suffix or 'a folder'}): {form.summary}"


def _statuses_help() -> str:
    meanings = "; ".join(f"{name}: {meaning.text}" for name, meaning in STATUSES.items())
    return f"Only those that stand so; of several, all must hold. {meanings}."


Form = Annotated[
    str | None,
    typer.Option(
        "--format",
        parser=format_name,
        autocompletion=complete_formats,
        metavar="NAME",
        help=_formats_help(),
        show_default=False,
    ),
]
Concepts = Annotated[
    list[str] | None,
    typer.Option(
        "--concept",
        parser=clean,
        metavar="NAME",
        help="Only those that test this concept; may be given again.",
        show_default=False,
    ),
]
Years = Annotated[
    list[int] | None,
    typer.Option(
        "--year",
        min=1,
        max=9999,
        metavar="YEAR",
        help="Only those of an exam of this year, by its row or its paper's title; may be given again.",
        show_default=False,
    ),
]
Statuses = Annotated[
    list[str] | None,
    typer.Option(
        "--status",
        parser=status_name,
        autocompletion=complete_statuses,
        metavar="NAME",
        help=_statuses_help(),
        show_default=False,
    ),
]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        min=0,
        max=MOST_SEED,
        metavar="N",
        help="What --shuffle-options draws from: the same number gives the same order on every machine.",
        show_default=False,
    ),
]
