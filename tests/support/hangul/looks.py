"""How characters and paragraphs may look. The place of each in its table is its number in the files."""

from __future__ import annotations

from dataclasses import dataclass

PAPER = (59528, 84186)
"""Width and height of A4."""
MARGIN = 5669
"""Left and right of the text: 20 mm."""
GAP = 2268
"""Between two columns: 8 mm."""
WIDE = PAPER[0] - 2 * MARGIN
"""Width of text in one column."""
NARROW = (WIDE - GAP) // 2
"""Width of text in each of two columns."""

FONT = "함초롬바탕"
"""What Hangul takes by itself; where it is absent, another font with a serif is taken."""


@dataclass(frozen=True)
class CharacterLook:
    """`ratio` is the width of letters in percent of their own, `spacing` what lies between them in percent of an em."""

    height: int = 1000
    bold: bool = False
    underlined: bool = False
    ratio: int = 100
    spacing: int = 0


CHARACTERS: dict[str, CharacterLook] = {
    "body": CharacterLook(),
    "bold": CharacterLook(bold=True),
    "small": CharacterLook(800),
    "title": CharacterLook(1600, bold=True),
    "note": CharacterLook(900),
    "underlined": CharacterLook(bold=True, underlined=True),
    "tight": CharacterLook(ratio=95, spacing=-8),
    "wide": CharacterLook(spacing=10),
}
"""Each look of characters. Korean papers set letters tighter or wider to make a line fit."""


@dataclass(frozen=True)
class ParagraphLook:
    """`left` is the margin; `indent` moves the first line in, or all others where it is negative; `list` is numbering
    and level, `tabs` a place in TABS. Neighbours that are `framed` share one frame."""

    align: str = "JUSTIFY"
    left: int = 0
    indent: int = 0
    above: int = 0
    list: tuple[int, int] | None = None
    tabs: int = 0
    framed: bool = False


TABS: tuple[tuple[int, ...], ...] = (
    (),
    *(tuple(width * at // across for at in range(1, across)) for width in (WIDE, NARROW) for across in (2, 3, 4, 5)),
)
"""Stops that part a column of text evenly: 2 to 5 in the wide column, then in the narrow one."""

PARAGRAPHS: dict[str, ParagraphLook] = {
    "body": ParagraphLook(),
    "centre": ParagraphLook("CENTER"),
    "left": ParagraphLook("LEFT"),
    "right": ParagraphLook("RIGHT"),
    "stem": ParagraphLook(indent=-1800, above=1000),
    "option": ParagraphLook(indent=-1600),
    "numbered stem": ParagraphLook(indent=-1800, above=1000, list=(1, 0)),
    "numbered option": ParagraphLook(indent=-1600, list=(1, 1)),
    "numbered stem again": ParagraphLook(indent=-1800, above=1000, list=(2, 0)),
    "numbered option again": ParagraphLook(indent=-1600, list=(2, 1)),
    "framed": ParagraphLook(framed=True),
    "passage": ParagraphLook(indent=1000),
    **{
        f"{across} in {name}": ParagraphLook("LEFT", tabs=1 + 4 * wide + across - 2)
        for wide, name in enumerate(("wide", "narrow"))
        for across in (2, 3, 4, 5)
    },
}
"""Each look of paragraphs; `3 in narrow` parts a narrow column in three by its tabs."""

NUMBERINGS = 2
"""Lists that number by themselves: first level "1.", second level a digit in a circle. The second starts anew."""

BORDERS: tuple[tuple[bool, bool], ...] = ((False, False), (False, False), (True, False), (True, True))
"""Ruled or not, shaded or not; numbers begin at 1. The second is what characters and paragraphs have."""


def character(look: str) -> int:
    """The number of a look of characters."""
    return list(CHARACTERS).index(look)


def paragraph(look: str) -> int:
    """The number of a look of paragraphs."""
    return list(PARAGRAPHS).index(look)


def border(ruled: bool, shaded: bool = False) -> int:
    """The number of a border."""
    return BORDERS.index((ruled, shaded), 1) + 1
