"""Why a job waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

from cgq.clock import rfc3339
from cgq.documents import Document
from cgq.hints import commands, unmarked
from cgq.queue.states import State

if TYPE_CHECKING:
    from cgq.queue.explain import Explanation
    from cgq.queue.reasons import Reason
    from cgq.queue.timeline import Moment


class WaitReason(Struct, frozen=True, kw_only=True):
    """Why a job waits, runs or ended."""

    code: str
    """What kind of reason it is, for programs: `paused`, `limit`, `rate`, `circuit_open`, `requester_limit`,
    `budget`, `unknown_price`, `due_later`, `awaits`, `retry`, `parent`, `mutex`, `unserved`, `not_loadable`, `behind`,
    `stalled`, `running`, `permission`, `supervisor_gone` or `ended`."""
    message: str
    """What is the matter, for people."""
    hint: str
    """What would end it; empty where nobody has to do anything."""
    commands: list[str]
    """The commands that the hint names, each as it can be pasted into a shell; empty when it names none."""
    since: str | None
    """Since when it is so; null when that is not kept."""
    until: str | None
    """When it ends by itself, about; null when it does not, or nobody can tell. Of a running job: when its call is
    ended for taking too long."""
    jobs: list[int]
    """The jobs that hold it up; at most 20 of those that hold the slots of a limit."""
    supervisors: list[int]
    """The supervisors that hold it up, or run it."""

    @staticmethod
    def of(reason: Reason, at: Moment) -> WaitReason:
        """A reason as it holds at a moment."""
        return WaitReason(
            code=reason.code,
            message=reason.message,
            hint=unmarked(reason.hint),
            commands=commands(reason.hint),
            since=_moment(reason.since, at),
            until=_moment(reason.until, at),
            jobs=list(reason.jobs),
            supervisors=list(reason.supervisors),
        )


class JobReasons(Struct, frozen=True, kw_only=True):
    """A job and why it stands where it stands."""

    job: int
    """The job's number."""
    kind: str
    """What it does: the name of its stage."""
    queue: str
    """The queue that it runs in."""
    state: State
    """Where it stands (docs/states.md)."""
    starts_now: bool
    """Whether nothing holds it: it starts as soon as a supervisor has a free worker."""
    expected: str | None
    """About when it starts; null when nobody can tell, and when it runs or ended."""
    expires: str | None
    """When it fails unless it was started by then; null where it may wait for ever, and when it runs or ended."""
    reasons: list[WaitReason]
    """All that holds it; empty when nothing does."""

    @staticmethod
    def one(found: Explanation, at: Moment) -> JobReasons:
        """One job at a moment."""
        return JobReasons(**_fields(found, at))


class Explained(Document, JobReasons, frozen=True, kw_only=True, tag="explained"):
    """Why a job waits, what it waits for and about when it starts: `cgq explain`."""

    awaited: list[JobReasons]
    """The jobs that it waits for, each the one that the last one waits for, with their own reasons."""

    @staticmethod
    def of(found: Explanation, at: Moment) -> Explained:
        """A job, and those that it waits for, at a moment."""
        awaited = [JobReasons.one(one, at) for one in chain_of(found)]
        return Explained(**_fields(found, at), awaited=awaited)


def chain_of(found: Explanation) -> list[Explanation]:
    """The jobs that a job waits for, the nearest first."""
    chain: list[Explanation] = []
    one = found.awaited
    while one is not None:
        chain.append(one)
        one = one.awaited
    return chain


def _moment(on_the_line: int | None, at: Moment) -> str | None:
    return None if on_the_line is None else rfc3339(at.on_the_wall(on_the_line))


def _fields(found: Explanation, at: Moment) -> dict[str, Any]:
    return {
        "job": found.job,
        "kind": found.kind,
        "queue": found.queue,
        "state": found.state,
        "starts_now": found.starts_now,
        "expected": _moment(found.expected, at),
        "expires": _moment(found.expires, at),
        "reasons": [WaitReason.of(reason, at) for reason in found.reasons],
    }
