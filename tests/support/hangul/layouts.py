"""Documents whose layout makes readers stumble, each with the questions that stand in it: all of them by name."""

from tests.support.hangul import (
    layouts_of_answers,
    layouts_of_pages,
    layouts_of_questions,
    layouts_of_signs,
    layouts_of_tables,
)
from tests.support.hangul.laid import LAYOUTS, Layout

__all__ = [
    "LAYOUTS",
    "Layout",
    "layouts_of_answers",
    "layouts_of_pages",
    "layouts_of_questions",
    "layouts_of_signs",
    "layouts_of_tables",
]
