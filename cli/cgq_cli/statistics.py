"""Showing and drawing what was done in a span of time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.queue.states import ENDED
from cgq_cli.nothing import Nothing, show_nothing, whole
from cgq_cli.render import stats as drawn
from cgq_cli.streams import UNKNOWN_WIDTH
from cgq_cli.which_bank import chosen_bank

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cgq.actions.stats import Stats
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation


def show_stats(
    asked: Invocation,
    workspace: Workspace,
    found: Stats,
    filters: Mapping[str, object],
    *,
    plot: bool,
    file: Path | None,
) -> None:
    """Show what was found: as tables, with `plot` as bars, or as a picture in a file."""
    from cgq.documents.stats import Stats as Document

    screen = asked.screen
    if file:
        _write_picture(found, [str(value) for option, value in filters.items() if value and option != "--since"], file)
    document = Document.of(found, chosen_bank(asked, is_empty=found.is_empty), str(file) if file else None)
    if found.is_empty and not file:
        held = whole(workspace)
        show_nothing(asked, document, drawn.FINISHED, _nothing(held.jobs, filters), held)
    elif file:
        screen.account(document, [f"Written: {file}"])
    elif plot:
        screen.show(document, drawn.bars(found, screen.columns or UNKNOWN_WIDTH), drawn.remarks(found))
    else:
        screen.show(document, drawn.lines(found, screen.layout), drawn.remarks(found))


def _nothing(jobs: Mapping[str, int], filters: Mapping[str, object]) -> Nothing:
    ended = sum(jobs.get(state, 0) for state in ENDED)
    none = "Nothing ended in the last seven days."
    return Nothing(what="ended job", is_empty=not any(jobs.values()), none=none, filters=filters, there_are=ended)


def _write_picture(found: Stats, filters: Sequence[str], file: Path) -> None:
    from cgq.actions.stats import write_picture
    from cgq.exchange.chart.bars import Bar

    bars = [
        Bar(drawn.name_period(one.at, found.period), one.states["done"], one.states["failed"]) for one in found.finished
    ]
    write_picture(file, drawn.title(found, filters), bars)
