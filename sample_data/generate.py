"""Write the sample papers and their gold: `python sample_data/generate.py [OUT_DIR]`.

Needs reportlab, pillow and koreanize-matplotlib (for its font; the `samples` dependency group).
The same versions of these give the same bytes every time.
"""

from __future__ import annotations

import sys
from pathlib import Path

import emit
import gold
import keys
import refused
from papers import PAPERS, Paper
from sheet import register_fonts
from typeset import Setter


def write_exam(folder: Path, paper: Paper) -> None:
    questions, setter = paper.questions(), Setter(paper.style)
    pages = setter.paper(questions)
    (folder / f"{paper.stem}.pdf").write_bytes(emit.pdf(pages, paper.style.title))
    gold.write(folder / f"{paper.stem}.gold.json", gold.exam(paper, questions, setter.page_of, len(pages)))


def write_keys(folder: Path) -> None:
    by_stem = {paper.stem: paper.questions() for paper in PAPERS}
    social = by_stem["sw1-ko"]
    pages = keys.text_key(social)
    (folder / "sw1-key.pdf").write_bytes(emit.pdf(pages, "2025년도 사회복지사 1급 모의시험 정답"))
    parts = [(None, section, part) for section, part in keys.by_section(social)]
    gold.write(folder / "sw1-key.gold.json", gold.key("sw1-key.pdf", len(pages), parts))
    forms = [("A", by_stem["civil-a"]), ("B", by_stem["civil-b"])]
    (folder / "civil-key.pdf").write_bytes(keys.picture_key(forms))
    truth = gold.key("civil-key.pdf", 1, [(form, None, questions) for form, questions in forms])
    gold.write(folder / "civil-key.gold.json", truth)


def main(folder: Path) -> None:
    register_fonts()
    folder.mkdir(parents=True, exist_ok=True)
    for paper in PAPERS:
        write_exam(folder, paper)
    write_keys(folder)
    refused.write(folder)
    gold.write(folder / "repeats.gold.json", gold.repeats(PAPERS))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
