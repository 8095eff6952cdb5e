"""How long something may take, where that may be without an end."""

from __future__ import annotations

import math
from typing import Literal, TypeAlias

Duration: TypeAlias = float | Literal["forever"]
"""Seconds, or `forever`: JSON has no number for it."""


def duration(seconds: float) -> Duration:
    """Seconds as they are printed."""
    return "forever" if seconds == math.inf else seconds
