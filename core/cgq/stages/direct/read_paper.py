"""A paper is read for somebody who waits for it: the worker's half of a stage, outside the queue."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING

from cgq.contract import Done
from cgq.convert.converted import KeptPdf  # noqa: TC001 - msgspec asks for it
from cgq.errors import Failure, InputFailed
from cgq.exam.model import Document
from cgq.stages.stage import Computation, Types

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.contract import Call


@dataclass(frozen=True, slots=True)
class FileToRead:
    """Where a file lies (its path as text, see bank.files), the sha256 that it must have, what opens it.

    `languages` are those of the text recogniser, which then goes over the file first. `pdf` is what was made of a paper
    in another form before; what is made now is a file of the result. `missing` are the numbers that are missing between
    the pictures that the file was made of.
    """

    sha256: str
    path: str
    password: str | None = field(default=None, repr=False)
    languages: str = ""
    pdf: KeptPdf | None = None
    missing: tuple[int, ...] = ()


class ReadPaper(Computation[FileToRead, Document]):
    """File -> document; a file that cannot be read is a document with the finding that says why."""

    kind = "read_paper"

    def types(self) -> Types:
        """Where a file lies, and what was read of it."""
        return Types(given=FileToRead, result=Document)

    def prepare(self) -> None:
        """Load the PDF libraries before the limits hold."""
        import_module("cgq.stages.reading")
        import_module("cgq.exam.pdf.reader")
        import_module("cgq.exam.pdf.second")

    def compute(self, given: Sequence[FileToRead], call: Call) -> Sequence[Done[Document] | Failure]:
        """Read each file."""
        return [_read(file, call) for file in given]


def _read(file: FileToRead, call: Call) -> Done[Document] | Failure:
    from cgq.stages.readable import read_original, readable
    from cgq.stages.reading import read, read_scan

    try:
        given = readable(read_original([file.path], file.sha256), call, kept=file.pdf, keep=True)
        pdf = given.pdf
        found = read_scan(pdf, file.languages, call) if file.languages else read(pdf, file.password, call)
    except InputFailed as error:
        return Failure.of(error)
    return Done(given.of_the_original(found, file.missing), given.new)
