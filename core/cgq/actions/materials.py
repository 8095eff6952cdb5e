"""The papers: a page of them, or one with everything that is known of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, get_args

from cgq.actions.loose_keys import with_candidates
from cgq.bank import fetched, materials
from cgq.bank.keys import answered_by, answers, keys
from cgq.bank.replacing import next_file
from cgq.db import LARGEST_INTEGER
from cgq.db.queries import load
from cgq.errors import Missing
from cgq.queue import stats

if TYPE_CHECKING:
    from cgq.bank.keys import Link
    from cgq.bank.materials import Material
    from cgq.bank.replacing import NextFile
    from cgq.db.connection import Transaction
    from cgq.exam.model import Finding, Key
    from cgq.queue.stats import BankStatus
    from cgq.workspace import Workspace

SQL = load("bank")

STATUSES: tuple[str, ...] = get_args(materials.Status)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper with what a person should know of it, the keys that stand in it, and its separate key; or a
    key with the papers that it answers. `next_file` takes its number once it is read."""

    material: Material
    findings: tuple[Finding, ...]
    keys: tuple[Key, ...]
    answered_by: Link | None = None
    answers: tuple[Link, ...] = ()
    next_file: NextFile | None = None
    addresses: tuple[str, ...] = ()
    """The addresses that it was collected from."""


@dataclass(frozen=True, slots=True)
class Papers:
    """A page of papers; `more` tells whether there is another page, `bank` what the whole bank holds."""

    papers: tuple[Paper, ...]
    more: bool
    bank: BankStatus


def listing(
    workspace: Workspace, *, status: materials.Status | None = None, limit: int | None = None, page: int = 1
) -> Papers:
    """Papers by id; `limit` None means all."""
    with workspace.database.read() as tx:
        found = materials.listing(tx, status=status, limit=limit or -1, page=page)
        more = limit is not None and materials.listing(tx, status=status, limit=1, page=limit * page + 1)
        return Papers(
            tuple(_paper(tx, material) for material in found), bool(more), with_candidates(tx, stats.bank(tx))
        )


def one(workspace: Workspace, number: int) -> Paper:
    """A paper by id. Raises Missing for one that is not there."""
    with workspace.database.read() as tx:
        try:
            if number > LARGEST_INTEGER:
                raise Missing
            return _paper(tx, materials.material(tx, number))
        except Missing as error:
            raise no_such_paper(tx, number) from error


def known_paper(tx: Transaction, number: int) -> int:
    """The number, when a paper has it. Raises Missing."""
    if number > LARGEST_INTEGER or materials.source(tx, number) is None:
        raise no_such_paper(tx, number)
    return number


def no_such_paper(tx: Transaction, number: int) -> Missing:
    """The error for a paper that is not there; it tells which are."""
    first, last = tx.one(SQL["material_span"]) or (None, None)
    if last is None:
        hint = "The bank is empty; fill it: `cgq run FILE`"
    else:
        hint = f"Ids go from {first} to {last}; list them: `cgq materials`"
    return Missing(f"There is no material {number}.", hint=hint)


def _paper(tx: Transaction, material: Material) -> Paper:
    number = material.id
    return Paper(
        material,
        findings=tuple(materials.findings(tx, number)),
        keys=tuple(keys(tx, number)),
        answered_by=answered_by(tx, number),
        answers=tuple(answers(tx, number)),
        next_file=next_file(tx, number),
        addresses=tuple(fetched.addresses_of(tx, material.sha256)),
    )
