"""The bank as GIFT, Moodle's format for people who type (docs.moodle.org, "GIFT format")."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.format import Contents, Format
from cgq.exchange.quiz.gift_text import can_be_tag, category_line, comment, escape
from cgq.exchange.quiz.held import FIELDS, Losses, held_questions

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.exchange.quiz.held import HeldQuestion

UNTAGGABLE = (
    "GIFT holds no tag with a control character, a backslash, <, > or a backtick, a space at an end, or more than 255 "
    "characters."
)


class Gift(Format):
    """Choices and essays as plain text; a text of several parts is HTML with the marks of our Moodle XML."""

    name = "gift"
    version = "GIFT"
    suffix = ".gift"
    summary = "GIFT, a text for the question bank of a Moodle site and for other programs that read it"
    limits = (
        "A question with a drawing is left out: GIFT holds no pictures.",
        "A choice without an answer or with fewer than two options is left out, for Moodle stops an import at it.",
        "Where several options must all be chosen, Moodle gives a part of the mark for some of them.",
        "Options have no labels, and Moodle turns them round unless it is set otherwise.",
        "Where on its page a question stands, who gave its answer and how far it can be trusted are not in it.",
    )
    fields = FIELDS - {"labels", "pictures"}

    def write(self, contents: Contents, to: Path) -> None:
        """One UTF-8 text; a category stands before the first of its questions, and again where it changes."""
        category: str | None = None
        with to.open("w", encoding="utf-8", newline="") as file:
            for question in held_questions(self, contents):
                if question.category != category:
                    category = question.category
                    file.write(f"{category_line(category)}\n\n")
                file.write("\n".join(_lines(question, Losses(question.id, contents.lost))) + "\n\n")


def _lines(question: HeldQuestion, losses: Losses) -> Iterator[str]:
    yield comment(question.id, _tags(question, losses))
    text = f"::{escape(question.name)}::[html]{escape(question.html)}"
    feedback = f"####{escape(question.explanation)}" if question.explanation else ""
    if not question.options:
        yield f"{text} {{{feedback}}}"
        return
    yield f"{text} {{"
    yield from _options(question)
    yield f"{feedback}}}"


def _tags(question: HeldQuestion, losses: Losses) -> Iterator[str]:
    for part, tag in question.tags:
        if can_be_tag(tag):
            yield tag
        else:
            losses.change(part, UNTAGGABLE)


def _options(question: HeldQuestion) -> Iterator[str]:
    """A choice of one has a `=`; without any `~` Moodle would take it for a question to be answered in words."""
    chosen = False
    for option in question.options:
        text = escape(option.html)
        if option.fraction == "0":
            yield f"~{text}"
        elif question.single and not (chosen and _all_right(question)):
            yield f"={text}"
        else:
            yield f"~%{option.fraction}%{text}"
        chosen = chosen or option.fraction == "100"


def _all_right(question: HeldQuestion) -> bool:
    return all(option.fraction == "100" for option in question.options)
