"""Stems that ask for more than one option: "(Choose two.)", "두 개를 고르시오", "모두 고르시오", "Elija dos"."""

from __future__ import annotations

import re

from cgq.exam.signs.alphabets import narrow
from cgq.exam.vocabulary import any_of

_COUNTS = {"two": 2, "three": 3, "four": 4}
_COUNT = "|".join(rf"(?P<{name}>{any_of(f'{name}_words')}|{count})" for name, count in _COUNTS.items())
_CHOOSE = rf"(?<![^\W\d_]){any_of('direction_verbs')}\s+(?:{any_of('count_fillers')}\s+)?"
_ASKED = (
    re.compile(rf"{_CHOOSE}(?:{_COUNT})(?!\w)", re.IGNORECASE),
    re.compile(rf"(?:{_COUNT})\s?{any_of('count_counters')}\s*{any_of('chosen_stems')}"),
    re.compile(rf"{any_of('choosing_stems')}\s*(?:{_COUNT})\s?{any_of('count_counters')}"),
    re.compile(rf"(?P<two>{any_of('both_chosen')})"),
)
"""How many are asked for, the verb before or behind the number."""
_ALL = re.compile(
    rf"{_CHOOSE}{any_of('all_words')}(?!\s+{any_of('above_words')})|{any_of('all_chosen')}",
    re.IGNORECASE,
)
_LISTED = re.compile(rf"{any_of('statement_sources')}|ㄱ\s?[.,·]")


def how_many_asked_for(stem: str) -> int | None:
    """How many options a stem asks for: 0 for "all that apply", None for one like any other.

    "보기에서 모두 고르시오" asks for statements, of which one option is the right list.
    """
    plain = narrow(stem)
    found = next((match for pattern in _ASKED if (match := pattern.search(plain))), None)
    if found is not None:
        return _COUNTS[found.lastgroup or "two"]
    return 0 if _ALL.search(plain) and not _LISTED.search(plain) else None
