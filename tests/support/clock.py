"""Time that passes only when a test says so."""

from __future__ import annotations

START = 1_800_000_000_000


class FakeClock:
    """A wall clock in milliseconds and a monotonic one in seconds, moved together."""

    def __init__(self, now: int = START) -> None:
        self.at = now

    def now(self) -> int:
        return self.at

    def monotonic(self) -> float:
        return self.at / 1000

    def pass_(self, seconds: float) -> None:
        """Let so much time pass."""
        self.at += int(seconds * 1000)
