"""What makes two errors the same error, so that 412 failures read as 3 lines (T5)."""

from __future__ import annotations

import hashlib
import re

_VARIABLE = re.compile(r"0x[0-9a-f]+|[0-9a-f]{12,}|\d+|'[^']*'|\"[^\"]*\"|(?:/[^\s:]+)+", re.IGNORECASE)


def fingerprint(code: str, message: str) -> str:
    """Sixteen hex digits of the code and the message without its numbers, names and paths."""
    normal = _VARIABLE.sub("*", message)
    return hashlib.sha256(f"{code}\x1f{normal}".encode(errors="replace")).hexdigest()[:16]
