"""Scans get a text layer from a recogniser on this machine; it is then read like any other text.

The recogniser is OCRmyPDF, which drives Tesseract, in processes of its own. They inherit the limits of
the worker that starts them: memory, file size, no network.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.extract import read_document
from cgq.exam.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.exam.model import Document

DOTS_PER_INCH = "400"
"""How finely pages are looked at; at 300 many numbers of Korean papers get lost."""

_INSTALL = "pip install 'certigraph-queue[ocr]'"
_INSTALL_ENGINE = "apt install tesseract-ocr tesseract-ocr-kor"
_ENCRYPTED = 8
_QUOTED = 200


def read_scan(
    data: bytes,
    languages: str,
    *,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Callable[[int, int], None],
) -> Document:
    """The document of a file after recognition. `languages` are named as Tesseract does: `kor+eng`.

    Pages that have text of their own keep it. The document has the identity of the file as it was given.
    `progress` is called with 0 and the count of pages before recognition starts, which takes seconds a page.
    Raises InputFailed: `ocr_missing` when the recogniser or a language is not installed, `ocr_failed` when
    it gives no file.
    """
    from cgq.exam.pdf.reader import page_count

    check_installed(languages)
    progress(0, page_count(data))
    document = read_document(_recognised(data, languages), limits=limits, progress=progress)
    return replace(document, sha256=hashlib.sha256(data).hexdigest(), extractor=f"{document.extractor} ocr:{languages}")


def check_installed(languages: str) -> None:
    """Raise InputFailed with the line to run when something that recognition needs is not there."""
    if find_spec("ocrmypdf") is None:
        raise InputFailed("OCRmyPDF is not installed.", code="ocr_missing", hint=f"Run: {_INSTALL}")
    engine = shutil.which("tesseract")
    if engine is None:
        raise InputFailed("Tesseract is not installed.", code="ocr_missing", hint=f"Run: {_INSTALL_ENGINE}")
    listed = subprocess.run([engine, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    missing = sorted(set(languages.split("+")) - set(listed.stdout.split()))
    if missing:
        message = f"Tesseract has no data for {', '.join(missing)}."
        packages = " ".join(f"tesseract-ocr-{language}" for language in missing)
        raise InputFailed(message, code="ocr_missing", hint=f"Run: apt install {packages}")


def _recognised(data: bytes, languages: str) -> bytes:
    options = [
        "--quiet",
        "--jobs=1",
        "--skip-text",
        "--deskew",
        "--rotate-pages",
        "--output-type=pdf",
        "--optimize=0",
        "--tesseract-pagesegmode=6",
    ]
    command = [sys.executable, "-P", "-m", "ocrmypdf", *options, f"--oversample={DOTS_PER_INCH}"]
    environment = os.environ | {"OMP_THREAD_LIMIT": "1"}
    command += [f"--language={languages}", "-", "-"]
    ended = subprocess.run(command, input=data, capture_output=True, env=environment, check=False)
    if ended.returncode == 0:
        return ended.stdout
    if ended.returncode == _ENCRYPTED:
        raise InputFailed("The scan is encrypted.", code="encrypted", hint="Give a copy without a password.")
    said = " ".join(ended.stderr.decode(errors="replace").split())[-_QUOTED:]
    message = f"The text recogniser gave up with status {ended.returncode}: {said}"
    raise InputFailed(message, code="ocr_failed", hint="Run `ocrmypdf` on the file by hand to see why.")
