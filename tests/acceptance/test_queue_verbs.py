"""What a person asks of the queue, and does to it: status, jobs, show, wait, failed, retry, cancel, pause, resume."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.support.command import PDF, SAMPLES, Home
from tests.support.poll import until

if TYPE_CHECKING:
    from pathlib import Path

PAPERS = ("civil-a.pdf", "civil-key.pdf", "broken.pdf", "encrypted.pdf", "empty.pdf")
HEAVY = {"rich", "numpy", "pydantic", "sqlite_utils", "tenacity", "kiwipiepy", "openai", "multiprocessing", "pypdf"}
NO_CHANGE = {"dry_run": False, "jobs": [], "unchanged": [], "gone": [], "items": None}


def nothing_done(home: Home, sentence: str) -> str:
    """The account of a change that found nothing to change: why, and in which database."""
    return f"{sentence}\nThe database is {home.db} (named by CGQ_DB).\n"


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory, offered: Path) -> tuple[Home, subprocess.CompletedProcess[str]]:
    """A home where the sample papers went all the way; these tests only look."""
    home = Home(tmp_path_factory.mktemp("ran"), offered)
    (home.folder / "papers").mkdir()
    for name in PAPERS:
        shutil.copy(SAMPLES / name, home.folder / "papers")
    return home, home.cgq("run", "papers")


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def test_papers_go_all_the_way(ran: tuple[Home, subprocess.CompletedProcess[str]]) -> None:
    home, done = ran
    assert done.returncode == 3
    table = [line.split("\t") for line in done.stdout.partition("\n\n")[0].splitlines()]
    assert [row[:1] + row[2:] for row in table[1:] if row[0] != "find_repeats"] == [
        ["process_pdf", "2", "2", "0"],
        ["generate_embedding", "20", "0", "0"],
        ["update_knowledge_graph", "20", "0", "0"],
        ["refresh_concepts", "1", "0", "0"],
    ]
    assert "civil-a.pdf: 20 questions" in done.stderr
    assert "encrypted.pdf: failed." in done.stderr
    assert "refused: papers/empty.pdf is empty." in done.stderr
    assert "The bank holds 4 papers (2 completed, 2 failed), 20 questions, 20 vectors" in done.stdout
    assert home.cgq("run", "papers").returncode == 0


def test_status_tells_queues_and_bank(ran: tuple[Home, subprocess.CompletedProcess[str]]) -> None:
    home, _ = ran
    answer = home.json("status")
    queues = {queue["queue"]: queue for queue in answer["queues"]}
    assert (queues["pdf_processing"]["limit"], queues["pdf_processing"]["failed"]) == (2, 2)
    assert queues["embedding_generation"]["done_24h"] == 20
    assert answer["bank"]["materials_by_status"] == {"completed": 2, "failed": 2}
    assert answer["bank"]["questions"] == answer["bank"]["vectors"] == 20
    assert answer["supervisors"] == []
    assert home.cgq("status", "--check").returncode == 3
    told = home.cgq("status", "--format", "prom").stdout
    assert 'cgq_jobs{queue="pdf_processing",state="failed"} 2' in told
    assert all(re.match(r"(#|\w+(\{.*\})? [\d.]+$)", line) for line in told.splitlines())


def test_jobs_are_filtered_and_paged(ran: tuple[Home, subprocess.CompletedProcess[str]]) -> None:
    home, _ = ran
    failed = home.json("jobs", "--state", "failed")["jobs"]
    assert [(job["id"], job["error"]["code"]) for job in failed] == [(4, "encrypted"), (1, "damaged")]
    assert "CGQ_PDF_PASSWORD" in failed[0]["error"]["hint"]
    assert home.json("show", "4")["error"] == failed[0]["error"]
    of_paper = home.json("jobs", "--file", "civil-a", "--kind", "process_pdf")["jobs"]
    assert [job["state"] for job in of_paper] == ["done"]
    first = home.json("jobs", "--all", "--limit", "3")
    second = home.json("jobs", "--all", "--limit", "3", "--page", "2")
    ids = [job["id"] for job in (*first["jobs"], *second["jobs"])]
    assert first["more"]
    assert ids == sorted(ids, reverse=True)
    assert len(set(ids)) == 6
    assert home.json("jobs", "--since", "1s", "--state", "running")["jobs"] == []
    assert home.cgq("jobs", "--since", "2999-01-01").returncode == 2
    assert {job["kind"] for job in home.json("jobs", "--queue", "graph_update")["jobs"]} == {
        "update_knowledge_graph",
        "refresh_concepts",
        "find_repeats",
    }


def test_papers_are_listed_with_what_follows_from_them_and_what_came_of_it(
    ran: tuple[Home, subprocess.CompletedProcess[str]],
) -> None:
    home, _ = ran
    listed = home.json("jobs")["jobs"]
    assert [job["id"] for job in listed] == sorted((job["id"] for job in listed), reverse=True)
    assert all(job["parent"] is None for job in listed)
    assert {job["kind"] for job in listed} == {"process_pdf", "refresh_concepts", "find_repeats"}
    (paper,) = [job for job in listed if (job["file"] or "").endswith("civil-a.pdf")]
    assert paper["children"] == dict.fromkeys(("waiting", "running", "failed", "discarded", "cancelled"), 0) | {
        "done": 40
    }
    assert (paper["result"]["questions"], paper["progress"]) == (20, {"done": 3, "total": 3})
    head, *rows = [line.split("\t") for line in home.cgq("jobs").stdout.splitlines()]
    (row,) = [dict(zip(head, line, strict=True)) for line in rows if line[0] == str(paper["id"])]
    assert row["children"] == "40 done"
    assert row["result"] == "20 questions, 20 answers by civil-key.pdf"
    assert "progress" not in home.cgq("show", paper["id"]).stdout


def test_a_tree_shows_each_job_before_what_follows_from_it(
    ran: tuple[Home, subprocess.CompletedProcess[str]],
) -> None:
    home, _ = ran
    tree = home.json("jobs", "--tree", "--file", "civil-a")["jobs"]
    assert [job["kind"] for job in tree[:3]] == ["process_pdf", "generate_embedding", "update_knowledge_graph"]
    assert len(tree) == 41
    seen: set[int] = set()
    for job in tree:
        assert job["parent"] is None or job["parent"] in seen
        seen.add(job["id"])
    first = next(job for job in tree if job["kind"] == "update_knowledge_graph")
    question = home.json("questions", str(first["question"]))
    number, _, stem = first["about"].partition(". ")
    assert int(number) in [place["number"] for place in question["appearances"]]
    assert " ".join(question["stem"].split()).startswith(stem)
    assert first["children"] is None
    refused = home.cgq("jobs", "--tree", "--state", "failed")
    assert (refused.returncode, "[usage]" in refused.stderr) == (2, True)


def test_show_tells_everything_of_one_job(ran: tuple[Home, subprocess.CompletedProcess[str]]) -> None:
    home, _ = ran
    paper = next(job["id"] for job in home.json("jobs", "--file", "civil-a", "--kind", "process_pdf")["jobs"])
    answer = home.json("show", paper)
    assert answer["result"]["questions"] == 20
    assert {entry["kind"]: entry["jobs"] for entry in answer["descendants"]} == {
        "generate_embedding": 20,
        "update_knowledge_graph": 20,
    }
    broken = home.cgq("show", "1").stdout
    assert "tries\t1 of 5" in broken
    assert "attempt 1: failed" in broken
    missing = home.cgq("show", "9999")
    assert (missing.returncode, "[not_found]" in missing.stderr) == (4, True)


@pytest.mark.parametrize("json", [[], ["--json"]])
@pytest.mark.parametrize("verb", [["status"], ["jobs"], ["show", "1"], ["failed"]])
def test_what_only_reads_loads_nothing_heavy(
    ran: tuple[Home, subprocess.CompletedProcess[str]], verb: list[str], json: list[str]
) -> None:
    home, _ = ran
    probe = (
        "import os, sys; from cgq_cli.main import main\n"
        f"main({[*verb, *json]!r}, os.environ)\n"
        "sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], env=home.environment, capture_output=True, encoding="utf-8", timeout=60
    )
    names = done.stderr.rpartition("LOADED ")[2].split()
    assert "cgq_cli" in names
    assert not {name.partition(".")[0] for name in names} & HEAVY
    assert not {"cgq.events", "importlib.metadata"} & set(names), "they cost a tenth of a plain look"
    assert not {name for name in names if name.startswith(("cgq.bank.", "cgq.enrich.", "cgq.graph.", "cgq.exam.key"))}
    loaded_kinds = {name for name in names if name.startswith("cgq.stages.kinds.")}
    assert not loaded_kinds or verb[0] in ("jobs", "show"), "only what shows a job needs to know its kind"


def test_T5_failures_are_grouped_by_cause(home: Home) -> None:
    assert home.cgq("failed").stderr.startswith("No jobs yet.\n")
    for n in range(3):
        home.put_probe(do="refuse", n=n)
    home.put_probe(do="down")
    assert home.cgq("run", "--max-time", "2").returncode == 3
    answer = home.json("failed", "--exit-code", exits=3)
    (group,) = answer["groups"]
    assert (group["jobs"], group["code"], group["hint"], group["examples"]) == (3, "encrypted", "Unlock it.", [1, 2, 3])
    assert answer["waiting_for_another_try"] == 1
    assert "1 more waits for another try." in home.cgq("failed").stderr
    assert home.json("failed", "--code", "nothing", exits=0)["groups"] == []
    unmatched = home.cgq("failed", "--code", "nothing").stderr
    assert unmatched.startswith("No failed jobs match --code nothing. Without that: 3 failed jobs.\n")
    assert home.json("failed", "--match", "locked")["jobs"] == 3


def test_failed_names_the_files_behind_each_group(ran: tuple[Home, subprocess.CompletedProcess[str]]) -> None:
    home, _ = ran
    files = {group["code"]: group["files"] for group in home.json("failed")["groups"]}
    named = {code: [(one["job"], os.path.basename(one["file"])) for one in found] for code, found in files.items()}
    assert named == {"encrypted": [(4, "encrypted.pdf")], "damaged": [(1, "broken.pdf")]}
    rows = [line.split("\t") for line in home.cgq("failed").stdout.splitlines()]
    assert {row[-2] for row in rows} == {"files", "encrypted.pdf", "broken.pdf"}


def test_a_job_that_a_rule_discards_says_why_when_it_happens_and_later(home: Home) -> None:
    refused = home.cgq("enqueue", "--kind", "process_pdf", "--args", '{"material": "x"}')
    assert (refused.returncode, "'material' must be a whole number, not text." in refused.stderr) == (2, True)
    home.cgq("enqueue", "--kind", "process_pdf", "--args", '{"material": 99}')
    home.cgq("enqueue", "--kind", "generate_embedding", "--args", '{"question": 99}')
    done = home.cgq("run")
    assert "process_pdf: job 1 discarded. Material 99 was removed. [record_gone]\n" in done.stderr
    assert "generate_embedding: job 2 discarded. Question 99 was deleted. [record_gone]\n" in done.stderr
    assert "Material 99 was removed. [record_gone]" in home.cgq("show", "1").stdout


def test_T5_failed_jobs_are_retried_or_given_up(home: Home) -> None:
    for n in range(4):
        home.put_probe(do="refuse", n=n)
    home.cgq("run")
    would = home.cgq("failed", "--retry", "--code", "encrypted", "--dry-run")
    assert would.stdout == "Would retry 4 jobs: 1, 2, 3, 4.\n"
    assert home.cgq("failed", "--retry", "1").stdout == "Retrying 1 job: 1.\n"
    assert home.cgq("retry", "1", "2").stdout == (
        "Retrying 1 job: 2.\nJob 1 is ready: only a failed, cancelled or discarded job starts again.\n"
    )
    unanswered = home.cgq("failed", "--discard")
    assert (unanswered.returncode, "[needs_yes]" in unanswered.stderr) == (2, True)
    assert home.cgq("failed", "--discard", "--yes").stdout == "Discarded 2 jobs: 3, 4.\n"
    given_up = home.json("show", "3")
    assert given_up["state"] == "discarded"
    assert given_up["error"]["message"].startswith("Given up by tester. It had failed: ")
    said = home.cgq("failed").stderr
    assert said.startswith("Nothing failed.\n2 jobs discarded. See them: cgq jobs --state discarded\n")
    assert home.json("failed")["discarded"] == 2
    assert home.json("failed", "--queue", "graph_update")["discarded"] == 0
    assert home.cgq("failed", "--retry").stdout == nothing_done(home, "Nothing to retry.")
    assert home.cgq("retry", "77").returncode == 4


def test_what_waits_can_be_cancelled(home: Home) -> None:
    for n in range(3):
        home.put_probe(n=n)
    assert home.cgq("cancel", "2").stdout == "Cancelled 1 job: 2.\n"
    assert home.cgq("cancel", "2").stdout == "Job 2 is cancelled: it is over.\n"
    assert home.cgq("cancel").returncode == home.cgq("cancel", "--queue", "default").returncode == 2
    assert home.cgq("cancel", "--queue", "default", "--yes").stdout == "Cancelled 2 jobs: 1, 3.\n"
    assert home.cgq("cancel", "--all").stdout == nothing_done(home, "Nothing to cancel.")
    unmatched = nothing_done(home, "No unfinished jobs match --queue graph_update. Without that: none.")
    assert home.cgq("cancel", "--queue", "graph_update", "--yes").stdout == unmatched
    assert home.rows("SELECT DISTINCT state FROM job") == [("cancelled",)]
    would = home.cgq("retry", "--queue", "default", "--dry-run").stdout
    assert would == "Would retry 3 jobs: 1, 2, 3.\n"
    assert home.cgq("retry").returncode == home.cgq("retry", "1", "--all").returncode == 2
    unanswered = home.cgq("retry", "--all")
    assert (unanswered.returncode, "[needs_yes]" in unanswered.stderr) == (2, True)
    unmatched = nothing_done(home, "No unsuccessful jobs match --state failed. Without that: 3 unsuccessful jobs.")
    assert home.cgq("retry", "--state", "failed").stdout == unmatched
    assert home.json("retry", "--state", "failed") == {"type": "changed", "action": "retry", **NO_CHANGE}
    unmatched = nothing_done(home, "No failed jobs match 2 --code encrypted. Without that: none.")
    assert home.cgq("failed", "--discard", "2", "--code", "encrypted").stdout == unmatched
    assert home.cgq("retry", "--kind", "probe", "--state", "cancelled", "-y").stdout == "Retrying 3 jobs: 1, 2, 3.\n"
    assert home.cgq("retry", "1", "--dry-run").stdout.startswith("Job 1 is ready: only")


def test_a_paper_stands_as_the_job_that_reads_it(home: Home) -> None:
    def stands() -> tuple[str, str | None]:
        (paper,) = home.json("materials")["materials"]
        return paper["status"], paper["error"] and paper["error"]["code"]

    home.file("a.pdf", PDF)
    home.cgq("enqueue", "a.pdf")
    assert stands() == ("pending", None)
    home.cgq("cancel", "1")
    assert stands() == ("cancelled", "cancelled")
    assert home.json("status")["bank"]["materials_by_status"] == {"cancelled": 1}
    assert len(home.json("materials", "--status", "cancelled")["materials"]) == 1
    assert home.json("materials", "--status", "pending")["materials"] == []
    home.cgq("retry", "--all", "--yes")
    assert stands() == ("pending", None)
    home.cgq("run")
    assert stands() == ("failed", "damaged")
    home.cgq("failed", "--discard", "--yes")
    assert stands() == ("discarded", "damaged")
    home.cgq("enqueue", "a.pdf", "--again")
    assert stands() == ("pending", None)


def test_a_pause_remembers_who_and_why(home: Home) -> None:
    assert home.cgq("pause", "default", "--reason", "disk is full").returncode == 0
    again = home.json("pause", "default", "--reason", "other")
    assert (again["changed"], again["reason"]) == (False, "disk is full")
    (paused,) = [queue for queue in home.json("status")["queues"] if queue["paused"]]
    assert (paused["queue"], paused["paused"]["reason"]) == ("default", "disk is full")
    assert home.cgq("resume", "default").stdout == "Resumed default.\n"
    assert home.cgq("resume", "default").stdout == "default is not paused.\n"
    home.put_probe(do="refuse")
    home.cgq("run")
    assert home.cgq("resume", "default").stderr == "", "what was not held back says nothing of failures"
    assert home.cgq("pause", "default").returncode == 0
    assert "Start again: cgq failed --retry --queue default" in home.cgq("resume", "default").stderr
    assert home.cgq("pause", "defalt").returncode == 2
    for done in home.each("failed --exit-code --quiet", "status --check --quiet"):
        assert (done.returncode, done.stdout, done.stderr) == (3, "", ""), "the exit code is the answer"


def test_wait_gives_the_result_and_3_when_it_failed(home: Home) -> None:
    good = home.put_probe(n=7)
    bad = home.put_probe(do="refuse")
    late = home.cgq("wait", good, "--timeout", "0.1")
    assert (late.returncode, "[wait_timeout]" in late.stderr) == (5, True)
    with home.start("wait", good, "--json") as waiting:
        assert home.cgq("run").returncode == 3
        out, _ = waiting.communicate(timeout=20)
    assert waiting.returncode == 0
    assert json.loads(out)["jobs"][0]["result"] == {"value": 7}
    assert home.cgq("wait", good, bad).returncode == 3
    assert home.cgq("wait", "99").returncode == 4


def test_enqueue_can_wait(home: Home) -> None:
    (home.folder / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    with home.start("enqueue", "bad.pdf", "--wait") as waiting:
        assert waiting.stdout is not None
        waiting.stdout.readline()
        home.cgq("run")
        waiting.communicate(timeout=20)
    assert waiting.returncode == 3


def test_a_supervisor_that_is_gone_is_told(home: Home) -> None:
    with home.start("work") as process:
        until(lambda: home.rows("SELECT id FROM supervisor"))
        process.kill()
    (gone,) = home.json("status")["supervisors"]
    assert (gone["alive"], gone["state"]) == (False, "gone")
    assert home.cgq("status", "--check").returncode == 0
    assert home.cgq("run").returncode == 0
    assert home.json("status")["supervisors"] == []
