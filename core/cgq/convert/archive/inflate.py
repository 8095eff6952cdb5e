"""The bytes of an entry of a zip, counted as they come: what its header says of its size is not relied on."""

from __future__ import annotations

import zlib
from typing import IO, TYPE_CHECKING

from cgq.convert.archive import problems
from cgq.convert.archive.directory import LOCAL, LOCAL_SIGN, STORED
from cgq.convert.archive.limits import MAX_RATIO, RATIO_FROM

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.convert.archive.directory import Entry
    from cgq.convert.archive.problems import Problem

PIECE = 1 << 20
"""Bytes of a piece, at most."""


class UnreadableEntry(Exception):
    """An entry that cannot be unpacked; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


def inflate(file: IO[bytes], entry: Entry, most: int, too_large: Problem) -> Iterator[bytes]:
    """The pieces of an entry, at most `most` bytes of it. Raises UnreadableEntry: `too_large` for more, or what else is
    wrong, also after the last piece."""
    if entry.problem is not None:
        raise UnreadableEntry(entry.problem)
    if entry.size > most:
        raise UnreadableEntry(too_large)
    crc = count = 0
    for piece in _pieces(file, entry):
        count += len(piece)
        if count > most:
            raise UnreadableEntry(too_large)
        if count > RATIO_FROM and count > MAX_RATIO * entry.packed:
            raise UnreadableEntry(problems.BOMB)
        crc = zlib.crc32(piece, crc)
        yield piece
    if crc != entry.crc:
        raise UnreadableEntry(problems.DAMAGED)


def _pieces(file: IO[bytes], entry: Entry) -> Iterator[bytes]:
    packed = _packed(file, entry)
    if entry.method == STORED:
        yield from packed
        return
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for data in packed:
            rest = data
            while rest and not inflater.eof:
                yield inflater.decompress(rest, PIECE)
                rest = inflater.unconsumed_tail
        while not inflater.eof and (piece := inflater.decompress(b"", PIECE)):
            yield piece
    except zlib.error as error:
        raise UnreadableEntry(problems.DAMAGED) from error
    if not inflater.eof:
        raise UnreadableEntry(problems.DAMAGED)


def _packed(file: IO[bytes], entry: Entry) -> Iterator[bytes]:
    """The bytes of an entry as they stand in the file."""
    file.seek(entry.offset)
    header = file.read(LOCAL.size)
    if len(header) < LOCAL.size or not header.startswith(LOCAL_SIGN):
        raise UnreadableEntry(problems.DAMAGED)
    fields = LOCAL.unpack(header)
    file.seek(fields[-2] + fields[-1], 1)
    left = entry.packed
    while left:
        data = file.read(min(left, PIECE))
        if not data:
            raise UnreadableEntry(problems.DAMAGED)
        left -= len(data)
        yield data
