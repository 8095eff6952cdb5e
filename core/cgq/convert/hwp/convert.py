"""A Hangul document becomes a PDF: its pages drawn, made whole, and checked against what it holds."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from cgq.convert.converted import Converted
from cgq.convert.extras import HWP, installed
from cgq.convert.hwp.arrived import lacking_letters, missing_stretches, texts_of_pdf
from cgq.convert.hwp.drawing import draw
from cgq.convert.hwp.fonts import check_fonts, missing_font
from cgq.convert.hwp.opening import check_opening
from cgq.convert.hwp.pdf import check_program, folder_of_pages
from cgq.counting import counted
from cgq.errors import InputFailed
from cgq.exam.findings import (
    CONVERTED_COLUMNS,
    CONVERTED_FORMULAS,
    CONVERTED_LOSS,
    CONVERTED_OVERFLOW,
    CONVERTED_UNCHECKED,
    CONVERTER_MISSING,
    DAMAGED,
)
from cgq.exam.model import Finding
from cgq.exam.printable import printable
from cgq.installed import command_to_add

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.convert.converted import Effort
    from cgq.convert.form import Form
    from cgq.convert.hwp.drawing import Drawing

_SHOWN = 0.5
"""Share of a page's letters that a font must have; a page of squares has none."""
_HANGUL = re.compile("[가-힣ㄱ-ㆎ]")
_QUOTED = 160
"""Characters that a finding quotes: two lines of a terminal. Chosen."""
_MOST_QUOTED = 12
"""Stretches of text that a finding quotes. Chosen."""
_OVERFLOW = re.compile(r"^LAYOUT_OVERFLOW:")
_WARNING = re.compile(r"^경고: ?(.*)")


def check_installed() -> None:
    """Raise InputFailed with the line to run when something that Hangul documents need is not there."""
    if installed(HWP) is None:
        message = f"{HWP.replace('==', ' ')} is not installed."
        raise InputFailed(message, code=CONVERTER_MISSING, hint=f"Install it: `{command_to_add(HWP)}`")
    check_program()
    check_fonts()


def pdf_of(data: bytes, form: Form, effort: Effort) -> Converted:
    """See cgq.convert.converted.convert."""
    check_installed()
    check_opening(data, form)
    with folder_of_pages() as pages:
        drawing = draw(data, form, effort, pages.add)
        pdf = pages.pdf(effort.remaining())
    read = texts_of_pdf(pdf, effort.remaining())
    findings = [*drawing.findings, *_told(drawing), *_compared(drawing), *_letters(drawing, read)]
    return Converted(pdf, tuple(sorted(findings, key=lambda finding: finding.page or 0)))


def _told(drawing: Drawing) -> Iterator[Finding]:
    """What the converter reported of the document, beyond what was seen on its pages."""
    warnings = list(dict.fromkeys(found[1] for line in drawing.lines if (found := _WARNING.match(line))))
    if warnings:
        said = printable("; ".join(warnings), _QUOTED)
        message = f"the converter could not read a part of the document: {said}: compare with the original"
        yield Finding(code=CONVERTED_LOSS, message=message)
    if drawing.opened.one_column:
        message = "the document does not hold where its lines break: its columns were set as one"
        yield Finding(code=CONVERTED_COLUMNS, message=message)
    overflows = sum(1 for line in drawing.lines if _OVERFLOW.match(line))
    seen = any(finding.code == CONVERTED_OVERFLOW for finding in drawing.findings)
    if overflows and not seen:
        message = f"the converter reports {counted(overflows, 'overflow')} at the foot of a page; nothing is cut"
        yield Finding(code=CONVERTED_OVERFLOW, message=message)
    yield from _formulas(drawing)


def _formulas(drawing: Drawing) -> Iterator[Finding]:
    as_text = sum(page.formulas[0] for page in drawing.pages)
    shown = sum(taken + left - again for taken, left, again in (page.formulas for page in drawing.pages))
    lost = drawing.opened.formulas - shown
    if as_text:
        message = f"{counted(as_text, 'formula')} written as text along the line: see the original for the setting"
        yield Finding(code=CONVERTED_FORMULAS, message=message)
    if lost > 0:
        message = f"{counted(lost, 'formula')} of the document on no page: compare with the original"
        yield Finding(code=CONVERTED_LOSS, message=message)


def _compared(drawing: Drawing) -> Iterator[Finding]:
    """What the document holds and no page shows."""
    if not drawing.opened.is_known:
        message = "the document hides its text, or is damaged: compare some questions with the original"
        yield Finding(code=CONVERTED_UNCHECKED, message=message)
        return
    if drawing.opened.is_long:
        message = "the document has more text than is compared with its pages: compare some questions with the original"
        yield Finding(code=CONVERTED_UNCHECKED, message=message)
    missing = missing_stretches(drawing.opened.texts, [page.text for page in drawing.pages])
    if missing:
        quoted = printable("” “".join(missing[:_MOST_QUOTED]), _QUOTED)
        count = sum(map(len, missing))
        message = f"{counted(count, 'character')} of the document on no page: “{quoted}”: compare with the original"
        yield Finding(code=CONVERTED_LOSS, message=message)
    pictures = _lost_pictures(drawing)
    if pictures > 0:
        message = f"{counted(pictures, 'picture')} of the document on no page: compare with the original"
        yield Finding(code=CONVERTED_LOSS, message=message)


def _lost_pictures(drawing: Drawing) -> int:
    """How many pictures of the text are neither shown nor named as lost on their page.

    Those of heads, feet and master pages stand in one place of many pages: so many as there are, the most frequent.
    """
    shown = Counter(name for page in drawing.pages for name in page.pictures)
    running = sum(count for _, count in shown.most_common(drawing.opened.running_pictures))
    named = sum(page.lost_pictures for page in drawing.pages)
    return drawing.opened.pictures - (shown.total() - running) - named


def _letters(drawing: Drawing, read: Sequence[str]) -> Iterator[Finding]:
    """What was drawn and has no letter in the PDF. Raises InputFailed where a page lacks most of its Hangul, or where
    the PDF has other pages than the document."""
    if len(read) != len(drawing.pages):
        raise InputFailed("no whole PDF could be made of it: print it to a PDF in Hangul", code=DAMAGED)
    for page, text in zip(drawing.pages, read, strict=True):
        lacking = lacking_letters(page.text, text)
        hangul = sum(count for char, count in lacking.items() if _HANGUL.match(char))
        if hangul > _SHOWN * max(1, len(_HANGUL.findall(page.text))):
            raise missing_font(f"No font on this machine has the letters of page {page.number}.")
        if lacking:
            quoted = printable(" ".join(lacking), _QUOTED)
            message = f"no font on this machine shows {counted(lacking.total(), 'character')} of the page: {quoted}"
            hint = f"{message}: compare with the original"
            yield Finding(code=CONVERTED_LOSS, message=hint, page=page.number)
