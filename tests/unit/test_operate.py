"""What a person does to jobs while another terminal does something else to them (T5)."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import put, register, start

from cgq.actions import operate
from cgq.actions.prune import prune
from cgq.config import Settings
from cgq.errors import Missing
from cgq.queue.retention import Which
from cgq.workspace import Workspace
from cgq_cli.render import changes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def workspace(tmp_path: Path, empty_database: Path) -> Iterator[Workspace]:
    shutil.copy(empty_database, tmp_path / "cgq.db")
    with Workspace(Settings(db=tmp_path / "cgq.db", jobs=1, durability="NORMAL")) as opened:
        yield opened


def test_T5_a_job_that_was_pruned_since_it_was_listed_is_gone_and_the_others_are_changed(workspace: Workspace) -> None:
    first, second = (put(workspace.ledger, "process_pdf", args={"material": 1}) for _ in range(2))
    operate.cancel(workspace, [first], "kim")
    listed = [first, second]
    prune(workspace, Which(older_than=0.0))
    changed = operate.cancel(workspace, listed, "kim", listed=True)
    assert (changed.ids, changed.unchanged, changed.gone) == ([second], {}, [first])
    assert list(changes.lines("cancel", changed)) == [
        f"Cancelled 1 job: {second}.",
        f"Pruned meanwhile by somebody else: 1 job: {first}.",
    ]


def test_T5_a_job_that_left_the_state_that_was_asked_for_stays_as_it_is(workspace: Workspace) -> None:
    first, second = (put(workspace.ledger, "process_pdf", args={"material": 1}) for _ in range(2))
    register(workspace.ledger)
    start(workspace.ledger, 1, kind="process_pdf", queue="pdf_processing")
    changed = operate.cancel(workspace, [first, second], "kim", listed=True, state="ready")
    assert (changed.ids, changed.unchanged) == ([second], {first: "running"})
    assert list(changes.lines("cancel", changed))[1] == f"Job {first} is running: it has moved on since it was listed."


def test_T5_failures_that_another_terminal_gave_up_meanwhile_are_not_retried(workspace: Workspace) -> None:
    job = put(workspace.ledger, "process_pdf", args={"material": 1})
    operate.cancel(workspace, [job], "kim")
    changed = operate.retry(workspace, [job], listed=True, state="failed")
    assert (changed.ids, changed.unchanged) == ([], {job: "cancelled"})


def test_a_job_that_is_named_and_is_not_there_leaves_the_others_as_they_are(workspace: Workspace) -> None:
    job = put(workspace.ledger, "process_pdf", args={"material": 1})
    with pytest.raises(Missing):
        operate.cancel(workspace, [job, 99], "kim")
    assert operate.known_states(workspace, [job]) == {job: "ready"}
