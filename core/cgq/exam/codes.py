"""What the codes of findings and flags mean, and what to do: for `cgq help findings`, the page view and the docs.

A finding is told of a file, a page or a question; a flag stands on a question, and each costs confidence.
Many are both.
"""

from __future__ import annotations

REFUSALS = {
    "needs_ocr": "The pages are pictures without text. Let a text recogniser run over the file (`cgq help scans`).",
    "suspect": "The file opens, but what it holds makes no sense. Get another copy, or `ocrmypdf --force-ocr`.",
    "encrypted": "It takes a password. Give it with --password-file, or in CGQ_PDF_PASSWORD.",
    "damaged": "No PDF reader can open it. Get it again, or repair it (for example with qpdf).",
    "not_a_pdf": "It is no PDF. Convert it first.",
    "empty_file": "It has no bytes. Get it again.",
    "too_large": "It has more bytes or pages, or takes more memory or time, than a paper gets. Split it.",
}
"""Why a file was not read at all."""

LOSSES = {
    "no_questions": "Nothing is numbered and followed by options. That is right for a syllabus or a key.",
    "unread_page": "What stands on this page was not read, or not to its end. Look at the page.",
    "blank_page": "This page is empty where the others are full. Compare with another copy.",
    "damaged_page": "Data of this page are damaged, and some of it may be missing. Get the file again.",
    "page_gap": "The printed page numbers jump, start late or end early: pages are missing. Get the whole paper.",
    "gap": "A number is missing, or the key answers one that was not found. Look where it should stand.",
    "unnumbered": "The question has no number that could be read; it was counted. Compare with the page.",
    "odd_number": "Its number is printed in another way than the others. It may count something else.",
    "hole": "White stands where this paper leaves none: a line or a picture may be lost. Look there.",
    "cut_short": "A text starts or ends within a sentence, the paper's others do not. A line may be lost.",
    "text_lost": "Characters are drawn whose meaning the file does not tell: formulas, symbols. Look there.",
    "figure_missing": "The question names a figure and none was found with it. Look at the page.",
    "statement_missing": "The options speak of a statement that is not there. Look at the boxes.",
    "no_options": "No options were found behind the number. Right for an open question.",
    "option_count": "Its options are more or fewer than the others', there twice, or two in one. Look at the page.",
    "empty_option": "An option has a marker and nothing behind it. Compare with the page.",
    "empty_stem": "Nothing stands between the number and the options. Compare with the page.",
    "no_answer": "It has no answer and the others have one. Look at the key.",
    "key_unread": "What looks like an answer key, or a part of one, was not read. Look there; or give it with --key.",
    "key_refused": "The key cannot be read with certainty, so it was not taken. Give a key with text.",
    "invisible_text": "The file holds text that nobody sees, and it was not read. Look whether it matters.",
}
"""What is missing, or may be."""

DOUBTS = {
    "duplicate": "A number or a page is there twice: two papers in one file, or a number misread.",
    "order": "Numbers stand in another order than they count. Compare with the page.",
    "after_gap": "The number before is missing: that question's text may stand in this one.",
    "trailing_text": "Text follows the last option that may not belong to it. Look at the page.",
    "loose_text": "Text below a question belongs to none: a notice, a text without a head, a part of it. Look there.",
    "open_passage": "A shared text does not say which questions it is for. Look up to which one it goes.",
    "misprinted_marker": "An option's marker is not the one that is due. Look at the page.",
    "answer_conflict": "Two sources give different answers, so none was taken. Look at both.",
    "key_mismatch": "A key, or one answer of it, does not fit, and was not taken. Give the right key.",
    "key_unused": "No paper in the bank fits this key. Add its paper, or name both: --key FILE PAPER.",
    "ocr_layer": "A scan's text was written by a recogniser. Compare with the page.",
    "marked_option": "An option is set apart by colour or a tick, and most questions have none. Look there.",
    "active_content": "The file holds links, scripts or attachments. Nothing was followed or run.",
}
"""What was read and may be wrong."""

SECOND_THOUGHTS = {
    "low_confidence": "The reading is unsure for several small reasons. Compare its text with the page.",
    "reading_changed": "The paper reads otherwise now than when a person decided. Decide again.",
    "reading_gone": "A person decided about it, and it is not found in the paper any more. Look at the page.",
}
"""What the bank adds to the flags of a reading."""

CODES = REFUSALS | LOSSES | DOUBTS | SECOND_THOUGHTS
