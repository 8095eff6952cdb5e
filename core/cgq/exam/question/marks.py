"""Answers that are marked at their option: by ink, a ground, a sign, a drawing.

A mark tells the answer only where the whole paper marks so and every mark of the kind is accounted for; elsewhere it
may be emphasis, or somebody's guess, and is only reported.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.confidence import flagged
from cgq.exam.findings import ANSWER_CONFLICT, KEY_MISMATCH, MARKED_OPTION
from cgq.exam.geometry import places_of
from cgq.exam.model import Answer, Finding
from cgq.exam.question.sightings import STRUCK, bare, sightings_of, signs_of_text
from cgq.exam.signs.several import how_many_asked_for
from cgq.exam.signs.ticks import BLANK_SIGNS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line, Sheet, Span
    from cgq.exam.model import AnswerEvidence, Question
    from cgq.exam.page.figures import Figure
    from cgq.exam.page.ticks import Tick
    from cgq.exam.question.assemble import Assembled
    from cgq.exam.question.sightings import Marked, Sign

_FEWEST = 3
"""Questions from which on a paper has a habit."""
_CONSISTENT = 0.8
"""The share of the questions with options of which some are marked with a sign that tells the answers."""
_HALF = 0.5
"""The same for signs that mean nothing else: a filled marker among open ones, the word "answer"; and the share of other
signs from which on it must be reported that they were not taken."""
_FEWEST_MARKED = 2
"""Questions with exactly one marked option, at least, before a sign may tell answers."""
_UNMISTAKABLE = ("filled", "named")
_FAINT = ("ground", "ground grey")
"""Signs that are only reported by another name: a ground of some colour, and one that is only darker than the page."""
_EXACT = 0.6
"""The share in which as many options are marked as are asked for."""
_UNEXPLAINED = 0.2
"""The share of questions in which a sign marks too many options, or none that is known, from which on it tells none."""
_ALWAYS = 4
"""Questions from which on it is no chance that the same option is marked in each: one in 64 with four options."""


@dataclass(frozen=True, slots=True)
class Marks:
    """The questions with the answers that their marks tell, the figures that are no marks, and findings."""

    assembled: list[Assembled]
    figures: list[Figure]
    findings: list[Finding]


def with_marks(
    assembled: Sequence[Assembled],
    figures: Sequence[Figure],
    sheets: Sequence[Sheet],
    lines: Sequence[Line],
    ticks: Sequence[Tick] = (),
) -> Marks:
    """Look at what stands at each option; take the signs that the whole paper uses, where they agree."""
    seen = sightings_of(assembled, sheets, lines, ticks)
    tellings = [_Telling(a.question, marked) for a, marked in zip(assembled, seen.marked, strict=True)]
    adopted, suspect = _signs_of(tellings)
    findings: list[Finding] = []
    answered: list[Assembled] = []
    for one, telling in zip(assembled, tellings, strict=True):
        why = _objection(telling, adopted, suspect)
        chosen = telling.chosen(adopted)
        if why is not None:
            findings.append(_finding(one.question, MARKED_OPTION, why))
            answered.append(replace(one, question=flagged(one.question, [MARKED_OPTION])))
        else:
            answered.append(_answered(one, *chosen, lines, findings) if chosen is not None else one)
    drawn = any(sign.startswith("drawn") for sign in adopted)
    kept = [f for f in figures if not _is_mark(f, seen.drawn, least=1 if drawn else 2)]
    return Marks(answered, kept, findings)


def _is_mark(figure: Figure, drawn: frozenset[object], least: int) -> bool:
    """Whether a figure is nothing but marks at options, `least` at the least: one may also be a small figure."""
    return len(figure.drawings) >= least and all(drawing in drawn for drawing in figure.drawings)


class _Telling:
    """What the signs at one question's options tell."""

    def __init__(self, question: Question, marked: Marked) -> None:
        self.count = len(question.options)
        self.options, self.strays, self.loud = marked.options, marked.strays, marked.loud
        self._asked = how_many_asked_for(question.stem)

    def some(self, sign: Sign) -> bool:
        """Whether a sign marks some of the options, and not all."""
        return 0 < len(self.options.get(sign, ())) < self.count

    def exact(self, sign: Sign) -> bool:
        """Whether a sign marks as many options as are asked for, and none in doubt."""
        many = len(self.options.get(sign, ()))
        right = many >= 1 if self._asked == 0 else many == (self._asked or 1)
        return right and many < self.count and sign not in self.strays

    def unexplained(self, sign: Sign) -> bool:
        return sign in self.strays or (self.some(sign) and not self.exact(sign))

    def chosen(self, signs: Sequence[Sign]) -> tuple[tuple[int, ...], Sign] | None:
        """The options that the first of the signs which is here marks, and that sign; None where none does."""
        for sign in signs:
            if self.exact(sign):
                return tuple(sorted(self.options[sign])), sign
        return None


def _signs_of(tellings: Sequence[_Telling]) -> tuple[list[Sign], set[Sign]]:
    """The signs that tell the answers, the one that most questions have first; and those that look like it and do not:
    they mark the same option in every question, too many, or hardly enough questions."""
    asked = [telling for telling in tellings if telling.count]
    found: list[tuple[int, Sign]] = []
    suspect: set[Sign] = set()
    if len(asked) < _FEWEST:
        return [], suspect
    for sign in sorted({sign for telling in asked for sign in telling.options}):
        exact = [telling for telling in asked if telling.exact(sign)]
        some = sum(telling.some(sign) for telling in asked)
        unexplained = sum(telling.unexplained(sign) for telling in asked)
        if len(exact) < max(_FEWEST_MARKED, _HALF * len(asked)) or sign == STRUCK:
            continue
        share = _HALF if sign in _UNMISTAKABLE else _CONSISTENT
        enough = some >= share * len(asked) and len(exact) >= _EXACT * some
        always = len(exact) >= _ALWAYS and len({frozenset(telling.options[sign]) for telling in exact}) == 1
        if enough and not always and unexplained <= _UNEXPLAINED * len(asked):
            found.append((some, sign))
        else:
            suspect.add(sign)
    return [sign for _, sign in sorted(found, key=lambda pair: -pair[0])], suspect


def _objection(telling: _Telling, adopted: Sequence[Sign], suspect: set[Sign]) -> str | None:
    """Why a question whose options are marked gets no answer from that; None where nothing is to be said."""
    for sign in adopted:
        if sign in telling.strays:
            return "a mark stands at none of the options that were read, or at two alike: no answer was taken"
        if telling.unexplained(sign):
            named = _listed(telling.options[sign])
            return f"option {named} is marked, which is not as many as asked for: no answer was taken"
    chosen = telling.chosen(adopted)
    others = [sign for sign in telling.options if telling.some(sign) and (sign in suspect or _is_loud(sign, telling))]
    if chosen is not None:
        against = [s for s in (*adopted, *others) if telling.exact(s) and telling.options[s] != set(chosen[0])]
        if not against:
            return None
        other = _listed(telling.options[against[0]])
        return f"one mark is at option {_listed(chosen[0])}, another at option {other}: no answer was taken"
    if adopted or not (others or telling.strays & telling.loud):
        return None
    named = _listed({n for sign in others for n in telling.options[sign]}) if others else "?"
    if suspect.intersection(others):
        return f"option {named} is marked, and the marks of the paper do not add up: no answer was taken"
    return f"option {named} is set apart by a colour or a sign, and most questions have none: no answer was taken"


def _is_loud(sign: Sign, telling: _Telling) -> bool:
    """Whether a sign is reported where a paper does not mark most of its questions with it: drawings and underlines
    mean something else there, and empty boxes stand at the options that are not ticked."""
    if sign in telling.loud:
        return sign.removeprefix("sign ") not in BLANK_SIGNS
    return sign.split()[0] in ("ink", "marker", "ground", "named", "filled", STRUCK) and sign not in _FAINT


def _answered(
    assembled: Assembled, chosen: tuple[int, ...], sign: Sign, lines: Sequence[Line], findings: list[Finding]
) -> Assembled:
    question = assembled.question
    if question.answer is not None and question.answer.accepted != chosen:
        message = f"the paper prints {_listed(question.answer.accepted)} and marks {_listed(chosen)}: "
        findings.append(_finding(question, KEY_MISMATCH, message + "neither is taken, look at both"))
        kept = replace(question, answer=None, places=tuple(p for p in question.places if p.part != "answer"))
        return replace(assembled, question=flagged(kept, [ANSWER_CONFLICT]))
    where = [p for n in chosen for p in places_of("answer", _spans(assembled, n), lines)]
    options = tuple(replace(o, text=bare(o.text)) if sign in signs_of_text(o.text) else o for o in question.options)
    answer = question.answer or Answer(
        accepted=chosen,
        mode="any" if len(chosen) == 1 else "all",
        evidence=_evidence_of(sign),
        page=where[0].page,
        bbox=where[0].bbox,
    )
    places = question.places if question.answer is not None else (*question.places, *where)
    return replace(assembled, question=replace(question, options=options, answer=answer, places=places))


def _spans(assembled: Assembled, n: int) -> tuple[Span, ...]:
    return next(piece.spans for piece in assembled.pieces if (piece.part, piece.n) == ("option", n))


def _evidence_of(sign: Sign) -> AnswerEvidence:
    kind = sign.split()[0]
    if kind == "named":
        return "label"
    return "colour" if kind in ("ink", "marker", "ground", "underline") else "mark"


def _listed(options: Sequence[int] | set[int]) -> str:
    return ", ".join(map(str, sorted(options)))


def _finding(question: Question, code: str, message: str) -> Finding:
    return Finding(code=code, message=message, page=question.page, number=question.number)
