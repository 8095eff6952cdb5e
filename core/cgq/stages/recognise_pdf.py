"""A scan becomes a paper in the bank, through the text recogniser of this machine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from cgq.bank.files import read_known
from cgq.errors import Failure, InputFailed
from cgq.stages.process_pdf import PaperToRead, ProcessPdf, judged

if TYPE_CHECKING:
    from cgq.exam.model import Document
    from cgq.stages.stage import Call, Done


class RecognisePdf(ProcessPdf):
    """The stage after `process_pdf` for a paper that needs it, where `reading.ocr` is set."""

    kind = "recognise_pdf"

    def prepare(self) -> None:
        """Load what reads the result; the recogniser is a program of its own."""
        super().prepare()
        import_module("cgq.exam.ocr.recogniser")

    def _languages(self) -> str:
        return self._reading.languages

    def _outcome(self, paper: PaperToRead, call: Call) -> Done[Document] | Failure:
        from cgq.stages.reading import read_scan

        try:
            return judged(read_scan(read_known(paper.paths, paper.sha256), paper.languages, call))
        except InputFailed as error:
            return Failure.of(error)
