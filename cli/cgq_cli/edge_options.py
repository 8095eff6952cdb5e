"""Options and arguments of the commands about edges between concepts."""

from typing import Annotated, Literal

import typer

Source = Annotated[
    str,
    typer.Argument(
        metavar="FROM", help="What is learned first, or is broader; a name or an alias.", show_default=False
    ),
]
Target = Annotated[
    str,
    typer.Argument(metavar="TO", help="What builds on it, or is a kind of it; a name or an alias.", show_default=False),
]
Kind = Annotated[
    Literal["prerequisite", "broader"] | None,
    typer.Option(
        "--kind",
        help="FROM is learned before TO, or TO is a kind of FROM; by default what is suggested.",
        show_default=False,
    ),
]
OfKind = Annotated[
    Literal["prerequisite", "broader"] | None,
    typer.Option("--kind", help="Only edges that say this.", show_default=False),
]
Standing = Annotated[
    Literal["suggested", "accepted", "rejected"] | None,
    typer.Option("--status", help="Only edges that stand so.", show_default=False),
]
Concept = Annotated[
    str | None,
    typer.Option("--concept", metavar="NAME", help="Only edges of this concept.", show_default=False),
]
Strength = Annotated[
    float | None,
    typer.Option("--strength", min=0.0, max=1.0, metavar="NUMBER", help="How sure it is, 0 to 1.", show_default=False),
]
Note = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="Why, for whoever looks at it later.", show_default=False)
]
