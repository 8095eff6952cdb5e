"""XML parts as streams of elements, without their prefixes; a document type, and so every entity, is refused."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING
from xml.parsers import expat

from cgq.errors import InputFailed
from cgq.exam.findings import DAMAGED
from cgq.exam.printable import printable
from cgq.exchange.importing.faults import LONGEST_QUOTE

if TYPE_CHECKING:
    from collections.abc import Generator


class Handler:
    """Takes note of elements; names are without prefix."""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, data: str) -> None:
        """A piece of the text of the innermost element."""


def parse_all(chunks: Generator[bytes], handler: Handler) -> None:
    """Parse a part to its end. Raises InputFailed: damaged."""
    for _ in parse_steps(chunks, handler):
        pass


def parse_steps(chunks: Generator[bytes], handler: Handler) -> Generator[None]:
    """Parse a part; a step ends behind each piece, so that what the handler took note of can be taken from it.

    The pieces are closed in the end, whatever ends it: an error that is kept must not keep the file open.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = lambda name, attributes: handler.begin(name.rpartition(":")[2], attributes)
    parser.EndElementHandler = lambda name: handler.end(name.rpartition(":")[2])
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _refuse_encoding
    try:
        with closing(chunks):
            for chunk in chunks:
                parser.Parse(chunk, False)
                yield
        parser.Parse(b"", True)
        yield
    except expat.ExpatError as error:
        raise damaged(f"{expat.errors.messages[error.code]}, line {error.lineno} of a part") from error


def damaged(why: str) -> InputFailed:
    """The workbook cannot be read; `why` ends the sentence."""
    hint = "Open it in a spreadsheet program and save it again, or save its sheet as CSV."
    return InputFailed(f"The workbook is damaged: {why}", code=DAMAGED, hint=hint)


def _refuse_doctype(*_: object) -> None:
    raise damaged("it has a document type, which no workbook has")


def _refuse_encoding(_: str, encoding: str | None, __: int) -> None:
    """Refuse an encoding other than the two that a workbook has (ECMA-376, part 2, 8.1.4)."""
    if encoding is not None and encoding.casefold() not in ("utf-8", "utf-16"):
        raise damaged(f"a part is in {printable(encoding, LONGEST_QUOTE)}")
