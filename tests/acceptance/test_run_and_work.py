"""`cgq run` and `cgq work`: when they end and how, what they tell, and what signals do to them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import COMMAND, SAMPLES, Home
from tests.support.poll import until

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def hold(home: Home) -> tuple[int, Path]:
    """A job that runs until a file is there."""
    gate = home.folder / "gate"
    return home.put_probe(do="hold", until=str(gate), n=5), gate


def running(home: Home) -> bool:
    return home.rows("SELECT count(*) FROM job WHERE state = 'running'") != [(0,)]


def states(home: Home) -> list[str]:
    return [state for (state,) in home.rows("SELECT state FROM job ORDER BY id")]


def test_nothing_to_do_is_success(home: Home) -> None:
    done = home.cgq("run")
    assert (done.returncode, done.stderr, done.stdout.count("\n")) == (0, "", 1)
    assert done.stdout.startswith("Nothing to do. The bank holds no papers")


def test_a_run_whose_names_are_all_refused_ends_as_enqueue_does(home: Home) -> None:
    lines = ("enqueue", "run", "run --dry-run")
    for names in ("nosuch.pdf", "nosuch.pdf nothing.pdf"):
        enqueued, ran, planned = home.each(*(f"{line} {names}" for line in lines))
        assert (ran.returncode, ran.stdout, ran.stderr) == (4, enqueued.stdout, enqueued.stderr)
        assert (planned.returncode, planned.stderr) == (4, enqueued.stderr)
    (error,) = home.each("run nosuch.pdf --json")
    assert (error.returncode, error.stdout, json.loads(error.stderr)["code"]) == (4, "", "input_missing")


def test_a_run_that_could_take_in_a_part_ends_with_the_code_of_its_summary(home: Home) -> None:
    home.file("a.pdf")
    line = "run a.pdf nosuch.pdf --queue graph_update --json"
    for done, code in zip(home.each(line, f"{line} --keep-going"), (4, 0), strict=True):
        summary = json.loads(done.stdout.splitlines()[-1])
        assert (summary["type"], summary["exit_code"], done.returncode) == ("summary", code, code)


def test_what_failed_for_good_gives_3_with_the_next_step(home: Home) -> None:
    home.put_probe(n=1)
    home.put_probe(do="refuse")
    done = home.cgq("run")
    assert done.returncode == 3
    assert done.stdout.splitlines()[1] == "probe\tdefault\t1\t1\t0"
    assert "probe: job 2 failed. It is locked. [encrypted] Unlock it." in done.stderr
    assert "1 job failed: 1 x probe [encrypted]. See what to do: cgq failed" in done.stdout.splitlines()


def test_a_run_waits_for_what_follows_from_its_jobs(home: Home) -> None:
    home.put_probe(then=3, n=1)
    done = home.cgq("run", "--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    assert all("type" in event for event in events)
    summary = events[-1]
    assert (summary["type"], summary["exit_code"], summary["counts"]) == ("summary", 0, {"done": 4})
    assert {"started", "ended", "chain_closed", "counts"} <= {event["type"] for event in events}
    assert home.rows("SELECT count(*) FROM effect") == [(4,)]


def test_T4_a_paused_queue_is_not_waited_for_and_gives_6(home: Home) -> None:
    home.put_probe(n=1)
    home.cgq("pause", "default", "--reason", "upgrade")
    done = home.cgq("run")
    assert done.returncode == 6
    assert "1 job held in default, paused by" in done.stdout
    assert "upgrade. Let it go on: cgq resume default" in done.stdout
    quiet = home.cgq("run", "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr.count("cgq resume default")) == (6, "", 1)
    home.cgq("resume", "default")
    assert home.cgq("run").returncode == 0


def test_T4_a_wrong_key_pauses_the_queue_and_says_so(home: Home) -> None:
    home.put_probe(do="key")
    home.put_probe(n=1)
    done = home.cgq("run", "--jobs", "1")
    # The second job may be handed out together with the first: then it is done, and the pause holds nothing back.
    held = states(home) == ["failed", "ready"]
    assert done.returncode == (6 if held else 3)
    assert "The queue default is paused: The key is wrong [authentication]." in done.stderr
    again = home.cgq("run")
    assert ".;" not in home.cgq("explain", 2).stdout
    assert "default is paused by cgq (" in again.stdout or "held in default, paused by cgq (" in again.stdout
    assert "The key is wrong [authentication]. Once that is mended, let it go on: cgq resume default." in again.stdout


def test_what_is_not_due_is_not_waited_for(home: Home) -> None:
    home.cgq("enqueue", "--kind", "probe", "--args", "{}", "--in", "1h")
    done = home.cgq("run")
    assert (done.returncode, "1 job not due yet" in done.stdout) == (0, True)
    assert states(home) == ["scheduled"]


def test_what_follows_from_a_paper_that_is_known_is_finished_as_well(home: Home) -> None:
    paper = SAMPLES / "network-en.pdf"
    home.cgq("enqueue", paper)
    served = home.cgq("work", "--until-empty", "--queue", "pdf_processing", "--jobs", "1")
    assert served.returncode == 0
    assert served.stderr.splitlines()[:3] == [
        "Serving the queue, with so many jobs at once: pdf_processing 2.",
        f"1 worker, database {home.db}.",
        "Stop it with Ctrl-C: what runs may finish within 30s; a second Ctrl-C ends it at once.",
    ]
    assert home.rows("SELECT state FROM job WHERE kind = 'process_pdf'") == [("done",)]
    assert set(states(home)) == {"done", "ready", "scheduled"}, "repeats are looked for a little later"
    done = home.cgq("run", paper)
    assert (done.returncode, "is already known" in done.stderr) == (0, True)
    assert set(states(home)) == {"done"}


def test_B4_another_one_at_work_is_joined_skipped_refused_or_waited_for(home: Home) -> None:
    _, gate = hold(home)
    with home.start("work", "--until-empty") as first:
        until(lambda: running(home))
        skipped = home.cgq("run", "--if-running", "skip")
        assert (skipped.returncode, skipped.stdout.count("\n")) == (0, 1)
        assert "nothing was done" in skipped.stdout
        failed = home.cgq("work", "--if-running", "fail")
        assert (failed.returncode, "[already_running]" in failed.stderr) == (5, True)
        (one,) = home.json("status")["supervisors"]
        assert (one["alive"], one["running"], one["pid"]) == (True, 1, first.pid)
        with home.start("run", "--if-running", "wait") as waiting:
            gate.touch()
            first.communicate(timeout=20)
            waiting.communicate(timeout=20)
    assert (first.returncode, waiting.returncode) == (0, 0)
    assert home.cgq("run", "--if-running", "skip").returncode == 0


def test_bounds_end_it(home: Home) -> None:
    for n in range(3):
        home.put_probe(n=n)
    few = home.cgq("work", "--max-jobs", "1", "--jobs", "1")
    assert (few.returncode, "The number of jobs given was reached" in few.stdout) == (0, True)
    small = home.cgq("work", "--max-rss", "1M")
    assert (small.returncode, "The memory allowed was used up" in small.stdout) == (0, True)
    assert home.cgq("run", "--max-time", "0").returncode == 0


def test_a_reader_that_leaves_does_not_end_the_run(home: Home) -> None:
    _, gate = hold(home)
    home.put_probe(n=2)
    read, write = os.pipe()
    with home.start("run", "--json", "--jobs", "1", stdout=write) as process:
        os.close(write)
        until(lambda: running(home))
        os.close(read)
        gate.touch()
        process.communicate(timeout=20)
    assert states(home) == ["done", "done"]


def test_at_a_terminal_there_are_bars_and_the_terminal_is_given_back(home: Home) -> None:
    for n in range(3):
        home.put_probe(n=n)
    hold(home)
    seen = at_a_terminal(home, "run")
    assert "probe" in seen
    assert "[########################] 4/4" in seen
    assert seen.rfind("\x1b[?25h") > seen.rfind("\x1b[?25l") > -1


def at_a_terminal(home: Home, *args: str) -> str:
    """What a person sees; the held job is let go once it runs."""
    master, slave = pty.openpty()
    environment = {**home.environment, "TERM": "xterm-256color", "COLUMNS": "100", "LINES": "40"}
    streams: dict[str, Any] = {"stdin": slave, "stdout": slave, "stderr": slave}
    process = subprocess.Popen([*COMMAND, *args], cwd=home.folder, env=environment, **streams)
    os.close(slave)
    until(lambda: running(home))
    (home.folder / "gate").touch()
    seen = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(master)
    assert process.wait(timeout=20) == 0
    return seen.decode()
