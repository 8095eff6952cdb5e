"""The labelled bank: the questions of bench/labelled/knowledge and of the sample papers, taken in as a user does it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cgq.db.connection import Database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REPOSITORY = Path(__file__).resolve().parents[2]
LABELS = REPOSITORY / "bench" / "labelled" / "knowledge"
SAMPLES = REPOSITORY / "sample_data"

ROWS = ("ko-1", "ko-2", "en-1")
PAPERS = (
    *("civil-a", "ipe-2col-ko", "network-en", "passage-ko"),
    *("safety-2023", "safety-2024", "safety-2025", "sw1-ko", "syllabus-ko"),
)
"""All sample papers with questions but form B, which repeats form A, and the scan, which would need a recogniser."""

Name = tuple[str, str | None, int, int | None]
"""A question as labels name it: file without its ending, section, number, year (None for a sample paper)."""


def labels(file: str) -> list[dict[str, Any]]:
    """The lines of a file of labels."""
    return [json.loads(line) for line in (LABELS / file).read_text("utf-8").splitlines()]


@dataclass(frozen=True)
class LabelledBank:
    """A database with every labelled question in it, every stage done."""

    path: Path

    @cached_property
    def numbers(self) -> dict[Name, int]:
        """The number in the bank of each question that labels may name."""
        with Database(self.path).read() as tx:
            rows = tx.all(
                "SELECT p.path, a.section, a.number, a.year, a.question_id"
                " FROM appearance AS a JOIN material_path AS p USING (material_id)"
            )
        return dict(_named(rows))


def _named(rows: list[tuple[str, str | None, int, int | None, int]]) -> Iterator[tuple[Name, int]]:
    for path, section, number, year, question in rows:
        yield (Path(path).stem, section, number, year), question


def build(folder: Path, pairs: Iterable[str] = ()) -> LabelledBank:
    """Take everything into a new database `bank.db` in `folder` by `cgq import` and `cgq run`: about 25 s of a core.

    `pairs` are files of labelled pairs whose questions stand in no other file: they are taken in as well.
    """
    path = folder / "bank.db"
    rows = [LABELS / f"{name}.jsonl" for name in ROWS]
    rows += [paper for file in pairs for paper in _papers_of_pairs(file, folder)]
    _cgq("import", *map(str, rows), "--db", str(path))
    _cgq("run", *(str(SAMPLES / f"{name}.pdf") for name in PAPERS), "--db", str(path))
    return LabelledBank(path)


def paired_name(file: str, pair: dict[str, Any], side: str) -> Name:
    """How the bank names one of the two questions, `a` or `b`, of a labelled pair that holds them."""
    return f"{Path(file).stem}-{side}", pair[side].get("section"), pair["id"], None


def _papers_of_pairs(file: str, folder: Path) -> Iterator[Path]:
    """Two papers of a file of pairs, so that no question repeats one of its own paper: all `a`, and all `b`."""
    for side in ("a", "b"):
        paper = folder / f"{Path(file).stem}-{side}.jsonl"
        rows = [{**pair[side], "number": pair["id"], **_by_label(pair[side])} for pair in labels(file)]
        paper.write_text("".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows), "utf-8")
        yield paper


def _by_label(question: dict[str, Any]) -> dict[str, str]:
    """Its answer as `③`: a plain 3 may be the text of another option, which an import refuses to guess."""
    return {"answer": chr(ord("①") + int(question["answer"]) - 1)} if "answer" in question else {}


def _cgq(*arguments: str) -> None:
    found = [folder for folder in sys.path if Path(folder) != REPOSITORY / "bench"]  # its queue.py is not Python's
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(found), "CGQ_CONFIG": os.devnull}
    done = subprocess.run(
        [sys.executable, "-m", "cgq_cli", *arguments, "--quiet"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"cgq {arguments[0]} ended with {done.returncode}: {done.stderr}{done.stdout}")
