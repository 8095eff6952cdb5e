"""What reports no loss, and second thoughts."""

from __future__ import annotations

from cgq.exam.findings.registry import Group, new_code, new_flag

NO_QUESTIONS = new_code(
    Group.NOTE,
    "no_questions",
    "No numbered text with options was found.",
    "That is right for a syllabus or a key.",
    explains_empty=True,
)
ACTIVE_CONTENT = new_code(
    Group.NOTE, "active_content", "The file contains links, scripts or attachments.", "Nothing was opened or run."
)
CONVERTED_OVERFLOW = new_code(
    Group.NOTE,
    "converted_overflow",
    "In the PDF that was made of the original, text runs on beyond its place or the foot of its page; all is there.",
    "Compare with the original if lines stand at an odd place.",
)
CONVERTED_FORMULAS = new_code(
    Group.NOTE,
    "converted_formulas",
    "Formulas of the original stand as text along the line.",
    "See the original for how they are set.",
)
CONVERTED_COLUMNS = new_code(
    Group.NOTE,
    "converted_columns",
    "The original does not hold where its lines break, so the PDF that was made of it has one column.",
    "See the original for its columns.",
)
CONVERTED_UNCHECKED = new_code(
    Group.NOTE,
    "converted_unchecked",
    "The text of the original could not be compared with the PDF that was made of it.",
    "Compare some questions with the original.",
)
PICTURE_PREPARED = new_code(
    Group.NOTE,
    "picture_prepared",
    "Pictures were cut out of their background, turned or split into two pages before they were read.",
    "Compare the pages with the pictures where something seems to be missing.",
)

LOW_CONFIDENCE = new_code(
    Group.SECOND_THOUGHT,
    "low_confidence",
    "Several minor findings make the reading uncertain.",
    "Compare the question with the page.",
)
# The reading keeps its own confidence; the decision is what is in doubt.
READING_CHANGED = new_flag(
    Group.SECOND_THOUGHT,
    "reading_changed",
    "The paper is read differently now than when a person decided about the question.",
    "Decide again.",
    leaves=1.0,
)
# Nothing is read there; what a person wrote is shown.
READING_GONE = new_flag(
    Group.SECOND_THOUGHT,
    "reading_gone",
    "A person decided about the question, and it is no longer found in the paper.",
    "Look at the page.",
    leaves=1.0,
)
