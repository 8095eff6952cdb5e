"""The papers: known by their content, found wherever they lie, with a status for people."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal
from unicodedata import normalize

from cgq.bank.columns import decode_strings, decode_tallies
from cgq.bank.converted import DrawnFile, drawn_files
from cgq.bank.files import is_kept, path_text, title_of, where_they_lie_now
from cgq.bank.pattern import contains
from cgq.db.kept_files import SUFFIX, folder_of
from cgq.db.queries import load
from cgq.errors import Missing
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.bank.files import SourceFile
    from cgq.db.connection import Transaction
    from cgq.errors import Failure
    from cgq.exam.model import Tally

Status = Literal["pending", "processing", "completed", "failed", "cancelled", "discarded"]
"""How a paper stands: it follows the job that reads it (the view `papers` in db/schema)."""

Origin = Literal["reading", "key"]

SQL = load("bank")


@dataclass(frozen=True, slots=True)
class Adopted:
    """What taking a file in came to; `is_next`: it takes the number of the paper once it is read (replacing.py)."""

    id: int
    new: bool
    moved: bool
    is_next: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """What it takes to open a paper again: the hash of its bytes, its paths as text, freshest first, and what it was
    taken in as."""

    sha256: str
    paths: tuple[str, ...]
    format: str


@dataclass(frozen=True, slots=True)
class Material:
    """A paper with the counts of what was found in it; times are milliseconds since the epoch.

    `format` is what it was taken in as (`pdf`, `hwp`, `csv` …); of a file with rows `rows` counts those that hold a
    question.
    `missing` counts the numbers that were not found (tallies, findings `gap`) and about which no person
    decided, `findings` all findings.
    `paths` are texts (see files.path_text), the freshest first; `unpacked_from` says where it came from that lies in
    no file of its own, as text. `converter` made the PDF that was read of a paper in another form, None where none was
    made; `drawn_from` are the files that its pages can be drawn from, the best first.
    """

    id: int
    sha256: str
    format: str
    title: str
    description: str
    status: Status
    error_code: str | None
    error: str | None
    form: str | None
    language: str | None
    pages: int | None
    rows: int | None
    extractor: str | None
    questions: int
    answers: int
    missing: int
    findings: int
    keys: int
    paths: tuple[str, ...]
    unpacked_from: tuple[str, ...]
    created_at: int
    updated_at: int
    extracted_at: int | None
    converter: str | None = None
    drawn_from: tuple[DrawnFile, ...] = ()

    @property
    def pdf(self) -> str | None:
        """Where the PDF is kept that was made of it (a path as text); None where none was made."""
        return None if self.converter is None else self.drawn_from[0].path

    @property
    def shown_paths(self) -> tuple[str, ...]:
        """Where a person finds it: for what the database keeps where that came from, if it did from files."""
        own = tuple(path for path in self.paths if not is_kept(path, self.sha256))
        return (*self.unpacked_from, *own) if self.unpacked_from else self.paths


@dataclass(frozen=True, slots=True)
class Loss:
    """What removing a paper takes: its questions, and how many of them no other paper prints."""

    questions: int
    only_here: int


def adopt(
    tx: Transaction,
    file: SourceFile,
    now: int,
    *,
    title: str | None = None,
    description: str | None = None,
    name: str | None = None,
    taken_as: str = "pdf",
) -> Adopted:
    """Take a file in, by default as a paper. Content that is known stays the same; a new place of it is added (S2).

    `name` is a new paper's title until its document gives one; None takes it from the path.
    """
    known = tx.one(SQL["material_by_sha"], {"sha256": file.sha256})
    if known is None:
        tx.run(SQL["material_next_forget"], {"sha256": file.sha256})
        material = tx.insert(
            SQL["material_add"],
            {
                "sha256": file.sha256,
                "format": taken_as,
                "title": title or name or title_of(file.path),
                "titled_by": "person" if title else "file",
                "description": description or "",
                "now": now,
            },
        )
    else:
        material, _ = known
        if title or description:
            edit(tx, material, now, title=title, description=description)
    moved = known is not None and _is_moved(tx, material, file, owns=bool(known[1]))
    path = {"id": material, "path": file.path, "now": now}
    tx.run(SQL["material_path_add" if known is None or known[1] else "material_next_moved"], path)
    return Adopted(material, known is None, moved, is_next=known is not None and not known[1])


def edit(tx: Transaction, material: int, now: int, *, title: str | None = None, description: str | None = None) -> None:
    """Keep a person's words; what is None or an empty title stays as it is."""
    values = {"id": material, "title": title or None, "description": description, "now": now}
    if tx.run(SQL["material_edit"], values) == 0:
        raise _no_such(material)


def source(tx: Transaction, material: int) -> Source | None:
    """Where a paper lies and what it must hold, or None for one that was removed."""
    rows = tx.all(SQL["material_source"], (material,))
    if not rows:
        return None
    sha256, taken_as, _ = rows[0]
    paths = [path for *_, path in rows if path is not None]
    return Source(sha256, where_they_lie_now(paths, sha256, Path(tx.file())), taken_as)


def is_paper(tx: Transaction, material: int) -> bool:
    """Is it a paper with pages, in whatever form? No for a file with rows, and for one that is gone."""
    return bool(tx.value(SQL["material_is_paper"], (material,)))


def move_kept(tx: Transaction, database: Path) -> None:
    """The papers that the database keeps itself lie beside it, wherever they were stored to lie."""
    tx.run(SQL["material_paths_move"], {"folder": path_text(folder_of(database)), "suffix": SUFFIX})


def at_path(tx: Transaction, path: str, sha256: str) -> int | None:
    """The file with rows that was seen last at a path (as text) with other content; None where there was none."""
    row = tx.one(SQL["material_at_path"], {"path": path, "sha256": sha256})
    return row[0] if row else None


def owner(tx: Transaction, sha256: str) -> int | None:
    """The paper that has this content; None where there is none."""
    row = tx.one(SQL["material_by_sha"], {"sha256": sha256})
    return row[0] if row and row[1] else None


def is_read(tx: Transaction, material: int) -> bool:
    """Did the last reading of a paper succeed, whatever became of another one that was asked for since?"""
    return bool(tx.value(SQL["material_is_read"], (material,)))


def set_imported(tx: Transaction, material: int, importer: str, now: int) -> None:
    """All rows of a file are stored; `importer` is what made questions of them."""
    tx.run(SQL["material_imported"], {"id": material, "importer": importer, "now": now})


def set_failed(tx: Transaction, material: int, failure: Failure, now: int) -> None:
    """The last reading of a paper failed. A paper that was removed meanwhile is left alone."""
    values = {"id": material, "status": "failed", "code": failure.code, "error": failure.message, "now": now}
    tx.run(SQL["material_status"], values)


def listing(
    tx: Transaction,
    *,
    status: Status | None = None,
    text: str | None = None,
    limit: int = -1,
    page: int = 1,
) -> list[Material]:
    """Papers by id; `text` is looked for in title, description and paths; `limit` -1 means all."""
    skip = max(limit, 0) * (page - 1)
    composed, decomposed = (contains(normalize(form, text)) if text else None for form in ("NFC", "NFD"))
    return _materials(tx, id=None, status=status, like=composed, like_decomposed=decomposed, limit=limit, skip=skip)


def material(tx: Transaction, number: int) -> Material:
    """One paper. Raises Missing for an id that is not there."""
    found = _materials(tx, id=number, status=None, like=None, like_decomposed=None, limit=1, skip=0)
    if not found:
        raise _no_such(number)
    return found[0]


def findings(tx: Transaction, material: int) -> list[Finding]:
    """What a person should know of a paper, in page order."""
    return [Finding(**row) for row in tx.dicts(SQL["material_findings"], (material,))]


def tallies(tx: Transaction, material: int) -> tuple[Tally, ...]:
    """How the numbers of a paper add up, run by run."""
    return decode_tallies(tx.value(SQL["material_tallies"], (material,)))


def add_findings(tx: Transaction, material: int, found: Iterable[Finding], origin: Origin) -> None:
    """Keep what a person should know of a paper; `origin` tells what found it."""
    tx.many(SQL["finding_add"], ({"material": material, "origin": origin, **asdict(one)} for one in found))


def question_ids(tx: Transaction, material: int) -> list[int]:
    """The questions that a paper prints, in its order, each once."""
    return [number for (number,) in tx.all(SQL["material_question_ids"], (material,))]


def unread(tx: Transaction, limit: int = -1) -> list[int]:
    """The ids of papers that were never read with success, the oldest first; -1 means all."""
    return [number for (number,) in tx.all(SQL["materials_unread"], (limit,))]


def loss(tx: Transaction, material: int) -> Loss:
    """What `questions.remove_material` would take."""
    return Loss(*(tx.one(SQL["material_only_here"], {"id": material}) or (0, 0)))


def _is_moved(tx: Transaction, material: int, file: SourceFile, *, owns: bool) -> bool:
    if owns:
        return tx.one(SQL["material_path_known"], {"id": material, "path": file.path}) is None
    return bool(tx.value(SQL["material_next_path"], (material,)) != file.path)


def _materials(tx: Transaction, **filters: Any) -> list[Material]:
    rows = tx.dicts(SQL["material_list"], filters)
    database = Path(tx.file())
    for row in rows:
        row["paths"] = where_they_lie_now(decode_strings(row["paths"]), row["sha256"], database)
        row["unpacked_from"] = tuple(decode_strings(row["unpacked_from"]))
        pdf = row.pop("pdf")
        made = None if pdf is None else (row["converter"], pdf)
        row["drawn_from"] = drawn_files(row["sha256"], row["paths"], database, made)
    return [Material(**row) for row in rows]


def _no_such(material: int) -> Missing:
    return Missing(f"There is no material {material}.", hint="List them: `cgq materials`")
