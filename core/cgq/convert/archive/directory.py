"""The directory at the end of a zip: what it lists, with what is wrong with each entry before anything is unpacked.

Only the directory counts, as for every program that unpacks; what stands before an entry itself may say something else.
The rules are those of APPNOTE 6.3 (PKWARE).
"""

from __future__ import annotations

import os
import stat
import struct
from dataclasses import dataclass, replace
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from cgq.convert.archive import problems
from cgq.convert.archive.entry_names import RawName, decode_names, leads_out, parts_of
from cgq.convert.archive.limits import MAX_DIRECTORY, MAX_ENTRIES, MAX_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.convert.archive.problems import Problem

STORED, DEFLATED = 0, 8
"""The methods that are read: all that ordinary zips have (APPNOTE 4.4.5)."""

_END, _END_SIGN = struct.Struct("<4s4H2IH"), b"PK\x05\x06"
_LOCATOR, _LOCATOR_SIGN = struct.Struct("<4sIQI"), b"PK\x06\x07"
_END64, _END64_SIGN = struct.Struct("<4sQ2H2I4Q"), b"PK\x06\x06"
_CENTRAL, _CENTRAL_SIGN = struct.Struct("<4s6H3I5H2I"), b"PK\x01\x02"
LOCAL = struct.Struct("<4s5H3I2H")
LOCAL_SIGN = b"PK\x03\x04"

_LONGEST_COMMENT = 0xFFFF
"""Bytes of the comment at a zip's end at most: its length is stored in two (APPNOTE 4.3.16)."""
_IN_64 = 0xFFFF_FFFF
"""What a field of four bytes holds where the number is in the ZIP64 field (APPNOTE 4.5.3)."""
_ZIP64_FIELD = 0x0001
"""Kind of the extra field that holds numbers of eight bytes (APPNOTE 4.5.3)."""
_ENCRYPTED_FLAGS = 0x0001 | 0x0040 | 0x2000
"""Encrypted, strongly encrypted, encrypted directory (APPNOTE 4.4.4)."""


class UnreadableArchive(Exception):
    """No entry of it can be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.what)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a zip: its name with folders, its checksum, its sizes as the directory has them (bytes), where its
    header stands in the file, and what is wrong with it."""

    name: str
    crc: int
    packed: int
    size: int
    method: int
    offset: int
    problem: Problem | None = None


class _Record(NamedTuple):
    """What the directory says of an entry: its fields as they stand there (APPNOTE 4.3.12), its name in bytes, and its
    extra field."""

    fields: tuple[Any, ...]
    raw: bytes
    extra: bytes


def read_directory(file: IO[bytes]) -> list[Entry]:
    """The files that a zip lists, in its order, without its folders. Raises UnreadableArchive."""
    size = file.seek(0, os.SEEK_END)
    start, length, before = _find_directory(file, size)
    file.seek(start)
    listed = file.read(length)
    entries = [entry for entry in _entries(listed, before) if not entry.name.endswith("/")]
    return _without_twins(_without_overlaps(entries, start))


def _find_directory(file: IO[bytes], size: int) -> tuple[int, int, int]:
    """Where the directory starts, its bytes, and how many bytes stand before the zip itself (its own unpacker)."""
    tail_start = max(0, size - _LONGEST_COMMENT - _END.size - _LOCATOR.size)
    file.seek(tail_start)
    tail = file.read()
    at = tail.rfind(_END_SIGN)
    if at < 0 or at + _END.size > len(tail):
        raise UnreadableArchive(problems.CUT_OFF)
    _, disk, first_disk, here, count, length, offset, _ = _END.unpack_from(tail, at)
    end = tail_start + at
    if _IN_64 in (length, offset) or 0xFFFF in (count, disk):
        found = _find_end64(file, tail, at, size)
        if found is not None:
            end, disk, first_disk, here, count, length, offset = found
    if disk or first_disk or here != count:
        raise UnreadableArchive(problems.SEVERAL_PARTS)
    if count > MAX_ENTRIES or length > MAX_DIRECTORY:
        raise UnreadableArchive(problems.MANY_ENTRIES)
    start = end - length
    if start < 0 or start < offset:
        raise UnreadableArchive(problems.CUT_OFF)
    return start, length, start - offset


def _find_end64(file: IO[bytes], tail: bytes, at: int, size: int) -> tuple[int, int, int, int, int, int, int] | None:
    """Where the end record of a large zip stands, and its fields: disks, entries, the directory's bytes and offset."""
    if at < _LOCATOR.size or tail[at - _LOCATOR.size : at - _LOCATOR.size + 4] != _LOCATOR_SIGN:
        return None
    _, _, where, _ = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
    if where + _END64.size > size:
        raise UnreadableArchive(problems.CUT_OFF)
    file.seek(where)
    sign, _, _, _, disk, first_disk, here, count, length, offset = _END64.unpack(file.read(_END64.size))
    if sign != _END64_SIGN:
        raise UnreadableArchive(problems.CUT_OFF)
    return where, disk, first_disk, here, count, length, offset


def _entries(listed: bytes, before: int) -> list[Entry]:
    records = list(_records(listed))
    names = decode_names([RawName(record.raw, record.fields[3], record.extra) for record in records])
    return [_entry(record, name, before) for record, name in zip(records, names, strict=True)]


def _records(listed: bytes) -> Iterator[_Record]:
    at = count = 0
    while at < len(listed):
        if at + _CENTRAL.size > len(listed) or listed[at : at + 4] != _CENTRAL_SIGN:
            raise UnreadableArchive(problems.DAMAGED)
        count += 1
        if count > MAX_ENTRIES:
            raise UnreadableArchive(problems.MANY_ENTRIES)
        fields = _CENTRAL.unpack_from(listed, at)
        long, more, comment = fields[10:13]
        at += _CENTRAL.size
        yield _Record(fields, listed[at : at + long], listed[at + long : at + long + more])
        at += long + more + comment


def _entry(record: _Record, name: str, before: int) -> Entry:
    _, made, _, flags, method, _, _, crc, packed, size, _, _, _, disk, _, attributes, offset = record.fields
    packed, size, offset = _in_64(record.extra, packed, size, offset)
    is_link = made >> 8 == 3 and stat.S_ISLNK(attributes >> 16)  # 3: made under Unix (APPNOTE 4.4.2)
    problem = _problem(name, flags, method, is_link=is_link, is_apart=bool(disk))
    return Entry(name[:MAX_NAME], crc, packed, size, method, before + offset, problem)


def _in_64(extra: bytes, packed: int, size: int, offset: int) -> tuple[int, int, int]:
    """The sizes and the offset of an entry, from its extra field where they are too large for their own (4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        field = extra[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == _ZIP64_FIELD:
            large = list(struct.unpack(f"<{len(field) // 8}Q", field[: len(field) // 8 * 8]))
            size = large.pop(0) if size == _IN_64 and large else size
            packed = large.pop(0) if packed == _IN_64 and large else packed
            offset = large.pop(0) if offset == _IN_64 and large else offset
    return packed, size, offset


def _problem(name: str, flags: int, method: int, *, is_link: bool, is_apart: bool) -> Problem | None:
    if len(name) > MAX_NAME:
        return problems.LONG_NAME
    if leads_out(name):
        return problems.LEAVES
    if is_link:
        return problems.LINK
    if flags & _ENCRYPTED_FLAGS:
        return problems.ENCRYPTED
    if is_apart:
        return problems.SEVERAL_PARTS
    return None if method in (STORED, DEFLATED) else problems.METHOD


def _without_overlaps(entries: list[Entry], end: int) -> list[Entry]:
    """The same; those that share bytes with another one, or with the directory at `end`, are not to be read."""
    guilty: set[int] = set()
    furthest, last = 0, -1
    for at in sorted(range(len(entries)), key=lambda place: entries[place].offset):
        entry = entries[at]
        stop = entry.offset + LOCAL.size + entry.packed
        if entry.offset < furthest:
            guilty |= {last, at}
        if stop > end:
            guilty.add(at)
        if stop > furthest:
            furthest, last = stop, at
    return [
        replace(entry, problem=entry.problem or problems.OVERLAPS) if at in guilty else entry
        for at, entry in enumerate(entries)
    ]


def _without_twins(entries: list[Entry]) -> list[Entry]:
    """The same; of several with one name, however that is spelt, only the first is to be read."""
    seen: set[tuple[str, ...]] = set()
    found: list[Entry] = []
    for entry in entries:
        parts = parts_of(entry.name)
        is_twin = parts in seen
        seen.add(parts)
        found.append(replace(entry, problem=entry.problem or problems.TWICE) if is_twin else entry)
    return found
