"""What a zip holds: its papers with those of the zips in it, what is wrong with each, and what else there is."""

from __future__ import annotations

import io
from dataclasses import dataclass, field, replace
from typing import IO, TYPE_CHECKING

from cgq.convert.archive import problems
from cgq.convert.archive.directory import UnreadableArchive, read_directory
from cgq.convert.archive.entry_names import parts_of
from cgq.convert.archive.inflate import UnreadableEntry, inflate
from cgq.convert.archive.limits import MAX_NESTED
from cgq.convert.archive.problems import Problem  # noqa: TC001 - msgspec asks for it
from cgq.convert.file_names import ending_of, is_nobodys
from cgq.convert.form import SUFFIXES, WITHIN, content_of, document_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.convert.archive.directory import Entry


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip that is a paper by its name: `at` are its numbers in the zip, and in the zip inside of it where
    it lies in one; `folder` are the folders inside, none at its root; `problem`: why it gives no paper."""

    at: tuple[int, ...]
    folder: str
    name: str
    size: int
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """The papers in a zip, in its order, and how many files of each other ending it has (see file_names)."""

    members: tuple[Member, ...] = ()
    others: dict[str, int] = field(default_factory=dict[str, int])


class OpenZip:
    """A zip that is open, with the last zip inside of it that was asked for; in a process of its own."""

    def __init__(self, file: IO[bytes]) -> None:
        """Raises UnreadableArchive."""
        self.file = file
        self.entries = read_directory(file)
        self._inside: tuple[int, OpenZip] | None = None

    def entry(self, at: Sequence[int]) -> tuple[IO[bytes], Entry]:
        """The file to read an entry from, and the entry. Raises UnreadableArchive and UnreadableEntry."""
        if len(at) == 1:
            return self.file, self.entries[at[0]]
        return self.inside(at[0]).entry(at[1:])

    def inside(self, number: int) -> OpenZip:
        """The zip that an entry is. Raises UnreadableArchive and UnreadableEntry."""
        if self._inside is None or self._inside[0] != number:
            self._inside = None  # before the next one is read: they are large
            held = io.BytesIO()
            for piece in inflate(self.file, self.entries[number], MAX_NESTED, problems.LARGE_NESTED):
                held.write(piece)
            self._inside = number, OpenZip(held)
        return self._inside[1]

    def begins(self, number: int) -> bytes:
        """The first bytes of an entry, by which it is known for what it is. Raises UnreadableEntry."""
        found = b""
        for piece in inflate(self.file, self.entries[number], MAX_NESTED, problems.LARGE_NESTED):
            found += piece[:WITHIN]
            if len(found) >= WITHIN:
                break
        return found


@dataclass(frozen=True, slots=True)
class Other:
    """A file in a zip that is no paper by its name: its ending (see file_names)."""

    ending: str


@dataclass(frozen=True, slots=True)
class Opening:
    """A zip in a zip is about to be opened, which takes a while."""


def list_papers(zipped: OpenZip) -> Iterator[Member | Other | Opening]:
    """What a zip holds, with what the zips in it hold; of what is in those, zips are not opened."""
    return _members(zipped, (), "")


def _members(zipped: OpenZip, before: tuple[int, ...], folder: str) -> Iterator[Member | Other | Opening]:
    for number, entry in enumerate(zipped.entries):
        parts = parts_of(entry.name)
        if not parts or any(map(is_nobodys, parts if entry.problem is not problems.LEAVES else parts[-1:])):
            continue
        ending = ending_of(parts[-1])
        if ending not in SUFFIXES:
            yield Other(ending)
            continue
        member = Member(
            (*before, number), "/".join([folder, *parts[:-1]]).strip("/"), parts[-1], entry.size, entry.problem
        )
        if SUFFIXES[ending] == "zip" and entry.problem is None:
            yield Opening()
            yield from _inside(zipped, member)
        else:
            yield member


def _inside(zipped: OpenZip, member: Member) -> Iterator[Member | Other | Opening]:
    """What a zip in a zip holds, or the entry itself: with what is wrong with it, or as the document that it is."""
    number = member.at[-1]
    try:
        if content_of(zipped.begins(number)) != "zip":
            yield member
            return
        if len(member.at) > 1:
            yield replace(member, problem=problems.DEEPER)
            return
        inner = zipped.inside(number)
    except (UnreadableArchive, UnreadableEntry) as error:
        yield replace(member, problem=error.problem)
        return
    if document_of({entry.name for entry in inner.entries}) != "zip":
        yield member
    else:
        yield from _members(inner, member.at, f"{member.folder}/{member.name}".strip("/"))
