"""How a run is followed: bars at a terminal, lines elsewhere, JSON for a program."""

from __future__ import annotations

import contextlib
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING, Protocol

from cgq.clock import SystemClock, rfc3339
from cgq.events import Counts, Ended, ItemsCounted
from cgq.hints import Hint
from cgq.stages.table import reading_kinds
from cgq_cli import streams
from cgq_cli.render import events
from cgq_cli.render.intake import answered_line
from cgq_cli.render.json import line

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from types import TracebackType

    from cgq.events import Event
    from cgq.queue.listing import Paper
    from cgq_cli.output import Screen
    from cgq_cli.render.stages import Tally

    Papers = Callable[[Sequence[int]], Mapping[int, Paper]]
    """Looks up the papers behind jobs."""

MINUTE = 60.0
NOBODY = "[]"
"""The papers that a file answers as their key, where it answers none."""

FLOOD = 20
"""Failures of one cause that are reported one by one; what comes after them is in the sum. So many fit on a screen, and
so many of one cause a minute are a flood to a hook as well (semantics B8)."""

Trouble = tuple[str, str, str | None, tuple[int, int] | None]
"""What makes two failures the same to who reads along: kind, state, code, and which try it was."""


class Follower(Protocol):
    """Whoever draws what a supervisor tells."""

    def told(self, event: Event) -> None:
        """Something happened."""
        ...

    def close(self, after: Tally) -> None:
        """It is over; these are the counters at the end."""
        ...


class Following:
    """Hands events to a follower, and goes on without it when nobody reads any more."""

    def __init__(self, follower: Follower) -> None:
        self._follower: Follower | None = follower

    def __enter__(self) -> Following:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close({})

    def __call__(self, event: Event) -> None:
        with self._unread():
            if self._follower is not None:
                self._follower.told(event)

    def close(self, after: Tally) -> None:
        """End the drawing; safe to call twice."""
        with self._unread():
            if self._follower is not None:
                follower, self._follower = self._follower, None
                follower.close(after)

    @contextlib.contextmanager
    def _unread(self) -> Generator[None]:
        try:
            yield
        except (OSError, ValueError):
            self._follower = None
            if streams.is_reader_gone():
                streams.silence(sys.stdout, 1)


class Lines:
    """A line a finished paper, a line a failure, one for each new kind of trouble, one a minute; on standard error."""

    def __init__(self, screen: Screen, papers: Papers, *, quiet: bool = False) -> None:
        self._screen = screen
        self._narrator = Narrator(papers, quiet=quiet)
        self._quiet = quiet
        self._began = self._minute = time.monotonic()
        self._ended = {"done": 0, "failed": 0}

    def told(self, event: Event) -> None:
        if isinstance(event, Ended) and event.state in self._ended:
            self._ended[event.state] += len(event.jobs)
        for text in self._narrator.lines(event):
            self._say(text, is_error=events.is_error(event))
        if isinstance(event, Counts) and not self._quiet and time.monotonic() - self._minute >= MINUTE:
            self._minute = time.monotonic()
            seconds = self._minute - self._began
            self._say(events.minute_line(event, self._ended["done"], self._ended["failed"], seconds))
            for text in self._narrator.running_items():
                self._say(text)

    def close(self, after: Tally) -> None:
        for text in self._narrator.answered() if after else ():
            self._say(text)

    def _say(self, text: str, *, is_error: bool = False) -> None:
        say = self._screen.complain if is_error else self._screen.note
        stamped = f"{rfc3339(SystemClock().now())} {text}"
        say(Hint(stamped) if isinstance(text, Hint) else stamped)


class Stream:
    """Every event as a line of JSON on standard output, and each finished paper by name."""

    def __init__(self, screen: Screen, papers: Papers) -> None:
        self._screen = screen
        self._papers = papers

    def told(self, event: Event) -> None:
        from cgq.documents.events import PaperRead, event_document

        now = SystemClock().now()
        self._write(line(event_document(event, now)))
        if isinstance(event, Ended) and event.kind in reading_kinds():
            for paper in self._papers(event.jobs).values():
                self._write(line(PaperRead.of(paper, event.state, now)))
        self._screen.stdout.flush()

    def close(self, after: Tally) -> None:
        pass

    def _write(self, text: str) -> None:
        self._screen.stdout.write(text + "\n")


class Narrator:
    """Says in lines what happens: one a paper, one a failure, and the same other trouble of a kind once.

    Of a flood of failures of one cause the first are reported, then that the others are only counted.

    What it said of a paper that its key changed later is said anew. `quiet` leaves out the papers that were read.
    """

    def __init__(self, papers: Papers, *, quiet: bool = False) -> None:
        self._papers = papers
        self._quiet = quiet
        self._troubles: Counter[Trouble] = Counter()
        self._cures: set[str | None] = set()
        self._without_key: set[int] = set()
        self._items: dict[int, ItemsCounted] = {}

    def lines(self, event: Event) -> Iterator[str]:
        """The lines that an event is worth."""
        if isinstance(event, ItemsCounted):
            self._items[event.job] = event
        if isinstance(event, Ended):
            yield from self._items_of(event)
        yield from self._besides_items(event)

    def running_items(self) -> Iterator[str]:
        """A line for each job of many items that goes on."""
        yield from map(events.items_line, self._items.values())

    def _items_of(self, event: Ended) -> Iterator[str]:
        """What became of the items of jobs that are done; that a job failed is reported by itself."""
        counted = [self._items.pop(job) for job in event.jobs if job in self._items]
        if event.state == "done" and not self._quiet:
            yield from map(events.items_line, counted)

    def _besides_items(self, event: Event) -> Iterator[str]:
        if isinstance(event, Ended) and event.kind in reading_kinds():
            yield from self._read(event)
            return
        if isinstance(event, Ended) and event.state != "done":
            trouble = (event.kind, event.state, event.code, event.tries)
            self._troubles[trouble] += 1
            count, most = self._troubles[trouble], FLOOD if event.state == "failed" else 1
            if count > most:
                if count == FLOOD + 1 and event.state == "failed":
                    yield events.flood_line(event)
                return
        said = events.sentence(event)
        if said is not None:
            yield said

    def answered(self) -> Iterator[str]:
        """The papers that were said to have no key, and that one answers by now."""
        if not self._without_key:
            return
        for job, paper in self._papers(sorted(self._without_key)).items():
            if paper.key:
                self._without_key.discard(job)
                yield answered_line(paper.path or paper.title, paper.answers, paper.key)

    def _read(self, event: Ended) -> Iterator[str]:
        if self._quiet and event.state == "done":
            return
        hint = event.hint if event.state == "failed" and event.code not in self._cures else None
        if event.state == "failed":
            self._cures.add(event.code)
        found = self._papers(event.jobs)
        for paper in found.values():
            yield events.paper_line(paper, event.state, hint or "")
            hint = None
        if event.state != "done" and not found:  # the paper was removed, or its job's arguments name none
            yield events.job_line(event)
        if event.state == "done":
            self._without_key |= {job for job, paper in found.items() if events.has_questions(paper) and not paper.key}
            if any(paper.fits != NOBODY for paper in found.values()):
                yield from self.answered()
