"""Reads drawn answer keys of every kind and counts their cells: right, refused, missing in silence, wrong in silence.

python bench/keys.py [--keys N] [--first SEED] [--faults]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.support.key_counts import count_answers, count_cells
from tests.support.key_grid import DrawnKey, drawn, paper_of, point_of

from cgq.exam.extract import read_document
from cgq.exam.key.pairing import merge_key


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keys", type=int, default=600, help="how many keys are drawn")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--faults", action="store_true", help="name each key with a cell that is not right")
    parser.add_argument("--as", dest="kind", choices=("cells", "separate", "same"), default="cells")
    asked = parser.parse_args()
    total: Counter[str] = Counter()
    by: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for seed in range(asked.first, asked.first + asked.keys):
        key = drawn(point_of(seed), behind_questions=asked.kind == "same")
        counts = _counted(key, asked.kind)
        total += counts
        for axis in ("format", "language", "heading", "sign"):
            by[axis, getattr(key.point, axis)] += counts
        by["forms", str(bool(key.point.forms))] += counts
        if asked.faults and counts["right"] < counts.total():
            print(key.point.name, dict(counts))
    for (axis, value), counts in sorted(by.items()):
        print(f"{axis:9} {value:10} {_figures(counts)}")
    print(f"{'all':20} {_figures(total)}")


def _counted(key: DrawnKey, kind: str) -> Counter[str]:
    document = read_document(key.data)
    if kind == "cells":
        return count_cells(key, document)
    if kind == "separate":
        document = merge_key(read_document(paper_of(key.point)), document)
    return count_answers(key, document)


def _figures(counts: Counter[str]) -> str:
    cells = counts.total()
    shares = (f"{name} {counts[name]:5} ({100 * counts[name] / cells:5.1f} %)" for name in ("right", "refused"))
    return "  ".join((*shares, f"missing {counts['missing']:5}", f"wrong {counts['wrong']:4}"))


if __name__ == "__main__":
    main()
