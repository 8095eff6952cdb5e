"""PDFium's functions as they are quickest to call: for what is asked of every character and object of every paper.

They take and give addresses as plain numbers, so that `map` can call them in a loop that is C itself and let them
write into arrays, and they keep Python's lock, which takes as long to give away as most of them take.
"""

from __future__ import annotations

from ctypes import PYFUNCTYPE, c_size_t, c_void_p, cast
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def address(item: Any) -> int:
    """Where one of PDFium's objects or functions is, which tells it from another; 0 for none."""
    return cast(item, c_void_p).value or 0


def plain(function: Any) -> Callable[..., Any]:
    """One of pypdfium2's functions, with addresses in the place of its pointers; 0 for an address of nothing."""
    result, *taken = [c_void_p if hasattr(kind, "contents") else kind for kind in _kinds(function)]
    return PYFUNCTYPE(c_size_t if result is c_void_p else result, *taken)(address(function))


def _kinds(function: Any) -> list[Any]:
    return [function.restype, *function.argtypes]
