"""The picture of a question where somebody can see it: in the terminal, or as a file whose path is named."""

from __future__ import annotations

import hashlib
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from cgq_cli.render import picture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from cgq.actions.crops import Crop
    from cgq.bank.spots import Item
    from cgq_cli.output import Screen

Image = Literal["auto", "kitty", "sixel", "png", "none"]

_FILE_DPI = 150.0
_PART_OF_HEIGHT = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What came of a picture: the file that it lies in, or why there is none; neither where the terminal drew it."""

    path: Path | None = None
    problem: str | None = None

    @property
    def sentence(self) -> str:
        """Where the picture lies, or why there is none; empty where it was seen."""
        if self.problem:
            return f"No picture: {self.problem}"
        return f"Picture: {self.path}" if self.path else ""


class Pictures:
    """Draws questions as `image` says, `auto` having been settled; use it in a `with`."""

    def __init__(self, image: Image, environ: Mapping[str, str]) -> None:
        self.image = image
        self._environ = environ
        self._kept = ExitStack()
        self._crops: object = None
        self._tidied = False

    def __enter__(self) -> Pictures:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._kept.close()

    def show(self, items: Sequence[Item], screen: Screen) -> Shown:
        """Draw the first of some places whose paper can be drawn, in the terminal or as a file."""
        if self.image == "none":
            return Shown()
        if self.image == "png":
            path, problem = self.first_file(items)
            return Shown(path=path, problem=problem)
        from cgq.actions.crops import dpi_for
        from cgq_cli.terminal import room

        wide, high = room()
        problem = None
        for item in items:
            crop = self._draw(item, dpi_for(item.shown, wide, round(high * _PART_OF_HEIGHT)))
            if crop.problem is None:
                screen.stdout.write((picture.kitty if self.image == "kitty" else picture.sixel)(crop) + "\n")
                screen.stdout.flush()
                return Shown()
            problem = problem or crop.problem
        return Shown(problem=problem)

    def first_file(self, items: Sequence[Item]) -> tuple[Path | None, str | None]:
        """The file of the first of some places whose paper can be drawn, or what is wrong with the first."""
        problem = None
        for item in items:
            path, why = self.file(item)
            if path is not None:
                return path, None
            problem = problem or why
        return None, problem

    def file(self, item: Item) -> tuple[Path | None, str | None]:
        """A PNG that only this user may read, or why there is none; one that was made before is taken again."""
        from cgq.actions.crops import pieces
        from cgq.actions.look_cache import find_picture, keep_picture

        drawn = item.material.drawn_from[0].sha256 if item.material.drawn_from else item.material.sha256
        what = f"{drawn}{pieces(item.shown)}{_FILE_DPI}"
        name = f"{item.material.id}-{item.shown.number}-{hashlib.sha256(what.encode()).hexdigest()[:16]}.png"
        if found := find_picture(name):
            return found, None
        self._tidy()
        crop = self._draw(item, _FILE_DPI)
        if crop.problem:
            return None, crop.problem
        try:
            return keep_picture(name, picture.png(crop)), None
        except OSError as error:
            return None, f"it cannot be written: {error.strerror}"

    def _tidy(self) -> None:
        """Once, before the first picture is added: those that are named from here on must stay."""
        from cgq.actions.look_cache import tidy

        if not self._tidied:
            self._tidied = True
            tidy()

    def _draw(self, item: Item, dpi: float) -> Crop:
        from cgq.actions.crops import Crops
        from cgq.config import PDF_PASSWORD, read_secret

        if not isinstance(self._crops, Crops):
            secret = read_secret(PDF_PASSWORD, self._environ)
            self._crops = self._kept.enter_context(Crops(password=secret.value if secret else None))
        return self._crops.of(item.material.drawn_from, item.shown, dpi=dpi)


def settled(image: Image) -> Image:
    """What `auto` comes to at a terminal: what it draws, else a file."""
    if image != "auto":
        return image
    from cgq_cli.terminal import graphics

    return graphics() or "png"


def write_prompt(text: str) -> None:
    """A piece of a prompt, on standard output, as it is."""
    sys.stdout.write(text)
    sys.stdout.flush()
