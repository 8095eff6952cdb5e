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
    from collections.abc import Iterator

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


def build(folder: Path) -> LabelledBank:
    """Take everything into a new database `bank.db` in `folder` by `cgq import` and `cgq run`: about 25 s of a core."""
    path = folder / "bank.db"
    _cgq("import", *(str(LABELS / f"{name}.jsonl") for name in ROWS), "--db", str(path))
    _cgq("run", *(str(SAMPLES / f"{name}.pdf") for name in PAPERS), "--db", str(path))
    return LabelledBank(path)


def _cgq(*arguments: str) -> None:
    environ = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "CGQ_CONFIG": os.devnull}
    done = subprocess.run(
        [sys.executable, "-m", "cgq_cli", *arguments, "--quiet"],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"cgq {arguments[0]} ended with {done.returncode}: {done.stderr}{done.stdout}")
