"""Changes papers with gold and counts what is then read wrongly in silence: `python bench/changes.py`.

Each mutant is a real PDF in which something stands elsewhere: an answer, an option, a marker, a column, a digit of a
font's map. What a page shows is its truth (bench/losing/changes.py); what counts as reported and what leaves no trace
stands in bench/losing/held.py. Exits 1 when an answer is wrong in silence, or more than 0.5 % of the mutants are read
wrongly otherwise without a report.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
# Not this folder itself: the names of its files are those of modules.
sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY / "cli"), str(REPOSITORY)]

from bench.losing import subjects  # noqa: E402
from bench.losing.asked import papers_of, parser_of, seed_of  # noqa: E402
from bench.losing.changes import KINDS  # noqa: E402
from bench.losing.changing import Counted, change  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(args: Sequence[str]) -> int:
    """Run the campaign; 0 when both goals are met."""
    asked = parser_of(__doc__, "changes", KINDS).parse_args(args)
    papers, seed = papers_of(asked, subjects.marked()), seed_of(asked)
    began = time.monotonic()
    counted = Counted(seed)
    try:
        change(counted, papers, asked.changes, asked.kind or list(KINDS), lambda text: print(text, file=sys.stderr))
    finally:
        print(f"seed {seed}: {counted.total} changes in {time.monotonic() - began:.0f} s")
        print("\n".join(counted.lines()))
    return 0 if counted.is_right() else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
