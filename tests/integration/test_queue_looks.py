"""Looks into the ledger: lists, failures by cause, chains that somebody waits for, how everything stands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from tests.support.ledger import register

from cgq.bank.find_files import Found, Refusal, find
from cgq.documents.jobs import about_text
from cgq.errors import Failure, Missing
from cgq.queue import claim as claiming
from cgq.queue import failures, listing, operate, settle, stats, subjects
from cgq.queue.chains import Chains
from cgq.queue.enqueue import enqueue
from cgq.queue.job import Job, NewJob

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.clock import FakeClock

    from cgq.queue.books import Ledger

KIND, QUEUE = "process_pdf", "pdf_processing"
FOREVER = Failure(code="damaged", message="page 3 is broken", hint="Mend it.", retryable=False)
AGAIN = Failure(code="locked", message="try later")


def put(ledger: Ledger, count: int = 1, **more: object) -> list[int]:
    with ledger.write() as books:
        return [made.id for made in enqueue(books, [NewJob(kind=KIND, **more) for _ in range(count)])]  # type: ignore[arg-type]


def start(ledger: Ledger, count: int = 1) -> list[Job]:
    supervisor = register(ledger)
    with ledger.write() as books:
        return claiming.claim(books, supervisor, QUEUE, KIND, count)


def settled(ledger: Ledger, chains: Chains) -> bool:
    with ledger.database.read() as tx:
        return chains.settled(tx)


def test_a_chain_is_settled_when_its_last_descendant_is_over(ledger: Ledger) -> None:
    (root,) = put(ledger)
    chains = Chains([root])
    assert not settled(ledger, chains)
    (job,) = start(ledger)
    with ledger.write() as books:
        settle.finish(books, [(job, None, 1.0)])
        enqueue(books, [NewJob(kind=KIND, root=root, parent=root)])
    assert not settled(ledger, chains)
    (child,) = start(ledger)
    assert not settled(ledger, chains)
    with ledger.write() as books:
        settle.fail(books, [(child, FOREVER)])
    assert settled(ledger, chains)
    with ledger.database.read() as tx:
        assert (chains.left(tx), chains.lost(tx), chains.failed_since(tx, 0)) == ([], [root], 1)


def test_T4_a_retry_is_waited_for_but_no_pause_and_no_later_time(ledger: Ledger, clock: FakeClock) -> None:
    ids = put(ledger, 3)
    chains = Chains(ids)
    (job,) = start(ledger)
    with ledger.write() as books:
        settle.fail(books, [(job, AGAIN)])
        operate.cancel(books, ids[1:], "me")
    assert not settled(ledger, chains), "it waits for another try"
    with ledger.write() as books:
        operate.pause(books, QUEUE, "me", "")
    assert settled(ledger, chains)
    with ledger.write() as books:
        operate.resume(books, QUEUE)
    assert not settled(ledger, chains), "what was held can go on"
    (later,) = put(ledger, delay=3600)
    assert settled(ledger, Chains([later]))
    with ledger.database.read() as tx:
        assert Chains([later]).left(tx) == [later]


def test_a_coalesced_job_for_the_whole_bank_is_waited_for(ledger: Ledger) -> None:
    chains = Chains([], after={"refresh_concepts": "refresh_concepts"})
    assert settled(ledger, chains)
    with ledger.write() as books:
        enqueue(books, [NewJob(kind="refresh_concepts", coalesce="refresh_concepts", delay=1)])
    assert not settled(ledger, chains)


def test_an_unknown_job_cannot_be_waited_for(ledger: Ledger) -> None:
    with ledger.database.read() as tx, pytest.raises(Missing):
        Chains([7]).check(tx)


def test_T5_the_same_error_is_one_group_and_what_waits_is_none(ledger: Ledger) -> None:
    put(ledger, 4)
    one, two, three, four = start(ledger, 4)
    with ledger.write() as books:
        settle.fail(
            books, [(one, FOREVER), (two, Failure(code="damaged", message="page 9 is broken", retryable=False))]
        )
        settle.fail(books, [(three, Failure(code="encrypted", message="locked 100%", retryable=False)), (four, AGAIN)])
    with ledger.read() as (tx, at):
        found = failures.groups(tx, at, failures.Which())
        examples = [(group.code, group.count, [failed.job for failed in group.examples]) for group in found]
        assert examples == [
            ("damaged", 2, [one.id, two.id]),
            ("encrypted", 1, [three.id]),
        ]
        assert failures.waiting_for_another_try(tx) == 1
        assert failures.failed_ids(tx, failures.Which(text="100%")) == [three.id]
        assert failures.failed_ids(tx, failures.Which(text="1__%")) == []
        assert failures.failed_ids(tx, failures.Which(code="damaged", queue="default")) == []


@pytest.mark.parametrize("few", [0, 20_000])
def test_jobs_are_listed_by_state_whether_there_are_few_or_many(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(listing, "FEW", few)
    ids = put(ledger, 5)
    put(ledger, 1, delay=60)
    start(ledger, 2)
    with ledger.read() as (tx, at):
        ready = listing.page(tx, at, listing.Filter(state="ready"), limit=2)
        assert [job.id for job in ready] == [ids[4], ids[3]]
        assert [job.id for job in listing.page(tx, at, listing.Filter(state="ready"), limit=2, skip=2)] == [ids[2]]
        assert len(listing.page(tx, at, listing.Filter(state="running", kind=KIND, queue=QUEUE), limit=9)) == 2
        assert listing.page(tx, at, listing.Filter(state="done"), limit=9) == []
        assert len(listing.page(tx, at, listing.Filter(), limit=99)) == 6
        assert listing.most_starts(ledger.policies, KIND, "timeout", None) == 3
        assert listing.most_starts(ledger.policies, "gone", None, 2) == 2


def test_first_jobs_are_listed_with_what_follows_from_them(ledger: Ledger) -> None:
    first, second = put(ledger, 2)
    start(ledger, 2)
    with ledger.write() as books:
        (child,) = enqueue(books, [NewJob(kind=KIND, root=first, parent=first, args={"question": 7, "page": 3})])
        (last,) = enqueue(books, [NewJob(kind=KIND, root=first, parent=child.id)])
        operate.cancel(books, [last.id], "me")
    with ledger.read() as (tx, at):
        shown = listing.page(tx, at, listing.Filter(top=True), limit=9)
        assert [(job.id, job.parent_id) for job in shown] == [(second, None), (first, None)]
        assert listing.page(tx, at, listing.Filter(top=True, since=at.now + 1), limit=9) == []
        assert [job.id for job in listing.page(tx, at, listing.Filter(top=True), limit=1, skip=1)] == [first]
        assert subjects.followers(tx, [first, second]) == {first: {"ready": 1, "cancelled": 1}}
        assert listing.below(tx, [first]) == [child.id, last.id]
        assert subjects.questions_behind(tx, [first, child.id]) == {}, "there is no question 7"


@pytest.mark.parametrize(
    ("args", "about"),
    [
        ('{"material": 4}', None),
        ('{"material": 4, "page": 3}', "page 3"),
        ('{"text": "a\\nb", "to": ["ko"]}', 'text a b, to ["ko"]'),
        ('{"addresses": ["a", "b", "c", "d"], "process": true}', "4 addresses, process true"),
        ("[1, 2]", "[1, 2]"),
        ("no json", "no json"),
    ],
)
def test_a_job_is_about_its_question_or_what_its_arguments_say(args: str, about: str | None) -> None:
    assert about_text(args, None) == about
    assert about_text(args, subjects.Asked(1, 7, 12, "옳은\n 것은?")) == "12. 옳은 것은?"
    assert about_text(args, subjects.Asked(1, 7, None, "옳은 것은?")) == "옳은 것은?"


def test_status_counts_by_queue(ledger: Ledger, clock: FakeClock) -> None:
    put(ledger, 3)
    put(ledger, 2, delay=60)
    clock.pass_(5)
    start(ledger)
    with ledger.write() as books:
        operate.pause(books, QUEUE, "me", "why")
    with ledger.read() as (tx, at):
        found = stats.status(tx, ledger.database.path, ledger.policies, at)
    queue = next(queue for queue in found.queues if queue.name == QUEUE)
    assert (queue.count("ready"), queue.count("scheduled"), queue.count("running")) == (2, 2, 1)
    assert queue.pause is not None
    assert queue.oldest == found.at - 5_000
    assert [one.alive for one in found.supervisors] == [False]
    assert found.stalled == found.supervisors, "it is gone, and jobs are in its name"


def test_files_are_found_once_and_loops_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "deep").mkdir()
    for name in ("b.pdf", "a.PDF", "note.txt", "deep/c.pdf"):
        (tmp_path / name).touch()
    (tmp_path / "deep" / "up").symlink_to(tmp_path)
    (tmp_path / "dangling.pdf").symlink_to(tmp_path / "nowhere")
    found = [entry for entry in find([".", "b.pdf", "./b.pdf"]) if isinstance(entry, Found)]
    assert [os.path.basename(entry.path) for entry in found] == ["a.PDF", "b.pdf", "dangling.pdf", "c.pdf"]
    (refused,) = find(["*.doc"])
    assert isinstance(refused, Refusal)
    assert refused.error.code == "no_match"


def test_a_file_behind_a_closed_folder_is_no_missing_file(monkeypatch: pytest.MonkeyPatch) -> None:
    def closed(_path: str) -> None:
        raise PermissionError

    monkeypatch.setattr("cgq.bank.find_files.os.lstat", closed)
    assert list(find(["/closed/a.pdf"])) == [Found("/closed/a.pdf", named=True)]
