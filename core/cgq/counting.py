"""A number before a noun, as people write it."""

from __future__ import annotations


def counted(count: int, what: str) -> str:
    """`1 job`, `2 jobs`."""
    return f"{count} {what}" if count == 1 else f"{count} {what}{'es' if what.endswith('ss') else 's'}"
