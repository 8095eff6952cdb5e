"""A question as a text that a person edits, and back: every part under a heading of its own.

A line that begins with `#` is a remark. A line of a part that would look like a remark or a heading
has a backslash before it, so that any text comes back as it was. White space at the ends of lines and
around a part means nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from cgq.bank.change import Change, over, whole
from cgq.errors import Refused
from cgq.exam.model import NO_PAGE, Option
from cgq.exam.naming import folded, labels_of, may_be_label
from cgq.exchange.decisions.answer_text import read_answer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cgq.exam.model import Answer, Question, RightOptions

SINGLE = (
    "number",
    "page",
    "section",
    "stem",
    "passage",
    "options",
    "answer",
    "explanation",
    "year",
    "session",
    "tags",
    "concepts",
)
LISTS = ("tags", "concepts")
"""The parts with one of a list in each line."""

HELP = (
    "A line that begins with # is a remark; put \\ before a line of text that begins with #, [ or \\.",
    "[box] may stand several times. An option is `1) text`, or `A) text` as it is printed, and goes on in lines that",
    "begin with a space. The answer, by the same signs: 3, 1 or 4 (any one is right), 1 and 4 (both), void (all are",
    "right), unknown. [tags] and [concepts] have one in each line; what the text tells is a concept without that.",
)
_HEAD = re.compile(r"\[([a-z]+)\]")
_OPTION = re.compile(r"(\w{1,8})\)(?:\s(.*))?")
_PICTURE = re.compile(r"\[picture ([0-9a-f]{64})\](?: (.*))?", re.DOTALL)


@dataclass(slots=True)
class _Part:
    """A heading with the lines below it; `line` is the heading's own number."""

    name: str
    line: int
    lines: list[str] = field(default_factory=list[str])

    @property
    def first(self) -> int:
        """The number of the first line that holds something, the heading's when none does."""
        return next((n for n, line in enumerate(self.lines, self.line + 1) if line.strip()), self.line)


def write(question: Question, remarks: Iterable[str] = ()) -> str:
    """The form of a question, with remarks on top."""
    lines = [f"# {line}".rstrip() for remark in remarks for line in remark.split("\n")]
    for name, text in _parts(question):
        lines += ["", f"[{name}]", *text]
    return "\n".join(lines).lstrip("\n") + "\n"


def read(text: str, question: Question) -> Change:
    """What a form changes of the question that it was written for. Raises Refused with the line that is wrong."""
    parts = list(_split(text))
    if not parts:
        raise _wrong(1, "there is no part, such as [stem]")
    told = over(question, _change(parts, question))
    said, names = whole(told), {part.name for part in parts} | {"boxes"}
    changed = [n for n in said.fields if n in names and _canonical(told, n) != _canonical(question, n)]
    return Change(**{name: getattr(said, name) for name in changed})


def _answer_words(given: Answer | None, options: Sequence[Option]) -> str:
    """An answer by the signs that stand before the options in the form."""
    if given is None or given.mode == "void":
        return "unknown" if given is None else "void"
    signs = {option.n: sign for option, sign in zip(options, _signs(options), strict=True)}
    return (" or " if given.mode == "any" else " and ").join(signs.get(n, str(n)) for n in given.accepted)


def _signs(options: Sequence[Option]) -> list[str]:
    """What stands before each option: its label, or its number where the labels name no option surely."""
    labels = labels_of(options)
    signs = [folded(label) for label in labels]
    misleading = any(sign.isdecimal() and sign != str(n) for n, sign in enumerate(signs, 1))
    sure = len(set(signs)) == len(signs) and all(map(may_be_label, labels))
    return list(labels) if sure and not misleading else [str(option.n) for option in options]


def _parts(question: Question) -> Iterator[tuple[str, list[str]]]:
    yield "number", [str(question.number)]
    if question.page != NO_PAGE:
        yield "page", [str(question.page)]
    yield "section", _written(question.section or "")
    yield "passage", _written(question.passage or "")
    yield "stem", _written(question.stem)
    for box in filter(str.strip, question.boxes):
        yield "box", _written(box)
    signs = _signs(question.options)
    yield "options", [line for o, sign in zip(question.options, signs, strict=True) for line in _option_lines(o, sign)]
    yield "answer", [_answer_words(question.answer, question.options)]
    yield "explanation", _written(question.explanation or "")
    yield "year", [] if question.year is None else [str(question.year)]
    yield "session", _written(question.session or "")
    for name in LISTS:
        yield name, [line for one in _lines_of(question, name) for line in _written(one)]


def _lines_of(question: Question, name: str) -> list[str]:
    """A list of the question, each of its texts on one line, and once."""
    texts: Sequence[str] = getattr(question, name)
    return list(dict.fromkeys(line for text in texts if (line := " ".join(text.split()))))


def _written(text: str) -> list[str]:
    return ["\\" + line if line[:1] in ("#", "[", "\\") else line for line in _clean(text)]


def _option_lines(option: Option, sign: str) -> list[str]:
    picture = f"[picture {option.asset}] " if option.asset else ""
    first, *others = _clean(option.text) or [""]
    guard = "\\" if first[:1] in ("\\", "[") else ""
    return [f"{sign}) {picture}{guard}{first}".rstrip(), *(f"   \\{line}" for line in others)]


def _clean(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r", "").strip().split("\n")] if text.strip() else []


def _split(text: str) -> Iterator[_Part]:
    part: _Part | None = None
    names: set[str] = set()
    for number, raw in enumerate(text.replace("\r", "").removeprefix("\ufeff").split("\n"), 1):
        line = raw.rstrip()
        if line.startswith("#"):
            continue
        if line.startswith("["):
            if part is not None:
                yield part
            part = _Part(_heading(line, number, names), number)
        elif part is not None:
            part.lines.append(line)
        elif line:
            raise _wrong(number, "text before the first heading")
    if part is not None:
        yield part


def _heading(line: str, number: int, names: set[str]) -> str:
    found = _HEAD.fullmatch(line)
    name = found[1] if found else ""
    if name not in (*SINGLE, "box"):
        raise _wrong(number, f"{line!r} is no heading; text that begins with [ needs a \\ before it")
    if name != "box" and name in names:
        raise _wrong(number, f"{line} stands twice")
    names.add(name)
    return name


def _change(parts: Sequence[_Part], question: Question) -> Change:
    given: dict[str, object] = {}
    boxes = tuple(text for part in parts if part.name == "box" and (text := _text(part.lines)))
    offered = next((tuple(_options(part, question)) for part in parts if part.name == "options"), question.options)
    for part in parts:
        text = _text(part.lines)
        if part.name in ("number", "page"):
            given[part.name] = _number(part, text)
        elif part.name == "options":
            given["options"] = offered
        elif part.name == "answer":
            given["answer"] = _answer(part, text, offered)
        elif part.name == "year":
            given["year"] = _number(part, text) if text else None
        elif part.name in LISTS:
            given[part.name] = tuple(dict.fromkeys(one for line in part.lines if (one := _plain(line))))
        elif part.name != "box":
            given[part.name] = text or ("" if part.name == "stem" else None)
    return Change(**given, boxes=boxes)  # type: ignore[arg-type]


def _number(part: _Part, text: str) -> int:
    if not text.isdecimal() or len(text) > 6:
        raise _wrong(part.first, f"[{part.name}] holds {text!r}, which is no number")
    return int(text)


def _answer(part: _Part, text: str, offered: Sequence[Option]) -> RightOptions | None:
    signed = [replace(option, label=sign) for option, sign in zip(offered, _signs(offered), strict=True)]
    try:
        return read_answer(text, signed)
    except Refused as error:
        raise _wrong(part.first, f"{error.message}; {error.hint}") from error


def _options(part: _Part, question: Question) -> Iterator[Option]:
    known = {option.asset for option in question.options}
    texts: list[list[str]] = []
    labels: list[str] = []
    lines: list[int] = []
    for number, line in enumerate(part.lines, part.line + 1):
        if not line:
            continue
        if line[0].isspace():
            if not texts:
                raise _wrong(number, "a further line of an option, and there is none yet")
            texts[-1].append(line.strip().removeprefix("\\"))
            continue
        found = _OPTION.fullmatch(line)
        label = _label(found[1], labels, question) if found else None
        if not found or label is None:
            wanted = _next_sign(labels, question)
            raise _wrong(number, f"option {len(texts) + 1} should stand here, as `{wanted}) text`")
        labels.append(label)
        texts.append([found[2] or ""])
        lines.append(number)
    for n, (label, text, number) in enumerate(zip(labels, texts, lines, strict=True), 1):
        yield _option(n, label, "\n".join(text).strip(), number, known)


def _label(sign: str, labels: Sequence[str], question: Question) -> str | None:
    """The label of the option that a sign begins, behind those of some labels; None for a sign that is out of turn."""
    from cgq.exam.signs.alphabets import IN_TURN, alphabets_of

    n = len(labels) + 1
    if sign in (str(n), _next_sign(labels, question)):
        return question.options[n - 1].label if n <= len(question.options) else _next_sign(labels, question)
    ranks = alphabets_of(sign)
    return sign if n in (*ranks.values(), IN_TURN.get(ranks.get("letter", 0))) else None


def _next_sign(labels: Sequence[str], question: Question) -> str:
    """What should stand before the next option: what stood there, else what follows in the alphabet of the last."""
    from cgq.exam.signs.alphabets import label_behind

    n, signs = len(labels) + 1, _signs(question.options)
    if n <= len(signs):
        return signs[n - 1]
    return (label_behind(labels[-1], n) if labels else None) or str(n)


def _option(n: int, label: str, text: str, line: int, known: set[str | None]) -> Option:
    found = _PICTURE.fullmatch(text)
    if found is None:
        return Option(n=n, label=label, text=text.removeprefix("\\"))
    if found[1] not in known:
        raise _wrong(line, "the question holds no such picture")
    return Option(n=n, label=label, text=(found[2] or "").removeprefix("\\"), asset=found[1])


def _plain(line: str) -> str:
    """A line of a list without the sign that keeps it from being a remark or a heading."""
    return " ".join(line.removeprefix("\\").split())


def _text(lines: Sequence[str]) -> str:
    return "\n".join(line.removeprefix("\\") for line in lines).strip()


def _canonical(question: Question, name: str) -> object:
    """A field as far as the form can tell it."""
    if name == "answer":
        return _right(question.answer)
    if name == "options":
        return [(o.label or str(o.n), "\n".join(_clean(o.text)), o.asset) for o in question.options]
    if name == "boxes":
        return [_clean(box) for box in question.boxes if box.strip()]
    if name in LISTS:
        return _lines_of(question, name)
    value = getattr(question, name)
    return _clean(value or "") if isinstance(value, str | None) else value


def _right(answer: Answer | None) -> tuple[str, tuple[int, ...]] | None:
    if answer is None:
        return None
    mode = "any" if answer.mode == "all" and len(answer.accepted) == 1 else answer.mode
    return mode, () if mode == "void" else answer.accepted


def _wrong(line: int, what: str) -> Refused:
    return Refused(f"Line {line}: {what}", code="bad_edit", hint="Correct that line.")
