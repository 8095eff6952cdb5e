"""Reading papers beside pypdfium2's bare character loop, pypdf's text and pdfplumber's text.

python bench/extract.py [PAPERS] [--quick] [--rounds N] [--seed N] [--json FILE]
"""

from __future__ import annotations

import sys
from pathlib import Path

# `queue.py` lies beside this file, and must not be found in the place of Python's own.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from bench.support.measure_extract import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
