"""What a format of the concept graph is: one class in one file of `graphs/forms`, found by its module's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cgq.graph.part import Part

    Lost = Callable[[str], None]
    """Takes note of one thing that the format cannot hold, by the reason: a sentence, the same for all of its sort."""


MOST_DRAWN = 60  # concepts
"""Concepts of a picture where nobody asks for more: so many names can be read on one screen."""


class GraphForm:
    """One format. It writes the same text for the same part of the graph.

    What it takes to write is imported inside `lines`: the command's help reads every format.
    """

    name: ClassVar[str]
    """What `--format` calls it; the name of its module."""

    suffixes: ClassVar[tuple[str, ...]]
    """How its files may end, with the dot."""

    summary: ClassVar[str]
    """What it is good for, in one line."""

    limits: ClassVar[tuple[str, ...]] = ()
    """What it can never hold, a sentence each."""

    most: ClassVar[int | None] = None
    """Concepts that it holds where nobody asks for more; None for all."""

    is_picture: ClassVar[bool] = False
    """Does it show edges, rather than keep them? Then those that were rejected are not in it."""

    def lines(self, part: Part, lost: Lost) -> Iterator[str]:
        """The text of the file in pieces."""
        raise NotImplementedError
