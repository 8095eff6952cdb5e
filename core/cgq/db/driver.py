"""Which SQLite module serves: pysqlite3 where it is installed, for it loads extensions; else Python's own.

Everything else takes the module's names from here, so that one choice holds for the whole program.
"""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    driver = sqlite3
else:
    try:
        from pysqlite3 import dbapi2 as driver
    except ImportError:
        driver = sqlite3

__all__ = ["driver"]
