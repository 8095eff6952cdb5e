"""What a learner chose, as a file gives it: `3`, `③`, `C`, `다`, `1,3`, or the text of an option."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exam.printable import printable
from cgq.exchange.importing.faults import LONGEST_QUOTE, Fault
from cgq.exchange.table.given_answer import parse_given_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Option

SKIPPED = frozenset({"-", "skip", "skipped", "none", "n/a", "무응답", "미응답", "건너뜀", "패스"})
"""What stands for a question that was passed over, besides an empty cell."""

_HINT = "Write 3, ③ or 1,3; leave it empty where the question was passed over."


def parse_chosen(text: str, options: Sequence[Option]) -> tuple[int, ...]:
    """The printed numbers of what was chosen, rising; none for a question that was passed over. Raises Fault."""
    given = text.strip()
    if not given or given.casefold() in SKIPPED:
        return ()
    try:
        found = parse_given_answer(given, options)
    except Fault as fault:
        raise Fault(fault.code, fault.message, _HINT, column="chosen") from None
    if found is None or found.mode == "void":
        shown = printable(given, LONGEST_QUOTE)
        raise Fault("not_an_answer", f"{shown} names no option", _HINT, column="chosen")
    return found.accepted


def parse_shown(text: str, options: Sequence[Option]) -> tuple[int, ...] | None:
    """The numbers of all options in the order in which they were shown, None where the cell is empty. Raises Fault."""
    if not text.strip():
        return None
    words = text.replace(",", " ").split()
    numbers = tuple(int(word) for word in words if word.isdecimal())
    if len(numbers) != len(words) or sorted(numbers) != [option.n for option in options]:
        hint = f"Write each number up to {len(options)} once: 3,1,2,4. Or leave it empty: then it is the printed order."
        message = f"{printable(text.strip(), LONGEST_QUOTE)} is no order of the options"
        raise Fault("bad_order", message, hint, column="shown")
    return numbers
