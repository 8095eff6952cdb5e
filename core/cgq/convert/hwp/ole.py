"""Streams of an OLE compound file ([MS-CFB]), as far as Hangul documents need: read only, every loop bounded."""

from __future__ import annotations

import struct
from typing import NamedTuple

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = struct.Struct("<8s16xHHHHH6xIIIIIIIIII")
_ENTRY = struct.Struct("<64sHBBIII16x4x8x8xIQ")
_ENTRY_SIZE = 128
"""Bytes of an entry of the directory (MS-CFB 2.6.1)."""
_ROOT, _STREAM = 5, 2
"""Types of entries of the directory (MS-CFB 2.6.1)."""
_LAST_SECTOR = 0xFFFFFFFA
"""Sector numbers from here on mean something else: the end of a chain, a free sector."""
_MOST_ENTRIES = 20_000
"""Entries of a directory; a paper with a picture on each of 2,000 pages has some 4,000."""


class _Entry(NamedTuple):
    name: str
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int


class Ole:
    """The streams of a compound file by their paths, such as `BodyText/Section0`.

    Raises ValueError where the file is none, or is damaged; reading a stream may raise it, too.
    """

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(SIGNATURE):
            raise ValueError("not an OLE file")
        _, _, _, _, shift, small_shift, _, fats, root, _, cutoff, small, _, difat, _ = _HEADER.unpack_from(data)[:15]
        if shift not in (9, 12) or small_shift != 6:
            raise ValueError("sectors of an unknown size")
        self._data, self._size, self._cutoff = data, 1 << shift, cutoff
        self._fat = self._allocation(fats, difat)
        entries = self._entries(self._chain(root, self._fat))
        self._small_fat = self._numbers(self._sectors(self._chain(small, self._fat)))
        self._small = self._sectors(self._chain(entries[0].start, self._fat))
        self._streams = _tree(entries)

    @property
    def paths(self) -> list[str]:
        """The paths of all streams, in the order of the directory's tree."""
        return list(self._streams)

    def read(self, path: str) -> bytes:
        """The bytes of a stream, as they are stored. Raises KeyError for none."""
        entry = self._streams[path]
        if entry.size >= self._cutoff:
            return self._sectors(self._chain(entry.start, self._fat))[: entry.size]
        chain = self._chain(entry.start, self._small_fat)
        return b"".join(self._small[n * 64 : n * 64 + 64] for n in chain)[: entry.size]

    def _sectors(self, chain: list[int]) -> bytes:
        return b"".join(self._data[(n + 1) * self._size : (n + 2) * self._size] for n in chain)

    def _numbers(self, raw: bytes) -> tuple[int, ...]:
        return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])

    def _allocation(self, count: int, first: int) -> tuple[int, ...]:
        """The table of which sector follows each; 109 of its own sectors are listed in the header."""
        listed = [n for n in self._numbers(self._data[76:512]) if n < _LAST_SECTOR]
        most, next_list = len(self._data) // self._size + 1, first
        for _ in range(most):
            if next_list >= _LAST_SECTOR or len(listed) > most:
                break
            *more, next_list = self._numbers(self._sectors([next_list])) or (_LAST_SECTOR,)
            listed += [n for n in more if n < _LAST_SECTOR]
        return self._numbers(self._sectors(listed[: min(count, most)]))

    def _chain(self, first: int, table: tuple[int, ...]) -> list[int]:
        """The sectors of a stream in order. Raises ValueError where they run in a circle or out of the file."""
        chain: list[int] = []
        at = first
        while at < _LAST_SECTOR:
            if at >= len(table) or len(chain) > len(table):
                raise ValueError("a chain of sectors is damaged")
            chain.append(at)
            at = table[at]
        return chain

    def _entries(self, chain: list[int]) -> list[_Entry]:
        raw = self._sectors(chain)
        count = min(len(raw) // _ENTRY_SIZE, _MOST_ENTRIES)
        entries = [_entry(*_ENTRY.unpack_from(raw, n * _ENTRY_SIZE)) for n in range(count)]
        if not entries or entries[0].kind != _ROOT:
            raise ValueError("no root entry")
        return entries


def _entry(
    name: bytes, length: int, kind: int, _colour: int, left: int, right: int, child: int, start: int, size: int
) -> _Entry:
    return _Entry(
        name[: max(0, length - 2)].decode("utf-16-le", "replace"), kind, left, right, child, start, size & 0xFFFFFFFF
    )


def _tree(entries: list[_Entry]) -> dict[str, _Entry]:
    """The streams below the root by their paths; an entry is visited once, however often it is named."""
    streams: dict[str, _Entry] = {}
    waiting, seen = [(entries[0].child, "")], {0}
    while waiting:
        at, folder = waiting.pop()
        if at >= len(entries) or at in seen:
            continue
        seen.add(at)
        entry = entries[at]
        waiting += [(entry.right, folder), (entry.left, folder)]
        if entry.kind == _STREAM:
            streams[folder + entry.name] = entry
        else:
            waiting.append((entry.child, f"{folder}{entry.name}/"))
    return streams
