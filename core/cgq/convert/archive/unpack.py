"""A zip is opened in a process of its own, with limits; what that sends is counted here once more."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING, cast

import msgspec

from cgq.convert.archive import problems
from cgq.convert.archive.directory import UnreadableArchive
from cgq.convert.archive.inflate import UnreadableEntry, inflate
from cgq.convert.archive.limits import MAX_ARCHIVE, MAX_UNPACKED, MEMORY, PATIENCE, SECONDS
from cgq.convert.archive.listing import Listing, OpenZip, list_papers
from cgq.convert.archive.problems import Problem
from cgq.errors import StageFailed
from cgq.sandbox.apart import End, apart

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

    from cgq.convert.archive.listing import Member

MOST_FALLS = 3
"""Processes that one archive may end; what is left of it then is given up. Chosen."""

_DATA, _OVER, _PROBLEM, _LISTING = b"d", b"e", b"p", b"l"

_LISTINGS = msgspec.json.Decoder(Listing)
_PROBLEMS = msgspec.json.Decoder(Problem)


def list_archive(path: str) -> Listing:
    """What a zip holds, by its path. Raises UnreadableArchive, and StageFailed where somebody ended the process."""
    if os.stat(path).st_size > MAX_ARCHIVE:
        raise UnreadableArchive(problems.LARGE_ARCHIVE)
    pieces, end = _all_of(_apart(partial(_list, path)))
    if end.cause != "done":
        raise UnreadableArchive(_fallen(end))
    for piece in pieces:
        try:
            if piece[:1] == _LISTING:
                return _LISTINGS.decode(piece[1:])
            raise UnreadableArchive(_PROBLEMS.decode(piece[1:]))
        except msgspec.DecodeError as error:
            raise UnreadableArchive(problems.BROKE) from error
    raise UnreadableArchive(problems.BROKE)


class Unpacking:
    """The entries of one zip, each as a whole; all of them together have MAX_UNPACKED bytes at most."""

    def __init__(self, path: str, most: int) -> None:
        """`most` are the bytes of one entry."""
        self._path = path
        self._most = most
        self._left = MAX_UNPACKED
        self._falls = 0

    def read(self, members: Iterable[Member]) -> Iterator[tuple[Member, bytes | Problem]]:
        """Each entry with its bytes, or with why it has none; one is held in memory at a time.

        Raises StageFailed where somebody ended the process.
        """
        wanted = list(members)
        at = 0
        while at < len(wanted):
            if self._falls >= MOST_FALLS:
                yield wanted[at], problems.BROKE
                at += 1
                continue
            running = _apart(partial(_read, self._path, [member.at for member in wanted[at:]], self._most))
            end = yield from self._until_it_falls(running, wanted, at)
            at, fallen = end
            if fallen is not None and at < len(wanted):
                self._falls += 1
                yield wanted[at], fallen
                at += 1

    def _until_it_falls(
        self, running: Generator[bytes, None, End], wanted: Sequence[Member], at: int
    ) -> Generator[tuple[Member, bytes | Problem], None, tuple[int, Problem | None]]:
        """The entries from `at` on; the number of the first that is still to come, and why its process fell."""
        held = bytearray()
        try:
            while True:
                piece = next(running)
                tag, data = piece[:1], piece[1:]
                if tag == _DATA:
                    held += data
                    self._left -= len(data)
                    if len(held) > self._most:
                        return at, problems.BROKE
                    if self._left < 0:
                        return (yield from _give_up(wanted, at))
                    continue
                yield wanted[at], (bytes(held) if tag == _OVER else _PROBLEMS.decode(data))
                held.clear()
                at += 1
        except StopIteration as stop:
            end = cast("End", stop.value)
            return at, (problems.BROKE if end.cause == "done" else _fallen(end))
        except (msgspec.DecodeError, IndexError):
            return at, problems.BROKE
        finally:
            running.close()


def _give_up(
    wanted: Sequence[Member], at: int
) -> Generator[tuple[Member, bytes | Problem], None, tuple[int, Problem | None]]:
    for member in wanted[at:]:
        yield member, problems.LARGE_TOTAL
    return len(wanted), None


def _apart(work: Callable[[], Iterable[bytes]]) -> Generator[bytes, None, End]:
    return apart(work, memory=MEMORY, seconds=SECONDS, patience=lambda: PATIENCE)


def _all_of(running: Generator[bytes, None, End]) -> tuple[list[bytes], End]:
    pieces: list[bytes] = []
    while True:
        try:
            pieces.append(next(running))
        except StopIteration as stop:
            return pieces[:1], cast("End", stop.value)


def _fallen(end: End) -> Problem:
    """Why the process ended. Raises StageFailed where that says nothing of the archive."""
    if end.cause in ("killed", "unstarted"):
        hint = "Look whether the machine runs out of memory, and try again."
        raise StageFailed(f"The process that opens archives was ended ({end.told}).", code="reader_killed", hint=hint)
    return problems.SLOW if end.cause == "timeout" else problems.BROKE


def _list(path: str) -> Iterator[bytes]:
    """In the process of its own: what the zip holds, or why it cannot be read."""
    try:
        with open(path, "rb") as file:
            yield _LISTING + msgspec.json.encode(list_papers(OpenZip(file)))
    except (UnreadableArchive, UnreadableEntry) as error:
        yield _PROBLEM + msgspec.json.encode(error.problem)
    except OSError:
        yield _PROBLEM + msgspec.json.encode(problems.DAMAGED)


def _read(path: str, wanted: Sequence[tuple[int, ...]], most: int) -> Iterator[bytes]:
    """In the process of its own: the pieces of each entry in turn."""
    with open(path, "rb") as file:
        zipped = OpenZip(file)
        for at in wanted:
            try:
                source, entry = zipped.entry(at)
                for piece in inflate(source, entry, most, problems.LARGE_ENTRY):
                    yield _DATA + piece
                yield _OVER
            except (UnreadableArchive, UnreadableEntry) as error:
                yield _PROBLEM + msgspec.json.encode(error.problem)
