"""What runs in the process that decodes pictures."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import msgspec

from cgq.convert.archive.bundle import read_bundle
from cgq.convert.pictures.opened import UnreadPicture, stored_picture
from cgq.convert.pictures.page import pages_of
from cgq.convert.pictures.pieces import Frames, Lost, Over
from cgq.exam.findings import TOO_LARGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.convert.pictures.pieces import Piece

_ENCODE = msgspec.msgpack.Encoder().encode


def pictures_in(data: bytes, *, is_bundle: bool) -> list[memoryview]:
    """The pictures of a file. Raises ValueError for a bundle that is none."""
    return read_bundle(data) if is_bundle else [memoryview(data)]


def pieces_of(data: bytes, number: int, first: int) -> Iterator[bytes]:
    """The encoded pieces of one picture, the `number`-th, from its frame `first` on."""
    warnings.simplefilter("ignore")  # of damaged metadata; nobody reads what this process prints
    for piece in _pieces(data, number, first):
        yield _ENCODE(piece)


def _pieces(data: bytes, number: int, first: int) -> Iterator[Piece]:
    """A page that cannot be read is lost alone: those behind it are tried all the same."""
    stored = stored_picture(data)
    yield Frames(number, len(stored.pages))
    for frame in range(first, len(stored.pages) + 1):
        try:
            yield from pages_of(stored.frame(frame), number, frame)
        except UnreadPicture as error:
            yield Lost(number, frame, error.code, error.why)
        except MemoryError:
            yield Lost(number, frame, TOO_LARGE, "it takes more memory than a picture gets")
        yield Over(number, frame)
