"""The queue beside SQLite's own limit, huey, and a loop that claims one job at a time.

python bench/queue.py [--quick] [--only NAME] [--json FILE]
"""

# ruff: noqa: A005 - its own name is what one looks for; see below

from __future__ import annotations

import sys
from pathlib import Path

# This file is called like a module of Python's own, which must not find it.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.support.measure_queue import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
