"""The PDF that was made of a paper in another form: kept under its hash, for the reader and for pages and crops."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cgq.bank.files import path_text
from cgq.db.kept_files import path_of
from cgq.db.queries import load
from cgq.exam.model import Conversion, Finding

if TYPE_CHECKING:
    from cgq.db.connection import Transaction

SQL = load("bank")

_FINDINGS = msgspec.json.Decoder(tuple[Finding, ...])


@dataclass(frozen=True, slots=True)
class KeptPdf:
    """Where the PDF of a paper in another form is kept (a path as text), and how it came about."""

    path: str
    conversion: Conversion


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
