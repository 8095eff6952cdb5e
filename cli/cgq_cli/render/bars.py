"""A bar per stage at a terminal, redrawn a few times a second; lines of text scroll above them."""

from __future__ import annotations

import contextlib
import io
import time
from typing import TYPE_CHECKING, TextIO, cast

from rich.console import Console
from rich.progress import Progress, ProgressColumn, TaskID, TextColumn
from rich.text import Text

from cgq.events import Counts, Ended, Started
from cgq_cli.render.hints import said
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
REDRAWS_PER_SECOND = 5


class Hashes(ProgressColumn):
    """How full a bar is, in characters that every terminal draws one column wide."""

    def render(self, task: Task) -> Text:
        """`[######....]`"""
        full = WIDTH if not task.total else min(WIDTH, int(WIDTH * task.completed / task.total))
        return Text(f"[{'#' * full}{'.' * (WIDTH - full)}]")


class Remaining(ProgressColumn):
    """What is running, what failed, and how long the rest will take at the pace so far."""

    def render(self, task: Task) -> Text:
        """`2 running, 1 failed, 40s left`"""
        stage: StageCount = task.fields["stage"]
        began: float = task.fields["began"]
        parts = [f"{stage.running} running"] if stage.running else []
        parts += [f"{stage.failed} failed"] if stage.failed else []
        if stage.ended and stage.left:
            parts.append(f"{span((time.monotonic() - began) / stage.ended * stage.left)} left")
        return Text(", ".join(parts), style="red" if stage.failed else "")


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
        columns = (TextColumn("{task.description}"), Hashes(), TextColumn("{task.fields[numbers]}"), Remaining())
        self._progress = Progress(
            *columns, console=console, refresh_per_second=REDRAWS_PER_SECOND, redirect_stdout=False
        )
        self._narrator = Narrator(papers)
        self._before = self._tally = before
        self._tasks: dict[tuple[str, str], TaskID] = {}
        self._progress.start()

    def told(self, event: Event) -> None:
        for text in self._narrator.lines(event):
            self._say(text)
        if isinstance(event, Counts):
            self._count(event.tally)
        elif isinstance(event, Started | Ended):
            self._count(moved(self._tally, event))

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
            if lane not in self._tasks:
                self._tasks[lane] = self._progress.add_task(
                    f"{stage.kind:<22}", total=stage.total, stage=stage, numbers=numbers, began=time.monotonic()
                )
            self._progress.update(
                self._tasks[lane], total=stage.total, completed=stage.ended, stage=stage, numbers=numbers
            )
