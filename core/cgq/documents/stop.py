"""Who was asked to stop."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from cgq.documents import Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.stop import How
    from cgq.queue.stats import SupervisorStatus


class AskedSupervisor(Struct, frozen=True, kw_only=True):
    """A `cgq run` or `cgq work` that was asked to stop."""

    id: int
    """Its number."""
    pid: int
    """Its process."""
    host: str
    """The machine that it runs on."""
    running: int
    """How many jobs it held when it was asked."""
    stalled: bool
    """Whether it held jobs and had not moved for a minute."""


class Stop(Document, frozen=True, kw_only=True, tag="stop"):
    """Who was asked to stop: `cgq stop`."""

    how: Literal["drain", "end"]
    """`drain`: they finish what runs within their drain time; `end`: they give it back at once."""
    supervisors: list[AskedSupervisor]
    """Everybody who worked on the database; empty when nobody did."""
    are_gone: bool
    """Whether all of them have ended by now: with `--wait`, and where there was nobody."""

    @staticmethod
    def of(how: How, asked: Sequence[SupervisorStatus], *, are_gone: bool) -> Stop:
        """The supervisors that were asked."""
        return Stop(
            how=how,
            supervisors=[
                AskedSupervisor(id=one.id, pid=one.pid, host=one.host, running=one.running, stalled=one.stalled)
                for one in asked
            ],
            are_gone=are_gone or not asked,
        )
