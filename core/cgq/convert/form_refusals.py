"""Why a file is no paper in any form: what it is, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.convert.file_names import ending_of
from cgq.convert.form import SUFFIXES

if TYPE_CHECKING:
    from cgq.convert.form import Content

_BY_CONTENT: dict[Content, tuple[str, str]] = {
    "hwp3": ("is Hangul of before 2000 (HWP 3)", "Open it in Hangul and save it as HWPX."),
    "office": ("is of another office program", "Save it as PDF or HWPX."),
    "word": ("is of another office program", "Save it as PDF or HWPX."),
    "image": ("is a picture of a kind that is not read", "Save it as PNG or JPEG."),
    "zip": ("is a zip under another name", "Name it .zip, or unpack it."),
}
"""What a file is, as the end of a sentence that its name begins, and what to do."""

_BY_PROMISE = {"hwp": "no Hangul file", "hwpx": "no Hangul file", "picture": "no picture", "zip": "no zip"}
"""What a file is not, whose name promised it."""


def what_it_is(content: Content, name: str) -> tuple[str, str]:
    """What a file of this content and name is, and what to do about it."""
    promised = _BY_PROMISE.get(SUFFIXES.get(ending_of(name), ""))
    if content in _BY_CONTENT:
        return _BY_CONTENT[content]
    return (f"is {promised}", "Get the file again.") if promised else ("is no PDF", "Convert it to PDF first.")
