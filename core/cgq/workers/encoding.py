"""Results as JSON, unchanged: what JSON cannot hold is the fault of the stage, and trying again cannot help (R7)."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, cast

import msgspec

from cgq.errors import StageFailed, describe_error
from cgq.queue.job import MAX_DEPTH, MAX_RESULT
from cgq.workers import wire

if TYPE_CHECKING:
    from collections.abc import Iterable

_UNENCODABLE = (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError)
"""What msgspec raises for objects of unknown types, half surrogates, and values that hold themselves."""

_LARGEST, _SMALLEST = 2**64 - 1, -(2**63)
"""Whole numbers of 64 bits, with a sign or without: others are read as something else by most that read JSON."""

_LONG_NUMBER = re.compile(rb"(?<![0-9.])[0-9]{19}")
"""Nineteen digits in a row that no point precedes: a number that may not fit in 64 bits, or a text."""

_MEND = "The author of the stage must mend it; trying again gives the same."


def bad_result(message: str) -> StageFailed:
    """The error of a stage that gave what no result can be; it is not tried again."""
    error = StageFailed(message, code="bad_result", hint=_MEND)
    error.retryable = False
    return error


def encode_result(value: Any, what: str = "the result") -> bytes:
    """A value as JSON. Raises StageFailed for one that JSON cannot hold as it is: NaN, Infinity, a whole number of
    more than 64 bits, more than 100 levels, half surrogates, objects."""
    try:
        text = wire.encode(value)
    except _UNENCODABLE as error:
        raise bad_result(f"{what} is not JSON: {describe_error(error)}") from error
    if _is_suspect(text) and (fault := _fault(msgspec.to_builtins(value))):
        raise bad_result(f"{what} {fault}")
    return text


def encode_summary(summary: Any) -> str:
    """What the job's own row keeps of a result. Raises StageFailed also for one of more than 64 KB."""
    text = encode_result(summary, "the summary of the result")
    if len(text) > MAX_RESULT:
        raise bad_result(f"the summary of the result takes {len(text):,} bytes; a job keeps at most {MAX_RESULT:,}")
    return text.decode()


def _is_suspect(text: bytes) -> bool:
    """May it hold what is not allowed? NaN is encoded as null; the quick looks spare most results the walk."""
    return b"null" in text or text.count(b"[") + text.count(b"{") > MAX_DEPTH or bool(_LONG_NUMBER.search(text))


def _fault(value: Any) -> str | None:
    """What of a value of plain containers JSON cannot hold, level by level; None when it holds all."""
    level: list[Any] = [value]
    for _ in range(MAX_DEPTH):
        for one in level:
            if isinstance(one, float) and not math.isfinite(one):
                return f"holds {one}, which JSON has no number for"
            if isinstance(one, int) and not _SMALLEST <= one <= _LARGEST:
                return "holds a whole number of more than 64 bits"
        level = [inner for one in level for inner in _inside(one)]
        if not level:
            return None
    return f"has more than {MAX_DEPTH} levels of lists and objects"


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return cast("dict[str, Any]", value).values()
    return cast("Iterable[Any]", value) if isinstance(value, list | tuple) else ()
