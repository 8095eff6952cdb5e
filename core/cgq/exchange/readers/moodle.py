"""Moodle's own XML of questions (docs.moodle.org, "Moodle XML format"), one question in memory at a time.

The file is somebody else's: no document type, no entities, no address of its is followed.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from cgq.errors import InputFailed
from cgq.exchange.importing.read_limits import refuse_large_file, refuse_many, refuse_none
from cgq.exchange.quiz.given import (
    ESSAY,
    TRUE_FALSE,
    GivenOption,
    GivenQuestion,
    GivenText,
    Notes,
    row_of,
)
from cgq.exchange.rows import Reader, ReadWishes, Row, RowFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from typing import BinaryIO
    from xml.etree.ElementTree import Element

    from cgq.exchange.quiz.given import TextFormat

_FORMATS: dict[str, TextFormat] = {
    "html": "html",
    "moodle_auto_format": "moodle",
    "plain_text": "plain",
    "markdown": "markdown",
}
"""Moodle's names of text formats (question/format/xml/format.php, trans_format)."""

_LABELS = {
    "abc": "abcdefghijklmnopqrstuvwxyz",
    "ABCD": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "123": tuple(map(str, range(1, 100))),
    "iii": ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"),
    "IIII": ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"),
}
"""What Moodle calls options by the name of the numbering (question/type/multichoice, get_numbering_styles)."""

_SLASH = re.compile("(?<!/)/(?!/)")
"""Between two names of a path; a slash in a name is doubled."""

_CATEGORY = "category"


class MoodleReader(Reader):
    """Choices, true or false, and essays; questions of other types are faults that name the type."""

    name = "moodle"
    suffixes = (".xml",)
    summary = "Moodle XML, as a Moodle site exports its question bank"

    def read(self, path: Path, wishes: ReadWishes, note: Callable[[str], None]) -> Iterator[Row | RowFault]:
        """The questions in the order of the file. The whole file is parsed once before the first is given."""
        refuse_large_file(path, wishes)
        count = sum(one.get("type") != _CATEGORY for one in _elements(path))
        refuse_many(count, wishes)
        refuse_none(count, "Export a category that has some.")
        notes = Notes(note)
        return (row_of(given, notes) for given in _given(path))


def _elements(path: Path) -> Iterator[Element]:
    """Each question of the quiz, which is emptied when the next one is asked for."""
    from defusedxml.common import DefusedXmlException

    with path.open("rb") as file:
        try:
            yield from _parsed(file)
        except DefusedXmlException as error:
            raise _refused("it declares a document type or entities, which Moodle does not write") from error
        except (ParseError, LookupError, ValueError) as error:
            raise _refused(f"it is no well-formed XML: {error}") from error


def _parsed(file: BinaryIO) -> Iterator[Element]:
    from defusedxml.ElementTree import iterparse

    root: Element | None = None
    depth = 0
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        depth += 1 if event == "start" else -1
        if root is None:
            root = _quiz(element)
        elif event == "end" and depth == 1:
            if element.tag == "question":
                yield element
            root.clear()
        elif event == "end" and element.tag == "file":
            element.text = None  # a picture, of which only the name matters


def _quiz(root: Element) -> Element:
    if root.tag != "quiz":
        raise _refused(f"its root is <{root.tag[:40]}>, not <quiz>")
    return root


def _refused(why: str) -> InputFailed:
    return InputFailed(
        f"The file cannot be read as Moodle XML: {why}", code="not_moodle", hint="Export it from Moodle again, as XML."
    )


def _given(path: Path) -> Iterator[GivenQuestion]:
    row = 0
    category: tuple[str, ...] = ()
    for element in _elements(path):
        if element.get("type") == _CATEGORY:
            category = _path(_content(element, "category/text"))
        else:
            row += 1
            yield _question(element, row, category)


def _path(category: str) -> tuple[str, ...]:
    return tuple(name.replace("//", "/").strip() for name in _SLASH.split(category))


def _question(element: Element, row: int, category: tuple[str, ...]) -> GivenQuestion:
    kind = element.get("type") or ""
    return GivenQuestion(
        row=row,
        kind=kind,
        name=_content(element, "name/text"),
        id=_content(element, "idnumber").strip(),
        text=_text(element.find("questiontext")) or GivenText(""),
        options=_options(element, kind),
        single=kind == TRUE_FALSE or _content(element, "single").strip().lower() in ("", "true", "1"),
        labels=_LABELS.get(_content(element, "answernumbering").strip(), ()),
        feedback=_text(element.find("generalfeedback")),
        tags=tuple(tag.text for tag in element.findall("tags/tag/text") if tag.text),
        category=category,
    )


def _options(element: Element, kind: str) -> tuple[GivenOption, ...]:
    if kind == TRUE_FALSE:
        return tuple(
            _option(answer, _content(answer, "text").strip().capitalize()) for answer in element.iter("answer")
        )
    return tuple(map(_option, element.findall("answer"))) if kind != ESSAY else ()


def _option(answer: Element, word: str | None = None) -> GivenOption:
    text = _text(answer) if word is None else GivenText(word, "plain")
    return GivenOption(text=text or GivenText(""), fraction=_fraction(answer), feedback=_text(answer.find("feedback")))


def _fraction(answer: Element) -> float:
    """Not a number where the file has none: no answer is made of it."""
    try:
        return float(answer.get("fraction", "nan"))
    except ValueError:
        return float("nan")


def _text(element: Element | None) -> GivenText | None:
    if element is None:
        return None
    return GivenText(_content(element, "text"), _FORMATS.get(element.get("format", "html"), "html"))


def _content(element: Element, path: str) -> str:
    return element.findtext(path) or ""
