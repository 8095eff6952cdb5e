"""Many papers out of the sample ones, each a material of its own."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.support.scratch import ROOT

SAMPLES = ROOT / "sample_data"
READABLE = ("sw1-ko", "ipe-2col-ko", "civil-a", "civil-b", "passage-ko", "network-en", "safety-2023", "safety-2024")


def write(folder: str, count: int) -> dict[str, Any]:
    """Write so many papers; `own_texts` tells whether each has its own, or shares its questions with others."""
    Path(folder).mkdir()
    try:
        _set_anew(Path(folder), count)
    except ImportError:
        _copy(Path(folder), count)
        return {"own_texts": False}
    return {"own_texts": True}


def _set_anew(folder: Path, count: int) -> None:
    """Set the sample papers again, with the number of the copy in each stem."""
    sys.path.insert(0, str(SAMPLES))
    import emit
    from papers import PAPERS
    from sheet import register_fonts
    from typeset import Setter

    register_fonts()
    for number in range(count):
        paper, turn = PAPERS[number % len(PAPERS)], number // len(PAPERS) + 1
        mark = f"(set {turn})" if paper.language == "en" else f"({turn}회)"
        questions = [replace(question, stem=f"{question.stem} {mark}") for question in paper.questions()]
        data = emit.pdf(Setter(paper.style).paper(questions), paper.style.title)
        (folder / f"{paper.stem}-{turn}.pdf").write_bytes(_told_apart(data, number))


def _copy(folder: Path, count: int) -> None:
    for number in range(count):
        name = READABLE[number % len(READABLE)]
        data = (SAMPLES / f"{name}.pdf").read_bytes()
        (folder / f"{name}-{number}.pdf").write_bytes(_told_apart(data, number))


def _told_apart(data: bytes, number: int) -> bytes:
    """Other bytes are another material."""
    return data + f"\n% copy {number}\n".encode()
