"""A database with jobs in every state, and two commands that are started on it at the same moment."""

from __future__ import annotations

import json
import shlex
import shutil
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.support.claims import ABSENT, PRUNED, Moves, claims_of
from tests.support.command import Home
from tests.support.contract_stages import TABLE

from cgq.queue.states import LIVING, MOVES

if TYPE_CHECKING:
    from pathlib import Path
    from random import Random
    from subprocess import CompletedProcess

    from tests.support.claims import Claim

SPREAD = 0.03
"""Seconds by which one of two commands is started later at most: about as long as one takes to open the database and
do its work, so that each part of the one meets each part of the other."""

CASCADE: Moves = frozenset({("blocked", "cancelled"), ("blocked", "ready"), (ABSENT, "ready")})
"""What follows from the end of a job: those that waited for it are cancelled, a key is passed on, a batch is over."""


WORK: Moves = frozenset(
    (before, after) for before in LIVING for after in MOVES[before] if "cancelled" not in (before, after)
)
"""What a supervisor does to jobs, also to those of another one that is gone."""


@dataclass(frozen=True, slots=True)
class Verb:
    """A command line that changes something, the exit codes that it may end with beside 0, and the moves that it makes
    without naming the jobs."""

    line: str
    codes: tuple[int, ...] = ()
    free: Moves = frozenset()


VERBS = {
    "enqueue": Verb("enqueue p0.pdf p2.pdf"),
    "enqueue again": Verb("enqueue p0.pdf p2.pdf --again"),
    "enqueue batch": Verb("enqueue --kind probe --batch many --args '{\"n\": 98}'"),
    "cancel ids": Verb("cancel 7 8 9 11", (4,), CASCADE),
    "cancel all": Verb("cancel --all --yes", (), CASCADE),
    "retry ids": Verb("retry 1 3 7", (4,)),
    "retry all": Verb("retry --all --yes"),
    "retry items": Verb("retry --items --yes"),
    "failed retry": Verb("failed --retry"),
    "failed discard": Verb("failed --discard --yes", (), CASCADE),
    "prune": Verb("prune --older-than 0s --yes", (), PRUNED),
    "tick": Verb("schedule tick"),
    "remove": Verb("materials remove 1 --yes", (4,), CASCADE),
    "edit": Verb("materials edit 1 --title Edited", (4,)),
    "pause": Verb("pause default"),
    "pause all": Verb("pause --all"),
    "resume": Verb("resume default"),
    "resume all": Verb("resume --all"),
    "unschedule": Verb("schedule remove minutely", (4,)),
    "stop": Verb("stop"),
    "backup": Verb("backup copy.db --force"),
    "doctor": Verb("doctor --fix"),
    "restore": Verb("restore spare.db --yes", (5,)),
    "run": Verb("run --queue default --progress none", (3, 6), CASCADE | WORK),
}
"""Every verb that changes something; jobs are those of `make_world`."""


def make_world(folder: Path, offered: Path, empty: Path) -> Home:
    """A home whose jobs are, by id: failed 1 2, discarded 3, done 4 5 (5 with failed items), cancelled 6, ready 7 (its
    key taken from 8), blocked 8, scheduled 9, blocked 10 (by 9), ready 11 (in a batch), ready 12 13 (papers).

    A slot of the entry `minutely` is due. The backup spare.db was made before the last three.
    """
    home = _home(folder, offered, empty)
    home.rows(TABLE)
    home.rows("CREATE TABLE effect (job INTEGER, value INTEGER)")
    for number in range(3):
        home.file(f"p{number}.pdf")
    names = json.dumps({"names": ["ann", "bad bob", "bad carl"]})
    lines = (
        *(_probe(number, do="refuse") for number in range(3)),
        _probe(3),
        f"enqueue --kind gather --args {shlex.quote(names)}",
        "run --queue default --progress none",
        _probe(6),
        "cancel 6",
        "failed --discard 3 --yes",
        f"{_probe(7)} --mutex key",
        f"{_probe(8)} --mutex key",
        f"{_probe(9)} --in 1h",
        f"{_probe(10)} --after 9",
        "backup spare.db",
        f"{_probe(11)} --batch many --then probe --then-args '{{\"n\": 99}}'",
        "enqueue p0.pdf p1.pdf",
        "schedule add minutely '* * * * *' --kind probe --args '{\"n\": 97}'",
    )
    for done in home.each(*lines):
        assert done.returncode in (0, 3), done.stderr
    home.rows("UPDATE schedule SET handled = handled - 180000, next_slot = 0")
    states = dict(home.rows("SELECT id, state FROM job"))
    assert list(states.values()) == [
        *("failed", "failed", "discarded", "done", "done", "cancelled"),
        *("ready", "blocked", "scheduled", "blocked", "ready", "ready", "ready"),
    ]
    (folder / "log" / "development.log").unlink()
    return home


def _probe(number: int, **args: Any) -> str:
    return f"enqueue --kind probe --args {shlex.quote(json.dumps({'n': number, **args}))}"


def copy_world(world: Home, folder: Path, offered: Path) -> Home:
    """The same home in another folder."""
    shutil.copytree(world.folder, folder)
    return _home(folder, offered)


def _home(folder: Path, offered: Path, empty: Path | None = None) -> Home:
    home = Home(folder, offered, empty)
    home.environment |= {"CGQ_LOG_FORMAT": "json", "CGQ_LOG_LEVEL": "info"}
    return home


@dataclass(frozen=True, slots=True)
class Report:
    """What a command came to: its name in VERBS, exit code, printed documents, errors, and all of its text."""

    name: str
    code: int
    documents: list[dict[str, Any]]
    errors: list[dict[str, Any]]
    text: str

    @property
    def verb(self) -> Verb:
        """What was asked for."""
        return VERBS[self.name]

    @property
    def claims(self) -> dict[int, list[Claim]]:
        """What it reported of each job."""
        return claims_of(self.documents)

    def field(self, name: str) -> Any:
        """A field of the first document, None where there is none."""
        return self.documents[0].get(name) if self.documents else None


def at_once(home: Home, names: tuple[str, str], random: Random) -> list[Report]:
    """Start two verbs at the same moment, one up to SPREAD later; what each came to."""
    gate = threading.Barrier(2)
    late = [0.0, random.uniform(0, SPREAD)]
    random.shuffle(late)

    def ask(lane: int) -> CompletedProcess[str]:
        gate.wait()
        time.sleep(late[lane])
        return home.cgq(*shlex.split(VERBS[names[lane]].line), "--json", lane=lane)

    with ThreadPoolExecutor(2) as threads:
        ended = list(threads.map(ask, (0, 1)))
    return [_report(name, done) for name, done in zip(names, ended, strict=True)]


def _report(name: str, done: CompletedProcess[str]) -> Report:
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    errors = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("{")]
    return Report(name, done.returncode, documents, errors, done.stdout + done.stderr)
