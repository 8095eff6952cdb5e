"""Where papers came from that lie in no file of their own, and what each zip held that was opened."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import msgspec

from cgq.convert.form import Form  # noqa: TC001 - msgspec asks for it
from cgq.convert.series import Gap, missing_between
from cgq.db.queries import load

if TYPE_CHECKING:
    from cgq.db.connection import Transaction

UNPACKER = "zip-3"
"""Names what opens zips and groups pictures: what another version remembered of a zip is not relied on."""

SQL = load("bank")


@dataclass(frozen=True, slots=True)
class Part:
    """A file that a paper was made of: its folder, that may lie in a zip (as text, see bank.files), and its name."""

    folder: str
    name: str


@dataclass(frozen=True, slots=True)
class PackedPaper:
    """A paper by the sha256 and bytes of its content, its form and title; its parts, several for the pictures of one
    paper, in order, the numbers that are missing between them, and the gaps beside them; `zipped`: it lies in a zip."""

    sha256: str
    size: int
    form: Form
    title: str
    parts: tuple[Part, ...]
    missing: tuple[int, ...] = ()
    gaps: tuple[Gap, ...] = ()
    zipped: bool = False

    def at(self, place: str) -> PackedPaper:
        """The same, its parts in a zip that lies there."""
        parts = tuple(Part(f"{place}/{part.folder}".rstrip("/"), part.name) for part in self.parts)
        return replace(self, parts=parts, zipped=True)

    @property
    def shown(self) -> str:
        """What it is called: the path of its part as text, or those of its first and last."""
        first = f"{self.parts[0].folder}/{self.parts[0].name}"
        return first if len(self.parts) == 1 else f"{first} … {self.parts[-1].name}"


@dataclass(frozen=True, slots=True)
class RefusedPart:
    """An entry of a zip that gave no paper: where it lies in it, "" for all of the zip's, what it is, code and hint of
    the error."""

    place: str
    what: str
    code: str
    hint: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a zip held: its papers, what was refused, how many files of each other ending, and in which folders several
    pictures are a paper each."""

    papers: tuple[PackedPaper, ...] = ()
    refused: tuple[RefusedPart, ...] = ()
    others: dict[str, int] = field(default_factory=dict[str, int])
    loose: dict[str, int] = field(default_factory=dict[str, int])


_CONTENTS = msgspec.json.Decoder(Contents)


def remember(tx: Transaction, paper: PackedPaper, now: int) -> None:
    """Keep where a paper came from; `now` in milliseconds of the wall clock."""
    for page, part in enumerate(paper.parts, start=1):
        row = {"folder": part.folder, "name": part.name, "sha256": paper.sha256, "page": page, "now": now}
        tx.run(SQL["unpacked_keep"], row)


def missing_pictures(tx: Transaction, sha256: str) -> tuple[int, ...]:
    """The numbers that are missing between the pictures of a paper, by the names that were seen last."""
    rows = tx.all(SQL["unpacked_pictures"], (sha256,))
    newest = [name for name, folder, _ in rows if folder == rows[0][1]]
    pictures = max((page for _, _, page in rows), default=0)
    return missing_between(newest) if len(newest) == pictures > 1 else ()


def others_of(tx: Transaction, paper: PackedPaper) -> list[tuple[int, int]]:
    """Other papers that pictures of this one belong to or are: the number of each, and how many pictures."""
    parts = json.dumps([[part.folder, part.name] for part in paper.parts], ensure_ascii=False)
    return [
        (int(number), int(n)) for number, n in tx.all(SQL["unpacked_others"], {"parts": parts, "sha": paper.sha256})
    ]


def remember_zip(tx: Transaction, sha256: str, contents: Contents, now: int) -> None:
    """Keep what a zip held, by the sha256 of its content."""
    row = {"sha256": sha256, "reader": UNPACKER, "contents": msgspec.json.encode(contents).decode(), "now": now}
    tx.run(SQL["archive_keep"], row)
    tx.run(SQL["archive_papers_clear"], (sha256,))
    tx.run(SQL["archive_papers_keep"], {"sha256": sha256, "papers": json.dumps(_hashes(contents))})


def zip_known(tx: Transaction, sha256: str) -> Contents | None:
    """What a zip held when this version opened it; None where it did not."""
    text = tx.value(SQL["archive_known"], {"sha256": sha256, "reader": UNPACKER})
    return None if text is None else _CONTENTS.decode(text)


def is_all_asked_for(tx: Transaction, contents: Contents, *, read: bool) -> bool:
    """Are all papers of a zip in the bank, and where they are to be `read`, was that asked for?"""
    return not tx.value(SQL["archive_unasked"], {"hashes": json.dumps(_hashes(contents)), "read": read})


def _hashes(contents: Contents) -> list[str]:
    return [paper.sha256 for paper in contents.papers]


def is_kept(tx: Transaction, sha256: str) -> bool:
    """Is a file of this content kept beside the database, by its row?"""
    return tx.one(SQL["unpacked_is_kept"], (sha256,)) is not None
