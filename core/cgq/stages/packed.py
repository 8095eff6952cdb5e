"""Papers that lie in no file of their own: those in a zip, and those of several pictures. Each becomes a file that the
database keeps beside it under its hash; where it came from is remembered (bank.unpacked).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from cgq.bank.files import MAX_BYTES, digest, path_text, read, title_of
from cgq.bank.find_files import Found, FoundPages, Loose, Others, Refusal
from cgq.bank.unpacked import Contents, PackedPaper, Part, RefusedPart
from cgq.convert.archive import problems
from cgq.convert.archive.directory import UnreadableArchive
from cgq.convert.archive.limits import MAX_ARCHIVE
from cgq.convert.archive.problems import Problem
from cgq.convert.archive.unpack import Unpacking
from cgq.convert.series import find_series, is_picture, one_paper
from cgq.errors import InputFailed, Refused
from cgq.stages.packing import Keeping, Pack, Source, Unpacked, name_of, too_many

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.convert.series import Series
    from cgq.errors import CgqError
    from cgq.stages.packing import Read


@dataclass(frozen=True, slots=True)
class _Group:
    """Sources of a zip that are read one behind the other: of one paper where a series says so, else a single one."""

    sources: tuple[Source, ...]
    series: Series | None = None


def pack_pictures(found: FoundPages, keeping: Keeping) -> Iterator[Unpacked | Refusal | Found]:
    """Pictures in folders as one paper. One that is something else by its content is given back, to be read as that."""
    sources = [Source(_part_of(path), path) for path in found.paths]
    title = found.series.title or _folder_title(found.paths[0])
    pack = Pack(keeping, named=found.named)

    def packed(*, keep: bool) -> list[Unpacked | Refusal | Source]:
        return list(pack.pages(_read_files(sources), title, found.series, keep=keep))

    if refusal := too_many(sources, named=found.named):
        yield refusal
        return
    # A folder is looked through again and again: its pictures are written once it is known that they are new.
    entries = packed(keep=False)
    if any(isinstance(entry, Unpacked) and pack.wants(entry.paper.sha256) for entry in entries):
        entries = packed(keep=True)
    for entry in entries:
        yield Found(entry.path, found.named) if isinstance(entry, Source) else entry


def unpack(
    path: str, sha256: str, keeping: Keeping, called: str
) -> Iterator[Unpacked | Refusal | Others | Loose | Contents]:
    """What a zip holds, as it is read, and at the end all of it for the next time, where it will be the same then. A
    zip that is known costs nothing.

    `called` is its path as text, as a person gave it. Raises Refused where nothing of it can be read.
    """
    place = keeping.called or path_text(os.path.abspath(path))
    known = None if keeping.one_paper else keeping.known(sha256)
    if known is not None and all(keeping.is_kept(paper.sha256) for paper in known.papers):
        yield from _as_before(known, place, called)
        return
    zip_at_work = _Zip(path, place, called, keeping)
    yield from zip_at_work.papers()
    if not _is_still(path, sha256):
        yield Refusal(called, _refused(called, problems.CHANGED), named=False)
    elif zip_at_work.lasts:
        yield zip_at_work.contents()


def _is_still(path: str, sha256: str) -> bool:
    """Does a file hold what it held when it was looked at first?"""
    try:
        return digest(path, limit=MAX_ARCHIVE).sha256 == sha256
    except InputFailed:
        return False


def _as_before(known: Contents, place: str, called: str) -> Iterator[Unpacked | Refusal | Others | Loose]:
    for paper in known.papers:
        yield Unpacked(paper.at(place), None)
    for refused in known.refused:
        path, message = _in_zip(called, refused.place, refused.what)
        yield Refusal(path, Refused(message, code=refused.code, hint=refused.hint), named=False)
    if known.others:
        yield Others(place, known.others)
    yield from _loose_in(known, place)


class _Zip:
    """One zip on its way into papers, and what is to be remembered of it."""

    def __init__(self, path: str, place: str, called: str, keeping: Keeping) -> None:
        self._path = path
        self._called = called
        self._place = place
        self._keeping = keeping
        self._unpacking = Unpacking(path, MAX_BYTES)
        self._pack = Pack(keeping, named=False)
        self._papers: list[PackedPaper] = []
        self._refused: list[RefusedPart] = []
        self._others: dict[str, int] = {}
        self._loose: dict[str, int] = {}
        self.lasts = True
        """Is all that was wrong with it wrong whenever it is read?"""

    def contents(self) -> Contents:
        return Contents(tuple(self._papers), tuple(self._refused), self._others, self._loose)

    def papers(self) -> Iterator[Unpacked | Refusal | Others | Loose]:
        """Every paper, then what else there is. Raises Refused where nothing of the zip can be read."""
        try:
            listing = self._unpacking.listing()
        except UnreadableArchive as error:
            raise _refused(self._called, error.problem) from error
        self._others = listing.others
        sources = [Source(Part(member.folder, member.name), member=member) for member in listing.members]
        for entry in self._of(sources):
            if isinstance(entry, Unpacked):
                self._papers.append(entry.paper)
                yield Unpacked(entry.paper.at(self._place), entry.artifact)
            else:
                what = entry.error.message.removeprefix(f"{entry.path} ")
                self._refused.append(RefusedPart(entry.path, what, entry.error.code, entry.error.hint))
                path, message = _in_zip(self._called, entry.path, what)
                yield Refusal(path, _with_message(entry.error, message), named=False)
        if self._others:
            yield Others(self._place, self._others)
        yield from _loose_in(self.contents(), self._place)

    def _of(self, sources: Sequence[Source]) -> Iterator[Unpacked | Refusal]:
        """Each paper in the order of the zip, one of several pictures where the first of these is; last those pictures
        that are none by their content, or alone. Where all have the same problem, it is that of the zip."""
        problems_there = {source.member.problem for source in sources if source.member is not None}
        if len(sources) > 1 and len(problems_there) == 1 and (problem := problems_there.pop()) is not None:
            yield Refusal("", _refused(f"each of its {len(sources)} papers", problem), named=False)
            return
        readable: list[Source] = []
        for source in sources:
            if source.member is not None and source.member.problem is not None:
                name = name_of(source.part)
                yield Refusal(name, _refused(name, source.member.problem), named=False)
            else:
                readable.append(source)
        groups: list[_Group] = []
        for group in self._groups(readable):
            if refusal := too_many(group.sources, named=False):
                yield refusal
            else:
                groups.append(group)
        reading = self._read([source for group in groups for source in group.sources])
        strays: list[Source] = []
        for group in groups:
            for entry in self._packed(group, islice(reading, len(group.sources))):
                if isinstance(entry, Source):
                    strays.append(entry)
                else:
                    yield entry
        left = set(strays)
        yield from self._pack.singles(self._read([source for source in readable if source in left]))

    def _packed(self, group: _Group, reading: Read) -> Iterator[Unpacked | Refusal | Source]:
        if group.series is None:
            yield from self._pack.singles(reading)
            return
        title = group.series.title or _title_of_place(group.sources[0].part.folder, self._place)
        yield from self._pack.pages(reading, title, group.series, keep=True)

    def _groups(self, sources: Sequence[Source]) -> list[_Group]:
        """The sources in their order, the pictures of one paper together where the first of them is."""
        folders: dict[str, dict[str, Source]] = {}
        for source in sources:
            if is_picture(source.part.name):
                folder = "" if self._keeping.one_paper else source.part.folder
                name = name_of(source.part) if self._keeping.one_paper else source.part.name
                folders.setdefault(folder, {})[name] = source
        together: dict[int, _Group] = {}
        for folder, named in folders.items():
            for series in self._series(list(named)):
                group = _Group(tuple(named[name] for name in series.names), series)
                together.update(dict.fromkeys(map(id, group.sources), group))
            left = sum(id(source) not in together for source in named.values())
            if left > 1:
                self._loose[folder] = left
        groups = (together.get(id(source)) or _Group((source,)) for source in sources)
        return list({id(group.sources[0]): group for group in groups}.values())

    def _series(self, names: Sequence[str]) -> list[Series]:
        if not self._keeping.one_paper:
            return find_series(names)
        return [one_paper(names)] if len(names) > 1 else []

    def _read(self, sources: Sequence[Source]) -> Read:
        by_member = {source.member: source for source in sources}
        members = [source.member for source in sources if source.member is not None]
        for member, got in self._unpacking.read(members):
            source = by_member[member]
            if not isinstance(got, Problem):
                yield source, got
                continue
            self.lasts = self.lasts and got.lasting
            yield source, _refused(name_of(source.part), got)


def _read_files(sources: Sequence[Source]) -> Read:
    for source in sources:
        try:
            yield source, read(source.path)
        except InputFailed as error:
            yield source, Refused(error.message, code=error.code, hint=error.hint)


def _refused(name: str, problem: Problem) -> Refused:
    """What does not last is worth another try."""
    error = Refused(f"{name} {problem.what}", code=problem.code, hint=problem.hint)
    error.retryable = not problem.lasting
    return error


def _in_zip(called: str, place: str, what: str) -> tuple[str, str]:
    """The path of what was refused in a zip, as text, and the sentence about it; with no `place` it is the zip."""
    return (f"{called}/{place}", f"{called}/{place} {what}") if place else (called, f"{called}: {what}")


def _with_message(error: CgqError, message: str) -> CgqError:
    """The same in other words."""
    other = Refused(message, code=error.code, hint=error.hint)
    other.retryable = error.retryable
    return other


def _loose_in(known: Contents, place: str) -> Iterator[Loose]:
    """Where pictures of a zip stayed a paper each; with the zip's name where all of its pictures are these."""
    pictures = sum(len(paper.parts) for paper in known.papers if paper.form in ("picture", "pictures"))
    for folder, count in known.loose.items():
        yield Loose(f"{place}/{folder}".rstrip("/"), count, (place,) if count == pictures else ())


def _part_of(path: str) -> Part:
    folder, name = os.path.split(os.path.abspath(path))
    return Part(path_text(folder), path_text(name))


def _folder_title(path: str) -> str:
    return title_of(path_text(os.path.dirname(os.path.abspath(path))) + ".")


def _title_of_place(folder: str, place: str) -> str:
    return title_of(folder.rsplit("/", 1)[-1] + ".") if folder else title_of(place)
