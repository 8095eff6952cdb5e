"""What becomes a run of a hook, in which transaction, and when its command is to be started (docs/hooks.md)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.ledger import ANY, put, register, start

from cgq.config import HookSettings
from cgq.errors import Failure, Missing, Refused
from cgq.queue import claim as claiming
from cgq.queue import hook_runs, operate
from cgq.queue.books import SQL
from cgq.queue.hooks import KEEP_MS, MOST_ALIKE, MOST_NAMED, batch_ended, hooks_of, prune
from cgq.queue.names import QueueNames
from cgq.queue.policy import Policies
from cgq.queue.settle import fail, finish
from cgq.secrets.values import remember

if TYPE_CHECKING:
    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger
    from cgq.queue.job import Job

BROKEN = Failure(code="stage_error", message="It broke.", hint="Look: `cgq show 1`")
HOPELESS = Failure(code="encrypted", message="It is locked.", retryable=False)


@pytest.fixture
def supervisor(ledger: Ledger) -> int:
    return register(ledger)


def hear(ledger: Ledger, **hooks: dict[str, Any]) -> None:
    """Give the ledger hooks: name -> what its settings say besides the command."""
    made = {name: HookSettings(command=("/bin/true",), **said) for name, said in hooks.items()}
    ledger.hooks = hooks_of(made)


def fail_once(ledger: Ledger, supervisor: int, failure: Failure = BROKEN) -> Job[str]:
    (job,) = start(ledger, supervisor)
    with ledger.write() as books:
        fail(books, [(job, failure)])
    return job


def end_all(ledger: Ledger, supervisor: int) -> None:
    jobs = start(ledger, supervisor, 100)
    with ledger.write() as books:
        finish(books, [(job, None, 0.1) for job in jobs])


def reports(ledger: Ledger, hook: str | None = None) -> list[dict[str, Any]]:
    """What the commands of runs read, the oldest first."""
    with ledger.read() as (tx, at):
        runs = hook_runs.listing(tx, at, hook=hook, state=None, limit=-1, skip=0)
    return [json.loads(run.payload) for run in reversed(runs)]


def later(ledger: Ledger, clock: FakeClock, seconds: float) -> None:
    clock.pass_(seconds)
    with ledger.write() as books:
        claiming.wake(books)


def put_paper(ledger: Ledger, path: str) -> int:
    with ledger.database.write() as tx:
        added = "INSERT INTO material (sha256, title, created_at, updated_at) VALUES (?, 'x', 0, 0)"
        paper = tx.insert(added, ("0" * 64,))
        tx.run("INSERT INTO material_path VALUES (?, ?, 0)", (paper, path))
    return paper


# What is heard


def test_B8_each_hook_hears_the_failed_attempts_that_it_asked_for(
    ledger: Ledger, supervisor: int, clock: FakeClock
) -> None:
    hear(ledger, every={"on": "attempt"}, operator={"on": "nth:2"}, last={"on": "final"})
    put(ledger, max_attempts=3)
    for _ in range(3):
        fail_once(ledger, supervisor)
        later(ledger, clock, 1000)
    heard = [(report["hook"], report["attempt"], report["state"]) for report in reports(ledger)]
    assert heard == [
        ("every", 1, "scheduled"),
        ("every", 2, "scheduled"),
        ("operator", 2, "scheduled"),
        ("every", 3, "failed"),
        ("last", 3, "failed"),
        ("operator", 3, "failed"),
    ]


def test_what_no_retry_cures_and_what_nobody_started_is_heard_at_its_end(
    ledger: Ledger, supervisor: int, clock: FakeClock
) -> None:
    hear(ledger, every={"on": "attempt"}, operator={"on": "nth:1"}, last={"on": "final"})
    put(ledger)
    fail_once(ledger, supervisor, HOPELESS)
    put(ledger, ttl=5.0)
    later(ledger, clock, 6)
    heard = [(report["hook"], report["attempt"], report["code"]) for report in reports(ledger)]
    assert heard == [
        ("every", 1, "encrypted"),
        ("last", 1, "encrypted"),
        ("operator", 1, "encrypted"),
        ("every", 0, "expired"),
        ("last", 0, "expired"),
    ]


def test_a_report_names_job_asker_paper_and_cause(ledger: Ledger, supervisor: int) -> None:
    hear(ledger, every={"on": "attempt"})
    name = '/in/$(rm -rf ~)"\n\\x 시험.pdf'
    paper = put_paper(ledger, name)
    job = put(ledger, document=paper, requested_by="kim", max_attempts=5)
    fail_once(ledger, supervisor)
    (report,) = reports(ledger)
    assert len(report.pop("id")) == 32
    assert report.pop("retry_at") > report.pop("at")
    assert report == {
        "hook": "every",
        "on": "attempt",
        "job": job,
        "kind": "own",
        "queue": "default",
        "attempt": 1,
        "of": 5,
        "state": "scheduled",
        "requested_by": "kim",
        "material": paper,
        "file": name,
        "code": "stage_error",
        "message": "It broke.",
        "hint": "Look: cgq show 1",
    }


def test_a_command_reads_one_line_of_JSON_whatever_a_file_is_called(ledger: Ledger, supervisor: int) -> None:
    hear(ledger, every={"on": "attempt"})
    put(ledger, requested_by="a\nb\0\x1b[31m")
    fail_once(ledger, supervisor)
    with ledger.write() as books:
        (run,) = hook_runs.claim(books, supervisor, ["every"])
    given = run.given()
    assert given.count(b"\n") == 1
    told = json.loads(given)
    assert (told["requested_by"], told["run"], told["try"], told["count"], told["jobs"]) == (
        "a\nb\0\x1b[31m",
        run.id,
        1,
        1,
        [told["job"]],
    )


def test_no_secret_stands_in_a_report(ledger: Ledger, supervisor: int) -> None:
    remember("correct-horse-battery-7")
    hear(ledger, every={"on": "attempt"})
    put(ledger, document=put_paper(ledger, "/in/correct-horse-battery-7.pdf"))
    fail_once(ledger, supervisor, Failure(code="x", message="Refused: correct-horse-battery-7"))
    (report,) = reports(ledger)
    assert (report["file"], report["message"]) == ("/in/****.pdf", "Refused: ****")


def test_hooks_hear_only_of_their_queues_kinds_and_askers(ledger: Ledger, supervisor: int) -> None:
    hear(
        ledger,
        ours={"on": "attempt", "queues": ("default",), "kinds": ("own",), "requested_by": ("kim",)},
        queue={"on": "attempt", "queues": ("low_priority",)},
        kind={"on": "attempt", "kinds": ("probe",)},
        asker={"on": "attempt", "requested_by": ("lee",)},
    )
    put(ledger, requested_by="kim")
    fail_once(ledger, supervisor)
    assert [report["hook"] for report in reports(ledger)] == ["ours"]


def test_C2_a_hook_names_its_queues_short_and_hears_of_its_own_environment_alone(
    ledger: Ledger, supervisor: int
) -> None:
    settings = HookSettings(command=("/bin/true",), on="attempt", queues=("default",))
    put(ledger)
    ledger.hooks = hooks_of({"a": settings}, QueueNames("day"))
    fail_once(ledger, supervisor, HOPELESS)
    assert reports(ledger) == [], "the job has no prefix"
    ledger.policies = Policies(ANY, prefix="day")
    put(ledger)
    (job,) = start(ledger, supervisor, queue="day:default")
    with ledger.write() as books:
        fail(books, [(job, HOPELESS)])
    (report,) = reports(ledger)
    assert (report["hook"], report["queue"]) == ("a", "default")
    assert claim(ledger, supervisor, "a") == [], "another environment has a hook of that name as well"
    with ledger.write() as books:
        assert hook_runs.counts(books.tx, QueueNames()).waiting == {}
        assert hook_runs.counts(books.tx, QueueNames("day")).waiting == {"a": 1}
    assert len(claim(ledger, supervisor, "day:a")) == 1


def test_S3_a_report_is_written_with_the_attempt_or_not_at_all(ledger: Ledger, supervisor: int) -> None:
    hear(ledger, every={"on": "attempt"})
    put(ledger)
    (job,) = start(ledger, supervisor)
    with ledger.write() as books:
        with books.savepoint() as undo:
            fail(books, [(job, BROKEN)])
            undo()
        assert books.tx.value("SELECT count(*) FROM hook_run") == 0
        fail(books, [(job, BROKEN)])
    assert len(reports(ledger)) == 1


def test_R3_a_late_failure_is_not_reported(ledger: Ledger, supervisor: int) -> None:
    hear(ledger, every={"on": "attempt"})
    put(ledger)
    job = fail_once(ledger, supervisor)
    with ledger.write() as books:
        fail(books, [(job, BROKEN)])
    assert len(reports(ledger)) == 1


# Many of one cause


def test_B8_five_hundred_failures_of_one_cause_become_twenty_reports_and_one(
    ledger: Ledger, supervisor: int, clock: FakeClock
) -> None:
    hear(ledger, every={"on": "final"})
    ids = [put(ledger, requested_by="kim") for _ in range(500)]
    jobs = start(ledger, supervisor, 500)
    with ledger.write() as books:
        fail(books, [(job, Failure(code="x", message=f"No page {job.id}.", retryable=False)) for job in jobs])
    with ledger.read() as (tx, at):
        newest, *others = hook_runs.listing(tx, at, hook=None, state="waiting", limit=-1, skip=0)
    assert (newest.failures, len(others)) == (480, MOST_ALIKE)
    assert json.loads(newest.jobs or "") == ids[MOST_ALIKE : MOST_ALIKE + MOST_NAMED]
    assert newest.due_at == clock.now() + 60_000, "it waits for more of the same minute"


def test_another_asker_and_another_minute_are_reported_again(ledger: Ledger, supervisor: int, clock: FakeClock) -> None:
    hear(ledger, every={"on": "final"})
    for _ in range(MOST_ALIKE + 1):
        put(ledger, requested_by="kim")
        fail_once(ledger, supervisor, HOPELESS)
    put(ledger, requested_by="lee")
    fail_once(ledger, supervisor, HOPELESS)
    clock.pass_(61)
    put(ledger, requested_by="kim")
    fail_once(ledger, supervisor, HOPELESS)
    assert [report["requested_by"] for report in reports(ledger)].count("lee") == 1
    assert len(reports(ledger)) == MOST_ALIKE + 3


def test_B8_a_report_of_many_that_is_started_again_by_hand_stands_for_no_more(
    ledger: Ledger, supervisor: int, clock: FakeClock
) -> None:
    hear(ledger, every={"on": "final"})
    for _ in range(MOST_ALIKE + 1):
        put(ledger)
        fail_once(ledger, supervisor, HOPELESS)
    with ledger.write() as books:
        (old,) = books.tx.one("SELECT id FROM hook_run WHERE jobs IS NOT NULL") or (0,)
        books.tx.run("UPDATE hook_run SET state = 'failed', tries = 3, ended_at = 1, error = 'x' WHERE id = ?", (old,))
    clock.pass_(600)
    with ledger.write() as books:
        assert hook_runs.revive(books, [old]) == [old]
    for _ in range(MOST_ALIKE + 2):
        put(ledger)
        fail_once(ledger, supervisor, HOPELESS)
    with ledger.read() as (tx, _):
        assert tx.all("SELECT id > ?, count FROM hook_run WHERE jobs IS NOT NULL ORDER BY id", (old,)) == [
            (0, 1),
            (1, 2),
        ]


# Queues that run empty, batches


def test_queues_run_empty_once_when_their_last_job_is_over(ledger: Ledger, supervisor: int, clock: FakeClock) -> None:
    hear(ledger, all={"on": "drained"}, low={"on": "drained", "queues": ("low_priority",)})
    put(ledger)
    put(ledger, max_attempts=2)
    (first, second) = start(ledger, supervisor, 2)
    with ledger.write() as books:
        finish(books, [(first, None, 0.1)])
        fail(books, [(second, BROKEN)])
    assert reports(ledger) == [], "one waits for another try"
    later(ledger, clock, 1000)
    fail_once(ledger, supervisor)
    (report,) = reports(ledger)
    assert (report["hook"], report["failed"]) == ("all", 1)
    with ledger.write() as books:
        operate.retry(books, [second.id])
    end_all(ledger, supervisor)
    assert [report["failed"] for report in reports(ledger)] == [1, 0]


def test_queues_run_empty_when_a_person_cancels_the_last_job(ledger: Ledger) -> None:
    hear(ledger, all={"on": "drained", "queues": ("default",)})
    job = put(ledger)
    with ledger.write() as books:
        operate.cancel(books, [job], "me")
    assert [report["queues"] for report in reports(ledger)] == [["default"]]


def test_a_batch_is_reported_with_its_counts(ledger: Ledger) -> None:
    hear(ledger, done={"on": "batch"}, other={"on": "batch", "kinds": ("probe",)}, failed={"on": "final"})
    with ledger.write() as books:
        batch_ended(books, "june", {"done": 7, "failed": 2}, [("default", "own")], "kim")
    (report,) = reports(ledger)
    assert (report["hook"], report["batch"], report["requested_by"]) == ("done", "june", "kim")
    assert (report["done"], report["failed"], report["cancelled"]) == (7, 2, 0)


# The runs


def some_runs(ledger: Ledger, supervisor: int, count: int = 1) -> None:
    """`count` failed jobs, of which each hook hears."""
    for _ in range(count):
        put(ledger)
        fail_once(ledger, supervisor, HOPELESS)


def claim(ledger: Ledger, supervisor: int, *hooks: str) -> list[hook_runs.Due]:
    with ledger.write() as books:
        return hook_runs.claim(books, supervisor, hooks)


def test_B8_at_most_two_commands_are_at_work_and_one_of_each_hook(ledger: Ledger, supervisor: int) -> None:
    hear(ledger, a={}, b={}, c={})
    some_runs(ledger, supervisor, 2)
    taken = claim(ledger, supervisor, "a", "b", "c")
    assert [run.hook for run in taken] == ["a", "b"]
    assert claim(ledger, register(ledger), "a", "b", "c") == []
    with ledger.write() as books:
        hook_runs.succeed(books, supervisor, taken[0], "done")
    assert [(run.hook, run.id) for run in claim(ledger, supervisor, "b", "c")] == [("c", 3)]


def test_a_hook_of_other_settings_is_left_to_its_own_supervisor(ledger: Ledger, supervisor: int) -> None:
    hear(ledger, a={})
    some_runs(ledger, supervisor)
    assert claim(ledger, supervisor, "b") == []
    with ledger.write() as books:
        assert hook_runs.next_moment(books, ["b"]) is None


def test_B8_a_run_of_a_supervisor_that_is_gone_is_started_again_with_its_id(ledger: Ledger, supervisor: int) -> None:
    hear(ledger, a={})
    some_runs(ledger, supervisor)
    gone = register(ledger)
    (before,) = claim(ledger, gone, "a")
    assert claim(ledger, supervisor, "a") == []
    with ledger.write() as books:
        books.tx.run(SQL["supervisor_remove"], (gone,))
    (again,) = claim(ledger, supervisor, "a")
    assert (again.id, json.loads(again.given())["id"]) == (before.id, json.loads(before.given())["id"])
    assert again.tries == 0, "the end of a supervisor is no try of the hook"


def test_B8_a_command_has_three_tries_with_waits_and_starts_again_by_hand(
    ledger: Ledger, supervisor: int, clock: FakeClock
) -> None:
    hear(ledger, a={})
    some_runs(ledger, supervisor)
    for wait in (10, 60):
        (run,) = claim(ledger, supervisor, "a")
        with ledger.write() as books:
            assert not hook_runs.fail(books, supervisor, run, "It broke.", "")
        clock.pass_(wait - 1)
        assert claim(ledger, supervisor, "a") == []
        with ledger.write() as books:
            assert hook_runs.next_moment(books, ["a"]) == clock.now() + 1000
        clock.pass_(1)
    (run,) = claim(ledger, supervisor, "a")
    with ledger.write() as books:
        assert hook_runs.fail(books, supervisor, run, "It broke.", "")
        assert hook_runs.counts(books.tx, QueueNames()).failed == {"a": 1}
        assert hook_runs.revive(books, [run.id, run.id + 1]) == [run.id]
    (run,) = claim(ledger, supervisor, "a")
    assert json.loads(run.given())["try"] == 1


def test_C4_a_look_without_anything_to_do_writes_nothing(ledger: Ledger, supervisor: int) -> None:
    hear(ledger, a={})
    before = ledger.database.connection.total_changes
    assert claim(ledger, supervisor, "a") == []
    assert ledger.database.connection.total_changes == before


def test_runs_are_forgotten_after_a_week_while_later_ones_are_written(
    ledger: Ledger, supervisor: int, clock: FakeClock
) -> None:
    hear(ledger, a={})
    some_runs(ledger, supervisor, 3)
    clock.pass_(KEEP_MS / 1000 + 1)
    some_runs(ledger, supervisor)
    assert len(reports(ledger)) == 1
    with ledger.write() as books:
        assert prune(books, 1000) == 0


def test_an_unknown_run_is_not_there(ledger: Ledger) -> None:
    with ledger.database.read() as tx, pytest.raises(Missing):
        hook_runs.states(tx, [7])


# Settings


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ('command = "mail me"', "must be a list of texts"),
        ("command = []", "must be a list of texts"),
        ('command = ["a"]\non = "nth:0"', '"nth:3"'),
        ('command = ["a"]\non = "finale"', '"final"'),
        ('command = ["a"]\nkinds = ["process_pdff"]', "there is no kind 'process_pdff'"),
        ('command = ["a"]\nqueues = ["defaul"]', "there is no queue 'defaul'"),
        ('command = ["curl", "https://me:pass@host/"]', "a secret does not belong on a command line"),
        ('command = ["a"]\nqueues = ["nigth"]\n[queues.night]\nlimit = 1', "there is no queue 'nigth'"),
        ('on = "final"', "has no command"),
        ('command = ["a"]\nkind = ["a"]', "unknown key 'hooks.mail.kind'"),
    ],
)
def test_S5_a_hook_that_cannot_be_meant_is_refused(tmp_path: Any, said: str, fault: str) -> None:
    from cgq.config import load

    (tmp_path / "cgq.toml").write_text(f"[hooks.mail]\n{said}\n", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        load(environ={"HOME": str(tmp_path)}, cwd=tmp_path, kinds=["process_pdf"])
    assert fault in refused.value.message


def test_S5_a_hook_is_for_a_queue_of_the_users_own(tmp_path: Any) -> None:
    from cgq.config import load

    said = '[hooks.mail]\ncommand = ["a"]\nqueues = ["night"]\n[queues.night]\nlimit = 1\n'
    (tmp_path / "cgq.toml").write_text(said, encoding="utf-8")
    settings = load(environ={"HOME": str(tmp_path)}, cwd=tmp_path, kinds=["process_pdf"]).settings
    assert settings.hooks["mail"].queues == ("night",)
