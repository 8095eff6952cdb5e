"""Asking for work: the same work twice is the same job (S1-S5)."""

from __future__ import annotations

from dataclasses import dataclass
from json import JSONEncoder
from typing import TYPE_CHECKING, Any

from cgq import events
from cgq.errors import Refused
from cgq.hints import argument
from cgq.queue.books import SQL
from cgq.queue.expiry import expiry
from cgq.queue.job import MAX_ARGS, MAX_DEPTH, PRIORITIES, is_deep
from cgq.queue.listing import no_such
from cgq.queue.states import GIVEN_UP
from cgq.queue.turns import rank
from cgq.secrets.arguments import may_hold_secret, secret_field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.queue.books import Books
    from cgq.queue.job import NewJob
    from cgq.queue.states import State

_strict = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
"""Takes nothing that would come back as something else: no bytes, no sets, no NaN."""


@dataclass(frozen=True, slots=True)
class Enqueued:
    """What became of a request: the job's id, its state, and whether it was there before.

    `pruned`: the job is there no more (B6). `state` is then how it had ended, None for one that was done.
    """

    id: int
    state: State | None
    existing: bool = False
    pruned: bool = False


@dataclass(frozen=True, slots=True)
class _Row:
    """A request with its policy filled in."""

    request: NewJob
    queue: str
    priority: int
    args: str
    due_at: int
    after_delay: int | None
    expires_at: int | None


def enqueue(books: Books, requests: Sequence[NewJob], *, again: bool = False) -> list[Enqueued]:
    """Enqueue in the order given; one answer a request. `again` forces new jobs for known work.

    Raises Refused for an unknown kind, queue or priority, for arguments that are no JSON, too large, or do not fit
    their kind, for a deadline before the start, and for a job to wait for that was given up; Missing for one that is
    not there. Then nothing is enqueued.
    """
    rows = [_row(books, request) for request in requests]
    plain = [row for row in rows if _is_plain(row.request)]
    if len(plain) == len(rows):
        return _insert(books, rows)
    return [_one(books, row, again=again) for row in rows]


def check_request(books: Books, request: NewJob) -> None:
    """Raise Refused for a request that could not be enqueued (see `enqueue`)."""
    _row(books, request)


def _is_plain(request: NewJob) -> bool:
    return not (request.key or request.coalesce or request.mutex or request.after)


def _row(books: Books, request: NewJob) -> _Row:
    policy = books.policies.kind(request.kind)
    queue = books.policies.named_queue(request.queue or policy.queue)
    priority = PRIORITIES.get(request.priority or policy.priority)
    if request.max_attempts is not None and request.max_attempts < 1:
        raise Refused("A job needs at least one start.", code="bad_max_attempts", hint="1 means no retry.")
    if priority is None:
        raise Refused(
            f"There is no priority {request.priority!r}.",
            code="unknown_priority",
            hint=f"Known: {', '.join(PRIORITIES)}.",
        )
    delay = int((request.delay or policy.delay) * 1000)
    delayed = books.now + delay
    due = delayed if request.due_at is None else books.moment.on_the_line(request.due_at)
    expires = expiry(books, request, due, policy.ttl)
    args = encode_args(request.args)
    if not _is_plain(request) or request.requested_by is not None:
        refuse_secret_texts(
            key=request.key, mutex=request.mutex, coalesce=request.coalesce, requested_by=request.requested_by
        )
    books.policies.decode(request.kind, args)
    return _Row(
        request,
        queue,
        priority,
        args,
        due,
        delay if request.after is not None and request.due_at is None else None,
        expires,
    )


def encode_args(args: Any) -> str:
    """Arguments as JSON text, checked (S4); raises Refused."""
    try:
        text = _strict(args)
        size = len(text.encode())
    except (TypeError, ValueError, RecursionError) as error:
        raise Refused(f"Arguments must be JSON: {error}", code="args_not_json") from error
    if is_deep(args):
        message = f"Arguments have more than {MAX_DEPTH} levels of lists and objects."
        raise Refused(message, code="args_too_large", hint="Make them flatter.")
    if size > MAX_ARGS:
        raise Refused(
            f"Arguments take {size:,} bytes; at most {MAX_ARGS:,} are taken.",
            code="args_too_large",
            hint="Pass the path of a file and its sha256 instead.",
        )
    refuse_secrets(args, text)
    return text


def refuse_secrets(args: Any, text: str) -> None:
    """Raise Refused, without the value, where arguments hold a secret: they are stored and shown as they are (S4).

    `text` is their JSON.
    """
    if may_hold_secret(text) and (field := secret_field(args)) is not None:
        raise Refused(
            f"Arguments hold a secret, at {field}; everybody who sees the queue would see it.",
            code="secret_in_arguments",
            hint="Remove it here, and put it into a variable that the kind reads; they are listed: `cgq config show`",
        )


def refuse_secret_texts(**texts: str | None) -> None:
    """The same for what is stored and shown beside the arguments, by its name; None is no text."""
    refuse_secrets(texts, "\n".join(filter(None, texts.values())))


def _one(books: Books, row: _Row, *, again: bool) -> Enqueued:
    request = row.request
    if request.key and not again:
        known = books.tx.one(SQL["work_job"], (request.key,))
        if known is not None:
            job, state, pruned = known
            return Enqueued(job, state, existing=True, pruned=bool(pruned))
    if request.coalesce:
        waiting = books.tx.one(SQL["coalesced_job"], (books.policies.names.own_key(request.coalesce),))
        if waiting is not None:
            return Enqueued(waiting[0], waiting[1], existing=True)
    (made,) = _insert(books, [row])
    if request.key:
        books.tx.run(SQL["work_remember"], (request.key, made.id))
    return made


def _insert(books: Books, rows: Sequence[_Row]) -> list[Enqueued]:
    first = _take_ids(books, len(rows))
    turns = _turns(books, rows)
    made: list[Enqueued] = []
    values: list[tuple[Any, ...]] = []
    for id_, row, turn in zip(range(first, first + len(rows)), rows, turns, strict=True):
        awaited = _awaited(books, row.request)
        state: State = "blocked" if awaited is not None else _first_state(books, row)
        made.append(Enqueued(id_, state))
        values.append(_values(books, id_, row, state, turn, awaited))
        books.moved(row.queue, row.request.kind, None, state)
        if row.request.root is not None:
            books.chain(row.request.root, 1)
    books.tx.many(SQL["job_insert"], values)
    _report(books, rows, made)
    return made


def _report(books: Books, rows: Sequence[_Row], made: Sequence[Enqueued]) -> None:
    lanes: dict[tuple[str, str, str | None], list[int]] = {}
    for row, job in zip(rows, made, strict=True):
        lanes.setdefault((row.queue, row.request.kind, row.request.requested_by), []).append(job.id)
    for (queue, kind, requested_by), jobs in lanes.items():
        books.events.append(events.Enqueued(queue=queue, kind=kind, jobs=tuple(jobs), requested_by=requested_by))


def _take_ids(books: Books, count: int) -> int:
    last: int = books.tx.value(SQL["job_ids_take"], (count,))
    return last - count + 1


def _turns(books: Books, rows: Sequence[_Row]) -> list[int]:
    groups: dict[tuple[str, int | None], list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault((row.queue, row.request.document), []).append(place)
    turns = [0] * len(rows)
    for (queue, document), places in groups.items():
        for place, turn in zip(places, rank(books, queue, document, len(places)), strict=True):
            turns[place] = turn
    return turns


def _awaited(books: Books, request: NewJob) -> int | None:
    """The job to wait for, unless it is done already: a row that names it waits for nothing else.

    Raises Missing for one that is not there, and Refused for one that was given up: a job that waits for it would be
    cancelled with it (queue/unblock.py).
    """
    if request.after is None:
        return None
    parent = books.tx.value(SQL["job_state"], (request.after,))
    if parent is None:
        raise no_such(books.tx, request.after)
    if parent in GIVEN_UP:
        message = f"Job {request.after} is {parent}, so nothing will ever start after it"
        hint = f"Start that one again first: `cgq retry {argument(request.after)}`, or leave --after out."
        raise Refused(message, code="parent_ended", hint=hint)
    return None if parent == "done" else request.after


def _first_state(books: Books, row: _Row) -> State:
    if row.due_at > books.now:
        return "scheduled"
    mutex = row.request.mutex
    if mutex is not None and books.tx.value(SQL["mutex_holder"], (mutex,)) is not None:
        return "blocked"
    return "ready"


def _values(books: Books, id_: int, row: _Row, state: str, turn: int, awaited: int | None) -> tuple[Any, ...]:
    request = row.request
    return (
        id_,
        row.queue,
        request.kind,
        state,
        row.priority,
        row.priority,
        turn,
        row.due_at,
        request.due_at,
        books.now,
        books.now,
        row.expires_at,
        request.deadline is None,
        request.document,
        request.root,
        request.parent,
        awaited,
        row.after_delay if awaited is not None else None,
        request.root,
        request.mutex,
        request.coalesce and books.policies.names.own_key(request.coalesce),
        request.max_attempts,
        request.requested_by,
        row.args,
    )
