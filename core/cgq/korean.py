"""The Korean analyser's model: loaded at its first use, once a process, and only here.

Kiwi's allocator reserves a gigabyte of addresses when it is imported, which a process with a limit of its own does
not have; it is asked not to.
"""

from __future__ import annotations

import mmap
import os
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiwipiepy import Kiwi

ADDRESSES = 512 * 1024 * 1024
"""Bytes of addresses that the model without phrases takes, its first analysis included: at a limit of 384 MB beyond
what was mapped before the process is ended by the analyser, from 448 MB on it works."""

_loading = Lock()
_models: dict[bool, Kiwi] = {}
"""Those that this process has loaded: with phrases, and without."""


def fits() -> bool:
    """Whether this process may still take what the model without phrases takes. The analyser raises nothing where it
    may not: it ends the process."""
    if False in _models:
        return True
    try:
        mmap.mmap(-1, ADDRESSES).close()
    except OSError:
        return False
    return True


def model(*, phrases: bool) -> Kiwi:
    """The analyser. With `phrases`, it knows names of encyclopedias, and fixed expressions of several words are one
    noun: 470 MB and 3 s of CPU with the first analysis; without, 235 MB and 1.3 s. Names decide hardly any line's end:
    bench/words.py gives the same with them, and papers of four paragraphs differ in 12 of 36,000."""
    with _loading:
        if phrases not in _models:
            _models[phrases] = _load(phrases=phrases)
        return _models[phrases]


def _load(*, phrases: bool) -> Kiwi:
    os.environ.setdefault("MIMALLOC_ARENA_RESERVE", "0")
    from kiwipiepy import Kiwi

    return Kiwi(num_workers=1, load_typo_dict=False, load_default_dict=phrases, load_multi_dict=phrases)
