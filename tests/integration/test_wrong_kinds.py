"""A user's own kind that describes itself wrongly: its jobs wait, the others go on, and it is said what is wrong."""

from __future__ import annotations

from importlib.metadata import EntryPoint
from typing import TYPE_CHECKING

import pytest
from tests.support.wrong_stages import WRONG, Whole

from cgq.actions import stage_jobs
from cgq.actions.doctor.rules import own_kinds
from cgq.actions.enqueue import Wishes
from cgq.actions.stage_jobs import Subject
from cgq.config import QUEUES
from cgq.errors import NotReady
from cgq.queue.listing import most_starts
from cgq.queue.stats import status
from cgq.stages import faults, registry
from cgq.stages.table import closing_kinds, in_order, reading_kinds

if TYPE_CHECKING:
    from tests.support.pool import Pool

OTHERS = {
    "w_missing": ("no_such_module:Kind", "ModuleNotFoundError"),
    "w_absent": ("tests.support.wrong_stages:Absent", "AttributeError"),
    "w_plain": ("tests.support.wrong_stages:WRONG", "no subclass"),
    "w_no_value": ("not a value!", "AttributeError"),
    "w_other": ("tests.support.wrong_stages:Whole", "its kind is 'whole'"),
}
"""Entry points whose class is not there, or is another's."""

SAID = {**{kind: said for kind, (_, said) in WRONG.items()}, **{kind: said for kind, (_, said) in OTHERS.items()}}


@pytest.fixture
def wrong(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> Pool:
    """A pool to whose test stages every wrong one is added."""
    values = {kind: f"tests.support.wrong_stages:{kind}" for kind in WRONG}
    values |= {kind: value for kind, (value, _) in OTHERS.items()}
    entries = {kind: EntryPoint(kind, value, registry.GROUP) for kind, value in values.items()}
    every = {**registry.own_kinds(), **entries}
    monkeypatch.setattr(registry, "own_kinds", lambda: every)
    return pool


def test_nothing_is_wrong_with_the_class_that_the_wrong_ones_derive_from() -> None:
    assert (faults.fault(Whole, "whole"), faults.instance_fault(Whole())) == (None, None)


@pytest.mark.parametrize("kind", SAID)
def test_what_is_wrong_with_a_kind_is_said_to_whoever_asks_for_it(wrong: Pool, kind: str) -> None:
    with pytest.raises(NotReady) as made:
        registry.make(kind, wrong.settings)
    with pytest.raises(NotReady) as planned:
        stage_jobs.plan(wrong.workspace, kind, Subject(args="{}"), Wishes())
    for caught in (made, planned):
        assert caught.value.code == "stage_not_loadable"
        assert caught.value.message.startswith(f"The stage {kind!r} cannot be loaded: ")
        assert SAID[kind] in caught.value.message


def test_the_doctor_names_every_wrong_kind_and_passes_the_others(wrong: Pool) -> None:
    checks = list(own_kinds(wrong.settings))
    failed = [check.message for check in checks if check.state == "fail"]
    assert len(failed) == len(SAID)
    assert all(any(repr(kind) in message for message in failed) for kind in SAID)
    assert "probe can be loaded" in [check.message for check in checks if check.state == "ok"]


def test_R5_jobs_of_wrong_kinds_wait_and_the_others_go_on(wrong: Pool) -> None:
    waiting = [wrong.put() for _ in SAID]
    rows = list(zip(SAID, waiting, strict=True))
    wrong.workspace.database.connection.executemany("UPDATE job SET kind = ? WHERE id = ?", rows)
    wrong.workspace.database.connection.executemany(
        "INSERT INTO tally (queue, kind, state, n) SELECT queue, ?, state, 1 FROM tally WHERE kind = 'probe'",
        [(kind,) for kind in SAID],
    )
    wrong.workspace.database.connection.execute("DELETE FROM tally WHERE kind = 'probe'")
    good = wrong.put()
    assert set(wrong.workspace.stages()) == set(registry.names()) - set(SAID)
    wrong.work()
    assert wrong.state(good) == "done"
    assert {wrong.state(job) for job in waiting} == {"ready"}


def test_commands_that_only_look_never_fail_for_a_wrong_kind(wrong: Pool) -> None:
    for kind in SAID:
        assert most_starts(wrong.workspace.policies, kind, None, None) in (5, None)
    assert "process_pdf" in in_order()
    assert reading_kinds() == ("process_pdf", "recognise_pdf"), "as the view `papers` has them"
    assert "refresh_concepts" in closing_kinds()
    with wrong.workspace.ledger.read() as (tx, at):
        found = status(tx, wrong.workspace.database.path, wrong.workspace.policies, at)
    assert {queue.name for queue in found.queues} == set(QUEUES)
