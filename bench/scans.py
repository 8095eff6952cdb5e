"""Scans of the sample papers, read through the text recogniser: what is found beside what is printed.

python bench/scans.py [SAMPLE...] [--dpi N] [--tilt DEGREES] [--noise N] [--languages kor+eng]

A sample is drawn, laid askew, blurred, made noisy and pressed as a scanner does, and read like any scan. Of each are
told: questions found by their number; those with as many options as are printed; options whose text is likest to
another option of the question (0 is right); answers that differ from the printed ones (0 is right); questions short
of an option that no finding names (0 is right); and seconds a page.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import time
from difflib import SequenceMatcher
from pathlib import Path
from typing import TYPE_CHECKING, Any

# `queue.py` lies beside this file, and must not be found in the place of Python's own.
sys.path[0] = str(Path(__file__).resolve().parents[1])

import numpy as np  # noqa: E402
from PIL import Image, ImageFilter  # noqa: E402

from cgq.exam.extract import read_document  # noqa: E402
from cgq.exam.ocr.recogniser import with_text  # noqa: E402
from cgq.exam.pdf.reader import page_count  # noqa: E402
from cgq.exam.pdf.render import draw  # noqa: E402
from cgq.exam.pdf.view import View  # noqa: E402

if TYPE_CHECKING:
    from cgq.exam.model import Document

SAMPLES = Path("sample_data")
PAPERS = ("sw1-ko", "ipe-2col-ko", "civil-a", "passage-ko", "safety-2024")
MUCH = 0.3


def scanned(paper: bytes, dpi: float, tilt: float, noise: float) -> bytes:
    """A picture of each page and nothing else."""
    chance = np.random.default_rng(7)
    pages: list[Image.Image] = []
    for number, picture in enumerate(draw(paper, [View(page=n + 1, dpi=dpi) for n in range(page_count(paper))])):
        page = Image.open(io.BytesIO(picture.data)).convert("L")
        page = page.rotate(tilt if number % 2 == 0 else -0.7 * tilt, Image.Resampling.BICUBIC, fillcolor=255)
        dots = np.asarray(page.filter(ImageFilter.GaussianBlur(0.6 * dpi / 200)), np.float32) * 0.86 + 28
        dots += chance.normal(0, noise, dots.shape)
        pages.append(Image.fromarray(np.clip(dots, 0, 255).astype(np.uint8)))
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=dpi, quality=70)
    return file.getvalue()


def like(left: str, right: str) -> float:
    """How alike two texts are, spaces aside: 1 is the same."""
    return SequenceMatcher(None, "".join(left.split()), "".join(right.split()), autojunk=False).ratio()


def compared(gold: list[dict[str, Any]], read: Document) -> dict[str, int]:
    """The counts that the table shows."""
    told = {q.number: q for q in read.questions}
    named = {f.number for f in read.findings}
    counts = dict.fromkeys(("printed", "found", "whole", "swapped", "unnamed", "wrong answers"), 0)
    for printed in gold:
        counts["printed"] += 1
        question = told.get(printed["number"])
        if question is None:
            counts["unnamed"] += printed["number"] not in named
            continue
        counts["found"] += 1
        is_whole = len(question.options) == len(printed["options"])
        counts["whole"] += is_whole
        counts["unnamed"] += not is_whole and question.number not in named
        for option in question.options if is_whole else ():
            likeness = [like(option.text, text) for text in printed["options"]]
            counts["swapped"] += max(likeness) > likeness[option.n - 1] + MUCH
        if question.answer is not None and printed["answer"] is not None:
            counts["wrong answers"] += list(question.answer.accepted) != printed["answer"]["accepted"]
    return counts


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("samples", nargs="*", default=PAPERS)
    parser.add_argument("--dpi", type=float, default=200.0)
    parser.add_argument("--tilt", type=float, default=0.6)
    parser.add_argument("--noise", type=float, default=6.0)
    parser.add_argument("--languages", default="kor+eng")
    given = parser.parse_args()
    for sample in given.samples:
        scan = scanned((SAMPLES / f"{sample}.pdf").read_bytes(), given.dpi, given.tilt, given.noise)
        gold = json.loads((SAMPLES / f"{sample}.gold.json").read_text("utf-8"))["questions"]
        start = time.perf_counter()
        document = read_document(with_text(scan, given.languages))
        seconds = (time.perf_counter() - start) / document.pages
        counts = "  ".join(f"{name} {count}" for name, count in compared(gold, document).items())
        print(f"{sample:12}  {counts}  {seconds:.1f} s a page", flush=True)


if __name__ == "__main__":
    main()
