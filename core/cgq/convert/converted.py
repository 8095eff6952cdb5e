"""The PDF that the reader gets of a paper in another form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.convert.extras import HWP
from cgq.exam.findings import CONVERTER_MISSING, FONT_MISSING
from cgq.exam.model import Conversion  # noqa: TC001 - msgspec asks for it

if TYPE_CHECKING:
    from collections.abc import Callable

    from cgq.convert.form import Form
    from cgq.exam.model import Finding

_HANGUL = f"{HWP.replace('==', '-')}-cgq-1"
"""The package that lays out Hangul documents, and the version of what is made of its drawings here."""

CONVERTERS: dict[Form, str] = {
    "hwp": _HANGUL,
    "hwpx": _HANGUL,
    "picture": "pictures-1",
    "pictures": "pictures-1",
}
"""Name and version of what converts each form, as far as its result depends on it: a part of a job's key and of what is
kept, so that a better one converts papers again. A form that is not here is read as it is."""

MAKING_ITEMS = 10
"""A page that is made gets the time of so many that are read, a second each: a photograph of 12 million dots takes
about 2 s on a quiet machine, a page of a Hangul document less."""

CURED_BY_INSTALLING = frozenset[str]({CONVERTER_MISSING, FONT_MISSING})
"""Codes of jobs that may end otherwise as soon as something is installed."""


@dataclass(frozen=True, slots=True)
class Effort:
    """What a conversion may take: `remaining` gives the seconds that are left; `progress` gets the pages that are
    done, and how many there are."""

    remaining: Callable[[], float]
    progress: Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Converted:
    """A PDF with a page for each of the original, and what a person should know of how it came about."""

    pdf: bytes
    findings: tuple[Finding, ...] = ()


def convert(data: bytes, form: Form, effort: Effort) -> Converted:
    """The PDF of a paper in another form, made in processes with limits.

    Raises InputFailed with a refusal of exam.findings, or with `converter_missing` and the line that installs it.
    """
    if form in ("hwp", "hwpx"):
        from cgq.convert.hwp.convert import pdf_of
    else:
        from cgq.convert.pictures.convert import pdf_of
    return pdf_of(data, form, effort)


@dataclass(frozen=True, slots=True)
class KeptPdf:
    """Where the PDF of a paper in another form is kept (a path as text), and how it came about."""

    path: str
    conversion: Conversion
