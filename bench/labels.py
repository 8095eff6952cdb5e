"""Reads papers with labelled answers and counts what is right: `python bench/labels.py [--papers N | --all]`.

Every style of options, every label in eleven languages, every place of one. Goals: 97 % right, and nothing wrong that
is not reported. Exits 1 when one is missed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY)]

from bench.labelled.grid import every, sample  # noqa: E402
from bench.labelled.material import RIGHT  # noqa: E402
from bench.labelled.paper import draw, faults_of  # noqa: E402

from cgq.exam.extract import read_document  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

_RIGHT = 0.97


def main(args: Sequence[str]) -> int:
    """Draw, read, count; 0 when both goals are met."""
    asked = _parser().parse_args(args)
    choices = every() if asked.all else sample(asked.papers, asked.seed)
    counts: Counter[str] = Counter()
    by: Counter[str] = Counter()
    for choice in choices:
        faults = faults_of(choice, read_document(draw(choice)))
        kinds = Counter(fault.split(":")[0] for fault in faults)
        counts.update(kinds)
        counts["right"] += len(RIGHT) - len(faults)
        for kind in kinds:
            by.update(f"{kind}: {what}" for what in (choice.style, choice.label, choice.place))
        if faults and asked.faults:
            print(choice, *faults, sep="\n  ")
    total = len(RIGHT) * len(choices)
    print(f"{total} questions: right {counts['right'] / total:.4f}, null {counts['null']}, wrong {counts['wrong']}")
    print("\n".join(f"{count:6} {what}" for what, count in by.most_common(12)))
    return 0 if counts["right"] >= _RIGHT * total and not counts["wrong"] else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=500, help="so many of the grid")
    parser.add_argument("--seed", type=int, default=0, help="which ones")
    parser.add_argument("--all", action="store_true", help="every paper of the grid, for an hour")
    parser.add_argument("--faults", action="store_true", help="print each")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
