"""A scan becomes a paper in the bank, through the text recogniser of this machine."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from cgq.contract import Done
from cgq.errors import Failure, InputFailed
from cgq.queue.policy import HOUR, MEGABYTE, Policy, Tries, tries
from cgq.stages.kinds.process_pdf import PaperToRead, ProcessPdf, judged

if TYPE_CHECKING:
    from cgq.contract import Call
    from cgq.exam.model import Document
    from cgq.stages.kinds.process_pdf import ReadPaper


class RecognisePdf(ProcessPdf):
    """The stage after `process_pdf` for a paper that needs it, where `reading.ocr` is set or its job asks for it."""

    kind = "recognise_pdf"
    policy = Policy(
        queue="pdf_processing",
        timeout=60.0,
        timeout_per_item=30.0,
        timeout_most=4 * HOUR,
        tries=tries(timeout=Tries(2, 30.0), other=Tries(2, 5.0)),
        memory=1024 * MEGABYTE,
        sources={
            "queue": "semantics C2: beside the parsers, for it uses as much of the machine",
            "timeout": "semantics T3",
            "timeout_per_item": "Tesseract was measured at 3 s a page at 400 dpi; ten times that",
            "timeout_most": "480 pages at 30 s",
            "tries": "semantics T3: a second try helps seldom, and costs as much as the first",
            "memory": "Tesseract was measured at less than 1 GB at 400 dpi",
        },
    )
    follows = ("process_pdf",)

    def prepare(self) -> None:
        """Load what reads the result; the recogniser is a program of its own."""
        super().prepare()
        import_module("cgq.exam.ocr.recogniser")

    def _languages(self, wanted: ReadPaper) -> str:  # noqa: ARG002 - the job is there, so it is wanted
        return self._reading.languages

    def _outcome(self, paper: PaperToRead, call: Call) -> Done[Document] | Failure:
        from cgq.stages.readable import read_original, readable
        from cgq.stages.reading import read_scan

        try:
            given = readable(read_original(paper.paths, paper.sha256), call, kept=paper.pdf, keep=True)
            outcome = judged(given.of_the_original(read_scan(given.pdf, paper.languages, call), paper.missing))
        except InputFailed as error:
            return Failure.of(error)
        return replace(outcome, files=given.new) if isinstance(outcome, Done) else outcome
