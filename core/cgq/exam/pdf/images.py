"""What a page shows of its images, and what tells two of them apart."""

from __future__ import annotations

import hashlib
from ctypes import addressof, c_float, c_uint, create_string_buffer
from typing import TYPE_CHECKING

from pypdfium2 import raw

from cgq.exam.pdf.calls import plain

if TYPE_CHECKING:
    from cgq.exam.model import BBox
    from cgq.exam.pdf.turn import Turn

_MOST_CLIPS = 16
_MOST_POINTS = 64
_LEAST_PIXELS = 2
_HARDLY_CUT = 0.03

_SIZE, _DATA = plain(raw.FPDFImageObj_GetImagePixelSize), plain(raw.FPDFImageObj_GetImageDataRaw)
_CLIP, _PATHS = plain(raw.FPDFPageObj_GetClipPath), plain(raw.FPDFClipPath_CountPaths)
_SEGMENTS, _SEGMENT = plain(raw.FPDFClipPath_CountPathSegments), plain(raw.FPDFClipPath_GetPathSegment)
_POINT = plain(raw.FPDFPathSegment_GetPoint)


def hash_of(item: int, box: BBox, shown: BBox) -> str:
    """Hex sha256 of an image's size in dots, its bytes as they stand in the file, and, when a clip leaves
    only a part of its box to see, of which part in hundredths."""
    width, height = _dots(item)
    length = _DATA(item, None, 0)
    buffer = create_string_buffer(max(length, 1))
    _DATA(item, addressof(buffer), length)
    return hashlib.sha256(b"%d %d %s " % (width, height, _part(box, shown)) + buffer.raw[:length]).hexdigest()


def _part(box: BBox, shown: BBox) -> bytes:
    wide, high = max(box[2] - box[0], 1.0), max(box[3] - box[1], 1.0)
    cut = (
        round((shown[0] - box[0]) / wide, 2),
        round((shown[1] - box[1]) / high, 2),
        round((box[2] - shown[2]) / wide, 2),
        round((box[3] - shown[3]) / high, 2),
    )
    return b"" if max(cut) < _HARDLY_CUT else repr(cut).encode()


def is_blank(item: int) -> bool:
    """Whether an image has too few dots to show anything: spacers and rules of web pages."""
    return min(_dots(item)) < _LEAST_PIXELS


def shown_part(item: int, box: BBox, turn: Turn) -> BBox | None:
    """What of an image its clip and the page leave to see, displayed; None for nothing."""
    left, top, right, bottom = box
    for clip in (_clip(item, turn), (0.0, 0.0, turn.width, turn.height)):
        if clip is not None:
            left, top = max(left, clip[0]), max(top, clip[1])
            right, bottom = min(right, clip[2]), min(bottom, clip[3])
    return (left, top, right, bottom) if right - left > 1 and bottom - top > 1 else None


def _dots(item: int) -> tuple[int, int]:
    width, height = c_uint(), c_uint()
    _SIZE(item, addressof(width), addressof(height))
    return width.value, height.value


def _clip(item: int, turn: Turn) -> BBox | None:
    """The box of the smallest clip path. PDFium counts -1 where there is none."""
    clip = _CLIP(item)
    boxes: list[BBox] = []
    x, y = c_float(), c_float()
    for path in range(min(_PATHS(clip), _MOST_CLIPS) if clip else 0):
        xs: list[float] = []
        ys: list[float] = []
        for index in range(min(_SEGMENTS(clip, path), _MOST_POINTS)):
            _POINT(_SEGMENT(clip, path, index), addressof(x), addressof(y))
            xs.append(x.value)
            ys.append(y.value)
        if xs:
            boxes.append(turn.box(min(xs), min(ys), max(xs), max(ys)))
    return min(boxes, key=lambda b: (b[2] - b[0]) * (b[3] - b[1]), default=None)
