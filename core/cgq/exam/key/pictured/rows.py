"""Pieces of ink become pieces of writing, words and rows."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

from cgq.exam.key.pictured.blobs import Blob
from cgq.exam.key.pictured.rings import is_ring

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.key.pictured.ink import Mask
    from cgq.exam.key.pictured.rings import Labels

_LOWEST, _HIGHEST = 3.0, 30.0
_THINNEST = 0.4
_SMALL = 0.5
_WORD_GAP = 0.55
_SAME_ROW = 0.5
_FULL = 0.8
_WITHIN = 0.8


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of writing: blobs that stand over each other, or a ring with what it holds."""

    blobs: tuple[Blob, ...]
    ring: Blob | None = None

    @property
    def box(self) -> Blob:
        """What it covers, ring included."""
        return self.inner if self.ring is None else self.ring

    @property
    def inner(self) -> Blob:
        """What it covers without the ring."""
        return _around(self.blobs)


@dataclass(frozen=True, slots=True)
class Word:
    """Pieces close together in one row; `small` are commas, points and specks."""

    pieces: tuple[Piece, ...]

    @property
    def x0(self) -> int:
        return self.pieces[0].box.x0

    @property
    def x1(self) -> int:
        return max(p.box.x1 for p in self.pieces)

    @property
    def middle(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class Row:
    """Words side by side; `y` is their middle, `high` the usual height of their pieces, in dots."""

    words: tuple[Word, ...]
    y: float
    high: float


def rows_of(blobs: Sequence[Blob], names: Labels, rules: Mask, scale: float) -> list[Row]:
    """The rows of a page from the top. Pieces too large for a character are left out."""
    usable = [b for b in blobs if b.height <= _HIGHEST * scale and b.width <= _HIGHEST * scale]
    usable = [b for b in usable if min(b.width, b.height) >= _THINNEST * scale]
    tall = [b for b in usable if b.height >= _LOWEST * scale]
    if not tall:
        return []
    usual = median(b.height for b in tall)
    tall = [b for b in tall if b.height >= _SMALL * usual]
    small = [b for b in usable if b.height < max(_LOWEST * scale, _SMALL * usual) and b.area > 3]
    rings = frozenset(b.name for b in tall if is_ring(b, names))
    return [_row(group, small, rings, rules) for group in _levels(tall, usual)]


def is_small(piece: Piece, high: float) -> bool:
    """Whether it is a comma, a point or a speck beside pieces of that height."""
    return piece.ring is None and piece.box.height < _SMALL * high


def _levels(tall: Sequence[Blob], usual: float) -> list[list[Blob]]:
    """Blobs in groups whose middles are at one height; those lower than usual join the row that they stand in."""
    groups: list[list[Blob]] = []
    full = [b for b in tall if b.height >= _FULL * usual]
    for blob in sorted(full, key=lambda b: b.middle[1]):
        if groups:
            last = groups[-1]
            height = median(b.height for b in last[-5:])
            if blob.middle[1] - last[-1].middle[1] <= _SAME_ROW * min(height, blob.height):
                last.append(blob)
                continue
        groups.append([blob])
    middles = [(median(b.middle[1] for b in g), median(b.height for b in g)) for g in groups]
    for blob in (b for b in tall if b.height < _FULL * usual):
        near = min(range(len(groups)), key=lambda n: abs(middles[n][0] - blob.middle[1]), default=None)
        if near is not None and abs(middles[near][0] - blob.middle[1]) <= _WITHIN * middles[near][1]:
            groups[near].append(blob)
    return groups


def _row(tall: Sequence[Blob], small: Sequence[Blob], rings: frozenset[int], rules: Mask) -> Row:
    high = median(b.height for b in tall)
    y = median(b.middle[1] for b in tall)
    near = [b for b in small if abs(b.middle[1] - y) <= 0.8 * high]
    pieces = _pieces(sorted([*tall, *near], key=lambda b: b.x0), rings, high)
    return Row(tuple(_words(pieces, high, rules)), y, high)


def _pieces(blobs: Sequence[Blob], ringed: frozenset[int], high: float) -> list[Piece]:
    rings = [b for b in blobs if b.name in ringed]
    taken = {b.name for r in rings for b in _held(r, blobs)}
    outer = [r for r in rings if r.name not in taken]
    pieces = [Piece(tuple(_held(r, blobs)) or (r,), r) for r in outer]
    taken |= {r.name for r in outer}
    group: list[Blob] = []
    for blob in (b for b in blobs if b.name not in taken):
        if group and _stacked(_around(group), blob, high):
            group.append(blob)
            continue
        pieces.extend([Piece(tuple(group))] if group else [])
        group = [blob]
    pieces.extend([Piece(tuple(group))] if group else [])
    return sorted(pieces, key=lambda p: p.box.x0)


def _held(ring: Blob, blobs: Iterable[Blob]) -> list[Blob]:
    """What stands in the middle of a ring."""
    return [b for b in blobs if b is not ring and ring.holds(b) and b.height >= 0.3 * ring.height]


def _stacked(above: Blob, below: Blob, high: float) -> bool:
    """Whether a broken character is put together from the two."""
    over = min(above.x1, below.x1) - max(above.x0, below.x0)
    whole = max(above.y1, below.y1) - min(above.y0, below.y0)
    return over > 0.5 * min(above.width, below.width) and whole <= 1.25 * high


def _words(pieces: Sequence[Piece], high: float, rules: Mask) -> list[Word]:
    words: list[list[Piece]] = []
    for piece in pieces:
        before = words[-1][-1].box if words else None
        box = piece.box
        if before is not None and box.x0 - before.x1 <= _WORD_GAP * high and not _walled(before, box, rules):
            words[-1].append(piece)
        else:
            words.append([piece])
    return [Word(tuple(w)) for w in words]


def _walled(left: Blob, right: Blob, rules: Mask) -> bool:
    """Whether a rule stands between the two."""
    top, bottom = min(left.y0, right.y0), max(left.y1, right.y1)
    between = rules[top:bottom, max(0, left.x1 - 1) : right.x0 + 1]
    return bool(between.size) and bool(between.all(axis=0).any())


def _around(blobs: Sequence[Blob]) -> Blob:
    if len(blobs) == 1:
        return blobs[0]
    return Blob(
        min(b.x0 for b in blobs),
        min(b.y0 for b in blobs),
        max(b.x1 for b in blobs),
        max(b.y1 for b in blobs),
        sum(b.area for b in blobs),
        blobs[0].name,
    )
