"""What was done in a span of time, how fast, and what went wrong (B1): counted, read, drawn."""

from __future__ import annotations

import io
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.support.clock import FakeClock
from tests.support.ledger import new_database, open_ledger, put, register, start

from cgq.actions.stats import Stats
from cgq.errors import Failure
from cgq.exchange.chart import png, svg
from cgq.exchange.chart.bars import HEIGHT, LABELS, WIDTH, Bar, Box, Label, draw
from cgq.queue import throughput
from cgq.queue.claim import wake
from cgq.queue.costs import Cost
from cgq.queue.latency import HOUR_MS
from cgq.queue.settle import fail, finish
from cgq.queue.throughput import Finished, Span
from cgq_cli.render import stats as drawn
from cgq_cli.render.table import Layout
from cgq_cli.render.text import width

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.queue.books import Ledger
    from cgq.queue.throughput import Period

MIDNIGHT = 1_800_057_600_000
"""A midnight in UTC."""

QUEUES = {"own": "default", "process_pdf": "pdf_processing"}


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(MIDNIGHT)


@pytest.fixture
def ledger(tmp_path: Path, clock: FakeClock) -> Iterator[Ledger]:
    path = tmp_path / "cgq.db"
    new_database(path)
    made = open_ledger(path, clock)
    with closing(made.database):
        yield made


def failure(code: str = "damaged", *, retryable: bool = False) -> Failure:
    return Failure(code=code, message=f"It is {code}.", hint="", retryable=retryable, traceback="")


def work(ledger: Ledger, clock: FakeClock, *, done: int = 0, failed: int = 0, kind: str = "own") -> None:
    """Jobs that all run for a minute."""
    for _ in range(done + failed):
        put(ledger, kind)
    jobs = start(ledger, register(ledger), done + failed, kind, QUEUES[kind])
    clock.pass_(60)
    with ledger.write() as books:
        finish(books, [(job, None, 60.0) for job in jobs[:done]])
        fail(books, [(job, failure()) for job in jobs[done:]])


def read(ledger: Ledger, span: Span, period: Period = "hour") -> Stats:
    with ledger.read() as (tx, at):
        hours = throughput.by_hour(tx, span)
        return Stats(
            at=at.wall,
            since=at.on_the_wall(span.hour * HOUR_MS),
            period=period,
            finished=throughput.periods(hours, at, period),
            per_hour=throughput.per_hour(hours, at.now),
            latency=throughput.latency(tx, span),
            retried=throughput.most_retried(tx, span),
            failures=throughput.failure_codes(tx, span),
            spent=Cost(""),
        )


def test_B1_the_success_rate_is_of_those_done_and_failed_and_nothing_is_0() -> None:
    one = Finished(at=0)
    assert (one.success_rate, one.per_minute) == (0.0, 0.0)
    one.states.update(done=2, failed=1, cancelled=7)
    assert one.success_rate == 66.7
    assert one.count == 10
    assert Finished(at=0, states=type(one.states)(failed=3)).success_rate == 0.0


def test_speed_counts_the_minutes_in_which_jobs_ran_and_each_once(ledger: Ledger, clock: FakeClock) -> None:
    work(ledger, clock, done=4)
    clock.at = MIDNIGHT + 90_000
    work(ledger, clock, done=2, kind="process_pdf")
    clock.pass_(3 * 3600)
    found = read(ledger, Span(since=0))
    assert (found.total.states["done"], found.total.minutes, found.total.per_minute) == (6, 3, 2.0)
    assert read(ledger, Span(since=0, kind="own")).total.minutes == 2
    assert [period.count for period in found.finished] == [6, 0, 0, 0]
    assert found.per_hour == 2.0


def test_the_hour_of_since_counts_whole_and_what_was_before_does_not(ledger: Ledger, clock: FakeClock) -> None:
    work(ledger, clock, done=1)
    clock.pass_(3600)
    work(ledger, clock, failed=1)
    late = read(ledger, Span(since=clock.now()))
    assert (late.total.states["done"], late.total.states["failed"]) == (0, 1)
    assert late.since == MIDNIGHT + HOUR_MS
    assert late.failures == [("damaged", 1)]


def test_a_queue_and_a_kind_leave_the_rest_out(ledger: Ledger, clock: FakeClock) -> None:
    work(ledger, clock, done=1, failed=1)
    work(ledger, clock, done=3, kind="process_pdf")
    found = read(ledger, Span(since=0, queue="pdf_processing"))
    assert (found.total.states["done"], found.failures) == (3, [])
    assert {one.kind for one in found.latency} == {"process_pdf"}
    assert read(ledger, Span(since=0, queue="low_priority")).is_empty


def test_days_are_those_of_the_reader(ledger: Ledger, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    clock.pass_(14 * 3600)
    work(ledger, clock, done=1)
    clock.pass_(2 * 3600)
    work(ledger, clock, done=1)
    days: dict[str, list[str]] = {}
    for zone in ("UTC", "Asia/Seoul"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        found = read(ledger, Span(since=0), "day")
        days[zone] = [drawn.name_period(one.at, "day") for one in found.finished]
    monkeypatch.undo()
    time.tzset()
    assert days == {"UTC": ["2027-01-16"], "Asia/Seoul": ["2027-01-16", "2027-01-17"]}


def test_what_was_started_most_often_comes_first_with_its_last_error(ledger: Ledger, clock: FakeClock) -> None:
    often = put(ledger, priority="high", max_attempts=9)
    supervisor = register(ledger)
    for code in ("timeout", "busy"):
        jobs = start(ledger, supervisor)
        with ledger.write() as books:
            fail(books, [(job, failure(code, retryable=True)) for job in jobs])
        clock.pass_(3600)
        with ledger.write() as books:
            wake(books)
    put(ledger)
    jobs = start(ledger, supervisor, 2)
    with ledger.write() as books:
        finish(books, [(job, None, 1.0) for job in jobs])
    (found,) = read(ledger, Span(since=0)).retried
    assert found == (often, "default", "own", "done", 3, "busy", "It is busy.")
    clock.pass_(3600)
    assert read(ledger, Span(since=clock.now())).retried == []


def some(*counts: tuple[int, int]) -> Stats:
    """A report of hours in which so many jobs were done and failed."""
    hours = [Finished(at=MIDNIGHT + n * HOUR_MS, minutes=2) for n in range(len(counts))]
    for hour, (done, failed) in zip(hours, counts, strict=True):
        hour.states.update(done=done, failed=failed)
    return Stats(
        at=MIDNIGHT + len(counts) * HOUR_MS,
        since=MIDNIGHT,
        period="hour",
        finished=hours,
        per_hour=1.5,
        latency=[throughput.Latency("process_pdf", "waiting", 3, 1000.0, 61_000.0, 3_600_000.0)],
        retried=[throughput.Retried(7, "default", "own", "failed", 3, "busy", "누군가가\n쓰고 있습니다. " * 9)],
        failures=[throughput.FailureCode("busy", 4)],
        spent=Cost("", calls=3, cost=1_250),
    )


@pytest.mark.parametrize("columns", [40, 80, 120])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    found = some((43, 2), (0, 0), (1_000_000, 7))
    lines = [*drawn.lines(found, Layout(columns=columns)), *drawn.bars(found, columns)]
    assert max(map(width, lines)) <= columns
    assert not any("\n" in line for line in lines)


def test_a_table_leaves_out_hours_without_an_end_and_bars_keep_them() -> None:
    found = some((4, 2), (0, 0), (8, 0))
    rows = list(drawn.lines(found, Layout(columns=None)))
    assert rows[:3] == [
        "at\tdone\tfailed\tdiscarded\tcancelled\tsuccess_rate\tminutes\tper_minute",
        "2027-01-16T00:00:00.000Z\t4\t2\t0\t0\t66.7\t2\t2.0",
        "2027-01-16T02:00:00.000Z\t8\t0\t0\t0\t100.0\t2\t4.0",
    ]
    names = [drawn.name_period(one.at, "hour") for one in found.finished]
    bars = list(drawn.bars(found, len(names[0]) + 16))
    assert bars == [f"{names[0]} ####xx 4 + 2", f"{names[1]} 0", f"{names[2]} ######### 8"]


def test_a_chart_is_laid_out_within_its_canvas() -> None:
    shapes = draw("Jobs", [Bar(f"hour {n}", n * 7 % 50, n % 3) for n in range(200)])
    boxes = [shape for shape in shapes if isinstance(shape, Box)]
    assert all(box.x >= 0 and box.x + box.width <= WIDTH and box.height >= 0 for box in boxes)
    assert all(box.y >= 0 and box.y + box.height <= HEIGHT for box in boxes)
    labels = [shape.text for shape in shapes if isinstance(shape, Label) and shape.text.startswith("hour")]
    assert 2 <= len(labels) <= LABELS
    assert draw("Nothing", [])


def test_the_text_of_a_chart_is_escaped_and_a_png_is_one() -> None:
    shapes = draw("<script>&", [Bar("a", 3, 1)])
    text = svg.encode(shapes).decode()
    assert "&lt;script&gt;&amp;" in text
    assert "<script>" not in text
    with Image.open(io.BytesIO(png.encode(shapes))) as image:
        assert (image.format, image.size) == ("PNG", (2 * WIDTH, 2 * HEIGHT))
        colours = image.convert("RGB").getcolors(100_000) or []
    assert {(47, 125, 79), (179, 49, 44)} <= {colour for _, colour in colours}
