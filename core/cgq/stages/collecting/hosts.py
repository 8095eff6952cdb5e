"""Many addresses at once: those of one host one after the other, several hosts side by side."""

from __future__ import annotations

import threading
from collections import deque
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

LANES = 8
"""Hosts that are asked at once: with 2 s between two requests to each, four files a second at most; a host that is slow
holds up one of eight."""


def host_of(address: str) -> str:
    """The host of an address, empty for a path."""
    return "" if address.startswith("/") else (urlsplit(address).hostname or "")


class SideBySide(Generic[T, R]):
    """Does `work` for each of some things, those of one `lane` in their order, and gives the results as they come."""

    def __init__(self, things: Sequence[T], lane: Callable[[T], str], work: Callable[[T], R]) -> None:
        self._work = work
        self._lanes: deque[list[T]] = deque()
        by_name: dict[str, list[T]] = {}
        for thing in things:
            by_name.setdefault(lane(thing), []).append(thing)
        self._lanes.extend(by_name.values())
        self._results: SimpleQueue[tuple[T, R] | BaseException | None] = SimpleQueue()

    def results(self) -> Iterator[tuple[T, R]]:
        """Each thing with its result. What `work` raises is raised here, once what runs has ended."""
        threads = [threading.Thread(target=self._run, daemon=True) for _ in range(min(LANES, len(self._lanes)))]
        for thread in threads:
            thread.start()
        raised: BaseException | None = None
        running = len(threads)
        while running:
            result = self._results.get()
            if result is None:
                running -= 1
            elif isinstance(result, BaseException):
                raised = raised or result
                self._lanes.clear()
            else:
                yield result
        if raised is not None:
            raise raised

    def _run(self) -> None:
        try:
            while True:
                try:
                    lane = self._lanes.popleft()
                except IndexError:
                    return
                for thing in lane:
                    self._results.put((thing, self._work(thing)))
        except BaseException as error:  # noqa: BLE001 - it is raised by whoever takes the results
            self._results.put(error)
        finally:
            self._results.put(None)
