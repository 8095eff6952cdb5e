"""Photographs of pages, made from pages as they are drawn: a camera that looks at them askew, on a table, in bad light.

A seed decides everything that the caller leaves open, so the same shot of the same page is the same file each time.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from cgq.exam.pdf.reader import page_count
from cgq.exam.pdf.render import draw
from cgq.exam.pdf.view import View

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Matrix = NDArray[np.float64]
    Random = np.random.Generator

Ground = Literal["wood", "cloth", "clutter", "desk"]
"""What a page lies on: striped wood, dark cloth, books and pens and keys, or a desk nearly as light as the paper."""

GROUNDS: tuple[Ground, ...] = ("wood", "cloth", "clutter", "desk")

Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]
"""The page's corners in dots of the upright photograph: top left, top right, bottom right, bottom left, of the page."""

ORIENTATIONS = {1: None, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
"""By the number that EXIF has for it: how the upright picture is turned before it is stored."""

ASPECT = 4 / 3
"""Length over width of what a telephone's camera takes."""

FOCAL = 1.16
"""Focal length over the longer side of the picture: a telephone's main camera, 26 mm in terms of 35 mm film of 36 mm
side with its 4:3 cut from it. How strong perspective is at a tilt goes by it."""

_EXIF_ORIENTATION = 0x0112
_WARM = ((1.0, 0.985, 0.955), (1.0, 1.0, 1.0), (0.96, 0.985, 1.0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """How a photograph is taken. The defaults are a good one: from above, in even light, on wood."""

    seed: int = 0
    megapixels: float = 8.0
    ground: Ground = "wood"
    fill: float = 0.88
    """How much of the picture's side the page takes, at most."""
    tilt: float = 0.0
    """Degrees between the camera's axis and the page's normal."""
    towards: float = 90.0
    """The direction of the tilt in degrees: at 0 the right edge is farther, at 90 the top."""
    turn: float = 0.0
    """Degrees by which the page lies turned, clockwise."""
    shade: float = 0.0
    """How much darker one end of the page is than the other, 0 to 1."""
    shadow: float = 0.0
    """How much darker it is beyond the edge of a shadow, 0 to 1."""
    noise: float = 2.0
    """Standard deviation of a dot in full light, of 255."""
    blur: float = 0.25
    """Radius of the blur in points of the page."""
    quality: int = 85
    """Of the JPEG."""
    orientation: int = 1
    """EXIF's: the file is stored turned and says so."""
    grey: bool = False


@dataclass(frozen=True, slots=True)
class Photograph:
    """A file and what is true of it."""

    data: bytes
    corners: Corners
    size: tuple[int, int]
    """Width and height of the upright picture, in dots."""
    shot: Shot = field(repr=False)


def bad_shot(seed: int, *, megapixels: float = 8.0, most_tilt: float = 10.0) -> Shot:
    """A moderately bad photograph, as a hurried person takes it by the light of a lamp."""
    chance = np.random.default_rng(seed)
    return Shot(
        seed=seed,
        megapixels=megapixels,
        ground=GROUNDS[int(chance.integers(len(GROUNDS)))],
        fill=float(chance.uniform(0.84, 0.94)),
        tilt=float(chance.uniform(0, most_tilt)),
        towards=float(chance.uniform(0, 360)),
        turn=float(chance.normal(0, 2.0)),
        shade=float(chance.uniform(0, 0.4)),
        shadow=float(chance.choice((0.0, chance.uniform(0.1, 0.45)))),
        noise=float(chance.uniform(2, 8)),
        blur=float(chance.uniform(0.15, 0.4)),
        quality=int(chance.integers(75, 86)),
        orientation=int(chance.choice((1, 1, 3, 6, 8))),
    )


def drawn_pages(pdf: bytes, dpi: float = 280.0, first: int = 1, last: int | None = None) -> list[Image.Image]:
    """The pages of a PDF in grey, from the first (counted from 1) to the last."""
    numbers = range(first, (last or page_count(pdf)) + 1)
    pictures = draw(pdf, [View(page=number, dpi=dpi) for number in numbers])
    return [Image.open(io.BytesIO(picture.data)).convert("L") for picture in pictures]


def spread(left: Image.Image, right: Image.Image) -> Image.Image:
    """Two pages of an open booklet: side by side, each darker towards the fold."""
    size = (left.width + right.width, max(left.height, right.height))
    both = Image.new("L", size, 255)
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    away = np.abs(np.arange(size[0], dtype=np.float32) - left.width) / (0.06 * size[0])
    dots = np.asarray(both, np.float32) * (1 - 0.45 * np.exp(-away))[None, :]
    return Image.fromarray(dots.astype(np.uint8))


def photograph(page: Image.Image, shot: Shot = Shot()) -> Photograph:
    """The page as a JPEG that a telephone would store."""
    picture, corners = taken(page, shot)
    return Photograph(stored(picture, shot), corners, picture.size, shot)


def photographs(pdf: bytes, shots: Sequence[Shot], dpi: float = 280.0) -> list[Photograph]:
    """A photograph of each page of a PDF, the shots taken in turn."""
    pages = drawn_pages(pdf, dpi)
    return [photograph(page, shots[n % len(shots)]) for n, page in enumerate(pages)]


def stored(picture: Image.Image, shot: Shot, format_: str = "JPEG") -> bytes:
    """The upright picture as a file, turned as the shot's orientation says."""
    turned = ORIENTATIONS[shot.orientation]
    exif = Image.Exif()
    exif[_EXIF_ORIENTATION] = shot.orientation
    target = io.BytesIO()
    (picture.transpose(turned) if turned is not None else picture).save(
        target, format_, quality=shot.quality, exif=exif.tobytes()
    )
    return target.getvalue()


def taken(page: Image.Image, shot: Shot) -> tuple[Image.Image, Corners]:
    """What the camera sees, upright, and where the page's corners are."""
    chance = np.random.default_rng([shot.seed, 1])
    size = _size(page, shot)
    matrix = _camera(page.size, size, shot)
    paper, covered = _projected(page, size, matrix)
    light = _light(size, shot, chance)
    tint = _WARM[int(chance.integers(len(_WARM)))]
    ground = _ground(size, shot.ground, chance)
    radius = shot.blur * _dots_a_point(page, matrix)
    bands: list[Image.Image] = []
    for band, colour in enumerate(tint[:1] if shot.grey else tint):
        seen = ground[:, :, band] * (1 - covered) + (paper * 0.93 * colour) * covered
        lit = Image.fromarray((seen * light).clip(0, 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(radius))
        bands.append(_noisy(lit, shot.noise, chance))
    return (bands[0] if shot.grey else Image.merge("RGB", bands)), _corners(page.size, matrix)


def _size(page: Image.Image, shot: Shot) -> tuple[int, int]:
    """Width and height of the picture: the camera is held as the page lies."""
    short = math.sqrt(shot.megapixels * 1e6 / ASPECT)
    sides = (round(short), round(short * ASPECT))
    return sides if page.height >= page.width else (sides[1], sides[0])


def _camera(page: tuple[int, int], size: tuple[int, int], shot: Shot) -> Matrix:
    """The homography from dots of the page to dots of the picture, the page in its middle and as large as it fits."""
    wide, high = page
    to_middle = np.array([[1, 0, -wide / 2], [0, 1, -high / 2], [0, 0, 1]], np.float64) / np.array(
        [[max(page)], [max(page)], [1]], np.float64
    )
    turn, towards, tilt = (math.radians(angle) for angle in (shot.turn, shot.towards, shot.tilt))
    lean = _about(math.cos(towards), -math.sin(towards), tilt)
    flat = (lean @ _rolled(turn))[:, :2]
    focal = FOCAL * max(size)
    distance = 2.0
    for _ in range(40):
        seen = np.column_stack((flat, (0, 0, distance)))
        matrix: Matrix = np.diag((focal, focal, 1.0)) @ seen @ to_middle
        corners = np.array(_corners(page, matrix))
        extent = corners.max(axis=0) - corners.min(axis=0)
        ratio = float((extent / np.array(size)).max()) / shot.fill
        distance *= ratio
        if abs(ratio - 1) < 1e-3:
            break
    middle = (corners.max(axis=0) + corners.min(axis=0)) / 2
    shift = np.array([[1, 0, size[0] / 2 - middle[0]], [0, 1, size[1] / 2 - middle[1]], [0, 0, 1]])
    return shift @ matrix


def _about(x: float, y: float, angle: float) -> Matrix:
    """A rotation that moves the side at the direction (x, y) of the plane away from the camera."""
    cross = np.array([[0, 0, -x], [0, 0, -y], [x, y, 0]], np.float64)
    return np.eye(3) + math.sin(angle) * cross + (1 - math.cos(angle)) * cross @ cross


def _rolled(angle: float) -> Matrix:
    cos, sin = math.cos(angle), math.sin(angle)
    return np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1]])


def _corners(page: tuple[int, int], matrix: Matrix) -> Corners:
    wide, high = page
    found: list[tuple[float, float]] = []
    for x, y in ((0, 0), (wide, 0), (wide, high), (0, high)):
        u, v, w = (float(value) for value in matrix @ np.array([x, y, 1.0]))
        found.append((u / w, v / w))
    return (found[0], found[1], found[2], found[3])


def _dots_a_point(page: Image.Image, matrix: Matrix) -> float:
    """Dots of the picture to a point of the page, as if it were A4."""
    top_left, _, _, bottom_left = _corners(page.size, matrix)
    return math.dist(top_left, bottom_left) / 842.0


def _projected(page: Image.Image, size: tuple[int, int], matrix: Matrix) -> tuple[Floats, Floats]:
    """The page as the camera sees it, and how much of each dot it covers."""
    back = np.linalg.inv(matrix)
    back /= back[2, 2]
    numbers = [float(value) for value in back.ravel()[:8]]
    top_left, top_right, _, _ = _corners(page.size, matrix)
    shrunk = math.dist(top_left, top_right) / page.width
    fine = page.filter(ImageFilter.GaussianBlur(0.45 * (1 / shrunk - 1))) if shrunk < 1 else page
    way, how = Image.Transform.PERSPECTIVE, Image.Resampling.BICUBIC
    paper = fine.transform(size, way, numbers, how, fillcolor=255)
    covered = Image.new("L", page.size, 255).transform(size, way, numbers, Image.Resampling.BILINEAR, fillcolor=0)
    return np.asarray(paper, np.float32), np.asarray(covered, np.float32) / np.float32(255)


def _light(size: tuple[int, int], shot: Shot, chance: Random) -> Floats:
    """How much light falls on each dot, 1 for full."""
    across = np.linspace(-1, 1, size[0], dtype=np.float32)[None, :]
    down = np.linspace(-1, 1, size[1], dtype=np.float32)[:, None]
    angle = float(chance.uniform(0, 2 * math.pi))
    along = (across * math.cos(angle) + down * math.sin(angle)) / 1.42
    light = 1 - shot.shade * (along + 1) / 2
    edge = float(chance.uniform(0, 2 * math.pi))
    beyond = across * math.cos(edge) + down * math.sin(edge) - float(chance.uniform(-0.3, 0.5))
    softness = float(chance.uniform(0.01, 0.08))
    dark = 1 / (1 + np.exp(np.clip(-beyond / softness, -30, 30)))
    lit: Floats = (light * (1 - shot.shadow * dark)).astype(np.float32)
    return lit


def _noisy(picture: Image.Image, noise: float, chance: Random) -> Image.Image:
    """With the grain of a sensor, which the camera has smoothed a little."""
    grain = chance.standard_normal((picture.height, picture.width), np.float32)
    grain[:, 1:] = 0.8 * grain[:, 1:] + 0.4 * grain[:, :-1]
    dots = np.asarray(picture, np.float32) + noise * grain
    return Image.fromarray(dots.clip(0, 255).astype(np.uint8))


def _ground(size: tuple[int, int], kind: Ground, chance: Random) -> Floats:
    """What lies under and around the page, in colour."""
    if kind == "clutter":
        return _clutter(size, chance)
    colours = {"wood": (150, 105, 66), "cloth": (46, 50, 62), "desk": (205, 203, 198)}
    weights = {"wood": 26.0, "cloth": 9.0, "desk": 4.0}
    pattern = _grain(size, chance) if kind == "wood" else _weave(size, chance)
    colour = np.array(colours[kind], np.float32)
    dots: Floats = (colour[None, None, :] + weights[kind] * pattern[:, :, None]).clip(0, 255).astype(np.float32)
    return dots


def _grain(size: tuple[int, int], chance: Random) -> Floats:
    """Stripes along, bent a little, of several widths; about -1 to 1."""
    across = np.linspace(0, 1, size[0], dtype=np.float32)[None, :]
    down = np.linspace(0, 1, size[1], dtype=np.float32)[:, None]
    place = down + 0.02 * np.sin(5 * across + float(chance.uniform(0, 6))) + 0.004 * np.sin(23 * across)
    stripes = np.zeros((size[1], size[0]), np.float32)
    for count in (9, 31, 83):
        stripes += np.sin(2 * math.pi * count * place + float(chance.uniform(0, 6)), dtype=np.float32) / 3
    return stripes


def _weave(size: tuple[int, int], chance: Random) -> Floats:
    """Threads across and down with uneven weight; about -1 to 1."""
    coarse = chance.standard_normal((max(2, size[1] // 24), max(2, size[0] // 24)), np.float32)
    lumps = np.asarray(Image.fromarray(coarse).resize(size, Image.Resampling.BICUBIC))
    threads = (
        chance.standard_normal(size[0], np.float32)[None, :] + chance.standard_normal(size[1], np.float32)[:, None]
    )
    return (0.6 * lumps + 0.3 * threads).astype(np.float32)


def _clutter(size: tuple[int, int], chance: Random) -> Floats:
    """A table with books, cards, pens and a keyboard's keys, any of them partly under the page."""
    picture = Image.fromarray(_ground(size, "wood", chance).astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        colour = tuple(int(value) for value in chance.integers(20, 245, 3))
        x, y = (float(chance.uniform(-0.1, 1)) * side for side in size)
        wide, high = (float(chance.uniform(0.08, 0.35)) * side for side in size)
        if chance.random() < 0.7:
            pen.rectangle((x, y, x + wide, y + high), fill=colour, outline=(20, 20, 20), width=3)
        else:
            pen.line((x, y, x + wide, y + high), fill=colour, width=max(6, size[0] // 90))
    key = size[0] / 18
    top = float(chance.choice((0.0, size[1] - 3.4 * key)))
    for row in range(3):
        for column in range(18):
            x, y = column * key, top + row * 1.1 * key
            pen.rounded_rectangle((x + 3, y + 3, x + key - 3, y + key - 3), key / 8, fill=(35, 35, 38))
            pen.line((x + key / 3, y + key / 3, x + key / 2, y + key / 2), fill=(220, 220, 220), width=3)
    return np.asarray(picture, np.float32)
