"""Whose a table is that is named only in a picture: by its name's shapes, by another form, by counts and order.

Each proof that there is must come to the same table; where two contradict, or where there is none, no table is taken,
and the reason tells what would settle it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from cgq.exam.key.layouts import table_by_order
from cgq.exam.key.permutation import Identified, agreement, is_by_rule, permutation_of, proven_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.permutation import Agreement, Turned
    from cgq.exam.key.says import Says
    from cgq.exam.model import Key, Question


@dataclass(frozen=True)
class Sibling:
    """Another paper at hand that may be another form of the same one."""

    says: Says
    questions: tuple[Question, ...]

    @cached_property
    def identified(self) -> Identified:
        """Its questions, hashed once for all papers and keys that it is compared for."""
        return Identified.of(self.questions)


@dataclass(frozen=True, slots=True)
class Proven:
    """The table of a paper, and what proves it (`Answer.verified_by`).

    `differing` are the numbers to which the table of another form gives another answer.
    """

    table: Key
    by: tuple[str, ...]
    differing: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _OtherForm:
    says: Says
    turned: tuple[Turned, ...]


_REASONS = {
    "form_b": "the key's answers for another form of the paper agree under the forms' order",
    "name_shape": "the name drawn above the table was read",
    "counts": "the number and order of the key's tables leave no other one",
}
"""What each proof comes to, for people."""


def reason_of(proof: str) -> str:
    """A proof as a reason of a match."""
    return _REASONS[proof]


def is_drawn(table: Key) -> bool:
    """Whether a table stands in a picture or in outlines."""
    return table.read_from != "text"


def is_usable(table: Key, paper: Says) -> bool:
    """Whether a table may be matched by its names: nothing is drawn above it that was not read and may say more."""
    return not is_drawn(table) or _is_whole(table, paper)


def proofs_of(table: Key) -> tuple[str, ...]:
    """What a table's own name proves by itself."""
    return ("name_shape",) if table.named_by_shape else ()


def prove_table(
    paper: Says,
    questions: Sequence[Question],
    tables: Sequence[Key],
    fitting: Sequence[Key],
    siblings: Sequence[Sibling],
    *,
    given: bool,
) -> Proven | str | None:
    """The drawn table that is proven to be a paper's; why none can be; None where nothing is left to prove.

    `fitting` are those of the tables whose numbers are the paper's. A table above which nothing is drawn needs no
    proof for a paper that a person has `given` the key for, unless another form of it is at hand.
    """
    if not fitting or not all(map(is_drawn, tables)):
        return None
    others = _other_forms(questions, siblings)
    named = [t for t in fitting if _is_whole(t, paper) and _agrees(t, paper)]
    agreed = _by_other_forms(paper, fitting, others)
    if agreed is not None:
        is_named_else = bool(named) and not any(t.answers == agreed.table.answers for t in named)
        return agreed if _agrees(agreed.table, paper) and not is_named_else else _contradiction(paper)
    if len(named) == 1 and named[0].named_by_shape:
        by_name = Proven(named[0], proofs_of(named[0]))
        possible = [(other, _possible_for(other.says, fitting)) for other in others]
        return _held_against(by_name, possible) or _contradiction(paper)
    is_trusted = given and not others and len(fitting) == 1
    if all(_is_whole(t, paper) and (is_trusted or _suffices(t, paper)) for t in fitting):
        return None
    return _by_counts(paper, tables, fitting, others)


def _other_forms(questions: Sequence[Question], siblings: Sequence[Sibling]) -> list[_OtherForm]:
    """Those of some papers that print the same questions in another order."""
    here = Identified.of(questions)
    found = [(s.says, permutation_of(here, s.identified)) for s in siblings]
    return [_OtherForm(says, turned) for says, turned in found if turned]


def _is_whole(table: Key, paper: Says) -> bool:
    """Whether a table's name tells all that the paper's does, as far as it is printed at all."""
    has_form = table.form is not None or paper.form is None
    has_session = table.session is not None or paper.session is None
    return not table.name_unread or (has_form and has_session)


def _agrees(table: Key, paper: Says) -> bool:
    has_form = paper.form is None or table.form in (None, paper.form)
    return has_form and (paper.session is None or table.session in (None, paper.session))


def _by_other_forms(paper: Says, fitting: Sequence[Key], others: Sequence[_OtherForm]) -> Proven | None:
    """The table that the other forms at hand prove; None where they prove none, or two.

    A permutation that is made by a rule may be that of the exam's other sessions, too: it proves no session.
    """
    found: list[tuple[Key, Agreement]] = []
    of_session = [t for t in fitting if paper.session is None or t.session in (None, paper.session)]
    for other in others:
        proven = proven_table(other.turned, of_session)
        if proven is None:
            continue
        has_session = paper.session is None or proven[0].session is not None
        if has_session or not is_by_rule(other.turned):
            found.append(proven)
    if len({table.answers for table, _ in found}) != 1:
        return None
    table = found[0][0]
    differing = frozenset(number for _, each in found for number in each.differing)
    return Proven(table, ("form_b", *proofs_of(table)), differing)


def _by_counts(
    paper: Says, tables: Sequence[Key], fitting: Sequence[Key], others: Sequence[_OtherForm]
) -> Proven | str:
    """The table that counts and order leave, unless that of another form at hand disagrees with it."""
    forms = _forms_known(paper, tables, others)
    ordered = _by_order(paper, tables, fitting, forms)
    if ordered is None:
        return unproven(paper)
    by_order = Proven(ordered, ("counts", *proofs_of(ordered)))
    possible = [(other, _ordered_for(other.says, tables, fitting, forms)) for other in others]
    return _held_against(by_order, possible) or _contradiction(paper)


def _suffices(table: Key, paper: Says) -> bool:
    """Whether a table is named at all, or the paper has no name that it must be found by."""
    is_named = bool(table.form or table.session or table.subject)
    return is_named or (paper.form is None and paper.session is None)


def _possible_for(paper: Says, fitting: Sequence[Key]) -> list[Key]:
    """The tables whose names, as far as they were read, are those of a paper; those named in full go first."""
    possible = [t for t in fitting if _agrees(t, paper)]
    return [t for t in possible if t.form is not None] or possible


def _ordered_for(paper: Says, tables: Sequence[Key], fitting: Sequence[Key], forms: Sequence[str]) -> list[Key]:
    table = _by_order(paper, tables, fitting, forms)
    return [] if table is None else [table]


def _held_against(proven: Proven, others: Sequence[tuple[_OtherForm, Sequence[Key]]]) -> Proven | None:
    """A table beside those that may be the other forms' at hand: with `form_b` where one agrees beyond chance; None
    where all that a form may have disagree."""
    differing: set[int] = set()
    agreed = False
    for other, tables in others:
        found = [agreement(other.turned, proven.table, t) for t in tables if t.answers != proven.table.answers]
        if found and all(each.is_contradiction for each in found):
            return None
        if len(found) == 1 and found[0].is_beyond_chance:
            agreed = True
            differing |= found[0].differing
    by = (*proven.by, "form_b") if agreed else proven.by
    return replace(proven, by=by, differing=frozenset(differing))


def _forms_known(paper: Says, tables: Sequence[Key], others: Sequence[_OtherForm]) -> list[str]:
    """The forms that the papers at hand and the names of tables name."""
    return sorted({f for f in (paper.form, *(o.says.form for o in others), *(t.form for t in tables)) if f})


def _by_order(paper: Says, tables: Sequence[Key], fitting: Sequence[Key], forms: Sequence[str]) -> Key | None:
    if forms and paper.form is None:
        return None
    table = table_by_order(tables, fitting, paper.session, forms, paper.form)
    return table if table is not None and _agrees(table, paper) else None


def _wanted(paper: Says) -> str:
    names = [f"session {paper.session}" if paper.session else "", f"form {paper.form}" if paper.form else ""]
    return ", ".join(filter(None, names)) or "this paper"


def _contradiction(paper: Says) -> str:
    return (
        f"the names of the key's tables, which are drawn, and its answers for other forms disagree about which table "
        f"is for {_wanted(paper)}: give a key whose text can be read"
    )


def unproven(paper: Says) -> str:
    """Why no table is taken where nothing proves one, and what would settle it."""
    return (
        f"the key's tables are named only in its picture, and nothing proves which one is for {_wanted(paper)}: add "
        "the paper's other form, or give a key whose text can be read"
    )
