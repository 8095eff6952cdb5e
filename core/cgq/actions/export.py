"""The bank in a file that other programs read, and its figures as files."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from cgq.bank.selection import count_selected, selected_records
from cgq.errors import Refused
from cgq.exchange import formats
from cgq.exchange.drawings.figures import sights
from cgq.exchange.export import write as writing
from cgq.exchange.export.target import refuse_target
from cgq.exchange.export.wanted import Wanted, select

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from cgq.bank.converted import DrawnFile
    from cgq.db.connection import Transaction
    from cgq.exam.pdf.view import Picture, View
    from cgq.exchange.drawings.assets import Figures
    from cgq.exchange.drawings.figures import Drawer, Sight
    from cgq.exchange.export.write import Written
    from cgq.exchange.format import Format
    from cgq.workspace import Workspace

    Counting = Callable[[int, int], None]
    """Takes how many of how many are done."""

__all__ = ["Planned", "Wanted", "export_file", "export_stream", "plan_export"]

LARGE_QUESTIONS = 5_000
"""Questions from which an export becomes a job: up to there the slowest format takes some seconds (bench/README.md)."""

LARGE_DRAWINGS = 200
"""Drawings from which it does: at 24 to 82 ms each (bench/README.md) more would keep a person waiting."""


def _unwatched(_done: int, _total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What an export would be: questions at most, drawings in it, and whether that is too much to wait for."""

    questions: int
    drawings: int

    @property
    def is_large(self) -> bool:
        """Is it better done by a worker?"""
        return self.questions > LARGE_QUESTIONS or self.drawings > LARGE_DRAWINGS


def plan_export(
    workspace: Workspace, wanted: Wanted, target: Path | None = None, *, assets: Path | None = None
) -> Planned:
    """How large an export is, to a file or folder, or through a pipe. Raises as that, before anything is written."""
    workspace.database.refuse_absent()
    form = formats.make(wanted.format)
    _refuse_assets(wanted, assets)
    if target is None:
        _refuse_pipe(form)
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
    drawn: Counting = _unwatched,
) -> tuple[Written, Figures | None]:
    """Write an export and its manifest, whole or not at all; the same bank gives the same bytes, as far as the format
    can. With `assets`, only for jsonl, every drawing becomes a PNG in that folder, and the records name the files.

    `password` opens encrypted papers; `drawn` takes how many of how many drawings are done. Raises Missing where there
    is no database, or no paper or concept that `wanted` names; Refused for a place that must not be written over;
    StorageFailed; and NotReady when a picture is to be drawn and no worker can be started.
    """
    draw = partial(_draw, password=password, drawn=drawn)
    with _begun(workspace, wanted, assets, draw) as (tx, renamed, figures):
        written = writing.export_to(
            tx, wanted, target, database=workspace.database.path, draw=draw, progress=_unwatched, renamed=renamed
        )
    return written, figures


def export_stream(
    workspace: Workspace,
    wanted: Wanted,
    write: Callable[[bytes], object],
    *,
    assets: Path | None = None,
    password: str | None = None,
    drawn: Counting = _unwatched,
) -> tuple[Written, Figures | None]:
    """The same through a pipe, for a format of one file; there is no manifest then."""
    _refuse_pipe(formats.make(wanted.format))
    draw = partial(_draw, password=password, drawn=drawn)
    with _begun(workspace, wanted, assets, draw) as (tx, renamed, figures):
        written = writing.export_through(tx, wanted, write, draw=draw, progress=_unwatched, renamed=renamed)
    return written, figures


def _refuse_assets(wanted: Wanted, assets: Path | None) -> None:
    if assets is not None and wanted.format != "jsonl":
        hint = "Leave it out: a format that holds pictures has them inside."
        raise Refused("--assets belongs to jsonl", code="usage", hint=hint)


def _refuse_pipe(form: Format) -> None:
    if not form.suffix:
        raise Refused(f"{form.name} writes a folder", code="needs_output", hint="Name it: --output FOLDER.")


@contextmanager
def _begun(
    workspace: Workspace, wanted: Wanted, assets: Path | None, draw: writing.Draw
) -> Generator[tuple[Transaction, writing.Renamed, Figures | None]]:
    """One moment of the bank, how its records name drawings, and what came of drawing them into `assets`."""
    from cgq.exchange.drawings.assets import with_files
    from cgq.replaced import filled

    workspace.database.refuse_absent()
    _refuse_assets(wanted, assets)
    with workspace.database.read() as tx:
        if assets is None:
            yield tx, writing.as_they_are, None
            return
        selection, _ = select(tx, wanted)
        with filled(assets) as made:
            figures = draw(sights(tx, selected_records(tx, selection)), made)
        yield tx, partial(with_files, figures=figures), figures


def _draw(wanted: Mapping[str, Sequence[Sight]], folder: Path, *, password: str | None, drawn: Counting) -> Figures:
    from cgq.actions.draw import Drawer
    from cgq.exchange.drawings.figures import draw_figures

    with Drawer() as drawer:
        return draw_figures(wanted, folder, _Counted(drawer, drawn, len(wanted)), password=password)


@dataclass(slots=True)
class _Counted:
    """A drawer whose pictures are counted; one that is tried at several places counts once for each, up to `total`."""

    drawer: Drawer
    drawn: Counting
    total: int
    done: int = field(default=0)

    def draw(self, file: DrawnFile, views: Sequence[View], *, password: str | None = None) -> Iterator[Picture]:
        """As the drawer does."""
        for picture in self.drawer.draw(file, views, password=password):
            self.done = min(self.done + 1, self.total)
            self.drawn(self.done, self.total)
            yield picture
