"""What a document holds, to be compared with what is drawn of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Place = Literal["line", "note", "apart", "running"]
"""Where a formula stands: in a line of the text, in a line of an endnote, in something that may be drawn out of their
order (a cell, a box, a footnote, a formula that floats), or in a head, foot or master page, which is drawn on each page
again."""


class Script(NamedTuple):
    """The script of a formula, and where that stands."""

    text: str
    place: Place


@dataclass(slots=True)
class Held:
    """What a document holds, in its own order.

    `texts` are stretches of its paragraphs without an object inside; heads and feet of pages, master pages, memos and
    hidden comments are left out, for those need not be shown. `scripts` are those of all formulas that may be drawn,
    `pictures` how many it shows, and `running_pictures` how many lie in heads, feet and master pages. `notes` tell of
    each endnote whether its mark begins a paragraph. `is_known` is false where the format hides its text from this
    reader (a document for distribution), `is_long` where it has more text than is compared, which is then left out.
    """

    texts: list[str] = field(default_factory=list[str])
    scripts: list[Script] = field(default_factory=list[Script])
    pictures: int = 0
    running_pictures: int = 0
    notes: list[bool] = field(default_factory=list[bool])
    is_known: bool = True
    is_long: bool = False
