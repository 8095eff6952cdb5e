"""A bar per stage at a terminal, redrawn a few times a second; lines of text scroll above them."""

from __future__ import annotations

import contextlib
import io
import time
from typing import TYPE_CHECKING, TextIO, cast

from rich.console import Console
from rich.progress import Progress, ProgressColumn, TaskID
from rich.table import Column
from rich.text import Text

from cgq.events import Counts, Ended, ItemsCounted, Started
from cgq_cli.render.hints import said
from cgq_cli.render.items import rates_text
from cgq_cli.render.live import Narrator
from cgq_cli.render.stages import StageCount, moved, stages
from cgq_cli.render.times import span

if TYPE_CHECKING:
    from rich.progress import Task

    from cgq.events import Event
    from cgq_cli.output import Screen
    from cgq_cli.render.live import Papers
    from cgq_cli.render.stages import Tally

WIDTH = 24
"""Signs that a bar has at most."""

LEAST = 4
"""Signs below which a bar says less than the numbers next to it, and is left out."""

REMARK = 22
"""Columns that are kept for what is next to a bar: `16 running, 123 failed`."""

NAME = 22
"""Columns of a stage's name at least, so that the bars begin below each other: `update_knowledge_graph`."""

REDRAWS_PER_SECOND = 5


class Line(ProgressColumn):
    """A stage, or a job of many items, on one line, whatever the terminal's width: its name, how full its bar is, its
    numbers, a remark.

    `generate_embedding [######....] 12/40 2 running, 1 failed, 40s left`: signs that every terminal draws one column
    wide. Where there is too little room, the time that is left goes first, then the bar is shorter.
    """

    def __init__(self, console: Console) -> None:
        super().__init__(table_column=Column(no_wrap=True, overflow="crop"))
        self._console = console
        self._name = NAME
        self._numbers = 0

    def make_room(self, name: str, numbers: str) -> None:
        """Take note of a name and numbers, so that the columns of all stages stand below each other."""
        self._name = max(self._name, len(name))
        self._numbers = max(self._numbers, len(numbers))

    def render(self, task: Task) -> Text:
        room = self._console.width - self._name - self._numbers - 2
        bar = self._bar(task, min(WIDTH, room - REMARK - len("[] ")))
        lead = f"{task.description:<{self._name}} {bar}{task.fields['numbers']:<{self._numbers}} "
        text = Text(lead, no_wrap=True)
        items: ItemsCounted | None = task.fields.get("items")
        remark = _remark(task, room - len(bar)) if items is None else rates_text(items)
        failed = task.fields["stage"].failed if items is None else items.failed
        text.append(remark, style="red" if failed else "")
        text.truncate(self._console.width)
        return text

    def _bar(self, task: Task, signs: int) -> str:
        if signs < LEAST:
            return ""
        full = signs if not task.total else min(signs, int(signs * task.completed / task.total))
        return f"[{'#' * full}{'.' * (signs - full)}] "


def _remark(task: Task, room: int) -> str:
    """What is running, what failed, and, where there is room, how long the rest will take at the pace so far."""
    stage: StageCount = task.fields["stage"]
    began: float = task.fields["began"]
    parts = [f"{stage.running} running"] if stage.running else []
    parts += [f"{stage.failed} failed"] if stage.failed else []
    if stage.ended and stage.left:
        left = f"{span((time.monotonic() - began) / stage.ended * stage.left)} left"
        if len(", ".join((*parts, left))) <= room:
            parts.append(left)
    return ", ".join(parts)


class Unheard(io.TextIOBase):
    """A terminal that may go away: whoever draws on it, in its own thread too, need not know."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """What the terminal can show."""
        return self._stream.encoding

    def write(self, text: str) -> int:
        """Write, if anybody is there."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, if anybody is there."""
        with contextlib.suppress(OSError, ValueError):
            self._stream.flush()

    def isatty(self) -> bool:
        """As the terminal itself says."""
        return self._stream.isatty()

    def fileno(self) -> int:
        """The terminal's own, for its size."""
        return self._stream.fileno()


class Bars:
    """Draws the stages on standard error."""

    def __init__(self, screen: Screen, papers: Papers, before: Tally) -> None:
        terminal = cast("TextIO", Unheard(screen.stderr))
        console = Console(file=terminal, force_terminal=True, no_color=not screen.color_notes, highlight=False)
        self._line = Line(console)
        self._progress = Progress(
            self._line, console=console, refresh_per_second=REDRAWS_PER_SECOND, redirect_stdout=False
        )
        self._narrator = Narrator(papers)
        self._before = self._tally = before
        self._tasks: dict[tuple[str, str], TaskID] = {}
        self._jobs: dict[int, TaskID] = {}
        self._progress.start()

    def told(self, event: Event) -> None:
        for text in self._narrator.lines(event):
            self._say(text)
        if isinstance(event, ItemsCounted):
            self._count_items(event)
        elif isinstance(event, Counts):
            self._count(event.tally)
        elif isinstance(event, Started | Ended):
            self._count(moved(self._tally, event))
        if isinstance(event, Ended):
            for job in self._jobs.keys() & set(event.jobs):
                self._progress.remove_task(self._jobs.pop(job))

    def close(self, after: Tally) -> None:
        try:
            if after:
                for text in self._narrator.answered():
                    self._say(text)
                self._count(after)
                self._progress.refresh()
        finally:
            self._progress.stop()

    def _say(self, text: str) -> None:
        for line in said(text, self._progress.console.width):
            self._progress.console.print(Text(line), no_wrap=True, crop=False, overflow="ignore")

    def _count(self, tally: Tally) -> None:
        self._tally = tally
        for stage in stages(self._before, tally):
            lane = (stage.queue, stage.kind)
            numbers = f"{stage.ended}/{stage.total}"
            self._line.make_room(stage.kind, numbers)
            if lane not in self._tasks:
                self._tasks[lane] = self._progress.add_task(
                    stage.kind, total=stage.total, stage=stage, numbers=numbers, began=time.monotonic()
                )
            self._progress.update(
                self._tasks[lane], total=stage.total, completed=stage.ended, stage=stage, numbers=numbers
            )

    def _count_items(self, event: ItemsCounted) -> None:
        """A line of its own for a job of many items, as long as it runs."""
        name, numbers = f"{event.kind} {event.job}", f"{event.over}/{event.total}"
        self._line.make_room(name, numbers)
        if event.job not in self._jobs:
            self._jobs[event.job] = self._progress.add_task(name, items=event, numbers=numbers)
        self._progress.update(
            self._jobs[event.job], total=event.total, completed=event.over, items=event, numbers=numbers
        )
