"""Which questions of the bank are asked for: by paper, concept, year and state. The one place that decides it."""

from __future__ import annotations

import json
from collections.abc import Callable  # noqa: TC003 - a field's type
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from cgq.bank.columns import decode_strings, to_json
from cgq.bank.pattern import clean
from cgq.bank.stored_questions import ids_of
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cgq.bank.browse import Concepts
    from cgq.bank.record import QuestionRecord
    from cgq.db.connection import Transaction

SQL = load("bank")
STEP = 200
"""Questions that are read at once, so that a large bank takes little memory."""

Status = Literal["answered", "unanswered", "needs_review", "trusted", "reviewed"]
"""How a question stands; see STATUSES."""


@dataclass(frozen=True, slots=True)
class _Meaning:
    text: str
    holds: Callable[[QuestionRecord], bool]


STATUSES: Mapping[Status, _Meaning] = {
    "answered": _Meaning("its answer is known", lambda one: one.answer is not None),
    "unanswered": _Meaning("nobody could read its answer", lambda one: one.answer is None),
    "needs_review": _Meaning("a person should look at it", lambda one: one.quality.needs_review),
    "trusted": _Meaning("no person needs to look at it", lambda one: not one.quality.needs_review),
    "reviewed": _Meaning("a person has looked at it everywhere", lambda one: one.quality.reviewed),
}
"""What each state means, and when a record has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which questions are asked for: those that have one of each list that is not empty, and all of `status`; with
    `repeats` only those that come again.

    `materials` and `concepts` are ids, `sections` parts of their names, in any case and spacing. Paper, section and
    year hold for one and the same appearance.
    """

    materials: tuple[int, ...] = ()
    concepts: tuple[int, ...] = ()
    years: tuple[int, ...] = ()
    sections: tuple[str, ...] = ()
    status: tuple[Status, ...] = ()
    repeats: bool = False


def count_selected(tx: Transaction, wanted: Selection) -> int:
    """How many questions there are at most: those of the right papers, concepts and years, whatever their state."""
    found: int = tx.value(SQL["questions_selected_count"], _filters(tx, wanted))
    return found


def selected_records(tx: Transaction, wanted: Selection, concepts: Concepts | None = None) -> Iterator[QuestionRecord]:
    """The records of the questions that are asked for, by content hash, a few hundred in memory at a time."""
    from cgq.bank.browse import records  # a help text that lists STATUSES need not load what makes records

    filters = _filters(tx, wanted)
    tests = [STATUSES[status].holds for status in wanted.status]
    after = ""
    while rows := tx.all(SQL["questions_selected_after"], {**filters, "after": after, "limit": STEP}):
        for record in records(tx, [number for number, _ in rows], concepts):
            if all(holds(record) for holds in tests):
                yield record
        after = rows[-1][1]


def keep_selected(tx: Transaction, wanted: Selection, questions: Sequence[int]) -> set[int]:
    """Those of some questions that are asked for."""
    filters = _filters(tx, wanted)
    among = set(questions) & set(json.loads(filters["among"])) if wanted.repeats else questions
    values = {**filters, "among": to_json(sorted(among)), "after": "", "limit": -1}
    kept = {number for number, _ in tx.all(SQL["questions_selected_after"], values)}
    return _in_status(tx, wanted, kept) if wanted.status else kept


def _in_status(tx: Transaction, wanted: Selection, questions: Collection[int]) -> set[int]:
    from cgq.bank.browse import records

    tests = [STATUSES[status].holds for status in wanted.status]
    hashes = {record.id for record in records(tx, questions) if all(holds(record) for holds in tests)}
    return set(ids_of(tx, hashes).values())


def paper_years(tx: Transaction) -> dict[str, int]:
    """By sha256 of its file, the year that a paper gives in its title, or else in its heads and its files' names.

    A paper that gives none, or several, has none.
    """
    return {sha256: year for _, sha256, year in _paper_years(tx)}


def _paper_years(tx: Transaction) -> Iterator[tuple[int, str, int]]:
    from cgq.exam.key.says import Says

    for number, sha256, title, heads, paths in tx.all(SQL["material_headings"]):
        says = Says(title=title, heads=decode_strings(heads), files=decode_strings(paths))
        years = says.facts("year")
        if len(years) == 1:
            yield number, sha256, int(min(years))


def _filters(tx: Transaction, wanted: Selection) -> dict[str, Any]:
    of_years = [number for number, _, year in _paper_years(tx) if year in wanted.years] if wanted.years else []
    return {
        "among": _repeating(tx) if wanted.repeats else None,
        "materials": to_json(wanted.materials) if wanted.materials else None,
        "concepts": to_json(wanted.concepts) if wanted.concepts else None,
        "years": to_json(wanted.years) if wanted.years else None,
        "sections": to_json([section_part(name) for name in wanted.sections]) if wanted.sections else None,
        "of_years": to_json(of_years),
    }


def section_part(name: str) -> str:
    """A part of a section's name as it is compared: in small letters, without white space."""
    return "".join(clean(name).split()).lower()


def _repeating(tx: Transaction) -> str:
    from cgq.bank.repeats.reading import grouped_questions

    return to_json(sorted(grouped_questions(tx)))
