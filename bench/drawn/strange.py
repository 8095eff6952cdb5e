"""Papers that are no exams, though numbers and the signs of options stand in them: none holds a question."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from bench.drawn.choices import choices_of
from bench.drawn.fonts import register
from bench.drawn.paper import Line, Pages, wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bench.drawn.choices import Choices

Point = tuple[bool, str]
"""Whether a text is a point below the number before it, and the text."""


def draw_strange(seed: int, language: str | None = None) -> tuple[str, bytes]:
    """The kind of a paper and its bytes; `steady` kinds have the same number of points below each number."""
    register()
    choices = replace(choices_of(seed, language), columns=1 if seed % 3 else 2)
    random = Random(f"strange {seed}")
    kind = sorted(_KINDS)[seed % len(_KINDS)]
    pages = Pages(choices)
    pages.title(random.choice(choices.words.plain_titles))
    number = point = 0
    for is_point, text in _KINDS[kind](choices, random):
        number, point = (number, point + 1) if is_point else (number + 1, 0)
        lead = f"{choices.marker(point)} " if is_point else choices.number.format(n=number) + " "
        rows = wrapped(lead + text, pages.width - choices.indent, choices)
        dx = choices.indent if is_point else 0.0
        pages.block([Line(dx, row, choices.size) for row in rows], 0.0 if is_point else 0.2 * choices.size)
    return kind, pages.finish()


def _points(
    choices: Choices, random: Random, heads: tuple[str, ...], texts: tuple[str, ...], fixed: int | None
) -> Iterator[Point]:
    for _ in range(random.randint(6, 14)):
        yield False, _filled(random.choice(heads), choices, random)
        for _ in range(fixed or random.randint(2, 5)):
            yield True, _filled(random.choice(texts), choices, random)


def _filled(text: str, choices: Choices, random: Random) -> str:
    x, y = random.sample(choices.words.nouns, 2)
    return text.format(x=x, y=y)


def _notes(choices: Choices, random: Random) -> Iterator[Point]:
    return _points(choices, random, ("{x}",), choices.words.claims, None)


def _steady_notes(choices: Choices, random: Random) -> Iterator[Point]:
    return _points(choices, random, ("{x}",), choices.words.claims, 4)


def _statute(choices: Choices, random: Random) -> Iterator[Point]:
    return _points(choices, random, choices.words.claims, choices.words.claims, None)


def _steady_statute(choices: Choices, random: Random) -> Iterator[Point]:
    return _points(choices, random, choices.words.claims, choices.words.claims, 3)


def _outline(choices: Choices, random: Random) -> Iterator[Point]:
    return _points(choices, random, ("{x}", "{x}, {y}"), ("{x}", "{y}, {x}"), None)


def _contents(choices: Choices, random: Random) -> Iterator[Point]:
    page = 3
    for _ in range(random.randint(8, 14)):
        yield False, _filled("{x} ............ ", choices, random) + str(page)
        for _ in range(random.randint(2, 5)):
            page += random.randint(1, 4)
            yield True, _filled("{x} {y} ............ ", choices, random) + str(page)


def _survey(choices: Choices, random: Random) -> Iterator[Point]:
    for _ in range(random.randint(6, 12)):
        yield False, _filled(random.choice(choices.words.asks + choices.words.claims), choices, random)
        yield from ((True, text) for text in choices.words.scale[: 4 if choices.count == 4 else 5])


_KINDS: dict[str, Callable[[Choices, Random], Iterator[Point]]] = {
    "contents": _contents,
    "notes": _notes,
    "outline": _outline,
    "statute": _statute,
    "steady notes": _steady_notes,
    "steady statute": _steady_statute,
    "survey": _survey,
}
