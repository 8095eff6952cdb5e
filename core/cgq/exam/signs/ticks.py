"""Signs that people write at the right option."""

from __future__ import annotations

TICKS = frozenset("\u2713\u2714\u2611\u2705\U0001f5f8\U0001f5f9")
"""Ticks and ticked boxes, which are no letters of any text."""
OTHER_SIGNS = frozenset(
    "\u221a*\uff0a\u2605\u2606\u25cf\u25c9\u25ce\u25cb\u25ef\u25a0\u25a1\u2610\u2612\u2717\u2718\u25c6\u25c7\u2190\u25c0\u25c4\u2192\u2794\u279c\u27a4"
    "\u25ba\u25b6\u25b7\u261e\u261b\u203b\uf0fb\uf0fc\uf0fd\uf0fe\uf050\uf052\uf06c\uf09f\uf0a4\uf0ab\uf0d8\uf0e0\uf0e8"
)
"""Signs that are also written elsewhere: roots, arrows, stars, bullets, empty boxes; and the
codes of ticks, crosses, dots, stars and arrows in fonts of symbols (Wingdings), which formulas use, too."""
LETTER_SIGNS = frozenset("xXvVoO>\u00bb")
"""Letters and brackets that stand for a cross, a tick, a ring or an arrow where they stand alone."""
BLANK_SIGNS = frozenset("\u25cb\u25ef\u25a1\u2610")
"""Empty rings and boxes: where one option of a question is ticked, they stand at the others."""
