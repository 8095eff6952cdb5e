"""The bank as Moodle's own XML of questions, with their pictures (docs.moodle.org, "Moodle XML format")."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from cgq.exchange.format import Contents, Format
from cgq.exchange.quiz.held import FIELDS, Losses, file_name, held_questions
from cgq.exchange.records.fields import are_numbers
from cgq.exchange.text.xml_text import escaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cgq.exchange.quiz.held import HeldQuestion

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'
_TAIL = "</quiz>\n"

_NUMBERINGS = {"ABCD": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abc": "abcdefghijklmnopqrstuvwxyz"}
"""Moodle's names of numberings by letters; the others are 123, iii, IIII and none."""

OTHER_LABELS = "Labels that are neither 1, 2, 3 nor letters of the alphabet became 1, 2, 3."

_SETTINGS = """\
<defaultgrade>1</defaultgrade>
<penalty>0.3333333</penalty>
<hidden>0</hidden>
"""
_ESSAY = """\
<responseformat>editor</responseformat>
<responserequired>1</responserequired>
<responsefieldlines>10</responsefieldlines>
<attachments>0</attachments>
<attachmentsrequired>0</attachmentsrequired>
<graderinfo format="html"><text></text></graderinfo>
<responsetemplate format="html"><text></text></responsetemplate>
"""
"""What Moodle's editor gives a new essay."""


class Moodle(Format):
    """Choices and essays, each in the category of its exam; Moodle shows options in their printed order."""

    name = "moodle"
    version = "Moodle XML 4"
    suffix = ".xml"
    summary = "Moodle XML, with pictures, for the question bank of a Moodle site"
    limits = (
        "A choice without an answer or with fewer than two options is left out, for Moodle stops an import at it.",
        "Where several options must all be chosen, Moodle gives a part of the mark for some of them.",
        "Moodle cuts tags after 50 characters; the file holds them whole.",
        "Where on its page a question stands, who gave its answer and how far it can be trusted are not in it.",
    )
    pictures = True
    fields = FIELDS

    def write(self, contents: Contents, to: Path) -> None:
        """One XML file; a category stands before the first of its questions, and again where it changes."""
        category: str | None = None
        with to.open("w", encoding="utf-8", newline="") as file:
            file.write(_HEAD)
            for question in held_questions(self, contents):
                if question.category != category:
                    category = question.category
                    file.write(_category(category))
                for piece in _question(question, contents):
                    file.write(piece)
            file.write(_TAIL)


def _category(name: str) -> str:
    path = "$course$/top/" + name.replace("/", "//")
    return f'<question type="category"><category><text>{escaped(path)}</text></category></question>\n'


def _question(question: HeldQuestion, contents: Contents) -> Iterator[str]:
    yield f'<question type="{"multichoice" if question.options else "essay"}">\n'
    yield f"<name><text>{escaped(question.name)}</text></name>\n"
    yield f'<questiontext format="html">{_html(question.html)}'
    yield from _pictures(question.drawings, contents)
    yield "</questiontext>\n"
    yield f'<generalfeedback format="html">{_html(question.explanation or "")}</generalfeedback>\n'
    yield f"{_SETTINGS}<idnumber>{question.id}</idnumber>\n"
    if question.options:
        yield from _choice(question, contents)
    else:
        yield _ESSAY
    yield from _tags(question)
    yield "</question>\n"


def _choice(question: HeldQuestion, contents: Contents) -> Iterator[str]:
    yield f"<single>{str(question.single).lower()}</single>\n<shuffleanswers>0</shuffleanswers>\n"
    yield f"<answernumbering>{_numbering(question, contents)}</answernumbering>\n"
    for option in question.options:
        yield f'<answer fraction="{option.fraction}" format="html">{_html(option.html)}'
        yield from _pictures(filter(None, [option.drawing]), contents)
        yield '<feedback format="html"><text></text></feedback></answer>\n'


def _numbering(question: HeldQuestion, contents: Contents) -> str:
    labels = [option.label for option in question.options]
    for name, alphabet in _NUMBERINGS.items():
        if labels == list(alphabet[: len(labels)]):
            return name
    if not are_numbers(labels):
        Losses(question.id, contents.lost).change("options", OTHER_LABELS)
    return "123"


def _pictures(drawings: Iterator[str] | Sequence[str], contents: Contents) -> Iterator[str]:
    for drawing in drawings:
        path = contents.picture(drawing)
        if path is None:
            continue
        data = b64encode(path.read_bytes()).decode("ascii")
        yield f'<file name="{escaped(file_name(drawing))}" path="/" encoding="base64">{data}</file>'


def _tags(question: HeldQuestion) -> Iterator[str]:
    if question.tags:
        yield "<tags>\n"
        for _, tag in question.tags:
            yield f"<tag><text>{escaped(tag)}</text></tag>\n"
        yield "</tags>\n"


def _html(html: str) -> str:
    """HTML in CDATA; its own `>` are escaped, so it never holds the end of one."""
    return f"<text><![CDATA[{html}]]></text>" if html else "<text></text>"
