"""One stage by hand: jobs of a kind for some questions or papers, for what lacks its result, or as given."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.bank import materials, vectors
from cgq.errors import Missing, Refused
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.queue.listing import SQL as LISTING
from cgq.stages import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.enqueue import Wishes
    from cgq.config import EmbeddingSettings
    from cgq.db.connection import Transaction
    from cgq.queue.enqueue import Enqueued
    from cgq.workspace import Workspace

OF_QUESTIONS = ("generate_embedding", "update_knowledge_graph")
OF_PAPERS = ("process_pdf", "recognise_pdf")
OF_THE_BANK = ("refresh_concepts",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a stage is asked to work on: one of these. `missing` is a number of things, -1 for all."""

    questions: Sequence[int] = ()
    materials: Sequence[int] = ()
    missing: int | None = None
    args: str | None = None


def plan(workspace: Workspace, kind: str, subject: Subject, wishes: Wishes) -> list[NewJob]:
    """The jobs that are asked for. Raises Refused for what cannot be meant, Missing for an unknown id."""
    workspace.policies.kind(kind)
    _check(kind, subject)
    with workspace.database.read() as tx:
        arguments = _arguments(tx, workspace, kind, subject)
    return [_job(kind, one, document, subject, wishes, workspace.settings.embedding) for one, document in arguments]


def put(workspace: Workspace, jobs: Sequence[NewJob], *, again: bool = False) -> list[Enqueued]:
    """Enqueue planned jobs in one transaction (S1)."""
    with workspace.ledger.write() as books:
        return enqueue(books, jobs, again=again)


def _check(kind: str, subject: Subject) -> None:
    said = [bool(subject.questions), bool(subject.materials), subject.missing is not None, subject.args is not None]
    if kind in OF_THE_BANK and not any(said):
        return
    if sum(said) != 1:
        hint = "Give one of --question, --material, --missing and --args."
        raise Refused(f"What {kind} should work on is not clear", code="usage", hint=hint)
    if kind not in (*OF_QUESTIONS, *OF_PAPERS) and subject.args is None:
        raise Refused(f"{kind} takes neither questions nor papers", code="usage", hint="Give --args JSON.")
    if kind in OF_PAPERS and subject.questions:
        raise Refused(f"{kind} takes papers", code="usage", hint="Give --material ID.")


def _arguments(tx: Transaction, workspace: Workspace, kind: str, subject: Subject) -> list[tuple[Any, int | None]]:
    """Each job's arguments, and the paper with which it takes turns."""
    if subject.args is not None:
        return [(_decoded(subject.args), None)]
    if kind in OF_THE_BANK:
        return [({}, None)]
    if kind in OF_PAPERS:
        papers = subject.materials or _unread(tx, subject.missing)
        return [({"material": materials.material(tx, paper).id}, paper) for paper in papers]
    if subject.missing is not None:
        return [({"question": number}, None) for number in _without(tx, workspace, kind, subject.missing)]
    of_papers: list[tuple[Any, int | None]] = [
        ({"question": number}, paper)
        for paper in subject.materials
        for number in materials.question_ids(tx, materials.material(tx, paper).id)
    ]
    return of_papers or [({"question": _known(tx, number)}, None) for number in subject.questions]


def _job(
    kind: str, args: Any, document: int | None, subject: Subject, wishes: Wishes, embedding: EmbeddingSettings
) -> NewJob:
    name = _name(kind, args, embedding)
    bank = kind in OF_THE_BANK
    # What lacks its result is asked for again, whatever the memory of finished work says of it. What is asked
    # for later must not keep from asking now.
    coalesce = None if wishes.due_at is not None else kind if bank else name if subject.missing is not None else None
    return NewJob(
        kind=kind,
        args=args,
        queue=wishes.queue,
        priority=wishes.priority,
        due_at=wishes.due_at,
        max_attempts=wishes.max_attempts,
        requested_by=wishes.requested_by,
        document=document,
        key=None if bank or subject.missing is not None else name,
        coalesce=coalesce,
        mutex=kind if bank else None,
    )


def _name(kind: str, args: Any, embedding: EmbeddingSettings) -> str:
    """What names work that was asked for by hand: kind, arguments, the settings that change the result (S2)."""
    settings = f"{embedding.provider}:{embedding.model}" if kind == "generate_embedding" else ""
    text = json.dumps(args, sort_keys=True, ensure_ascii=False)
    return f"{kind}:by hand:{settings}:{hashlib.sha256(text.encode(errors='replace')).hexdigest()}"


def _decoded(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise Refused(f"Arguments must be JSON: {error}", code="args_not_json", hint="Quote it.") from error


def _known(tx: Transaction, question: int) -> int:
    if tx.value(LISTING["question_there"], (question,)) is None:
        raise Missing(f"There is no question {question}", hint="List them: cgq questions")
    return question


def _unread(tx: Transaction, limit: int | None) -> list[int]:
    rows = tx.all(LISTING["papers_unread"], (-1 if limit is None else limit,))
    return [number for (number,) in rows]


def _without(tx: Transaction, workspace: Workspace, kind: str, limit: int) -> list[int]:
    if kind == "update_knowledge_graph":
        return [number for (number,) in tx.all(LISTING["questions_unanalysed"], (limit,))]
    stage = registry.make(kind, workspace.settings.embedding)
    return vectors.missing(tx, stage.embedder.model, limit)  # type: ignore[attr-defined]
