"""Scans get a text layer from a recogniser on this machine; it is then read like any other text.

The recogniser is OCRmyPDF, which drives Tesseract, in processes of its own. They inherit the limits of
the worker that starts them: memory, file size, no network.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec

from cgq.errors import InputFailed
from cgq.exam.findings import ENCRYPTED
from cgq.exam.printable import printable
from cgq.hints import argument
from cgq.installed import command_to_add
from cgq.secrets.names import split_environment

COMMAND = (
    *(sys.executable, "-P", "-m", "ocrmypdf"),
    *("--quiet", "--jobs=1", "--output-type=pdf", "--optimize=0"),
    *("--skip-text", "--deskew"),
    "--tesseract-pagesegmode=6",
    "--plugin=cgq.exam.ocr.engine",
)
"""A page is looked at as one block of lines (6): found by itself, a column of numbers left of the text is lost."""

DOTS_PER_INCH = "400"
"""How finely pages are looked at; at 300 many numbers of Korean papers get lost."""

PACKAGE = "ocrmypdf>=17"
"""What recognises text, as pip takes it: the one package of the extra `ocr` in pyproject.toml."""

_INSTALL_ENGINE = "apt install tesseract-ocr tesseract-ocr-kor"
_ENCRYPTED = 8
_QUOTED = 200


def with_text(data: bytes, languages: str) -> bytes:
    """The PDF with a text layer on the pages that had none. `languages` are named as Tesseract does: `kor+eng`.

    It takes about three seconds a page. Raises InputFailed: `ocr_missing` when the recogniser or a
    language is not installed, `ocr_failed` when it gives no file.
    """
    check_installed(languages)
    command = [*COMMAND, f"--oversample={DOTS_PER_INCH}", f"--language={languages}", "-", "-"]
    environment = split_environment(os.environ)[0] | {"OMP_THREAD_LIMIT": "1"}
    ended = subprocess.run(command, input=data, capture_output=True, env=environment, check=False)
    if ended.returncode == 0:
        return ended.stdout
    if ended.returncode == _ENCRYPTED:
        raise InputFailed("The scan is encrypted.", code=ENCRYPTED, hint="Give a copy without a password.")
    said = printable(ended.stderr.decode(errors="replace"), _QUOTED)
    message = f"The text recogniser gave up with status {ended.returncode}: {said}"
    raise InputFailed(message, code="ocr_failed", hint="See why by hand: `ocrmypdf PAPER NEW`")


def check_installed(languages: str) -> None:
    """Raise InputFailed with the line to run when something that recognition needs is not there."""
    if find_spec("ocrmypdf") is None:
        hint = f"Install it: `{command_to_add(PACKAGE)}`"
        raise InputFailed("OCRmyPDF is not installed.", code="ocr_missing", hint=hint)
    engine = shutil.which("tesseract")
    if engine is None:
        raise InputFailed("Tesseract is not installed.", code="ocr_missing", hint=f"Install it: `{_INSTALL_ENGINE}`")
    listed = subprocess.run([engine, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    missing = sorted(set(languages.split("+")) - set(listed.stdout.split()))
    if missing:
        message = f"Tesseract has no data for {', '.join(missing)}."
        packages = " ".join(argument(f"tesseract-ocr-{language}") for language in missing)
        raise InputFailed(message, code="ocr_missing", hint=f"Install them: `apt install {packages}`")
