"""What is missing, or may be; and what a flag leaves of a question's confidence."""

from __future__ import annotations

from cgq.exam.findings.registry import Group, new_code, new_flag

# What a flag leaves was set by hand, by what the sign usually costs a reader of the question: 0.5-0.6 a whole part
# is missing; 0.7-0.75 text, a drawing or an option may be lost; 0.8 two things contradict each other, or the number
# is a guess; 0.85-0.95 a small sign that is often harmless; 1 says nothing of the reading. With
# confidence.TRUSTED = 0.8 every flag up to 0.75 asks for a person by its confidence alone.

UNREAD_PAGE = new_code(Group.LOSS, "unread_page", "This page was not read, or only in part.", "Look at the page.")
BLANK_PAGE = new_code(
    Group.LOSS,
    "blank_page",
    "This page is blank, and the other pages are not.",
    "Compare with another copy of the paper.",
)
DAMAGED_PAGE = new_code(
    Group.LOSS,
    "damaged_page",
    "The data of this page are damaged; parts of the page may be missing.",
    "Get the file again.",
)
CUT_REVISION = new_code(
    Group.LOSS,
    "cut_revision",
    "The file ends inside its last change; an older text may have been read.",
    "Get the file again.",
)
PAGE_GAP = new_code(
    Group.LOSS,
    "page_gap",
    "The printed page numbers, or the numbers of the pictures, skip, start after 1 or end early: pages are missing.",
    "Get the whole paper.",
)
GAP = new_code(
    Group.LOSS,
    "gap",
    "A question number is missing, or the key answers a question that was not found.",
    "Look at the page where the question should be.",
    doubtful_page=True,
)
REFUSED_QUESTIONS = new_code(
    Group.LOSS,
    "refused_questions",
    "Numbers with whole runs of options were not taken for questions, as in a list or a form.",
    "Look at the pages.",
    explains_empty=True,
)
UNNUMBERED = new_flag(
    Group.LOSS,
    "unnumbered",
    "The question has no readable number; it was numbered by its position.",
    "Compare with the page.",
    leaves=0.8,
    doubtful_page=True,
)
ODD_NUMBER = new_code(
    Group.LOSS,
    "odd_number",
    "The number is printed in another style than the numbers of the other questions.",
    "Check that it numbers a question.",
)
OPTION_COUNT = new_flag(
    Group.LOSS,
    "option_count",
    "The question has more or fewer options than the others, an option twice, or two options read as one.",
    "Look at the page.",
    leaves=0.7,
    doubtful_page=True,
)
HOLE = new_flag(
    Group.LOSS,
    "hole",
    "An unusually large vertical gap: a line or a picture may be missing there.",
    "Look at the page.",
    leaves=0.7,
)
CUT_SHORT = new_flag(
    Group.LOSS,
    "cut_short",
    "A text starts or ends in the middle of a sentence, unlike the paper's other texts.",
    "Look for a missing line on the page.",
    leaves=0.7,
)
TEXT_LOST = new_flag(
    Group.LOSS,
    "text_lost",
    "The file draws characters but does not define which they are (often formulas or symbols).",
    "Look at the page.",
    leaves=0.75,
)
# As grave as text that has no meaning: what is missing is known, and where.
UNACCOUNTED_TEXT = new_flag(
    Group.LOSS,
    "unaccounted_text",
    "Text of the page is in no part of a question, or in two questions.",
    "Compare with the page.",
    leaves=0.75,
)
FIGURE_MISSING = new_flag(
    Group.LOSS,
    "figure_missing",
    "The question refers to a figure, and none was found for it.",
    "Look at the page.",
    leaves=0.75,
)
STATEMENT_MISSING = new_flag(
    Group.LOSS,
    "statement_missing",
    "The options refer to a statement that was not found.",
    "Look at the statements on the page.",
    leaves=0.6,
)
NO_OPTIONS = new_flag(
    Group.LOSS,
    "no_options",
    "No options were found for the question.",
    "That is right for an open question.",
    leaves=0.5,
)
EMPTY_OPTION = new_flag(
    Group.LOSS, "empty_option", "An option has a marker and no text or picture.", "Compare with the page.", leaves=0.85
)
EMPTY_STEM = new_flag(
    Group.LOSS,
    "empty_stem",
    "There is no text between the number and the options.",
    "Compare with the page.",
    leaves=0.6,
)
# The question itself was read as well as any.
NO_ANSWER = new_flag(
    Group.LOSS,
    "no_answer",
    "The question has no answer, and the paper's other questions have one.",
    "Look at the key.",
    leaves=1.0,
)
KEY_UNREAD = new_code(
    Group.LOSS,
    "key_unread",
    "Something that looks like an answer key, or a part of one, was not read.",
    "Look at the page, or give the key with --key.",
)
KEY_REFUSED = new_code(
    Group.LOSS,
    "key_refused",
    "The key cannot be read with certainty, so it was not used.",
    "Give a key whose text can be read.",
    explains_empty=True,
)
INVISIBLE_TEXT = new_code(
    Group.LOSS,
    "invisible_text",
    "The file contains invisible text, which was not read.",
    "Check whether it belongs to the paper.",
)
CONVERTED_LOSS = new_code(
    Group.LOSS,
    "converted_loss",
    "Text or a picture of the original did not arrive in the PDF that was made of it.",
    "Compare with the original, or print that to a PDF.",
)
ANNOTATION_UNREAD = new_code(
    Group.LOSS,
    "annotation_unread",
    "Notes, marks or form fields lie over this page and have nothing that can be read.",
    "Look at the page in a viewer, or print it to a new PDF.",
)
