"""Which of PDFium's objects a pointer is."""

from __future__ import annotations

import ctypes
from typing import Any


def address(item: Any) -> int:
    """The address that a handle holds; 0 for none."""
    return ctypes.cast(item, ctypes.c_void_p).value or 0
