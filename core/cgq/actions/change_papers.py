"""What a person does to papers of the bank: correct what is said of them, or take them out."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.actions.materials import Paper, known_paper, one
from cgq.bank import answering, materials, questions, rows
from cgq.bank.attempts.read import count_at_paper
from cgq.bank.files import is_kept, still_there
from cgq.bank.keys import answers
from cgq.db.connection import AFTER_COMMIT
from cgq.db.queries import load
from cgq.errors import Refused
from cgq.queue import artifacts, listing, operate
from cgq.queue.enqueue import enqueue, refuse_secret_texts
from cgq.queue.job import NewJob
from cgq.stages.chain import find_repeats, following, stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.bank.keys import Link
    from cgq.bank.materials import Loss, Material
    from cgq.bank.stored_questions import Stored
    from cgq.db.connection import Transaction
    from cgq.workspace import Workspace

SQL = load("bank")

PLACES = 100
"""Rows of a file that go in one transaction: about 30 ms."""

JOBS = 500
"""Jobs of a file that are cancelled in one transaction: about 20 ms. Each of its questions may have one."""


@dataclass(frozen=True, slots=True)
class Going:
    """A paper that is removed, with what goes with it.

    `answered` are the papers that stay and lose its answers, `decisions` are people's, which are kept for the day on
    which the paper is taken in again; so are the `attempts` of `learners` at its questions, which another paper that
    prints them judges meanwhile. `left` are paths where its file still lies, `kept` those where cgq keeps it.
    """

    material: Material
    loss: Loss
    decisions: int
    answered: tuple[Link, ...] = ()
    left: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    attempts: int = 0
    learners: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """What removing papers takes, or took: questions that no other paper prints, and the jobs that are cancelled.

    `files` that jobs made for them and nothing names any more, `following` the jobs that bring search and concepts up
    to date; both are None until it is done.
    """

    papers: tuple[Going, ...]
    questions: int
    jobs: tuple[int, ...]
    files: int | None = None
    following: tuple[int, ...] | None = None


def edit(workspace: Workspace, number: int, *, title: str | None, description: str | None) -> Paper:
    """Keep a person's title or description of a paper; no reading changes them. None leaves it as it is.

    Raises Missing for the paper, Refused for a title without a sign.
    """
    refuse_secret_texts(title=title, description=description)
    if title is not None and not title.strip():
        raise Refused("A title needs a sign", code="usage", hint="Leave --title out to keep the one it has.")
    with workspace.ledger.write() as books:
        known_paper(books.tx, number)
        now = books.moment.wall
        materials.edit(books.tx, number, now, title=title and title.strip(), description=description)
        # A key is found by the titles of both; a file with rows has none.
        if title is not None and materials.is_paper(books.tx, number):
            for paper in answering.settle(books.tx, number):
                questions.derive(books.tx, paper, stored_text_hash, now)
    return one(workspace, number)


def would_remove(workspace: Workspace, numbers: Iterable[int]) -> Removal:
    """What `remove` would take; nothing is changed. Raises Missing for a paper that is not there."""
    with workspace.database.read() as tx:
        return _removal(tx, list(dict.fromkeys(numbers)))


def remove(workspace: Workspace, numbers: Iterable[int], by: str) -> Removal:
    """Take papers out of the bank, all of them or none, in one transaction. Raises as `would_remove` does.

    Jobs that read them are ended first, so that no result comes for a paper that is gone. The rows of a file go before,
    some a transaction: what is interrupted then has fewer of them, and is removed by asking again.
    """
    wanted = list(dict.fromkeys(numbers))
    before = would_remove(workspace, wanted)
    cancelled, stored = _take_rows_out(workspace, wanted, before.jobs, by)
    with workspace.ledger.write() as books:
        found = _removal(books.tx, wanted)
        cancelled += operate.cancel(books, found.jobs, by)
        now = books.moment.wall
        artifacts.release(books, wanted)
        is_printed = bool(stored) or any(materials.question_ids(books.tx, number) for number in wanted)
        stored += [questions.remove_material(books.tx, number, stored_text_hash, now) for number in wanted]
        following = tuple(made.id for made in enqueue(books, _following(books.tx, stored, by, is_printed)))
        files = artifacts.forget(books, wanted)
    if files:
        with workspace.ledger.write() as books:
            artifacts.remove_unnamed(books, workspace.database.path, files)
    return Removal(
        papers=before.papers,
        questions=sum(one.removed for one in stored),
        jobs=tuple(cancelled),
        files=len(files),
        following=following,
    )


def _take_rows_out(
    workspace: Workspace, numbers: Sequence[int], jobs: Sequence[int], by: str
) -> tuple[list[int], list[Stored]]:
    """Take the rows of files out, so that no transaction is long; the papers themselves are left to the last one.

    The jobs that were cancelled for it, and what became of the rows.
    """
    with workspace.database.read() as tx:
        files = [number for number in numbers if not materials.is_paper(tx, number)]
    cancelled: list[int] = []
    if not files:
        return cancelled, []
    for start in range(0, len(jobs), JOBS):
        with workspace.ledger.write() as books:
            cancelled += operate.cancel(books, jobs[start : start + JOBS], by)
        time.sleep(AFTER_COMMIT)
    done: list[Stored] = []
    for number in files:
        while stored := _take_some_out(workspace, number):
            done.append(stored)
            time.sleep(AFTER_COMMIT)
    return cancelled, done


def _take_some_out(workspace: Workspace, number: int) -> Stored | None:
    with workspace.ledger.write() as books:
        seqs = rows.next_places(books.tx, number, PLACES)
        return rows.take_out(books.tx, number, seqs, {}, stored_text_hash) if seqs else None


def _removal(tx: Transaction, numbers: Sequence[int]) -> Removal:
    papers = tuple(_going(tx, number, numbers) for number in numbers)
    ids = {"materials": json.dumps(list(numbers))}
    lost: int = tx.value(SQL["questions_only_in"], ids)
    jobs = tuple(id_ for (id_,) in tx.all(listing.SQL["jobs_of_papers"], ids))
    return Removal(papers=papers, questions=lost, jobs=jobs)


def _going(tx: Transaction, number: int, numbers: Sequence[int]) -> Going:
    material = materials.material(tx, known_paper(tx, number))
    decisions: int = tx.value(SQL["edits_counted"], (material.sha256,))
    answered = tuple(link for link in answers(tx, number) if link.material not in numbers)
    there = still_there(material.paths)
    kept = tuple(path for path in there if is_kept(path, material.sha256))
    left = tuple(path for path in there if path not in kept)
    attempts, learners = count_at_paper(tx, material.sha256)
    return Going(material, materials.loss(tx, number), decisions, answered, left, kept, attempts, learners)


def _following(tx: Transaction, stored: Sequence[Stored], by: str, is_printed: bool) -> list[NewJob]:
    """`is_printed`: a question stood in what was removed."""
    reworded = sorted({question for one in stored for question in one.reworded})
    removed = sum(one.removed for one in stored)
    jobs = following(tx, reworded, removed=removed, pattern=NewJob(kind="generate_embedding", requested_by=by))
    # Where other papers print all of it, it repeats less often.
    return jobs or ([find_repeats()] if is_printed else [])
