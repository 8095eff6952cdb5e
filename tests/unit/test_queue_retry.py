"""Which policy holds, whether a job starts again and when, and which errors are the same error."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.ledger import ANY

from cgq.config import KindSettings, QueueSettings, TriesSettings
from cgq.errors import Failure, Refused
from cgq.queue.fingerprint import fingerprint
from cgq.queue.policy import CELLS, OTHER, QUEUES, Policies, Policy, Tries
from cgq.queue.retry import CAP, LONGEST_RETRY_AFTER, most_starts, seconds_until_next
from cgq.stages.registry import ours, stage_type
from cgq.stages.table import Kinds

BROKEN = Failure(code="stage_error", message="It broke.")


def policy(*tries: tuple[str, Tries]) -> Policy:
    return Policy(tries=dict(tries))


class Highest(Random):
    """Always the most jitter there is."""

    def random(self) -> float:
        return 0.999_999


class Lowest(Random):
    def random(self) -> float:
        return 0.0


@given(base=st.floats(0.1, 1000), attempt=st.integers(1, 60), seed=st.integers(0, 1000))
def test_T2_wait_is_the_capped_doubling_and_at_most_a_quarter_more(base: float, attempt: int, seed: int) -> None:
    tries = policy((OTHER, Tries(100, base, doubling=True)))
    wait = seconds_until_next(tries, BROKEN, attempt, None, Random(seed))
    plain = min(CAP, base * 2 ** (attempt - 1))
    assert wait is not None
    assert plain <= wait <= plain * 1.25


def test_T2_the_jitter_spans_its_whole_quarter() -> None:
    tries = policy((OTHER, Tries(9, 8.0)))
    assert seconds_until_next(tries, BROKEN, 1, None, Lowest()) == 8.0
    assert seconds_until_next(tries, BROKEN, 1, None, Highest()) == pytest.approx(10.0)
    assert seconds_until_next(policy((OTHER, Tries(9, 1e6))), BROKEN, 1, None, Lowest()) == CAP


@pytest.mark.parametrize(("asked", "least"), [(None, 8.0), (3.0, 8.0), (100.0, 100.0), (1e30, LONGEST_RETRY_AFTER)])
def test_T2_retry_after_is_a_floor_and_no_ceiling(asked: float | None, least: float) -> None:
    failure = Failure(code="rate_limited", message="Later.", retry_after=asked)
    assert seconds_until_next(policy((OTHER, Tries(9, 8.0))), failure, 1, None, Lowest()) == least


@pytest.mark.parametrize("starts", [1, 3])
def test_T2_max_attempts_counts_starts(starts: int) -> None:
    tries = policy((OTHER, Tries(starts, 1.0)))
    again = [seconds_until_next(tries, BROKEN, n, None, Lowest()) is not None for n in range(1, 5)]
    assert again == [n < starts for n in range(1, 5)]
    assert [seconds_until_next(tries, BROKEN, n, 2, Lowest()) is not None for n in (1, 2)] == [True, False]
    assert most_starts(tries, "stage_error", None) == starts
    assert most_starts(tries, "stage_error", 2) == 2


@pytest.mark.parametrize("turned", [False, True])
def test_T1_the_most_specific_class_wins_whatever_the_order(turned: bool) -> None:
    rules = [(OTHER, Tries(9, 1.0)), ("timeout", Tries(2, 50.0))]
    tries = policy(*(reversed(rules) if turned else rules))
    timeout = Failure(code="timeout", message="Too long.")
    assert seconds_until_next(tries, timeout, 1, None, Lowest()) == 50.0
    assert seconds_until_next(tries, BROKEN, 1, None, Lowest()) == 1.0
    assert seconds_until_next(tries, timeout, 2, None, Lowest()) is None, "the last error sets the maximum"
    assert seconds_until_next(tries, BROKEN, 2, None, Lowest()) is not None


def test_T4_what_no_retry_cures_is_never_tried_again() -> None:
    hopeless = Failure(code="encrypted", message="It is locked.", retryable=False)
    assert seconds_until_next(policy((OTHER, Tries(9, 1.0))), hopeless, 1, 9, Lowest()) is None


def test_T3_each_row_says_where_every_number_of_it_comes_from() -> None:
    queues = {queue.name for queue in QUEUES.values()}
    plain = Policy()
    for kind in ours():
        row = stage_type(kind).policy
        assert row.queue in queues
        assert OTHER in row.tries
        assert all(tries.starts >= 1 for tries in row.tries.values())
        changed = {cell for cell in CELLS if getattr(row, cell) != getattr(plain, cell)}
        assert changed == set(row.sources), f"{kind}: each cell that differs from the default names its source"
        assert all(len(source) > 5 for source in row.sources.values())


def test_a_source_of_a_cell_that_a_policy_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="tiemout"):
        Policy(sources={"tiemout": "a guess"})


def test_T3_the_numbers_of_the_table() -> None:
    found = Policies(Kinds())
    pdf, vectors, graph = (found.kind(n) for n in ("process_pdf", "generate_embedding", "update_knowledge_graph"))
    assert (pdf.timeout, pdf.timeout_per_item, pdf.timeout_most) == (30.0, 1.0, 1800.0)
    assert [pdf.tries_for(code) for code in ("timeout", "database_locked", "anything")] == [
        Tries(3, 30.0),
        Tries(3, 5.0),
        Tries(5, 5.0, doubling=True),
    ]
    assert (vectors.timeout, vectors.tries_for("timeout")) == (60.0, Tries(3, 10.0))
    assert (graph.timeout, graph.tries_for("timeout")) == (120.0, Tries(4, 15.0))
    assert {queue.name: queue.limit for queue in QUEUES.values()} == {
        "default": 5,
        "high_priority": 10,
        "low_priority": 3,
        "pdf_processing": 2,
        "embedding_generation": 4,
        "graph_update": 3,
    }


def test_T3_every_cell_is_changed_by_the_settings() -> None:
    changed = KindSettings(
        queue="low_priority", limit=2, rate="10/10s", timeout=7.0, max_attempts=2, wait=0.5, priority="high",
        batch=3, ttl=60.0, keep_done=1.0, keep_failed=2.0, timeout_per_item=3.0, timeout_most=9.0, delay=4.0,
        keep_newest=0,
    )  # fmt: skip
    found = Policies(ANY, {"default": QueueSettings(limit=9)}, {"own": changed})
    row = found.kind("own")
    assert (row.queue, row.limit, row.rate, row.timeout, row.priority) == ("low_priority", 2, (10, 10.0), 7.0, "high")
    assert (row.batch, row.ttl, row.keep_done, row.keep_failed) == (3, 60.0, 1.0, 2.0)
    assert (row.timeout_per_item, row.timeout_most, row.delay, row.keep_newest) == (3.0, 9.0, 4.0, 0)
    assert all((tries.starts, tries.wait) == (2, 0.5) for tries in row.tries.values())
    assert found.queue("default").limit == 9
    assert row.source_of("timeout") == "the settings, [kinds.own]"
    assert Policies(ANY).kind("own").timeout == 300.0, "the table itself was changed"


def test_T1_a_class_of_tries_of_its_own_goes_before_the_short_form() -> None:
    classes = {
        "timeout": TriesSettings(wait=1.0),
        "other": TriesSettings(starts=7, doubling=True),
        "disk_full": TriesSettings(wait=60.0),
    }
    row = Policies(ANY, None, {"own": KindSettings(max_attempts=2, tries=classes)}).kind("own")
    assert row.tries_for("timeout") == Tries(2, 1.0)
    assert row.tries_for("database_locked") == Tries(2, 5.0)
    assert row.tries_for("anything") == Tries(7, 5.0, doubling=True)
    assert row.tries_for("disk_full") == Tries(7, 60.0, doubling=True), "a code of its own begins as any other"
    assert row.source_of("tries") == "the settings, [kinds.own]"


def test_R10_a_limit_of_memory_is_changed_only_where_there_is_one() -> None:
    assert Policies(Kinds(), None, {"process_pdf": KindSettings(memory=1 << 30)}).kind("process_pdf").memory == 1 << 30
    with pytest.raises(Refused, match="have no limit"):
        Policies(Kinds(), None, {"refresh_concepts": KindSettings(memory=1 << 30)}).kind("refresh_concepts")


@pytest.mark.parametrize(
    ("name", "near"), [("proces_pdf", "process_pdf"), ("generate_embeding", "generate_embedding"), ("own1", "own")]
)
def test_S5_an_unknown_kind_is_refused_with_the_nearest(name: str, near: str) -> None:
    with pytest.raises(Refused) as caught:
        Policies(ANY).kind(name)
    assert near in caught.value.hint
    assert caught.value.exit_code == 2


def test_S5_an_unknown_queue_is_refused_even_in_the_settings() -> None:
    with pytest.raises(Refused, match="defautl") as caught:
        Policies(ANY, None, {"process_pdf": KindSettings(queue="defautl")})
    assert "default" in caught.value.hint


def test_a_queue_of_ones_own_is_as_default_is_until_its_settings_say_otherwise() -> None:
    found = Policies(ANY, {"default": QueueSettings(limit=9), "night": QueueSettings(), "low": QueueSettings(rank=5)})
    assert (found.queue("night").limit, found.queue("night").rank) == (9, 2)
    assert (found.queue("low").limit, found.queue("low").rank) == (9, 5)
    assert found.queue("default").rank == 2, "a cell that nobody changed stays"


def test_T5_the_same_error_with_other_numbers_names_and_paths_is_one_line() -> None:
    messages = [
        "Page 3 of '/a/b.pdf' broke at 0x7fff12",
        "Page 412 of '/c/d e.pdf' broke at 0x00",
        'Page 1 of "x" broke at 0xdeadbeefcafe0000',
    ]
    assert len({fingerprint("stage_error", message) for message in messages}) == 1
    assert fingerprint("stage_error", "Page 3 broke") != fingerprint("stage_error", "Line 3 broke")
    assert fingerprint("timeout", "Page 3 broke") != fingerprint("stage_error", "Page 3 broke")


@given(st.text(), st.text())
def test_T5_any_message_has_a_fingerprint(code: str, message: str) -> None:
    assert len(fingerprint(code, message + "\udcff")) == 16
