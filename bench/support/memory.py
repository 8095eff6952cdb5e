"""The most memory that each process of a tree held, looked at while it ran."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import psutil

LOOK = 0.05
MB = 1024 * 1024
ANALYSER = "kiwi"


@dataclass(slots=True)
class Peak:
    """Megabytes and processor seconds of one process, and whether it has loaded the Korean analyser."""

    mb: float = 0.0
    cpu: float = 0.0
    analyser: bool = False


@dataclass(slots=True)
class Peaks:
    """What was seen: the root process, and every process below it."""

    root: Peak = field(default_factory=Peak)
    workers: dict[int, Peak] = field(default_factory=dict[int, Peak])
    together: float = 0.0


class Watch:
    """Looks at a process and those below it until it is told to stop."""

    def __init__(self, pid: int) -> None:
        self.peaks = Peaks()
        self._root = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look_on, daemon=True)
        self._thread.start()

    def stop(self) -> Peaks:
        """End looking; what was seen."""
        self._over.set()
        self._thread.join()
        return self.peaks

    def _look_on(self) -> None:
        while not self._over.wait(LOOK):
            try:
                children = self._root.children(recursive=True)
                now = _look(self._root, self.peaks.root)
            except psutil.Error:
                return
            now += sum(_look(child, self.peaks.workers.setdefault(child.pid, Peak())) for child in children)
            self.peaks.together = max(self.peaks.together, now)


def _look(process: psutil.Process, peak: Peak) -> float:
    try:
        mb: float = process.memory_info().rss / MB
        times = process.cpu_times()
        if not peak.analyser and mb > 1.2 * peak.mb:
            peak.analyser = any(ANALYSER in entry.path for entry in process.memory_maps())
    except psutil.Error:
        return 0.0
    peak.mb, peak.cpu = max(peak.mb, mb), times.user + times.system
    return mb
