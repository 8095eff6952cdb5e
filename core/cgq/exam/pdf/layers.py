"""Whether a file may have layers (optional content, ISO 32000-1 8.11) that are not shown.

Which are shown is the renderer's to say (shown.py); what is asked here only saves it the work in nearly every file.
"""

from __future__ import annotations

import re
import zlib

_LAYERED = b"/OCProperties"
_HIDING = re.compile(rb"/OFF\b(?!\s*\[\s*\])|/AllOff\b|/AnyOff\b|/Not\b")
"""A layer that is off, or a rule that shows something while a layer is off."""

_PACKED = re.compile(rb"/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_LARGEST = 8 * 1024 * 1024
"""Bytes that one stream of objects may inflate to; producers put some hundred objects into one."""

_MOST = 64 * 1024 * 1024
"""Bytes that all of a file's streams of objects may inflate to."""


def may_hide_layers(data: bytes) -> bool:
    """Whether a file names layers and something that hides one; yes, where its objects cannot be looked at."""
    if b"/Encrypt" in data and _PACKED.search(data):
        return True
    layered, hiding = _LAYERED in data, bool(_HIDING.search(data))
    left = _MOST
    for packed in _PACKED.finditer(data):
        objects = _inflated(data, packed.end())
        left -= len(objects)
        layered = layered or _LAYERED in objects
        hiding = hiding or bool(_HIDING.search(objects))
        if (layered and hiding) or left < 0:
            return True
    return layered and hiding


def _inflated(data: bytes, start: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(memoryview(data)[start:], _LARGEST)
    except zlib.error:
        return b""
