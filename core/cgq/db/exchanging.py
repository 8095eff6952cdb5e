"""Two names change their files with each other at one moment, so that a name never lacks its file."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_AT_FDCWD = -100
"""Relative paths count from the working directory (Linux, fcntl.h)."""

_RENAME_EXCHANGE = 2
"""The flag of renameat2 that exchanges two names (Linux, fs.h)."""


def exchange_names(one: Path, other: Path) -> None:
    """Each of two files or folders gets the other's name.

    Where the system or its file system knows no such call, by three renames: between them `other` is not there.
    """
    if _exchange(one, other):
        return
    between = one.with_name(f"{one.name}-between")
    os.rename(one, between)
    os.rename(other, one)
    os.rename(between, other)


def _exchange(one: Path, other: Path) -> bool:
    """By one call of the system; False where it cannot."""
    import ctypes

    if sys.platform != "linux":
        return False
    call = getattr(ctypes.CDLL(None), "renameat2", None)
    if call is None:
        return False
    failed = call(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return not failed
