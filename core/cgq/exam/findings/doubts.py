"""What was read and may be wrong."""

from __future__ import annotations

from cgq.exam.findings.registry import Group, new_code, new_flag

CONVERTED_OVERLAP = new_code(
    Group.DOUBT,
    "converted_overlap",
    "In the PDF that was made of the original, text lies over other text.",
    "Compare with the original, or print that to a PDF.",
)
CONVERTED_FORMULA = new_code(
    Group.DOUBT,
    "converted_formula",
    "A formula was drawn and may be read wrong, for its script was not found in the original.",
    "Compare with the page.",
)
CONVERTED_SYMBOL = new_code(
    Group.DOUBT,
    "converted_symbol",
    "A character of the original has a shape in its own font only; here it is shown and read as another.",
    "Compare with the original.",
)
DUPLICATE = new_flag(
    Group.DOUBT,
    "duplicate",
    "A number or a page occurs twice: the file has two papers, or a number was misread.",
    "Compare with the page.",
    leaves=0.8,
    doubtful_page=True,
)
ORDER = new_flag(
    Group.DOUBT,
    "order",
    "The question numbers are not in ascending order.",
    "Compare with the page.",
    leaves=0.9,
    doubtful_page=True,
)
AFTER_GAP = new_flag(
    Group.DOUBT,
    "after_gap",
    "The number before this one is missing; the text of that question may be part of this one.",
    "Compare with the page.",
    leaves=0.95,
)
TRAILING_TEXT = new_flag(
    Group.DOUBT,
    "trailing_text",
    "The text after the last option may not belong to that option.",
    "Look at the page.",
    leaves=0.9,
)
LOOSE_TEXT = new_flag(
    Group.DOUBT,
    "loose_text",
    "The text below a question was assigned to no question: a notice, a passage, or a part of the question.",
    "Look at the page.",
    leaves=0.9,
)
OPEN_PASSAGE = new_code(
    Group.DOUBT,
    "open_passage",
    "A passage does not name the questions that share it.",
    "Look at the page for the last question that shares it.",
)
MISPRINTED_MARKER = new_flag(
    Group.DOUBT, "misprinted_marker", "An option's marker is out of sequence.", "Look at the page.", leaves=0.9
)
ANSWER_CONFLICT = new_flag(
    Group.DOUBT,
    "answer_conflict",
    "Two sources give different answers, so neither was used.",
    "Compare both sources.",
    leaves=0.8,
)
KEY_MISMATCH = new_code(
    Group.DOUBT,
    "key_mismatch",
    "A key, or an answer in it, does not match the paper and was not used.",
    "Give the right key.",
)
KEY_UNUSED = new_code(
    Group.DOUBT,
    "key_unused",
    "No paper in the bank matches this key.",
    "Add the paper, or name both: `cgq run --key KEY PAPER`",
)
# The text was read as well as any; whether it asks is for a person to say.
UNCERTAIN_EXAM = new_flag(
    Group.DOUBT,
    "uncertain_exam",
    "Numbers with options, and little else that speaks for an exam: it may be a list or a form.",
    "If it is an exam, accept its questions: `cgq review --material ID --flag uncertain_exam --accept`",
    leaves=0.75,
)
OCR_LAYER = new_flag(
    Group.DOUBT,
    "ocr_layer",
    "The text of a scan comes from text recognition (OCR).",
    "Compare with the page.",
    leaves=0.75,
)
# Costs what a misprinted marker does: the text was read, and one sign at one option has no explanation.
MARKED_OPTION = new_flag(
    Group.DOUBT,
    "marked_option",
    "An option is marked by a colour or a sign, and the marks of the question or the paper do not add up.",
    "Look at the page.",
    leaves=0.9,
)

PICTURE_SMALL = new_code(
    Group.DOUBT,
    "picture_small",
    "The type on a picture is too small to be read well.",
    "Photograph the page from nearer, or scan it at 300 dpi.",
)
PICTURE_BLURRED = new_code(
    Group.DOUBT,
    "picture_blurred",
    "The type on a picture is blurred.",
    "Photograph the page again, with a steady hand and more light.",
)
PICTURE_SIDEWAYS = new_code(
    Group.DOUBT,
    "picture_sideways",
    "The lines of a picture run upwards, and nothing tells which side is up.",
    "Turn the picture, and give it again.",
)
