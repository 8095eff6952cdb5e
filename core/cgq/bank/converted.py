"""The PDF that was made of a paper in another form: kept under its hash, for the reader and for pages and crops."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cgq.bank.files import path_text
from cgq.convert.converted import KeptPdf
from cgq.db.kept_files import path_of
from cgq.db.queries import load
from cgq.exam.model import Conversion, Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.db.connection import Transaction

SQL = load("bank")

_FINDINGS = msgspec.json.Decoder(tuple[Finding, ...])


@dataclass(frozen=True, slots=True)
class DrawnFile:
    """A file whose pages show a paper as it was read: its path as text, and the sha256 that it must have.

    `converter` is what must make a PDF of it first: another one may lay it out differently. None for a PDF.
    """

    path: str
    sha256: str
    converter: str | None = None


def drawn_files(
    original: str, paths: Iterable[str], database: Path, made: tuple[str, str] | None
) -> tuple[DrawnFile, ...]:
    """What can be drawn of the file with the sha256 `original`, the best first. `made` is the converter and the sha256
    of the PDF that was made of it; None where it was read as it is."""
    if made is None:
        return tuple(DrawnFile(path, original) for path in paths)
    converter, pdf = made
    kept_one = DrawnFile(path_text(path_of(database, pdf)), pdf)
    return (kept_one, *(DrawnFile(path, original, converter) for path in paths))


def keep(tx: Transaction, original: str, conversion: Conversion, now: int) -> None:
    """Keep what was made of the file with the sha256 `original`, in place of what was made before; `now` in
    milliseconds of the wall clock."""
    row = {
        "original": original,
        "converter": conversion.converter,
        "sha256": conversion.sha256,
        "findings": msgspec.json.encode(conversion.findings).decode(),
        "now": now,
    }
    tx.run(SQL["converted_keep"], row)


def kept(tx: Transaction, original: str) -> KeptPdf | None:
    """What was made of a file, whichever converter made it; None where nothing is kept."""
    row = tx.one(SQL["converted_of"], (original,))
    if row is None:
        return None
    converter, sha256, findings = row
    path = path_text(path_of(Path(tx.file()), sha256))
    return KeptPdf(path, Conversion(converter=converter, sha256=sha256, findings=_FINDINGS.decode(findings)))
