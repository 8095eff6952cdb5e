"""Time that passes only when a test says so."""

from __future__ import annotations

from cgq.clock import Uptime

START = 1_800_000_000_000


class FakeClock:
    """A wall clock in milliseconds and a monotonic one in seconds, moved together until `set_wall` parts them."""

    def __init__(self, now: int = START) -> None:
        self.at = now
        self.off = 0
        self.booted, self.boot = now, "first boot"

    def now(self) -> int:
        return self.at + self.off

    def monotonic(self) -> float:
        return self.at / 1000

    def uptime(self) -> Uptime:
        return Uptime(self.boot, self.at - self.booted)

    def set_wall(self, seconds: float) -> None:
        """Somebody sets the wall clock by so much; nothing else notices."""
        self.off += int(seconds * 1000)

    def reboot(self) -> None:
        """Another boot: its clock begins anew."""
        self.booted, self.boot = self.at, f"after {self.boot}"

    def pass_(self, seconds: float) -> None:
        """Let so much time pass."""
        self.at += round(seconds * 1000)
