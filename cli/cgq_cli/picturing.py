"""The picture of a question where somebody can see it: in the terminal, or as a file whose path is told."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Literal

from cgq_cli.render import picture

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path
    from types import TracebackType

    from cgq.actions.crops import Crop
    from cgq.bank.spots import Item
    from cgq_cli.output import Screen

Image = Literal["auto", "kitty", "sixel", "path", "none"]

_FILE_DPI = 150.0
_PART_OF_HEIGHT = 0.6


class Pictures:
    """Draws questions as `image` says, `auto` having been settled; use it in a `with`."""

    def __init__(self, image: Image, environ: Mapping[str, str]) -> None:
        self.image = image
        self._environ = environ
        self._kept = ExitStack()
        self._crops: object = None

    def __enter__(self) -> Pictures:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._kept.close()

    def show(self, item: Item, screen: Screen) -> None:
        """The picture above what is written next, or a line that says where it lies or why there is none."""
        if self.image == "none":
            return
        if self.image == "path":
            path, problem = self.file(item)
            screen.note(f"Picture: {path}" if path else f"No picture: {problem}", "dim")
            return
        from cgq.actions.crops import dpi_for
        from cgq_cli.terminal import room

        wide, high = room()
        crop = self._draw(item, dpi_for(item.shown, wide, round(high * _PART_OF_HEIGHT)))
        if crop.problem:
            screen.note(f"No picture: {crop.problem}", "dim")
            return
        screen.stdout.write((picture.kitty if self.image == "kitty" else picture.sixel)(crop) + "\n")
        screen.stdout.flush()

    def file(self, item: Item) -> tuple[Path | None, str | None]:
        """A PNG that only this user may read, or why there is none; one that was made before is kept."""
        from cgq.actions.crops import pieces

        what = f"{item.material.sha256}{pieces(item.shown)}{_FILE_DPI}"
        name = f"{item.material.id}-{item.shown.number}-{hashlib.sha256(what.encode()).hexdigest()[:16]}.png"
        try:
            path = _folder() / name
            if path.exists():
                return path, None
            crop = self._draw(item, _FILE_DPI)
            if crop.problem:
                return None, crop.problem
            _write(path, picture.png(crop))
        except OSError as error:
            return None, f"it cannot be written: {error.strerror}"
        return path, None

    def _draw(self, item: Item, dpi: float) -> Crop:
        from cgq.actions.crops import Crops
        from cgq.config import PDF_PASSWORD, read_secret

        if not isinstance(self._crops, Crops):
            secret = read_secret(PDF_PASSWORD, self._environ)
            self._crops = self._kept.enter_context(Crops(password=secret.value if secret else None))
        return self._crops.of(item.material.sha256, item.material.paths, item.shown, dpi=dpi)


def settled(image: Image, *, interactive: bool) -> Image:
    """What `auto` comes to: what the terminal draws, else a file."""
    if image != "auto":
        return image
    if not interactive:
        return "path"
    from cgq_cli.terminal import graphics

    return graphics() or "path"


def _folder() -> Path:
    from platformdirs import user_cache_path

    folder = user_cache_path("cgq", appauthor=False) / "review"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(1, f"{folder} belongs to somebody else", str(folder))
    folder.chmod(0o700)
    return folder


def _write(path: Path, data: bytes) -> None:
    half = path.with_suffix(f".{os.getpid()}.part")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
    half.replace(path)


def tell(text: str) -> None:
    """A piece of a prompt, on standard output, as it is."""
    sys.stdout.write(text)
    sys.stdout.flush()
