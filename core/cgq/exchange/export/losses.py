"""What a format could not hold, question by question: kept in a file, for a large bank may lose something of each."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, BinaryIO, Literal

import msgspec

from cgq.exchange.records.fields import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exchange.format import Loss

MOST_REASONS = 20
"""Reasons that are counted one by one in a job's result and in the notes of the command, so that both stay small."""


class LossCount(msgspec.Struct, frozen=True, kw_only=True):
    """How often one thing was lost."""

    what: Literal["dropped", "changed"]
    """`dropped`: the question is not in the file; `changed`: its part is there otherwise, or not."""
    part: Part
    """The field of the question record that it is about; `record` is all of it."""
    reason: str
    """Why the format cannot hold it."""
    count: int
    """How many questions lost it."""


class Losses:
    """Takes note of losses in their order. `file` is a new binary file for them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._counts: Counter[tuple[Literal["dropped", "changed"], Part, str]] = Counter()
        self._dropped = ""
        self.dropped = 0

    def __call__(self, loss: Loss) -> None:
        """Note one. A question is dropped once, however many losses call it so, if they follow each other."""
        self._file.write(msgspec.json.encode(loss) + b"\n")
        self._counts[loss.what, loss.part, loss.reason] += 1
        if loss.what == "dropped" and loss.id != self._dropped:
            self._dropped = loss.id
            self.dropped += 1

    def is_dropped(self, question: str) -> bool:
        """Is this the question that was dropped last?"""
        return self._dropped == question

    @property
    def total(self) -> int:
        """How many there are."""
        return self._counts.total()

    def counts(self) -> tuple[LossCount, ...]:
        """How often each reason was given, the most frequent first; beyond MOST_REASONS they are left out."""
        ordered = sorted(self._counts.items(), key=lambda one: (-one[1], one[0]))
        return tuple(
            LossCount(what=what, part=part, reason=reason, count=count)
            for (what, part, reason), count in ordered[:MOST_REASONS]
        )

    def lines(self) -> Iterator[bytes]:
        """Each as a JSON object, without its newline."""
        self._file.seek(0)
        for line in self._file:
            yield line.rstrip(b"\n")
