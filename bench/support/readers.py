"""What reads papers here: each a function from the bytes of a file to the number of its pages.

`bare`, `pypdf_text` and `pdfplumber_text` give what their users mostly start from and no question yet;
`cgq` gives the whole document.
"""

from __future__ import annotations

import io
import logging
import resource
import subprocess
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

WARM_UP = "network-en.pdf"


def cgq(data: bytes) -> int:
    """The reader of `cgq extract`, in this process."""
    from cgq.exam.extract import read_document

    return read_document(data).pages


def bare(data: bytes) -> int:
    """The box of every character, straight from PDFium; nothing is kept."""
    import pypdfium2
    from pypdfium2 import raw

    document = pypdfium2.PdfDocument(data)
    box = raw.FS_RECTF()
    pages = len(document)
    for index in range(pages):
        page = raw.FPDF_LoadPage(document.raw, index)
        text = raw.FPDFText_LoadPage(page)
        for char in range(raw.FPDFText_CountChars(text)):
            raw.FPDFText_GetUnicode(text, char)
            raw.FPDFText_GetLooseCharBox(text, char, box)
        raw.FPDFText_ClosePage(text)
        raw.FPDF_ClosePage(page)
    document.close()
    return pages


def pypdf_text(data: bytes) -> int:
    """The text of every page by pypdf."""
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data))
    for page in reader.pages:
        page.extract_text()
    return len(reader.pages)


def pdfplumber_text(data: bytes) -> int:
    """The text of every page by pdfplumber."""
    import pdfplumber

    with pdfplumber.open(io.BytesIO(data)) as document:
        for page in document.pages:
            page.extract_text()
            page.close()
        return len(document.pages)


READERS: dict[str, Callable[[bytes], int]] = {
    reader.__name__: reader  # type: ignore[attr-defined]
    for reader in (cgq, bare, pypdf_text, pdfplumber_text)
}


def read(reader: str, files: list[str], warm_up: str) -> dict[str, Any]:
    """Pages and the processor seconds that each file took, after one other paper to load what is needed."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    function = READERS[reader]
    function(Path(warm_up).read_bytes())
    pages, seconds = 0, []
    for file in files:
        data = Path(file).read_bytes()
        began = time.process_time()
        pages += function(data)
        seconds.append(time.process_time() - began)
    return {"pages": pages, "seconds": seconds}


def command(files: list[str]) -> dict[str, Any]:
    """The whole `cgq extract --json` of all the files: seconds by the clock, and of its processes together."""
    began = time.monotonic()
    words = [sys.executable, "-m", "cgq_cli", "extract", *files, "--json"]
    done = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if done.returncode not in (0, 3):
        raise RuntimeError(f"cgq extract ended with {done.returncode}")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"clock": time.monotonic() - began, "processor": used.ru_utime + used.ru_stime}


def readable(folder: str) -> list[str]:
    """The PDFs of a folder that every reader can open and that hold text, so that there is something to do."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    return [str(path) for path in sorted(Path(folder).glob("*.pdf")) if _readable(path)]


def _readable(path: Path) -> bool:
    import pypdf

    try:
        reader = pypdf.PdfReader(path)
        return not reader.is_encrypted and any(page.extract_text().strip() for page in reader.pages[:3])
    except Exception:  # noqa: BLE001 - whatever keeps it from being read keeps it out
        return False
