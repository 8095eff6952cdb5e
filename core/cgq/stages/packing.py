"""Sources become papers: each by itself, or several pictures as one, with the file that the database is to keep."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.bank.files import title_of
from cgq.bank.find_files import Refusal
from cgq.bank.unpacked import Contents, PackedPaper, Part
from cgq.convert.archive.bundle import MAX_BUNDLE, MAX_PICTURES, write_bundle
from cgq.convert.form import content_of, is_form
from cgq.convert.form_refusals import what_it_is
from cgq.errors import Refused
from cgq.exam.findings import EMPTY_FILE, NOT_A_PDF, TOO_LARGE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cgq.contract import Artifact
    from cgq.convert.archive.listing import Member
    from cgq.convert.series import Series

    Read = Iterator[tuple["Source", "bytes | Refused"]]
    """The bytes of some sources, one at a time, or why there are none."""


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where the files of papers go that have none of their own. `write` keeps one until it is adopted, None where
    nothing is kept; `is_kept` says whether the database has a file of a sha256; `known` gives what a zip of a sha256
    held when it was opened before; `one_paper`: all pictures of a zip are one paper, whatever it was before; `called`
    is what a zip is called where its path says nothing."""

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


class _TooLargeError(Exception):
    """The pictures of a paper have more bytes than a paper may have."""


class Pack:
    """Makes papers of sources, each with its file where one is to be kept."""

    def __init__(self, keeping: Keeping, *, named: bool) -> None:
        self._keeping = keeping
        self._named = named
        self._written: set[str] = set()

    def singles(self, reading: Read) -> Iterator[Unpacked | Refusal]:
        """Each source as a paper of its own, by its content."""
        for source, data in reading:
            name = name_of(source.part)
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
                artifact = self._write([data]) if self.wants(sha256) else None
                yield Unpacked(paper, artifact)

    def pages(self, reading: Read, title: str, series: Series, *, keep: bool) -> Iterator[Unpacked | Refusal | Source]:
        """Several pictures as one paper, which is read once and written as it is read where one is to `keep` it; what
        is no picture by its content, or is the only one, is given back."""
        good: list[Source] = []
        strays: list[Source] = []
        refused: list[Refusal] = []

        def pictures() -> Iterator[bytes]:
            size = 0
            for source, data in reading:
                if isinstance(data, Refused):
                    refused.append(Refusal(name_of(source.part), data, self._named))
                elif content_of(data) == "picture":
                    good.append(source)
                    size += len(data)
                    if size > MAX_BUNDLE:
                        raise _TooLargeError
                    yield data
                else:
                    strays.append(source)

        found: Unpacked | Refusal | Source | None = None
        try:
            sha256, size, artifact = self._bundled(pictures(), keep=keep)
        except _TooLargeError:
            good += [source for source, _ in reading]
            found = _too_large(good, self._named)
        else:
            if len(good) == 1:
                found = good[0]
            elif good:
                parts = tuple(source.part for source in good)
                paper = PackedPaper(sha256, size, "pictures", title, parts, series.missing, series.gaps)
                found = Unpacked(paper, artifact)
        yield from refused
        yield from strays
        if found is not None:
            yield found

    def _bundled(self, pictures: Iterator[bytes], *, keep: bool) -> tuple[str, int, Artifact | None]:
        """Sha256 and bytes of the file that holds these pictures, and the new file, None where that is kept already."""
        pieces = write_bundle(pictures)
        if self._keeping.write is None or not keep:
            return *_digest(pieces), None
        artifact = self._keeping.write(pieces)
        is_new = self.wants(artifact.sha256)
        self._written.add(artifact.sha256)
        return artifact.sha256, artifact.size, artifact if is_new else None

    def wants(self, sha256: str) -> bool:
        """Is a file of this content to be written?"""
        is_there = sha256 in self._written or self._keeping.is_kept(sha256)
        return self._keeping.write is not None and not is_there

    def _write(self, pieces: Iterable[bytes]) -> Artifact | None:
        artifact = self._keeping.write(pieces) if self._keeping.write is not None else None
        if artifact is not None:
            self._written.add(artifact.sha256)
        return artifact


def name_of(part: Part) -> str:
    """What a source is called: its path."""
    return f"{part.folder}/{part.name}" if part.folder else part.name


def too_many(pages: Sequence[Source], *, named: bool) -> Refusal | None:
    """Why these pictures cannot be one paper; None where they are few enough."""
    if len(pages) <= MAX_PICTURES:
        return None
    first, last = name_of(pages[0].part), name_of(pages[-1].part)
    message = f"{first} … {last}: {len(pages)} pictures, and one paper has {MAX_PICTURES} at most"
    return Refusal(first, Refused(message, code=TOO_LARGE, hint="Name fewer of them at a time."), named)


def _too_large(pages: Sequence[Source], named: bool) -> Refusal:
    first, last = name_of(pages[0].part), name_of(pages[-1].part)
    most = MAX_BUNDLE // 1024 // 1024
    message = f"{first} … {last}: {len(pages)} pictures of one paper have more than {most} MB together"
    return Refusal(first, Refused(message, code=TOO_LARGE, hint="Save them smaller, or in several folders."), named)


def _digest(pieces: Iterable[bytes]) -> tuple[str, int]:
    found, size = hashlib.sha256(), 0
    for piece in pieces:
        found.update(piece)
        size += len(piece)
    return found.hexdigest(), size
