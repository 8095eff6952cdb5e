"""An export as Markdown, as a reader of it sees its parts: white space is left out, for a text to study from keeps none
at the ends of lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from pathlib import Path

    from markdown_it.token import Token

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
NO_STEM = "(nostem)"
PLAIN = ("text", "text_special", "hardbreak", "softbreak")


def bare(text: str) -> str:
    """A text without white space."""
    return "".join(text.split())


def read_markdown(path: Path) -> list[dict[str, Any]]:
    """The parts of each question, in the order of the file."""
    reading = _Reading()
    for token in READER.parse(path.read_bytes().decode()):
        reading.take(token)
    return reading.questions


class _Reading:
    def __init__(self) -> None:
        self.questions: list[dict[str, Any]] = []
        self._at: dict[str, Any] = {}
        self._block = ""
        self._quoted = ""
        self._is_behind = False

    def take(self, token: Token) -> None:
        """Go on by one token."""
        if token.type in ("heading_open", "blockquote_open", "list_item_open"):
            self._block, self._quoted = token.type + token.tag, ""
        elif token.type == "blockquote_close":
            self._end_quote()
        elif token.type in ("heading_close", "list_item_close"):
            self._block = ""
        elif token.type == "inline":
            self._take_text(token)

    def _take_text(self, token: Token) -> None:
        text, marked = _shown(token)
        if self._block == "heading_openh2":
            self._head(text)
        elif self._block == "blockquote_openblockquote":
            self._quoted += text
        elif self._block == "list_item_openli":
            self._at["labels"].append(marked)
            self._at["options"].append(text)
        elif not self._block and self._is_behind:
            self._answer(text, marked)
        elif not self._block and "stem" not in self._at:
            self._at["stem"] = text.removeprefix(NO_STEM)
        elif not self._block:
            self._at["source"] = marked

    def _head(self, text: str) -> None:
        self._is_behind = text == "Answers"
        if not self._is_behind:
            self._at = {"passage": "", "boxes": [], "options": [], "labels": [], "explanation": ""}
            self._at |= {"concepts": "", "tags": ""}
            self.questions.append(self._at)

    def _answer(self, text: str, marked: str) -> None:
        if marked.isdecimal() and text.startswith(":"):
            self._at = self.questions[int(marked) - 1]
            return
        called, _, names = marked.partition(":")
        self._at[called.lower()] = names

    def _end_quote(self) -> None:
        self._block = ""
        if self._is_behind:
            self._at["explanation"] = self._quoted
        elif "stem" in self._at:
            self._at["boxes"].append(self._quoted)
        else:
            self._at["passage"] = self._quoted


def _shown(token: Token) -> tuple[str, str]:
    """The text of a block and what is emphasised at its beginning; fails where anything else is marked up."""
    depth, plain, marked = 0, "", ""
    for child in token.children or ():
        depth += child.nesting
        if child.nesting:
            assert child.tag in ("em", "strong"), child
            continue
        assert child.type in PLAIN, child
        if depth:
            marked += child.content
        else:
            plain += child.content
    return bare(plain), bare(marked)
