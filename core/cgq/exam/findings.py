"""Every code of a finding or a flag, with all that is known of it: the one registry.

A finding is reported of a file, a page or a question; a flag stands on a question and lowers its confidence. Many
codes are both. The constants are plain strings, as they are stored and printed; `CODES` holds what each means.
Whatever depends on a code (notes, refusals, confidence, doubtful pages, cures of failed jobs, `cgq help findings`,
the tables in docs/reading.md) is derived from here.
"""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from enum import Enum
from typing import NewType

Code = NewType("Code", str)
"""What a finding carries: `Finding.code`."""
Refusal = NewType("Refusal", Code)
"""A code that a job can fail with, too."""
Flag = NewType("Flag", Code)
"""A code that may stand on a question: `Question.flags`."""


class Group(Enum):
    """How grave a code is; the value is the title of its table."""

    REFUSAL = "Why a file was not read at all (the job fails, cgq extract exits 3)"
    LOSS = "What is missing, or may be"
    DOUBT = "What was read and may be wrong"
    NOTE = "What is worth knowing and reports no loss"
    SECOND_THOUGHT = "Why cgq review asks, beyond these"


@dataclass(frozen=True, slots=True)
class About:
    """What a code means and does.

    `leaves`: the share of a question's confidence that is left under this flag, above 0 and at most 1; None for a
    code that flags no question. `doubtful_page`: its page is shown to a person or a model for a second look.
    `explains_empty`: it is the reason why a file that was read has neither questions nor keys (semantics R7).
    `job_cure`: what to do about a job that failed with it; other codes fail no job.
    """

    group: Group
    meaning: str
    cure: str
    _: KW_ONLY
    leaves: float | None = None
    doubtful_page: bool = False
    explains_empty: bool = False
    job_cure: str = ""

    @property
    def text(self) -> str:
        """The meaning, and what to do."""
        return f"{self.meaning} {self.cure}"


CODES: dict[str, About] = {}
"""Every code with what it means, group by group."""


def _code(
    group: Group, code: str, meaning: str, cure: str, *, doubtful_page: bool = False, explains_empty: bool = False
) -> Code:
    CODES[code] = About(group, meaning, cure, doubtful_page=doubtful_page, explains_empty=explains_empty)
    return Code(code)


def _refusal(code: str, meaning: str, cure: str, *, job_cure: str) -> Refusal:
    CODES[code] = About(Group.REFUSAL, meaning, cure, job_cure=job_cure)
    return Refusal(Code(code))


def _flag(group: Group, code: str, meaning: str, cure: str, *, leaves: float, doubtful_page: bool = False) -> Flag:
    CODES[code] = About(group, meaning, cure, leaves=leaves, doubtful_page=doubtful_page)
    return Flag(Code(code))


# What a flag leaves was set by hand, by what the sign usually costs a reader of the question: 0.5-0.6 a whole part
# is missing; 0.7-0.75 text, a drawing or an option may be lost; 0.8 two things contradict each other, or the number
# is a guess; 0.85-0.95 a small sign that is often harmless; 1 says nothing of the reading. With
# confidence.TRUSTED = 0.8 every flag up to 0.75 asks for a person by its confidence alone.

NEEDS_OCR = _refusal(
    "needs_ocr",
    "The pages are pictures without text.",
    "Let a text recogniser run over the file (`cgq help scans`).",
    job_cure="Set CGQ_READING_OCR=true (help: cgq help scans), then: cgq failed --retry --code needs_ocr",
)
SUSPECT = _refusal(
    "suspect",
    "The file opens, but what it holds makes no sense.",
    "Get another copy, or `ocrmypdf --force-ocr`.",
    job_cure="Print it to a new PDF from another viewer and enqueue that one.",
)
ENCRYPTED = _refusal(
    "encrypted",
    "It takes a password.",
    "Give it with --password-file, or in CGQ_PDF_PASSWORD.",
    job_cure="Set CGQ_PDF_PASSWORD, then: cgq failed --retry --code encrypted",
)
DAMAGED = _refusal(
    "damaged",
    "No PDF reader can open it.",
    "Get it again, or repair it (for example with qpdf).",
    job_cure="Get the file again, or repair it (for example `qpdf`) and enqueue the result.",
)
NOT_A_PDF = _refusal("not_a_pdf", "It is no PDF.", "Convert it first.", job_cure="Convert it to PDF first.")
EMPTY_FILE = _refusal("empty_file", "It has no bytes.", "Get it again.", job_cure="Get the file again.")
TOO_LARGE = _refusal(
    "too_large",
    "It has more bytes or pages, or takes more memory or time, than a paper gets.",
    "Split it.",
    job_cure="Split it into smaller files.",
)

UNREAD_PAGE = _code(
    Group.LOSS, "unread_page", "What stands on this page was not read, or not to its end.", "Look at the page."
)
BLANK_PAGE = _code(
    Group.LOSS, "blank_page", "This page is empty where the others are full.", "Compare with another copy."
)
DAMAGED_PAGE = _code(
    Group.LOSS, "damaged_page", "Data of this page are damaged, and some of it may be missing.", "Get the file again."
)
PAGE_GAP = _code(
    Group.LOSS,
    "page_gap",
    "The printed page numbers jump, start late or end early: pages are missing.",
    "Get the whole paper.",
)
GAP = _code(
    Group.LOSS,
    "gap",
    "A number is missing, or the key answers one that was not found.",
    "Look where it should stand.",
    doubtful_page=True,
)
UNNUMBERED = _flag(
    Group.LOSS,
    "unnumbered",
    "The question has no number that could be read; it was counted.",
    "Compare with the page.",
    leaves=0.8,
    doubtful_page=True,
)
ODD_NUMBER = _code(
    Group.LOSS, "odd_number", "Its number is printed in another way than the others.", "It may count something else."
)
OPTION_COUNT = _flag(
    Group.LOSS,
    "option_count",
    "Its options are more or fewer than the others', there twice, or two in one.",
    "Look at the page.",
    leaves=0.7,
    doubtful_page=True,
)
HOLE = _flag(
    Group.LOSS,
    "hole",
    "White stands where this paper leaves none: a line or a picture may be lost.",
    "Look there.",
    leaves=0.7,
)
CUT_SHORT = _flag(
    Group.LOSS,
    "cut_short",
    "A text starts or ends within a sentence, the paper's others do not.",
    "A line may be lost.",
    leaves=0.7,
)
TEXT_LOST = _flag(
    Group.LOSS,
    "text_lost",
    "Characters are drawn whose meaning the file does not tell: formulas, symbols.",
    "Look there.",
    leaves=0.75,
)
FIGURE_MISSING = _flag(
    Group.LOSS,
    "figure_missing",
    "The question names a figure and none was found with it.",
    "Look at the page.",
    leaves=0.75,
)
STATEMENT_MISSING = _flag(
    Group.LOSS,
    "statement_missing",
    "The options speak of a statement that is not there.",
    "Look at the boxes.",
    leaves=0.6,
)
NO_OPTIONS = _flag(
    Group.LOSS, "no_options", "No options were found behind the number.", "Right for an open question.", leaves=0.5
)
EMPTY_OPTION = _flag(
    Group.LOSS, "empty_option", "An option has a marker and nothing behind it.", "Compare with the page.", leaves=0.85
)
EMPTY_STEM = _flag(
    Group.LOSS, "empty_stem", "Nothing stands between the number and the options.", "Compare with the page.", leaves=0.6
)
# The question itself was read as well as any.
NO_ANSWER = _flag(Group.LOSS, "no_answer", "It has no answer and the others have one.", "Look at the key.", leaves=1.0)
KEY_UNREAD = _code(
    Group.LOSS,
    "key_unread",
    "What looks like an answer key, or a part of one, was not read.",
    "Look there; or give it with --key.",
)
KEY_REFUSED = _code(
    Group.LOSS,
    "key_refused",
    "The key cannot be read with certainty, so it was not taken.",
    "Give a key with text.",
    explains_empty=True,
)
INVISIBLE_TEXT = _code(
    Group.LOSS,
    "invisible_text",
    "The file holds text that nobody sees, and it was not read.",
    "Look whether it matters.",
)

DUPLICATE = _flag(
    Group.DOUBT,
    "duplicate",
    "A number or a page is there twice: two papers in one file, or a number misread.",
    "Compare with the page.",
    leaves=0.8,
    doubtful_page=True,
)
ORDER = _flag(
    Group.DOUBT,
    "order",
    "Numbers stand in another order than they count.",
    "Compare with the page.",
    leaves=0.9,
    doubtful_page=True,
)
AFTER_GAP = _flag(
    Group.DOUBT,
    "after_gap",
    "The number before is missing: that question's text may stand in this one.",
    "Compare with the page.",
    leaves=0.95,
)
TRAILING_TEXT = _flag(
    Group.DOUBT,
    "trailing_text",
    "Text follows the last option that may not belong to it.",
    "Look at the page.",
    leaves=0.9,
)
LOOSE_TEXT = _flag(
    Group.DOUBT,
    "loose_text",
    "Text below a question belongs to none: a notice, a text without a head, a part of it.",
    "Look there.",
    leaves=0.9,
)
OPEN_PASSAGE = _code(
    Group.DOUBT,
    "open_passage",
    "A shared text does not say which questions it is for.",
    "Look up to which one it goes.",
)
MISPRINTED_MARKER = _flag(
    Group.DOUBT, "misprinted_marker", "An option's marker is not the one that is due.", "Look at the page.", leaves=0.9
)
ANSWER_CONFLICT = _flag(
    Group.DOUBT,
    "answer_conflict",
    "Two sources give different answers, so none was taken.",
    "Look at both.",
    leaves=0.8,
)
KEY_MISMATCH = _code(
    Group.DOUBT, "key_mismatch", "A key, or one answer of it, does not fit, and was not taken.", "Give the right key."
)
KEY_UNUSED = _code(
    Group.DOUBT, "key_unused", "No paper in the bank fits this key.", "Add its paper, or name both: --key FILE PAPER."
)
OCR_LAYER = _flag(
    Group.DOUBT, "ocr_layer", "A scan's text was written by a recogniser.", "Compare with the page.", leaves=0.75
)
# Costs what a misprinted marker does: the text was read, and one sign at one option has no explanation.
MARKED_OPTION = _flag(
    Group.DOUBT,
    "marked_option",
    "An option is set apart by colour or a tick, and most questions have none.",
    "Look there.",
    leaves=0.9,
)

NO_QUESTIONS = _code(
    Group.NOTE,
    "no_questions",
    "Nothing is numbered and followed by options.",
    "That is right for a syllabus or a key.",
    explains_empty=True,
)
ACTIVE_CONTENT = _code(
    Group.NOTE, "active_content", "The file holds links, scripts or attachments.", "Nothing was followed or run."
)

LOW_CONFIDENCE = _code(
    Group.SECOND_THOUGHT,
    "low_confidence",
    "The reading is unsure for several small reasons.",
    "Compare its text with the page.",
)
# The reading keeps its own confidence; the decision is what is in doubt.
READING_CHANGED = _flag(
    Group.SECOND_THOUGHT,
    "reading_changed",
    "The paper reads otherwise now than when a person decided.",
    "Decide again.",
    leaves=1.0,
)
# Nothing is read there; what a person wrote is shown.
READING_GONE = _flag(
    Group.SECOND_THOUGHT,
    "reading_gone",
    "A person decided about it, and it is not found in the paper any more.",
    "Look at the page.",
    leaves=1.0,
)

FLAGS: dict[Flag, float] = {Flag(Code(code)): about.leaves for code, about in CODES.items() if about.leaves is not None}
"""What each flag leaves of a question's confidence."""

REFUSALS = frozenset(code for code, about in CODES.items() if about.group is Group.REFUSAL)
"""A file with one of these was not read at all (semantics R7)."""

NOTES = frozenset(code for code, about in CODES.items() if about.group is Group.NOTE)
"""A paper with no other findings than these is done."""

DOUBTFUL_PAGE = frozenset(code for code, about in CODES.items() if about.doubtful_page)
"""A page with one of these is shown for a second look."""

EXPLAINS_EMPTY = frozenset(code for code, about in CODES.items() if about.explains_empty)
"""With one of these, a file that was read may give neither questions nor keys (semantics R7)."""

BY_DEATH: dict[str, Refusal] = {"crash": DAMAGED, "memory": TOO_LARGE, "timeout": TOO_LARGE}
"""What is wrong with a file or a page whose reader died, by what the reader died of."""


def in_group(group: Group) -> dict[str, About]:
    """The codes of a group, in their order."""
    return {code: about for code, about in CODES.items() if about.group is group}
