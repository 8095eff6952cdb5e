"""Stems that ask for more than one option: "(Choose two.)", "두 개를 고르시오", "모두 고르시오"."""

from __future__ import annotations

import re

_COUNTS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "두": 2,
    "세": 3,
    "네": 4,
    "둘": 2,
    "2": 2,
    "3": 3,
    "4": 4,
    "二": 2,
    "三": 3,
}
_ASKED = re.compile(
    r"\b(?:choose|select|pick|mark|identify)\s+(?:any\s+|the\s+|exactly\s+)?(two|three|four|[2-4])\b"
    r"|(두|세|네|[2-4])\s?(?:개|가지)(?:를|만)?\s*(?:모두\s*)?(?:고르|선택)|(둘)을?\s*(?:모두\s*)?고르"
    r"|([二三2-4２-４])つ(?:を)?(?:選|えら)",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"\b(?:choose|select|pick|mark)\s+all\b(?!\s+of\s+the\s+above)|정답을?\s*모두\s*고르|(?:것|답)을\s*모두\s*고르|すべて選|全て選",
    re.IGNORECASE,
)
_LISTED = re.compile(r"[<〈【\[]?\s*보\s*기\s*[>〉】\]]?\s*에서|ㄱ\s?[.,·]")


def how_many_asked_for(stem: str) -> int | None:
    """How many options a stem asks for: 0 for "all that apply", None for one like any other.

    "보기에서 모두 고르시오" asks for statements, of which one option is the right list.
    """
    found = _ASKED.search(stem)
    if found is not None:
        return _COUNTS[next(g for g in found.groups() if g).lower().translate(str.maketrans("２３４", "234"))]
    return 0 if _ALL.search(stem) and not _LISTED.search(stem) else None
