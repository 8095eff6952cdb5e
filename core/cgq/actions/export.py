"""The bank in a file that other programs read, and its figures as files."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from cgq.bank.selection import count_selected, selected_records
from cgq.errors import Refused
from cgq.exchange import formats
from cgq.exchange.export import write as writing
from cgq.exchange.export.target import refuse_target
from cgq.exchange.export.wanted import Wanted, refuse_useless_seed, select
from cgq.exchange.figures import sights

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence
    from pathlib import Path

    from cgq.db.connection import Transaction
    from cgq.exchange.assets import Figures
    from cgq.exchange.export.write import Written
    from cgq.exchange.figures import Sight
    from cgq.workspace import Workspace

__all__ = ["Planned", "Wanted", "export_file", "export_stream", "plan_export"]

LARGE_QUESTIONS = 5_000
"""Questions from which an export becomes a job: up to there the slowest format takes some seconds (bench/README.md)."""

LARGE_DRAWINGS = 200
"""Drawings from which it does: at 24 to 82 ms each (bench/README.md) more would keep a person waiting."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What an export would be: questions at most, drawings in it, and whether that is too much to wait for."""

    questions: int
    drawings: int

    @property
    def is_large(self) -> bool:
        """Is it better done by a worker?"""
        return self.questions > LARGE_QUESTIONS or self.drawings > LARGE_DRAWINGS


def plan_export(workspace: Workspace, wanted: Wanted, target: Path | None = None) -> Planned:
    """How large an export is. Raises as `export_file`, before anything is written."""
    workspace.database.refuse_absent()
    form = formats.make(wanted.format)
    refuse_useless_seed(wanted)
    with workspace.database.read() as tx:
        if target is not None:
            refuse_target(tx, target, form, workspace.database.path)
        selection, _ = select(tx, wanted)
        questions = count_selected(tx, selection)
        is_counted = form.pictures and questions <= LARGE_QUESTIONS
        drawings = len(sights(tx, selected_records(tx, selection))) if is_counted else 0
    return Planned(questions, drawings)


def export_file(
    workspace: Workspace,
    wanted: Wanted,
    target: Path,
    *,
    assets: Path | None = None,
    password: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Written, Figures | None]:
    """Write an export and its manifest, whole or not at all; the same bank gives the same bytes, as far as the format
    can. With `assets`, only for jsonl, every drawing becomes a PNG in that folder, and the records name the files.

    `password` opens encrypted papers. Raises Missing where there is no database, or no paper or concept that `wanted`
    names; Refused for a place that must not be written over; StorageFailed; and NotReady when a picture is to be drawn
    and no worker can be started.
    """
    draw = partial(_draw, password=password)
    with _begun(workspace, wanted, assets, draw) as (tx, renamed, figures):
        written = writing.export_to(
            tx, wanted, target, database=workspace.database.path, draw=draw, progress=progress, renamed=renamed
        )
    return written, figures


def export_stream(
    workspace: Workspace,
    wanted: Wanted,
    write: Callable[[bytes], object],
    *,
    assets: Path | None = None,
    password: str | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> tuple[Written, Figures | None]:
    """The same through a pipe, for a format of one file; there is no manifest then."""
    if not formats.make(wanted.format).suffix:
        hint = "Name it with --output FOLDER."
        raise Refused(f"{wanted.format} writes a folder", code="needs_output", hint=hint)
    draw = partial(_draw, password=password)
    with _begun(workspace, wanted, assets, draw) as (tx, renamed, figures):
        written = writing.export_through(tx, wanted, write, draw=draw, progress=progress, renamed=renamed)
    return written, figures


@contextmanager
def _begun(
    workspace: Workspace, wanted: Wanted, assets: Path | None, draw: writing.Draw
) -> Generator[tuple[Transaction, writing.Renamed, Figures | None]]:
    """One moment of the bank, how its records name drawings, and what came of drawing them into `assets`."""
    from cgq.exchange.assets import with_files
    from cgq.replaced import filled

    workspace.database.refuse_absent()
    refuse_useless_seed(wanted)
    with workspace.database.read() as tx:
        if assets is None:
            yield tx, writing.as_they_are, None
            return
        if wanted.format != "jsonl":
            hint = "Leave it out: a format that holds pictures has them inside."
            raise Refused("--assets belongs to jsonl", code="usage", hint=hint)
        selection, _ = select(tx, wanted)
        with filled(assets) as made:
            figures = draw(sights(tx, selected_records(tx, selection)), made)
        yield tx, partial(with_files, figures=figures), figures


def _draw(wanted: Mapping[str, Sequence[Sight]], folder: Path, *, password: str | None) -> Figures:
    from cgq.actions.draw import Drawer
    from cgq.exchange.figures import draw_figures

    with Drawer() as drawer:
        return draw_figures(wanted, folder, drawer, password=password)
