"""Why one job stands where it stands, beyond what bounds its lane (queue/reasons.py); each reason an object (B7)."""

from __future__ import annotations

from dataclasses import dataclass

from cgq.hints import argument
from cgq.queue.reasons import Reason
from cgq.queue.states import LIVING


@dataclass(frozen=True, slots=True, kw_only=True)
class Due(Reason):
    """It was asked to start later: at a moment of the wall clock (`--at`), or when some time has passed."""

    code = "due_later"

    at_a_moment: bool

    @property
    def message(self) -> str:
        return "it was asked to start at a moment" if self.at_a_moment else "it was asked to start later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry(Reason):
    """It failed, and waits for its next try; `most` is how many starts it has in all, None where nobody knows."""

    code = "retry"

    attempts: int
    most: int | None
    error: str
    error_code: str

    @property
    def message(self) -> str:
        of = f" of {self.most}" if self.most else ""
        return f"try {self.attempts}{of} failed: {self.error.rstrip('.')} [{self.error_code}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaits(Reason):
    """It was started, and put off until something else comes (see contract.Postponed); `until` at the latest."""

    code = "awaits"

    what: str

    @property
    def message(self) -> str:
        return self.what[:1].lower() + self.what[1:].rstrip(".")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parent(Reason):
    """It starts only after another job is done. `state` is None for one that is not kept any more."""

    code = "parent"

    parent: int
    state: str | None

    @property
    def message(self) -> str:
        if self.state is None:
            return f"it starts only after job {self.parent} is done, which was removed"
        return f"it starts only after job {self.parent} is done, which is {self.state}"

    @property
    def hint(self) -> str:
        if self.state is None:
            return "It will never start; enqueue it again"
        return "" if self.state in LIVING else f"Start that one again: `cgq retry {argument(self.parent)}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutex(Reason):
    """Only one job of a key can be ready or run at a time, and another one is."""

    code = "mutex"

    name: str
    holder: int
    state: str

    @property
    def message(self) -> str:
        return f"only one job of {self.name} runs at a time, and job {self.holder} is {self.state}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved(Reason):
    """No supervisor starts jobs of its lane. `others` live and serve something else, `draining` start nothing more."""

    code = "unserved"

    queue: str
    kind: str
    others: tuple[int, ...] = ()
    draining: tuple[int, ...] = ()

    @property
    def message(self) -> str:
        if self.draining and not self.others:
            return "whoever works on this database is about to stop"
        if not self.others:
            return "nobody works on this database"
        return f"nobody serves {self.kind} in {self.queue}"

    @property
    def hint(self) -> str:
        return f"Serve it: `cgq work --queue {argument(self.queue)}`" if self.others else "Serve it: `cgq work`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown(Reason):
    """Its kind or its queue is not there, or the kind cannot be loaded."""

    code = "not_loadable"

    why: str
    cure: str

    @property
    def message(self) -> str:
        return self.why.rstrip(".")

    @property
    def hint(self) -> str:
        return self.cure


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind(Reason):
    """Other jobs of its lane start first: `before` of them, at least so many where `many`. `free` may start now."""

    code = "behind"

    before: int
    many: bool
    free: int

    @property
    def message(self) -> str:
        if not self.before:
            return "jobs of other kinds in its queue, or of the same asker, start first"
        least = "at least " if self.many else ""
        jobs = "1 job starts" if self.before == 1 else f"{self.before:,} jobs start"
        return f"{least}{jobs} before it, {self.free:,} of them now" if self.free else f"{least}{jobs} before it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Still(Reason):
    """A supervisor lives and has not moved (SIGSTOP, a host that sleeps), so that it takes nothing up (R2)."""

    code = "stalled"

    pid: int
    host: str

    @property
    def message(self) -> str:
        return f"supervisor {self.supervisors[0]} (pid {self.pid} on {self.host}) lives and does not move"

    @property
    def hint(self) -> str:
        return f"If it was stopped, let it go on: `kill -CONT {self.pid}`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running(Reason):
    """It is at work; `until` is when its call is ended for taking too long (R5), None where nobody can
    tell."""

    code = "running"

    attempts: int
    most: int | None
    pid: int | None
    host: str

    @property
    def message(self) -> str:
        of = f" of {self.most}" if self.most else ""
        who = f"supervisor {self.supervisors[0]}" + (f" (pid {self.pid} on {self.host})" if self.pid else "")
        return f"it runs at {who}, try {self.attempts}{of}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission(Reason):
    """Its call waits to ask a provider, which is not the call's own time; `until` is when it is looked at again."""

    code = "permission"

    provider: str
    why: str

    @property
    def message(self) -> str:
        return f"its call waits to ask {self.provider}: {self.why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone(Reason):
    """The supervisor that held it is gone; whoever works next takes it back (R2)."""

    code = "supervisor_gone"

    @property
    def message(self) -> str:
        return f"supervisor {self.supervisors[0]}, which ran it, is gone; the next one takes it back"

    @property
    def hint(self) -> str:
        return "Go on with it: `cgq work`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Over(Reason):
    """It ended in `state`, with an error where that is not `done`. `cure` is what to do about it.

    `failed_items` of its `items` failed: a job may be done with failures (B1).
    """

    code = "ended"

    job: int
    state: str
    error: str = ""
    error_code: str = ""
    cure: str = ""
    items: int = 0
    failed_items: int = 0

    @property
    def message(self) -> str:
        if self.state == "done" and self.failed_items:
            return f"it is done, and {self.failed_items:,} of its {self.items:,} items failed"
        if self.state == "done":
            return "it ended well"
        return f"{self.error.rstrip('.')} [{self.error_code}]" if self.error else f"it is {self.state}"

    @property
    def hint(self) -> str:
        if self.state == "done" and self.failed_items:
            number = argument(self.job)
            return f"See which: `cgq failed --items {number}` Do them again: `cgq retry --items {number}`"
        if self.state == "done":
            return ""
        again = f"Start it again: `cgq retry {argument(self.job)}`"
        return f"{self.cure.rstrip('. ')}. {again}" if self.cure and "`" not in self.cure else self.cure or again
