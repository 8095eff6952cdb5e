"""Is there a font on this machine that has Hangul?"""

from __future__ import annotations

import shutil
import subprocess

from cgq.convert.extras import ADD_FONT
from cgq.errors import InputFailed
from cgq.exam.findings import FONT_MISSING

_ASK = ("fc-list", ":lang=ko", "family")
_SECONDS = 60
"""A first look at many fonts fills fontconfig's cache."""


def check_fonts() -> None:
    """Raise InputFailed `font_missing` with the line to run where no font is for Korean.

    Where fontconfig's own program is not there, nothing is known: the converted page shows it.
    """
    if shutil.which(_ASK[0]) is None:
        return
    listed = subprocess.run(_ASK, capture_output=True, timeout=_SECONDS, check=False)
    if listed.returncode == 0 and not listed.stdout.strip():
        raise missing_font("No font on this machine is for Korean.")


def missing_font(message: str) -> InputFailed:
    """The error of a document that no font on this machine can show."""
    return InputFailed(message, code=FONT_MISSING, hint=f"Install Korean fonts: `{ADD_FONT}`")
