"""What a campaign counted, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

GOAL = 0.99
FALSE_GOAL = 0.02
MOST_SHOWN = 60


@dataclass(slots=True)
class Figures:
    """Counts by kind of loss: injected, reported, and those that left no trace to report."""

    seed: int
    injected: Counter[str] = field(default_factory=Counter[str])
    reported: Counter[str] = field(default_factory=Counter[str])
    traceless: Counter[str] = field(default_factory=Counter[str])
    harmless: Counter[str] = field(default_factory=Counter[str])
    untouched: int = 0
    alarmed: int = 0
    silent: list[str] = field(default_factory=list[str])
    alarms: list[str] = field(default_factory=list[str])
    seconds: float = 0.0

    @property
    def share(self) -> float:
        """The reported share of all losses that left a trace."""
        return self.reported.total() / self.injected.total() if self.injected else 1.0

    def right(self) -> bool:
        """Are both goals met?"""
        return self.share >= GOAL and self.alarmed <= FALSE_GOAL * self.untouched

    def record(self) -> dict[str, Any]:
        """Everything as JSON."""
        return {
            "type": "loss_campaign",
            "right": self.right(),
            "seed": self.seed,
            "kinds": {
                kind: {"injected": n, "reported": self.reported[kind], "no_trace": self.traceless[kind]}
                for kind, n in self.injected.items()
            },
            "untouched": self.untouched,
            "alarmed": self.alarmed,
            "silent": self.silent,
            "alarms": self.alarms,
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> list[str]:
        """For people."""
        total = self.injected.total()
        return [
            f"seed {self.seed}: {total} losses in {self.seconds:.0f} s",
            f"{'':<15}{'injected':>9}{'reported':>9}{'silent':>8}{'no trace':>9}{'harmless':>9}",
            *(self._row(kind) for kind in self.injected | self.traceless | self.harmless),
            f"{'all':<15}{total:>9}{self.reported.total():>9}{total - self.reported.total():>8}"
            f"{self.traceless.total():>9}{self.harmless.total():>9}  {100 * self.share:.1f} % reported",
            f"untouched       {self.untouched} readings, {self.alarmed} with a false alarm",
            *(f"  SILENT {told}" for told in self.silent[:MOST_SHOWN]),
            *(f"  ALARM {told}" for told in self.alarms[:MOST_SHOWN]),
            "The goals are met." if self.right() else "A goal is missed.",
        ]

    def _row(self, kind: str) -> str:
        told, injected = self.reported[kind], self.injected[kind]
        rest = f"{self.traceless[kind]:>9}{self.harmless[kind]:>9}"
        return f"{kind:<15}{injected:>9}{told:>9}{injected - told:>8}{rest}"
