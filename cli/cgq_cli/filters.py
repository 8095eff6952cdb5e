"""The options by which a search and an export leave questions out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

import typer

from cgq.bank.selection import STATUSES
from cgq_cli import completing
from cgq_cli.paging import MOST
from cgq_cli.queue_options import clean

if TYPE_CHECKING:
    from cgq.actions.search import Filters
    from cgq.bank.selection import Status


def status_name(text: str) -> str:
    """The parser of an option that names a state of a question."""
    from cgq.config import refuse_unknown

    if text in STATUSES:
        return text
    return refuse_unknown(f"There is no status {text!r}", text, tuple(STATUSES), code="unknown_status")


def complete_statuses(incomplete: str) -> list[tuple[str, str]]:
    """The states that begin so, with what each means."""
    return [(name, meaning.text) for name, meaning in STATUSES.items() if name.startswith(incomplete)]


def _statuses_help() -> str:
    meanings = "; ".join(f"{name}: {meaning.text}" for name, meaning in STATUSES.items())
    return f"Only those that stand so; of several, all must hold. {meanings}."


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
Repeats = Annotated[bool, typer.Option("--repeats", help="Only those that come again (see `cgq repeats`).")]
Materials = Annotated[
    list[int] | None,
    typer.Option(
        "--material",
        "-m",
        min=1,
        max=MOST,
        autocompletion=completing.papers,
        metavar="ID",
        help="Only this paper's; may be given again.",
        show_default=False,
    ),
]
Sections = Annotated[
    list[str] | None,
    typer.Option(
        "--section",
        parser=clean,
        metavar="NAME",
        help="Only those of a section whose name holds this; may be given again.",
        show_default=False,
    ),
]


@dataclass(frozen=True, slots=True)
class Asked:
    """The options as they were given."""

    material: list[int] | None
    year: list[int] | None
    section: list[str] | None
    concept: list[str] | None
    status: list[str] | None

    @property
    def filters(self) -> Filters:
        """What they ask of a search."""
        from cgq.actions.search import Filters

        return Filters(
            materials=tuple(self.material or ()),
            years=tuple(self.year or ()),
            sections=tuple(self.section or ()),
            concepts=tuple(self.concept or ()),
            status=cast("tuple[Status, ...]", tuple(self.status or ())),
        )

    @property
    def typed(self) -> dict[str, object]:
        """The options with the first of their values, for the answer that nothing is left."""
        given = {
            "--material": self.material,
            "--year": self.year,
            "--section": self.section,
            "--concept": self.concept,
            "--status": self.status,
        }
        return {option: values[0] for option, values in given.items() if values}
