"""Names, lists, streams and moments at their edges, by the real command."""

from __future__ import annotations

import json
import os
import pty
import shlex
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

import pytest
from tests.support import forking
from tests.support.command import COMMAND, REPOSITORY, SAMPLES, Home
from tests.support.poll import until

if TYPE_CHECKING:
    from tests.support.processes import Child

NAME = "제23회 기출문제.pdf"


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def ended(child: Child[str]) -> int:
    return until(lambda: None if child.poll() is None else child.returncode + 1000) - 1000


def test_a_mac_file_is_found_by_path_pattern_list_and_as_key(home: Home) -> None:
    home.file(normalize("NFD", NAME))
    home.file("other.pdf")
    typed = normalize("NFC", NAME)
    assert home.json("enqueue", typed)["jobs"][0]["outcome"] == "new"
    assert home.json("enqueue", "제*.pdf")["jobs"][0]["id"] == 1
    listed = home.cgq("enqueue", "-", "--json", given=f"{typed}\n".encode())
    assert (listed.returncode, '"outcome":"known"' in listed.stdout.replace(" ", "")) == (0, True)
    assert len(home.json("enqueue", "other.pdf", "--key", typed)["jobs"]) == 2
    assert [job["id"] for job in home.json("jobs", "--file", typed)["jobs"]] == [1]
    assert home.cgq("extract", typed).returncode == 3, "it was read, and is no paper"
    assert home.cgq("extract", normalize("NFC", "제24회.pdf")).returncode == 4


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_list_may_begin_as_editors_of_windows_begin_a_file(home: Home, encoding: str) -> None:
    home.file(NAME)
    done = home.cgq("enqueue", "-", given=f"{NAME}\r\n".encode(encoding))
    assert (done.returncode, done.stderr.splitlines()[0]) == (0, "1 paper enqueued.")


@pytest.mark.parametrize("verb", ["enqueue", "run"])
def test_an_empty_list_and_an_empty_folder_are_nothing_to_do(home: Home, verb: str) -> None:
    inbox = home.folder / "inbox"
    inbox.mkdir()
    empty = home.cgq(verb, "-")
    said = empty.stdout
    assert (empty.returncode, said.count("\n"), said.startswith("Nothing to do.")) == (0, 1, True)
    folder = home.cgq(verb, "inbox")
    said = folder.stdout
    assert (folder.returncode, said.startswith("Nothing to do: there is no paper in inbox.")) == (0, True)
    assert home.cgq(verb, "inbox", "--quiet").stderr == ""
    here = home.cgq(verb, ".")
    assert "there is no paper in this folder." in (here.stdout + here.stderr)
    home.file("a.pdf")
    both = home.cgq("enqueue", "inbox", "a.pdf")
    assert (both.returncode, both.stderr.splitlines()[:2]) == (0, ["There is no paper in inbox.", "1 paper enqueued."])
    assert home.cgq("enqueue").returncode == 2


def test_a_moment_that_a_spring_gap_leaves_out_is_not_before_the_gap(home: Home) -> None:
    home.file("a.pdf")
    home.file("b.pdf")
    zone = {"TZ": "America/New_York"}
    home.cgq("enqueue", "a.pdf", "--at", "2099-03-08T02:30", **zone)
    home.cgq("enqueue", "b.pdf", "--at", "2099-03-08T03:30", **zone)
    (gap,), (after,) = home.rows("SELECT due_at FROM job ORDER BY id")
    assert abs(gap - after) < 1000, "beside what the time line rounds"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize(
    ("args", "code"), [(["status"], 0), (["show", "99"], 4), (["nonsense"], 2), (["enqueue", "no.pdf"], 4)]
)
def test_the_exit_code_stays_when_nothing_can_be_said(home: Home, args: list[str], code: int) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full, home.start(*args, stderr=full) as child:
        assert ended(child) == code


@pytest.mark.parametrize(("args", "code"), [(["status"], 0), (["run"], 3)])
def test_the_exit_code_stays_when_the_terminal_is_gone(home: Home, args: list[str], code: int) -> None:
    home.file("a.pdf")
    home.cgq("enqueue", "a.pdf")
    leader, follower = pty.openpty()
    os.close(leader)
    with home.start(*args, stdin=follower, stdout=follower, stderr=follower) as child:
        os.close(follower)
        # Whoever writes to it hears that it is gone, and ends as after SIGTERM; its own code is as right.
        assert ended(child) in (code, 143)


def test_wait_ends_when_the_database_is_removed(home: Home) -> None:
    home.file("a.pdf")
    home.cgq("enqueue", "a.pdf")
    with home.start("wait", "1") as child:
        assert child.stderr is not None
        child.stderr.readline()
        home.db.rename(home.folder / "aside.db")
        assert ended(child) == 1
        assert "[database_replaced]" in child.stderr.read()


def at_work(home: Home) -> Path:
    """The lock file of the only supervisor, once it is there."""
    until(lambda: home.rows("SELECT 1 FROM supervisor"))
    (lock,) = home.folder.glob("*.lock")
    return lock


def test_R8_an_idle_work_whose_folder_is_removed_says_so(home: Home) -> None:
    """It cannot make its lock file again, and that is not what ends it."""
    with home.start("work") as child:
        at_work(home)
        shutil.rmtree(home.folder)
        assert ended(child) == 1
        assert child.stderr is not None
        told = child.stderr.read()
    assert "[database_replaced]" in told
    assert "os_error" not in told


def test_R2_a_folder_in_place_of_the_lock_file_ends_no_work(home: Home) -> None:
    with home.start("work") as child:
        lock = at_work(home)
        lock.unlink()
        lock.mkdir()
        home.file("a.pdf")
        home.cgq("enqueue", "a.pdf")
        until(lambda: home.rows("SELECT 1 FROM job WHERE state = 'failed'"))
        lock.rmdir()
        until(lock.is_file, 2.0)
        child.send_signal(signal.SIGTERM)
        assert ended(child) == 0


def test_R2_a_hard_link_and_a_long_name_are_refused_in_one_line(home: Home) -> None:
    os.link(home.db, home.folder / "second.db")
    linked = home.cgq("status")
    assert (linked.returncode, linked.stderr.count("\n"), "[hard_linked]" in linked.stderr) == (2, 1, True)
    long = home.cgq("status", "--db", "x" * 255)
    assert (long.returncode, long.stderr.count("\n"), "[name_too_long]" in long.stderr) == (2, 1, True)


def test_a_half_copied_paper_that_was_whole_at_the_next_look_troubles_nobody(home: Home) -> None:
    whole = (SAMPLES / "civil-a.pdf").read_bytes()
    home.file("box/a.pdf", whole[:700])
    assert home.cgq("run", "box").returncode == 3
    assert home.cgq("status", "--check").returncode == 3
    home.file("box/a.pdf", whole)
    assert home.cgq("run", "box").returncode == 0
    check = home.cgq("status", "--check")
    assert check.returncode == 0
    assert "1 job failed on a file that was replaced and read since." in check.stdout
    assert "Something failed" not in check.stderr
    assert sum(queue["replaced"] for queue in home.json("status")["queues"]) == 1
    home.file("copy/a.pdf", whole[:700])
    home.cgq("enqueue", "copy")
    assert home.cgq("status", "--check").returncode == 3, "the broken one lies somewhere still"


def test_a_job_that_expires_during_a_run_is_reported_and_a_cancelled_one_is_no_failure(home: Home) -> None:
    home.put_probe(n=1)
    home.put_probe(n=2)
    home.put_probe(n=3)
    home.rows("UPDATE job SET expires_at = created_at + 1 WHERE id = 2")
    home.cgq("cancel", "3")
    done = home.cgq("run", "--json")
    summary = json.loads(done.stdout.splitlines()[-1])
    (stage,) = summary["stages"]
    assert (done.returncode, summary["lost"]) == (3, 1)
    assert (stage["done"], stage["failed"], stage["cancelled"], stage["discarded"]) == (1, 1, 0, 0)
    ended = [one for one in map(json.loads, done.stdout.splitlines()) if one["type"] == "ended"]
    assert [one["jobs"] for one in ended if (one["error"] or {}).get("code") == "expired"] == [[2]]


def test_a_user_without_a_home_works_where_everything_was_named(home: Home) -> None:
    user = ["unshare", "--map-user=54321", "--map-group=54321"]
    if subprocess.run([*user, "true"], capture_output=True, check=False).returncode:
        pytest.skip("no user namespaces here")
    home.file("a.pdf")
    named = {name: value for name, value in home.environment.items() if name not in ("HOME", "USER")}
    for args, code in ((["run", "a.pdf"], 3), (["status"], 0), (["jobs", "--db", "~/x.db"], 6)):
        done = subprocess.run(
            [*user, *COMMAND, *args], cwd=home.folder, env=named, capture_output=True, text=True, timeout=60
        )
        assert done.returncode == code, done.stderr
    nothing = {name: value for name, value in named.items() if name != "CGQ_DB"}
    done = subprocess.run([*user, *COMMAND, "status"], cwd=home.folder, env=nothing, capture_output=True, text=True)
    assert (done.returncode, "[no_home]" in done.stderr) == (6, True)
    assert not (home.folder / "~").exists()


@pytest.mark.parametrize("name", [b"\xff\xfe\n.db", b"-a?mode=ro#%41.db"])
def test_a_database_with_an_odd_name_works(home: Home, name: bytes) -> None:
    home.file("a.pdf")
    path = os.fsencode(home.folder) + b"/" + name
    for args in (["enqueue", "a.pdf"], ["run"], ["status", "--json"], ["doctor"]):
        done = subprocess.run(
            [*COMMAND, *args, b"--db=" + name], cwd=home.folder, env=home.environment, capture_output=True, timeout=60
        )
        assert done.returncode == (3 if args == ["run"] else 0), done.stderr
    assert os.path.exists(path)
    assert not [entry for entry in os.listdir(os.fsencode(home.folder)) if entry.startswith(name) and entry != name]


def on_read_only_mount(home: Home, folder: Path, line: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell (`CGQ` is the command) where a folder is mounted read-only; skips where that cannot be."""
    mount = f"mount --bind {folder} {folder} && mount -o remount,ro,bind {folder} || exit 77"
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", f"{mount}; {line.replace('CGQ', ' '.join(COMMAND))}"],
        cwd=home.folder,
        env=home.environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode == 77:
        pytest.skip("nothing can be mounted here")
    return done


def test_a_database_on_a_read_only_mount_is_read_and_nothing_is_written(home: Home) -> None:
    home.file("a.pdf")
    home.cgq("run", "a.pdf")
    kept = home.folder / "kept"
    kept.mkdir()
    home.db.rename(kept / "x.db")
    named = f"--db {kept}/x.db"
    reads = ("status", "jobs", "show 1", "failed --since 1h", "materials", "questions", "search x", "graph stats")
    reads += ("review", "export", "wait 1", "config show")
    changes = ("cancel 1", "enqueue a.pdf", "run", "work --until-empty", "retry 1", "failed --retry", "pause default")
    edit = ("review --material 1 --number 1 --edit edit.json", "enqueue --kind refresh_concepts")
    (home.folder / "edit.json").write_text('{"stem": "x"}', "utf-8")
    calls = [shlex.split(f"{verb} {named}") for verb in (*reads, *changes, *edit)]
    streams = [[home.folder / f"{number}.{name}" for name in ("in", "out", "err")] for number in range(len(calls))]
    asked = zip(calls, streams, strict=True)
    requests = [forking.request(args, home.folder, home.environment, three) for args, three in asked]
    (home.folder / "requests").write_text("\n".join(requests), "utf-8")
    home.environment["PYTHONPATH"] += f"{os.pathsep}{REPOSITORY}"
    done = on_read_only_mount(home, kept, f"{sys.executable} -m tests.support.forked < requests")
    errors = [three[2].read_text("utf-8") for three in streams]
    ended = list(zip(calls, map(int, done.stdout.split()), errors, strict=True))
    for args, code, err in ended[: len(reads)]:
        assert code == (3 if args[0] == "wait" else 0), (args, err)
    for args, code, err in ended[len(reads) :]:
        assert (code, err.count("\n"), "it lies on a read-only file system" in err) == (6, 1, True), (args, err)
    assert os.listdir(kept) == ["x.db"]


def test_a_log_that_cannot_be_read_is_named_as_the_cause(home: Home) -> None:
    kept = home.folder / "kept"
    kept.mkdir()
    with closing(sqlite3.connect(home.db)) as other:
        other.execute("INSERT INTO pause (queue, at, by, reason) VALUES ('default', 1, 'me', '')")
        other.commit()
        for name in ("cgq.db", "cgq.db-wal"):
            shutil.copy(home.folder / name, kept)
    said = on_read_only_mount(home, kept, f"CGQ status --db {kept}/cgq.db")
    assert (said.returncode, said.stderr.count("\n"), "[log_unread]" in said.stderr) == (6, 1, True)
    assert "it lies on a read-only file system" in said.stderr
    with closing(sqlite3.connect(kept / "cgq.db")) as copy:
        copy.execute("SELECT count(*) FROM job").fetchone()
        shared = on_read_only_mount(home, kept, f"CGQ status --db {kept}/cgq.db")
    assert (shared.returncode, "paused by me" in shared.stdout) == (0, True), shared.stderr
