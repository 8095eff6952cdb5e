"""The drawings of questions as PNG files, each named by the hash of what is drawn: one file for one drawing, however
many questions and papers hold it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from cgq.bank import materials
from cgq.exam.pdf.view import View
from cgq.exchange.drawings.assets import Figures

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from cgq.bank.converted import DrawnFile
    from cgq.bank.record import QuestionRecord
    from cgq.db.connection import Transaction
    from cgq.exam.model import Place
    from cgq.exam.pdf.view import Picture

FIGURE_DPI = 200.0
"""Dots an inch of a figure's picture: hair lines and small print of a figure stay legible on paper."""
PADDING = 2.0
"""Points around a figure, so that a line at its edge is drawn whole."""
_HASH = re.compile(r"[0-9a-f]{8,128}")
_NOWHERE = "nobody knows where the paper lies; enqueue it again from where it is"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One place where a drawing is printed: the paper (sha256 of its file), what can be drawn of it, the best first,
    and the part's place."""

    material: str
    files: tuple[DrawnFile, ...]
    place: Place


class Drawer(Protocol):
    """What draws parts of papers, in a process with limits."""

    def draw(self, file: DrawnFile, views: Sequence[View], *, password: str | None = None) -> Iterator[Picture]:
        """One picture a view, in the same order; one that cannot be drawn has a `problem`. Raises NotReady when nothing
        can be started."""
        ...


def is_file_name(asset: str) -> bool:
    """Whether a hash can be a part of a file's name. What a worker found is data: another text could lead elsewhere."""
    return bool(_HASH.fullmatch(asset))


def figure_view(place: Place) -> View:
    """How a figure is drawn."""
    return View(page=place.page, bbox=place.bbox, dpi=FIGURE_DPI, padding=PADDING, ink="colour")


def sights(tx: Transaction, records: Iterable[QuestionRecord]) -> dict[str, list[Sight]]:
    """By asset, every place where the figures and drawn options of some records are printed, in their order."""
    files = {paper.sha256: paper.drawn_from for paper in materials.listing(tx)}
    found: dict[str, list[Sight]] = {}
    for record in records:
        for appearance in record.appearances:
            for place in appearance.places:
                if place.asset is not None and place.asset in record.assets:
                    drawn_from = files.get(appearance.material, ())
                    sight = Sight(material=appearance.material, files=drawn_from, place=place)
                    found.setdefault(place.asset, []).append(sight)
    return found


def draw_figures(
    wanted: Mapping[str, Sequence[Sight]], folder: Path, drawer: Drawer, *, password: str | None = None
) -> Figures:
    """Write a PNG of every drawing into a folder: of the first place that can be drawn.

    One that is there already is not drawn again: an earlier try wrote it. Raises NotReady when no worker can be
    started, and OSError for the folder.
    """
    there = {path.name for path in folder.iterdir()}
    names = {asset: _file_name(asset) for asset in sorted(wanted) if _file_name(asset) in there}
    undrawn: dict[str, str] = {}
    turn = 0
    waiting = sorted(wanted.keys() - names.keys())
    while waiting:
        for sight, assets in _by_paper(waiting, wanted, turn):
            places = [wanted[asset][turn].place for asset in assets]
            for asset, data, problem in _drawn(sight, dict(zip(assets, places, strict=True)), drawer, password):
                if data and is_file_name(asset):
                    names[asset] = _write(folder, asset, data)
                else:
                    undrawn.setdefault(asset, problem)
        turn += 1
        waiting = [asset for asset in waiting if asset not in names and turn < len(wanted[asset])]
    return Figures(names=names, undrawn={asset: why for asset, why in undrawn.items() if asset not in names})


def _by_paper(
    waiting: Sequence[str], wanted: Mapping[str, Sequence[Sight]], turn: int
) -> Iterator[tuple[Sight, list[str]]]:
    """What is drawn out of each paper, so that each is opened for all of its figures at once."""
    papers: dict[str, list[str]] = {}
    for asset in waiting:
        papers.setdefault(wanted[asset][turn].material, []).append(asset)
    for material in sorted(papers):
        yield wanted[papers[material][0]][turn], papers[material]


def _drawn(
    sight: Sight, places: Mapping[str, Place], drawer: Drawer, password: str | None
) -> Iterator[tuple[str, bytes, str]]:
    """Each asset with its PNG as soon as that is drawn, then the others with the reason why there is none.

    All are of the first of the paper's files that can still be drawn.
    """
    problems = dict.fromkeys(places, _NOWHERE)
    views = [figure_view(place) for place in places.values()]
    for file in sight.files:
        pictures = drawer.draw(file, views, password=password)
        for asset, picture in zip(places, pictures, strict=True):
            problems[asset] = picture.problem or "it is not what was asked for"
            if picture.data:
                del problems[asset]
                yield asset, picture.data, ""
        if len(problems) < len(places):
            break
    for asset, problem in problems.items():
        yield asset, b"", problem


def _file_name(asset: str) -> str:
    return f"{asset}.png"


def _write(folder: Path, asset: str, data: bytes) -> str:
    """Under its name when it is whole: a later try goes on with what is there."""
    name = _file_name(asset)
    made = folder / f"{name}.part"
    with made.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    made.rename(folder / name)
    return name
