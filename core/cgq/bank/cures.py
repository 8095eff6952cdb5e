"""What to do about a paper whose file could not be read, by what it is and where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.files import is_kept
from cgq.exam.findings import CODES, NEEDS_OCR
from cgq.hints import argument

if TYPE_CHECKING:
    from collections.abc import Sequence


def cure_of(code: str, taken_as: str, paths: Sequence[str], sha256: str) -> str:
    """The hint for a failure with this code; empty for one of which nothing is known.

    `taken_as` is the form of the paper, `paths` where it lies, as text (see bank.files).
    """
    about = CODES.get(code)
    if about is None:
        return ""
    if code == NEEDS_OCR:
        return cure_of_scan(paths, sha256)
    return (about.cure_of_others if taken_as != "pdf" else "") or about.job_cure


def cure_of_scan(paths: Sequence[str], sha256: str) -> str:
    """How a scan is read now, and how all of them are; the first alone for a file that a person can name."""
    named = next((path for path in paths if not is_kept(path, sha256)), None)
    now = [] if named is None else [f"Read it: `cgq run --ocr {argument(named)}`"]
    return " ".join([*now, CODES[NEEDS_OCR].job_cure])
