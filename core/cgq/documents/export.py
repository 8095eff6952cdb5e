"""The bank in a file for other programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.files import path_text
from cgq.documents import Document
from cgq.exchange.export.losses import LossCount

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.actions.export import Planned, Wanted
    from cgq.exchange.drawings.assets import Figures
    from cgq.exchange.export.write import Written


class Export(Document, frozen=True, kw_only=True, tag="export"):
    """The bank was written to a file: `cgq export --output FILE`. Without a file, the records are the answer."""

    format: str
    """The format, as `--format` calls it."""
    file: str
    """The file or folder."""
    questions: int
    """How many questions it holds."""
    sha256: str | None
    """The sha256 of the file; null for a folder, whose manifest names that of each file."""
    manifest: str | None
    """The file that describes it: sha256, filters, and what the format could not hold, question by question."""
    seed: int | None
    """The seed by which options were shuffled; null when they stand as they are printed."""
    unshuffled: int
    """How many questions kept their options in order, because these speak of each other."""
    lost: int
    """How often the format could not hold something."""
    losses: tuple[LossCount, ...]
    """The most frequent of these losses, by what was lost and why."""
    assets: str | None
    """The folder of the figures (`--assets`); null when none was named."""
    figures: int
    """How many files of figures and drawn options were written there."""
    undrawn: int
    """How many drawings have no picture, because their papers are gone or cannot be read; then the exit code is 3."""

    @staticmethod
    def of(wanted: Wanted, target: Path, written: Written, assets: Path | None, figures: Figures | None) -> Export:
        """What was written, as a document."""
        return Export(
            format=wanted.format,
            file=path_text(target),
            questions=written.count,
            sha256=written.files[0].sha256 if len(written.files) == 1 and not target.is_dir() else None,
            manifest=None if written.manifest is None else path_text(written.manifest),
            seed=wanted.seed,
            unshuffled=written.unshuffled,
            lost=written.lost,
            losses=written.losses,
            assets=None if assets is None else path_text(assets),
            figures=len(figures.names) if figures else 0,
            undrawn=len({**written.undrawn, **(figures.undrawn if figures else {})}),
        )


class ExportPlan(Document, frozen=True, kw_only=True, tag="export_plan"):
    """What an export would be: `cgq export --dry-run`."""

    format: str
    """The format, as `--format` calls it."""
    file: str | None
    """The file or folder that it would be written to; null for standard output."""
    questions: int
    """How many questions it would hold, at most where --status is given."""
    drawings: int
    """How many drawings would be drawn; 0 for a format without pictures."""
    job: bool
    """Would a job write it, because it is large or for later?"""

    @staticmethod
    def of(form: str, target: Path | None, planned: Planned, *, is_job: bool) -> ExportPlan:
        """The plan as a document."""
        file = None if target is None else path_text(target)
        return ExportPlan(format=form, file=file, questions=planned.questions, drawings=planned.drawings, job=is_job)
