"""Drawings of pages become one PDF: librsvg's `rsvg-convert`, in a process of its own.

It inherits the limits of the worker that starts it (memory, file size, no network) and gets no secrets. Of files it
loads what lies in the folder of the drawings only, and there is nothing else in it (librsvg, "Security and locations of
referenced files"); nothing in the drawings refers to any (page/safe.py).
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.convert.extras import ADD_DRAWER, DRAWER, drawer
from cgq.convert.hwp.ends import FROM_OUTSIDE, ended_from_outside
from cgq.errors import InputFailed
from cgq.exam.findings import CONVERTER_MISSING, DAMAGED, TOO_LARGE
from cgq.exam.printable import printable
from cgq.secrets.names import split_environment

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

_QUOTED = 200
"""Characters of the program's error that are quoted. Chosen."""
_MOST_BYTES = 512 * 1024 * 1024
"""Bytes of all drawings with their pictures: those of the largest document take 67 MB, and some stand on each page."""
_OPTIONS = ("--format=pdf", "--unlimited")
"""Without the second one libxml2 refuses an attribute of 10 MB, and with it a picture of 7.5 MB. Memory, time and the
size of files are limited otherwise, and a drawing has no entities (page/safe.py)."""
_FIXED = {"SOURCE_DATE_EPOCH": "0"}
"""A PDF that says the same time whenever it is made: the same document gives the same bytes."""
_SIGNATURE = b"%PDF-"


def check_program() -> None:
    """Raise InputFailed `converter_missing` with the line to run where `rsvg-convert` is not installed."""
    if drawer() is None:
        message = f"{DRAWER} of librsvg is not installed."
        raise InputFailed(message, code=CONVERTER_MISSING, hint=f"Install it: `{ADD_DRAWER}`")


class Pages:
    """The drawings of a document's pages, each a file of a folder that holds nothing else: 130 pages with a picture of
    7 MB each would be a gigabyte of memory."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._size, self._names = folder, 0, list[str]()

    def add(self, drawing: bytes) -> None:
        """Put a page behind the others. Raises InputFailed with a refusal where all are too large."""
        self._size += len(drawing)
        if self._size > _MOST_BYTES:
            size = f"more than {_MOST_BYTES / 2**20:.0f} MB"
            raise InputFailed(f"its pages take {size} with their pictures: split it", code=TOO_LARGE)
        name = f"{len(self._names) + 1:05}.svg"
        self._folder.joinpath(name).write_bytes(drawing)
        self._names.append(name)

    def pdf(self, seconds: float) -> bytes:
        """The PDF with a page for each drawing, in order, made in so many seconds. Raises InputFailed with a refusal,
        and StageFailed where somebody else ended the program."""
        made = self._folder / "made.pdf"
        _run([*_OPTIONS, f"--output={made}", "--", *self._names], self._folder, seconds)
        pdf = made.read_bytes() if made.exists() else b""
        if not pdf.startswith(_SIGNATURE):
            raise InputFailed("no PDF could be made of it: print it to a PDF in Hangul", code=DAMAGED)
        return pdf


@contextmanager
def folder_of_pages() -> Generator[Pages]:
    """An empty folder for drawings, which is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="cgq-pages-") as folder:
        yield Pages(Path(folder))


def _run(arguments: Sequence[str], folder: Path, seconds: float) -> None:
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
    if -ended.returncode in FROM_OUTSIDE:
        raise ended_from_outside("makes the PDF", f"signal {signal.Signals(-ended.returncode).name}")
    if ended.returncode < 0:
        message = f"making a PDF of it takes more than is allowed (signal {-ended.returncode}): split it"
        raise InputFailed(message, code=TOO_LARGE)
    if ended.returncode:
        said = printable(ended.stderr.decode(errors="replace"), _QUOTED)
        raise InputFailed(f"no PDF could be made of it ({said}): print it to a PDF in Hangul", code=DAMAGED)
