"""GIFT, Moodle's format of questions for people who type (docs.moodle.org, "GIFT format"): its signs and its grammar.

A backslash before one of `~ = # { } : \\` makes it text, and `\\n` is a line break; any other backslash is one. What
could be read in two ways is refused with its line: nothing is guessed.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from cgq.exchange.quiz.fractions import FULL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.exchange.quiz.given import TextFormat

SIGNS = "~=#{}:"
"""What means something, unless a backslash stands before it."""

_ESCAPED = re.compile(r"\\([~=#{}:\\n])", re.DOTALL)
_TO_ESCAPE = re.compile(r"[~=#{}:\\\n]")
_NEUTRAL = "x"
"""What stands in the structure for a sign that a backslash made text."""

_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?[0-9]{1,3}(?:\.[0-9]*)?)%")
BLANK = " \t\n\r\f\v"
"""The signs of which a blank line consists, as PHP's trim has them."""

_ID = re.compile(r"\[id:((?:\\\]|[^\]\x00-\x1f\x7f]){1,255})\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`\x00-\x1f\x7f]){1,255})\]")
_TAGGABLE = re.compile(r"(?! )[^<>`\x00-\x1f\x7f\\]{1,255}(?<! )")
"""What Moodle reads as a tag (question/format/gift/format.php, extract_idnumber_and_tags_from_comment): no control
characters, no `<`, `>` and backtick; a backslash is left out for it may stand before the closing bracket. At most
255 characters, which is what Moodle's column of a tag takes; so a comment without a closing bracket is read in time
that grows with its length."""

_CATEGORY = "$CATEGORY:"
_TRUE = frozenset({"T", "TRUE"})
_FALSE = frozenset({"F", "FALSE"})


class GiftFault(Exception):
    """A question that is not clear: why, and in which line of the file."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The lines between two blank ones: their numbers in the file, comments apart, and the category they stand in."""

    lines: tuple[tuple[int, str], ...]
    comments: tuple[str, ...]
    category: tuple[str, ...]

    @property
    def line(self) -> int:
        """The number of its first line."""
        return self.lines[0][0]


@dataclass(frozen=True, slots=True)
class GiftText:
    """A text with its format; None where the text names none and has that of its question."""

    text: str
    format: TextFormat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftOption:
    """An option with its percentage of the mark."""

    text: GiftText
    fraction: float
    feedback: GiftText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftQuestion:
    """A question; `kind` is Moodle's name of its type. `single`: one option is chosen."""

    kind: str
    title: str
    text: GiftText
    options: tuple[GiftOption, ...] = ()
    single: bool = True
    feedback: GiftText | None = None


def escape(text: str) -> str:
    """A text of which no sign means anything."""
    return _TO_ESCAPE.sub(lambda sign: "\\n" if sign[0] == "\n" else f"\\{sign[0]}", text)


def can_be_tag(text: str) -> bool:
    """Can the comment above a question hold this tag?"""
    return bool(_TAGGABLE.fullmatch(text))


def comment(content_hash: str, tags: Iterable[str]) -> str:
    """The comment above a question with its id number and tags; each tag is one that `can_be_tag`."""
    written = [f"[tag:{tag.replace(']', chr(92) + ']')}]" for tag in tags]
    return " ".join(["//", f"[id:{content_hash}]", *written])


def read_comments(comments: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """The id number ("" for none) and the tags that comments name."""
    text = "\n".join(comments)
    found = _ID.search(text)
    tags = tuple(tag.strip(" ").replace("\\]", "]") for tag in _TAG.findall(text))
    return found[1].strip(" ").replace("\\]", "]") if found else "", tags


def chunks(lines: Iterable[str]) -> Iterator[Chunk]:
    """What may be questions, in the order of the file."""
    category: tuple[str, ...] = ()
    held: list[tuple[int, str]] = []
    comments: list[str] = []
    for number, raw in enumerate(lines, 1):
        line = raw.strip(BLANK)
        if line.startswith("//"):
            comments.append(line)
        elif line.startswith(_CATEGORY) and not held:
            category = category_names(line.removeprefix(_CATEGORY))
        elif line:
            held.append((number, line))
        else:
            if held:
                yield Chunk(lines=tuple(held), comments=tuple(comments), category=category)
            held, comments = [], []
    if held:
        yield Chunk(lines=tuple(held), comments=tuple(comments), category=category)


def category_line(name: str) -> str:
    """The line above the questions of a category at the top of a course."""
    return f"{_CATEGORY} $course$/top/{name.replace('/', '//')}"


def category_names(path: str) -> tuple[str, ...]:
    """The names of a category's path; a slash in a name is doubled."""
    return tuple(name.replace("//", "/").strip() for name in re.split("(?<!/)/(?!/)", path.strip()))


def parse(chunk: Chunk) -> GiftQuestion:
    """The question of a chunk. Raises GiftFault."""
    return _Parser(chunk).question()


class _Parser:
    """`text` has no escapes any more; `signs` is as long and shows where the signs of the grammar stand."""

    def __init__(self, chunk: Chunk) -> None:
        source = "\n".join(line for _, line in chunk.lines)
        self.text, self.signs, self._escapes = _unescape(source)
        starts = [0]
        for _, line in chunk.lines:
            starts.append(starts[-1] + len(line) + 1)
        self._numbers = [number for number, _ in chunk.lines]
        self._starts = starts[:-1]

    def question(self) -> GiftQuestion:
        title, begin = self._title()
        opening, closing = self._braces(begin)
        if opening < 0:
            return GiftQuestion(kind="description", title=title, text=self._formatted(begin, len(self.text)))
        asked = self._asked(begin, opening, closing)
        end, feedback = self._general_feedback(opening + 1, closing)
        start, end = self._trimmed(opening + 1, end)
        kind = self._kind(start, end)
        if kind == "multichoice":
            options, single = self._options(start, end)
            return GiftQuestion(kind=kind, title=title, text=asked, options=options, single=single, feedback=feedback)
        options = self._true_false(start, end) if kind == "truefalse" else ()
        return GiftQuestion(kind=kind, title=title, text=asked, options=options, feedback=feedback)

    def fault(self, message: str, place: int) -> GiftFault:
        place = min(place, len(self.text) - 1)
        source = place + bisect_left(self._escapes, place)
        return GiftFault(message, self._numbers[bisect_right(self._starts, source) - 1])

    def _title(self) -> tuple[str, int]:
        begin, _ = self._trimmed(0, len(self.text))
        if not self.signs.startswith("::", begin):
            return "", begin
        end = self.signs.find("::", begin + 2)
        if end < 0:
            raise self.fault("the title that :: begins has no :: at its end", begin)
        return self.text[begin + 2 : end].strip(BLANK), end + 2

    def _braces(self, begin: int) -> tuple[int, int]:
        """Where the answers stand; -1 twice where there are none."""
        opening, closing = self.signs.find("{", begin), self.signs.find("}", begin)
        if opening < 0 and closing < 0:
            return -1, -1
        if opening < 0 or 0 <= closing < opening:
            raise self.fault("a } stands where no { is open; write \\} for the sign itself", closing)
        if closing < 0:
            raise self.fault("the { has no }, or a blank line stands between them", opening)
        for sign in "{}":
            other = self.signs.find(sign, opening + 1 if sign == "{" else closing + 1)
            if other >= 0:
                raise self.fault(f"a second {sign} stands in the question; write \\{sign} for the sign itself", other)
        return opening, closing

    def _asked(self, begin: int, opening: int, closing: int) -> GiftText:
        """The text of the question; answers in the middle of it are a gap."""
        before = self._formatted(begin, opening)
        start, end = self._trimmed(closing + 1, len(self.text))
        if start == end:
            return before
        space = " " if self.signs[opening - 1] in BLANK else ""
        return GiftText(f"{before.text}{space}_____{self.text[closing + 1 : end]}".lstrip(), before.format)

    def _general_feedback(self, begin: int, end: int) -> tuple[int, GiftText | None]:
        found = self.signs.find("####", begin, end)
        if found < 0:
            return end, None
        if self.signs.find("####", found + 4, end) >= 0:
            raise self.fault("#### stands twice among the answers", found + 4)
        return found, self._formatted(found + 4, end)

    def _kind(self, start: int, end: int) -> str:
        """Moodle's own order of tests (question/format/gift/format.php, readquestion)."""
        answers = self.signs[start:end]
        if not answers:
            return "essay"
        if answers.startswith("#"):
            return "numerical"
        if "~" in answers:
            return "multichoice"
        if "=" in answers and "->" in answers:
            return "matching"
        word = self.text[start:end].split("#")[0].strip(BLANK)
        return "truefalse" if word in _TRUE | _FALSE else "shortanswer"

    def _true_false(self, start: int, end: int) -> tuple[GiftOption, ...]:
        """The first remark is for who is wrong, the second for who is right."""
        marks = [place for place in range(start, end) if self.signs[place] == "#"]
        is_true = self.text[start : marks[0] if marks else end].strip(BLANK) in _TRUE
        remarks = [self._formatted(a + 1, b) for a, b in pairwise([*marks, end])]
        wrong, right = (*remarks, None, None)[:2]
        return tuple(
            GiftOption(
                text=GiftText(word, "plain"),
                fraction=FULL if is_true == (word == "True") else 0.0,
                feedback=right if is_true == (word == "True") else wrong,
            )
            for word in ("True", "False")
        )

    def _options(self, start: int, end: int) -> tuple[tuple[GiftOption, ...], bool]:
        marks = [place for place in range(start, end) if self.signs[place] in "~="]
        if marks[0] != start:
            raise self.fault("text stands before the first ~ or =", start)
        single = any(self.signs[mark] == "=" for mark in marks)
        return tuple(self._option(mark, stop) for mark, stop in pairwise([*marks, end])), single

    def _option(self, mark: int, end: int) -> GiftOption:
        begin, end = self._trimmed(mark + 1, end)
        fraction = FULL if self.signs[mark] == "=" else 0.0
        weight = _WEIGHT.match(self.signs, begin, end)
        if weight and self.signs[mark] == "=":
            raise self.fault("a percentage stands behind =; in a choice it stands behind ~", begin)
        if weight:
            fraction, begin = float(weight[1]), weight.end()
        remark = self.signs.find("#", begin, end)
        text = self._formatted(begin, end if remark < 0 else remark)
        if not text.text:
            raise self.fault(f"the option that {self.signs[mark]} begins is empty", mark)
        feedback = None if remark < 0 else self._formatted(remark + 1, end)
        return GiftOption(text=text, fraction=fraction, feedback=feedback)

    def _formatted(self, start: int, end: int) -> GiftText:
        start, end = self._trimmed(start, end)
        found = _FORMAT.match(self.text, start, end)
        if found is None:
            return GiftText(self.text[start:end])
        start, end = self._trimmed(found.end(), end)
        return GiftText(self.text[start:end], _format(found[1]))

    def _trimmed(self, start: int, end: int) -> tuple[int, int]:
        """Without white space on either side; a line break that was written `\\n` is none."""
        while start < end and self.signs[start] in BLANK:
            start += 1
        while end > start and self.signs[end - 1] in BLANK:
            end -= 1
        return start, end


def _format(name: str) -> TextFormat:
    formats: dict[str, TextFormat] = {"html": "html", "moodle": "moodle", "plain": "plain", "markdown": "markdown"}
    return formats[name]


def _unescape(source: str) -> tuple[str, str, list[int]]:
    """The text, its signs with `x` for what a backslash made text, and where in the text those stand."""
    text: list[str] = []
    signs: list[str] = []
    escapes: list[int] = []
    done = 0
    for found in _ESCAPED.finditer(source):
        text.append(source[done : found.start()])
        signs.append(source[done : found.start()])
        escapes.append(found.start() - len(escapes))
        text.append("\n" if found[1] == "n" else found[1])
        signs.append(_NEUTRAL)
        done = found.end()
    return "".join([*text, source[done:]]), "".join([*signs, source[done:]]), escapes
