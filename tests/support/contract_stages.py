"""A small stage for each thing that the contract of a stage offers beyond load, compute and store."""

from __future__ import annotations

import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from cgq.config.shapes import SPAN
from cgq.contract import Again, Arguments, Discard, Done, NoArguments, OfQuestion, PassedOver, Unfinished
from cgq.errors import Failure, InputFailed
from cgq.queue.items import wanted
from cgq.queue.job import NewJob
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.contract import Call, Item
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job

TABLE = "CREATE TABLE IF NOT EXISTS gathered (job INTEGER, key TEXT, value TEXT, PRIMARY KEY (job, key))"


class Names(Arguments, frozen=True):
    """The names to gather; one that begins with `bad` fails, `unstorable` fails while it is stored. One that begins
    with `twin` is passed over as a duplicate, with `stray` as not wanted.

    `stop_at`: kill the worker before this one, the first time. `then`: enqueue a job of probe for each. `pause`:
    seconds before each. Once the file `mended` exists, none is bad. A call has time for `most`.
    """

    names: list[str]
    stop_at: str = ""
    marker: str = ""
    then: bool = False
    mended: str = ""
    pause: float = 0.0
    most: int | None = None


class Gather(Stage[Names, "list[str]", int]):
    """A job of many items: each is stored as soon as it is done, and one that is stored is not computed again."""

    kind = "gather"
    arguments = Names
    policy = Policy(tries=tries(timeout=Tries(3, 0.0), other=Tries(3, 0.0)))
    counts = "names"

    def types(self) -> Types:
        return Types(given=dict[str, Any], result=int, item=str)

    def load(self, tx: Transaction, jobs: Sequence[Job[Names]]) -> Sequence[Any]:
        return [self._left(tx, job) for job in jobs]

    def _left(self, tx: Transaction, job: Job[Names]) -> dict[str, Any]:
        asked = msgspec.to_builtins(job.args)
        return {**asked, "names": wanted(tx, job.id, job.args.names)}

    def compute(self, given: Sequence[Any], call: Call) -> Sequence[Done[int] | Unfinished]:
        (asked,) = given
        for number, name in enumerate(asked["names"], 1):
            if asked["most"] is not None and number > asked["most"]:
                return [Unfinished(f"There was time for {asked['most']}.")]
            if name == asked["stop_at"] and not Path(asked["marker"]).exists():
                Path(asked["marker"]).touch()
                os._exit(9)
            time.sleep(asked["pause"])
            failure = Failure(code="bad_name", message=f"{name} is bad.", retryable=False)
            is_bad = name.startswith("bad") and not Path(asked["mended"] or "/nowhere").exists()
            call.item(name, name.title(), failure if is_bad else Done(name.upper()))
            call.progress(number, len(asked["names"]))
        return [Done(len(asked["names"]))]

    def store_items(self, tx: Transaction, job: Job[Names], items: Sequence[Item]) -> Iterable[NewJob | PassedOver]:
        for item in items:
            value = item.outcome.code if isinstance(item.outcome, Failure) else item.outcome.result
            if value == "UNSTORABLE":
                raise sqlite3.IntegrityError("this cannot be stored")
            tx.run("INSERT OR REPLACE INTO gathered (job, key, value) VALUES (?, ?, ?)", (job.id, item.key, value))
            if value.startswith("TWIN"):
                yield PassedOver(item.key, "duplicate", f"{item.name} was there already.")
            if value.startswith("STRAY"):
                yield PassedOver(item.key, "skipped", f"{item.name} is not wanted.")
            if job.args.then:
                yield NewJob(kind="probe", args={"n": 1}, parent=job.id, root=job.root or job.id)

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Names], int]]) -> Iterable[NewJob]:
        for job, result in done:
            tx.run("INSERT INTO effect (job, value) VALUES (?, ?)", (job.id, result))
        return []


class CountEffects(Stage[NoArguments, None, int]):
    """A trusted stage that looks into the database in its worker; it cannot write there."""

    kind = "count_effects"
    snapshot = True
    about = "bank"

    def types(self) -> Types:
        return Types(given=None, result=int)

    def load(self, tx: Transaction, jobs: Sequence[Job[NoArguments]]) -> Sequence[None]:
        return [None for _ in jobs]

    def compute(self, given: Sequence[None], call: Call) -> Sequence[Done[int]]:
        with call.snapshot() as tx:
            count = tx.value("SELECT count(*) FROM effect")
            try:
                tx.run("DELETE FROM effect")
            except sqlite3.OperationalError:
                return [Done(count)]
            except Exception as error:
                if "readonly" in str(error):
                    return [Done(count)]
                raise
        raise AssertionError("a snapshot could be written to")

    def store(self, tx: Transaction, done: Sequence[tuple[Job[NoArguments], int]]) -> Iterable[NewJob]:
        return []

    def summary(self, result: int) -> Any:
        return {"effects": result}


class Text(Arguments, frozen=True):
    """What to write, and what goes wrong then."""

    text: str
    then: Literal["", "fail", "discard", "unstorable", "lie", "die"] = ""

    def __post_init__(self) -> None:
        if self.text == "unspeakable":
            raise KeyError(self.text)


class WriteFile(Stage[Text, "dict[str, str]", str]):
    """A result with a file of its own."""

    kind = "write_file"
    arguments = Text
    policy = Policy(tries=tries(timeout=Tries(1, 0.0), other=Tries(1, 0.0)))

    def types(self) -> Types:
        return Types(given=dict[str, str], result=str)

    def load(self, tx: Transaction, jobs: Sequence[Job[Text]]) -> Sequence[dict[str, str]]:
        return [{"text": job.args.text, "then": job.args.then} for job in jobs]

    def compute(self, given: Sequence[dict[str, str]], call: Call) -> Sequence[Done[str] | Failure | Discard]:
        (asked,) = given
        file = call.artifact(asked["text"][at : at + 3].encode() for at in range(0, len(asked["text"]), 3))
        if asked["then"] == "fail":
            raise InputFailed("It was all in vain.", code="in_vain")
        if asked["then"] == "discard":
            return [Discard("not_wanted", "Nobody wants it.")]
        if asked["then"] == "die":
            os._exit(9)
        if asked["then"] == "lie":
            file = type(file)("0" * 64, file.size, "../../" + file.name)
        return [Done(file.sha256, (file,))]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Text], str]]) -> Iterable[NewJob]:
        for job, _ in done:
            if job.args.then == "unstorable":
                raise ValueError("this cannot be stored")
        return []

    def summary(self, result: str) -> Any:
        return {"sha256": result}


class Count(Arguments, frozen=True):
    """How many rows to store, so many a step; `fail_at`: the step that fails."""

    rows: int
    a_step: int = 10
    fail_at: int = -1
    log: str = ""


class StoreSlowly(Stage[Count, int, int]):
    """A result that is stored in steps, each in a transaction of its own."""

    kind = "store_slowly"
    arguments = Count
    policy = Policy(tries=tries(timeout=Tries(1, 0.0), other=Tries(1, 0.0)))
    in_steps = True

    def types(self) -> Types:
        return Types(given=int, result=int)

    def load(self, tx: Transaction, jobs: Sequence[Job[Count]]) -> Sequence[int]:
        return [job.args.rows for job in jobs]

    def compute(self, given: Sequence[int], call: Call) -> Sequence[Done[int]]:
        return [Done(rows) for rows in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Count], int]]) -> Iterable[NewJob | Again[int]]:
        ((job, left),) = done
        stored = job.args.rows - left
        if job.args.fail_at == stored // job.args.a_step:
            raise ValueError("this step fails")
        now = min(left, job.args.a_step)
        tx.many("INSERT INTO effect (job, value) VALUES (?, ?)", [(job.id, stored + n) for n in range(now)])
        if left > now:
            yield Again(left - now)
        else:
            yield NewJob(kind="probe", args={"n": 7}, root=job.root or job.id, parent=job.id)

    def summary(self, result: int) -> Any:
        return {"rows": result}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortenSettings:
    """How questions are shortened."""

    most: int = 20
    ending: str = "…"
    patience: Annotated[float, SPAN] = 5.0


class Shorten(Stage[OfQuestion, str, str]):
    """A user's own kind with settings and a policy, about questions."""

    kind = "shorten"
    arguments = OfQuestion
    settings = ShortenSettings
    policy = Policy(
        queue="low_priority",
        timeout=7.0,
        batch=3,
        tries=tries(timeout=Tries(2, 1.0), other=Tries(2, 1.0)),
        sources={
            "queue": "it is in no hurry",
            "timeout": "measured: a second",
            "batch": "a screenful",
            "tries": "once",
        },
    )
    about = "question"
    counts = "questions"
    follows = ("generate_embedding",)

    def __init__(self, settings: ShortenSettings | None = None) -> None:
        self._settings = settings or ShortenSettings()
        self.version = f"shorten-{self._settings.most}"

    def types(self) -> Types:
        return Types(given=str, result=str)

    def load(self, tx: Transaction, jobs: Sequence[Job[OfQuestion]]) -> Sequence[str | Discard]:
        stems: dict[int, str] = dict(tx.all("SELECT id, stem FROM question"))
        return [stems.get(job.args.question) or Discard.gone("The question was deleted.") for job in jobs]

    def compute(self, given: Sequence[str], call: Call) -> Sequence[Done[str]]:
        most = self._settings.most
        return [Done(stem[:most] + self._settings.ending if len(stem) > most else stem) for stem in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[OfQuestion], str]]) -> Iterable[NewJob]:
        return []

    def summary(self, result: str) -> Any:
        return {"short": result}


@dataclass(frozen=True, slots=True, kw_only=True)
class CarefulSettings:
    """Settings that hold a secret, and refuse what is too much."""

    most: int = 3
    api_key: str = ""

    def __post_init__(self) -> None:
        if self.most > 5:
            raise ValueError("most is too much")


class Careful(Stage[NoArguments, int, int]):
    """A user's own kind with a secret; its result is the length of it."""

    kind = "careful"
    settings = CarefulSettings

    def __init__(self, settings: CarefulSettings | None = None) -> None:
        self._settings = settings or CarefulSettings()

    def types(self) -> Types:
        return Types(given=int, result=int)

    def load(self, tx: Transaction, jobs: Sequence[Job[NoArguments]]) -> Sequence[int]:
        return [0 for _ in jobs]

    def compute(self, given: Sequence[int], call: Call) -> Sequence[Done[int]]:
        return [Done(len(self._settings.api_key)) for _ in given]

    def store(self, tx: Transaction, done: Sequence[tuple[Job[NoArguments], int]]) -> Iterable[NewJob]:
        return []

    def summary(self, result: int) -> Any:
        return {"length": result}
