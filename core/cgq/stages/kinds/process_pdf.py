"""A file becomes a paper in the bank: read its questions, keys and findings."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from cgq.clock import Clock, SystemClock
from cgq.config import PDF_PASSWORD, ReadingSettings, read_secret
from cgq.contract import Discard, Done, OfMaterial
from cgq.convert.converted import (
    CURED_BY_INSTALLING,
    MAKING_ITEMS,
    KeptPdf,
)
from cgq.errors import Failure, InputFailed, NotReady, StageFailed
from cgq.exam.findings import CODES, EXPLAINS_EMPTY, GAP, NEEDS_OCR
from cgq.exam.model import EXTRACTOR, Document, Hint
from cgq.hints import argument
from cgq.queue.job import NewJob
from cgq.queue.policy import MEGABYTE, Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.exam.model import Finding
    from cgq.queue.job import Job


class ReadPaper(OfMaterial, frozen=True):
    """The paper that a job reads; `ocr`: whether a scan goes through the text recogniser, None as the settings say.

    `sha256` names the content of another file, which takes the paper's number once it is read (bank/replacing.py).
    """

    ocr: bool | None = None
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class PaperToRead:
    """Where a paper may lie (paths as text, see bank.files) and the sha256 that it must have.

    `languages` are those of the text recogniser that scans go on to; empty where they do not. `hints` are
    what a second look at doubtful pages came to. `next_of` is the paper whose number the file takes, None where the
    paper has it already. `pdf` is what was made of a paper in another form, if that is kept; `missing` are the numbers
    that are missing between the pictures of one.
    """

    sha256: str
    paths: tuple[str, ...]
    languages: str = ""
    hints: tuple[Hint, ...] = ()
    next_of: int | None = None
    pdf: KeptPdf | None = None
    missing: tuple[int, ...] = ()


class ProcessPdf(Stage[ReadPaper, PaperToRead, Document]):
    """The first stage of a file's chain (B3)."""

    kind = "process_pdf"
    arguments = ReadPaper
    settings = ReadingSettings
    policy = Policy(
        queue="pdf_processing",
        timeout=30.0,
        timeout_per_item=1.0,
        tries=tries(timeout=Tries(3, 30.0), other=Tries(5, 5.0, doubling=True)),
        memory=1024 * MEGABYTE,
        sources={
            "queue": "semantics C2: two parsers at once",
            "timeout": "semantics T3: 30 s to open a paper",
            "timeout_per_item": "semantics T3: a second a page; most papers need less than a tenth of it. A page of a "
            f"PDF that is made first counts {1 + MAKING_ITEMS}",
            "tries": "semantics T3: a timeout waits 30 s; what else fails waits 5 s and doubles",
            "memory": "over 10,000 damaged papers a process took 453 MB at most, libraries included (bench/README.md); "
            "the Korean analyser takes up to 512 MB more (cgq.korean)",
        },
    )
    about = "material"
    counts = "pages"
    follows = ("collect",)
    reads_paper = True
    secrets = (PDF_PASSWORD,)
    version = EXTRACTOR

    def __init__(self, settings: ReadingSettings | None = None, clock: Clock | None = None) -> None:
        self._reading = settings or ReadingSettings()
        self._clock = clock or SystemClock()

    def types(self) -> Types:
        """Where a paper lies, and what was read of it."""
        return Types(given=PaperToRead, result=Document)

    def prepare(self) -> None:
        """Load the PDF libraries, so that the limits count what a paper takes and not what they take."""
        import_module("cgq.stages.reading")
        import_module("cgq.exam.pdf.reader")
        import_module("cgq.exam.pdf.second")

    def load(self, tx: Transaction, jobs: Sequence[Job[ReadPaper]]) -> Sequence[PaperToRead | Discard]:
        """Where each paper lies."""
        return [self._paper(tx, job.args) for job in jobs]

    def compute(self, given: Sequence[PaperToRead], call: Call) -> Sequence[Done[Document] | Failure]:
        """Read each file; what cannot be read is a failure that says how to cure it."""
        return [_advised(self._outcome(paper, call), paper) for paper in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[ReadPaper], Document]]) -> Iterable[NewJob]:
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
            "missing": sum(len(tally.missing) for tally in result.tallies) if result.tallies else codes[GAP],
            "losses": sum(not finding.is_note for finding in result.findings),
            "findings": dict(sorted(codes.items())),
        }

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job[ReadPaper], Failure]]) -> None:
        """The paper tells why its file could not be read; what was read of it before stays."""
        from cgq.bank import materials, replacing

        for job, failure in lost:
            found = replacing.to_read(tx, job.args.material, job.args.sha256)
            if found is not None and not found[1]:
                materials.set_failed(tx, job.args.material, failure, self._clock.now())

    def missing(self, tx: Transaction, limit: int) -> list[int]:
        """Papers that were never read with success."""
        from cgq.bank import materials

        return materials.unread(tx, limit)

    def _paper(self, tx: Transaction, wanted: ReadPaper) -> PaperToRead | Discard:
        from cgq.bank import converted, materials, replacing, second_looks, unpacked
        from cgq.stages.readable import reader_of

        found = replacing.to_read(tx, wanted.material, wanted.sha256)
        if found is None and materials.source(tx, wanted.material) is not None:
            return Discard.gone(f"Material {wanted.material} does not get this file any more.")
        if found is None:
            return Discard.gone(f"Material {wanted.material} was removed.")
        source, is_other = found
        hints = () if is_other else second_looks.hints(tx, wanted.material, reader_of(source.format))
        next_of = wanted.material if is_other else None
        pdf = converted.kept(tx, source.sha256)
        missing = unpacked.missing_pictures(tx, source.sha256)
        return PaperToRead(source.sha256, source.paths, self._languages(wanted), hints, next_of, pdf, missing)

    def _languages(self, wanted: ReadPaper) -> str:
        ocr = self._reading.ocr if wanted.ocr is None else wanted.ocr
        return self._reading.languages if ocr else ""

    def _outcome(self, paper: PaperToRead, call: Call) -> Done[Document] | Failure:
        from cgq.stages.readable import read_original, readable
        from cgq.stages.reading import read

        try:
            secret = read_secret(PDF_PASSWORD, os.environ)
            given = readable(read_original(paper.paths, paper.sha256), call, kept=paper.pdf, keep=True)
        except (InputFailed, NotReady) as error:
            return Failure.of(error)
        found = read(given.pdf, secret.value if secret else None, call, paper.hints)
        document = given.of_the_original(found, paper.missing)
        if paper.languages and document.refusal is not None and document.refusal.code == NEEDS_OCR:
            return Done(document, given.new)
        outcome = judged(document)
        return replace(outcome, files=given.new) if isinstance(outcome, Done) else outcome

    def _store(self, tx: Transaction, job: Job[ReadPaper], document: Document) -> list[NewJob]:
        from cgq.bank import converted, materials, questions, replacing
        from cgq.stages.chain import following, stored_text_hash

        material = job.args.material
        if materials.source(tx, material) is None:
            return []  # removed while it was read
        known = replacing.to_read(tx, material, job.args.sha256)
        if known is None or known[0].sha256 != document.sha256:
            raise StageFailed("What was read is not the file that the job named.", code="wrong_document")
        if document.converted is not None:
            converted.keep(tx, document.sha256, document.converted, self._clock.now())
        if document.refusal is not None:
            other = {"sha256": document.sha256} if known[1] else {}
            return [_child(job, "recognise_pdf", {"material": material, **other})]
        stored = questions.store(tx, material, document, stored_text_hash, self._clock.now())
        looks = self._second_looks(tx, job, document)
        pattern = _child(job, "generate_embedding", {})
        texts = (*stored.questions, *stored.reworded)
        return looks + following(tx, texts, removed=stored.removed, pattern=pattern)

    def _second_looks(self, tx: Transaction, job: Job[ReadPaper], document: Document) -> list[NewJob]:
        from cgq.bank import second_looks

        if not self._reading.model:
            return []
        material = job.args.material
        pages = second_looks.ask(tx, material, document.extractor, document.doubtful)
        return [_child(job, "label_lines", {"material": material, "page": page}) for page in pages]


def _child(job: Job[ReadPaper], kind: str, args: dict[str, int | str]) -> NewJob:
    return NewJob(kind=kind, args=args, document=job.args.material, root=job.root or job.id, parent=job.id)


def _advised(outcome: Done[Document] | Failure, paper: PaperToRead) -> Done[Document] | Failure:
    """A failure with what can be done about the job besides: once something is installed it is tried again; where the
    file is to take a paper's number, the paper is none the worse, and it can be called off."""
    from cgq.bank.cures import cure_of_scan

    if not isinstance(outcome, Failure):
        return outcome
    if outcome.code == NEEDS_OCR:
        outcome = replace(outcome, hint=cure_of_scan(paper.paths, paper.sha256))
    if outcome.code in CURED_BY_INSTALLING:
        then = f"Then: `cgq failed --retry --code {argument(outcome.code)}`"
        outcome = replace(outcome, hint=" ".join(filter(None, (outcome.hint, then))))
    if paper.next_of is None:
        return outcome
    advice = (
        f"Paper {argument(paper.next_of)} keeps the file that it has; to call the other one off: `cgq failed --discard`"
    )
    return replace(outcome, hint=f"{outcome.hint} {advice}".strip())


def judged(document: Document) -> Done[Document] | Failure:
    """A result, or the failure that a document without anything in it is (R7)."""
    if document.refusal is not None:
        return _refused(document.refusal)
    if document.questions or document.keys or any(found.code in EXPLAINS_EMPTY for found in document.findings):
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
    hint = CODES[finding.code].job_cure
    return Failure(code=finding.code, message=what if hint else finding.message, hint=hint, retryable=False)
