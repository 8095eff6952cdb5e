"""Papers in other forms beside the same papers as PDF: what reading one costs, and how much of it is found.

python bench/forms.py [--rounds N] [--pages N] [--only hangul|pictures|zip] [--json FILE]

Each paper is read by `cgq extract --json` in a process of its own, the forms of one paper by turns. Told are seconds of
a processor (of all processes together), seconds by the clock, the most memory that one of its processes held, and
questions. The papers are the samples: Hangul documents from `sample_data/forms`, pictures drawn from the PDF as a clean
scan (PNG, 200 dots an inch) and as a photograph (JPEG, 8 megapixels, aslant on wood), beside the same page as a scanned
PDF, all through the text recogniser; a zip of four papers beside the four.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

# `queue.py` lies beside this file, and must not be found in the place of Python's own.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from tests.support.photographs import Shot, drawn_pages, photograph  # noqa: E402

SAMPLES = Path(__file__).resolve().parents[1] / "sample_data"
DPI = 200.0
ZIPPED = ("sw1-ko", "civil-a", "passage-ko", "safety-2024")


@dataclass(frozen=True, slots=True)
class Cost:
    """One run: seconds, megabytes of the largest process, and what was found."""

    cpu: float
    wall: float
    mb: float
    questions: int


@dataclass(frozen=True, slots=True)
class Line:
    """A paper in one form: the medians of its rounds, and how often the processor time of the PDF it took."""

    paper: str
    form: str
    cpu: float
    times: float
    wall: float
    mb: float
    questions: int


def run(*words: str) -> Cost:
    """`cgq extract` of some files."""
    command = [sys.executable, "-P", "-m", "cgq_cli", "extract", "--json", *words]
    began = time.monotonic()
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        found = [json.loads(line) for line in out.read().splitlines()]
    questions = sum(len(document.get("questions", ())) for document in found)
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss / 1024, questions)


def hangul() -> list[tuple[str, dict[str, list[str]]]]:
    """Sample papers as PDF and as Hangul documents."""
    made = sorted((SAMPLES / "forms").glob("*.hwp*"))
    pairs = [(file, SAMPLES / f"{file.stem}.pdf") for file in made]
    return [
        (file.stem, {"pdf": [str(pdf)], file.suffix[1:]: [str(file)]})
        for file, pdf in pairs
        if pdf.exists() and file.stem != "encrypted"
    ]


def pictures(folder: Path, pages: int) -> list[tuple[str, dict[str, list[str]]]]:
    """Pages of a sample, each as a scan, as a PDF of that scan, and as a photograph."""
    paper = (SAMPLES / "sw1-ko.pdf").read_bytes()
    found: list[tuple[str, dict[str, list[str]]]] = []
    for number, page in enumerate(drawn_pages(paper, DPI, last=pages), 1):
        scan, photo, pdf = (folder / f"page-{number}{ending}" for ending in (".png", ".jpg", ".pdf"))
        page.save(scan, dpi=(DPI, DPI))
        page.save(pdf, "PDF", resolution=DPI)
        photo.write_bytes(photograph(page, Shot(seed=number, tilt=8.0)).data)
        forms = {"scan (pdf)": pdf, "picture (png)": scan, "photograph (jpg)": photo}
        found.append((f"sw1-ko, page {number}", {form: ["--ocr", str(file)] for form, file in forms.items()}))
    return found


def zipped(folder: Path) -> list[tuple[str, dict[str, list[str]]]]:
    """Four papers, and a zip of them."""
    files = [SAMPLES / f"{name}.pdf" for name in ZIPPED]
    packed = folder / "papers.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file, file.name)
    return [("four papers", {"pdf": list(map(str, files)), "zip": [str(packed)]})]


def measured(paper: str, forms: dict[str, list[str]], rounds: int) -> list[Line]:
    """The forms of a paper by turns."""
    costs: dict[str, list[Cost]] = {form: [] for form in forms}
    for _ in range(rounds):
        for form, words in forms.items():
            costs[form].append(run(*words))
    first = statistics.median(cost.cpu for cost in next(iter(costs.values())))
    return [_line(paper, form, runs, first) for form, runs in costs.items()]


def _line(paper: str, form: str, runs: list[Cost], first: float) -> Line:
    cpu = statistics.median(cost.cpu for cost in runs)
    wall = statistics.median(cost.wall for cost in runs)
    return Line(
        paper, form, cpu, cpu / first, wall, max(cost.mb for cost in runs), min(cost.questions for cost in runs)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3, help="how often each is read")
    parser.add_argument("--pages", type=int, default=1, help="pages that become pictures")
    parser.add_argument("--only", choices=("hangul", "pictures", "zip"), help="one part")
    parser.add_argument("--json", type=Path, help="also into this file")
    asked = parser.parse_args()
    lines: list[Line] = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        parts: dict[str, Any] = {
            "hangul": hangul,
            "pictures": lambda: pictures(folder, asked.pages),
            "zip": lambda: zipped(folder),
        }
        for name, papers in parts.items():
            if asked.only in (None, name):
                for paper, forms in papers():
                    lines += measured(paper, forms, asked.rounds)
    print(f"{'paper':16} {'form':17} {'cpu s':>6} {'times':>6} {'wall s':>6} {'MB':>5} questions")
    for line in lines:
        print(
            f"{line.paper:16} {line.form:17} {line.cpu:6.2f} {line.times:6.2f} {line.wall:6.2f} {line.mb:5.0f}"
            f" {line.questions:9}"
        )
    if asked.json:
        asked.json.write_text(json.dumps([asdict(line) for line in lines], indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
