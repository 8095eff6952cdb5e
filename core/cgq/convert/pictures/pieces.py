"""What the process that decodes pictures hands over, piece by piece."""

from __future__ import annotations

from typing import Literal

import msgspec

Noted = tuple[str, str]
"""A code of findings and what there is to know, to stand behind the number of a picture or page."""

Deed = Literal["cut", "split", "turned"]
"""What was done to a picture that a person should know of."""


class Frames(msgspec.Struct, frozen=True, tag=True):
    """How many pages a picture's file has; `picture` counts from 1."""

    picture: int
    frames: int


class Made(msgspec.Struct, frozen=True, tag=True):
    """A page for the PDF: a JPEG, or a PNG's compressed rows (PDF's predictor 15).

    `size` is in dots, `points` in points before it is turned clockwise by `turn` degrees. `channels` is 1 or 3.
    """

    picture: int
    frame: int
    data: bytes
    filter: Literal["DCTDecode", "FlateDecode"]
    size: tuple[int, int]
    channels: int
    bits: int
    points: tuple[float, float]
    turn: int = 0
    deeds: tuple[Deed, ...] = ()
    noted: tuple[Noted, ...] = ()


class Over(msgspec.Struct, frozen=True, tag=True):
    """All that there is of this frame of this picture was handed over: its pages, or why it is lost."""

    picture: int
    frame: int


class Lost(msgspec.Struct, frozen=True, tag=True):
    """A frame of a picture that cannot be read, and why."""

    picture: int
    frame: int
    code: str
    why: str


Piece = Frames | Made | Over | Lost
