"""A picture's file becomes dots, within limits: what Pillow can read, upright, in grey."""

from __future__ import annotations

import io
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from cgq.convert.pictures.heif import register_heif
from cgq.convert.pictures.tiff import TiffPage, tiff_pages, with_first
from cgq.exam.findings import DAMAGED, DAMAGED_PAGE, TOO_LARGE, UNREAD_PAGE

if TYPE_CHECKING:
    from collections.abc import Generator

    from cgq.convert.pictures.pieces import Noted

FORMATS = ("JPEG", "MPO", "PNG", "TIFF", "WEBP", "HEIF", "AVIF")
"""What Pillow is asked to try, and nothing else: some of its other readers start programs."""

MOST_DOTS = 60_000_000
"""Dots of a picture that are decoded. Telephones make 12 to 50 million; a page of A3 at 400 dpi has 31 million."""

MOST_STORED = 250_000_000
"""Dots of a JPEG that is decoded at a half, a quarter or an eighth of its size; telephones make up to 200 million."""

_MOST_KEPT = 36_000_000
"""Dots of a picture that is kept as it is, A4 at 600 dpi; a larger one is halved, so that it fits into the memory."""

_MOST_TIMES = 100
"""How many times as long as wide a picture may be. A screenshot of a long page is about 20; from 400 on its copy in
small would have no width."""

ENOUGH = 4200
"""Dots of the longer side of a photograph that are decoded where its kind can be decoded coarser: a page of A4 fills
it, and 300 dpi of that are 3508."""

_TURNED = {1: 0, 3: 180, 6: 90, 8: 270}
"""By EXIF's number for it, how many degrees clockwise a picture is to be turned, where it is not mirrored."""

_ORIENTATION = 0x0112
"""EXIF's tag of how the camera was held (Orientation)."""
_DPI = (72.0, 1300.0)
"""Dots an inch that a file is believed to name, both excluded: 72 is what programs write that do not know it, and
scanners have up to 1,200."""
_SQUARE = 0.05
"""Share by which the resolutions across and down may differ. Chosen."""


class UnreadPicture(Exception):
    """A picture that cannot be read: a code of findings, and why, to stand behind "picture 3 was not read: "."""

    def __init__(self, code: str, why: str) -> None:
        super().__init__(why)
        self.code, self.why = code, why


@dataclass(frozen=True, slots=True)
class Frame:
    """A page of a picture's file as it was stored, and what is known of it.

    `turn` is by how many degrees clockwise it is to be turned, `jpeg` its bytes where a PDF can hold those as they are,
    `dpi` its resolution where it names a likely one.
    """

    picture: Image.Image
    turn: int
    jpeg: bytes | None
    dpi: float | None
    noted: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True)
class Stored:
    """A picture's file and where its pages are: `pages` as their directories in a TIFF, one None in other kinds."""

    data: bytes
    pages: tuple[TiffPage | None, ...]

    def frame(self, number: int) -> Frame:
        """Its page of this number, from 1. Raises UnreadPicture: the pages behind it may well be read."""
        page = self.pages[number - 1]
        if page is not None and page.lost:
            raise UnreadPicture(DAMAGED, page.lost)
        register_heif()
        # Pillow's own limit would only warn below twice its number; sizes are checked here, before anything is decoded.
        Image.MAX_IMAGE_PIXELS = None
        Image.init()
        readable = [kind for kind in FORMATS if kind in Image.OPEN]
        data = self.data if page is None else with_first(self.data, page)
        with _damage_reported(), Image.open(io.BytesIO(data), formats=readable) as opened:
            return _frame(opened, data if page is None else None)


def stored_picture(data: bytes) -> Stored:
    """The file with what it says of its pages; nothing is decoded, and there is always a page."""
    return Stored(data, tiff_pages(data) or (None,))


@contextmanager
def _damage_reported() -> Generator[None]:
    """Pillow's errors about a file become UnreadPicture."""
    try:
        yield
    except UnidentifiedImageError as error:
        raise UnreadPicture(DAMAGED, "it is damaged, or no picture of a kind that is read") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise UnreadPicture(DAMAGED, f"it is damaged ({error})") from error


def _frame(opened: Image.Image, data: bytes | None) -> Frame:
    dpi, orientation = _dpi_of(opened), _orientation_of(opened)
    noted: list[Noted] = []
    moving = opened.format not in ("TIFF", "MPO") and getattr(opened, "n_frames", 1) > 1
    if moving:
        noted.append((UNREAD_PAGE, "it moves or holds several pictures; only the first was read"))
    stored = opened.size
    _check_size(opened)
    picture = _decoded(opened, noted)
    if orientation not in _TURNED:
        picture = _unmirrored(picture, orientation)
        orientation, data = 1, None
    plain = opened.format in ("JPEG", "MPO") and opened.mode in ("L", "RGB") and not noted
    jpeg = data if plain and stored[0] * stored[1] <= MOST_DOTS else None
    return Frame(picture, _TURNED[orientation], jpeg, dpi, tuple(noted))


def _check_size(opened: Image.Image) -> None:
    """Ask a JPEG for a coarser picture where that is enough; refuse what stays too large."""
    wide, high = opened.size
    if max(wide, high) > _MOST_TIMES * min(wide, high):
        raise UnreadPicture(DAMAGED, f"it is {wide} by {high} dots, and no page has that shape")
    if opened.format in ("JPEG", "MPO") and wide * high <= MOST_STORED:
        longer = max(wide, high)
        opened.draft(None, (wide * ENOUGH // longer, high * ENOUGH // longer))
    if opened.size[0] * opened.size[1] > MOST_DOTS:
        raise UnreadPicture(
            TOO_LARGE, f"it has {wide * high / 1e6:.0f} million dots; at most {MOST_DOTS / 1e6:.0f} are read"
        )


def _decoded(opened: Image.Image, noted: list[Noted]) -> Image.Image:
    """The dots, as 1-bit, grey or colour; of a file that is cut off what there is of it."""
    try:
        opened.load()
    except OSError:
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            opened.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = False
        noted.append((DAMAGED_PAGE, "its file is cut off or damaged; the part that could be decoded was read"))
    return _plain(opened if opened.width * opened.height <= _MOST_KEPT else opened.reduce(2))


def _plain(picture: Image.Image) -> Image.Image:
    """Any mode as 1, L or RGB, what is transparent on white."""
    mode = picture.mode
    if mode in ("1", "L", "RGB") and "transparency" not in picture.info:
        return picture
    if mode.startswith(("I", "F")):
        return _eight_bits(picture)
    if picture.has_transparency_data:
        layered = picture.convert("RGBA")
        ground = Image.new("RGBA", picture.size, "white")
        return Image.alpha_composite(ground, layered).convert("RGB")
    return picture.getchannel(0) if mode == "LAB" else picture.convert("L" if mode == "LA" else "RGB")


def _eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of 16 or 32 bits: 16 by its upper byte; what goes by other numbers from its least to its greatest."""
    levels = np.asarray(picture, np.float32)
    levels = np.nan_to_num(levels, nan=0.0, posinf=0.0, neginf=0.0)
    low, high = (0.0, 65535.0) if picture.mode.startswith("I;16") else (float(levels.min()), float(levels.max()))
    if picture.mode == "I" and low >= 0 and high <= 65535:  # how Pillow gives some PNG of 16 bits
        low, high = 0.0, 65535.0 if high > 255 else 255.0
    return Image.fromarray(((levels - low) * (255.0 / max(high - low, 1e-6))).clip(0, 255).astype(np.uint8))


def _orientation_of(opened: Image.Image) -> int:
    """EXIF's number; 1 (as it is) where it is none of those or cannot be read."""
    try:
        value = opened.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - metadata of files that are damaged; the picture itself may be well
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _unmirrored(picture: Image.Image, orientation: int) -> Image.Image:
    picture.getexif()[_ORIENTATION] = orientation
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    picture.info["exif"] = exif.tobytes()
    return ImageOps.exif_transpose(picture)


def _dpi_of(opened: Image.Image) -> float | None:
    """Dots an inch, where the file names the same likely number for both directions."""
    try:
        across, down = (float(value) for value in opened.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    likely = _DPI[0] < across < _DPI[1] and abs(across - down) <= _SQUARE * across
    return across if likely else None
