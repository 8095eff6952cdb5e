"""What is left of a head or foot where the converter drew it without the numbers of its page is taken off.

It leaves the fields of the page and of all pages empty in a paragraph ("( - )" for "( 12 - 3 )"), and fills them in
tables. Signs without a number say nothing; as the last line of a page they were read as the end of a question.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING

from cgq.convert.hwp.page.places import PRINT, clips_of, texts_of

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cgq.convert.hwp.page.places import Placed

_SIGNS = re.compile(r"[\s()\[\]<>〈〉|/~·.,:\-‐‑–—−]+")


def take_off_unfilled(root: Element) -> int:
    """Take lines of nothing but signs off a page's head and foot; how many characters."""
    prints = [edges for name, (_, edges) in clips_of(root).items() if name.startswith(PRINT)]
    if not prints:
        return 0
    top, bottom = min(edges[1] for edges in prints), max(edges[3] for edges in prints)
    parents = {id(child): parent for parent in root.iter() for child in parent}
    running = [text for text in texts_of(root) if not top <= text.y <= bottom and not _is_print(text)]
    taken = 0
    for _, found in groupby(running, key=lambda text: (round(text.y, 1), id(parents[id(text.node)]))):
        line = list(found)
        if _SIGNS.fullmatch("".join(text.text for text in line)):
            taken += len(line)
            for text in line:
                parents[id(text.node)].remove(text.node)
    return taken


def _is_print(text: Placed) -> bool:
    return any(clip.startswith(PRINT) for clip in text.clips)
