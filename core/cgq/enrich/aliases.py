"""Which names mean the same concept: originals in parentheses, and what people merged."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from cgq.enrich.text import normal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_PERSON = re.compile(r"(?:[A-Z]\. ?)+(?P<surname>[A-ZÀ-Þ][A-Za-zÀ-ɏ'’-]+)$")


def variants(original: str) -> list[str]:
    """The names under which an original may be met: in lower case, and a person's surname alone."""
    text = normal(original)
    person = _PERSON.match(text)
    names = [text.casefold()]
    if person:
        names.append(person["surname"].casefold())
    return names


def canonical(
    originals: Sequence[tuple[str, str, int]],
    counts: Mapping[str, int],
    merged: Sequence[tuple[str, str]],
) -> dict[str, str]:
    """Alias -> name. `originals` are (term, original, questions); `counts` are questions by term.

    An original that several terms claim goes to the most frequent one. An acronym that is printed in more questions
    than the words that it stands for is the name, and they are the alias: TCP. Two Korean terms become one
    when they share a person (매슬로우, 매슬로) or an original and their first syllable. What people
    merged comes first.
    """
    decided = dict(sorted(merged))
    claims: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    people: set[str] = set()
    for term, original, questions in originals:
        for name in variants(original):
            if name != term and len(name) >= 2:
                claims[name][term] += questions
        if _PERSON.match(normal(original)):
            people.update(variants(original))
    found: dict[str, str] = {}
    for alias in sorted(claims):
        first, *others = sorted(claims[alias], key=lambda term: (-claims[alias][term], -counts.get(term, 0), term))
        if not others and alias not in people and first.isascii() and counts.get(alias, 0) > counts.get(first, 0):
            found.setdefault(first, alias)
            continue
        found[alias] = first
        for other in others:
            if alias in people or other[0] == first[0]:
                found.setdefault(other, first)
    found |= decided
    return {alias: name for alias in found if (name := _end(alias, found)) != alias}


def _end(alias: str, found: Mapping[str, str]) -> str:
    """Follow names to the last; in a ring, to its least."""
    path = [alias]
    while (following := found.get(path[-1])) is not None:
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]
