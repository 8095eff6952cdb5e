"""What an export could not hold, in sentences."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.exchange.export.write import Written


def loss_lines(written: Written) -> Iterator[str]:
    """How often each thing was lost, and where each single loss is listed."""
    for loss in written.losses:
        if loss.what == "dropped":
            yield f"{counted(loss.count, 'question')} left out: {loss.reason}"
        else:
            yield f"{counted(loss.count, 'question')} changed ({loss.part}): {loss.reason}"
    rest = written.lost - sum(loss.count for loss in written.losses)
    if rest:
        yield f"{counted(rest, 'more change')} for other reasons"
    if written.unshuffled:
        yield f"{counted(written.unshuffled, 'question')} with options in their order: they speak of each other"
    if (written.lost or written.unshuffled) and written.manifest is not None:
        yield f"Each of them: {written.manifest}"


def undrawn_lines(undrawn: Mapping[str, str]) -> Iterator[str]:
    """Why pictures are missing, each reason once."""
    for reason, count in sorted(Counter(undrawn.values()).items()):
        yield f"{counted(count, 'figure')} not drawn: {reason}"
