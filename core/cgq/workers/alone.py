"""Calls of one stage outside the queue, one after the other, in a worker with all its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from cgq.errors import Failure
from cgq.queue.artifacts import is_new_name
from cgq.queue.job import NORMAL, Job
from cgq.stages.registry import make_computation
from cgq.workers import wire
from cgq.workers.calling import make_call
from cgq.workers.engine import Answered, Assignment, Outcome, Seat, WorkCall
from cgq.workers.local import LocalEngine

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from cgq.queue.policy import Policy


class Alone:
    """A stage by itself. The worker starts with the first call and ends with the `with`."""

    def __init__(self, kind: str, policy: Policy, *, files: Path | None = None) -> None:
        """Time and memory are bounded as `policy` says. `files` is the folder for files that the stage writes."""
        result = make_computation(kind, b"null").types().result
        self._kind = kind
        self._policy = policy
        self._files = files
        self._decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(result)
        self._engine = LocalEngine({kind: Seat("pool", memory=policy.memory)}, 1, files=files)
        self._calls = 0

    def __enter__(self) -> Alone:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._engine.close()

    def call(self, given: Any) -> Any:
        """What the stage makes of `given`: a result of its type, or the Failure that it ended with.

        A worker that dies is code `crash`, one that takes too long `timeout`. Raises NotReady when
        no worker can be started.
        """
        return self.call_for_files(given)[0]

    def call_for_files(self, given: Any) -> tuple[Any, list[Path]]:
        """The same, and where the files lie that the result names. What they hold is not verified."""
        self._calls += 1
        policy = self._policy
        work = WorkCall([self._job()], [wire.raw(given)])
        assignment = Assignment(
            id=self._calls,
            lane=(policy.queue, self._kind),
            host="pool",
            calls=[work],
            timeout=policy.timeout,
            per_item=policy.timeout_per_item,
            most=policy.timeout_most,
        )
        event = make_call(self._engine, assignment, lambda _: None)
        if isinstance(event, Answered):
            outcome = event.outcomes[0]
            return self._decoded(outcome), self._paths(outcome)
        return Failure(code=event.cause, message=event.message, retryable=False), []

    def _paths(self, outcome: Outcome) -> list[Path]:
        folder = self._files
        return [] if folder is None else [folder / file.name for file in outcome.files if is_new_name(file.name)]

    def _job(self) -> Job[str]:
        return Job(NORMAL, 0, 0, self._calls, self._kind, self._policy.queue, "", 1, 0, None, None, None, None, 0, 0)

    def _decoded(self, outcome: Outcome) -> Any:
        try:
            if outcome.way == "done":
                return self._decoder.decode(outcome.value)
            return wire.decode_failure.decode(outcome.value)
        except (msgspec.DecodeError, ValueError, RecursionError) as error:
            message = f"The worker answered something that is no result: {error}"
            return Failure(code="bad_result", message=message, retryable=False)
