"""How the verbs of the queue put things: events, stages, summaries, what was taken and changed."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.documents import check

from cgq.actions.enqueue import Intake, Taken
from cgq.actions.jobs import Failures
from cgq.actions.operate import Changed
from cgq.actions.run import Held, Outcome
from cgq.bank.find_files import Refusal
from cgq.chosen_bank import ChosenBank
from cgq.clock import local
from cgq.documents import Document, encode
from cgq.documents.changed import Changed as ChangedDocument
from cgq.documents.enqueued import Enqueued
from cgq.documents.events import PaperRead, event_document
from cgq.documents.failed import FailureGroup
from cgq.documents.summary import Skipped, Summary
from cgq.errors import Missing, Refused
from cgq.events import (
    ChainClosed,
    CircuitOpened,
    Counts,
    Draining,
    Ended,
    ItemsCounted,
    Late,
    Progress,
    QueuePaused,
    Rescued,
    Returned,
    SlotPassed,
    Started,
    WorkerLost,
)
from cgq.queue.failures import FailedJob, Group
from cgq.queue.listing import LastError, Paper
from cgq.queue.pauses import Pause
from cgq.queue.schedule import Entry, Last
from cgq.queue.stats import BankStatus, QueueStatus, Status, SupervisorStatus
from cgq.queue.timeline import Moment
from cgq_cli.render import changes, events, failures, intake, live, schedule, stages, status, summary
from cgq_cli.render.table import Layout
from cgq_cli.running import exit_code

if TYPE_CHECKING:
    from cgq.events import Event

ITEMS = ItemsCounted(
    job=4,
    kind="probe",
    total=100,
    over=40,
    done=37,
    duplicate=1,
    skipped=0,
    failed=2,
    waiting=0,
    success_rate=94.9,
    speed=3.1,
)
NOW = SLOT = 1_767_225_600_000
BANK = BankStatus(materials={"completed": 2, "failed": 1}, questions=40, vectors=40, concepts=9)
CHOSEN = ChosenBank(path=Path("/p/cgq.db"), source="flag", reason="named by --db", file=None, exists=True)
PAPER = Paper(1, 1, "기출", "/p/a.pdf", "done", '{"questions": 20, "answers": 18, "missing": 1}', None, None)


def printed(document: Document) -> dict[str, Any]:
    """A document as a program reads it, held against its schema."""
    told: dict[str, Any] = json.loads(encode(document))
    check(told)
    return told


def ended(state: Any, kind: str = "probe", **more: Any) -> Ended:
    return Ended(queue="default", kind=kind, state=state, jobs=(4,), **more)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (
            ended("failed", code="encrypted", message="It is locked"),
            "probe: job 4 failed. It is locked. [encrypted]",
        ),
        (
            ended("scheduled", code="timeout", message="Too slow."),
            "probe: job 4 stumbled. Too slow. [timeout] Another try follows.",
        ),
        (ended("done"), None),
        (WorkerLost(kind="probe", cause="crash", message="signal 9"), "A worker for probe was lost: signal 9 [crash]"),
        (
            WorkerLost(kind="probe", cause="start", message="no memory"),
            "A worker for probe did not start: no memory. The others go on. [start]",
        ),
        (
            QueuePaused(queue="default", reason="No key [authentication]"),
            "The queue default is paused: No key [authentication]. Cure it, then: `cgq resume default` "
            "Then start again what failed: `cgq failed --retry --queue default`",
        ),
        (Rescued(supervisor=3, jobs=2), "Took back 2 jobs of supervisor 3, which is gone."),
        (Rescued(supervisor=3, jobs=0), None),
        (
            SlotPassed(entry="nightly", slot=SLOT, missed=3, outcome="fired", job=12),
            f"nightly, due {local(SLOT)}: job 12, which makes up for 3 missed slots.",
        ),
        (
            SlotPassed(entry="nightly", slot=SLOT, missed=0, outcome="skipped", message="Its last job is not over."),
            f"nightly, due {local(SLOT)}: skipped. Its last job is not over.",
        ),
        (
            Draining(reason="SIGTERM", running=2, seconds=30.0),
            "Stopping (SIGTERM): waiting up to 30s for 2 jobs. Again ends at once.",
        ),
        (
            Draining(reason="max_time", running=1, seconds=30.0),
            "Stopping (the time is over): waiting up to 30s for 1 job.",
        ),
        (Returned(jobs=(1,), reason="worker lost"), None),
        (Started(queue="default", kind="probe", jobs=(1,)), None),
        (Progress(job=1, kind="probe", done=1, total=2), None),
        (ITEMS, None),
        (ChainClosed(root=1), None),
    ],
)
def test_a_person_hears_what_matters(event: Event, said: str | None) -> None:
    assert events.sentence(event) == said


def test_an_open_circuit_is_told() -> None:
    assert "rests for a while" in str(events.sentence(CircuitOpened(kind="probe", reason="It is down.")))


@pytest.mark.parametrize(
    ("event", "type_"),
    [
        (Started(queue="default", kind="probe", jobs=(1,)), "started"),
        (ended("failed", code="encrypted", message="It is locked."), "ended"),
        (Returned(jobs=(1,), reason="stopped"), "returned"),
        (Late(jobs=(1,), fences=(7,)), "late"),
        (Progress(job=1, kind="probe", done=1, total=2), "progress"),
        (WorkerLost(kind="probe", cause="crash", message="signal 9"), "worker_lost"),
        (QueuePaused(queue="default", reason="No key."), "queue_paused"),
        (CircuitOpened(kind="probe", reason="It is down."), "circuit_opened"),
        (Rescued(supervisor=3, jobs=2), "rescued"),
        (SlotPassed(entry="nightly", slot=SLOT, missed=0, outcome="fired", job=12), "slot_passed"),
        (Draining(reason="SIGTERM", running=2, seconds=30.0), "draining"),
        (ITEMS, "items_counted"),
        (ChainClosed(root=1), "chain_closed"),
        (Counts(tally={}), "counts"),
    ],
)
def test_every_event_is_a_document(event: Event, type_: str) -> None:
    assert list(printed(event_document(event, NOW)))[:2] == ["type", "at"]
    assert printed(event_document(event, NOW))["type"] == type_


def test_the_error_of_jobs_that_ended_is_one_object_and_null_where_they_are_done() -> None:
    failed = event_document(ended("failed", code="encrypted", message="It is locked.", hint="Unlock it."), NOW)
    assert printed(failed)["error"] == {
        "code": "encrypted",
        "message": "It is locked.",
        "hint": "Unlock it.",
        "commands": [],
    }
    assert printed(event_document(ended("done"), NOW))["error"] is None
    paper = PaperRead.of(PAPER._replace(error_code="damaged", error="broken"), "failed", NOW)
    assert printed(paper)["error"] == {"code": "damaged", "message": "broken", "hint": "", "commands": []}


def test_a_paper_that_was_read_is_a_document() -> None:
    told = printed(PaperRead.of(PAPER, "done", NOW))
    assert (told["type"], told["file"], told["result"]["questions"]) == ("paper", "/p/a.pdf", 20)


def test_who_was_at_work_already_is_a_document() -> None:
    assert printed(Skipped.of(None)) == {"type": "skipped", "pid": None, "host": None}
    assert printed(Skipped.of(a_supervisor()))["pid"] == 7


def test_an_event_is_an_object_with_its_time_and_its_fields() -> None:
    told = printed(event_document(WorkerLost(kind="probe", cause="crash", message="x"), NOW))
    assert told == {
        "type": "worker_lost",
        "at": "2026-01-01T00:00:00.000Z",
        "kind": "probe",
        "cause": "crash",
        "message": "x",
    }
    counts = printed(event_document(Counts(tally={("default", "probe", "ready"): 2}), NOW))
    assert counts["counts"] == [{"queue": "default", "kind": "probe", "state": "ready", "jobs": 2}]
    assert printed(event_document(ended("done"), NOW))["jobs"] == [4]
    forever = Draining(reason="SIGTERM", running=1, seconds=math.inf)
    assert printed(event_document(forever, NOW))["seconds"] == "forever"


@pytest.mark.parametrize(
    ("paper", "state", "said"),
    [
        (PAPER, "done", "a.pdf: 20 questions, 18 answers, 1 missing"),
        (
            PAPER._replace(result='{"questions": 0, "findings": {"no_questions": 1}}'),
            "done",
            "a.pdf: no questions [no_questions]",
        ),
        (
            PAPER._replace(result='{"questions": 20, "answers": 0}'),
            "done",
            "a.pdf: 20 questions, no answers of its own",
        ),
        (
            PAPER._replace(result='{"questions": 20, "answers": 0}', answers=19, key="/p/key.pdf"),
            "done",
            "a.pdf: 20 questions, 19 answers by key.pdf",
        ),
        (
            PAPER._replace(result='{"questions": 0, "key_answers": 40}', fits='["/p/b.pdf", "/q/c.pdf"]'),
            "done",
            "a.pdf: an answer key, 40 answers, for b.pdf, c.pdf",
        ),
        (
            PAPER._replace(result='{"questions": 0, "findings": {"needs_ocr": 1}}'),
            "done",
            "a.pdf: a scan; its text is recognised next",
        ),
        (PAPER._replace(error_code="damaged", error="broken"), "failed", "a.pdf: failed. broken. [damaged] Mend it."),
        (
            PAPER._replace(path=None, error_code="timeout", error="slow"),
            "scheduled",
            "기출: slow. [timeout] Another try follows.",
        ),
    ],
)
def test_a_paper_is_one_line(paper: Paper, state: str, said: str) -> None:
    assert events.paper_line(paper, state, "Mend it.") == said


def test_B1_the_items_of_a_job_are_reported_while_it_runs_and_when_it_is_done() -> None:
    narrator = live.Narrator(lambda _jobs: {})
    assert list(narrator.lines(ITEMS)) == []
    line = "probe: job 4: 40 of 100: 37 done, 1 duplicate, 2 failed: success rate 94.9 %, 3.1 a second"
    assert list(narrator.running_items()) == [line]
    last = replace(ITEMS, over=100, done=97)
    assert list(narrator.lines(last)) == []
    said = list(narrator.lines(ended("done")))
    assert said == ["probe: job 4: 97 done, 1 duplicate, 2 failed: success rate 94.9 %, 3.1 a second"]
    assert list(narrator.running_items()) == []


def test_a_job_whose_items_were_all_known_has_no_rate() -> None:
    narrator = live.Narrator(lambda _jobs: {})
    known = replace(ITEMS, over=2, total=2, done=0, duplicate=2, failed=0, success_rate=0.0, speed=0.0)
    assert list(narrator.lines(known)) == []
    assert list(narrator.lines(ended("done"))) == ["probe: job 4: 2 duplicates"]


def test_the_same_trouble_is_told_once() -> None:
    narrator = live.Narrator(lambda _jobs: {})
    trouble = ended("scheduled", code="x", message="y")
    told = [list(narrator.lines(trouble)) for _ in range(3)]
    assert [len(lines) for lines in told] == [1, 0, 0]


def test_each_failure_is_a_line_until_it_is_a_flood() -> None:
    narrator = live.Narrator(lambda _jobs: {})
    lines = [line for _ in range(live.FLOOD + 5) for line in narrator.lines(ended("failed", code="x", message="y"))]
    assert len(lines) == live.FLOOD + 1
    assert "only counted [x]" in lines[-1]
    (other,) = narrator.lines(ended("failed", code="z", message="y"))
    assert "[z]" in other


def test_a_paper_whose_key_comes_later_is_told_of_anew_and_a_cure_once() -> None:
    papers = {
        1: PAPER._replace(job=1, result='{"questions": 20, "answers": 0}'),
        2: PAPER._replace(job=2, path="/p/b.pdf", error_code="damaged", error="broken"),
        3: PAPER._replace(job=3, path="/p/key.pdf", result='{"key_answers": 20}', fits='["/p/a.pdf"]'),
    }
    narrator = live.Narrator(lambda jobs: {job: papers[job] for job in jobs})

    def told(state: Any, *jobs: int, **more: str) -> list[str]:
        return list(narrator.lines(replace(ended(state, **more), kind="process_pdf", jobs=jobs)))

    assert told("done", 1) == ["a.pdf: 20 questions, no answers of its own"]
    lost = {"code": "damaged", "message": "broken", "hint": "Mend it."}
    assert told("failed", 2, **lost) == ["b.pdf: failed. broken. [damaged] Mend it."]
    assert told("failed", 2, **lost) == ["b.pdf: failed. broken. [damaged]"]
    assert list(narrator.answered()) == []
    papers[1] = papers[1]._replace(answers=19, key="/p/key.pdf")
    assert told("done", 3) == [
        "key.pdf: an answer key, 20 answers, for a.pdf",
        "a.pdf: 19 answers by key.pdf now",
    ]
    assert list(narrator.answered()) == []


def test_stages_count_what_moved_since_the_start_in_the_order_of_the_way() -> None:
    before = {("pdf_processing", "process_pdf", "done"): 5, ("pdf_processing", "process_pdf", "failed"): 1}
    after = {
        ("pdf_processing", "process_pdf", "done"): 7,
        ("pdf_processing", "process_pdf", "failed"): 2,
        ("embedding_generation", "generate_embedding", "ready"): 3,
        ("embedding_generation", "generate_embedding", "running"): 1,
        ("default", "own", "done"): 0,
    }
    paper, embedding = stages.stages(before, after)
    assert (paper.kind, paper.done, paper.failed, paper.left) == ("process_pdf", 2, 1, 0)
    assert (embedding.left, embedding.running, embedding.total) == (4, 1, 4)


def test_an_event_moves_the_counters_until_they_are_read_again() -> None:
    counted = stages.moved({("default", "probe", "ready"): 2}, Started(queue="default", kind="probe", jobs=(4,)))
    counted = stages.moved(counted, ended("done"))
    assert stages.moved({("default", "probe", "done"): 1}, ended("done"))["default", "probe", "done"] == 1
    (stage,) = stages.stages({}, counted)
    assert (stage.done, stage.left, stage.running) == (1, 1, 0)


def test_a_pruned_counter_does_not_go_below_zero() -> None:
    assert stages.stages({("q", "k", "done"): 9}, {("q", "k", "done"): 2}) == []


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome(reason="finished"), 0),
        (Outcome(reason="finished", lost=1), 3),
        (Outcome(reason="finished", lost=1, held=[Held("default", 2, Pause(NOW, "me", ""))]), 6),
        (Outcome(reason="max_time", held=[Held("default", 2, Pause(NOW, "me", ""))]), 0),
        (Outcome(reason="SIGINT", lost=1), 130),
        (Outcome(reason="SIGTERM", cut_short=True), 143),
        (Outcome(reason="SIGHUP", cut_short=True), 143),
        (Outcome(reason="SIGTERM", served=True, lost=1), 0),
        (Outcome(reason="SIGTERM", lost=1), 3),
    ],
)
def test_how_it_ended_gives_the_exit_code(outcome: Outcome, code: int) -> None:
    assert exit_code(outcome) == code
    assert printed(Summary.of(outcome, [], code, CHOSEN))["exit_code"] == code


GROUP = Group(
    fingerprint="f",
    queue="default",
    kind="probe",
    count=7,
    code="encrypted",
    message="It is\nlocked.",
    hint="Unlock it.",
    first=NOW,
    last=NOW,
    examples=[
        FailedJob(1, 4, "기출", "/p/a.pdf", 3, None),
        FailedJob(2, 4, "기출", "/p/a.pdf", 3, None),
        FailedJob(3, None, None, None, None, 7),
        *(FailedJob(job, None, None, None, None, None) for job in (4, 5)),
    ],
)


def test_a_summary_names_failures_pauses_and_the_bank() -> None:
    outcome = Outcome(
        reason="finished",
        lost=7,
        counts={"failed": 7},
        failures=[GROUP],
        bank=replace(BANK, appearances=46, answered=40, to_review=2),
        seconds=75,
        held=[Held("default", 2, Pause(NOW, "me", "full"))],
    )
    held = "2 jobs held in default, paused by me: full. Let it go on: `cgq resume default`"
    holds = "The bank holds 3 papers (2 completed, 1 failed), 40 questions, 40 vectors, 9 concepts."
    told = [
        held,
        "7 jobs failed: 7 x probe [encrypted]. See what to do: `cgq failed`",
        f"{holds} Took 1m 15s.",
        "46 places, 40 with an answer; 6 repeat a question and share its vector.",
        "2 places wait for a person: `cgq review`",
        "The database is /b.db (the default).",
    ]
    assert list(summary.lines(outcome, [], ["The database is /b.db (the default)."])) == told
    elsewhere = replace(outcome, counts={})
    assert list(summary.trouble_lines(elsewhere))[:2] == [held, "7 x probe failed: It is locked. [encrypted]"]


def test_a_summary_without_trouble_names_the_next_step_and_is_one_line_where_nothing_was_to_do() -> None:
    outcome = Outcome(reason="finished", bank=BANK, seconds=75)
    assert list(summary.lines(outcome, [], ["The database is /b.db."]))[-1] == "Look at the questions: `cgq questions`"
    (idle,) = summary.lines(outcome, [], ["The database is /b.db."], "Nothing new in papers/: 15 known already.")
    assert idle.startswith("Nothing new in papers/: 15 known already. The bank holds 3 papers")
    assert idle.endswith("9 concepts. The database is /b.db. See what failed: `cgq failed`")


def test_a_group_is_a_row_and_an_object() -> None:
    header, row = failures.lines([GROUP], Layout(columns=None, now=NOW))
    assert header == "jobs\tkind\tcode\tmessage\thint\tlast\texamples\tfiles\tfingerprint"
    assert row.split("\t")[:5] == ["7", "probe", "encrypted", "It is locked.", "Unlock it."]
    assert row.split("\t")[6:] == ["1,2,3,4,5,…", "a.pdf page 3, question 7, and more", (GROUP.fingerprint or "")[:8]]
    assert FailureGroup.of(GROUP).jobs == 7
    waiting = Failures(groups=[], waiting=2, discarded=3)
    assert list(failures.remarks(waiting)) == [
        "2 wait for another try.",
        "3 jobs discarded. See them: `cgq jobs --state discarded`",
    ]


def test_at_a_terminal_what_to_do_about_a_group_stands_below_it_unbroken() -> None:
    cure = "Set CGQ_READING_OCR=true, then: `cgq failed --retry --code needs_ocr --queue pdf_processing`"
    group = replace(GROUP, message="3 of 3 pages are pictures", hint=cure)
    _, row, *told = failures.lines([group], Layout(columns=60, now=NOW))
    assert row.split()[:3] == ["7", "probe", "encrypted"]
    *prose, command, files = told
    assert all(len(line) <= 60 and line.startswith("      ") for line in prose)
    assert " ".join(map(str.strip, prose)) == f"{group.message}. Set CGQ_READING_OCR=true, then:"
    assert command == "        cgq failed --retry --code needs_ocr --queue pdf_processing"
    assert files.strip() == "a.pdf page 3, question 7, and more"


@pytest.mark.parametrize(
    ("reason", "chosen", "left", "said"),
    [
        ("SIGINT", True, [7], "Stopped before all was done; the rest starts with the next run."),
        ("finished", False, [], "2 jobs not due yet, or in a queue that this run does not serve. See: `cgq jobs`"),
        ("finished", True, [7], "1 job not due yet, or in a queue that this run does not serve. See: `cgq jobs`"),
        ("finished", True, [], "2 jobs of other papers still to do. Go on: `cgq run`"),
    ],
)
def test_a_summary_tells_what_is_left_and_why(reason: str, chosen: bool, left: list[int], said: str) -> None:
    outcome = Outcome(reason=reason, chosen=chosen, left=left, after={("default", "probe", "scheduled"): 2})
    assert list(summary.remarks(outcome)) == [said]
    assert not list(summary.remarks(Outcome(reason=reason)))


def test_what_was_taken_is_counted_and_what_is_known_is_explained() -> None:
    taken = [
        Taken(path="/p/a.pdf", material=1, job=1, state="ready", outcome="new"),
        Taken(path="/p/b.pdf", material=2, job=2, state=None, outcome="known"),
        Taken(
            path="/p/c.pdf",
            material=3,
            job=3,
            state="failed",
            outcome="known",
            error=LastError("damaged", "broken", None),
            moved=True,
        ),
        Taken(path="/p/d.pdf", material=4, job=4, state="cancelled", outcome="known"),
        Taken(path="/p/e.pdf", material=5, job=5, state="ready", outcome="revived"),
        Taken(path="/p/g.pdf", material=6, job=6, state="cancelled", outcome="known", is_read=True),
    ]
    refused = [Refusal("/p/f.pdf", Refused("no PDF", code="not_a_pdf")), Refusal("x", Missing("gone"), named=False)]
    became = Intake(taken, refused)
    assert intake.sentence(became) == ("1 paper enqueued, 1 taken up again, 4 known already (1 failed), 2 refused.")
    remarks = list(intake.remarks(became))
    assert remarks[0].endswith("b.pdf is already known: job 2 is done.")
    assert remarks[1].endswith("job 3 is failed [damaged]; its new place is remembered. Start it again: `cgq retry 3`")
    assert remarks[2].endswith("Add --again, or start it again: `cgq retry 4`")
    assert "known: it was read, and job 6 is cancelled, which was to read it again. Add --again" in remarks[3]
    assert became.worst() is refused[0].error
    assert printed(Enqueued.of(became))["jobs"][1]["state"] == "done"


def test_a_change_is_told_with_the_reason_for_what_stays() -> None:
    changed = Changed(ids=list(range(1, 13)), unchanged={20: "done"})
    assert list(changes.lines("retry", changed)) == [
        "Retrying 12 jobs: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, ….",
        "Job 20 is done: only a failed, cancelled or discarded job starts again.",
    ]
    assert printed(ChangedDocument.of("retry", changed))["unchanged"] == [{"id": 20, "state": "done"}]


def a_supervisor(**more: Any) -> SupervisorStatus:
    given = {"id": 1, "pid": 7, "host": "h", "version": "0", "state": "running", "running": 2, "alive": True}
    times = {"started_at": NOW - 60_000, "moved_at": NOW - 120_000, "stalled": False}
    return SupervisorStatus(**{**given, **times, **more})


def test_status_tells_who_works_who_is_gone_and_who_does_not_move() -> None:
    queue = QueueStatus(name="default", limit=5, counts={"ready": 3}, oldest=NOW - 5_000, pause=Pause(NOW, "me", "x"))
    supervisors = [a_supervisor(), a_supervisor(alive=False), a_supervisor(stalled=True)]
    found = Status(
        moment=Moment(NOW, 0), queues=[queue], supervisors=supervisors, circuits=[("probe", NOW, "down")], bank=BANK
    )
    told = list(status.remarks(found))
    assert told[0] == "supervisor 1: pid 7 on h, since 1m ago, running, 2 jobs"
    assert told[1] == "supervisor 1: pid 7 on h is gone; the next run takes its 2 jobs back"
    assert told[2].endswith("has not moved since 2m ago")
    alone = replace(found, supervisors=[a_supervisor(alive=False, running=0)])
    assert next(iter(status.remarks(alone))) == "supervisor 1: pid 7 on h is gone"
    assert len(found.stalled) == 2
    assert status.rows(found)[0]["oldest"] == 5.0


def test_a_cancelled_and_a_discarded_job_are_over_and_have_not_failed() -> None:
    lane = ("default", "own")
    before = {(*lane, "ready"): 4, (*lane, "cancelled"): 1}
    after = {(*lane, state): 1 for state in ("done", "failed", "discarded")} | {(*lane, "cancelled"): 2}
    (stage,) = stages.counts(before, after)
    assert (stage.done, stage.failed, stage.discarded, stage.cancelled, stage.left) == (1, 1, 1, 1, 0)
    assert list(summary.given_up_lines([stage])) == [
        "1 job of own discarded. See: `cgq jobs --state discarded`",
        "1 job of own cancelled. See: `cgq jobs --state cancelled`",
    ]


def test_B4_the_list_of_entries_names_what_the_last_job_refused() -> None:
    result = '{"new": 0, "refused": 1, "refusals": [{"file": "a", "code": "empty_file", "message": "a is empty"}]}'
    about: tuple[Any, ...] = (
        1,
        "n",
        "* * * * *",
        "UTC",
        "enqueue_papers",
        '{"paths": ["/in"]}',
        None,
        None,
        None,
        None,
    )
    entry = Entry(*about, "me", 0, 0, 0, 1)
    assert schedule.row(entry, Last("fired", 0, "", "done", result))["message"] == "a is empty [empty_file]"
    assert schedule.row(entry, Last("fired", 0, "", "done", None))["message"] is None
