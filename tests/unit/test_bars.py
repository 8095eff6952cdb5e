"""A stage's bar is one line of the terminal, however wide that is."""

from __future__ import annotations

import io
import time

import pytest
from rich.console import Console
from rich.progress import Progress

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
