"""A paper's sheets become its `Document`: pages, printed keys, questions, the audit, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.audit import audit
from cgq.exam.audit.answers import unanswered
from cgq.exam.audit.concealed import concealed_findings
from cgq.exam.audit.conservation import with_text_accounted
from cgq.exam.audit.evidence import Evidence
from cgq.exam.audit.glyphs import have_words, lost_elsewhere, lost_markers
from cgq.exam.audit.keys import holed_keys, uneven_forms, unread_forms, unread_pictures
from cgq.exam.audit.leftover import unread_keys
from cgq.exam.audit.pages import announced, lost_pages
from cgq.exam.confidence import weighed
from cgq.exam.doubt import doubtful_pages
from cgq.exam.findings import EXPLAINS_EMPTY, KEY_REFUSED, NO_QUESTIONS, UNREAD_PAGE
from cgq.exam.key.agreeing import without_contradicted
from cgq.exam.key.grids import refused_cells
from cgq.exam.key.pairing import apply_keys, with_solutions
from cgq.exam.key.printed import pictured_key, printed_keys, with_headings
from cgq.exam.layout import Leftovers, headings_of, layout_of
from cgq.exam.model import EXTRACTOR, Document, Finding
from cgq.exam.page.cover import form_of, heads_of, title_of
from cgq.exam.page.hidden import seen_of
from cgq.exam.page.legible import garbled, illegible
from cgq.exam.page.lying import without_lies
from cgq.exam.page.pages import pages_of
from cgq.exam.page.script import language_of
from cgq.exam.page.spaced_letters import PrintedText
from cgq.exam.question.reading import read_questions
from cgq.exam.question.shortfalls import recognised, with_shortfalls, with_stray_rings
from cgq.exam.question.unnumbered import unnumbered
from cgq.exam.tally import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line, Sheet
    from cgq.exam.key.printed import Printed
    from cgq.exam.model import Hint, PageLayout, Question
    from cgq.exam.page.pages import Pages
    from cgq.exam.question.reading import Reading

_NOT_READ = (KEY_REFUSED, UNREAD_PAGE)
"""What is said of a page as a picture; no longer true where its key was read from its shapes."""


def compose(digest: str, sheets: Sequence[Sheet], metadata_title: str | None, hints: Sequence[Hint]) -> Document:
    """The document of a paper; `digest` is the sha256 of its file."""
    seen = seen_of(without_lies(sheets))
    refusal, notes = illegible(seen.sheets)
    if refusal is not None:
        return _without_text(digest, seen.sheets, refusal, (*concealed_findings(seen.concealed, ()), *seen.findings))
    pages = pages_of(seen.sheets)
    printed = printed_keys(pages)
    keyed = frozenset(answer.number for key in printed.keys for answer in key.answers)
    reading = read_questions(pages, printed.taken, hints, keyed)
    refusal = garbled(seen.sheets)
    if refusal is not None and not have_words(reading.questions):
        return _without_text(digest, seen.sheets, refusal, (*concealed_findings(seen.concealed, ()), *seen.findings))
    found = _audited(pages, printed, reading, seen.recognised)
    document = _document(digest, pages, printed, found, metadata_title, seen.recognised)
    notes = [n for n in notes if n.page not in printed.drawn_on or n.code not in _NOT_READ]
    explained = _explained(document, notes, pages, printed, found, recognised=bool(seen.recognised))
    hidden = concealed_findings(seen.concealed, found.questions)
    findings = [*notes, *hidden, *seen.findings, *explained]
    layout = _layout(pages, printed, found)
    document = replace(document, layout=layout, findings=(*findings, *unread_keys(pages.lines, layout, document.keys)))
    return counted(document, document.keys, announced(found.evidence))


def _without_text(digest: str, sheets: Sequence[Sheet], refusal: Finding, notes: Sequence[Finding]) -> Document:
    """A file of pictures: an answer key that can be read, or nothing."""
    bare = Document(sha256=digest, pages=len(sheets), extractor=EXTRACTOR, findings=(refusal, *notes))
    drawn = pictured_key(sheets)
    if drawn is None:
        return bare
    keys, findings = drawn
    return replace(bare, keys=keys, findings=(*findings, *unread_pictures(keys, sheets), *notes))


@dataclass(frozen=True, slots=True)
class _Found:
    """The audited questions and their findings, with what they were read from and what the audit rests on."""

    questions: Sequence[Question]
    findings: Sequence[Finding]
    reading: Reading
    evidence: Evidence
    headings: frozenset[int]

    def start(self, lines: Sequence[Line]) -> int:
        """The line at which the first question starts."""
        return self.reading.starts[0] if self.reading.starts else len(lines)


def _audited(pages: Pages, printed: Printed, reading: Reading, recognised_on: frozenset[int]) -> _Found:
    evidence = Evidence(
        pages.sheets, pages.lines, reading.regions, reading.frames, printed.taken, pages.furniture, reading.style
    )
    if not reading.questions:
        cover = min(printed.taken, default=0)
        headings = printed.headings | headings_of(pages.lines, reading.heads, cover, printed.taken)
        return _Found((), reading.findings, reading, evidence, headings)
    questions, lacking = with_shortfalls(reading.questions)
    audited, findings = audit(questions, evidence)
    audited, stray = with_stray_rings(audited, recognised_on)
    findings = [*unnumbered(audited), *findings, *lacking, *stray, *reading.findings]
    findings += lost_elsewhere(pages.sheets, findings)
    cover = reading.starts[0] if reading.wholly else 0
    headings = printed.headings | headings_of(pages.lines, reading.heads, cover, printed.taken)
    audited, unaccounted = with_text_accounted(pages, audited, reading, headings | printed.taken)
    findings += unaccounted
    return _Found(recognised(audited, recognised_on), findings, reading, evidence, headings)


def _document(
    digest: str,
    pages: Pages,
    printed: Printed,
    found: _Found,
    metadata_title: str | None,
    recognised_on: frozenset[int],
) -> Document:
    """The document with its answers; what its findings explain is still to come."""
    lines, start = pages.lines, found.start(pages.lines)
    text = PrintedText(line.text for line in lines)
    form = form_of(lines, pages.opening_heads, start)
    questions, findings = list(found.questions), list(found.findings)
    if questions and printed.tables:
        tables = without_contradicted(printed.tables, (), lines, printed.taken)
        answered, more = apply_keys(questions, tables, form, "paper", found.reading.style)
        questions, findings = list(answered), [*findings, *more]
    if questions and printed.solutions:
        answered, more = with_solutions(questions, printed.solutions, form, found.reading.style)
        questions, findings = list(answered), [*findings, *more]
    keys = printed.keys if questions else with_headings(printed.keys, pages.sheets)
    if not questions and printed.tables:
        keys = without_contradicted(keys, printed.solutions, lines, printed.taken)
    findings += [*refused_cells(keys), *uneven_forms(keys), *unread_pictures(keys, pages.sheets)]
    findings += [] if questions else holed_keys(keys)
    findings += unread_forms(printed.keys, lines, printed.taken)
    findings += unanswered(questions, findings)
    return Document(
        sha256=digest,
        pages=len(pages.sheets),
        title=title_of(metadata_title, lines, pages.opening_heads, text, recognised_on),
        form=form,
        heads=heads_of(
            _announcing(lines, printed.taken, start if questions else None),
            pages.opening_furniture,
            text,
            recognised_on,
        ),
        language=language_of(line.text for line in lines),
        extractor=EXTRACTOR,
        questions=tuple(weighed(question) for question in questions),
        keys=keys,
        findings=tuple(findings),
        doubtful=doubtful_pages(lines, questions, findings),
    )


def _explained(
    document: Document, notes: Sequence[Finding], pages: Pages, printed: Printed, found: _Found, *, recognised: bool
) -> Sequence[Finding]:
    """The findings; a file in which nothing was found says so, and what is missing from it."""
    if document.questions:
        return document.findings
    lost = [f for f in lost_elsewhere(pages.sheets, ()) if f.page not in printed.drawn_on]
    lost += lost_markers(pages.lines) if not lost else ()
    lost += lost_pages(found.evidence)
    if document.keys or any(f.code in EXPLAINS_EMPTY for f in (*notes, *document.findings)):
        return [*document.findings, *lost]
    message = "no questions here: nothing in it is numbered and followed by options"
    if recognised:
        message = "no questions were found in what a recogniser read of this scan: compare with the pages"
    return [Finding(code=NO_QUESTIONS, message=message), *lost]


def _layout(pages: Pages, printed: Printed, found: _Found) -> tuple[PageLayout, ...]:
    off = [*pages.furniture, *pages.counts]
    left = Leftovers(off, pages.repeated, pages.beside, found.reading.loose, pages.figures)
    return layout_of(pages.sheets, pages.lines, left, found.reading.spans, found.headings, printed.taken)


def _announcing(lines: Sequence[Line], taken: frozenset[int], start: int | None) -> Sequence[Line]:
    """Where a file may say what it is: before its first question, or between the tables of a key."""
    if start is not None:
        return lines[:start]
    return [line for n, line in enumerate(lines) if n not in taken]
