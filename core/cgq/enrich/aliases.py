"""Which names mean the same concept: originals in parentheses, and what people merged."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from cgq.concept_names import normal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_PERSON = re.compile(r"(?:[A-Z]\. ?)+(?P<surname>[A-ZÀ-Þ][A-Za-zÀ-ɏ'’-]+)$")


def is_person(original: str) -> bool:
    """Whether an original is a person's name: J. Piaget."""
    return _PERSON.match(normal(original)) is not None


def variants(original: str) -> list[str]:
    """The names under which an original may be met: in lower case, and a person's surname alone."""
    text = normal(original)
    person = _PERSON.match(text)
    names = [text.casefold()]
    if person:
        names.append(person["surname"].casefold())
    return names


def full_names(originals: Iterable[tuple[str, str]], names: Iterable[str]) -> dict[str, list[str]]:
    """By a person's name, as terms with such an original are, the names that end in it: 막스 베버, by 베버."""
    people = {term for term, original in originals if len(term) > 1 and is_person(original)}
    ends = {person[-2:] for person in people}
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        if name[-2:] in ends:
            for person in people:
                if name != person and name.endswith(person) and "의" not in name:
                    found[person].append(name)
    return found


def canonical(
    originals: Sequence[tuple[str, str, int]],
    counts: Mapping[str, int],
    merged: Sequence[tuple[str, str]],
    fuller: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """Alias -> name. `originals` are (term, original, questions); `counts` are questions by term,
    `fuller` the terms that end in a person's name, by it.

    An original that several terms claim goes to the most frequent one. What ends in a person's name is that person:
    막스 베버. Two Korean terms become one
    when they share a person (매슬로우, 매슬로) or an original and their first syllable. What people
    merged comes first.
    """
    claims: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    people: set[str] = set()
    persons: set[str] = set()
    for term, original, questions in originals:
        for name in variants(original):
            if name != term and len(name) >= 2:
                claims[name][term] += questions
        if is_person(original):
            people.update(variants(original))
            persons.add(term)
    found: dict[str, str] = {}
    for alias in sorted(claims):
        first, *others = sorted(claims[alias], key=lambda term: (-claims[alias][term], -counts.get(term, 0), term))
        found[alias] = first
        for other in others:
            if alias in people or other[0] == first[0]:
                found.setdefault(other, first)
    for person in sorted(persons):
        for name in fuller.get(person, ()):
            found.setdefault(name, person)
    return ends(found | dict(sorted(merged)))


def ends(found: Mapping[str, str]) -> dict[str, str]:
    """Alias -> the last name that it leads to; what leads to itself is left out."""
    return {alias: name for alias in found if (name := _end(alias, found)) != alias}


def _end(alias: str, found: Mapping[str, str]) -> str:
    """Follow names to the last; in a ring, to its least."""
    path = [alias]
    while (following := found.get(path[-1])) is not None:
        if following in path:
            return min(path[path.index(following) :])
        path.append(following)
    return path[-1]
