"""What authors of stages test theirs with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.contract_stages import Shorten, ShortenSettings, StoreSlowly
from tests.support.pool_stages import EFFECT

from cgq.contract import Discard, Done, NoArguments
from cgq.errors import NotReady, Refused
from cgq.stages import registry
from cgq.stages.stage import Stage, Types
from cgq.testing import workspace

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job, NewJob

QUESTION = (
    "INSERT INTO question (hash, stem, boxes, options, text_hash, created_at)"
    " VALUES (hex(zeroblob(32)), 'What is the third normal form?', '[]', '[]', hex(zeroblob(32)), 0)"
)


def test_a_stage_is_run_inline_with_its_settings_and_its_policy_can_be_asserted() -> None:
    before = registry.names()
    with workspace(Shorten, settings={"own": {"shorten": ShortenSettings(most=4)}}) as tried:
        tried.workspace.database.connection.execute(QUESTION)
        assert tried.run("shorten", question=1).result == {"short": "What…"}
        gone = tried.run("shorten", question=2)
        assert (gone.state, gone.failure and gone.failure.code) == ("discarded", "record_gone")
        assert (tried.policy("shorten").queue, tried.policy("shorten").batch) == ("low_priority", 3)
        with pytest.raises(Refused, match="questoin"):
            tried.run("shorten", questoin=1)
    assert registry.names() == before
    with workspace() as tried, pytest.raises(NotReady, match="No installed package offers a kind 'never_offered'"):
        tried.run("never_offered", question=1)


def test_what_a_stage_enqueues_is_told_by_kind() -> None:
    class Follow(StoreSlowly):
        kind = "follow"

        def store(self, tx: Transaction, done: Sequence[tuple[Job[Any], int]]) -> Iterable[NewJob]:
            from cgq.queue.job import NewJob

            return [NewJob(kind="generate_embedding", args={"question": 3}), NewJob(kind="refresh_concepts")]

    with workspace(Follow) as tried:
        tried.workspace.database.connection.execute(EFFECT)
        assert tried.run("follow", rows=1).state == "done"
        assert tried.enqueued("generate_embedding") == [{"question": 3}]
        assert tried.enqueue("follow", rows=2).state == "ready"
        assert tried.enqueued() == [{"question": 3}, {}, {"rows": 2}]


class Untyped(Stage[NoArguments, int, int]):
    """Promises numbers, and gives text."""

    kind = "untyped"

    def types(self) -> Types:
        return Types(given=int, result=int)

    def load(self, tx: Transaction, jobs: Sequence[Job[NoArguments]]) -> Sequence[int | Discard]:
        return [1 for _ in jobs]

    def compute(self, given: Sequence[int], call: Call) -> Sequence[Done[Any]]:
        return [Done("one") for _ in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[NoArguments], int]]) -> Iterable[NewJob]:
        return []


def test_a_result_of_another_type_than_was_promised_is_caught() -> None:
    with workspace(Untyped) as tried:
        made = tried.run("untyped")
    assert made.failure is not None
    assert "Expected `int`, got `str`" in made.failure.message


def test_a_stage_that_describes_itself_wrongly_is_refused() -> None:
    wrong = type("Wrong", (Untyped,), {"kind": "wrong", "about": "question"})
    with pytest.raises(NotReady, match="no field 'question'"), workspace(wrong):
        raise AssertionError("it was taken")
