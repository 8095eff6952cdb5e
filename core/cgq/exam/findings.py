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

    REFUSAL = "Why a file was not read at all (the job fails, `cgq extract FILE` exits 3)"
    LOSS = "What is missing, or may be"
    DOUBT = "What was read and may be wrong"
    NOTE = "What is worth knowing and reports no loss"
    SECOND_THOUGHT = "Why `cgq review` asks, beyond these"


@dataclass(frozen=True, slots=True)
class About:
    """What a code means and does.

    `leaves`: the share of a question's confidence that is left under this flag, above 0 and at most 1; None for a
    code that flags no question. `doubtful_page`: its page is shown to a person or a model for a second look.
    `explains_empty`: it is the reason why a file that was read has neither questions nor keys (semantics R7).
    `job_cure`: what to do about a job that failed with it; other codes fail no job. `cure_of_others`: the same for a
    paper that is no PDF, where that differs.
    """

    group: Group
    meaning: str
    cure: str
    _: KW_ONLY
    leaves: float | None = None
    doubtful_page: bool = False
    explains_empty: bool = False
    job_cure: str = ""
    cure_of_others: str = ""

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


def _refusal(code: str, meaning: str, cure: str, *, job_cure: str, cure_of_others: str = "") -> Refusal:
    CODES[code] = About(Group.REFUSAL, meaning, cure, job_cure=job_cure, cure_of_others=cure_of_others)
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
    "Let the text recogniser read them, with --ocr: `cgq help scans`",
    job_cure="To read every scan, set CGQ_READING_OCR=true, then: `cgq failed --retry --code needs_ocr` "
    "What that needs: `cgq help scans`",
)
NOTHING_RECOGNISED = _refusal(
    "nothing_recognised",
    "The pages are pictures, and the text recogniser found no text in them.",
    "Look at the pages, and take the pictures anew: sharp, straight and in good light.",
    job_cure="Look at the pages, take the pictures anew (sharp, straight, in good light), and enqueue these.",
)
SUSPECT = _refusal(
    "suspect",
    "The file opens, but its text is not readable language.",
    "Get another copy, or recognise its text: `ocrmypdf --force-ocr PAPER NEW`",
    job_cure="Print it to a new PDF from another viewer and enqueue that one.",
)
ENCRYPTED = _refusal(
    "encrypted",
    "The file is protected, by a password or by other means.",
    "Of a PDF, give the password with --password-file, or in CGQ_PDF_PASSWORD; what another program locked, print from "
    "that program to a new PDF.",
    job_cure="If it has a password, set CGQ_PDF_PASSWORD, then: `cgq failed --retry --code encrypted` "
    "Else print it to a new PDF from the program that it was locked for, and enqueue that one.",
    cure_of_others="Open it in its own program and save it without, or print it to a PDF, and enqueue that one.",
)
DAMAGED = _refusal(
    "damaged",
    "No reader can open it.",
    "Get the file again, or repair it (a PDF for example with qpdf).",
    job_cure="Get the file again, or repair it (for example with qpdf) and enqueue the result.",
    cure_of_others="Get the file again, or save it anew from a program that opens it, and enqueue that one.",
)
NOT_A_PDF = _refusal(
    "not_a_pdf",
    "The file is no PDF, and in no other form that is read.",
    "Convert it to PDF first.",
    job_cure="Convert it to PDF first.",
)
EMPTY_FILE = _refusal(
    "empty_file", "The file is empty (0 bytes).", "Get the file again.", job_cure="Get the file again."
)
TOO_LARGE = _refusal(
    "too_large",
    "The file exceeds a limit for one paper: bytes, pages, memory or time.",
    "Split it into smaller files.",
    job_cure="Split it into smaller files.",
)
CONVERTER_MISSING = _refusal(
    "converter_missing",
    "It is no PDF, and what makes one of it is not installed.",
    "Install that: `cgq help files`",
    job_cure="What to install: `cgq help files` Then start it again: `cgq failed --retry --code converter_missing`",
)
FONT_MISSING = _refusal(
    "font_missing",
    "Its text cannot be drawn: no font on this machine has its letters.",
    "Install Korean fonts: `apt install fonts-noto-cjk`",
    job_cure="Install Korean fonts: `apt install fonts-noto-cjk` Then start it again: "
    "`cgq failed --retry --code font_missing`",
)

UNREAD_PAGE = _code(Group.LOSS, "unread_page", "This page was not read, or only in part.", "Look at the page.")
BLANK_PAGE = _code(
    Group.LOSS,
    "blank_page",
    "This page is blank, and the other pages are not.",
    "Compare with another copy of the paper.",
)
DAMAGED_PAGE = _code(
    Group.LOSS,
    "damaged_page",
    "The data of this page are damaged; parts of the page may be missing.",
    "Get the file again.",
)
CUT_REVISION = _code(
    Group.LOSS,
    "cut_revision",
    "The file ends inside its last change; an older text may have been read.",
    "Get the file again.",
)
PAGE_GAP = _code(
    Group.LOSS,
    "page_gap",
    "The printed page numbers, or the numbers of the pictures, skip, start after 1 or end early: pages are missing.",
    "Get the whole paper.",
)
GAP = _code(
    Group.LOSS,
    "gap",
    "A question number is missing, or the key answers a question that was not found.",
    "Look at the page where the question should be.",
    doubtful_page=True,
)
REFUSED_QUESTIONS = _code(
    Group.LOSS,
    "refused_questions",
    "Numbers with whole runs of options were not taken for questions, as in a list or a form.",
    "Look at the pages.",
    explains_empty=True,
)
UNNUMBERED = _flag(
    Group.LOSS,
    "unnumbered",
    "The question has no readable number; it was numbered by its position.",
    "Compare with the page.",
    leaves=0.8,
    doubtful_page=True,
)
ODD_NUMBER = _code(
    Group.LOSS,
    "odd_number",
    "The number is printed in another style than the numbers of the other questions.",
    "Check that it numbers a question.",
)
OPTION_COUNT = _flag(
    Group.LOSS,
    "option_count",
    "The question has more or fewer options than the others, an option twice, or two options read as one.",
    "Look at the page.",
    leaves=0.7,
    doubtful_page=True,
)
HOLE = _flag(
    Group.LOSS,
    "hole",
    "An unusually large vertical gap: a line or a picture may be missing there.",
    "Look at the page.",
    leaves=0.7,
)
CUT_SHORT = _flag(
    Group.LOSS,
    "cut_short",
    "A text starts or ends in the middle of a sentence, unlike the paper's other texts.",
    "Look for a missing line on the page.",
    leaves=0.7,
)
TEXT_LOST = _flag(
    Group.LOSS,
    "text_lost",
    "The file draws characters but does not define which they are (often formulas or symbols).",
    "Look at the page.",
    leaves=0.75,
)
# As grave as text that has no meaning: what is missing is known, and where.
UNACCOUNTED_TEXT = _flag(
    Group.LOSS,
    "unaccounted_text",
    "Text of the page is in no part of a question, or in two questions.",
    "Compare with the page.",
    leaves=0.75,
)
FIGURE_MISSING = _flag(
    Group.LOSS,
    "figure_missing",
    "The question refers to a figure, and none was found for it.",
    "Look at the page.",
    leaves=0.75,
)
STATEMENT_MISSING = _flag(
    Group.LOSS,
    "statement_missing",
    "The options refer to a statement that was not found.",
    "Look at the statements on the page.",
    leaves=0.6,
)
NO_OPTIONS = _flag(
    Group.LOSS,
    "no_options",
    "No options were found for the question.",
    "That is right for an open question.",
    leaves=0.5,
)
EMPTY_OPTION = _flag(
    Group.LOSS, "empty_option", "An option has a marker and no text or picture.", "Compare with the page.", leaves=0.85
)
EMPTY_STEM = _flag(
    Group.LOSS,
    "empty_stem",
    "There is no text between the number and the options.",
    "Compare with the page.",
    leaves=0.6,
)
# The question itself was read as well as any.
NO_ANSWER = _flag(
    Group.LOSS,
    "no_answer",
    "The question has no answer, and the paper's other questions have one.",
    "Look at the key.",
    leaves=1.0,
)
KEY_UNREAD = _code(
    Group.LOSS,
    "key_unread",
    "Something that looks like an answer key, or a part of one, was not read.",
    "Look at the page, or give the key with --key.",
)
KEY_REFUSED = _code(
    Group.LOSS,
    "key_refused",
    "The key cannot be read with certainty, so it was not used.",
    "Give a key whose text can be read.",
    explains_empty=True,
)
INVISIBLE_TEXT = _code(
    Group.LOSS,
    "invisible_text",
    "The file contains invisible text, which was not read.",
    "Check whether it belongs to the paper.",
)
CONVERTED_LOSS = _code(
    Group.LOSS,
    "converted_loss",
    "Text or a picture of the original did not arrive in the PDF that was made of it.",
    "Compare with the original, or print that to a PDF.",
)
ANNOTATION_UNREAD = _code(
    Group.LOSS,
    "annotation_unread",
    "Notes, marks or form fields lie over this page and have nothing that can be read.",
    "Look at the page in a viewer, or print it to a new PDF.",
)

CONVERTED_OVERLAP = _code(
    Group.DOUBT,
    "converted_overlap",
    "In the PDF that was made of the original, text lies over other text.",
    "Compare with the original, or print that to a PDF.",
)
CONVERTED_FORMULA = _code(
    Group.DOUBT,
    "converted_formula",
    "A formula was drawn and may be read wrong, for its script was not found in the original.",
    "Compare with the page.",
)
CONVERTED_SYMBOL = _code(
    Group.DOUBT,
    "converted_symbol",
    "A character of the original has a shape in its own font only; here it is shown and read as another.",
    "Compare with the original.",
)
DUPLICATE = _flag(
    Group.DOUBT,
    "duplicate",
    "A number or a page occurs twice: the file has two papers, or a number was misread.",
    "Compare with the page.",
    leaves=0.8,
    doubtful_page=True,
)
ORDER = _flag(
    Group.DOUBT,
    "order",
    "The question numbers are not in ascending order.",
    "Compare with the page.",
    leaves=0.9,
    doubtful_page=True,
)
AFTER_GAP = _flag(
    Group.DOUBT,
    "after_gap",
    "The number before this one is missing; the text of that question may be part of this one.",
    "Compare with the page.",
    leaves=0.95,
)
TRAILING_TEXT = _flag(
    Group.DOUBT,
    "trailing_text",
    "The text after the last option may not belong to that option.",
    "Look at the page.",
    leaves=0.9,
)
LOOSE_TEXT = _flag(
    Group.DOUBT,
    "loose_text",
    "The text below a question was assigned to no question: a notice, a passage, or a part of the question.",
    "Look at the page.",
    leaves=0.9,
)
OPEN_PASSAGE = _code(
    Group.DOUBT,
    "open_passage",
    "A passage does not name the questions that share it.",
    "Look at the page for the last question that shares it.",
)
MISPRINTED_MARKER = _flag(
    Group.DOUBT, "misprinted_marker", "An option's marker is out of sequence.", "Look at the page.", leaves=0.9
)
ANSWER_CONFLICT = _flag(
    Group.DOUBT,
    "answer_conflict",
    "Two sources give different answers, so neither was used.",
    "Compare both sources.",
    leaves=0.8,
)
KEY_MISMATCH = _code(
    Group.DOUBT,
    "key_mismatch",
    "A key, or an answer in it, does not match the paper and was not used.",
    "Give the right key.",
)
KEY_UNUSED = _code(
    Group.DOUBT,
    "key_unused",
    "No paper in the bank matches this key.",
    "Add the paper, or name both: `cgq run --key KEY PAPER`",
)
# The text was read as well as any; whether it asks is for a person to say.
UNCERTAIN_EXAM = _flag(
    Group.DOUBT,
    "uncertain_exam",
    "Numbers with options, and little else that speaks for an exam: it may be a list or a form.",
    "If it is an exam, accept its questions: `cgq review --material ID --flag uncertain_exam --accept`",
    leaves=0.75,
)
OCR_LAYER = _flag(
    Group.DOUBT,
    "ocr_layer",
    "The text of a scan comes from text recognition (OCR).",
    "Compare with the page.",
    leaves=0.75,
)
# Costs what a misprinted marker does: the text was read, and one sign at one option has no explanation.
MARKED_OPTION = _flag(
    Group.DOUBT,
    "marked_option",
    "An option is marked by a colour or a sign, and the marks of the question or the paper do not add up.",
    "Look at the page.",
    leaves=0.9,
)

PICTURE_SMALL = _code(
    Group.DOUBT,
    "picture_small",
    "The type on a picture is too small to be read well.",
    "Photograph the page from nearer, or scan it at 300 dpi.",
)
PICTURE_BLURRED = _code(
    Group.DOUBT,
    "picture_blurred",
    "The type on a picture is blurred.",
    "Photograph the page again, with a steady hand and more light.",
)
PICTURE_SIDEWAYS = _code(
    Group.DOUBT,
    "picture_sideways",
    "The lines of a picture run upwards, and nothing tells which side is up.",
    "Turn the picture, and give it again.",
)

NO_QUESTIONS = _code(
    Group.NOTE,
    "no_questions",
    "No numbered text with options was found.",
    "That is right for a syllabus or a key.",
    explains_empty=True,
)
ACTIVE_CONTENT = _code(
    Group.NOTE, "active_content", "The file contains links, scripts or attachments.", "Nothing was opened or run."
)
CONVERTED_OVERFLOW = _code(
    Group.NOTE,
    "converted_overflow",
    "In the PDF that was made of the original, text runs on beyond its place or the foot of its page; all is there.",
    "Compare with the original if lines stand at an odd place.",
)
CONVERTED_FORMULAS = _code(
    Group.NOTE,
    "converted_formulas",
    "Formulas of the original stand as text along the line.",
    "See the original for how they are set.",
)
CONVERTED_COLUMNS = _code(
    Group.NOTE,
    "converted_columns",
    "The original does not hold where its lines break, so the PDF that was made of it has one column.",
    "See the original for its columns.",
)
CONVERTED_UNCHECKED = _code(
    Group.NOTE,
    "converted_unchecked",
    "The text of the original could not be compared with the PDF that was made of it.",
    "Compare some questions with the original.",
)
PICTURE_PREPARED = _code(
    Group.NOTE,
    "picture_prepared",
    "Pictures were cut out of their background, turned or split into two pages before they were read.",
    "Compare the pages with the pictures where something seems to be missing.",
)

LOW_CONFIDENCE = _code(
    Group.SECOND_THOUGHT,
    "low_confidence",
    "Several minor findings make the reading uncertain.",
    "Compare the question with the page.",
)
# The reading keeps its own confidence; the decision is what is in doubt.
READING_CHANGED = _flag(
    Group.SECOND_THOUGHT,
    "reading_changed",
    "The paper is read differently now than when a person decided about the question.",
    "Decide again.",
    leaves=1.0,
)
# Nothing is read there; what a person wrote is shown.
READING_GONE = _flag(
    Group.SECOND_THOUGHT,
    "reading_gone",
    "A person decided about the question, and it is no longer found in the paper.",
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
