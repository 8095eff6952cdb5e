"""Many addresses at once: those of one host one after the other, several hosts side by side."""

from __future__ import annotations

import threading
from collections import deque
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

from cgq.stages.collecting.parcel import is_path
from cgq.web.address import parse_address
from cgq.web.failure import WebFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")

LANES = 8
"""Hosts that are asked at once: with 2 s between two requests to each, four files a second at most; a host that is slow
holds up one of eight."""


def host_of(address: str) -> str:
    """The host of an address, empty for a path, and for what is no address: that fails when it is asked for."""
    if is_path(address):
        return ""
    try:
        return parse_address(address).host
    except WebFailure:
        return ""


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
        self._stopped = threading.Event()

    def results(self) -> Generator[tuple[T, R]]:
        """Each thing with its result. What `work` raises is raised here, once what runs has ended.

        Whoever takes no more of them, closes this: nothing is begun then, and what runs has ended when it is closed.
        """
        threads = [threading.Thread(target=self._run, daemon=True) for _ in range(min(LANES, len(self._lanes)))]
        for thread in threads:
            thread.start()
        try:
            yield from self._taken(len(threads))
        finally:
            self._stopped.set()
            for thread in threads:
                thread.join()

    def _taken(self, running: int) -> Iterator[tuple[T, R]]:
        raised: BaseException | None = None
        while running:
            result = self._results.get()
            if result is None:
                running -= 1
            elif isinstance(result, BaseException):
                raised = raised or result
                self._stopped.set()
            else:
                yield result
        if raised is not None:
            raise raised

    def _run(self) -> None:
        try:
            while (lane := self._next_lane()) is not None:
                for thing in lane:
                    if self._stopped.is_set():
                        return
                    self._results.put((thing, self._work(thing)))
        except BaseException as error:  # noqa: BLE001 - it is raised by whoever takes the results
            self._results.put(error)
        finally:
            self._results.put(None)

    def _next_lane(self) -> list[T] | None:
        try:
            return self._lanes.popleft()
        except IndexError:
            return None
