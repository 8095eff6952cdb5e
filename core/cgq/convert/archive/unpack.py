"""A zip is opened in processes of its own, with limits; what those send is counted here once more."""

from __future__ import annotations

import os
import time
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, cast

import msgspec

from cgq.convert.archive import problems
from cgq.convert.archive.directory import UnreadableArchive
from cgq.convert.archive.inflate import UnreadableEntry, inflate
from cgq.convert.archive.limits import MAX_ARCHIVE, MAX_ENTRIES, MAX_UNPACKED, MEMORY, PATIENCE, SECONDS
from cgq.convert.archive.listing import Listing, Member, OpenZip, Other, list_papers
from cgq.convert.archive.problems import Problem
from cgq.sandbox.apart import End, apart

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator, Sequence

MOST_FALLS = 3
"""Processes that one archive may end; what is left of it then is given up. Chosen."""

_DATA, _OVER, _PROBLEM, _MEMBER, _OTHER, _OPENING = b"d", b"e", b"p", b"m", b"o", b"z"

_File = tuple[int, int, int, int]
"""What tells a file from the one that took its place: device, number, bytes, nanoseconds of its last change."""

_MEMBERS = msgspec.json.Decoder(Member)
_OTHERS = msgspec.json.Decoder(Other)
_PROBLEMS = msgspec.json.Decoder(Problem)


class Unpacking:
    """One zip: what it holds, and its entries, each as a whole. All that is read of it, in however many processes, has
    SECONDS and MAX_UNPACKED bytes, and may end MOST_FALLS of them."""

    def __init__(self, path: str, most: int) -> None:
        """`most` are the bytes of one entry."""
        self._path = path
        self._most = most
        self._left = MAX_UNPACKED
        self._seconds = SECONDS
        self._falls = 0
        self._file: _File | None = None

    def listing(self) -> Listing:
        """What the zip holds. Raises UnreadableArchive."""
        self._file = self._look()
        members: list[Member] = []
        others: Counter[str] = Counter()
        files = 0
        running = self._apart(partial(_list, self._path))
        try:
            while True:
                piece = next(running)
                tag, data = piece[:1], piece[1:]
                files += tag != _OPENING
                if files > MAX_ENTRIES:
                    raise UnreadableArchive(problems.MANY_ENTRIES)
                if tag == _MEMBER:
                    members.append(_MEMBERS.decode(data))
                elif tag == _OTHER:
                    others[_OTHERS.decode(data).ending] += 1
                elif tag != _OPENING:
                    raise UnreadableArchive(_PROBLEMS.decode(data))
        except StopIteration as stop:
            end = cast("End", stop.value)
            if end.cause != "done":
                raise UnreadableArchive(_fallen(end)) from None
        except msgspec.DecodeError as error:
            raise UnreadableArchive(problems.BROKE) from error
        finally:
            running.close()
        return Listing(tuple(members), dict(others))

    def read(self, members: Iterable[Member]) -> Iterator[tuple[Member, bytes | Problem]]:
        """Each entry that was listed with its bytes, or with why it has none, in the order that is asked for; one is
        held in memory at a time. One process reads them all, unless it falls."""
        wanted = list(members)
        at = 0
        fallen: Problem | None = None
        while at < len(wanted):
            if fallen is not None and (self._falls >= MOST_FALLS or self._seconds <= 0):
                yield wanted[at], fallen
                at += 1
                continue
            places = [member.at for member in wanted[at:]]
            running = self._apart(partial(_read, self._path, self._file, places, self._most))
            at, fallen = yield from self._until_it_falls(running, wanted, at)
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

    def _look(self) -> _File:
        try:
            found = os.stat(self._path)
        except OSError as error:
            raise UnreadableArchive(_of_system(error)) from error
        if found.st_size > MAX_ARCHIVE:
            raise UnreadableArchive(problems.LARGE_ARCHIVE)
        return _file_of(found)

    def _apart(self, work: Callable[[], Iterable[bytes]]) -> Generator[bytes, None, End]:
        """The pieces of a process; the seconds that are waited for them are those of the archive."""
        running = apart(work, memory=MEMORY, seconds=max(1.0, self._seconds), patience=self._patience)
        try:
            while True:
                began = time.monotonic()
                try:
                    piece = next(running)
                except StopIteration as stop:
                    return cast("End", stop.value)
                finally:
                    self._seconds -= time.monotonic() - began
                yield piece
        finally:
            running.close()

    def _patience(self) -> float:
        return max(0.0, min(PATIENCE, self._seconds))


def _give_up(
    wanted: Sequence[Member], at: int
) -> Generator[tuple[Member, bytes | Problem], None, tuple[int, Problem | None]]:
    for member in wanted[at:]:
        yield member, problems.LARGE_TOTAL
    return len(wanted), None


def _fallen(end: End) -> Problem:
    """Why the process ended; where somebody else ended it, that says nothing of the archive."""
    if end.cause in ("killed", "unstarted"):
        return problems.ENDED
    return problems.SLOW if end.cause == "timeout" else problems.BROKE


def _file_of(found: os.stat_result) -> _File:
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _of_system(error: OSError) -> Problem:
    return problems.GONE if isinstance(error, FileNotFoundError) else problems.UNREADABLE


def _list(path: str) -> Iterator[bytes]:
    """In the process of its own: what the zip holds, or why it cannot be read."""
    try:
        with open(path, "rb") as file:
            for found in list_papers(OpenZip(file)):
                tag = _MEMBER if isinstance(found, Member) else _OTHER if isinstance(found, Other) else _OPENING
                yield tag + msgspec.json.encode(found)
    except (UnreadableArchive, UnreadableEntry) as error:
        yield _PROBLEM + msgspec.json.encode(error.problem)
    except OSError as error:
        yield _PROBLEM + msgspec.json.encode(_of_system(error))


def _read(path: str, listed: _File | None, wanted: Sequence[tuple[int, ...]], most: int) -> Iterator[bytes]:
    """In the process of its own: the pieces of each entry in turn, of the file that was listed."""
    try:
        with open(path, "rb") as file:
            if _file_of(os.fstat(file.fileno())) != listed:
                raise UnreadableArchive(problems.CHANGED)
            zipped = OpenZip(file)
            for at in wanted:
                yield from _entry(zipped, at, most)
    except UnreadableArchive as error:  # before the first entry
        yield from [_PROBLEM + msgspec.json.encode(error.problem)] * len(wanted)
    except OSError as error:
        yield from [_PROBLEM + msgspec.json.encode(_of_system(error))] * len(wanted)


def _entry(zipped: OpenZip, at: tuple[int, ...], most: int) -> Iterator[bytes]:
    """The pieces of one entry, or what is wrong with it."""
    try:
        source, entry = zipped.entry(at)
        for piece in inflate(source, entry, most, problems.LARGE_ENTRY):
            yield _DATA + piece
        yield _OVER
    except (UnreadableArchive, UnreadableEntry) as error:
        yield _PROBLEM + msgspec.json.encode(error.problem)
    except OSError as error:
        yield _PROBLEM + msgspec.json.encode(_of_system(error))
