"""The options of `cgq export` that its formats and filters give."""

from typing import Annotated

import typer

from cgq.exchange import formats

MOST_SEED = 2**63 - 1


def format_name(text: str) -> str:
    """The parser of an option that names a format of an export."""
    from cgq.config import refuse_unknown

    known = formats.names()
    return text if text in known else refuse_unknown(f"There is no format {text!r}", text, known, code="unknown_format")


def complete_formats(incomplete: str) -> list[tuple[str, str]]:
    """The formats that begin so, with what each is good for."""
    return [(name, formats.make(name).summary) for name in formats.names() if name.startswith(incomplete)]


def _formats_help() -> str:
    """Each format with the end of its files' names, by which it is known where none is named."""
    listed = "; ".join(_format_help(name) for name in formats.names())
    return f"Left out, it follows from the name in --output; {formats.DEFAULT} where that has no end. {listed}."


def _format_help(name: str) -> str:
    form = formats.make(name)
    return f"{name} ({form.suffix or 'a folder'}): {form.summary}"


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
