"""Named SQL: one file a subject, each statement headed by `-- name: …` and a line saying what it is for."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_NAME = re.compile(r"^-- name: *(\w+)\s*$", re.MULTILINE)


@cache
def load(subject: str) -> dict[str, str]:
    """The statements of `<subject>.sql` by name; raises KeyError later for a name that is not there."""
    return parse(Path(__file__).with_name(f"{subject}.sql").read_text(encoding="utf-8"))


def parse(text: str) -> dict[str, str]:
    """Split a file into statements by name; a name used twice is an error."""
    pieces = _NAME.split(text)
    names = pieces[1::2]
    if len(set(names)) != len(names):
        raise ValueError("a query name stands twice in one file")
    return {name: body.strip() for name, body in zip(names, pieces[2::2], strict=True)}
