"""Is there a font on this machine that has Hangul?"""

from __future__ import annotations

from cgq.convert.extras import ADD_FONT, LIST_FONTS, first_line
from cgq.errors import InputFailed
from cgq.exam.findings import FONT_MISSING


def check_fonts() -> None:
    """Raise InputFailed `font_missing` with the line to run where no font is for Korean.

    Where fontconfig's own program is not there, or fails, nothing is known: the converted page shows it.
    """
    if first_line(*LIST_FONTS) == "":
        raise missing_font("No font on this machine is for Korean.")


def missing_font(message: str) -> InputFailed:
    """The error of a document that no font on this machine can show."""
    return InputFailed(message, code=FONT_MISSING, hint=f"Install Korean fonts: `{ADD_FONT}`")
