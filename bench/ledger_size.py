"""A database with a million finished jobs: what plain commands cost on it, and how `cgq prune` takes them out.

python bench/ledger_size.py [--jobs N] [--rounds N] [--keep FOLDER]

Prints processor seconds of each command (the goal is 0.3) beside those on a small database, the longest that another
writer waited beside `cgq prune` (the goal is 0.1 s), and the size of the file before and after.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
# Not this folder itself: the names of its files are those of modules.
sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY / "cli"), str(REPOSITORY)]

from bench.support.figure import Board, at_most  # noqa: E402
from bench.support.old_ledger import fill, first_ready  # noqa: E402
from bench.support.plain_commands import cpu_seconds, is_verb  # noqa: E402
from bench.support.pruned import prune_beside_a_writer  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_CPU = 0.3
"""Processor seconds that a plain command may take, whatever the ledger holds."""

MOST_WAIT = 0.1
"""Seconds for which no transaction of `cgq prune` may keep another writer out (B6)."""

SMALL = 2_010
"""Finished jobs of the ledger that each command is compared on: on it, a command costs little but its start."""

COMMANDS = (
    "status",
    "jobs",
    "jobs --all",
    "jobs --state failed",
    "jobs --state cancelled",
    "jobs --state blocked",
    "jobs --kind refresh_concepts",
    "jobs --file paper-7",
    "failed",
    "failed --code encrypted",
    "show 1",
    "materials",
    "explain {ready}",
    "stats",
)


def main(args: Sequence[str]) -> int:
    """Make the database and measure; 0 when every goal is met."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=1_000_000, help="Finished jobs.")
    parser.add_argument("--rounds", type=int, default=3, help="How often each command runs; the median counts.")
    parser.add_argument("--keep", type=Path, help="Make the database in this folder and leave it there.")
    asked = parser.parse_args(args)
    if asked.keep is not None:
        asked.keep.mkdir(exist_ok=True)
        return _measure(asked.keep, asked.jobs, asked.rounds)
    with tempfile.TemporaryDirectory(prefix="cgq-bench-") as folder:
        return _measure(Path(folder), asked.jobs, asked.rounds)


def _measure(folder: Path, jobs: int, rounds: int) -> int:
    database = folder / "cgq.db"
    environ = {**os.environ, "CGQ_DB": str(database), "HOME": str(folder)}
    board = Board()
    if not database.exists():
        fill(database, jobs)
    small = folder / "small.db"
    if not small.exists():
        fill(small, SMALL)
    for command in filter(is_verb, COMMANDS):
        for size, path, goal in ((SMALL, small, None), (jobs, database, at_most(MOST_CPU))):
            line = command.format(ready=first_ready(size))
            spent = cpu_seconds(line, {**environ, "CGQ_DB": str(path)}, rounds)
            board.add("commands", f"cgq {line}, {size:,} done", spent, "s CPU", goal)
    pruned = prune_beside_a_writer(database, environ)
    board.add("prune", "processor time", pruned.cpu, "s CPU")
    board.add("prune", "wall time", pruned.seconds, "s")
    board.add("prune", "the longest that another writer waited", pruned.longest_wait, "s", at_most(MOST_WAIT))
    board.add("prune", "size of the file before", pruned.before / 1e6, "MB")
    board.add("prune", "size of the file after", pruned.after / 1e6, "MB", at_most(pruned.before / 2e6))
    return int(any(figure.verdict == "MISSED" for figure in board.figures))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
