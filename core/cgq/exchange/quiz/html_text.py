"""HTML of a question as plain text with line breaks, and our own marked parts as they were written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from cgq.exchange.quiz.html_names import BLOCKS, DRAWN, INLINE, STRUCK, UNDERLINED, UNSEEN
from cgq.exchange.quiz.marks import BOX, FIGURE, MARKS, PASSAGE, STEM, TEXT

MOST_CHARACTERS = 200_000
"""The longest HTML that is converted, in characters, without pictures that it holds itself: many times the longest
passage known."""

MOST_TAG = 4_096
"""The longest tag that is markup, in characters; html.parser needs time that grows with the square of the length of one
that does not end. Word's styles stay below 1,000."""

_HELD_PICTURE = re.compile(r"data:[a-z]+/[a-z.+-]+;base64,[A-Za-z0-9+/=\s%]*")

if TYPE_CHECKING:
    from collections.abc import Iterator

_STORED_FILE = "@@PLUGINFILE@@"
"""Stands before the name of a file that is stored with the text, such as a recording to be heard."""

_SPACE = re.compile("[ \t\n\r\f\xa0]+")
_GAP = re.compile("\n{3,}")

_SUPERSCRIPTS = str.maketrans("0123456789+-=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")


class UnreadableMarkup(ValueError):
    """HTML that is too long to be converted."""


@dataclass(frozen=True, slots=True)
class HtmlText:
    """What HTML shows: its text, whether something is drawn in it, and our own marked parts in order.

    `parts` are (mark, text), and None where anything else stands next to them. `struck` and `underlined` tell whether
    some of it is: the text does not show that.
    """

    text: str
    drawn: bool
    parts: tuple[tuple[str, str], ...] | None
    struck: bool = False
    underlined: bool = False

    @property
    def alone(self) -> str:
        """The text of an option or an explanation."""
        marked = [text for mark, text in self.parts or () if mark == TEXT]
        return marked[0] if len(marked) == 1 and len(self.parts or ()) == 1 else self.text

    @property
    def question(self) -> tuple[str | None, str, tuple[str, ...]]:
        """Passage, stem and boxed statements; one text that is not ours is all stem."""
        marks = [mark for mark, _ in self.parts or () if mark != FIGURE]
        passages = marks[:1] == [PASSAGE]
        if marks[passages:] != [STEM, *[BOX] * (len(marks) - passages - 1)]:
            return None, self.text, ()
        texts = [text for mark, text in self.parts or () if mark != FIGURE]
        return texts[0] if passages else None, texts[passages], tuple(texts[passages + 1 :])


def convert(html: str) -> HtmlText:
    """What a reader of this HTML sees. Raises UnreadableMarkup."""
    short = _HELD_PICTURE.sub("data:", html)
    if len(short) > MOST_CHARACTERS:
        raise UnreadableMarkup(f"it has {len(short):,} characters; at most {MOST_CHARACTERS:,} are read")
    converter = _Converter()
    converter.feed("".join(_markup(short)))
    converter.close()
    return converter.result()


def _markup(html: str) -> Iterator[str]:
    """The HTML without comments and declarations, where every `<` that no tag begins with is text."""
    last_comment = html.rfind("-->")
    done = 0
    while (start := html.find("<", done)) >= 0:
        yield html[done:start]
        hidden = _end_of_hidden(html, start, last_comment)
        if hidden is not None:
            done = hidden
            continue
        yield "<" if html.find(">", start, start + MOST_TAG) >= 0 else "&lt;"
        done = start + 1
    yield html[done:]


def _end_of_hidden(html: str, start: int, last_comment: int) -> int | None:
    """Where a comment, a declaration or an instruction ends that begins here; None where none does."""
    if html.startswith("<!--", start) and start + len("<!--") <= last_comment:
        return html.find("-->", start + len("<!--")) + len("-->")
    if html.startswith(("<!", "<?"), start) and not html.startswith("<!--", start):
        end = html.find(">", start, start + MOST_TAG)
        return end + 1 if end >= 0 else None
    return None


class _Converter(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._drawn = False
        self._struck = False
        self._underlined = False
        self._pieces: list[str] = []
        self._parts: list[tuple[str, str]] = []
        self._marked: tuple[str, str, int] | None = None  # the mark, its tag, where its pieces begin
        self._depth = 0
        self._foreign = False
        self._unseen = ""
        self._kept = 0
        self._lists: list[int | None] = []
        self._raised: list[tuple[str, int]] = []

    def result(self) -> HtmlText:
        if self._marked:
            self._end_mark()
        text = "".join(self._pieces)
        parts = tuple(self._parts) if self._parts and not self._foreign else None
        shown = _GAP.sub("\n\n", text).strip(" \n")
        return HtmlText(shown, self._drawn, parts, self._struck, self._underlined)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._drawn = self._drawn or any(_STORED_FILE in (value or "") for _, value in attrs)
        style = " ".join(value or "" for name, value in attrs if name == "style").casefold()
        self._struck = self._struck or tag in STRUCK or "line-through" in style
        self._underlined = self._underlined or tag in UNDERLINED or "underline" in style
        if self._marked:
            self._start_in_mark(tag)
        elif mark := _mark_of(attrs):
            self._marked, self._depth = (mark, tag, len(self._pieces)), 1
        else:
            self._start(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)  # HTML does not know the slash

    def handle_endtag(self, tag: str) -> None:
        if self._marked:
            self._end_in_mark(tag)
        elif tag == self._unseen:
            self._unseen = ""
        elif tag in BLOCKS:
            self._end_block(tag)
        elif tag in ("sub", "sup"):
            self._end_raised(tag)
        elif tag not in INLINE and tag not in DRAWN:
            self._text(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self._text(data)

    def _text(self, data: str) -> None:
        if self._marked or self._kept:
            self._pieces.append(data)
            return
        self._foreign = self._foreign or bool(data.strip(" \t\n\r\f"))
        begins = not self._pieces or self._pieces[-1].endswith((" ", "\n"))
        spaced = _SPACE.sub(" ", data)
        self._pieces.append(spaced.lstrip(" ") if begins else spaced)

    def _start_in_mark(self, tag: str) -> None:
        assert self._marked
        self._depth += tag == self._marked[1]
        self._drawn = self._drawn or tag in DRAWN
        if tag == "br":
            self._pieces.append("\n")

    def _end_in_mark(self, tag: str) -> None:
        assert self._marked
        self._depth -= tag == self._marked[1]
        if self._depth == 0:
            self._end_mark()

    def _end_mark(self) -> None:
        assert self._marked
        mark, _, start = self._marked
        self._parts.append((mark, "".join(self._pieces[start:])))
        self._pieces.append("\n")
        self._marked = None

    def _start(self, tag: str) -> None:
        if tag in DRAWN:
            self._drawn = True
        elif tag in UNSEEN:
            self._unseen = tag
        elif tag in BLOCKS:
            self._start_block(tag)
        elif tag == "br":
            self._end_line()
        elif tag in ("td", "th"):
            self._pieces.append("\t")
        elif tag in ("sub", "sup"):
            self._raised.append((tag, len(self._pieces)))
        elif tag not in INLINE:
            self._text(self.get_starttag_text() or "")

    def _start_block(self, tag: str) -> None:
        self._break()
        self._kept += tag == "pre"
        if tag in ("ol", "ul"):
            self._lists.append(0 if tag == "ol" else None)
        if tag == "li":
            self._pieces.append(self._bullet())

    def _end_block(self, tag: str) -> None:
        self._break()
        self._kept -= tag == "pre" and self._kept > 0
        if tag in ("ol", "ul") and self._lists:
            self._lists.pop()

    def _break(self) -> None:
        """A line ends here, unless none has begun."""
        if self._pieces and not self._pieces[-1].endswith("\n"):
            self._end_line()

    def _end_line(self) -> None:
        if self._pieces and not self._kept:
            self._pieces[-1] = self._pieces[-1].rstrip(" ")
        self._pieces.append("\n")

    def _bullet(self) -> str:
        count = self._lists[-1] if self._lists else None
        if count is None:
            return "- "
        self._lists[-1] = count + 1
        return f"{count + 1}. "

    def _end_raised(self, tag: str) -> None:
        """What stands above or below the line is another sign: 10² is not 102."""
        if not self._raised or self._raised[-1][0] != tag:
            return
        _, start = self._raised.pop()
        text = "".join(self._pieces[start:])
        table, sign = (_SUPERSCRIPTS, "^") if tag == "sup" else (_SUBSCRIPTS, "_")
        has_sign = all(ord(char) in table for char in text)
        self._pieces[start:] = [text.translate(table) if has_sign else f"{sign}({text})"]


def _mark_of(attrs: list[tuple[str, str | None]]) -> str | None:
    classes = " ".join(value or "" for name, value in attrs if name == "class").split()
    return next((name for name in classes if name in MARKS), None)
