"""Damages the sample papers thousands of times and reads each in the sandbox: `bench/hostile.py --mutants 10000`.

Every mutant must end in a definite state: a document, with findings where something is not as it was, or a
refusal that says why. One worker reads them all; it must not be lost, nor leave a process or a traceback behind.
Exits 1 when anything of that does not hold. What was lost without a word is counted and told.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
# Not this folder itself: the names of its files are those of modules.
SOURCES = [str(REPOSITORY / "core"), str(REPOSITORY / "cli")]
sys.path[:1] = [*SOURCES, str(REPOSITORY)]

from bench.hostility.figures import Figures  # noqa: E402
from bench.hostility.mutants import mutant  # noqa: E402

from cgq.actions.extract import Reader  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Document

SAMPLES = REPOSITORY / "sample_data"
SECONDS, SECONDS_A_PAGE = 30.0, 1.0
TOLD_EVERY = 500


def main(args: Sequence[str]) -> int:
    """Run the campaign; 0 when all is right."""
    asked = _parser().parse_args(args)
    if sys.platform != "linux":
        sys.exit("bench/hostile.py reads /proc and so needs Linux")
    seed = int.from_bytes(os.urandom(4), "big") if asked.seed is None else asked.seed
    figures = Figures(seed, asked.mutants)
    with tempfile.TemporaryDirectory(prefix="cgq-hostile-") as folder, tempfile.TemporaryFile() as said:
        _let_workers_say(said.fileno())
        campaign(figures, asked.mutants, Path(folder), asked.keep)
        said.seek(0)
        figures.tracebacks = said.read().count(b"Traceback")
    figures.orphans = len(_children())
    figures.memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    print(json.dumps(figures.record(), ensure_ascii=False) if asked.json else "\n".join(figures.lines()))
    return 0 if figures.right() else 1


def campaign(figures: Figures, count: int, folder: Path, keep: Path | None) -> None:
    """So many mutants, one after the other."""
    papers = {path.stem: path.read_bytes() for path in sorted(SAMPLES.glob("*.pdf")) if path.stat().st_size > 1000}
    began = time.monotonic()
    with Reader() as reader:
        sound = {name: reader.read(SAMPLES / f"{name}.pdf") for name in papers}
        worker = _children()
        for number in range(1, count + 1):
            chance = random.Random(f"{figures.seed}/{number}")
            name = chance.choice(list(papers))
            way, data = mutant(chance, papers[name], list(papers.values()))
            path = folder / "mutant.pdf"
            path.write_bytes(data)
            label = f"{number} {name} {way}"
            at = time.monotonic()
            try:
                found = reader.read(path)
            except Exception as error:  # noqa: BLE001 - that is what must not happen
                figures.problems.append(f"{label}: {type(error).__name__}: {error}")
                figures.ends["error"] += 1
                continue
            before = len(figures.silent) + len(figures.problems)
            figures.ways[way] += 1
            _judge(figures, label, found, sound[name], time.monotonic() - at)
            if keep is not None and len(figures.silent) + len(figures.problems) > before:
                (keep / f"{label.replace(' ', '-')}.pdf").write_bytes(data)
            now = _children()
            figures.workers_lost += now != worker
            worker = now
            figures.seconds = time.monotonic() - began
            if number % TOLD_EVERY == 0:
                print(f"{number} mutants in {figures.seconds:.0f} s", file=sys.stderr, flush=True)


def _judge(figures: Figures, label: str, found: Document, sound: Document, seconds: float) -> None:
    figures.longest = max(figures.longest, (seconds, label))
    if seconds > SECONDS + SECONDS_A_PAGE * found.pages:
        figures.problems.append(f"{label}: it took {seconds:.1f} s for {found.pages} pages")
    for code in {finding.code for finding in found.findings}:
        figures.findings[code] += 1
    if found.refusal is not None:
        figures.ends["refused"] += 1
    elif not (found.questions or found.keys or found.findings):
        figures.ends["nothing"] += 1
        figures.problems.append(f"{label}: nothing came of it and nothing says why")
    else:
        figures.ends["read with findings" if found.findings != sound.findings else "read"] += 1
        if found.findings == sound.findings and (lost := _lost(found, sound)):
            figures.silent.append(f"{label}: {lost}")


def _lost(found: Document, sound: Document) -> str | None:
    """What a mutant without a word of it lost of its paper, or None."""
    counts = [
        ("pages", sound.pages, found.pages),
        ("questions", len(sound.questions), len(found.questions)),
        ("answers", _answers(sound), _answers(found)),
        ("characters", _characters(sound), _characters(found)),
    ]
    lost = [f"{name} {before} to {after}" for name, before, after in counts if after < before]
    if not lost and _texts(found) != _texts(sound):
        lost = ["the text is another"]
    return ", ".join(lost) or None


def _answers(document: Document) -> int:
    return sum(len(key.answers) for key in document.keys) + sum(q.answer is not None for q in document.questions)


def _characters(document: Document) -> int:
    return sum(map(len, _texts(document)))


def _texts(document: Document) -> list[str]:
    return [
        text
        for q in document.questions
        for text in (q.stem, q.passage or "", *q.boxes, *(option.text for option in q.options))
    ]


def _let_workers_say(descriptor: int) -> None:
    """Workers tell what goes wrong in them on this process's standard error, which goes into a file from here on."""
    os.environ |= {"CGQ_DEBUG": "1", "PYTHONPATH": os.pathsep.join(SOURCES)}
    own = os.dup(2)
    os.dup2(descriptor, 2)
    sys.stderr = os.fdopen(own, "w", buffering=1)


def _children() -> list[int]:
    tasks = Path("/proc/self/task")
    return sorted(int(pid) for task in tasks.glob("*/children") for pid in task.read_text().split())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mutants", type=int, default=1000, help="how many (default: 1000)")
    parser.add_argument("--seed", type=int, help="what decides which bytes are changed (default: by chance, printed)")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="keep mutants that went wrong or lost text here")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
