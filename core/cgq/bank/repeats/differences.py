"""What two questions differ in, in words: made from their texts when somebody looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.repeats.shape import Part, shape_of
from cgq.bank.repeats.wording import turning_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.bank.repeats.compare import Way
    from cgq.bank.repeats.shape import Shape
    from cgq.exam.model import QuestionText

MOST_CHANGED = 3
"""Numbers or names that are named of those that differ; the rest are counted."""


def why(one: QuestionText, other: QuestionText, way: Way) -> str:
    """`numbers differ: 220 → 110, 1.1 → 2; options 1 and 3 replaced`: from `one` to `other`."""
    if way == "spacing":
        return "the same but for white space, look-alikes and the order of options" if one != other else "the same text"
    mine, theirs = shape_of(one), shape_of(other)
    return "; ".join(_differences(mine, theirs, way))


def _differences(one: Shape, other: Shape, way: Way) -> Iterator[str]:
    if way == "case":
        yield "upper and lower case differ"
    if way == "figure":
        yield "another picture"
    if one.negative != other.negative:
        yield _turn(one, other)
    elif way == "asked":
        yield "the same statements, asked about otherwise"
    if one.numbers != other.numbers:
        yield _changed("numbers", one.numbers, other.numbers)
    if one.names != other.names:
        yield _changed("names", one.names, other.names)
    replaced = _replaced(one.options, other.options)
    if replaced and way != "numbers":
        yield _options(replaced, len(one.options))
    if way == "options" and not replaced and one.numbers == other.numbers:
        yield "worded otherwise"


def _turn(one: Shape, other: Shape) -> str:
    words = [turning_word(shape.printed.stem, negative=shape.negative) for shape in (one, other)]
    if all(words):
        return f"{words[0]} → {words[1]}"
    return "asks for what is wrong" if other.negative else "asks for what is right"


def _changed(what: str, one: tuple[str, ...], other: tuple[str, ...]) -> str:
    if len(one) != len(other):
        return f"{what} differ"
    changed = list(dict.fromkeys((mine, its) for mine, its in zip(one, other, strict=True) if mine != its))
    named = ", ".join(f"{mine} → {its}" for mine, its in changed[:MOST_CHANGED])
    more = len(changed) - MOST_CHANGED
    return f"{what} differ: {named}" + (f" and {more} more" if more > 0 else "")


def _replaced(one: tuple[Part, ...], other: tuple[Part, ...]) -> list[int]:
    """The printed places of options that the other question does not have."""
    waiting = [part.dense for part in other]
    gone: list[int] = []
    for place, part in enumerate(one, 1):
        if part.dense in waiting:
            waiting.remove(part.dense)
        else:
            gone.append(place)
    return gone


def _options(replaced: list[int], count: int) -> str:
    if len(replaced) == count:
        return "all options replaced"
    *most, last = map(str, replaced)
    named = f"{', '.join(most)} and {last}" if most else last
    return f"option{'s' * bool(most)} {named} replaced"
