"""What two questions differ in, in words: made from their texts when somebody looks."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from cgq.bank.repeats.labels import with_first_labels
from cgq.bank.repeats.rewording import left_over
from cgq.bank.repeats.shape import Part, dense, shape_of
from cgq.bank.repeats.wording import turning_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.bank.repeats.compare import Way
    from cgq.bank.repeats.shape import Shape
    from cgq.exam.model import QuestionText

MOST_CHANGED = 3  # numbers or names; chosen
"""Numbers or names that are named of those that differ; the rest are counted."""

MOST_ALIGNED = 1_000
"""Signs of a part that are held against each other, so that a hostile text costs little."""


def why(one: QuestionText, other: QuestionText, way: Way) -> str:
    """`numbers differ: 220 → 110, 1.1 → 2; options 1 and 3 replaced`: from `one` to `other`."""
    if way == "spacing":
        found = ", ".join(_printed_otherwise(one, other))
        return f"the same but for {found}" if found else "the same text"
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
    if way in ("options", "reworded") and one.stem.masked != other.stem.masked:
        yield _words(one, other)


def _printed_otherwise(one: QuestionText, other: QuestionText) -> Iterator[str]:
    """What differs in print between two texts of one question: white space, labels, signs, the order of options."""
    mine, theirs = _parts(one), _parts(other)
    if any(map(_is_spaced_otherwise, mine, theirs)):
        yield "white space"
    one, other = with_first_labels(one), with_first_labels(other)
    named, its = _parts(one), _parts(other)
    if (named, its) != (mine, theirs):
        yield "labels of statements"
    pairs = [sign for part, other_part in zip(named, its, strict=True) for sign in _signs(part, other_part)]
    signs = list(dict.fromkeys(pairs))
    if signs:
        more = len(signs) - MOST_CHANGED
        yield f"signs ({', '.join(signs[:MOST_CHANGED])}{f' and {more} more' if more > 0 else ''})"
    if [dense(option.text) for option in one.options] != [dense(option.text) for option in other.options]:
        yield "the order of options"


def _parts(text: QuestionText) -> list[str]:
    """Stem, what it is about, and the options in an order of their own."""
    options = sorted((option.text for option in text.options), key=dense)
    return [text.stem, " ".join((*text.boxes, text.passage or "")), *options]


def _signs(one: str, other: str) -> Iterator[str]:
    """`‘ → '`: signs of one text that are printed otherwise in the other; what only one has is shown by itself."""
    mine, its = ("".join(text.split())[:MOST_ALIGNED] for text in (one, other))
    for tag, start, end, begin, stop in SequenceMatcher(None, mine, its, autojunk=False).get_opcodes():
        if tag != "equal":
            yield f"{mine[start:end]} → {its[begin:stop]}".strip()


def _is_spaced_otherwise(one: str, other: str) -> bool:
    return one != other and (len(one.split()) != len(other.split()) or "".join(one.split()) == "".join(other.split()))


def _words(one: Shape, other: Shape) -> str:
    """`worded otherwise: 지켜야 → 준수하여야`: the words of each stem that the other does not have."""
    sides = (left_over(one.words, other.words), left_over(other.words, one.words))
    if not any(sides):
        return "worded otherwise: other order or endings"
    named = [" ".join(side[:MOST_CHANGED]) + " …" * (len(side) > MOST_CHANGED) or "nothing" for side in sides]
    return f"worded otherwise: {named[0]} → {named[1]}"


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
