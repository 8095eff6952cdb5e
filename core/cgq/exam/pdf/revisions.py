"""The ends and counts that a file's own bytes tell: a last revision that is cut off, pages that are not counted.

A PDF is changed by adding to its end (ISO 32000-1 7.5.6). Where the addition is cut off, readers show in silence what
was there before.
"""

from __future__ import annotations

import re

_END = b"%%EOF"
_OBJECT = re.compile(rb"\b\d+\s+\d+\s+obj\b|^\s*\d+\s+\d+\s+o?b?$")
_START = re.compile(rb"startxref\s+(\d{1,18})\s*(?:%%?E?O?)?$")
_TABLE = re.compile(rb"\s*(?:xref\b|\d+\s+\d+\s+obj\b)")
_LEAF = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
_COUNT = re.compile(rb"/Count\s+(\d+)(?!\d|\s+\d+\s+R)")


def is_cut(data: bytes) -> bool:
    """Whether objects follow the last end of the file, and no table that finds them."""
    end = data.rfind(_END)
    rest = data[end + len(_END) :]
    if end < 0 or not _OBJECT.search(rest):
        return False
    start = _START.search(rest)
    return start is None or not _TABLE.match(data, int(start[1]))


def may_have_more(data: bytes, pages: int) -> bool:
    """Whether a file holds more pages than it is said to; of earlier revisions or not, only their tree tells."""
    return len(_LEAF.findall(data)) > pages


def with_pages_uncounted(data: bytes) -> bytes:
    """The file without the counts of its page tree, so that PDFium counts the pages itself; as long as it was.

    Counts inside streams of objects stay.
    """
    changed = bytearray(data)
    for count in _COUNT.finditer(data):
        first, last = data.rfind(b" obj", 0, count.start()), data.find(b"endobj", count.end())
        node = data[first:last]
        if b"/Kids" in node and b"/Pages" in node:
            changed[count.start(1) : count.end(1)] = b"0" * len(count[1])
    return bytes(changed)
