"""What has failed for good, grouped by what went wrong (T5). Reads only."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

from cgq.errors import Refused
from cgq.queue.listing import SQL, like
from cgq.queue.names import is_meant

if TYPE_CHECKING:
    from cgq.db.connection import Transaction
    from cgq.queue.states import State
    from cgq.queue.timeline import Moment

EXAMPLES = 5
"""Jobs that are named of a group of failures: so many lines still leave a group on one screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which failures are meant; None means any.

    `text` is searched in messages, `since` lies on the time line, a `fingerprint` may be the beginning of one.
    """

    queue: str | None = None
    kind: str | None = None
    code: str | None = None
    text: str | None = None
    since: int | None = None
    fingerprint: str | None = None

    def names(self) -> dict[str, Any]:
        """The parameters of the queries."""
        return {
            "queue": self.queue,
            "kind": self.kind,
            "code": self.code,
            "like": None if self.text is None else like(self.text),
            "since": self.since,
            "fingerprint": self.fingerprint,
        }


EVERY = Which()
"""Every failure."""


class FailedJob(NamedTuple):
    """A failed job and what it is about, None where that is not known: the paper, one page of it, or one question.

    `path` is the paper's freshest as text (see bank.files), `page` counts from 1, `question` is the number in the bank.
    """

    job: int
    material: int | None
    title: str | None
    path: str | None
    page: int | None
    question: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Failed jobs with one cause; message and hint are the newest one's; times of the wall clock, in milliseconds."""

    fingerprint: str | None
    queue: str
    kind: str
    count: int
    code: str
    message: str
    hint: str
    first: int
    last: int
    examples: list[FailedJob]


def groups(tx: Transaction, at: Moment, which: Which) -> list[Group]:
    """Failed jobs by cause, the most frequent first."""
    return [_group(tx, at, which, row) for row in tx.all(SQL["failed_groups"], which.names())]


def failed_ids(tx: Transaction, which: Which) -> list[int]:
    """The failed jobs that are meant, the oldest first."""
    return [id_ for (id_,) in tx.all(SQL["failed_ids"], which.names())]


def unsuccessful_ids(tx: Transaction, which: Which, state: State | None = None) -> list[int]:
    """The jobs that ended without being done and are meant, the oldest first; in one `state` where it is given."""
    return [id_ for (id_,) in tx.all(SQL["unsuccessful_ids"], {**which.names(), "state": state})]


def check_fingerprint(tx: Transaction, beginning: str | None) -> None:
    """Raise Refused where several causes have a fingerprint that begins so."""
    found = [] if beginning is None else tx.all(SQL["fingerprints_named"], {"fingerprint": beginning})
    if len(found) > 1:
        names = ", ".join(name for (name,) in found)
        message = f"{len(found)} causes have a fingerprint that begins with {beginning}: {names}"
        raise Refused(message, code="ambiguous_fingerprint", hint="Give more of its digits.")


def waiting_for_another_try(tx: Transaction, queue: str | None = None) -> int:
    """How many jobs failed, but are not over: they wait for another try."""
    rows = tx.all(SQL["retries_waiting"])
    return sum(n for name, n in rows if is_meant(queue, name))


def discarded(tx: Transaction, which: Which) -> int:
    """How many jobs of the queue and the kind that are meant were discarded: by a rule, or given up by a person."""
    rows = tx.all(SQL["state_counts"])
    return sum(
        n
        for queue, kind, state, n in rows
        if state == "discarded" and is_meant(which.queue, queue) and which.kind in (None, kind)
    )


def _group(tx: Transaction, at: Moment, which: Which, row: tuple[Any, ...]) -> Group:
    fingerprint, queue, kind, count, first, last, code, message, newest = row
    alike = replace(which, queue=queue, kind=kind, fingerprint=fingerprint)
    return Group(
        fingerprint=fingerprint,
        queue=queue,
        kind=kind,
        count=count,
        code=code,
        message=message,
        hint=tx.value(SQL["last_hint"], (newest,)) or "",
        first=at.on_the_wall(first),
        last=at.on_the_wall(last),
        examples=_about(tx, [id_ for (id_,) in tx.all(SQL["failed_examples"], {**alike.names(), "limit": EXAMPLES})]),
    )


def _about(tx: Transaction, jobs: list[int]) -> list[FailedJob]:
    rows = tx.all(SQL["failed_about"], (json.dumps(jobs),))
    return [
        FailedJob(job, material, title, path, _number(page), _number(question))
        for job, material, title, path, page, question in rows
    ]


def _number(value: object) -> int | None:
    """What an argument says, where it is the number that its name promises: kinds have arguments of any shape."""
    return value if isinstance(value, int) else None
