"""The options of `cgq graph export` that its formats give."""

from typing import Annotated

import typer

from cgq.exchange.graphs import forms


def form_name(text: str) -> str:
    """The parser of an option that names a format of the graph."""
    from cgq.config import refuse_unknown

    known = forms.names()
    return text if text in known else refuse_unknown(f"There is no format {text!r}", text, known, code="unknown_format")


def complete_forms(incomplete: str) -> list[tuple[str, str]]:
    """The formats that begin so, with what each is good for."""
    return [(name, forms.make(name).summary) for name in forms.names() if name.startswith(incomplete)]


def _forms_help() -> str:
    """Each format with the end of its files' names, by which it is known where none is named."""
    listed = "; ".join(f"{name} ({forms.make(name).suffixes[0]}): {forms.make(name).summary}" for name in forms.names())
    return f"Left out, it follows from the name in --output; {forms.DEFAULT} where that has no end. {listed}."


Form = Annotated[
    str | None,
    typer.Option(
        "--format",
        parser=form_name,
        autocompletion=complete_forms,
        metavar="NAME",
        help=_forms_help(),
        show_default=False,
    ),
]
