"""Can vectors be made, scans and doubtful pages be read, and has every question a vector? Nothing is sent anywhere."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, fail, ok, warn
from cgq.actions.doctor.providers import check_use, uses
from cgq.bank import browse, vectors
from cgq.bank.repeats import stored
from cgq.config import VectorSettings
from cgq.counting import counted
from cgq.db import migrations
from cgq.db.connection import Database
from cgq.enrich.embedders import embedder
from cgq.errors import CgqError
from cgq.hints import argument, plain
from cgq.queue.listing import SQL as LISTED
from cgq.queue.pauses import on_the_line
from cgq.queue.reasons import resume_hint
from cgq.queue.states import LIVING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.actions.doctor.providers import Use
    from cgq.config import ReadingSettings, Settings
    from cgq.db.connection import Transaction

KIND = "generate_embedding"


def services(settings: Settings, environ: Mapping[str, str]) -> Iterator[Check]:
    """Every check of the embedding provider and of what it made so far, and of what helps the reader."""
    named = {use.name: use for use in uses(settings)}
    made = embedder(VectorSettings.of(settings))
    model = made.model
    if "embedding" in named:
        yield ok("embedding", f"{model}, {made.dimension} numbers, by {named['embedding'].service.name}")
        yield from check_use(named["embedding"], environ)
    else:
        yield ok("embedding", f"{model}, on this machine: no key, no network")
    if settings.db.exists():
        yield from _vectors(settings, model)
        yield from _repeats(settings)
    yield _scans(settings.reading)
    yield from _second_look(named.get("second look"), environ)
    yield from _concepts(named.get("concepts"), environ)


def _scans(reading: ReadingSettings) -> Check:
    if not reading.ocr:
        return ok("scans", "refused as needs_ocr; the topic scans of the help explains how they are read")
    from cgq.exam.ocr.recogniser import check_installed

    try:
        check_installed(reading.languages)
    except CgqError as error:
        return fail("scans", error.message, error.hint)
    return ok("scans", f"read by Tesseract, {reading.languages}")


def _second_look(use: Use | None, environ: Mapping[str, str]) -> Iterator[Check]:
    if use is None:
        yield ok("second look", "none: no model is asked about doubtful pages")
        return
    yield ok("second look", f"{use.model} is asked about doubtful pages")
    yield from check_use(use, environ)


def _concepts(use: Use | None, environ: Mapping[str, str]) -> Iterator[Check]:
    if use is None:
        yield ok("concepts", "by the glossary of this machine: no model is asked")
        return
    yield ok("concepts", f"{use.model} is asked what questions test")
    yield from check_use(use, environ)


def _vectors(settings: Settings, model: str) -> Iterator[Check]:
    try:
        with closing(Database(settings.db)) as opened, opened.read() as tx:
            if migrations.stored_version(tx) != migrations.version():
                return
            questions, missing = browse.count(tx), vectors.missing_count(tx, model)
            hint = _to_make_vectors(tx) if missing else ""
    except CgqError:
        return  # the checks of the database tell
    if missing:
        yield warn("vectors", f"{missing} of {questions} questions have no vector of {model}", hint)
    else:
        yield ok("vectors", f"{questions} of {questions} questions have one")


def _repeats(settings: Settings) -> Iterator[Check]:
    """Was every question compared with the others, and with all that are like it?"""
    try:
        with closing(Database(settings.db)) as opened, opened.read() as tx:
            if migrations.stored_version(tx) != migrations.version():
                return
            (left, count), crowded = stored.coverage(tx), stored.crowded(tx)
    except CgqError:
        return  # the checks of the database tell
    if left:
        message = f"{left} of {counted(count, 'question')} were not compared with the others"
        yield warn("repeats", message, "Compare them: `cgq enqueue --kind find_repeats`. Then: `cgq run`")
    elif crowded:
        message = (
            f"all were compared, but {counted(crowded, 'question')} share a wording with more than "
            f"{stored.MOST_IN_BAND}, and are not looked for by that"
        )
        yield ok("repeats", message)
    else:
        yield ok("repeats", f"{count} of {counted(count, 'question')} were compared with the others")


def _to_make_vectors(tx: Transaction) -> str:
    """What makes the vectors that are missing: what keeps their jobs, where there are any, ends first."""
    jobs = [(queue, state, n) for queue, kind, state, n in tx.all(LISTED["state_counts"]) if kind == KIND]
    waiting = sum(n for _, state, n in jobs if state in LIVING)
    failed = sum(n for _, state, n in jobs if state == "failed")
    pauses = on_the_line(tx)
    paused = {queue for queue, state, _ in jobs if state != "done" and pauses.over(queue)}
    if paused and (waiting or failed):
        queue = min(paused)
        held = f"{waiting} of their jobs wait and {failed} failed; {queue} is paused"
        go_on = f"{plain(held)}. {resume_hint(queue, of_all=queue not in pauses)}"
        retry = f"Then start again what failed: `cgq failed --retry --queue {argument(queue)}`"
        return " ".join((go_on, retry)) if failed else go_on
    if waiting:
        return f"{plain(waiting)} of their jobs wait. To do them: `cgq run`"
    if failed:
        return f"{plain(failed)} of their jobs failed. See what to do: `cgq failed`"
    return f"Make them: `cgq enqueue --kind {KIND} --missing`"
