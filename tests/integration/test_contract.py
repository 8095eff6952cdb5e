"""What a stage may do beyond load, compute and store: items, snapshots, files, steps, discards, settings of its own."""

from __future__ import annotations

import hashlib
import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal, NoReturn

import msgspec
import pytest
from tests.support.contract_stages import TABLE
from tests.support.ledger import new_database, open_ledger

from cgq.actions import run_stage, stage_jobs
from cgq.actions.enqueue import Wishes
from cgq.actions.stage_jobs import Subject
from cgq.clock import SystemClock
from cgq.config import Settings
from cgq.contract import Arguments, Id, NoArguments, OfQuestion
from cgq.db.kept_files import folder_of, path_of
from cgq.errors import Refused
from cgq.events import Ended
from cgq.queue import artifacts
from cgq.queue.argument_faults import describe
from cgq.queue.artifacts import NewFiles
from cgq.queue.books import SQL
from cgq.queue.claim import claim
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.queue.operate import cancel
from cgq.queue.settle import lease_holds
from cgq.stages import faults, registry
from cgq.stages.stage import Stage
from cgq.stages.table import in_order

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.pool import Pool

    from cgq.contract import Artifact

WISHES = Wishes(requested_by="test")


@pytest.fixture
def gathering(pool: Pool) -> Pool:
    """A pool whose database has a place for gathered names."""
    pool.workspace.database.connection.execute(TABLE)
    return pool


def gathered(pool: Pool, job: int) -> dict[str, str]:
    with pool.workspace.database.read() as tx:
        return dict(tx.all("SELECT key, value FROM gathered WHERE job = ?", (job,)))


def kept_files(pool: Pool) -> list[Path]:
    folder = folder_of(pool.workspace.database.path)
    return sorted(path for path in folder.rglob("*") if path.is_file())


# One decoder


@pytest.mark.parametrize(
    ("kind", "args", "said"),
    [
        ("generate_embedding", {}, "'question' is missing"),
        ("generate_embedding", {"question": "1"}, "'question' must be a whole number, not text"),
        ("generate_embedding", {"question": 0}, "'question' must be a whole number of at least 1"),
        ("generate_embedding", {"question": 1, "loud": True}, "there is no 'loud'"),
        ("process_pdf", {"question": 1}, "there is no 'question'"),
        ("label_lines", {"material": 1}, "page"),
        ("refresh_concepts", {"question": 1}, "there is no 'question'"),
        ("shorten", {"material": 1}, "there is no 'material'"),
        ("write_file", {"text": "unspeakable"}, "KeyError"),
    ],
)
def test_S4_arguments_that_do_not_fit_their_kind_are_refused_when_they_are_enqueued(
    pool: Pool, kind: str, args: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused) as caught:
        pool.put(kind, **args)
    assert (caught.value.code, caught.value.exit_code) == ("bad_arguments", 2)
    assert said in caught.value.message
    assert pool.workspace.database.connection.execute("SELECT count(*) FROM job").fetchone() == (0,)


@pytest.mark.parametrize("kind", ["generate_embedding", "process_pdf", "update_knowledge_graph", "probe_threads"])
def test_S4_arguments_that_got_in_otherwise_end_their_job_discarded_at_once(pool: Pool, kind: str) -> None:
    job = pool.put()
    update = "UPDATE job SET kind = ?, args = '[17]' WHERE id = ?"
    pool.workspace.database.connection.execute(update, (kind, job))
    pool.workspace.database.connection.execute("UPDATE tally SET kind = ?", (kind,))
    pool.work()
    row = pool.row(job)
    assert (row["state"], row["error_code"], row["attempts"]) == ("discarded", "bad_arguments", 1)


DEEP = "[" * 50_000 + "]" * 50_000


UNREADABLE = ("", "{", DEEP, f'{{"text": {DEEP}}}', '{"text": "unspeakable"}', '{"text": "\\ud800"}')


@pytest.mark.parametrize("args", UNREADABLE)
def test_S4_whatever_arguments_raise_when_they_are_read_ends_their_job_discarded(pool: Pool, args: str) -> None:
    job = pool.put("write_file", text="fine")
    pool.workspace.database.connection.execute("UPDATE job SET args = ? WHERE id = ?", (args, job))
    other = pool.put()
    pool.work()
    row = pool.row(job)
    assert (row["state"], row["error_code"], row["attempts"]) == ("discarded", "bad_arguments", 1)
    assert pool.state(other) == "done"


def test_S2_what_is_left_out_is_the_same_work_as_its_default(pool: Pool) -> None:
    def name(args: str) -> str | None:
        (planned,) = stage_jobs.plan(pool.workspace, "write_file", Subject(args=args), WISHES)
        return planned.key

    assert name('{"text": "a"}') == name('{"then": "", "text": "a"}')
    assert name('{"text": "a"}') != name('{"text": "b"}')


@pytest.mark.parametrize("args", ['{"text": "a", "text": "b"}', '{"n": {"x": 1, "y": 2, "x": 1}}', "[" * 60_000, DEEP])
def test_S4_json_by_hand_that_says_a_thing_twice_or_never_ends_is_refused(pool: Pool, args: str) -> None:
    with pytest.raises(Refused) as caught:
        stage_jobs.plan(pool.workspace, "write_file", Subject(args=args), WISHES)
    assert (caught.value.code, caught.value.exit_code) == ("args_not_json", 2)


class Everything(Arguments, frozen=True):
    """Arguments of many types."""

    question: Id
    opt: int = 1
    names: list[str] = msgspec.field(default_factory=list)
    mode: Literal["a", "b"] | None = None
    rest: dict[str, Any] = msgspec.field(name="more", default_factory=dict)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (NoArguments, "none: {}"),
        (OfQuestion, '{"question": whole number}'),
        (
            Everything,
            '{"question": whole number, "opt": whole number = 1, "names": list of text = [],'
            ' "mode": "a" or "b" or null = null, "more": object = {}}',
        ),
    ],
)
def test_arguments_are_described_with_their_types_and_defaults(arguments: type[Arguments], said: str) -> None:
    assert describe(arguments) == said


def test_arguments_by_hand_are_checked_before_anything_is_planned(pool: Pool) -> None:
    for kind, args in (("generate_embedding", '{"questoin": 1}'), ("probe", '{"do": 3}')):
        with pytest.raises(Refused, match="Arguments of"):
            stage_jobs.plan(pool.workspace, kind, Subject(args=args), WISHES)


# Items


def test_B1_items_are_stored_while_their_job_goes_on_and_one_bad_item_stops_nothing(gathering: Pool) -> None:
    job = gathering.put("gather", names=["ann", "bad bob", "unstorable", "eve"])
    gathering.work()
    assert gathering.state(job) == "done"
    found = gathered(gathering, job)
    assert found == {"ann": "ANN", "bad bob": "bad_name", "unstorable": "stage_error", "eve": "EVE"}
    assert (gathering.row(job)["progress_done"], gathering.row(job)["progress_total"]) == (4, 4)


def test_B1_what_was_handed_over_before_a_crash_is_kept_and_not_computed_again(gathering: Pool) -> None:
    names = [f"name {n}" for n in range(250)]
    marker = gathering.folder / "crashed"
    job = gathering.put("gather", names=names, stop_at="name 240", marker=str(marker))
    gathering.work()
    assert marker.exists()
    assert (gathering.state(job), len(gathered(gathering, job))) == ("done", 250)
    assert gathering.attempts(job)[0][0] == "crashed"
    assert gathering.effects() == [(job, 10)], "the second start computed what the first had not handed over"


def test_B1_thousands_of_items_are_stored_at_most_five_hundred_a_transaction(
    gathering: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[int] = []
    stage = registry.stage_type("gather")
    stored = stage.store_items

    def counted(self: Any, tx: Any, job: Any, items: Any) -> Any:
        sizes.append(len(items))
        return stored(self, tx, job, items)

    monkeypatch.setattr(stage, "store_items", counted)
    job = gathering.put("gather", names=[f"n{n}" for n in range(3000)])
    gathering.work()
    assert len(gathered(gathering, job)) == sum(sizes) == 3000
    assert max(sizes) <= 500
    assert gathering.state(job) == "done"


def test_B3_jobs_that_follow_from_items_belong_to_the_chain(gathering: Pool) -> None:
    job = gathering.put("gather", names=["a", "b"], then=True)
    gathering.work()
    with gathering.workspace.database.read() as tx:
        assert tx.all("SELECT state, root_id, parent_id FROM job WHERE kind = 'probe'") == [("done", job, job)] * 2


def test_R3_items_of_a_cancelled_job_change_nothing(gathering: Pool) -> None:
    job = gathering.put("gather", names=["a", "b"])
    with gathering.workspace.ledger.write() as books:
        (claimed,) = claim(books, 1, "default", "gather", 1)
        assert lease_holds(books, claimed)
        cancel(books, [job], "me")
        assert not lease_holds(books, claimed)


# Snapshots


def test_R10_a_trusted_stage_reads_the_database_in_its_worker_and_cannot_write_there(pool: Pool) -> None:
    for n in range(3):
        pool.put(n=n)
    pool.work()
    job = pool.put("count_effects")
    pool.work()
    assert pool.state(job) == "done", pool.row(job)["error"]
    assert pool.row(job)["result"] == '{"effects":3}'


def test_R10_a_stage_with_a_memory_limit_is_never_given_the_database() -> None:
    kind = registry.stage_type("process_pdf")
    greedy = type("Greedy", (kind,), {"kind": "greedy", "snapshot": True})
    assert "snapshot" in (faults.instance_fault(greedy()) or "")


# Files


def test_R11_a_file_of_a_result_is_kept_under_its_hash_with_the_result(pool: Pool) -> None:
    text = "가나다 and more" * 100
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    first, second = pool.put("write_file", text=text), pool.put("write_file", text=text)
    pool.work()
    assert [pool.state(job) for job in (first, second)] == ["done", "done"]
    assert kept_files(pool) == [pool.workspace.file(sha256)]
    assert kept_files(pool)[0].read_text("utf-8") == text
    with pool.workspace.database.read() as tx:
        ((found, size, maker),) = tx.all("SELECT sha256, size, job_id FROM artifact")
    assert (found, size) == (sha256, len(text.encode()))
    assert maker in (first, second), "whichever was stored first"


@pytest.mark.parametrize(
    ("then", "state", "code"),
    [
        ("fail", "failed", "in_vain"),
        ("discard", "discarded", "not_wanted"),
        ("unstorable", "failed", "stage_error"),
        ("lie", "failed", "bad_artifact"),
        ("die", "failed", "crash"),
    ],
)
def test_R11_a_file_whose_outcome_is_not_stored_is_removed(pool: Pool, then: str, state: str, code: str) -> None:
    job = pool.put("write_file", text="for nothing", then=then)
    pool.work()
    assert (pool.state(job), pool.row(job)["error_code"]) == (state, code)
    assert kept_files(pool) == []
    with pool.workspace.database.read() as tx:
        assert tx.all("SELECT * FROM artifact") == []


def test_R11_whoever_takes_over_removes_what_a_dead_supervisor_left(pool: Pool) -> None:
    database = pool.workspace.database.path
    kept = NewFiles(database, "1")
    left = NewFiles(database, "2")
    good = artifacts.write_new(kept.folder, [b"good"])
    with pool.workspace.ledger.write() as books:
        kept.adopt(books, [(1, good)])
        kept.rename()
    artifacts.write_new(left.folder, [b"never named"])
    renamed = artifacts.write_new(left.folder, [b"renamed, never committed"])
    with pytest.raises(KeyboardInterrupt):
        _rename_and_die(pool, left, renamed)
    assert len(kept_files(pool)) == 3
    with pool.workspace.ledger.write() as books:
        artifacts.take_over(books, database, 2)
    assert kept_files(pool) == [path_of(database, good.sha256)]


def test_R11_a_removed_papers_files_go_but_for_those_that_another_jobs_result_names(tmp_path: Path) -> None:
    new_database(tmp_path / "cgq.db")
    ledger = open_ledger(tmp_path / "cgq.db", SystemClock())
    hashes = [f"{n:064x}" for n in range(4)]
    named = {1: hashes[0], 2: f"f{hashes[1]}", 900: hashes[2]}
    with ledger.write() as books:
        made = enqueue(books, [NewJob(kind="own", document=7 if n == 0 else None) for n in range(1000)])
        for n, job in enumerate(made):
            result = json.dumps({"file": named.get(n, hashes[3] if n == 0 else "-" * 64)})
            books.tx.run("UPDATE job SET result = ? WHERE id = ?", (result, job.id))
        for sha256 in hashes:
            row = {"sha256": sha256, "size": 1, "job": made[0].id, "now": 1}
            books.tx.run(SQL["artifact_add"], row)
        assert artifacts.forget(books, [7]) == [hashes[3]], "its own result is no other one's"
        assert books.tx.all(SQL["artifacts"]) == [(sha256,) for sha256 in hashes[:3]]
    ledger.database.close()


def _rename_and_die(pool: Pool, files: NewFiles, file: Artifact) -> NoReturn:
    with pool.workspace.ledger.write() as books:
        files.adopt(books, [(2, file)])
        files.rename()
        raise KeyboardInterrupt


# Steps


def test_R12_a_result_is_stored_in_steps_and_its_job_ends_with_the_last(pool: Pool) -> None:
    job = pool.put("store_slowly", rows=95, a_step=10)
    other = pool.put(n=1)
    pool.work()
    assert (pool.state(job), pool.state(other)) == ("done", "done")
    values = [value for number, value in pool.effects() if number == job]
    assert values == list(range(95)), "each step went on where the last one ended"
    assert pool.row(job)["result"] == '{"rows":95}'
    with pool.workspace.database.read() as tx:
        assert tx.all("SELECT state, parent_id FROM job WHERE kind = 'probe' AND root_id = ?", (job,)) == [
            ("done", job)
        ]


def test_R5_a_step_that_fails_fails_its_job_and_what_was_stored_stays(pool: Pool) -> None:
    job = pool.put("store_slowly", rows=50, a_step=10, fail_at=3)
    pool.work()
    assert (pool.state(job), pool.row(job)["error_code"]) == ("failed", "stage_error")
    assert len(pool.effects()) == 30


def test_R3_a_job_that_is_cancelled_between_two_steps_is_stored_no_further(pool: Pool) -> None:
    job = pool.put("store_slowly", rows=100_000, a_step=10)

    def cancel_it(event: object) -> None:
        if isinstance(event, Ended) and event.kind == "probe":
            with pool.another() as other, other.ledger.write() as books:
                cancel(books, [job], "me")

    pool.put(n=1)
    pool.work(cancel_it)
    assert pool.state(job) == "cancelled"
    assert len(pool.effects()) < 100_000


def test_R12_a_job_between_two_steps_is_given_back_when_its_supervisor_stops(pool: Pool) -> None:
    job = pool.put("store_slowly", rows=1_000_000, a_step=1)

    def stop(event: object) -> None:
        pool.supervisor.stop("SIGINT")
        pool.supervisor.stop("SIGINT")

    pool.put(n=1)
    began = time.monotonic()
    pool.work(stop)
    assert time.monotonic() - began < 30
    assert (pool.state(job), pool.row(job)["attempts"]) == ("ready", 0)


# By hand


def test_a_users_own_kind_has_settings_a_policy_and_a_place_among_the_others(pool: Pool) -> None:
    policy = pool.workspace.policies.kind("shorten")
    assert (policy.queue, policy.timeout, policy.batch) == ("low_priority", 7.0, 3)
    assert policy.source_of("queue") == "it is in no hurry"
    order = in_order()
    assert order.index("process_pdf") < order.index("generate_embedding") < order.index("shorten")
    shorter = registry.own_settings("shorten")
    assert shorter is not None
    settings = shorter(most=3)
    stage = registry.make("shorten", replace(pool.settings, own={"shorten": settings}))
    assert (stage.version, registry.own_settings("generate_embedding")) == ("shorten-3", None)


def test_now_ends_a_job_in_each_of_the_ways_that_the_queue_does(pool: Pool) -> None:
    def now(kind: str, **args: Any) -> run_stage.Made:
        (made,), _ = run_stage.run_stage(pool.workspace, kind, [NewJob(kind=kind, args=args)])
        return made

    assert now("store_slowly", rows=35).result == {"rows": 35}
    assert len(pool.effects()) == 35
    kept = now("write_file", text="kept")
    assert [path.name for path in kept_files(pool)] == [kept.result["sha256"]]
    unwanted = now("write_file", text="not kept", then="discard")
    assert unwanted.failure is not None
    assert (unwanted.state, unwanted.failure.code) == ("discarded", "not_wanted")
    failed = now("write_file", text="not kept", then="fail")
    assert failed.failure is not None
    assert (failed.state, failed.failure.code) == ("failed", "in_vain")
    assert len(kept_files(pool)) == 1
    assert now("count_effects").result == {"effects": 35}
    with pytest.raises(Refused, match="rows"):
        now("store_slowly")


def test_now_stores_the_items_of_a_job(gathering: Pool) -> None:
    request = NewJob(kind="gather", args={"names": ["ann", "bad bob"]})
    (made,), _ = run_stage.run_stage(gathering.workspace, "gather", [request])
    assert made.state == "done"
    assert gathered(gathering, 0) == {"ann": "ANN", "bad bob": "bad_name"}


# Descriptions


def test_every_stage_of_ours_describes_itself_without_a_fault(tmp_path: Path) -> None:
    settings = Settings(db=tmp_path / "cgq.db", jobs=1)
    for kind in registry.ours():
        found = registry.stage_type(kind)
        assert (faults.fault(found, kind), faults.instance_fault(registry.make(kind, settings))) == (None, None)


class Undescribed(Stage[Any, Any, Any]):
    """Says it is about a question, and takes none."""

    kind = "undescribed"
    about = "question"


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (object, "no subclass"),
        (Undescribed, "no field 'question'"),
        (type("Other", (Undescribed,), {"kind": "other"}), "its kind is 'other'"),
        (type("Plain", (Undescribed,), {"about": "bank", "arguments": dict}), "its arguments"),
    ],
)
def test_a_stage_that_describes_itself_wrongly_is_not_loaded(found: Any, said: str) -> None:
    assert said in (faults.fault(found, "undescribed") or "")
