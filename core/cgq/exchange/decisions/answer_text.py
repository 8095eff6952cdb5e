"""An answer as a person types it: options by their printed labels or by their numbers, and how they combine."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from cgq.errors import Refused
from cgq.exam.model import RightOptions
from cgq.exam.naming import folded, labels_of, option_name
from cgq.hints import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Mode, Option

_JOINT = re.compile(r"\s*,\s*|\s+(?:or|and)\s+", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}")
_AROUND = "()[].:"


def read_answer(text: str, options: Sequence[Option]) -> RightOptions | None:
    """`3`, `B`, `1 or 4`, `B and D`, `1,4`, `void`; `unknown` is None. A label is that of one of `options`.

    Raises Refused: bad_edit for what is none of these, ambiguous_option for a name that two options bear.
    """
    typed = " ".join(text.split())
    if typed.lower() in ("void", "unknown"):
        return RightOptions(mode="void") if typed.lower() == "void" else None
    joints = {joint.strip().lower() for joint in _JOINT.findall(typed)}
    if {"or", "and"} <= joints:
        raise _no_answer(text, options)
    accepted = {_option_named(name, options, text) for name in _JOINT.split(typed)}
    mode: Mode = "all" if "and" in joints else "any"
    return RightOptions(accepted=tuple(sorted(accepted)), mode=mode)


def _option_named(name: str, options: Sequence[Option], text: str) -> int:
    """The number of the option that bears a label or a number; a number that none bears is given back as it is."""
    bare = unicodedata.normalize("NFKC", name).strip(_AROUND)
    exact = {option.n for option in options if option.label and option.label == bare}
    labelled = exact or {option.n for option in options if option.label and folded(option.label) == folded(bare)}
    numbered = {int(bare)} if _NUMBER.fullmatch(bare) else set[int]()
    known = {option.n for option in options}
    found = labelled | (numbered & known) or numbered
    if len(found) > 1:
        labels = labels_of(options)
        named = " and ".join(option_name(n, labels) for n in sorted(found))
        raise Refused(
            f"{bare} can mean two options, by label or by number: {named}",
            code="ambiguous_option",
            hint='Give their numbers as JSON, such as {"answer": {"accepted": [2]}}, with --edit FILE.',
        )
    if not found:
        raise _no_answer(text, options)
    return found.pop()


def _no_answer(text: str, options: Sequence[Option]) -> Refused:
    labels = labels_of(options)
    names = ", ".join(plain(option_name(option.n, labels)) for option in options)
    offered = f" The options are {names}." if names else ""
    hint = f"Give one option (3, B), 1 or 4, 1 and 4, void, or unknown.{offered}"
    return Refused(f"{text.strip()!r} is no answer", code="bad_edit", hint=hint)
