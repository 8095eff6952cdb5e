"""What a document holds, to be compared with what is drawn of it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Held:
    """What a document holds, in its own order.

    `texts` are stretches of its paragraphs without an object inside; heads and feet of pages, master pages, memos and
    hidden comments are left out, for those need not be shown. `scripts` are those of its formulas, `pictures` how many
    it shows. `notes` tell of each endnote whether its mark begins a paragraph. `is_known` is false where the format
    hides its text from this reader (a document for distribution).
    """

    texts: list[str] = field(default_factory=list[str])
    scripts: list[str] = field(default_factory=list[str])
    pictures: int = 0
    notes: list[bool] = field(default_factory=list[bool])
    is_known: bool = True
