"""An equation script as text that reads along the line, as people write formulas where they have one line only.

`{a+b} over {c}` is "(a+b)/c", `x^2` "x²", `a _{n+1}` "aₙ₊₁" where all of it can be lowered and "a_(n+1)" where not,
`sqrt {x+1}` "√(x+1)", a matrix "(1, 2; 3, 4)", cases "{x+y=1; x-y=3". Brackets that the script does not have are put
where the text would say something else without them.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from cgq.convert.hwp.script.symbols import ABOVE, ANY_CASE, EXACT, FONTS, FUNCTIONS, LOWERED, MATRICES, RAISED
from cgq.convert.hwp.script.tokens import Token, tokens_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_DEEPEST = 40
"""Braces within braces; deeper ones are no paper's, and each costs the interpreter's stack."""
_SPACED = frozenset("=≠≡≈≃≅∼≤≥<>≪≫→←↔⇒⇔∈∉⊂⊃⊆⊇∪∩∧∨×÷±∓∝≒")
_BIG = frozenset("∑∏∐⋃⋂⋀⋁∫∬∭∮∯∰")
_ONE_TERM = re.compile(r"\d+(?:[.,]\d+)?|[^\W\d_]+|.[\u0300-\u036f\u20d0-\u20ff]?|∞", re.DOTALL)
_SUP, _SUB = frozenset({"^", "sup"}), frozenset({"_", "sub"})
_NUMBER = re.compile(r"[\d.,]")


class _Part(NamedTuple):
    """Text, and whether it was written in braces."""

    text: str
    braced: bool = False


def linear(script: str) -> str:
    """The text of a script; never an error. What is no script comes back much as it is."""
    reader = _Reader(tokens_of(script))
    pieces: list[str] = []
    while reader.token.kind != "end":
        pieces += [reader.row(frozenset()), reader.take().text]
    text = "".join(pieces)
    return unicodedata.normalize("NFC", " ".join(text.split()))


class _Reader:
    """Reads tokens from the left; `depth` counts what is open."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self._tokens[self._at]

    def take(self) -> Token:
        """The next token, which is passed."""
        token = self.token
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def row(self, ends: Collection[str]) -> str:
        """The text up to a token that ends it: a closing brace, or one of `ends` as it is written in small letters."""
        parts: list[_Part] = []
        while self.token.kind != "end" and not self._ends(ends):
            if self._is("over", "atop"):
                self._fraction(parts)
            elif self._is("choose"):
                self._choice(parts)
            elif self._is(*_SUP) or self._is(*_SUB):
                self._script(parts)
            else:
                self._joined(parts, self.token.spaced, self._part())
        return "".join(part.text for part in parts)

    def _ends(self, ends: Collection[str]) -> bool:
        return self.token.kind != "quoted" and (self.token.text == "}" or self.token.text.lower() in ends)

    def _is(self, *words: str) -> bool:
        return self.token.kind in ("word", "other") and self.token.text.lower() in words

    def _joined(self, parts: list[_Part], spaced: bool, part: _Part) -> None:
        """Add a part, with a space where it would run together with the one before."""
        before = parts[-1].text if parts else ""
        if before and part.text and (spaced or _needs_space(before, part.text)):
            parts.append(_Part(" "))
        parts.append(part)

    def _divided(self, parts: list[_Part], text: str) -> None:
        """Add a fraction; what stands before it is no part of its numerator."""
        if parts and parts[-1].text[-1:].isalnum() and text[:1].isalnum():
            parts.append(_Part(" "))
        parts.append(_Part(text))

    def _fraction(self, parts: list[_Part]) -> None:
        self.take()
        above = _last(parts)
        below = self._scripted(self._part())
        self._divided(parts, f"{_bracketed(above)}/{_bracketed(below)}")

    def _choice(self, parts: list[_Part]) -> None:
        self.take()
        above = _last(parts)
        parts.append(_Part(f"C({above.text}, {self._scripted(self._part()).text})"))

    def _script(self, parts: list[_Part]) -> None:
        """Scripts of what stands before them, or of nothing: those of what follows."""
        base = _last(parts) if parts else _Part("")
        parts.append(self._scripted(base))

    def _scripted(self, base: _Part) -> _Part:
        """A part with the scripts that follow it: limits of a large sign in words, others raised or lowered."""
        text = base.text
        if base.braced and text and (self._is(*_SUP) or self._is(*_SUB)) and not _ONE_TERM.fullmatch(text):
            text = f"({text})"
        limits: list[str] = []
        is_large = text in _BIG or text.lower() == "lim"
        while self._is(*_SUP) or self._is(*_SUB):
            raised = self._is(*_SUP)
            self.take()
            script = self._part().text
            if is_large:
                limits.append(script if not raised or not limits else f"~{script}")
            else:
                text += _small(script, RAISED if raised else LOWERED, "^" if raised else "_")
        if limits:
            between = "".join(limits).replace("~", " ~ ", 1)
            return _Part(f"{text}({between}) ")
        return _Part(text, base.braced and text == base.text)

    def _part(self) -> _Part:
        """One term: a sign, a name, a number, what is in braces, or a word with what it takes."""
        if self._depth > _DEEPEST:
            return _Part(self.take().text)
        self._depth += 1
        try:
            return self._read(self.take())
        finally:
            self._depth -= 1

    def _read(self, token: Token) -> _Part:
        if token.kind == "word":
            return self._word(token.text)
        if token.text == "{" and token.kind == "other":
            return _Part(self._group(), braced=True)
        return _Part("" if token.kind == "other" and token.text in "#&" else token.text)

    def _group(self) -> str:
        """What stands in braces whose opening one was passed."""
        text = ""
        while self.token.kind != "end":
            text += self.row(frozenset({"#", "&"}))
            if self.take().text == "}":
                break
            text += " "
        return text.strip()

    def _word(self, word: str) -> _Part:
        if word in EXACT:
            return _Part(EXACT[word])
        small = word.lower()
        if small in ("left", "right"):
            return self._fence() if small == "left" else _Part("")
        if small in ("sqrt", "root"):
            return _Part(self._root())
        if small in MATRICES:
            return _Part(self._matrix(*MATRICES[small]))
        if small in ABOVE:
            return _Part(_marked(self._part().text, small))
        if small in FONTS:
            return self._styled(small)
        if small == "binom":
            above, below = self._part().text, self._part().text
            return _Part(f"C({above}, {below})")
        if word in FUNCTIONS or small in FUNCTIONS:
            return _Part(word)
        return _Part(ANY_CASE.get(small, word))

    def _styled(self, word: str) -> _Part:
        if word in ("size", "color"):
            self._part()
        return self._part() if self.token.text == "{" else _Part("")

    def _fence(self) -> _Part:
        """What stands between LEFT and RIGHT, with their brackets; a full stop stands for none."""
        opening = self._bracket()
        inside = self.row(frozenset({"right"}))
        closing = ""
        if self._is("right"):
            self.take()
            closing = self._bracket()
        return _Part(f"{opening}{inside.strip()}{closing}")

    def _bracket(self) -> str:
        if self.token.kind == "end":
            return ""
        token = self.take()
        text = EXACT.get(token.text) or ANY_CASE.get(token.text.lower(), token.text)
        return "" if text == "." else text

    def _root(self) -> str:
        """A root; `root 3 of x` and `sqrt 3 of x` have an index."""
        first = self._scripted_once()
        if not self._is("of"):
            return f"√{_bracketed(first)}"
        self.take()
        index, body = first.text, self._scripted_once()
        return f"{_small(index, RAISED, '^')}√{_bracketed(body)}"

    def _scripted_once(self) -> _Part:
        part = self._part()
        return part if part.braced else self._scripted(part)

    def _matrix(self, opening: str, closing: str) -> str:
        """Rows of cells: a comma between the cells, a semicolon between the rows."""
        if self.token.text != "{":
            return f"{opening}{self._part().text}{closing}"
        self.take()
        rows: list[list[str]] = [[]]
        while self.token.kind != "end":
            rows[-1].append(self.row(frozenset({"#", "&"})).strip())
            end = self.take().text
            if end == "}":
                break
            if end == "#":
                rows.append([])
        between = ", " if opening != "{" else " "
        text = "; ".join(between.join(cell for cell in row if cell) for row in rows)
        return f"{opening}{text}{closing}"


def _last(parts: list[_Part]) -> _Part:
    """Take off the part before; without spaces behind it."""
    while parts and parts[-1].text == " ":
        parts.pop()
    return parts.pop() if parts else _Part("")


def _bracketed(part: _Part) -> str:
    """A part of a fraction or root, in brackets unless it is one term or has its own."""
    text = part.text.strip()
    if _ONE_TERM.fullmatch(text) or _is_enclosed(text):
        return text
    scripted = re.fullmatch(r"(?:\d+(?:[.,]\d+)?|\w|√\w)[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ₀₁₂₃₄₅₆₇₈₉₊₋′]*", text)
    return text if scripted else f"({text})"


def _is_enclosed(text: str) -> bool:
    """Whether one pair of round brackets stands around all of a text."""
    if not (text.startswith("(") and text.endswith(")")):
        return False
    depth = 0
    for char in text[:-1]:
        depth += (char == "(") - (char == ")")
        if not depth:
            return False
    return True


def _small(script: str, turned: Mapping[str, str], sign: str) -> str:
    """A script in small print where every character of it has such a form, else behind its sign."""
    script = script.strip()
    close = script.replace(" ", "")
    if close and all(char in turned for char in close):
        return "".join(turned[char] for char in close)
    return f"{sign}{script}" if len(script) == 1 else f"{sign}({script})" if script else ""


def _marked(text: str, word: str) -> str:
    """What stands under a bar or an arrow: each letter gets the mark; of more than three, the name of the mark."""
    text = text.strip()
    if 0 < len(text) <= 3:
        return "".join(f"{char}{ABOVE[word]}" for char in text)
    return f"{word}({text})"


def _needs_space(before: str, after: str) -> bool:
    last, first = before[-1], after[0]
    if last == " " or first == " ":
        return False
    if last in _SPACED or first in _SPACED or last == ",":
        return True
    if "/" in before and last.isalnum() and first.isalnum():
        return True
    if before in FUNCTIONS or after in FUNCTIONS:
        return last.isalnum() and (first.isalnum() or first in "√")
    return bool(_NUMBER.fullmatch(last) and _NUMBER.fullmatch(first)) and last.isdigit() and first.isdigit()
