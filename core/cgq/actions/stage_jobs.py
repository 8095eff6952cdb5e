"""One stage by hand: jobs of a kind for some questions or papers, for what lacks its result, or as given."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cgq.bank import materials, questions
from cgq.bank.attempts.read import last_attempt
from cgq.bank.attempts.store import check_learner
from cgq.bank.question_name import question_number
from cgq.contract import NoArguments
from cgq.errors import Refused
from cgq.queue import batches
from cgq.queue.enqueue import encode_args, enqueue
from cgq.queue.job import NewJob
from cgq.stages import registry

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.enqueue import Wishes
    from cgq.bank.question_name import QuestionName
    from cgq.contract import Arguments
    from cgq.db.connection import Transaction
    from cgq.queue.enqueue import Enqueued
    from cgq.stages.stage import Stage
    from cgq.workspace import Workspace

_TAKES = {
    "question": "Give one of --question, --material, --missing and --args.",
    "material": "Give one of --material, --missing and --args.",
    "bank": "Give --args JSON.",
    "nothing": "Give --args JSON.",
}
"""What a kind may be asked to work on, by what it is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a stage is asked to work on: one of these four. `missing` is a number of things, -1 for all."""

    questions: Sequence[QuestionName] = ()
    materials: Sequence[int] = ()
    missing: int | None = None
    args: str | None = None
    learner: str | None = None
    """Whose attempts at the questions are meant as well, by kinds that know learners; it goes with any of them."""

    @property
    def given(self) -> int:
        """How many of them are given."""
        return sum((bool(self.questions), bool(self.materials), self.missing is not None, self.args is not None))


def plan(workspace: Workspace, kind: str, subject: Subject, wishes: Wishes) -> list[NewJob]:
    """The jobs that are asked for. Raises Refused for what cannot be meant, Missing for an unknown id."""
    workspace.policies.named_queue(wishes.queue or workspace.policies.kind(kind).queue)
    stage = registry.make(kind, workspace.settings)
    _check(stage, subject)
    with workspace.database.read() as tx:
        arguments = _with_learner(stage, _arguments(tx, stage, subject), subject.learner)
        decoded = [workspace.policies.decode(kind, encode_args(one)) for one, _ in arguments]
        texts = _texts(tx, stage, decoded)
    jobs: list[NewJob] = []
    for (one, document), args, text in zip(arguments, decoded, texts, strict=True):
        name = _name(stage, args, text)
        jobs.append(_job(stage, one, name, document, subject, wishes))
    return jobs


def put(workspace: Workspace, jobs: Sequence[NewJob], *, again: bool = False) -> list[Enqueued]:
    """Enqueue planned jobs in one transaction (S1)."""
    with workspace.ledger.write() as books:
        return enqueue(books, jobs, again=again)


def put_in_batch(workspace: Workspace, jobs: Sequence[NewJob], wishes: Wishes) -> tuple[list[Enqueued], int | None]:
    """The same, and the batch that they belong to, where one is asked for and one of them can join it."""
    if wishes.batch is None:
        return put(workspace, jobs, again=wishes.again), None
    with workspace.ledger.write() as books:
        made = enqueue(books, jobs, again=wishes.again)
        batch = batches.join(books, wishes.batch, [one.id for one in made], wishes.requested_by)
        if batch is not None:
            batches.filled(books, batch)
        return made, batch


def _check(stage: Stage[Any, Any, Any], subject: Subject) -> None:
    kind, about = stage.kind, stage.about
    if not stage.by_hand:
        raise Refused(f"{kind} is not started by hand", code="usage", hint="Other jobs start it when it is due.")
    if not subject.given and _needs_nothing(stage):
        return
    if subject.given != 1:
        raise Refused(f"What {kind} should work on is not clear", code="usage", hint=_TAKES[about])
    if subject.questions and about == "material":
        raise Refused(f"{kind} takes papers", code="usage", hint="Give --material ID.")
    if subject.args is None and about not in ("question", "material"):
        raise Refused(f"{kind} takes neither questions nor papers", code="usage", hint=_TAKES[about])


def _needs_nothing(stage: Stage[Any, Any, Any]) -> bool:
    """Can it be started as it is: every argument has a default?"""
    from msgspec.structs import fields

    return stage.about not in ("question", "material") and not any(one.required for one in fields(stage.arguments))


def _arguments(tx: Transaction, stage: Stage[Any, Any, Any], subject: Subject) -> list[tuple[Any, int | None]]:
    """Each job's arguments, and the paper with which it takes turns."""
    if subject.args is not None:
        return [(_decoded(subject.args), None)]
    if not subject.given:
        return [({}, None)]
    if stage.about == "material":
        papers = _missing(tx, stage, subject.missing) if subject.missing is not None else subject.materials
        return [({"material": materials.material(tx, paper).id}, paper) for paper in papers]
    if subject.missing is not None:
        return [({"question": number}, None) for number in _missing(tx, stage, subject.missing)]
    if subject.questions:
        return [({"question": question_number(tx, name)}, None) for name in subject.questions]
    return [
        ({"question": number}, paper)
        for paper in subject.materials
        for number in materials.question_ids(tx, materials.material(tx, paper).id)
    ]


def _with_learner(
    stage: Stage[Any, Any, Any], arguments: list[tuple[Any, int | None]], learner: str | None
) -> list[tuple[Any, int | None]]:
    """The arguments with the learner that is named. Raises Refused for a kind that knows none."""
    if learner is None:
        return arguments
    if "learner" not in stage.arguments.__struct_fields__:
        raise Refused(f"{stage.kind} knows no learners", code="usage", hint="Leave --learner out.")
    return [({**given, "learner": check_learner(learner)}, paper) for given, paper in arguments]


def _missing(tx: Transaction, stage: Stage[Any, Any, Any], limit: int) -> list[int]:
    found = stage.missing(tx, limit)
    if found is None:
        message = f"Nobody can tell what {stage.kind} has not done yet"
        raise Refused(message, code="usage", hint="Name what it should work on: --question ID or --material ID.")
    return found


def _job(
    stage: Stage[Any, Any, Any], args: Any, name: str, document: int | None, subject: Subject, wishes: Wishes
) -> NewJob:
    alone = stage.about == "bank" and stage.arguments is NoArguments
    is_plain = alone or stage.repeats or subject.missing is not None or not subject.given
    if alone and wishes.mutex is not None:
        raise Refused(f"{stage.kind} has a key of its own", code="usage", hint="Leave --mutex out.")
    # What lacks its result is asked for again, whatever the memory of finished work says of it; so is a kind that needs
    # nothing, such as cleanup, and one that writes what the bank holds by now. What is asked for later must not keep
    # from asking now.
    is_for_later = wishes.due_at is not None or wishes.delay > 0 or wishes.after is not None
    waits_once = None if is_for_later else stage.kind if alone else name
    return NewJob(
        kind=stage.kind,
        args=args,
        queue=wishes.queue,
        priority=wishes.priority,
        due_at=wishes.due_at,
        delay=wishes.delay,
        deadline=wishes.deadline,
        after=wishes.after,
        max_attempts=wishes.max_attempts,
        requested_by=wishes.requested_by,
        document=document,
        key=None if is_plain else name,
        coalesce=waits_once if is_plain else None,
        mutex=stage.kind if alone else wishes.mutex,
    )


def _texts(tx: Transaction, stage: Stage[Any, Any, Any], args: Sequence[Any]) -> list[str]:
    """What each job's question is now, empty where it is about none: its hash, and the last attempt of the learner who
    is named."""
    if stage.about != "question":
        return [""] * len(args)
    hashes = questions.hashes_of(tx, {one.question for one in args})
    return [hashes.get(one.question, "") + _last_attempt(tx, one) for one in args]


def _last_attempt(tx: Transaction, args: Any) -> str:
    learner: str | None = getattr(args, "learner", None)
    return "" if learner is None else f":{last_attempt(tx, learner, args.question)}"


def _name(stage: Stage[Any, Any, Any], args: Arguments, text: str) -> str:
    """What names work that was asked for by hand: kind, arguments, the code and model that compute (S2).

    `text` is the hash of its question, whose number stays while its text changes: another text is other work, and so
    is what a learner did since.
    `args` are decoded: an argument that is left out is the same work as one that is given its default.
    """
    from msgspec.json import encode

    encoded = encode(args, order="deterministic")
    return f"{stage.kind}:by hand:{stage.version}:{hashlib.sha256(encoded + text.encode()).hexdigest()}"


def _decoded(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_object)
    except RecursionError as error:
        raise Refused("Arguments must be JSON: too deep", code="args_not_json", hint="Write less deep JSON.") from error
    except ValueError as error:
        raise Refused(f"Arguments must be JSON: {error}", code="args_not_json", hint="Quote it.") from error


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON. Raises Refused for a key that stands in it twice."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(f"Arguments name {twice!r} twice", code="args_not_json", hint="Name it once.")
    return found
