"""How much of a file is read: every loop over a paper is bounded by one of these."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes and pages refuse the file; the others leave something unread, with a finding.

    `max_chars` bounds the paper, for a character takes about 300 bytes until its line is made.
    """

    max_bytes: int = 50 * 1024 * 1024
    max_pages: int = 2000
    max_chars: int = 700_000
    max_chars_per_page: int = 40_000
    max_strokes_per_page: int = 20_000
