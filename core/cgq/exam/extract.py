"""A PDF becomes a `Document`, step by step. Pure: bytes in, document out, never an exception."""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.audit import audit
from cgq.exam.audit.answers import unanswered
from cgq.exam.audit.evidence import Evidence
from cgq.exam.audit.glyphs import lost_elsewhere
from cgq.exam.audit.leftover import unread_rows
from cgq.exam.audit.pages import announced
from cgq.exam.doubt import doubtful_pages
from cgq.exam.key.grids import read_tables, refused_cells
from cgq.exam.key.pairing import apply_keys, with_solutions
from cgq.exam.key.solutions import read_solutions
from cgq.exam.layout import Leftovers, headings_of, layout_of
from cgq.exam.limits import Limits
from cgq.exam.model import Document, Finding
from cgq.exam.page.columns import read_columns
from cgq.exam.page.cover import form_of, heads_of, title_of
from cgq.exam.page.figures import figures_of
from cgq.exam.page.frames import frames_of
from cgq.exam.page.furniture import split_furniture
from cgq.exam.page.hidden import seen_of
from cgq.exam.page.legible import illegible
from cgq.exam.page.lines import lines_of
from cgq.exam.page.runs import runs_of
from cgq.exam.page.script import language_of
from cgq.exam.page.watermarks import split_watermarks
from cgq.exam.page.wraps import with_broken_words_marked
from cgq.exam.pdf.paper import blank, gathered
from cgq.exam.printable import printable
from cgq.exam.question.assemble import Layout, assemble
from cgq.exam.question.choice import choose_style
from cgq.exam.question.figures import with_figures
from cgq.exam.question.likely import is_exam
from cgq.exam.question.marks import with_marks
from cgq.exam.question.regions import regions_of
from cgq.exam.question.shortfalls import recognised, with_shortfalls
from cgq.exam.question.stems import with_stem_answers
from cgq.exam.question.unnumbered import unnumbered, with_unprinted
from cgq.exam.signs.options import usual_count
from cgq.exam.tally import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Sequence

    from cgq.exam.geometry import Line, Sheet, Span
    from cgq.exam.key.pictured.keys import Pictured
    from cgq.exam.model import Hint, Key, Question
    from cgq.exam.page.figures import Figure
    from cgq.exam.pdf.paper import Paper
    from cgq.exam.pdf.pieces import Piece
    from cgq.exam.question.figures import Loose

__all__ = ["EXTRACTOR", "Limits", "read_document"]

EXTRACTOR = "plain-1"
"""Name and version of the code that computes; part of a job's key."""

_SIGNATURE = b"%PDF-"
_SIGNATURE_WITHIN = 1024
_OPENING_PAGES = 3
_LONGEST_SAID = 200
_NOTHING_HERE = ("key_refused", "no_questions")
_NOT_READ = ("key_refused", "unread_page")


def _silent(done: int, total: int) -> None:
    """Nobody asked about progress."""


def read_document(
    data: bytes,
    *,
    password: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    progress: Callable[[int, int], None] = _silent,
    pieces: Callable[[], Iterable[Piece]] | None = None,
    hints: Sequence[Hint] = (),
) -> Document:
    """Read one paper or key. `progress(pages done, pages in all)` is called after each page.

    A file that cannot be read comes back as a document with the finding that says why. Nothing is raised
    but what `progress` raises, which is how a caller stops a reading. The file is opened in this process
    unless `pieces` gives its pages: whoever has a hostile file reads it elsewhere. `hints` name lines of
    this version's `Document.doubtful`.
    """
    digest = hashlib.sha256(data).hexdigest()
    with _uncollected():
        try:
            _check_bytes(data, limits)
            paper = (
                _read_here(data, password, limits, progress) if pieces is None else gathered(pieces(), limits, progress)
            )
        except InputFailed as why:
            finding = Finding(code=why.code, message=why.message)
            return Document(sha256=digest, pages=0, extractor=EXTRACTOR, findings=(finding,))
        return _laid_out(digest, paper, hints)


@contextmanager
def _uncollected() -> Generator[None]:
    """Reading makes very many small things and hardly a cycle of them; looking for cycles would take a fifth of it."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


def _check_bytes(data: bytes, limits: Limits) -> None:
    if not data:
        raise InputFailed("the file is empty: get it again", code="empty_file")
    if len(data) > limits.max_bytes:
        size = f"{len(data) / 2**20:.0f} MB, and {limits.max_bytes / 2**20:.0f} MB are read"
        raise InputFailed(f"{size}: split the file", code="too_large")
    if _SIGNATURE not in data[:_SIGNATURE_WITHIN]:
        raise InputFailed("the file does not start like a PDF: convert it to PDF first", code="not_a_pdf")


def _read_here(data: bytes, password: str | None, limits: Limits, progress: Callable[[int, int], None]) -> Paper:
    from cgq.exam.pdf.reader import read_paper

    return read_paper(data, password, limits, progress)


def _laid_out(digest: str, paper: Paper, hints: Sequence[Hint]) -> Document:
    """The document of a paper; a page whose layout nobody foresaw costs that page, if it alone is at fault."""
    try:
        try:
            document = _document(digest, paper.sheets, paper.title, hints)
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a finding like any other
            broken = {sheet.number for sheet in paper.sheets if sheet.ink and _breaks(sheet)}
            if not broken:
                return _not_laid_out(digest, paper, "suspect", f"its layout {_breaking(error)}")
            sheets = [blank(sheet.number) if sheet.number in broken else sheet for sheet in paper.sheets]
            document = _document(digest, sheets, paper.title, hints)
            message = f"this page was not read, its layout {_breaking(error)}"
            notes = [Finding(code="unread_page", message=message, page=number) for number in sorted(broken)]
            document = replace(document, findings=(*notes, *document.findings))
    except MemoryError:
        return _not_laid_out(digest, paper, "too_large", "reading it takes more memory than is allowed: split the file")
    except Exception as error:  # noqa: BLE001 - it breaks without those pages, too
        return _not_laid_out(digest, paper, "suspect", f"its layout {_breaking(error)}")
    return replace(document, findings=(*paper.findings, *document.findings))


def _breaks(sheet: Sheet) -> bool:
    try:
        _document("", [sheet], None, ())
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - that is the question
        return True
    return False


def _breaking(error: Exception) -> str:
    said = printable(str(error), _LONGEST_SAID)
    return f"breaks the reader ({type(error).__name__}: {said}): please report it"


def _not_laid_out(digest: str, paper: Paper, code: str, message: str) -> Document:
    findings = (Finding(code=code, message=message), *paper.findings)
    return Document(sha256=digest, pages=len(paper.sheets), extractor=EXTRACTOR, findings=findings)


def _document(digest: str, sheets: Sequence[Sheet], metadata_title: str | None, hints: Sequence[Hint]) -> Document:
    seen = seen_of(sheets)
    sheets = seen.sheets
    refusal, notes = illegible(sheets)
    notes = [*notes, *seen.findings]
    if refusal is not None:
        return _drawn_key(digest, sheets, seen.findings) or Document(
            sha256=digest, pages=len(sheets), extractor=EXTRACTOR, findings=(refusal, *seen.findings)
        )
    printed, stamped = split_watermarks([runs_of(sheet) for sheet in sheets])
    pages, taken_off = split_furniture(sheets, printed)
    heads, watermarks = (
        [line for n, runs in enumerate(taken, 1) for line in lines_of(runs, n, 0, 0.0)]
        for taken in (taken_off, stamped)
    )
    opening = [line for line in heads if line.page <= _OPENING_PAGES]
    furniture = [*heads, *watermarks]
    edges = [line for line in furniture if line.page <= _OPENING_PAGES]
    lines = with_broken_words_marked(read_columns(sheets, pages))
    solutions = read_solutions(lines)
    solved = frozenset(i for s in solutions for i in s.lines)
    keys, tabled = read_tables(lines, solved)
    drawn = _drawn(sheets, lines) if not keys and not solutions else None
    if drawn is not None and drawn.keys:
        keys = list(drawn.keys)
        notes = [n for n in notes if n.page not in drawn.pages or n.code not in _NOT_READ]
    taken = solved | tabled
    figures, repeated = figures_of(sheets, pages)
    found = _questions(sheets, lines, figures, taken, furniture, hints)
    questions, findings = recognised(found.questions, seen.recognised), list(found.findings)
    form = form_of(lines, opening, found.start)
    announcing = heads_of(_announcing(lines, taken, found.start if questions else None), edges)
    if questions and keys:
        answered, more = apply_keys(questions, keys, form, "paper")
        questions, findings = list(answered), [*findings, *more]
    if questions and solutions:
        answered, more = with_solutions(questions, solutions, form)
        questions, findings = list(answered), [*findings, *more]
    keys = keys or [s.key for s in solutions]
    if not questions:
        keys = _with_heads(sheets, keys)
    findings = [*findings, *refused_cells(keys)]
    findings = [*findings, *unanswered(questions, findings)]
    if not questions and not keys and not any(f.code in _NOTHING_HERE for f in (*notes, *findings)):
        message = "no questions here: nothing in it is numbered and followed by options"
        findings = [Finding(code="no_questions", message=message), *lost_elsewhere(sheets, ())]
    document = Document(
        sha256=digest,
        pages=len(sheets),
        title=title_of(metadata_title, lines, opening),
        form=form,
        heads=announcing,
        language=language_of(line.text for line in lines),
        extractor=EXTRACTOR,
        questions=tuple(questions),
        keys=tuple(keys),
        findings=(*notes, *findings),
        layout=layout_of(
            sheets, lines, Leftovers(furniture, repeated, found.loose, figures), found.spans, found.headings, taken
        ),
        doubtful=doubtful_pages(lines, questions, findings),
    )
    document = replace(document, findings=(*document.findings, *unread_rows(lines, document.layout)))
    return counted(document, keys, announced(found.evidence))


def _drawn(sheets: Sequence[Sheet], lines: Sequence[Line]) -> Pictured | None:
    """What the pictures and outlines of the sheets answer; None when there is nothing to look at."""
    if not any(sheet.dots for sheet in sheets):
        return None
    from cgq.exam.key.pictured.keys import read_pictures

    return read_pictures(sheets, lines)


def _drawn_key(digest: str, sheets: Sequence[Sheet], notes: Sequence[Finding]) -> Document | None:
    """The document of a file without text, if answer tables are on most of its pages; None for any other scan."""
    inked = [sheet for sheet in sheets if sheet.ink]
    if 2 * sum(1 for sheet in inked if sheet.dots) <= len(inked):
        return None
    drawn = _drawn(sheets, ())
    if drawn is None or 2 * len(drawn.pages) <= len(inked):
        return None
    unread = [
        Finding(code="key_refused", message="no answer table was recognised on this page: look at it", page=s.number)
        for s in inked
        if s.number not in drawn.pages
    ]
    findings = (*unread, *refused_cells(drawn.keys), *notes)
    return Document(sha256=digest, pages=len(sheets), extractor=EXTRACTOR, keys=drawn.keys, findings=findings)


@dataclass(frozen=True, slots=True)
class _Found:
    """The audited questions and findings; the line at which the first one starts; the stretches of lines
    that the questions stand on, the lines that announce something, and what the audit rests on."""

    questions: Sequence[Question]
    findings: Sequence[Finding]
    start: int
    spans: Sequence[Span]
    headings: frozenset[int]
    evidence: Evidence
    loose: Sequence[Loose] = ()


def _with_heads(sheets: Sequence[Sheet], keys: list[Key]) -> list[Key]:
    """The tables of a file without questions once more, with what repeats on its pages: headings of tables may."""
    again, _ = read_tables(read_columns(sheets, [runs_of(sheet) for sheet in sheets]))
    cells = [sum(len(key.answers) for key in found) for found in (keys, again)]
    return again if cells[0] <= cells[1] else keys


def _announcing(lines: Sequence[Line], taken: frozenset[int], start: int | None) -> Sequence[Line]:
    """Where a file may say what it is: before its first question, or between the tables of a key."""
    if start is not None:
        return lines[:start]
    return [line for n, line in enumerate(lines) if n not in taken]


def _questions(
    sheets: Sequence[Sheet],
    lines: Sequence[Line],
    figures: Sequence[Figure],
    taken: frozenset[int],
    furniture: Sequence[Line],
    hints: Sequence[Hint],
) -> _Found:
    nothing = Evidence(sheets, lines, (), {}, taken, furniture)
    choice = choose_style(lines, taken, hints)
    choice = with_unprinted(choice, lines) if choice else None
    if choice is None or not choice.chain.markers:
        cover = headings_of(lines, {}, (), min(taken, default=0), taken)
        return _Found((), (), len(lines), (), cover, nothing)
    chain = choice.chain.markers
    start = chain[0].line
    frames = {sheet.number: frames_of(sheet) for sheet in sheets}
    layout = Layout(lines, frames, choice.style, choice.others, usual_count(choice.runs))
    regions = regions_of(choice.chain, lines, frames, taken, choice.runs)
    assembled = [assemble(region, layout) for region in regions]
    marks = with_marks(assembled, figures, sheets, lines)
    assembled, loose = with_figures(marks.assembled, marks.figures, lines)
    questions = with_stem_answers(assembled, lines)
    if not is_exam(questions):
        message = f"no questions here: {len(questions)} numbers were looked at, few with options that agree"
        none = Finding(code="no_questions", message=message)
        cover = headings_of(lines, frames, (), min(taken, default=0), taken)
        return _Found((), (none,), len(lines), (), cover, nothing)
    evidence = Evidence(sheets, lines, regions, frames, taken, furniture, layout.style)
    questions, lacking = with_shortfalls(questions)
    audited, findings = audit(questions, evidence)
    starts = frozenset(marker.line for marker in chain)
    whole = chain[0].number == 1 and all(run.first_line >= start for run in choice.runs)
    headings = headings_of(lines, frames, starts, start if whole else 0, taken)
    spans = [span for a in assembled for piece in a.pieces for span in piece.spans]
    findings = [*unnumbered(audited), *findings, *lacking, *marks.findings]
    findings += lost_elsewhere(sheets, findings)
    return _Found(audited, findings, start, spans, headings, evidence, loose)
