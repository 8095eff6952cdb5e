"""What an HWPX document holds, from the XML of its sections (KS X 6101, OWPML)."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

from defusedxml.ElementTree import iterparse

from cgq.convert.hwp.held.content import Held, Script

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cgq.convert.hwp.held.content import Place

SECTION = re.compile(r"Contents/section(\d+)\.xml", re.IGNORECASE)
_MASTER = re.compile(r"Contents/masterpage(\d+)\.xml", re.IGNORECASE)
MOST_BYTES = 32 * 1024 * 1024
"""Bytes of a section: the most that the converter reads, too."""
_NOT_SHOWN = frozenset({"header", "footer", "hiddenComment", "fieldBegin", "masterPage", "secPr"})
"""What has text that pages need not show: heads and feet, comments, memos and parameters of fields."""
_RUNNING = frozenset({"header", "footer", "masterPage"})
"""What is drawn on each of its pages."""
_SPACES = frozenset({"tab", "nbSpace", "fwSpace", "lineBreak"})
_RUBY = ("mainText", "subText")
"""A word with small print above or below it."""
_WITHIN_TEXT = _SPACES | {"t", "run", "hyphen", "markpenBegin", "markpenEnd", "titleMark", "linesegarray", "lineseg"}
"""Elements that do not part the text of a paragraph; any other stands for an object."""


def read_markup(data: bytes) -> Held:
    """What an HWPX file holds. Raises ValueError, zipfile.BadZipFile or ParseError where it is damaged."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        sections, masters = _named(package, SECTION), _named(package, _MASTER)
        if not sections:
            raise ValueError("no sections by their usual names")
        reading = _Reading(is_single=len(sections) == 1)
        for name in (*sections, *masters):
            with package.open(name) as section:
                reading.read(_Limited(section))
    return reading.held


def _named(package: zipfile.ZipFile, pattern: re.Pattern[str]) -> list[str]:
    found = ((pattern.fullmatch(name), name) for name in package.namelist())
    return [name for _, name in sorted((int(match[1]), name) for match, name in found if match)]


class _Limited:
    """A file that ends with an error where it is larger than a section may be."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._left = file, MOST_BYTES

    def read(self, size: int) -> bytes:
        found = self._file.read(min(size, 1 << 16))
        self._left -= len(found)
        if self._left < 0:
            raise ValueError("a section is larger than any paper's")
        return found


@dataclass(slots=True)
class _Reading:
    """Walks through a section; paragraphs lie within others' tables. Of several sections (not `is_single`) it is not
    known whether endnotes are drawn behind each."""

    is_single: bool
    held: Held = field(default_factory=Held)
    _open: list[list[str]] = field(default_factory=list[list[str]])
    _begun: list[bool] = field(default_factory=list[bool])
    _hidden: int = 0
    _running: int = 0
    _note: int | None = None
    """How many paragraphs are open around the endnote that is read."""
    _floats: bool = False
    """Whether the object that is read does."""

    def read(self, section: _Limited) -> None:
        for event, element in iterparse(section, events=("start", "end")):
            name = element.tag.rpartition("}")[2]
            if event == "start":
                self._start(name)
            else:
                self._end(name, element)

    def _start(self, name: str) -> None:
        self._hidden += name in _NOT_SHOWN
        self._running += name in _RUNNING
        if name == "equation":
            self._floats = False
        elif name == "endNote":
            self._note = len(self._open)
        if name == "endNote" and not self._hidden:
            self.held.notes.append(bool(self._begun) and not self._begun[-1] and not "".join(self._open[-1]))
        if name == "p":
            self._open.append([])
            self._begun.append(False)
        elif name not in _WITHIN_TEXT:
            self._part()

    def _end(self, name: str, element: Element) -> None:
        if name == "pos":
            self._floats = element.get("treatAsChar") == "0"
        if not self._hidden:
            self._take(name, element)
        elif self._running:
            self._take_running(name, element)
        self._hidden -= name in _NOT_SHOWN
        self._running -= name in _RUNNING
        if name == "endNote":
            self._note = None
        if name == "p" and self._open:
            self._part()
            self._open.pop()
            self._begun.pop()
        if name not in _WITHIN_TEXT or name in ("t", "run"):
            element.clear()

    def _take(self, name: str, element: Element) -> None:
        if name == "t" and self._open:
            self._open[-1].append(_text(element))
        elif name in _RUBY:
            self.held.texts.append(element.text or "")
        elif name == "script":
            self.held.scripts.append(Script(element.text or "", self._place()))
        elif name == "pic":
            self.held.pictures += 1

    def _take_running(self, name: str, element: Element) -> None:
        if name == "script":
            self.held.scripts.append(Script(element.text or "", "running"))
        elif name == "pic":
            self.held.running_pictures += 1

    def _place(self) -> Place:
        """Where the formula stands whose script this is."""
        depth = len(self._open)
        if self._floats or depth > 2:
            return "apart"
        if depth == 1:
            return "line"
        return "note" if self._note == 1 and self.is_single else "apart"

    def _part(self) -> None:
        """What comes now is no continuation of the text before."""
        if self._open and (stretch := "".join(self._open[-1])):
            self.held.texts.append(stretch)
            self._open[-1].clear()
            self._begun[-1] = True


def _text(element: Element) -> str:
    pieces = [element.text or ""]
    for inner in element:
        name = inner.tag.rpartition("}")[2]
        pieces.append(" " if name in _SPACES else "-" if name == "hyphen" else "")
        pieces.append(inner.tail or "")
    return "".join(pieces)
