"""Which table of a key is whose, by how many there are, in what order, and how many numbers each has.

A key has a table for each session and form: forms within sessions, or sessions within forms. Where only one table can
be the wanted one in every such layout that fits what is known, counts and order have decided.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.exam.model import Key

_FORMS = "ABCD"
_READ_SHARE = 0.5
"""The share of tables of which something must be read where names are drawn: order alone is no proof against a name
that is there and was not read."""

Label = tuple[str | None, str | None]
"""A session and a form; None where the exam has but one."""


def table_by_order(
    tables: Sequence[Key], fitting: Sequence[Key], session: str | None, forms: Sequence[str], form: str | None
) -> Key | None:
    """The table of a session and a form; None where counts and order do not leave exactly one.

    `tables` are all in their order, `fitting` those whose numbers are the paper's, `forms` the forms that the papers
    at hand name.
    """
    many = max([2, *(_FORMS.index(f) + 1 for f in forms if f in _FORMS)]) if forms else 1
    if len(tables) % many or not _is_known(tables, many, session):
        return None
    wanted = (session, form)
    found = {labels.index(wanted) for labels in _layouts(tables, many) if _fits(labels, tables) and wanted in labels}
    if len(found) != 1:
        return None
    table = tables[found.pop()]
    return table if any(table is other for other in fitting) else None


def _is_known(tables: Sequence[Key], forms: int, session: str | None) -> bool:
    """Whether enough is known that an order can tell at all. Tables of one length may as well be those of subjects."""
    read = sum(1 for table in tables if table.form or table.session)
    if any(table.name_unread for table in tables) and read < _READ_SHARE * len(tables):
        return False
    counts = {len(table.answers) for table in tables}
    return session is not None and len(tables) > forms and (len(counts) > 1 or read > 0)


def _layouts(tables: Sequence[Key], forms: int) -> Iterator[list[Label]]:
    """The labels of the tables in every layout: rising only where no name is drawn that might say otherwise."""
    sessions = len(tables) // forms
    numbers = [str(n) for n in range(1, sessions + 1)]
    letters: list[str | None] = list(_FORMS[:forms]) if forms > 1 else [None]
    drawn = any(table.name_unread or table.named_by_shape for table in tables)
    turns = (1, -1) if drawn else (1,)
    for one, other in product(turns, turns):
        yield [(n, f) for n in numbers[::one] for f in letters[::other]]
        yield [(n, f) for f in letters[::other] for n in numbers[::one]]


def _fits(labels: Sequence[Label], tables: Sequence[Key]) -> bool:
    """Whether what is read of each table agrees, and the forms of a session have the same numbers."""
    numbers: dict[str | None, frozenset[int]] = {}
    for (session, form), table in zip(labels, tables, strict=True):
        if session and table.session and session != table.session:
            return False
        if form and table.form and form != table.form:
            return False
        answered = frozenset(answer.number for answer in table.answers)
        if numbers.setdefault(session, answered) != answered:
            return False
    return True
