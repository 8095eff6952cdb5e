"""Takes things out of papers with gold and counts what the reading does not report: `python bench/losses.py`.

Each mutant is a real PDF with one loss: a page, a line, an option, a number, a cell of the key, a font's map … What
counts as reported, and which losses leave no trace, stands in bench/losing/verdict.py and traces.py. Exits 1 when
fewer than 99 % of the losses are reported, or more than 2 % of the untouched papers raise an alarm.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
# Not this folder itself: the names of its files are those of modules.
sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY / "cli"), str(REPOSITORY)]

from bench.losing import campaign, subjects  # noqa: E402
from bench.losing.figures import Figures  # noqa: E402
from bench.losing.mutations import KINDS  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(args: Sequence[str]) -> int:
    """Run the campaign; 0 when both goals are met."""
    asked = _parser().parse_args(args)
    seed = int.from_bytes(os.urandom(4), "big") if asked.seed is None else asked.seed
    papers = [*subjects.samples(), *(s for folder in asked.papers for s in subjects.labelled(folder))]
    papers += subjects.drawn(range(asked.layouts))
    figures = Figures(seed)
    began = time.monotonic()
    kinds = asked.kind or list(KINDS)
    try:
        campaign.run(figures, papers, asked.losses, kinds, lambda text: print(text, file=sys.stderr, flush=True))
    finally:
        figures.seconds = time.monotonic() - began
        print(json.dumps(figures.record(), ensure_ascii=False) if asked.json else "\n".join(figures.lines()))
    return 0 if figures.right() else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--losses", type=int, default=300, help="how many (default: 300)")
    parser.add_argument("--seed", type=int, help="what decides which (default: by chance, printed)")
    parser.add_argument("--kind", action="append", choices=list(KINDS), help="only losses of this kind; several times")
    parser.add_argument(
        "--papers",
        action="append",
        type=Path,
        default=[],
        help="a folder of papers with labels.json, besides the samples",
    )
    parser.add_argument("--layouts", type=int, default=0, help="so many drawn layouts too (they need reportlab)")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
