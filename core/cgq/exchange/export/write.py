"""An export is written: the records that are asked for, in a format, with a note of all that it could not hold."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.bank.files import path_text
from cgq.bank.selection import count_selected, paper_years, selected_records
from cgq.errors import cannot_write
from cgq.exchange import formats
from cgq.exchange.drawings.assets import NOT_DRAWN, Figures
from cgq.exchange.drawings.figures import sights
from cgq.exchange.export.losses import Losses
from cgq.exchange.export.manifest import Manifest, ManifestFile, Unshuffled, describe_file, write_manifest
from cgq.exchange.export.shuffle import shuffled, why_fixed
from cgq.exchange.export.staging import PICTURES, files_below, place_file, place_folder, placing, staged
from cgq.exchange.export.target import MANIFEST, manifest_path, refuse_target
from cgq.exchange.export.wanted import select
from cgq.exchange.format import Contents, Loss
from cgq.exchange.records.concepts import tested
from cgq.graph.whole import WholeGraph

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence

    from cgq.bank.record import AppearanceRecord, QuestionRecord
    from cgq.bank.selection import Selection
    from cgq.db.connection import Transaction
    from cgq.exchange.drawings.figures import Sight
    from cgq.exchange.export.losses import LossCount
    from cgq.exchange.export.manifest import ManifestFilters
    from cgq.exchange.export.wanted import Wanted
    from cgq.exchange.format import Format

    Draw = Callable[[Mapping[str, Sequence[Sight]], Path], Figures]
    """Writes the PNG of each drawing into a folder, named by its hash; what came of it."""

    Progress = Callable[[int, int], None]
    """Takes how many questions are done, and how many there are at most."""

    Renamed = Callable[[QuestionRecord], QuestionRecord]
    """How a record names its drawings."""

TITLE = "Question bank"
"""What an export is called that is not of one paper."""
_PIECE = 1 << 20
"""Bytes that are copied at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: `count` questions, in `files` (none where it went through a pipe).

    `losses` counts what the format could not hold, `lost` in all; `undrawn` drawings have no picture, because their
    papers are gone or cannot be read; `unshuffled` questions kept their options in order.
    """

    count: int
    losses: tuple[LossCount, ...]
    lost: int
    undrawn: Mapping[str, str]
    unshuffled: int
    files: tuple[ManifestFile, ...] = ()
    manifest: Path | None = None


@dataclass(slots=True)
class _Export:
    """One export on its way."""

    tx: Transaction
    wanted: Wanted
    selection: Selection
    filters: ManifestFilters
    losses: Losses
    progress: Progress
    renamed: Renamed
    unshuffled: list[Unshuffled] = field(default_factory=list[Unshuffled])
    figures: Figures | None = None
    folder: Path = Path()
    given: int = 0
    years: dict[str, int] | None = None

    def write(self, form: Format, to: Path) -> None:
        """Have the format write it. Raises OSError."""
        contents = Contents(
            records=self.records(),
            title=self.title(),
            picture=self.picture,
            lost=self.losses,
            year=self.year,
            graph=WholeGraph(self.tx) if form.holds == "graph" else None,
        )
        form.write(contents, to)

    def records(self) -> Iterator[QuestionRecord]:
        """The records that are asked for, shuffled where that is asked for."""
        most = count_selected(self.tx, self.selection)
        for record in selected_records(self.tx, self.selection, tested):
            yield self.renamed(self._shuffled(record))
            self._note_undrawn(record)  # behind, for only then the format has dropped what it drops
            self.given += 1
            self.progress(self.given, most)

    def title(self) -> str:
        """The title of the only paper that is asked for, else TITLE."""
        papers = self.filters.material
        return papers[0].title if len(papers) == 1 else TITLE

    def picture(self, asset: str) -> Path | None:
        """Where the PNG of a drawing lies."""
        name = None if self.figures is None else self.figures.names.get(asset)
        return None if name is None else self.folder / name

    def year(self, appearance: AppearanceRecord) -> int | None:
        """The year of an appearance's exam."""
        if appearance.year is not None:
            return appearance.year
        if self.years is None:
            self.years = paper_years(self.tx)
        return self.years.get(appearance.material)

    def _shuffled(self, record: QuestionRecord) -> QuestionRecord:
        if self.wanted.seed is None or len(record.options) < 2:
            return record
        reason = why_fixed(record)
        if reason is not None:
            self.unshuffled.append(Unshuffled(id=record.id, reason=reason))
            return record
        return shuffled(record, self.wanted.seed)

    def _note_undrawn(self, record: QuestionRecord) -> None:
        if self.figures is None or self.losses.is_dropped(record.id):
            return
        if not self.figures.names.keys() >= set(record.assets):
            self.losses(Loss(id=record.id, what="changed", part="assets", reason=NOT_DRAWN))

    def done(self) -> Written:
        """What came of it, as far as no file is placed."""
        return Written(
            count=self.given - self.losses.dropped,
            losses=self.losses.counts(),
            lost=self.losses.total,
            undrawn={} if self.figures is None else self.figures.undrawn,
            unshuffled=len(self.unshuffled),
        )

    def manifest(self, form: Format, files: Sequence[ManifestFile]) -> Manifest:
        """Its manifest, as far as the losses."""
        return Manifest(
            format=form.name,
            format_version=form.version,
            files=tuple(files),
            count=self.given - self.losses.dropped,
            filters=self.filters,
            seed=self.wanted.seed,
            same_bytes=form.same_bytes,
            unshuffled=tuple(self.unshuffled),
        )


def as_they_are(record: QuestionRecord) -> QuestionRecord:
    """Drawings are named by their hashes."""
    return record


def export_to(
    tx: Transaction,
    wanted: Wanted,
    target: Path,
    *,
    database: Path,
    draw: Draw,
    progress: Progress,
    renamed: Renamed = as_they_are,
) -> Written:
    """Write an export with its manifest: both whole, or nothing has changed.

    Raises Missing for a paper or concept that is not there, Refused for a place that must not be written over, and
    StorageFailed where it cannot be written.
    """
    form = formats.make(wanted.format)
    refuse_target(tx, target, form, database)
    final = target.resolve()
    with _blaming(target), staged(final) as folder, _begun(tx, wanted, form, folder, draw, progress, renamed) as export:
        made, note = folder / "made", folder / "manifest"
        if not form.suffix:
            made.mkdir()
            note = made / MANIFEST
        export.write(form, made)
        files = _described(made, final, form)
        write_manifest(export.manifest(form, files), export.losses.lines(), note)
        with placing(final):
            refuse_target(tx, final, form, database)  # others may have written there meanwhile
            if form.suffix:
                place_file(made, final, note, manifest_path(final, form))
            else:
                place_folder(made, final)
        written = export.done()
    return replace(written, files=tuple(files), manifest=manifest_path(final, form))


def _described(made: Path, final: Path, form: Format) -> list[ManifestFile]:
    """What was made, by its content, under the names that it will have."""
    if form.suffix:
        return [describe_file(made, path_text(final.name))]
    return [describe_file(made / name, name) for name in files_below(made)]


def export_through(
    tx: Transaction,
    wanted: Wanted,
    write: Callable[[bytes], object],
    *,
    draw: Draw,
    progress: Progress,
    renamed: Renamed = as_they_are,
) -> Written:
    """Write an export of one file through a pipe, when it is whole; there is no manifest.

    Raises as `export_to`, and what `write` raises.
    """
    form = formats.make(wanted.format)
    with tempfile.TemporaryDirectory(prefix="cgq-export-") as name:
        folder = Path(name)
        with _blaming(folder), _begun(tx, wanted, form, folder, draw, progress, renamed) as export:
            export.write(form, folder / "made")
            written = export.done()
        with (folder / "made").open("rb") as file:
            while piece := file.read(_PIECE):
                write(piece)
    return written


@contextmanager
def _begun(
    tx: Transaction,
    wanted: Wanted,
    form: Format,
    folder: Path,
    draw: Draw,
    progress: Progress,
    renamed: Renamed,
) -> Generator[_Export]:
    """An export whose drawings are drawn, where its format holds them."""
    selection, filters = select(tx, wanted)
    with (folder / "losses").open("w+b") as file:
        export = _Export(tx, wanted, selection, filters, Losses(file), progress, renamed)
        if form.pictures:
            export.folder = folder / PICTURES
            export.folder.mkdir(exist_ok=True)
            export.figures = draw(sights(tx, selected_records(tx, selection)), export.folder)
        yield export


@contextmanager
def _blaming(place: Path) -> Generator[None]:
    """What the system answers becomes an error of ours, with the place that cannot be written."""
    try:
        yield
    except OSError as error:
        raise cannot_write(f"{place} cannot be written", error, hint="Name another place.") from error
