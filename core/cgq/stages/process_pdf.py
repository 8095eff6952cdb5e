"""A file becomes a paper in the bank: read its questions, keys and findings."""

from __future__ import annotations

import json
import os
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cgq.bank import materials, questions, second_looks
from cgq.bank.files import read_known
from cgq.clock import Clock, SystemClock
from cgq.config import PDF_PASSWORD, ReadingSettings, read_secret
from cgq.errors import Failure, InputFailed, NotReady, StageFailed
from cgq.exam.model import Document, Hint
from cgq.queue.job import NewJob
from cgq.stages.generate_embedding import stored_text_hash
from cgq.stages.stage import Done, Gone, Host
from cgq.stages.update_knowledge_graph import refresh

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.db.connection import Transaction
    from cgq.exam.model import Finding
    from cgq.queue.job import Job
    from cgq.stages.stage import Call, Known


EXPLAINED = frozenset({"no_questions", "key_refused"})
"""Findings that tell why a paper that was read gave neither questions nor keys (R7)."""

CURES = {
    "needs_ocr": "Set CGQ_READING_OCR=true (help: cgq help scans), then: cgq failed --retry --code needs_ocr",
    "suspect": "Print it to a new PDF from another viewer and enqueue that one.",
    "encrypted": f"Set {PDF_PASSWORD}, then: cgq failed --retry --code encrypted",
    "damaged": "Get the file again, or repair it (for example `qpdf`) and enqueue the result.",
    "not_a_pdf": "Convert it to PDF first.",
    "empty_file": "Get the file again.",
    "too_large": "Split it into smaller files.",
}


@dataclass(frozen=True, slots=True)
class PaperToRead:
    """Where a paper may lie (paths as text, see bank.files) and the sha256 that it must have.

    `languages` are those of the text recogniser that scans go on to; empty where they do not. `hints` are
    what a second look at doubtful pages came to.
    """

    sha256: str
    paths: tuple[str, ...]
    languages: str = ""
    hints: tuple[Hint, ...] = ()


class ProcessPdf:
    """The first stage of a file's chain (B3)."""

    kind = "process_pdf"
    host: Host = "pool"
    given_type: Any = PaperToRead
    result_type: Any = Document

    def __init__(self, reading: ReadingSettings | None = None, clock: Clock | None = None) -> None:
        self._reading = reading or ReadingSettings()
        self._clock = clock or SystemClock()

    def prepare(self) -> None:
        """Load the PDF libraries, so that the limits count what a paper takes and not what they take."""
        import_module("cgq.stages.reading")
        import_module("cgq.exam.pdf.reader")
        import_module("cgq.exam.pdf.second")

    def load(self, tx: Transaction, jobs: Sequence[Job]) -> list[PaperToRead | Known | Gone | Failure]:
        """Where each paper lies."""
        return [self._paper(tx, material_of(job)) for job in jobs]

    def compute(self, given: Sequence[PaperToRead], call: Call) -> list[Done[Document] | Failure]:
        """Read each file; what cannot be read is a failure that says how to cure it."""
        return [self._outcome(paper, call) for paper in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job, Document]]) -> Iterable[NewJob]:
        """Replace what the bank holds of the papers; their questions go on to their vectors."""
        return [job for parent, document in done for job in self._store(tx, parent, document)]

    def summary(self, result: Document) -> dict[str, Any]:
        """Counts of what was read."""
        codes = Counter(finding.code for finding in result.findings)
        return {
            "material": result.sha256,
            "pages": result.pages,
            "questions": len(result.questions),
            "answers": sum(question.answer is not None for question in result.questions),
            "key_answers": sum(len(key.answers) for key in result.keys),
            "missing": sum(len(tally.missing) for tally in result.tallies) if result.tallies else codes["gap"],
            "losses": sum(not finding.is_note for finding in result.findings),
            "findings": dict(sorted(codes.items())),
        }

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job, Failure]]) -> None:
        """The paper tells why it could not be read; what was read of it before stays."""
        for job, failure in lost:
            if (material := material_of(job)) is not None:
                materials.set_status(tx, material, "failed", self._clock.now(), failure)

    def _paper(self, tx: Transaction, material: int | None) -> PaperToRead | Gone | Failure:
        if material is None:
            message = 'The arguments name no paper: {"material": ID}'
            return Failure(code="bad_arguments", message=message, retryable=False)
        source = materials.source(tx, material)
        if source is None:
            return Gone(f"Material {material} was removed.")
        from cgq.exam.model import EXTRACTOR

        hints = second_looks.hints(tx, material, EXTRACTOR)
        return PaperToRead(source.sha256, source.paths, self._languages(), hints)

    def _languages(self) -> str:
        return self._reading.languages if self._reading.ocr else ""

    def _outcome(self, paper: PaperToRead, call: Call) -> Done[Document] | Failure:
        from cgq.stages.reading import read

        try:
            data = read_known(paper.paths, paper.sha256)
            secret = read_secret(PDF_PASSWORD, os.environ)
        except (InputFailed, NotReady) as error:
            return Failure.of(error)
        document = read(data, secret.value if secret else None, call, paper.hints)
        if paper.languages and document.refusal is not None and document.refusal.code == "needs_ocr":
            return Done(document)
        return judged(document)

    def _store(self, tx: Transaction, job: Job, document: Document) -> list[NewJob]:
        material = material_of(job)
        known = None if material is None else materials.source(tx, material)
        if material is None or known is None:
            return []  # removed while it was read
        if known.sha256 != document.sha256:
            raise StageFailed("What was read is not the file that the job named.", code="wrong_document")
        if document.refusal is not None:
            return [_child(job, "recognise_pdf", {"material": material}, material)]
        stored = questions.store(tx, material, document, stored_text_hash, self._clock.now())
        looks = self._second_looks(tx, job, material, document)
        if stored.removed and not stored.questions:
            return [refresh(), *looks]  # no question is left whose chain would ask for it
        return looks + [
            _child(job, "generate_embedding", {"question": question}, material)
            for question in (*stored.questions, *stored.reworded)
        ]

    def _second_looks(self, tx: Transaction, job: Job, material: int, document: Document) -> list[NewJob]:
        if not self._reading.model:
            return []
        pages = second_looks.ask(tx, material, document.extractor, document.doubtful)
        return [_child(job, "label_lines", {"material": material, "page": page}, material) for page in pages]


def material_of(job: Job) -> int | None:
    """The material that a job's arguments name, or None when they name none."""
    try:
        number = json.loads(job.args)["material"]
    except (ValueError, TypeError, KeyError):
        return None
    return number if isinstance(number, int) else None


def _child(job: Job, kind: str, args: dict[str, int], material: int) -> NewJob:
    return NewJob(kind=kind, args=args, document=material, root=job.root or job.id, parent=job.id)


def judged(document: Document) -> Done[Document] | Failure:
    """A result, or the failure that a document without anything in it is (R7)."""
    if document.refusal is not None:
        return _refused(document.refusal)
    if document.questions or document.keys or any(found.code in EXPLAINED for found in document.findings):
        return Done(document)
    return Failure(
        code="empty_result",
        message="The file was read, but nothing came out and nothing says why.",
        hint="Please report it with the file, if you may share it.",
        retryable=False,
    )


def _refused(finding: Finding) -> Failure:
    # A finding says "what: what to do"; a failure has a hint of its own for the latter.
    what = finding.message.rpartition(": ")[0] or finding.message
    hint = CURES.get(finding.code, "")
    return Failure(code=finding.code, message=what if hint else finding.message, hint=hint, retryable=False)
