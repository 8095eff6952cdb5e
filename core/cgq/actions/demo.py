"""The sample exams in a fresh workspace: where they are, what is cleared for them, what came of them."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.actions import materials, questions, search
from cgq.actions.backup import log_files
from cgq.db.kept_files import folder_of
from cgq.errors import Busy, NotReady, Refused
from cgq.exam.findings import DAMAGED, EMPTY_FILE, ENCRYPTED, NEEDS_OCR, NOT_A_PDF
from cgq.graph import read
from cgq.queue.ownership import is_anybody_at_work, lock_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.actions.enqueue import Intake
    from cgq.actions.materials import Paper
    from cgq.actions.questions import OneQuestion
    from cgq.actions.search import Found
    from cgq.graph.edges import Kind, Status
    from cgq.workspace import Workspace

DATABASE, MARKER = "cgq.db", ".cgq-demo"
QUERY = "도수율과 강도율"
CONCEPTS = 5
ON_PURPOSE: dict[tuple[str, str], str] = {
    ("broken.pdf", DAMAGED): "the first third of a good file",
    ("encrypted.pdf", ENCRYPTED): "its password is cgq-sample",
    ("scan-ko.pdf", NEEDS_OCR): "a picture of a page, without text",
    ("empty.pdf", EMPTY_FILE): "0 bytes",
    ("not-a-pdf.pdf", NOT_A_PDF): "a line of plain text",
}
"""Samples that nobody can read as they are: (file, code) -> what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that gave no paper. `purpose` tells what is wrong with it on purpose; None for a surprise."""

    file: str
    code: str
    message: str
    purpose: str | None


@dataclass(frozen=True, slots=True)
class Step:
    """A concept, and the one that is learned before it, or that it is a kind of, by their labels."""

    concept: str
    questions: int
    first: str
    status: Status
    kind: Kind


@dataclass(frozen=True, slots=True)
class Tour:
    """What there is to see: papers, one question, one search, concepts with a prerequisite, what was not read."""

    papers: tuple[Paper, ...]
    question: OneQuestion | None
    query: str
    found: Found
    steps: tuple[Step, ...]
    unread: tuple[Unread, ...]

    @property
    def surprises(self) -> tuple[Unread, ...]:
        """What was not read although it should have been."""
        return tuple(unread for unread in self.unread if unread.purpose is None)


def samples() -> Path:
    """The folder of the sample papers: inside the installed package, or beside the checkout."""
    packaged = Path(str(files("cgq").joinpath("sample_data")))
    beside = Path(str(files("cgq"))).parent.parent / "sample_data"
    for folder in (packaged, beside):
        if any(folder.glob("*.pdf")):
            return folder
    raise NotReady(
        f"The sample papers are neither in {packaged} nor in {beside}.",
        code="no_samples",
        hint="Install cgq again, or run it from a checkout.",
    )


def belongs_to_somebody(folder: Path) -> bool:
    """Does a database lie there that no demo made?"""
    return (folder / DATABASE).exists() and not (folder / MARKER).exists()


def fresh(folder: Path) -> Path:
    """Make the folder of a demo, or empty that of the last one; where its database goes.

    Only what a demo makes is removed. Raises Busy while somebody works there.
    """
    database = folder / DATABASE
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is not a folder.", code="not_a_folder", hint="Name another: --dir FOLDER")
    if is_anybody_at_work(database):
        raise Busy(f"A cgq works in {folder}.", code="already_running", hint="Stop it, or name another: --dir FOLDER")
    folder.mkdir(parents=True, exist_ok=True)
    for path in (database, *log_files(database), *lock_files(database)):
        with suppress(FileNotFoundError):
            path.unlink()
    if (kept := folder_of(database)).is_dir():
        shutil.rmtree(kept)
    (folder / MARKER).write_text("`cgq demo` made this folder, and empties it when it runs again.\n", encoding="utf-8")
    return database


def tour(workspace: Workspace, intake: Intake) -> Tour:
    """Look at what the bank holds after the run."""
    papers = materials.listing(workspace).papers
    return Tour(
        papers=tuple(paper for paper in papers if paper.material.status == "completed"),
        question=_question(workspace),
        query=QUERY,
        found=search.find(workspace, QUERY, k=3),
        steps=_steps(workspace),
        unread=(*_refused(intake), *_failed(papers)),
    )


def _question(workspace: Workspace) -> OneQuestion | None:
    """One that is printed most often, with an answer."""
    rows = [row for row in questions.listing(workspace, flagged=False).rows if row.answer is not None]
    if not rows:
        return None
    return questions.one(workspace, max(rows, key=lambda row: (row.appearances, -row.question)).question)


def _steps(workspace: Workspace) -> tuple[Step, ...]:
    found: list[Step] = []
    with workspace.database.read() as tx:
        targets: dict[int, Kind] = {}
        kinds: tuple[Kind, ...] = ("broader", "prerequisite")
        for one in kinds:
            targets |= dict.fromkeys((edge.target for edge in read.edges(tx, one)), one)
        for concept in read.concepts(tx, -1):
            kind = targets.get(concept.id)
            if kind is not None and len(found) < CONCEPTS:
                view = read.show(tx, concept.name)
                first = (view.before if kind == "prerequisite" else view.broader)[0]
                found.append(Step(concept.label, concept.questions, first.label, first.status, kind))
    return tuple(found)


def _refused(intake: Intake) -> Iterable[Unread]:
    for refusal in intake.refused:
        yield _unread(refusal.path, refusal.error.code, refusal.error.message)


def _failed(papers: Iterable[Paper]) -> Iterable[Unread]:
    for paper in papers:
        material = paper.material
        if material.status != "completed":
            yield _unread(material.paths[0], material.error_code or material.status, material.error or "")


def _unread(path: str, code: str, message: str) -> Unread:
    name = os.path.basename(path)
    return Unread(name, code, message, ON_PURPOSE.get((name, code)))
