"""Drawings of pages become one PDF: librsvg's `rsvg-convert`, in a process of its own.

It inherits the limits of the worker that starts it (memory, file size, no network) and gets no secrets. Of files it
loads what lies in the folder of the drawings only, and there is nothing else in it (librsvg, "Security and locations of
referenced files"); nothing in the drawings refers to any (page/safe.py).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.convert.extras import ADD_DRAWER, DRAWER
from cgq.errors import InputFailed
from cgq.exam.findings import CONVERTER_MISSING, DAMAGED, TOO_LARGE
from cgq.exam.printable import printable
from cgq.secrets.names import split_environment

if TYPE_CHECKING:
    from collections.abc import Sequence

_QUOTED = 200
_FIXED = {"SOURCE_DATE_EPOCH": "0"}
"""A PDF that says the same time whenever it is made: the same document gives the same bytes."""
_SIGNATURE = b"%PDF-"


def check_program() -> None:
    """Raise InputFailed `converter_missing` with the line to run where `rsvg-convert` is not installed."""
    if shutil.which(DRAWER) is None:
        message = f"{DRAWER} of librsvg is not installed."
        raise InputFailed(message, code=CONVERTER_MISSING, hint=f"Install it: `{ADD_DRAWER}`")


def pdf_of_drawings(drawings: Sequence[bytes], seconds: float) -> bytes:
    """The PDF with a page for each drawing, in order, made in so many seconds. Raises InputFailed with a refusal."""
    with tempfile.TemporaryDirectory(prefix="cgq-pages-") as folder:
        names = [f"{number:05}.svg" for number in range(1, len(drawings) + 1)]
        for name, drawing in zip(names, drawings, strict=True):
            Path(folder, name).write_bytes(drawing)
        made = Path(folder, "made.pdf")
        _run(["--format=pdf", f"--output={made}", "--", *names], folder, seconds)
        pdf = made.read_bytes() if made.exists() else b""
    if not pdf.startswith(_SIGNATURE):
        raise InputFailed("no PDF could be made of it: print it to a PDF in Hangul", code=DAMAGED)
    return pdf


def _run(arguments: Sequence[str], folder: str, seconds: float) -> None:
    environment = split_environment(os.environ)[0] | _FIXED
    try:
        ended = subprocess.run(
            [DRAWER, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=max(1.0, seconds),
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise InputFailed("making a PDF of it takes longer than is allowed: split it", code=TOO_LARGE) from error
    if ended.returncode < 0:
        message = f"making a PDF of it takes more than is allowed (signal {-ended.returncode}): split it"
        raise InputFailed(message, code=TOO_LARGE)
    if ended.returncode:
        said = printable(ended.stderr.decode(errors="replace"), _QUOTED)
        raise InputFailed(f"no PDF could be made of it ({said}): print it to a PDF in Hangul", code=DAMAGED)
