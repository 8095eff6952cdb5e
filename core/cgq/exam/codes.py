"""What the codes of findings and flags mean, and what to do: told by `cgq help findings` and by every view."""

from __future__ import annotations

REFUSED = {
    "needs_ocr": "The pages are pictures without text. Run a text recogniser over the file (for example ocrmypdf).",
    "suspect": "The file opens, but what it holds makes no sense. Get another copy, or run a text recogniser over it.",
    "encrypted": "It takes a password to open. Give it with --password-file or CGQ_PDF_PASSWORD.",
    "damaged": "No PDF reader can open it, or only in part. Get it again, or repair it (for example with qpdf).",
    "not_a_pdf": "It is no PDF. Convert it first.",
    "empty_file": "It has no bytes. Get it again.",
    "too_large": "It has more bytes or pages, or takes more memory or time, than a paper gets. Split it.",
}
"""Why a file was not read at all; its job fails."""

FINDINGS = {
    "no_questions": "Nothing in the file is numbered and followed by options. Right for a syllabus or a key.",
    "unread_page": "What stands on this page was not read, or not to its end. Look at the page.",
    "gap": "A number is missing between two questions, or the key answers one that was not found. Look there.",
    "duplicate": "A number comes twice. Two papers in one file, or a number that was misread.",
    "option_count": "A question has another number of options than the others. Compare it with its page.",
    "key_mismatch": "A key, or one answer of it, does not fit; no answer was taken from it. Give the right key.",
    "key_refused": "The key cannot be read with certainty, so none of it was taken. Give a key with text.",
}
"""What a person should know of a file that was read."""

FLAGS = {
    "no_options": "No options were found behind the number.",
    "option_count": "It has another number of options than the paper's other questions.",
    "empty_option": "An option has a marker and no text: it may be a drawing.",
    "empty_stem": "Nothing stands between the number and the options.",
    "trailing_text": "Text follows the last option that may not belong to it.",
    "misprinted_marker": "An option's marker is not the one that is due.",
    "unmapped_glyphs": "Characters are drawn whose meaning the file does not tell: formulas, symbols.",
    "answer_conflict": "Two sources give different answers, so none was taken.",
    "after_gap": "The number before it is missing: that question's text may stand in this one.",
}
"""What speaks against one question's reading; each costs confidence."""
