"""A scan becomes a paper in the bank, through the text recogniser of this machine."""

from __future__ import annotations

from dataclasses import replace
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
        import_module("cgq.exam.ocr")

    def _languages(self) -> str:
        return self._reading.languages

    def _outcome(self, paper: PaperToRead, call: Call) -> Done[Document] | Failure:
        from cgq.exam.ocr import with_text
        from cgq.exam.pdf.reader import page_count
        from cgq.stages.reading import read

        try:
            data = read_known(paper.paths, paper.sha256)
            call.progress(0, page_count(data))
            document = read(with_text(data, paper.languages), None, call)
        except InputFailed as error:
            return Failure.of(error)
        extractor = f"{document.extractor} ocr:{paper.languages}"
        return judged(replace(document, sha256=paper.sha256, extractor=extractor))
