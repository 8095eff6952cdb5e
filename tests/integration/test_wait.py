"""Waiting for jobs that somebody else ends, at whatever moment (B3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.actions.wait import wait
from cgq.queue import operate

if TYPE_CHECKING:
    from tests.support.pool import Pool


def test_a_job_that_ends_just_after_the_look_ends_the_wait(pool: Pool) -> None:
    job = pool.put()
    looks: list[str] = []
    with pool.another() as other:

        def end_behind_a_look(statement: str) -> None:
            looks.append(statement)
            is_first_look_over = statement == "ROLLBACK" and sum("chain" in look for look in looks) == 2
            if is_first_look_over:
                pool.workspace.database.connection.set_trace_callback(None)
                with other.ledger.write() as books:
                    operate.cancel(books, [job], "somebody")

        pool.workspace.database.connection.set_trace_callback(end_behind_a_look)
        assert wait(pool.workspace, [job], timeout=5).lost == [job]
