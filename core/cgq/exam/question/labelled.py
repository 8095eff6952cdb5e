"""The answer that a label prints with a question: below its options, on the line of one, or on that of its stem."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.counting import counted
from cgq.exam.findings import ANSWER_CONFLICT, KEY_MISMATCH, KEY_UNREAD
from cgq.exam.geometry import Span, places_of
from cgq.exam.model import Answer, Finding
from cgq.exam.page.labels import was_parted
from cgq.exam.printable import printable
from cgq.exam.signs.conclusions import contradicts
from cgq.exam.signs.labels import label_at
from cgq.exam.signs.several import how_many_asked_for
from cgq.exam.signs.values import Parsed, has_mark, parse_answer, sign_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.model import Question
    from cgq.exam.signs.labels import Label
    from cgq.exam.signs.options import OptionRun

_QUOTED = 60
"""Characters of a label that a finding repeats."""


@dataclass(frozen=True, slots=True)
class Offered:
    """What a question asks and offers: its stem, the texts of its options, the signs that these are printed with; and
    its number."""

    stem: str
    texts: tuple[str, ...]
    marks: tuple[str, ...]
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Labelled:
    """What the labels of a question answer: nothing where they cannot be read or differ; `code` and `message` say
    why. `spans` are where they stand, `sign` what the answer is printed as, `named` the lines of those that name
    another question."""

    answer: Answer | None = None
    spans: tuple[Span, ...] = ()
    code: str | None = None
    message: str = ""
    sign: str = ""
    named: tuple[int, ...] = ()

    def findings(self, question: Question) -> tuple[Finding, ...]:
        """What to report of an answer that is printed and not taken."""
        if self.code is None:
            return ()
        return (Finding(code=self.code, message=self.message, page=question.page, number=question.number),)


def marks_of(run: OptionRun | None, lines: Sequence[Line]) -> tuple[str, ...]:
    """The signs that a question's options are printed with, in their order."""
    tokens = sorted(run.tokens, key=lambda token: token.value) if run is not None else []
    return tuple(sign_in(lines[t.line].text[t.start : t.end]) for t in tokens)


def labels_among(indexes: Iterable[int], lines: Sequence[Line]) -> tuple[int, ...]:
    """Those of some lines that are a label and nothing else, or were parted as one from a text."""
    found: list[int] = []
    for index in indexes:
        label = label_at(lines[index].text)
        if label is not None and (label.alone(lines[index].text) or was_parted(lines, index)):
            found.append(index)
    return tuple(found)


def labels_inserted(labels: Sequence[int], inserted: Sequence[int], lines: Sequence[Line]) -> tuple[int, ...]:
    """The labels, with those that begin a line among the options and are explained on it."""
    begun = [index for index in inserted if label_at(lines[index].text) is not None]
    return tuple(sorted({*labels, *begun}))


def labels_within(labels: Sequence[int], run: OptionRun | None, lines: Sequence[Line]) -> tuple[int, ...]:
    """Those labels that stand in the middle of a question: beside its text, or above its last option."""
    last = run.last_line if run is not None else -1
    return tuple(index for index in labels if index < last or was_parted(lines, index))


def read_labels(labels: Sequence[int], offered: Offered, lines: Sequence[Line]) -> Labelled:
    """What the lines with labels of one question answer together."""
    spans = {index: Span(index, 0, _label(index, offered, lines).stop) for index in labels}
    filled = [index for index in labels if not _label(index, offered, lines).blank]
    named = tuple(index for index in filled if _label(index, offered, lines).number not in (None, offered.number))
    if named:
        own = read_labels([index for index in labels if index not in named], offered, lines)
        return replace(own, spans=tuple(spans.values()), named=named)
    if not filled:
        return Labelled(spans=tuple(spans.values()))
    read = {_chosen(lines[index].text, _label(index, offered, lines), offered) for index in filled}
    if not offered.texts and read <= {None}:
        return Labelled()
    quoted = " and ".join(dict.fromkeys(f"“{printable(lines[n].text.strip(), _QUOTED)}”" for n in filled))
    code, message = _against(read, len(offered.texts))
    if code is not None:
        return Labelled(None, tuple(spans.values()), code, f"{quoted} {message}: look at the page")
    (chosen,) = (parsed for parsed in read if parsed is not None)
    count = len(offered.texts)
    accepted = tuple(range(1, count + 1)) if chosen.joined == "void" else chosen.options
    mode = chosen.mode(asked=how_many_asked_for(offered.stem), most=count)
    where = places_of("answer", [spans[filled[0]]], lines)[0]
    answer = Answer(accepted=accepted, mode=mode, evidence="label", page=where.page, bbox=where.bbox)
    sign = lines[filled[0]].text[slice(*_label(filled[0], offered, lines).value)].strip()
    return Labelled(answer, tuple(spans.values()), sign=sign)


def with_value_below_reported(labelled: Labelled, below: Sequence[int], lines: Sequence[Line]) -> Labelled:
    """The labels of a question, with what to report where one is blank and the line under it, of those `below` the
    options, begins like an answer."""
    if labelled.answer is not None or labelled.code is not None:
        return labelled
    for span in labelled.spans:
        following = span.line + 1
        if span.line not in below or following not in below:
            continue
        words = lines[following].text.split()
        alone = len(words) == 1 or (bool(words) and words[0][-1] in ".):")
        if alone and parse_answer(words[0]) is not None:
            quoted = printable(f"{lines[span.line].text.strip()} {lines[following].text.strip()}", _QUOTED)
            return replace(labelled, code=KEY_UNREAD, message=f"“{quoted}” may be an answer: look at the page")
    return labelled


def hold_against_explanation(labelled: Labelled, explanation: str | None, offered: Offered) -> Labelled:
    """The labels without their answer where the explanation below them concludes another one."""
    stated = contradicts(labelled.sign, explanation or "") if labelled.answer is not None else None
    if stated is None or stated in offered.texts:
        return labelled
    said = f"the label names “{labelled.sign}” and the explanation concludes “{stated}”"
    return Labelled(None, labelled.spans, ANSWER_CONFLICT, f"{said}: neither is taken, look at both")


def _against(read: Collection[Parsed | None], count: int) -> tuple[str | None, str]:
    """The code and the words for why labels give no answer to a question of `count` options; None where they do."""
    if len(read) > 1:
        return ANSWER_CONFLICT, "do not agree, so none is taken"
    (chosen,) = read
    if chosen is None:
        return KEY_UNREAD, "cannot be read as an answer"
    highest = max(chosen.options, default=0)
    if count and highest > count:
        return KEY_MISMATCH, f"names option {highest}, the question has {counted(count, 'option')}"
    return None, ""


def _label(index: int, offered: Offered, lines: Sequence[Line]) -> Label:
    """The label on a line, read with the signs of the question's options."""
    label = label_at(lines[index].text, offered.marks) or label_at(lines[index].text)
    assert label is not None, "only lines with a label are asked"
    return label


def _chosen(text: str, label: Label, offered: Offered) -> Parsed | None:
    """The options that a label names: by their signs, or by the text of one. None where the two differ, and for a
    number that answers a question without options.

    A number that the options are not printed with ("4 km" of A, B, C, D) may begin the text of one.
    """
    value, behind = text[slice(*label.value)].strip(), text[label.stop :].strip(" .:–-")
    if label.parsed is None:
        named = _named(value, offered) or _repeated(value, offered)
        return Parsed((named,), "one") if named else None
    if not offered.texts:
        return None if value.strip(" .").isdecimal() else label.parsed
    if behind and not has_mark(value, offered.marks):
        whole = _named(text[label.value[0] :], offered)
        begun = tuple(n for n, option in enumerate(offered.texts, 1) if option.split()[:1] == [value])
        if whole or (begun and begun != label.parsed.options):
            return Parsed((whole,), "one") if whole else None
    repeated, named = _named(behind, offered), _named(value, offered)
    if repeated and label.parsed.options != (repeated,):
        return None
    if named and label.parsed.options != (named,) and not has_mark(value, offered.marks):
        return None
    return label.parsed


def _repeated(value: str, offered: Offered) -> int:
    """The option that a value names by its sign and repeats by its text, "B 3"; 0 for none."""
    sign, _, text = value.partition(" ")
    parsed = parse_answer(sign, offered.marks) if has_mark(sign, offered.marks) else None
    named = _named(text, offered)
    return named if parsed is not None and parsed.options == (named,) else 0


def _named(text: str, offered: Offered) -> int:
    """The one option that says the same as a text; 0 for none, or several."""
    same = [n for n, option in enumerate(offered.texts, 1) if option and option.split() == text.rstrip(" .").split()]
    return same[0] if len(same) == 1 else 0
