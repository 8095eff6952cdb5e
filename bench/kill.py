"""Kills workers and supervisors thousands of times, and counts what was lost: `python bench/kill.py --kills 2000`.

Rounds of two kinds take turns, each on a fresh database: errands whose effects can be counted, fed by other
processes all the while, and the sample papers, whose bank must in the end equal that of an undisturbed run.
Exits 1 when anything was lost, doubled, orphaned or does not add up, or when jobs were taken back too late.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

REPOSITORY = Path(__file__).resolve().parents[1]
# Not this folder itself: the names of its files are those of modules.
sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY / "cli"), str(REPOSITORY)]

from bench.killing import rounds  # noqa: E402
from bench.killing.figures import Figures  # noqa: E402
from bench.killing.ground import supervising  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

ERRANDS_ROUND, PAPERS_ROUND = 120, 30
PAPERS_SHARE = 0.25
ORDERLY_SECONDS = 10.0
ERRANDS_PACE, PAPERS_PACE = 0.15, 0.4


def main(args: Sequence[str]) -> int:
    """Run the campaign; 0 when all is right."""
    asked = _parser().parse_args(args)
    if sys.platform != "linux":
        sys.exit("bench/kill.py reads /proc and so needs Linux")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupted)
    seed = int.from_bytes(os.urandom(4), "big") if asked.seed is None else asked.seed
    print(f"seed {seed}", file=sys.stderr, flush=True)
    figures = Figures(seed)
    began = time.monotonic()
    try:
        campaign(figures, asked.kills, asked.papers)
    finally:
        figures.over = figures.made >= asked.kills
        figures.seconds = time.monotonic() - began
        print(json.dumps(figures.record(), ensure_ascii=False) if asked.json else "\n".join(figures.lines()))
    return 0 if figures.right() else 1


def campaign(figures: Figures, kills: int, share: float) -> None:
    """Rounds until so many kills were made; `share` of them on the sample papers."""
    command = supervising()
    known = rounds.undisturbed(command) if share > 0 else {}
    on_papers = number = 0
    while figures.made < kills:
        number += 1
        chance = random.Random(f"{figures.seed}/{number}")
        before, left = figures.made, kills - figures.made
        wanted = round(kills * share) - on_papers
        if wanted > 0 and (number % 2 == 0 or wanted >= left):
            rounds.papers(figures, chance, command, min(PAPERS_ROUND, wanted), PAPERS_PACE, known)
            on_papers += figures.made - before
        else:
            budget = min(ERRANDS_ROUND, max(1, left - max(0, wanted)))
            rounds.errands(figures, chance, command, budget, ERRANDS_PACE)
        print(f"round {number}: {figures.made} of {kills} kills, {figures.bad()} faults", file=sys.stderr, flush=True)


def _interrupted(number: int, _: object) -> NoReturn:
    # Python drops an exception that comes up inside a finaliser; whatever runs here dies with this process.
    hard = threading.Timer(ORDERLY_SECONDS, os._exit, [128 + number])
    hard.daemon = True
    hard.start()
    raise SystemExit(128 + number)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=300, help="how many blows, stops included (default: 300)")
    parser.add_argument("--seed", type=int, help="what decides who is struck when (default: by chance, printed)")
    parser.add_argument("--papers", type=float, default=PAPERS_SHARE, help="the part that strikes at sample papers")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
