"""Papers that lie in no file of their own: those in a zip, and those of several pictures. Each becomes a file that the
database keeps beside it under its hash; where it came from is remembered (bank.unpacked).
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.bank.files import MAX_BYTES, path_text, read, title_of
from cgq.bank.find_files import Found, FoundPages, Loose, Others, Refusal
from cgq.bank.unpacked import Contents, PackedPaper, Part, RefusedPart
from cgq.convert.archive.bundle import MAX_BUNDLE, write_bundle
from cgq.convert.archive.directory import UnreadableArchive
from cgq.convert.archive.problems import Problem
from cgq.convert.archive.unpack import Unpacking, list_archive
from cgq.convert.form import content_of, is_form
from cgq.convert.form_refusals import what_it_is
from cgq.convert.series import find_series, is_picture, one_paper
from cgq.errors import InputFailed, Refused
from cgq.exam.findings import EMPTY_FILE, NOT_A_PDF, TOO_LARGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cgq.contract import Artifact
    from cgq.convert.archive.listing import Member
    from cgq.convert.series import Series
    from cgq.errors import CgqError

    Read = Callable[[Sequence["Source"]], Iterable[tuple["Source", "bytes | Refused"]]]
    """Gives the bytes of some sources, one at a time, or why there are none."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where the files of papers go that have none of their own. `write` keeps one until it is adopted, None where
    nothing is kept; `is_kept` says whether the database has a file of a sha256; `known` gives what a zip of a sha256
    held when it was opened before; `one_paper`: all pictures of a zip are one paper; `called` is what a zip is called
    where its path says nothing."""

    write: Callable[[Iterable[bytes]], Artifact] | None = None
    is_kept: Callable[[str], bool] = field(default=lambda _sha256: False)
    known: Callable[[str], Contents | None] = field(default=lambda _sha256: None)
    one_paper: bool = False
    called: str | None = None


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A paper with the file that was written of it; None where that is kept already, or nothing is."""

    paper: PackedPaper
    artifact: Artifact | None


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk, or a member of a zip; `part` is what it is called."""

    part: Part
    path: str = ""
    member: Member | None = None


def pack_pictures(found: FoundPages, keeping: Keeping) -> Iterator[Unpacked | Refusal | Found]:
    """Pictures in folders as one paper. One that is something else by its content is given back, to be read as that."""
    sources = [Source(_part_of(path), path) for path in found.paths]
    title = found.series.title or _folder_title(found.paths[0])
    pack = _Pack(_read_files, keeping, named=found.named)
    for entry in pack.pages(sources, title, found.series.missing):
        yield Found(entry.path, found.named) if isinstance(entry, Source) else entry


def unpack(
    path: str, sha256: str, keeping: Keeping, called: str
) -> Iterator[Unpacked | Refusal | Others | Loose | Contents]:
    """What a zip holds, as it is read, and at the end all of it for the next time. A zip that is known costs nothing.

    `called` is its path as text, as a person gave it. Raises Refused where nothing of it can be read.
    """
    place = keeping.called or path_text(os.path.abspath(path))
    known = keeping.known(sha256)
    if known is not None and all(keeping.is_kept(paper.sha256) for paper in known.papers):
        yield from _as_before(known, place, called)
        return
    zip_at_work = _Zip(path, place, called, keeping)
    yield from zip_at_work.papers()
    yield zip_at_work.contents()


def _as_before(known: Contents, place: str, called: str) -> Iterator[Unpacked | Refusal | Others | Loose]:
    for paper in known.papers:
        yield Unpacked(paper.at(place), None)
    for refused in known.refused:
        message = f"{called}/{refused.place} {refused.what}"
        yield Refusal(f"{called}/{refused.place}", Refused(message, code=refused.code, hint=refused.hint), named=False)
    if known.others:
        yield Others(place, known.others)
    for folder, pictures in known.loose.items():
        yield Loose(f"{place}/{folder}".rstrip("/"), pictures)


class _Zip:
    """One zip on its way into papers, and what is to be remembered of it."""

    def __init__(self, path: str, place: str, called: str, keeping: Keeping) -> None:
        self._path = path
        self._called = called
        self._place = place
        self._keeping = keeping
        self._unpacking = Unpacking(path, MAX_BYTES)
        self._pack = _Pack(self._read, keeping, named=False)
        self._papers: list[PackedPaper] = []
        self._refused: list[RefusedPart] = []
        self._others: dict[str, int] = {}
        self._loose: dict[str, int] = {}

    def contents(self) -> Contents:
        return Contents(tuple(self._papers), tuple(self._refused), self._others, self._loose)

    def papers(self) -> Iterator[Unpacked | Refusal | Others | Loose]:
        """Every paper, then what else there is. Raises Refused where nothing of the zip can be read."""
        try:
            listing = list_archive(self._path)
        except UnreadableArchive as error:
            raise _refused(self._called, error.problem) from error
        self._others = listing.others
        sources = [Source(Part(member.folder, member.name), member=member) for member in listing.members]
        for entry in self._of(sources):
            if isinstance(entry, Unpacked):
                self._papers.append(entry.paper)
                yield Unpacked(entry.paper.at(self._place), entry.artifact)
            else:
                self._remember(entry)
                yield Refusal(f"{self._called}/{entry.path}", _within(self._called, entry.error), named=False)
        if self._others:
            yield Others(self._place, self._others)
        for folder, pictures in self._loose.items():
            yield Loose(f"{self._place}/{folder}".rstrip("/"), pictures)

    def _of(self, sources: Sequence[Source]) -> Iterator[Unpacked | Refusal]:
        readable: list[Source] = []
        for source in sources:
            if source.member is not None and source.member.problem is not None:
                name = _name_of(source.part)
                yield Refusal(name, _refused(name, source.member.problem), named=False)
            else:
                readable.append(source)
        together, alone = self._in_series(readable)
        for series, pages in together:
            title = series.title or _title_of_place(pages[0].part.folder, self._place)
            for entry in self._pack.pages(pages, title, series.missing):
                if isinstance(entry, Source):
                    alone.append(entry)
                else:
                    yield entry
        yield from self._pack.singles(alone)

    def _in_series(self, sources: Sequence[Source]) -> tuple[list[tuple[Series, list[Source]]], list[Source]]:
        """The papers of several pictures, folder by folder, and what is alone."""
        folders: dict[str, dict[str, Source]] = {}
        for source in sources:
            if is_picture(source.part.name):
                folder = "" if self._keeping.one_paper else source.part.folder
                folders.setdefault(folder, {})[f"{source.part.folder}/{source.part.name}"] = source
        together: list[tuple[Series, list[Source]]] = []
        for folder, named in folders.items():
            before = len(together)
            if self._keeping.one_paper:
                found = [one_paper(list(named))] if len(named) > 1 else []
                together += [(series, [named[name] for name in series.names]) for series in found]
            else:
                by_name = {source.part.name: source for source in named.values()}
                together += [(one, [by_name[name] for name in one.names]) for one in find_series(by_name)]
            left = len(named) - sum(len(pages) for _, pages in together[before:])
            if left > 1 and not self._keeping.one_paper:
                self._loose[folder] = left
        taken = {id(source) for _, pages in together for source in pages}
        return together, [source for source in sources if id(source) not in taken]

    def _read(self, sources: Sequence[Source]) -> Iterator[tuple[Source, bytes | Refused]]:
        by_member = {source.member: source for source in sources}
        members = [source.member for source in sources if source.member is not None]
        for member, got in self._unpacking.read(members):
            source = by_member[member]
            yield source, _refused(_name_of(source.part), got) if isinstance(got, Problem) else got

    def _remember(self, refusal: Refusal) -> None:
        what = refusal.error.message.removeprefix(f"{refusal.path} ")
        self._refused.append(RefusedPart(refusal.path, what, refusal.error.code, refusal.error.hint))


class _Pack:
    """Makes papers of sources, each with its file where one is to be kept."""

    def __init__(self, read_sources: Read, keeping: Keeping, *, named: bool) -> None:
        self._read = read_sources
        self._keeping = keeping
        self._named = named
        self._written: set[str] = set()

    def singles(self, sources: Sequence[Source]) -> Iterator[Unpacked | Refusal]:
        """Each source as a paper of its own, by its content."""
        for source, data in self._read(sources):
            name = _name_of(source.part)
            if isinstance(data, Refused):
                yield Refusal(name, data, self._named)
                continue
            content = content_of(data)
            if not data:
                error = Refused(f"{name} is empty", code=EMPTY_FILE, hint="Get the file again.")
                yield Refusal(name, error, self._named)
            elif not is_form(content):
                what, hint = what_it_is(content, name)
                yield Refusal(name, Refused(f"{name} {what}", code=NOT_A_PDF, hint=hint), self._named)
            else:
                title = title_of(source.part.name)
                sha256 = hashlib.sha256(data).hexdigest()
                paper = PackedPaper(sha256, len(data), content, title, (source.part,))
                yield Unpacked(paper, self._kept(sha256, [data]))

    def pages(
        self, sources: Sequence[Source], title: str, missing: tuple[int, ...]
    ) -> Iterator[Unpacked | Refusal | Source]:
        """Several pictures as one paper; what is no picture by its content, or is the only one, is given back."""
        good: list[Source] = []
        strays: list[Source] = []
        refused: list[Refusal] = []

        def pictures() -> Iterator[bytes]:
            for source, data in self._read(sources):
                if isinstance(data, Refused):
                    refused.append(Refusal(_name_of(source.part), data, self._named))
                elif content_of(data) == "picture":
                    good.append(source)
                    yield data
                else:
                    strays.append(source)

        sha256, size = _digest(write_bundle(pictures()))
        yield from refused
        yield from strays
        if size > MAX_BUNDLE:
            yield _too_large(good, self._named)
        elif len(good) == 1:
            yield good[0]
        elif good:
            parts = tuple(source.part for source in good)
            try:
                artifact = self._kept(sha256, write_bundle(self._whole(good)))
            except Refused as error:
                yield Refusal(_name_of(parts[0]), error, self._named)
                return
            sha256, size = (artifact.sha256, artifact.size) if artifact else (sha256, size)
            yield Unpacked(PackedPaper(sha256, size, "pictures", title, parts, missing), artifact)

    def _whole(self, sources: Sequence[Source]) -> Iterator[bytes]:
        """The pictures once more. Raises Refused where one cannot be read now that could be read before."""
        for _, data in self._read(sources):
            if isinstance(data, Refused):
                raise data
            yield data

    def _kept(self, sha256: str, pieces: Iterable[bytes]) -> Artifact | None:
        if self._keeping.write is None or sha256 in self._written or self._keeping.is_kept(sha256):
            return None
        self._written.add(sha256)
        return self._keeping.write(pieces)


def _read_files(sources: Sequence[Source]) -> Iterator[tuple[Source, bytes | Refused]]:
    for source in sources:
        try:
            yield source, read(source.path)
        except InputFailed as error:
            yield source, Refused(error.message, code=error.code, hint=error.hint)


def _digest(pieces: Iterable[bytes]) -> tuple[str, int]:
    found, size = hashlib.sha256(), 0
    for piece in pieces:
        found.update(piece)
        size += len(piece)
    return found.hexdigest(), size


def _refused(name: str, problem: Problem) -> Refused:
    return Refused(f"{name} {problem.what}", code=problem.code, hint=problem.hint)


def _within(called: str, error: CgqError) -> Refused:
    """The same of an entry, with the zip that it lies in."""
    return Refused(f"{called}/{error.message}", code=error.code, hint=error.hint)


def _too_large(pages: Sequence[Source], named: bool) -> Refusal:
    first, last = _name_of(pages[0].part), _name_of(pages[-1].part)
    most = MAX_BUNDLE // 1024 // 1024
    message = f"{first} … {last}: {len(pages)} pictures of one paper have more than {most} MB together"
    return Refusal(first, Refused(message, code=TOO_LARGE, hint="Save them smaller, or in several folders."), named)


def _name_of(part: Part) -> str:
    return f"{part.folder}/{part.name}" if part.folder else part.name


def _part_of(path: str) -> Part:
    folder, name = os.path.split(os.path.abspath(path))
    return Part(path_text(folder), path_text(name))


def _folder_title(path: str) -> str:
    return title_of(path_text(os.path.dirname(os.path.abspath(path))) + ".")


def _title_of_place(folder: str, place: str) -> str:
    return title_of(folder.rsplit("/", 1)[-1] + ".") if folder else title_of(place)
