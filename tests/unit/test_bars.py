"""A stage's bar is one line of the terminal, however wide that is."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console
from rich.progress import Progress

from cgq.events import ItemsCounted
from cgq_cli.render.bars import Line
from cgq_cli.render.stages import StageCount

STAGE = StageCount("graph_update", "update_knowledge_graph", done=120, failed=12, left=300, running=16)


@pytest.mark.parametrize(
    ("columns", "signs", "remark"),
    [
        (120, 24, "16 running, 12 failed, 4h 20m left"),
        (80, 24, "16 running, 12 failed"),
        (60, 4, "16 running, 12 failed"),
        (40, 0, "16 runnin"),
    ],
)
def test_the_time_goes_first_then_the_bar_is_shorter(columns: int, signs: int, remark: str) -> None:
    console = Console(width=columns, file=io.StringIO())
    line, numbers = Line(console), f"{STAGE.ended}/{STAGE.total}"
    progress = Progress(line, console=console)
    began = time.monotonic() - 6_870
    task = progress.add_task(
        STAGE.kind, total=STAGE.total, completed=STAGE.ended, stage=STAGE, numbers=numbers, began=began
    )
    line.make_room(STAGE.kind, numbers)
    text = line.render(progress.tasks[task]).plain
    assert len(text) <= columns
    assert sum(map(text.count, "#.")) == signs
    assert text.startswith(STAGE.kind)
    assert numbers in text
    assert text.endswith(remark), text


def test_B1_a_job_of_many_items_has_a_line_with_its_share_of_successes_and_its_speed() -> None:
    console = Console(width=80, file=io.StringIO())
    line = Line(console)
    progress = Progress(line, console=console)
    items = ItemsCounted(
        job=7,
        kind="gather",
        total=100,
        over=40,
        done=37,
        duplicate=1,
        skipped=0,
        failed=2,
        waiting=0,
        success_rate=94.9,
        speed=3.1,
    )
    task = progress.add_task("gather 7", total=100, completed=40, items=items, numbers="40/100")
    text = line.render(progress.tasks[task]).plain
    assert text.startswith("gather 7")
    assert text.endswith("40/100 success 94.9 %, 3.1/s"), text
