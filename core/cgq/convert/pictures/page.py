"""One picture becomes one page of the PDF, or two: cut out, laid flat, lit evenly, turned and split."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import Image

from cgq.convert.pictures.legibility import type_of
from cgq.convert.pictures.light import evened, is_clean, light_of
from cgq.convert.pictures.outline import outline_of
from cgq.convert.pictures.pieces import Made
from cgq.convert.pictures.spread import fold_of
from cgq.convert.pictures.straight import shrunk, straightened
from cgq.convert.pictures.turning import side_up
from cgq.exam.findings import PICTURE_BLURRED, PICTURE_SIDEWAYS, PICTURE_SMALL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from cgq.convert.pictures.opened import Frame
    from cgq.convert.pictures.pieces import Deed, Noted

    Grey = NDArray[np.uint8]

_SEARCHED = 500
"""Dots of the longer side of the picture on which the outline of the paper is looked for."""

_QUALITY = 85
"""Of the JPEG that is made. Chosen: telephones store as much, and a page takes half a megabyte."""

_LARGEST = 3_000_000
"""Bytes up to which a scan that is no JPEG is kept dot by dot; a larger one becomes a JPEG of `_FINE`."""

_FINE = 92
"""Of the JPEG of such a scan: higher than that of a photograph, for its edges are sharp. Chosen."""

_LONG_POINTS = 842.0
"""Points of the longer side of a page whose picture does not tell its size: A4."""

_LIKELY = (300.0, 1300.0)
"""Points of the longer side of a page, from a small leaf to A3: else the resolution of its file is none."""

_SMALLEST_TYPE = 17.0
"""Dots that most characters must be high. Tesseract read 3 of 30 Korean options of a sample page with 16 (at 130 dpi),
8 with 18, and no more with 26."""

_BLUNTEST = 0.2
"""Width of the edges of characters over their height: at 0.12 the sample page was read as well as a sharp one, at 0.27
not at all."""

_TURNS = {
    0: None,
    90: Image.Transpose.ROTATE_270,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_90,
}
"""By degrees clockwise, how Pillow turns a picture."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A picture as its page is to be made: its dots, the same in even light, and whether they are as they were."""

    taken: Image.Image
    page: Grey
    is_untouched: bool


def pages_of(frame: Frame, picture: int, number: int) -> Iterator[Made]:
    """The pages of a picture's frame, left before right."""
    seen, deeds = _seen(frame)
    noted = list(frame.noted)
    turn = side_up(seen.page)
    if turn is None:
        noted.append((PICTURE_SIDEWAYS, "its lines run upwards, and nothing tells which side is up: turn the picture"))
    elif turn:
        deeds.append("turned")
        seen = _Seen(_turned(seen.taken, turn), np.rot90(seen.page, -turn // 90), seen.is_untouched)
    noted += _doubts(seen.page)
    fold = fold_of(np.asarray(seen.taken.convert("L")), seen.page)
    about = _About(picture, number, frame, tuple(noted))
    if fold is not None:
        yield from _halves(seen, fold, about, (*deeds, "split"))
    elif seen.is_untouched:
        yield _untouched(seen, turn or 0, about, tuple(deeds))
    else:
        yield _as_jpeg(Image.fromarray(seen.page), about, tuple(deeds), None)


@dataclass(frozen=True, slots=True)
class _About:
    """Where a page comes from and what is to be known of it."""

    picture: int
    number: int
    frame: Frame
    noted: tuple[Noted, ...]


def _seen(frame: Frame) -> tuple[_Seen, list[Deed]]:
    """The picture upright as its file says, cut out and evenly lit where it needs that."""
    grey = _turned(frame.picture.convert("L"), frame.turn)
    dots = np.asarray(grey)
    light = light_of(dots)
    if is_clean(dots, light):
        return _Seen(_turned(frame.picture, frame.turn), dots, is_untouched=True), []
    outline = outline_of(_lightness(frame))
    if outline is not None:
        grey = straightened(grey, outline)
    grey = shrunk(grey)
    dots = np.asarray(grey)
    return _Seen(grey, evened(dots, light_of(dots)), is_untouched=False), ["cut"] if outline is not None else []


def _lightness(frame: Frame) -> Grey:
    """The darkest of red, green and blue in each dot of a small picture."""
    small = frame.picture.copy() if max(frame.picture.size) <= _SEARCHED else _reduced(frame.picture)
    dots = np.asarray(_turned(small, frame.turn))
    return dots.min(axis=2) if dots.ndim == 3 else dots


def _reduced(picture: Image.Image) -> Image.Image:
    whole = picture.convert("L") if picture.mode == "1" else picture
    scale = _SEARCHED / max(whole.size)
    return whole.resize((max(1, round(whole.width * scale)), max(1, round(whole.height * scale))), Image.Resampling.BOX)


def _turned(picture: Image.Image, degrees: int) -> Image.Image:
    """Clockwise."""
    transpose = _TURNS[degrees % 360]
    return picture if transpose is None else picture.transpose(transpose)


def _doubts(page: Grey) -> Iterator[Noted]:
    """Why the page may be read badly."""
    seen = type_of(page)
    if seen is None:
        return
    if seen.edge > _BLUNTEST * seen.height:
        yield PICTURE_BLURRED, "its type is blurred: take it again with a steady hand and more light"
    elif seen.height < _SMALLEST_TYPE:
        yield PICTURE_SMALL, f"its type is {seen.height:.0f} dots high: take it from nearer, or at a higher resolution"


def _halves(seen: _Seen, fold: float, about: _About, deeds: tuple[Deed, ...]) -> Iterator[Made]:
    dots = seen.taken if seen.is_untouched else Image.fromarray(seen.page)
    at = round(fold * dots.width)
    dpi = about.frame.dpi if seen.is_untouched else None
    for half in ((0, 0, at, dots.height), (at, 0, dots.width, dots.height)):
        part = dots.crop(half)
        yield _dot_by_dot(part, about, deeds, dpi) if seen.is_untouched else _as_jpeg(part, about, deeds, dpi)


def _untouched(seen: _Seen, turn: int, about: _About, deeds: tuple[Deed, ...]) -> Made:
    """The picture's own JPEG, turned by the PDF alone; of another kind its dots."""
    frame = about.frame
    if frame.jpeg is None:
        return _dot_by_dot(seen.taken, about, deeds, frame.dpi)
    with Image.open(io.BytesIO(frame.jpeg)) as stored:
        size, channels = stored.size, 1 if stored.mode == "L" else 3
    return Made(
        about.picture,
        about.number,
        frame.jpeg,
        "DCTDecode",
        size,
        channels,
        8,
        _points(size, frame.dpi),
        (frame.turn + turn) % 360,
        deeds,
        about.noted,
    )


def _dot_by_dot(picture: Image.Image, about: _About, deeds: tuple[Deed, ...], dpi: float | None) -> Made:
    """A page with exactly these dots, unless that takes too many bytes."""
    stored = io.BytesIO()
    picture.save(stored, "PNG")
    rows = _rows_of(stored.getvalue())
    if len(rows) > _LARGEST:
        return _as_jpeg(picture, about, deeds, dpi, _FINE)
    bits, channels = (1, 1) if picture.mode == "1" else (8, 1 if picture.mode == "L" else 3)
    return _made(rows, "FlateDecode", picture.size, channels, bits, about, deeds, dpi)


def _rows_of(png: bytes) -> bytes:
    """The compressed rows in a PNG that Pillow wrote: a PDF holds them as they are."""
    at, rows = 8, b""
    while at < len(png):
        length, kind = struct.unpack_from(">I4s", png, at)
        if kind == b"IDAT":
            rows += png[at + 8 : at + 8 + length]
        at += 12 + length
    return rows


def _as_jpeg(
    picture: Image.Image, about: _About, deeds: tuple[Deed, ...], dpi: float | None, quality: int = _QUALITY
) -> Made:
    stored = io.BytesIO()
    dots = picture.convert("L") if picture.mode == "1" else picture
    dots.save(stored, "JPEG", quality=quality)
    return _made(stored.getvalue(), "DCTDecode", dots.size, 1 if dots.mode == "L" else 3, 8, about, deeds, dpi)


def _made(
    data: bytes,
    filter_: Literal["DCTDecode", "FlateDecode"],
    size: tuple[int, int],
    channels: int,
    bits: int,
    about: _About,
    deeds: tuple[Deed, ...],
    dpi: float | None,
) -> Made:
    points = _points(size, dpi)
    return Made(about.picture, about.number, data, filter_, size, channels, bits, points, 0, deeds, about.noted)


def _points(size: tuple[int, int], dpi: float | None) -> tuple[float, float]:
    """The size of the page: by the resolution where that makes a likely one, else as A4."""
    longer = max(size)
    named = longer / dpi * 72 if dpi else 0.0
    points = named if _LIKELY[0] <= named <= _LIKELY[1] else _LONG_POINTS
    return size[0] * points / longer, size[1] * points / longer
