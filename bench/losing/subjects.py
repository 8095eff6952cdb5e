"""The papers that are mutated: each with gold, read right while untouched."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from bench.losing.anatomy import anatomy_of
from bench.losing.marked import STYLES, Marked
from bench.losing.mutations import Subject

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REPOSITORY = Path(__file__).resolve().parents[2]
SAMPLES = REPOSITORY / "sample_data"
KEYS = {"sw1-ko": "sw1-key", "civil-a": "civil-key", "civil-b": "civil-key"}


def samples(names: frozenset[str] | None = None) -> Iterator[Subject]:
    """The sample papers that can be read: those of some names, or all."""
    for gold in sorted(SAMPLES.glob("*.gold.json")):
        told = json.loads(gold.read_text("utf-8"))
        if isinstance(told, dict) and told.get("kind") == "exam":
            stem = gold.name.removesuffix(".gold.json")
            if names is not None and stem not in names:
                continue
            yield _subject(SAMPLES, stem, KEYS.get(stem))


def labelled(folder: Path) -> Iterator[Subject]:
    """The papers of a folder with labels.json whose text can be read."""
    for paper in json.loads((folder / "labels.json").read_text("utf-8"))["pdfs"]:
        labels = paper["labels"]
        if paper["kind"] == "exam" and labels["text_layer"] not in ("none", "garbage"):
            answers = labels["answers"]
            yield _subject(folder, paper["id"], answers["key"] if isinstance(answers, dict) else None)


def drawn(seeds: Iterable[int]) -> Iterator[Subject]:
    """Papers in layouts drawn from seeds: those without faults of their own that are read exactly, for only there
    the reading tells what is printed where."""
    from tests.support.layouts import paper
    from tests.support.layouts.compare import differences

    for seed in seeds:
        made = paper(seed)
        manner = made.manner
        faulty = manner.skips or manner.twice is not None or manner.lost or manner.numberless or manner.papers > 1
        document = read_document(made.pdf)
        keyed = manner.ending != "rows" or all(q.answer is not None for q in document.questions)
        if not faulty and keyed and not differences(document, made.items):
            yield Subject(f"layout {seed}", made.pdf, anatomy_of(made.pdf))


def marked() -> Iterator[Subject]:
    """Papers whose answers are marks at the options, with what draws them."""
    for seed, style in enumerate(STYLES):
        drawing = Marked(style, seed)
        data = drawing.draw(drawing.right)
        yield Subject(f"marked by {style}", data, anatomy_of(data), marked=drawing)


def _subject(folder: Path, stem: str, key: str | None) -> Subject:
    data = (folder / f"{stem}.pdf").read_bytes()
    told = (folder / f"{key}.pdf").read_bytes() if key else None
    return Subject(stem, data, anatomy_of(data), told, anatomy_of(told) if told else None)
