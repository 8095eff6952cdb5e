"""Takes things out of papers with gold and counts what the reading does not report: `python bench/losses.py`.

Each mutant is a real PDF with one loss: a page, a line, an option, a number, a cell of the key, a font's map … What
counts as reported, and which losses leave no trace, stands in bench/losing/verdict.py and traces.py. Exits 1 when
fewer than 99 % of the losses are reported, or more than 2 % of the untouched papers raise an alarm.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
# Not this folder itself: the names of its files are those of modules.
sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY / "cli"), str(REPOSITORY)]

from bench.losing import campaign  # noqa: E402
from bench.losing.asked import papers_of, parser_of, seed_of  # noqa: E402
from bench.losing.figures import Figures  # noqa: E402
from bench.losing.mutations import KINDS  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(args: Sequence[str]) -> int:
    """Run the campaign; 0 when both goals are met."""
    parser = parser_of(__doc__, "losses", KINDS)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(args)
    papers, figures = papers_of(asked), Figures(seed_of(asked))
    began = time.monotonic()
    kinds = asked.kind or list(KINDS)
    try:
        campaign.run(figures, papers, asked.losses, kinds, lambda text: print(text, file=sys.stderr, flush=True))
    finally:
        figures.seconds = time.monotonic() - began
        print(json.dumps(figures.record(), ensure_ascii=False) if asked.json else "\n".join(figures.lines()))
    return 0 if figures.right() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
