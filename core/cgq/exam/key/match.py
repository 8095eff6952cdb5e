"""Which tables of a key answer which parts of a paper, with the reasons; or why none may be taken.

A wrong key is worse than none, so what is ambiguous is refused and said. Three questions are asked in turn:
is it the same exam (dates, round, level, the words of the titles), which tables are for this form, session
and subject, and do their numbers, their options and the answers that the paper itself prints agree.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from cgq.exam.key.says import exam_words, files_agree, folded, says_word
from cgq.exam.tally import runs_of_numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.exam.key.says import Says
    from cgq.exam.model import Key, Question

    Part = Sequence[Question]

Trust = Literal["printed", "given", "found"]
"""How a key came to a paper: printed in it, given by a person for it, or found among other files."""

_MISSED = 0.1
_TOO_HIGH = 0.05
_CONTRADICTING = 0.2
_FEWEST_COMPARED = 5
_FEWEST_UNUSED = 30


@dataclass(frozen=True, slots=True)
class Match:
    """A table for each part of the paper, in order, and what speaks for them."""

    tables: tuple[Key, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing of a key is taken; `related` tells whether it is of the same exam at all."""

    reason: str
    related: bool = True


def match(
    paper: Says, questions: Sequence[Question], key: Says, tables: Sequence[Key], trust: Trust
) -> Match | Refusal:
    """The tables of a key that answer a paper, part by part; or why that cannot be told."""
    reasons: list[str] = []
    if trust != "printed":
        exam = same_exam(paper, key, trust)
        if isinstance(exam, Refusal):
            return exam
        reasons += exam
    if not questions:
        return Refusal("the paper has no questions", related=False)
    parts = runs_of_numbers(questions)
    chosen = _chosen(paper, parts, _named_by_file(key, tables), trust)
    if isinstance(chosen, str):
        return Refusal(f"{chosen}{_also(paper, key, trust)}")
    for part, table in zip(parts, chosen, strict=True):
        why = _against(part, table, trust)
        if why is not None:
            return Refusal(f"{why}{_also(paper, key, trust)}")
        reasons.append(_told(table))
    return Match(tuple(chosen), tuple(reasons))


def same_exam(paper: Says, key: Says, trust: Trust) -> list[str] | Refusal:
    """What says that both are of one exam, or what speaks against it.

    Whoever gave a key for a paper answers for it; then only a contradiction counts.
    """
    agreeing: list[str] = []
    lone: list[str] = []
    for what in ("year", "round", "month", "level"):
        ours, theirs = paper.facts(what), key.facts(what)
        if ours and theirs and not ours & theirs:
            said = f"{_listed(theirs)}, the paper says {_listed(ours)}"
            return Refusal(f"the key is of another {what} ({said}): give the key of this exam", related=False)
        if ours & theirs:
            agreeing.append(f"{what} {_listed(ours & theirs)}")
        elif ours or theirs:
            says, silent = ("paper", "key") if ours else ("key", "paper")
            lone.append(f"the {says} is of {what} {_listed(ours | theirs)}, the {silent} does not say of which")
    if trust == "given":
        clash = None if agreeing or files_agree(paper, key) else _clash(paper, key)
        return clash or ["given with --key", *agreeing]
    names = _same_name(paper, key)
    if isinstance(names, Refusal):
        return names
    return Refusal(f"{lone[0]}: name the key with --key if it is the right one") if lone else [*names, *agreeing]


def _same_name(paper: Says, key: Says) -> list[str] | Refusal:
    """Each title's words are found in what the other says of itself; without titles, the files' names tell."""
    ours, theirs = paper.words, key.words
    if "".join(ours) == "".join(theirs) != "":
        return [f"both are called {' '.join(ours)}"]
    if not ours and not theirs:
        if files_agree(paper, key):
            return ["the file names agree"]
        return Refusal("neither the titles nor the file names say that it is the same exam", related=False)
    for words, silent, what in ((theirs, paper, "paper"), (ours, key, "key")):
        missing = silent.lacks(words)
        if missing:
            related = len(missing) < len(words)
            other = "key" if what == "paper" else "paper"
            why = f"the {other}'s title says {', '.join(missing)}, the {what} does not"
            return Refusal(f"{why}: name the key with --key if it is the right one", related=related)
    if not (ours and theirs) and not files_agree(paper, key):
        return Refusal("one of them has no title, and the file names do not say that they belong together")
    return [f"the titles agree in {', '.join(dict.fromkeys((*theirs, *ours)))}"]


def _clash(paper: Says, key: Says) -> Refusal | None:
    """Two titles of which neither has a word in common with all that the other says."""
    ours, theirs = paper.words, key.words
    if not ours or not theirs or len(key.lacks(ours)) < len(ours) or len(paper.lacks(theirs)) < len(theirs):
        return None
    return Refusal(f"the key is called {' '.join(theirs)}, the paper {' '.join(ours)}: give the key of this exam")


def _also(paper: Says, key: Says, trust: Trust) -> str:
    """What else speaks against a key that a person gave and that does not fit."""
    clash = _clash(paper, key) if trust == "given" else None
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
    pool = [t for t in tables if fits(part, t)] or [t for t in stitched(tables) if fits(part, t)]
    if not pool:
        return _other_numbers(part, tables)
    named = [t for t in pool if t.subject and _says_subject(paper, t.subject)]
    if not named and trust == "found" and all(t.subject for t in pool):
        subjects = ", ".join(dict.fromkeys(t.subject or "" for t in pool))
        return f"the key is for {subjects}, the paper does not say that this is its subject"
    pool = _longest_named(named) or pool
    if len({t.answers for t in pool}) > 1:
        many = ", ".join(dict.fromkeys(_called(t) for t in pool))
        return f"several tables of the key fit the paper ({many}): give a key for this paper alone"
    return pool[0]


def _for_several(parts: Sequence[Part], tables: Sequence[Key], trust: Trust) -> list[Key] | str:
    """A table for each part: by the names of its sections, else in order when there are as many."""
    by_name = [[t for t in tables if fits(p, t) and t.subject and _names_part(p, t.subject)] for p in parts]
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
        if not fits(part, table):
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
    named = (before.subject is None) == (table.subject is None)
    return starting == [table] and alike and named


def fits(part: Part, key: Key) -> bool:
    """Whether a table answers nearly every question of a part, and few that are not asked."""
    asked = {q.number for q in part}
    answered = {a.number for a in key.answers}
    allowed = _MISSED * max(len(asked), 1)
    return len(asked - answered) <= allowed and len(answered - asked) <= max(2.0, 2 * allowed)


def _against(part: Part, table: Key, trust: Trust) -> str | None:
    """What in the answers speaks against a table that fits by its numbers."""
    counts = {q.number: len(q.options) for q in part if q.options}
    given = {a.number: a for a in table.answers if a.accepted and a.mode != "void"}
    high = [n for n, count in counts.items() if n in given and max(given[n].accepted) > count]
    if len(high) > max(2.0, _TOO_HIGH * len(counts)):
        return f"{len(high)} answers of the key name options that the questions do not have: it is of another paper"
    used = max((max(a.accepted) for a in given.values()), default=0)
    usual = sorted(counts.values())[len(counts) // 2] if counts else 0
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


def _listed(found: frozenset[str]) -> str:
    return ", ".join(sorted(found))
