"""Which tables of a key answer which parts of a paper, with the reasons; or why none may be taken.

A wrong key is worse than none, so what is ambiguous is refused and said. Three questions are asked in turn:
is it the same exam (see proof.py), which tables are for this form, session and subject, and do their numbers, their
options and the answers that the paper itself prints agree. A key that a person gave is taken unless something
contradicts it; that it lacks some answers does not.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.exam.key.proof import Proof, Refusal, clash_of, same_exam
from cgq.exam.key.says import exam_words, folded, says_word
from cgq.exam.key.whose import Proven, is_usable, proofs_of, prove_table, reason_of, unproven
from cgq.exam.signs.forms import namings_in
from cgq.exam.tally import runs_of_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.key.proof import Trust
    from cgq.exam.key.says import Says
    from cgq.exam.key.whose import Sibling
    from cgq.exam.model import Key, Question

    Part = Sequence[Question]

_MISSED = 0.1
_TOO_HIGH = 0.05
_CONTRADICTING = 0.2
_FEWEST_COMPARED = 5
_FEWEST_UNUSED = 30
_EXACT = 1.0
_FORMED = 0.5
"""What a match gains where the numbers and options are exactly the paper's, and where its form is named."""


@dataclass(frozen=True, slots=True)
class Match:
    """A table for each part of the paper, in order, and what speaks for them; `strength` sums that up.

    `proofs` are those of tables that only a picture names; `differing` the questions to which another form's table
    gives another answer.
    """

    tables: tuple[Key, ...]
    reasons: tuple[str, ...]
    strength: float = 0.0
    proofs: tuple[str, ...] = ()
    differing: frozenset[int] = frozenset()


def match(
    paper: Says,
    questions: Sequence[Question],
    key: Says,
    tables: Sequence[Key],
    trust: Trust,
    siblings: Sequence[Sibling] = (),
) -> Match | Refusal:
    """The tables of a key that answer a paper, part by part; or why that cannot be told.

    `siblings` are other papers at hand, among which the paper's other forms may be.
    """
    proof = Proof() if trust == "printed" else same_exam(paper, key, trust)
    if isinstance(proof, Refusal):
        return proof
    if not questions:
        return Refusal("the paper has no questions", related=False)
    parts = runs_of_numbers(questions)
    named = _named_by_file(key, tables)
    proven = _proven(paper, parts, named, trust, siblings)
    if isinstance(proven, str):
        return Refusal(f"{proven}{_also(paper, key, trust)}")
    left = [t for t in named if trust == "printed" or is_usable(t, paper)]
    if proven is not None:
        left = [_named_as(proven.table, paper)]
    if named and not left:
        return Refusal(unproven(paper))
    chosen = _other_naming(paper, key, tables) or _chosen(paper, parts, left, trust)
    if isinstance(chosen, str):
        return Refusal(f"{chosen}{_also(paper, key, trust)}")
    reasons = list(proof.reasons)
    for part, table in zip(parts, chosen, strict=True):
        why = _against(part, table, trust)
        if why is None and proof.doubt is not None and not _exactly(part, table):
            why = proof.doubt.reason
        if why is not None:
            return Refusal(f"{why}{_also(paper, key, trust)}")
        reasons.append(_told(table))
    exact = all(_exactly(part, table) for part, table in zip(parts, chosen, strict=True))
    formed = any(table.form is not None and table.form == paper.form for table in chosen)
    if proven is None:
        proven = Proven(chosen[0], tuple(dict.fromkeys(by for table in chosen for by in proofs_of(table))))
    reasons += map(reason_of, proven.by)
    strength = proof.strength + _EXACT * exact + _FORMED * formed
    return Match(tuple(chosen), tuple(reasons), strength, proven.by, proven.differing)


def _named_as(table: Key, paper: Says) -> Key:
    """A table that is proven to be a paper's, under the paper's own names."""
    return replace(table, form=paper.form or table.form, session=paper.session or table.session)


def _proven(
    paper: Says, parts: Sequence[Part], tables: Sequence[Key], trust: Trust, siblings: Sequence[Sibling]
) -> Proven | str | None:
    """The table of a paper of one part that is proven among drawn ones; see `prove_table`."""
    if trust == "printed" or len(parts) != 1:
        return None
    exact = [table for table in tables if fits(parts[0], table, "found")]
    fitting = exact or [table for table in tables if fits(parts[0], table, trust)]
    return prove_table(paper, parts[0], tables, fitting, siblings, given=trust == "given")


def _exactly(part: Part, table: Key) -> bool:
    """Whether a table answers the very numbers that a part asks, up to the options that its questions have."""
    answered = {a.number: a for a in table.answers}
    used = max((max(a.accepted) for a in table.answers if a.accepted), default=0)
    return {q.number for q in part if q.options} <= answered.keys() <= {q.number for q in part} and used == _usual(part)


def _usual(part: Part) -> int:
    """How many options the questions of a part have."""
    counts = sorted(len(q.options) for q in part if q.options)
    return counts[len(counts) // 2] if counts else 0


def _also(paper: Says, key: Says, trust: Trust) -> str:
    """What else speaks against a key that a person gave and that does not fit."""
    clash = clash_of(paper, key) if trust == "given" else None
    return f"; {clash.reason}" if clash else ""


def _named_by_file(key: Says, tables: Sequence[Key]) -> list[Key]:
    """The tables with answers; where none names a form or a session, they have the one that the whole file names."""
    filled = [t for t in tables if t.answers]
    form = None if any(t.form for t in filled) else key.form
    session = None if any(t.session for t in filled) else key.session
    return [replace(t, form=t.form or form, session=t.session or session) for t in filled]


def _chosen(paper: Says, parts: Sequence[Part], tables: Sequence[Key], trust: Trust) -> list[Key] | str:
    """One table a part, or why that can't be told."""
    left = _of_form(paper, tables, trust)
    if isinstance(left, str):
        return left
    left = _of_session(paper, left)
    if isinstance(left, str):
        return left
    if len(parts) == 1:
        one = _for_one(paper, parts[0], left, trust)
        return one if isinstance(one, str) else [one]
    return _for_several(parts, left, trust)


def _other_naming(paper: Says, key: Says, tables: Sequence[Key]) -> str | None:
    """That one calls its forms odd and even and the other A and B: which is which, neither says."""
    ours, theirs = ({way for text in of.texts for way in namings_in(text.upper())} for of in (paper, key))
    if not ours or not theirs or ours & theirs or len({t.form for t in tables if t.form}) < 2:
        return None
    return "the paper calls its forms otherwise than the key (odd and even, A and B): give a key for this form alone"


def _of_form(paper: Says, tables: Sequence[Key], trust: Trust) -> list[Key] | str:
    forms = sorted({t.form for t in tables if t.form})
    if paper.form is None and (len(forms) > 1 or (forms and trust == "found")):
        return f"the key is for form {', '.join(forms)}, the paper does not say which form it is"
    left = [t for t in tables if t.form is None or paper.form is None or t.form == paper.form]
    if not left:
        if not forms:
            return "the key holds no answers"
        return f"the key is for form {', '.join(forms)}, the paper is form {paper.form}: give the key of that form"
    return left


def _of_session(paper: Says, tables: Sequence[Key]) -> list[Key] | str:
    left = [t for t in tables if t.session is None or paper.session is None or t.session == paper.session]
    if not left:
        sessions = ", ".join(sorted({t.session for t in tables if t.session}))
        return f"the key is for session {sessions}, the paper is session {paper.session}: give the key of that session"
    return left


def _for_one(paper: Says, part: Part, tables: Sequence[Key], trust: Trust) -> Key | str:
    """The table of a paper whose numbers never restart: by its subject where there are several."""
    whole = stitched(tables)
    pool = [t for t in tables if fits(part, t, "found")] or [t for t in whole if fits(part, t, trust)]
    if not pool:
        return _other_numbers(part, tables)
    named = [t for t in pool if t.subject and _says_subject(paper, t.subject)]
    if not named and trust == "found" and all(_names_subject(t) for t in pool):
        subjects = ", ".join(dict.fromkeys(t.subject or "" for t in pool))
        return f"the key is for {subjects}, the paper does not say that this is its subject"
    pool = _fullest(part, _longest_named(named) or pool)
    if len({t.answers for t in pool}) > 1:
        many = ", ".join(dict.fromkeys(_called(t) for t in pool))
        return f"several tables of the key fit the paper ({many}): give a key for this paper alone"
    return pool[0]


def _names_subject(table: Key) -> bool:
    """Whether a table's subject is more than what every key is called."""
    return bool(exam_words(table.subject or ""))


def _fullest(part: Part, tables: Sequence[Key]) -> list[Key]:
    """The table that answers most of a part, with those that answer nearly as much."""
    asked = {q.number for q in part if q.options}
    answered = [len(asked & {a.number for a in table.answers}) for table in tables]
    least = max(answered) - _MISSED * max(len(asked), 1)
    return [table for table, count in zip(tables, answered, strict=True) if count >= least]


def _for_several(parts: Sequence[Part], tables: Sequence[Key], trust: Trust) -> list[Key] | str:
    """A table for each part: by the names of its sections, else in order when there are as many."""
    by_name = [[t for t in tables if fits(p, t, trust) and t.subject and _names_part(p, t.subject)] for p in parts]
    if all(len(found) == 1 for found in by_name) and len({id(found[0]) for found in by_name}) == len(parts):
        return [found[0] for found in by_name]
    ordered = list(tables) if len(tables) == len(parts) else stitched(tables)
    if len(ordered) != len(parts):
        fit = f"the paper's parts are {len(parts)}, the key's tables for its form and session {len(tables)}"
        return f"{fit}: check that they belong together"
    agree = [not found or ordered[n] in found for n, found in enumerate(by_name)]
    unnamed = 2 * sum(map(bool, by_name)) < len(parts) and any(t.subject for t in ordered)
    if not all(agree) or (trust == "found" and unnamed):
        subjects = ", ".join(_called(t) for t in ordered)
        return f"the key's subjects ({subjects}) are not the paper's sections: check that they belong together"
    for part, table in zip(parts, ordered, strict=True):
        if not fits(part, table, trust):
            return _other_numbers(part, [table])
    return ordered


def _other_numbers(part: Part, tables: Sequence[Key]) -> str:
    answered = _runs(answer.number for table in tables for answer in table.answers)
    asked = _runs(question.number for question in part)
    return f"the key answers questions {answered}, the paper asks {asked}: check that they belong together"


def _runs(numbers: Iterable[int]) -> str:
    """`1-15, 31-40`."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def stitched(tables: Sequence[Key]) -> list[Key]:
    """Tables that continue each other (1-25, 26-50) are one, under the names that they share.

    Only where it is sure: one with a subject does not continue one without, and of two tables that begin
    with the next number neither does.
    """
    made: list[Key] = []
    for n, table in enumerate(tables):
        if made and _continues(tables[n - 1], table, tables):
            subject = made[-1].subject if made[-1].subject == table.subject else None
            made[-1] = replace(made[-1], answers=(*made[-1].answers, *table.answers), subject=subject)
        else:
            made.append(table)
    return made


def _continues(before: Key, table: Key, tables: Sequence[Key]) -> bool:
    following = before.answers[-1].number + 1
    starting = [t for t in tables if t.answers[0].number == following and t.form == before.form]
    alike = (before.form, before.session) == (table.form, table.session)
    named = _names_subject(before) == _names_subject(table)
    return starting == [table] and alike and named


def fits(part: Part, key: Key, trust: Trust) -> bool:
    """Whether a table answers nearly every question of a part that has options, and few that are not asked.

    What is missing in a table that a person gave speaks not against it; it must answer some.
    """
    asked = {q.number for q in part}
    answered = {a.number for a in key.answers}
    closed = {q.number for q in part if q.options} or asked
    allowed = _MISSED * max(len(asked), 1)
    if trust != "printed" and len(answered) >= _FEWEST_COMPARED and answered in _off_by_one(closed):
        return False
    if len(answered - asked) > max(2.0, 2 * allowed):
        return False
    if trust == "given":
        return len(asked & answered) > len(answered - asked)
    return len(closed - answered) <= allowed


def _off_by_one(numbers: set[int]) -> tuple[set[int], set[int]]:
    """Numbers that are all one higher, or all one lower."""
    return {n + 1 for n in numbers}, {n - 1 for n in numbers}


def _against(part: Part, table: Key, trust: Trust) -> str | None:
    """What in the answers speaks against a table that fits by its numbers."""
    counts = {q.number: len(q.options) for q in part if q.options}
    given = {a.number: a for a in table.answers if a.accepted and a.mode != "void"}
    high = [n for n, count in counts.items() if n in given and max(given[n].accepted) > count]
    if len(high) > max(2.0, _TOO_HIGH * len(counts)):
        return f"{len(high)} answers of the key name options that the questions do not have: it is of another paper"
    used = max((max(a.accepted) for a in given.values()), default=0)
    usual = _usual(part)
    if trust == "found" and len(given) >= _FEWEST_UNUSED and used < usual:
        return f"no answer of the key is {usual}, and the questions have {usual} options: it is of another paper"
    both = [(q.answer, given[q.number]) for q in part if q.answer is not None and q.number in given]
    against = sum(set(ours.accepted).isdisjoint(theirs.accepted) for ours, theirs in both)
    if len(both) >= _FEWEST_COMPARED and against > _CONTRADICTING * len(both):
        return f"the key contradicts {against} of the {len(both)} answers that the paper prints: it is of another paper"
    return None


def _says_subject(paper: Says, subject: str) -> bool:
    return any(says_word(text, folded(subject)) for text in paper.texts) or not paper.lacks(_core(subject))


def _names_part(part: Part, subject: str) -> bool:
    sections = {folded(q.section) for q in part if q.section}
    return any(says_word(section, folded(subject)) or says_word(folded(subject), section) for section in sections)


def _core(subject: str) -> list[str]:
    """A subject without what every one is called by ("언어이해 영역"); the whole when nothing is left."""
    words = exam_words(subject)
    return ["".join(words)] if words else [folded(subject)]


def _longest_named(tables: Sequence[Key]) -> list[Key]:
    """Of tables whose subjects are all said, those of the longest name: 영어회화 before 영어."""
    longest = max((len(t.subject or "") for t in tables), default=0)
    return [t for t in tables if len(t.subject or "") == longest]


def _told(table: Key) -> str:
    return f"{_called(table)}: answers {_range(table)}"


def _called(table: Key) -> str:
    named = [f"form {table.form}" if table.form else "", f"session {table.session}" if table.session else ""]
    return ", ".join(filter(None, [*named, table.subject or ""])) or "a table"


def _range(key: Key) -> str:
    return f"{key.answers[0].number}-{key.answers[-1].number}" if key.answers else "none"
