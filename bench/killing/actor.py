"""The processes of the campaign besides the workers: supervise, feed and take in.

Started as `python -m bench.killing.actor supervise | feed NAME SEED | papers FOLDER` in the folder of a ground.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from bench.killing.stages import Errand

from cgq.actions.enqueue import Wishes, enqueue_papers
from cgq.config import load
from cgq.errors import Busy, CgqError
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.workers.options import Options
from cgq.workspace import Workspace

if TYPE_CHECKING:
    from cgq.queue.books import Books

ENOUGH, ACCEPTED = "enough", "accepted.txt"
PLENTY = 100
QUEUES = ("default", "high_priority", "low_priority", "pdf_processing", "graph_update")
PRIORITIES = (None, None, "critical", "high", "low")


def workspace() -> Workspace:
    """The workspace of the current folder."""
    return Workspace(load(environ=os.environ, cwd=Path.cwd()).settings)


def supervise() -> None:
    """Work until nothing is left, as `cgq work --until-empty` does."""
    with workspace() as opened:
        options = Options(until_empty=True, drain=opened.settings.drain)
        with opened.supervisor(options, lambda _: None) as supervisor:
            signal.signal(signal.SIGTERM, lambda *_: supervisor.stop("SIGTERM"))
            supervisor.run()


def feed(name: str, seed: int) -> None:
    """Enqueue errands as long as more are wanted; a line `ID TOKEN` tells each that is stored."""
    chance = random.Random(seed)
    number = 0
    accepted = os.open(ACCEPTED, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with workspace() as opened:
        while not os.path.exists(ENOUGH):
            wanted = [_errand(chance, f"{name}.{number + place}") for place in range(chance.randint(1, 12))]
            number += len(wanted)
            lines: list[str] = []
            try:
                with opened.ledger.write() as books:
                    if _ready(books) < PLENTY:
                        lines = _enqueue(books, chance, wanted)
            except Busy:
                continue
            if lines:
                os.write(accepted, "".join(lines).encode())
            time.sleep(0.02 + 0.2 * chance.random())


def _ready(books: Books) -> int:
    return int(books.tx.value("SELECT coalesce(sum(n), 0) FROM tally WHERE state = 'ready'"))


def _enqueue(books: Books, chance: random.Random, wanted: list[NewJob]) -> list[str]:
    made = enqueue(books, wanted)
    if chance.random() < 0.3:  # asked twice, it is the same job
        keyed = [request for request in wanted if request.key]
        made += enqueue(books, keyed)
        wanted = wanted + keyed
    return [f"{one.id} {request.args['token']}\n" for one, request in zip(made, wanted, strict=True)]


def _errand(chance: random.Random, token: str) -> NewJob:
    kind = chance.choices(("kill_single", "kill_batched", "kill_threaded", "kill_slow"), (50, 30, 20, 1))[0]
    ms = chance.choice((0, 0, 5, 20, 50, 100, 200)) if kind != "kill_slow" else chance.randint(2000, 4000)
    deep = chance.random() < 0.3
    children = tuple(chance.choices(("kill_single", "kill_batched", "kill_threaded"), k=chance.randint(1, 3)))
    one = Errand(token=token, ms=ms, children=children if deep else (), depth=chance.randint(1, 2) if deep else 0)
    extra: dict[str, Any] = {}
    if chance.random() < 0.4:
        extra["key"] = token
    if chance.random() < 0.05:
        extra["mutex"] = f"key-{chance.randint(1, 3)}"
    if chance.random() < 0.1:
        extra["delay"] = chance.random()
    return NewJob(
        kind=kind,
        args=msgspec.to_builtins(one),
        queue=chance.choice(QUEUES),
        priority=chance.choice(PRIORITIES),
        **extra,
    )


def papers(folder: str) -> None:
    """Take in a folder of papers."""
    with workspace() as opened:
        enqueue_papers(opened, [folder], Wishes())


def main() -> int:
    """Entry of an actor; exits as `cgq` does."""
    role, *rest = sys.argv[1:]
    try:
        if role == "supervise":
            supervise()
        elif role == "feed":
            feed(rest[0], int(rest[1]))
        else:
            papers(rest[0])
    except CgqError as error:
        print(f"{error.message} [{error.code}]", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
