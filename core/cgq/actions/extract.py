"""Read papers for somebody who waits for them; no workspace, no queue.

A paper may be hostile: it is parsed in a worker without network and with limits of memory and
time, and what comes back is data. A worker that dies of a paper costs that paper alone.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.actions.at_rest import at_rest
from cgq.bank.converted import DrawnFile
from cgq.bank.files import path_text, read, real_path
from cgq.convert.converted import CURED_BY_INSTALLING, KeptPdf
from cgq.convert.form import content_of
from cgq.errors import Busy, Failure, Refused
from cgq.exam.findings import BY_DEATH, DAMAGED, NEEDS_OCR, NOT_A_PDF, REFUSALS, TOO_LARGE
from cgq.exam.limits import Limits
from cgq.exam.model import Document, Finding
from cgq.hints import unmarked
from cgq.stages.direct.read_paper import FileToRead
from cgq.stages.intake import what_instead
from cgq.stages.kinds.process_pdf import ProcessPdf
from cgq.stages.kinds.recognise_pdf import RecognisePdf
from cgq.stages.reading import SAYS_NOTHING
from cgq.workers.alone import Alone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import TracebackType

    from cgq.actions.at_rest import FileAtRest
    from cgq.queue.policy import Policy

_DEATHS = {
    "crash": "reading it ended the worker ({}): get the file again, or repair it (for example with qpdf)",
    "timeout": "it was given up, for {}: split the file",
    "memory": "reading it takes more memory than a paper gets ({}): split the file",
}
"""What is said of a file whose worker died, by what it died of."""


class Reader:
    """Reads papers one after the other; use it in a `with`."""

    def __init__(
        self,
        *,
        policy: Policy | None = None,
        limits: Limits | None = None,
        languages: str = "",
        draws: bool = False,
    ) -> None:
        """A paper gets the time and memory of `policy`, by default those of process_pdf.

        With `languages`, a scan goes through the text recogniser; it gets what recognise_pdf gets. With `draws`, the
        PDFs that were made of papers in other forms are there for `drawn_file` until the end.
        """
        self.without: Failure | None = None
        """Why a file was left as it is: what its form needs is not installed."""

        self._limits = limits or Limits()
        self._languages = languages
        self._draws = draws
        self._open = ExitStack()
        self._folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="cgq-")))
        self._pdfs: dict[str, KeptPdf] = {}
        self._worker = self._open.enter_context(Alone("read_paper", policy or ProcessPdf.policy, files=self._folder))

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.__exit__(kind, error, at)

    def read(self, path: Path, *, key: Document | None = None, password: str | None = None) -> Document:
        """The questions, keys and findings of a file; one that cannot be read is one with a refusal.

        `key` is the document of a separate answer key, itself read here. Raises Missing or Refused
        when there is no such file or it may not be opened, and Busy when somebody ended the reader twice.
        """
        with at_rest(path, self._limits.max_bytes) as file:
            return self.read_at_rest(file, key=key, password=password)

    def read_at_rest(self, file: FileAtRest, *, key: Document | None = None, password: str | None = None) -> Document:
        """The same, of a file that is at rest already."""
        from cgq.exam.key.pairing import merge_key

        if file.size > file.most:
            return _refused(file.sha256, TOO_LARGE, _larger(file.most))
        found = self._asked(self._worker, self._wanted(file, password=password))
        if isinstance(found, Failure) and found.code in CURED_BY_INSTALLING:
            self.without = found
        document = _document(file, found)
        if document.refusal is not None and document.refusal.code == NOT_A_PDF:
            document = _given_up(file.sha256, _no_paper(file))
        if self._languages and document.refusal is not None and document.refusal.code == NEEDS_OCR:
            document = self._recognised(file, document)
        if not self._draws and (pdf := self._pdfs.pop(file.sha256, None)) is not None:
            os.unlink(real_path(pdf.path))
        return document if key is None or document.refusal else merge_key(document, key)

    def drawn_file(self, file: FileAtRest) -> DrawnFile:
        """What shows the pages of a file that was read: the PDF that was made of it, or the file itself."""
        pdf = self._pdfs.get(file.sha256)
        return DrawnFile(file.path, file.sha256) if pdf is None else DrawnFile(pdf.path, pdf.conversion.sha256)

    def _asked(self, worker: Alone, wanted: FileToRead) -> Document | Failure:
        """What a worker makes of a file. What befell the reader alone says nothing of it: it is read once more."""
        found = self._called(worker, wanted)
        if isinstance(found, Failure) and found.code in SAYS_NOTHING:
            found = self._called(worker, wanted)
        return found

    def _wanted(self, file: FileAtRest, *, password: str | None = None, languages: str = "") -> FileToRead:
        pdf = self._pdfs.get(file.sha256)
        return FileToRead(file.sha256, file.path, password, languages, pdf, file.missing)

    def _called(self, worker: Alone, wanted: FileToRead) -> Document | Failure:
        found: Document | Failure
        found, files = worker.call_for_files(wanted)
        if isinstance(found, Document) and found.converted is not None and files:
            self._pdfs[wanted.sha256] = KeptPdf(path_text(files[0]), found.converted)
        return found

    def _recognised(self, file: FileAtRest, scan: Document) -> Document:
        with Alone("read_paper", RecognisePdf.policy, files=self._folder) as worker:
            found = self._asked(worker, self._wanted(file, languages=self._languages))
        if isinstance(found, Failure) and found.code == "ocr_missing":
            self.without = found
            return scan
        return _document(file, found)


def _document(file: FileAtRest, found: Document | Failure) -> Document:
    return _given_up(file.sha256, found) if isinstance(found, Failure) else found


def _given_up(sha256: str, failure: Failure) -> Document:
    """What a worker's death, or its failure, amounts to for the file that it was at."""
    if failure.code in REFUSALS or failure.code == "ocr_failed":
        code = NEEDS_OCR if failure.code == "ocr_failed" else failure.code
        if not failure.hint:
            return _refused(sha256, code, failure.message)
        message = f"{failure.message.rstrip('.')}. {unmarked(failure.hint)}"
        return replace(_refused(sha256, code, message), is_advised=True)
    if failure.code in ("input_missing", "input_changed"):
        raise Refused(failure.message, code=failure.code, hint="Somebody changes the file while it is read; try again.")
    if failure.code in SAYS_NOTHING:
        raise Busy(failure.message, code=failure.code, hint=failure.hint)
    message = _DEATHS.get(failure.code, "the reader failed ({})")
    return _refused(sha256, BY_DEATH.get(failure.code, DAMAGED), message.format(failure.message))


def _no_paper(file: FileAtRest) -> Failure:
    """What a file is of which the reader knows that it is no PDF: in the words in which it would not be taken in."""
    path = real_path(file.path)
    what, hint = what_instead(content_of(read(path)), path)
    return Failure(code=NOT_A_PDF, message=f"The file {what}", hint=hint, retryable=False)


def _larger(most: int) -> str:
    return f"The file is larger than {most // (1024 * 1024)} MB and was not opened; split it."


def _refused(sha256: str, code: str, message: str) -> Document:
    return Document(sha256=sha256, pages=0, findings=(Finding(code=code, message=message),))


def with_keys_among(paths: Sequence[Path], read: Iterable[Document]) -> Iterable[Document]:
    """Each paper with its answers from the key among the files, if one fits; so all are read first."""
    from cgq.exam.key.among import with_keys_found

    return with_keys_found([(path_text(os.path.abspath(path)), found) for path, found in zip(paths, read, strict=True)])


def with_key_named(
    paths: Sequence[Path], read: Iterable[Document], key: Path, key_document: Document
) -> Iterable[Document]:
    """Each paper with its answers from the key that a person named for all of them, as they come; a key with drawn
    tables waits for all papers, whose forms may prove which table is whose."""
    from cgq.exam.key.among import with_key_given
    from cgq.exam.key.whose import is_drawn

    named = (path_text(os.path.abspath(key)), key_document)
    papers = ((path_text(os.path.abspath(path)), found) for path, found in zip(paths, read, strict=True))
    if any(map(is_drawn, key_document.keys)):
        return with_key_given(list(papers), named)
    return (document for paper in papers for document in with_key_given([paper], named))
