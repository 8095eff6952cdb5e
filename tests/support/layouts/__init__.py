"""Papers in layouts that nobody has shown us: drawn from a seed, typeset, with the truth beside them.

`paper(seed)` gives the PDF and the questions in it. What varies is listed in `manner.Manner`.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.support.layouts.fonts import register
from tests.support.layouts.ink import print_pdf
from tests.support.layouts.manner import Manner, manner_of
from tests.support.layouts.material import Item, deal
from tests.support.layouts.setting import Setter


@dataclass(frozen=True)
class Paper:
    """A file and what stands in it."""

    manner: Manner
    pdf: bytes
    items: tuple[Item, ...]


def paper(seed: int) -> Paper:
    """The paper of one seed: always the same bytes."""
    return typeset(manner_of(seed), seed)


def typeset(manner: Manner, seed: int = 0) -> Paper:
    """A paper in a given manner, its material dealt from the seed."""
    register()
    random = Random(f"material {seed}")
    items = deal(manner, random)
    flow = Setter(manner, random).paper(items)
    return Paper(manner, print_pdf(flow.pages, manner), tuple(items * manner.papers))
