"""The commands of hooks as processes: what they are given, how they end, and that no queue waits for them."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

import psutil
import pytest
from tests.support.command import Home
from tests.support.ledger import open_ledger, put, register, start
from tests.support.poll import until
from tests.support.pool import open_pool

from cgq.clock import SystemClock
from cgq.config import HookSettings
from cgq.errors import Failure
from cgq.events import Ended, HookFailed, HooksAwaited
from cgq.queue import hook_runs
from cgq.queue.books import SQL
from cgq.queue.hooks import hooks_of
from cgq.queue.settle import fail
from cgq.workers import hook_process
from cgq.workers import hooks as hooks_at_work
from cgq.workers.hook_process import KEPT_OUTPUT, Ending, HookProcess
from cgq.workers.hooks import Hooks

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.queue.books import Ledger

HOPELESS = Failure(code="encrypted", message="It is locked.", retryable=False)


def hook(*command: object, **said: Any) -> HookSettings:
    return HookSettings(command=tuple(map(str, command)), **said)


def shell(script: str, **said: Any) -> HookSettings:
    return hook("/bin/sh", "-c", script, **said)


def ending(folder: Path, settings: HookSettings, given: bytes = b"{}\n", **environ: str) -> Ending:
    """How a command ends."""
    started = hook_process.start(settings, given, folder / "cgq.db", {**os.environ, **environ})
    return started if isinstance(started, Ending) else until(started.poll)


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def number_in(path: Path) -> int:
    """The number that a command wrote into a file, once it is there."""
    return int(until(lambda: path.exists() and path.read_text(encoding="ascii").strip()) or 0)


# One command


def test_a_command_reads_its_report_in_the_folder_of_the_database(tmp_path: Path) -> None:
    ended = ending(tmp_path, shell("cat; pwd; echo $CGQ_DB >&2"), b'{"file": "$(touch x)"}\n')
    assert ended == Ending(None, f'{{"file": "$(touch x)"}}\n{tmp_path}\n{tmp_path}/cgq.db\n')
    assert list(tmp_path.iterdir()) == []


def test_no_shell_reads_its_arguments(tmp_path: Path) -> None:
    assert ending(tmp_path, hook("/bin/echo", "$HOME", "a b; echo c")).output == "$HOME a b; echo c\n"


def test_it_has_the_secrets_that_its_hook_names_and_what_it_prints_of_them_is_masked(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("in-a-file-4711-secret\n", encoding="ascii")
    secrets = {"MAIL_PASSWORD": "very-secret-4711", "OTHER_TOKEN": "not-for-it-4711", "WEB_KEY_FILE": "key"}
    secrets["WEB_KEY_FILE"] = str(tmp_path / "key")
    script = 'echo "$MAIL_PASSWORD ${#MAIL_PASSWORD} $OTHER_TOKEN ${#WEB_KEY}"'
    ended = ending(tmp_path, shell(script, env=("MAIL_PASSWORD", "WEB_KEY")), **secrets)
    assert ended == Ending(None, "**** 16  21\n")


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        (shell("exit 3"), "It ended with exit status 3."),
        (shell("kill -9 $$"), "It was ended by SIGKILL."),
        (hook("/nowhere/notify"), "/nowhere/notify cannot be started: No such file or directory"),
        (hook("/etc/passwd"), "/etc/passwd cannot be started: Permission denied"),
    ],
)
def test_a_command_that_fails_or_cannot_be_started_is_explained(
    tmp_path: Path, settings: HookSettings, error: str
) -> None:
    assert ending(tmp_path, settings).error == error


def test_the_end_of_a_long_output_is_kept(tmp_path: Path) -> None:
    ended = ending(tmp_path, hook(sys.executable, "-c", "print('x' * 3_000_000); print('the end')"))
    assert ended.error is None
    assert len(ended.output) == KEPT_OUTPUT
    assert ended.output.endswith("x\nthe end\n")


def test_R5_a_command_that_hangs_is_ended_with_all_that_it_has_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook_process, "TERM_SECONDS", 0.2)
    script = "trap '' TERM; setsid sh -c 'trap \"\" TERM; sleep 60' & echo $! > child; wait; sleep 60"
    ended = ending(tmp_path, shell(script, timeout=0.5))
    assert ended.error == "It took longer than its 0.5 s and was ended."
    assert not is_alive(number_in(tmp_path / "child"))


def test_what_a_command_leaves_behind_ends_with_it(tmp_path: Path) -> None:
    assert ending(tmp_path, shell("setsid sleep 60 & echo $! > child")).error is None
    until(lambda: not is_alive(number_in(tmp_path / "child")))


# Beside a queue


def one_failed(ledger: Ledger, supervisor: int) -> None:
    """A job that failed for good."""
    put(ledger)
    (job,) = start(ledger, supervisor)
    with ledger.write() as books:
        fail(books, [(job, HOPELESS)])


def test_B8_a_failed_job_is_reported_before_its_run_ends(tmp_path: Path, empty_database: Path, offered: Path) -> None:
    del offered
    hooks = {"tell": shell("cat >> told.jsonl", on="final")}
    with open_pool(tmp_path, empty_database, hooks=hooks) as pool:
        job = pool.put(do="unlike", load="unlike")
        pool.work()
    told = [json.loads(line) for line in (tmp_path / "told.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [(report["hook"], report["job"], report["code"]) for report in told] == [("tell", job, "unlike")]


def test_B8_a_queue_goes_on_while_its_hooks_hang(tmp_path: Path, empty_database: Path, offered: Path) -> None:
    del offered
    hooks = {name: shell("echo $$ > " + name + "; sleep 60", on="final", timeout=120.0) for name in ("a", "b", "c")}
    with open_pool(tmp_path, empty_database, hooks=hooks) as pool:
        failing = [pool.put(load="unlike") for _ in range(30)]
        jobs = [pool.put(n=n) for n in range(200)]
        ended = 0

        def stop_after_the_last(event: object) -> None:
            nonlocal ended
            ended += len(event.jobs) if isinstance(event, Ended) else 0
            if ended == len(failing) + len(jobs):
                pool.supervisor.stop("SIGTERM")
                pool.supervisor.stop("SIGTERM")

        pool.work(stop_after_the_last)
        assert {pool.state(job) for job in jobs} == {"done"}
        pids = [number_in(tmp_path / name) for name in ("a", "b")]
        assert not (tmp_path / "c").exists(), "two at once"
        assert not any(map(is_alive, pids)), "they end with their supervisor"
        with pool.workspace.database.read() as tx:
            assert tx.all("SELECT DISTINCT tries FROM hook_run") == [(0,)], "it was no try of theirs"


def test_the_last_failed_try_is_told(tmp_path: Path, empty_database: Path) -> None:
    ledger = ledger_with(tmp_path, empty_database, shell("echo no; exit 1"))
    try:
        supervisor = register(ledger)
        one_failed(ledger, supervisor)
        ledger.database.connection.execute("UPDATE hook_run SET tries = 2")
        chore = Hooks(ledger.hooks, supervisor, ledger.database.path)
        told = list(chore.finish(ledger, is_patient=True, is_hurried=lambda: False))
        assert told == [HookFailed(hook="tell", run=1, message="It ended with exit status 1.")]
        with ledger.read() as (tx, at):
            (run,) = hook_runs.listing(tx, at, hook=None, state="failed", limit=-1, skip=0)
        assert (run.error, run.output) == ("It ended with exit status 1.", "no\n")
    finally:
        ledger.database.close()


def test_a_hook_that_fails_while_its_supervisor_ends_is_not_started_again(tmp_path: Path, empty_database: Path) -> None:
    ledger = ledger_with(tmp_path, empty_database, shell("sleep 60", timeout=0.2))
    try:
        supervisor = register(ledger)
        one_failed(ledger, supervisor)
        one_failed(ledger, supervisor)
        chore = Hooks(ledger.hooks, supervisor, ledger.database.path)
        assert list(chore.finish(ledger, is_patient=True, is_hurried=lambda: False)) == []
        with ledger.read() as (tx, at):
            runs = hook_runs.listing(tx, at, hook=None, state="waiting", limit=-1, skip=0)
        assert [run.tries for run in runs] == [0, 1]
    finally:
        ledger.database.close()


@pytest.mark.parametrize(("how", "patience"), [("drain", 0.5), ("end", 60.0)])
def test_R6_a_supervisor_that_waits_for_hooks_heeds_who_asks_it_to_stop(
    tmp_path: Path, empty_database: Path, monkeypatch: pytest.MonkeyPatch, how: str, patience: float
) -> None:
    monkeypatch.setattr(hooks_at_work, "STOP_SECONDS", patience)
    monkeypatch.setattr(hooks_at_work, "AWAITED_SECONDS", 0.0)
    ledger = ledger_with(tmp_path, empty_database, shell("echo $$ > pid; sleep 60", timeout=90.0))
    try:
        supervisor = register(ledger)
        one_failed(ledger, supervisor)
        finishing = Hooks(ledger.hooks, supervisor, ledger.database.path).finish(
            ledger, is_patient=True, is_hurried=lambda: False
        )
        assert next(iter(finishing)) == HooksAwaited(hooks=("tell",), seconds=90.0)
        pid = number_in(tmp_path / "pid")
        with ledger.database.write() as tx:
            tx.run(SQL["supervisor_ask_to_stop"], {"id": supervisor, "how": how})
        began = time.monotonic()
        assert list(finishing) == []
        assert time.monotonic() - began < 10.0
        until(lambda: not is_alive(pid), 2.0)
        with ledger.database.read() as tx:
            assert tx.all("SELECT state, tries FROM hook_run") == [("waiting", 0)], "that was no try"
    finally:
        ledger.database.close()


def test_C4_a_command_at_work_is_looked_at_ever_more_seldom(tmp_path: Path, empty_database: Path) -> None:
    ledger = ledger_with(tmp_path, empty_database, shell("sleep 60"))
    try:
        supervisor = register(ledger)
        one_failed(ledger, supervisor)
        chore = Hooks(ledger.hooks, supervisor, ledger.database.path)
        with ledger.write() as books:
            assert list(chore.run(books)) == []
        chore.committed()
        with ledger.look() as books:
            waits = [chore.next_moment(books)]
            chore._started_at -= 4.0
            waits.append(chore.next_moment(books))
            chore._started_at -= 60.0
            waits.append(chore.next_moment(books))
            first, later, last = (moment - books.now for moment in waits if moment is not None)
        assert (50 <= first < 100, 500 <= later < 600, last) == (True, True, 1000)
        chore.close()
    finally:
        ledger.database.close()


def ledger_with(folder: Path, template: Path, settings: HookSettings) -> Ledger:
    """The ledger of a home's database with one hook, `tell`."""
    home = Home(folder, empty=template)
    ledger = open_ledger(home.db, SystemClock())
    ledger.hooks = hooks_of({"tell": settings})
    return ledger


def test_R4_a_hook_ends_with_its_killed_supervisor_and_the_next_one_starts_it_again(
    tmp_path: Path, empty_database: Path
) -> None:
    script = "cat >> told.jsonl; echo $$ > pid; test -e go || sleep 60"
    ledger = ledger_with(tmp_path, empty_database, shell(script))
    one_failed(ledger, register(ledger))
    ledger.database.close()
    home = Home(tmp_path)
    home.file("cgq.toml", f'[hooks.tell]\ncommand = ["/bin/sh", "-c", "{script}"]\n'.encode())
    with home.start("work") as first:
        pid = number_in(tmp_path / "pid")
        first.kill()
    until(lambda: not is_alive(pid), 2.0)
    (tmp_path / "go").touch()
    done = home.cgq("work", "--until-empty")
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in (tmp_path / "told.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(told) == 2
    assert len({report["id"] for report in told}) == 1, "the receiver knows it again"
    assert home.json("hooks", "runs")["runs"][0]["state"] == "done"


def test_R6_a_started_process_is_not_left_by_an_error(tmp_path: Path) -> None:
    process = HookProcess(shell("echo $$ > pid; sleep 60"), b"", tmp_path / "cgq.db", os.environ)
    pid = number_in(tmp_path / "pid")
    process.reap()
    assert not is_alive(pid)
