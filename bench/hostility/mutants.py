"""Papers whose bytes were changed: flipped, cut, spliced, doubled, and numbers that say something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

_NUMBER = re.compile(rb"(?<![\w.])-?\d+(?![\w.])")
_WORD = re.compile(rb"/[A-Z][A-Za-z0-9]+|\b(?:obj|endobj|stream|endstream|xref|trailer|startxref|R)\b")
_BODY = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_STRANGE = (b"0", b"-1", b"65536", b"4294967295", b"9223372036854775808", b"-2147483648", b"1000000000", b"nan")
_MOST_BYTES = 4096


def mutant(chance: random.Random, data: bytes, others: Sequence[bytes]) -> tuple[str, bytes]:
    """A way of damaging, by its name, and the paper damaged so; `others` are papers to splice from."""
    name = chance.choice(list(WAYS))
    return name, WAYS[name](chance, data, others)


def _flip(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    for _n in range(chance.choice((1, 1, 2, 5, 20, 100))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def _cut(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data))]


def _leave_out(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _range(chance, data)
    return data[:start] + data[end:]


def _blank_out(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _range(chance, data)
    return data[:start] + chance.choice((b"\0", b" ", b"\xff")) * (end - start) + data[end:]


def _double(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    start, end = _range(chance, data)
    at = chance.choice((end, chance.randrange(len(data))))
    return data[:at] + data[start:end] + data[at:]


def _splice(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    other = chance.choice(others)
    start, end = _range(chance, other)
    at = chance.randrange(len(data))
    return data[:at] + other[start:end] + data[at + chance.choice((0, end - start)) :]


def _join(chance: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    return data[: chance.randrange(len(data))] + (other := chance.choice(others))[chance.randrange(len(other)) :]


def _swap(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    a, b, c, d = sorted(chance.sample(range(len(data)), 4))
    return data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]


def _renumber(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Change numbers of the structure, not of what is deflated."""
    for place in _some(chance, _outside(data, _NUMBER)):
        number = data[place[0] : place[1]]
        other = chance.choice((*_STRANGE, b"%d" % (int(number) + chance.choice((-1, 1))), number + b"0"))
        data = data[: place[0]] + other + data[place[1] :]
    return data


def _rename(chance: random.Random, data: bytes, _: Sequence[bytes]) -> bytes:
    """Put one word of the structure where another stood."""
    places = _outside(data, _WORD)
    for place in _some(chance, places):
        start, end = chance.choice(places)
        data = data[: place[0]] + data[start:end] + data[place[1] :]
    return data


WAYS: dict[str, Callable[[random.Random, bytes, Sequence[bytes]], bytes]] = {
    "flip": _flip,
    "cut": _cut,
    "leave out": _leave_out,
    "blank out": _blank_out,
    "double": _double,
    "splice": _splice,
    "join": _join,
    "swap": _swap,
    "renumber": _renumber,
    "rename": _rename,
}


def _range(chance: random.Random, data: bytes) -> tuple[int, int]:
    size = min(len(data), chance.choice((1, 8, 64, 512, _MOST_BYTES)))
    start = chance.randrange(len(data) - size + 1)
    return start, start + size


def _outside(data: bytes, pattern: re.Pattern[bytes]) -> list[tuple[int, int]]:
    """Where a pattern stands outside of streams."""
    bare = _BODY.sub(lambda body: b"\0" * len(body[0]), data)
    return [match.span() for match in pattern.finditer(bare)]


def _some(chance: random.Random, places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """A few of the places, the last first, so that a change moves none that is still to come."""
    return sorted(chance.sample(places, min(len(places), chance.choice((1, 1, 2, 8)))), reverse=True)
