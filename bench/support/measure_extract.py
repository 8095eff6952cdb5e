"""Measures how many pages a second readers get through, in rounds, each in a process of its own."""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from statistics import median

from bench.support.figure import Board, at_least
from bench.support.readers import READERS, WARM_UP
from bench.support.scratch import ROOT, Scratch, scratch

_ALONE = {"OPENBLAS_NUM_THREADS": "1"}  # as in a worker
SAMPLES = ROOT / "sample_data"
ROUNDS, QUICK_ROUNDS = 5, 1
GOALS = {"bare": at_least(0.5), "pdfplumber_text": at_least(10)}


def measure(run: Scratch, board: Board, files: list[str], rounds: int, seed: int) -> None:
    """Every reader once a round, in an order drawn from the seed; ratios are of one round."""
    order = random.Random(seed)
    rates: dict[str, list[float]] = {name: [] for name in READERS}
    clock: list[float] = []
    processor: list[float] = []
    pages = 0
    for _ in range(rounds):
        names = [*READERS]
        order.shuffle(names)
        for name in names:
            found = run.call("readers.read", env=_ALONE, reader=name, files=files, warm_up=str(SAMPLES / WARM_UP))
            pages = found["pages"]
            rates[name].append(pages / sum(found["seconds"]))
        whole = run.call("readers.command", files=files)
        clock.append(pages / whole["clock"])
        processor.append(pages / whole["processor"])
    board.note(f"{len(files)} papers, {pages} pages, {rounds} rounds, seed {seed}; pages a processor second")
    for name, found in rates.items():
        _spread(board, name, found)
    _spread(board, "cgq extract --json, all processes", processor)
    _spread(board, "cgq extract --json, by the clock", clock)
    for name, goal in GOALS.items():
        pairs = [ours / theirs for ours, theirs in zip(rates["cgq"], rates[name], strict=True)]
        board.add("extract", f"cgq : {name}, least", min(pairs), "times")
        board.add("extract", f"cgq : {name}, median", median(pairs), "times", goal)
        board.add("extract", f"cgq : {name}, most", max(pairs), "times")


def _spread(board: Board, name: str, rates: list[float]) -> None:
    for what, value in (("least", min(rates)), ("median", median(rates)), ("most", max(rates))):
        board.add("extract", f"{name}, {what}", value, "pages/s")


def main() -> int:
    """Measure; the status tells whether it could be measured, not whether goals were met."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=Path, nargs="?", default=SAMPLES, help="a folder (default: the sample papers)")
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_ROUNDS} round instead of {ROUNDS}")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"rounds (default: {ROUNDS})")
    parser.add_argument("--seed", type=int, default=2026, help="draws the order of the readers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the figures as JSON too")
    given = parser.parse_args()
    board = Board()
    with scratch() as run:
        files = run.call("readers.readable", folder=str(given.papers.resolve()))
        measure(run, board, files, QUICK_ROUNDS if given.quick else given.rounds, given.seed)
    if given.json:
        board.keep(given.json)
    return 0
