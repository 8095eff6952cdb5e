"""Stages whose jobs say what shall go wrong: {"do": …, "n": …, "log": a file that hears of every call}.

`starts` is a file, too: it hears when each job started, in seconds that are the same for all jobs of a call.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import to_builtins

from cgq.contract import Arguments, Discard, Done, Host, Known
from cgq.errors import Failure, InputFailed, ProviderFailed
from cgq.queue.job import NewJob
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cgq.contract import Call
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job

Given = dict[str, Any]

EFFECT = "CREATE TABLE IF NOT EXISTS effect (job INTEGER, value INTEGER)"


class Wanted(Arguments, frozen=True, kw_only=True, omit_defaults=True):
    """What shall go wrong, and where."""

    do: str = ""
    n: int = 0
    log: str = ""
    starts: str = ""
    load: str = ""
    store: str = ""
    then: int = 0
    hook: bool = False
    total: int = 0
    seconds: float = 60.0
    until: str = ""


class Probe(Stage[Wanted, Given, int]):
    """A job by itself in a process of its own."""

    kind = "probe"
    arguments = Wanted

    def types(self) -> Types:
        return Types(given=dict[str, Any], result=int)

    def load(self, tx: Transaction, jobs: Sequence[Job[Wanted]]) -> Sequence[Any]:
        found = [_loaded(job) for job in jobs]
        return [] if any(isinstance(given, dict) and given.get("load") == "short" for given in found) else found

    def compute(self, given: Sequence[Given], call: Call) -> Sequence[Any]:
        now = time.monotonic()
        for one in given:
            _say(one, now)
        found = [_computed(one, call) for one in given]
        return found[1:] if any(one.get("do") == "short" for one in given) else found

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Wanted], int]]) -> Iterable[NewJob]:
        for job, result in done:
            tx.run("INSERT INTO effect (job, value) VALUES (?, ?)", (job.id, result))
            _stored(tx, job.args)
        return [made for job, _ in done for made in _following(job)]

    def summary(self, result: int) -> Any:
        return {"value": result}

    def failed(self, tx: Transaction, lost: Sequence[tuple[Job[Wanted], Failure]]) -> None:
        if any(job.args.hook for job, _ in lost):
            raise ValueError("the hook fails, too")


class Batch(Probe):
    """Many jobs in one call."""

    kind = "probe_batch"


class Threads(Probe):
    """Calls in the threads of one process."""

    kind = "probe_threads"
    host: Host = "threads"


def _loaded(job: Job[Wanted]) -> Any:
    args: Given = to_builtins(job.args)
    match args.get("load"):
        case "raise":
            raise ValueError("this cannot be loaded")
        case "exit":
            sys.exit(3)
        case "unsendable":
            return {"what": object()}
        case "surrogate":
            raise OSError("no such file: /papers/\udcff.pdf")
        case "gone":
            return Discard.gone("The record was deleted.")
        case "known":
            return Known(args.get("n", 0))
        case "unlike":
            return Failure(code="unlike", message="Nobody can use these.", traceback="x" * 200_000, retryable=False)
        case _:
            return args


def _stored(tx: Transaction, args: Wanted) -> None:
    match args.store:
        case "raise":
            raise ValueError("this cannot be stored")
        case "exit":
            sys.exit(3)
        case "large":
            tx.run("CREATE TABLE IF NOT EXISTS large (data BLOB)")
            tx.run("INSERT INTO large (data) VALUES (zeroblob(?))", (50_000_000,))


def _following(job: Job[Wanted]) -> list[NewJob]:
    args, wanted = job.args, job.args.then
    made = [NewJob(kind="probe", args={"n": n}, root=job.root or job.id, parent=job.id) for n in range(wanted)]
    return [*made, NewJob(kind="nobody")] if args.store == "unknown" else made


def _say(one: Given, now: float) -> None:
    if "starts" in one:
        with Path(one["starts"]).open("a", encoding="ascii") as starts:
            starts.write(f"{now!r} {one.get('n', 0)}\n")
    if "log" in one:
        with Path(one["log"]).open("a", encoding="ascii") as log:
            log.write(f"{one.get('n', 0)} {os.getpid()}\n")


def _computed(one: Given, call: Call) -> Any:
    do = one.get("do", "ok")
    if do in _FATAL:
        _FATAL[do]()
    if do in _RAISED:
        raise _RAISED[do]()
    return _slow(one, call) if do in _SLOW else _odd(do, one, call)


def _slow(one: Given, call: Call) -> Done[int]:
    match one["do"]:
        case "deaf":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            time.sleep(one.get("seconds", 60))
        case "sleep":
            time.sleep(one.get("seconds", 60))
        case "stop":
            os.kill(os.getpid(), signal.SIGSTOP)
            time.sleep(60)
        case "hold":
            _wait_for(one["until"])
        case "orphan":
            _leave_a_child(one["until"])
        case "brood":
            _start_processes(Path(one["until"]))
            time.sleep(one.get("seconds", 60))
    return Done(one.get("n", 0))


def _wait_for(path: str) -> None:
    deadline = time.monotonic() + 60
    while not Path(path).exists() and time.monotonic() < deadline:
        time.sleep(0.005)


def _leave_a_child(until: str) -> None:
    """Die, but leave a process of another session behind that keeps the channel open."""
    if os.fork() == 0:
        os.setsid()
        _wait_for(until)
        os._exit(0)
    os._exit(5)


_TELL = "echo $$ >> $0; exec sleep 1000"


def _start_processes(told: Path) -> None:
    """Start processes in every way that hides them from who ends this one; each tells its pid in a file."""
    shell = ["sh", "-c", _TELL, str(told)]
    bare = {"PATH": os.environ["PATH"]}
    subprocess.Popen(shell)
    subprocess.Popen(shell, start_new_session=True, env=bare)
    subprocess.Popen(["sh", "-c", f"(setsid sh -c '{_TELL}' $0 &) &", str(told)], env=bare).wait()
    if os.fork() == 0:
        if os.fork() == 0:
            os.setsid()
            os.execvp(shell[0], shell)
        os._exit(0)
    while not told.exists() or len(told.read_text().split()) < 4:
        time.sleep(0.005)


def _report_progress(how: str, total: int, call: Call) -> None:
    if how == "begin":
        call.progress(0, total)
    elif how == "besides":
        call.progress(0, 1, besides=total)
        call.progress(0, 1)
        time.sleep(2)
    elif how == "progress":
        for done in range(total + 1):
            call.progress(done, total)
    else:
        for done in (5, 2, 9, -1, 6):
            call.progress(done, total)
            time.sleep(0.11)  # longer than reports are held back


def _odd(do: str, one: Given, call: Call) -> Any:
    match do:
        case "shape":
            return Done("no number")
        case "nothing":
            return None
        case "refuse":
            return Failure(code="encrypted", message="It is locked.", hint="Unlock it.", retryable=False)
        case "chatter":
            return Failure(code="chatter", message="가" * 50_000, retryable=False, traceback="나" * 200_000)
        case "flood":
            for _ in range(200):
                sys.stdout.write("x" * 100_000)
                sys.stderr.write("x" * 100_000)
        case "huge":
            return Done("x" * 20_000_000)
        case "boast":
            call.progress(0, 1 << 70)
        case "begin" | "besides" | "waver" | "progress":
            _report_progress(do, one["total"], call)
    return Done(one.get("n", 0))


def _garbage() -> None:
    os.write(int(sys.argv[1]), b"\x00\x00\x00\x04!!!!")
    time.sleep(60)


def _oversize() -> None:
    os.write(int(sys.argv[1]), b"\xff\xff\xff\xff")
    time.sleep(60)


def _lie() -> None:
    """An answer of another shape, for a call that nobody made."""
    for task in range(1, 100):
        for text in (f'["replies",{task},7,[]]', f'["replies",{task},0,[[1e308,false,[["done",0]]]]]'):
            os.write(int(sys.argv[1]), len(text).to_bytes(4, "big") + text.encode())
    time.sleep(60)


def _recurse() -> None:
    _recurse()


class Unspeakable(Exception):
    """Cannot even say what it is."""

    def __str__(self) -> str:
        raise ValueError("no words")


_SLOW = ("sleep", "deaf", "hold", "stop", "orphan", "brood")

_FATAL: dict[str, Callable[[], None]] = {
    "os_exit": lambda: os._exit(7),
    "segfault": lambda: os.kill(os.getpid(), signal.SIGSEGV),
    "kill": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "garbage": _garbage,
    "oversize": _oversize,
    "lie": _lie,
    "recurse": _recurse,
    "exit": lambda: sys.exit(3),
}

_RAISED: dict[str, Callable[[], BaseException]] = {
    "raise": lambda: ValueError("a stage's own error"),
    "interrupt": KeyboardInterrupt,
    "memory": MemoryError,
    "unspeakable": Unspeakable,
    "surrogate": lambda: FileNotFoundError("/papers/\udcff.pdf"),
    "input": lambda: InputFailed("It changed.", code="input_changed"),
    "key": lambda: ProviderFailed("The key is wrong.", code="authentication", retryable=False, pauses_queue=True),
    "down": lambda: ProviderFailed("It is down.", code="unavailable"),
    "later": lambda: ProviderFailed("Come back later.", code="rate_limited", retry_after=1e30),
}
