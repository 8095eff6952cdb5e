"""Papers: a list of them, and one with everything that is known of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.bank.cures import cure_of
from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.documents.error import Problem
from cgq.documents.key import Key
from cgq.exam.model import Finding
from cgq.secrets.masking import mask_address

if TYPE_CHECKING:
    from cgq.actions.materials import Paper, Papers
    from cgq.bank import materials, replacing
    from cgq.bank.keys import Link


class LinkedFile(Struct, frozen=True, kw_only=True):
    """The other side of a key and a paper that it answers."""

    material: int
    """The number of that file."""
    title: str
    """Its title."""
    sha256: str
    """Its sha256."""
    given: bool
    """Whether a person named the key for the paper (`--key`)."""

    @staticmethod
    def of(link: Link) -> LinkedFile:
        """A paper that a key answers."""
        return LinkedFile(material=link.material, title=link.title, sha256=link.sha256, given=link.given)


class AnsweringKey(LinkedFile, frozen=True, kw_only=True):
    """The separate key that answers a paper."""

    reasons: list[str]
    """What speaks for it, in words; empty when a person named it."""

    @staticmethod
    def of_key(link: Link) -> AnsweringKey:
        """The key of a paper."""
        return AnsweringKey(
            material=link.material,
            title=link.title,
            sha256=link.sha256,
            given=link.given,
            reasons=list(link.reasons),
        )


class NextFile(Struct, frozen=True, kw_only=True):
    """A file that takes a paper's number as soon as it is read (`cgq materials replace`)."""

    path: str
    """Where it lies."""
    sha256: str
    """Its sha256."""
    job: int
    """The job that reads it; the file is called off with it."""
    state: Literal["scheduled", "ready", "blocked", "running", "failed"]
    """How that job stands."""

    @staticmethod
    def of(found: replacing.NextFile) -> NextFile:
        """The file that a paper gets."""
        return NextFile(path=found.path, sha256=found.sha256, job=found.job, state=found.state)


class Material(Document, frozen=True, kw_only=True, tag="material"):
    """A paper with everything that is known of it: `cgq materials ID`, and a part of what `cgq materials` prints."""

    id: int
    """Its number."""
    sha256: str
    """The sha256 of its file."""
    format: str
    """What it was taken in as: `pdf`, `hwp`, `hwpx`, `picture` or `pictures`, or with questions in rows `csv`, `xlsx`,
    `jsonl`, `moodle` or `gift`."""
    converter: str | None
    """Name and version of what made the PDF that was read of it; null for a PDF, for rows, and until it was made."""
    pdf: str | None
    """Where that PDF is kept, which its pages and boxes are of; null where there is none."""
    title: str
    """Its title: as a person gave it, as it names itself, or made of the file's name."""
    description: str
    """What a person said of it; empty when nobody did."""
    status: Literal["pending", "processing", "completed", "failed", "cancelled", "discarded"]
    """How its reading stands; a paper that was read stays `completed` while another reading waits."""
    error: Problem | None
    """Why it failed, was cancelled or was given up (discarded); null for another status. Its `hint` is empty where the
    file is not at fault: the job has it."""
    form: str | None
    """Its form, such as A; null when it names none, or was not read."""
    language: str | None
    """Its language, such as ko; null when it was not recognised."""
    pages: int | None
    """How many pages it has; null until it was read, and for a file with rows."""
    rows: int | None
    """How many of its rows hold a question; null for a paper with pages."""
    extractor: str | None
    """Name and version of the code that read it; null until it was read."""
    questions: int
    """How many questions were found in it."""
    answers: int
    """How many of them have an answer."""
    missing: int
    """How many numbers were not found, and are not decided about by a person."""
    findings: list[Finding]
    """What a person should know of it, in page order."""
    keys: list[Key]
    """The answer keys that stand in it."""
    paths: list[str]
    """Where it lies, the path that was seen last first; empty when it lies nowhere any more."""
    unpacked_from: list[str]
    """Where it came from that lies in no file of its own: its path in a zip, or the first of its pictures and the name
    of the last; the one that was seen last first."""
    addresses: list[str]
    """The addresses that it was collected from, as far as they still gave it when they were asked last; empty for one
    that was not collected."""
    created_at: str
    """When it was taken in."""
    updated_at: str
    """When anything of it last changed."""
    extracted_at: str | None
    """When it was read; null until it was."""
    answered_by: AnsweringKey | None
    """The separate key that answers it; null when there is none."""
    answers_papers: list[LinkedFile]
    """The papers that it answers as their key."""
    next_file: NextFile | None
    """The file that takes its number as soon as it is read; null when there is none. Until then everything else is of
    the file that it has."""

    @staticmethod
    def of(paper: Paper) -> Material:
        """One paper of the bank."""
        material = paper.material
        return Material(
            id=material.id,
            sha256=material.sha256,
            format=material.format,
            converter=material.converter,
            pdf=material.pdf,
            title=material.title,
            description=material.description,
            status=material.status,
            error=_problem(material),
            form=material.form,
            language=material.language,
            pages=material.pages if material.rows is None else None,
            rows=material.rows,
            extractor=material.extractor,
            questions=material.questions,
            answers=material.answers,
            missing=material.missing,
            findings=list(paper.findings),
            keys=[Key.of(key) for key in paper.keys],
            paths=list(material.paths),
            unpacked_from=list(material.unpacked_from),
            addresses=[mask_address(address) for address in paper.addresses],
            created_at=rfc3339(material.created_at),
            updated_at=rfc3339(material.updated_at),
            extracted_at=rfc3339(material.extracted_at),
            answered_by=AnsweringKey.of_key(paper.answered_by) if paper.answered_by else None,
            answers_papers=[LinkedFile.of(link) for link in paper.answers],
            next_file=NextFile.of(paper.next_file) if paper.next_file else None,
        )


class Materials(Document, frozen=True, kw_only=True, tag="materials"):
    """The papers that `cgq materials` was asked for, by number."""

    materials: list[Material]
    """The papers."""
    more: bool
    """Whether there is another page."""

    @staticmethod
    def of(found: Papers) -> Materials:
        """A page of the bank."""
        return Materials(materials=[Material.of(paper) for paper in found.papers], more=found.more)


def _problem(material: materials.Material) -> Problem | None:
    hint = cure_of(material.error_code or "", material.format, material.paths, material.sha256)
    return Problem.kept(material.error_code, material.error, hint)
