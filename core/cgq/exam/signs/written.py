"""Questions that are answered in words: "Explain …", "… 쓰시오.", a line to write on, a part of short answers."""

from __future__ import annotations

import re

from cgq.exam.vocabulary import SPACED, UNSPACED, any_of, within

_LOCAL_TASK = any_of("writing_tasks", languages=UNSPACED)
_TASK = re.compile(
    rf"^\W*(?:(?i:{any_of('writing_tasks', languages=SPACED)})|{_LOCAL_TASK})"
    rf"|{_LOCAL_TASK}\W*(?:[(\[]\W*\w{{1,4}}\W*)?$"
)
_LINE = re.compile(r"_{4,}\W*$|\.{8,}\s*$|…{3,}\s*$")
"""Signs of which a line to write on is made, more than an ellipsis has."""
_PART = re.compile(within("open_kinds"), re.IGNORECASE)


def asks_to_write(stem: str, section: str | None) -> bool:
    """Whether a question asks for words of one's own, by what it says or by the part that it stands in."""
    return bool(_TASK.search(stem) or _LINE.search(stem) or (section and _PART.search(section)))
