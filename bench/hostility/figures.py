"""What a campaign of damaged papers counted, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

MOST_PROBLEMS = 40


@dataclass(slots=True)
class Figures:
    """Counts over all mutants; `problems` says in words what must not be, `silent` what was lost unsaid."""

    seed: int
    wanted: int
    ways: Counter[str] = field(default_factory=Counter[str])
    ends: Counter[str] = field(default_factory=Counter[str])
    findings: Counter[str] = field(default_factory=Counter[str])
    workers_lost: int = 0
    orphans: int = 0
    tracebacks: int = 0
    silent: list[str] = field(default_factory=list[str])
    problems: list[str] = field(default_factory=list[str])
    seconds: float = 0.0
    longest: tuple[float, str] = (0.0, "")
    memory: int = 0

    @property
    def made(self) -> int:
        """Mutants that were read."""
        return sum(self.ends.values())

    def right(self) -> bool:
        """Was the campaign carried through, and did every mutant end in a definite state?"""
        return self.made == self.wanted and not (self.problems or self.workers_lost or self.orphans or self.tracebacks)

    def record(self) -> dict[str, Any]:
        """Everything as JSON."""
        return {
            "type": "hostile_campaign",
            "right": self.right(),
            "seed": self.seed,
            "mutants": self.made,
            "ways": _sorted(self.ways),
            "ends": _sorted(self.ends),
            "findings": _sorted(self.findings),
            "workers_lost": self.workers_lost,
            "orphans": self.orphans,
            "tracebacks": self.tracebacks,
            "silent": len(self.silent),
            "silent_cases": self.silent[:MOST_PROBLEMS],
            "problems": self.problems[:MOST_PROBLEMS],
            "longest": {"seconds": round(self.longest[0], 2), "mutant": self.longest[1]},
            "memory": self.memory,
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> list[str]:
        """The figures for people."""
        return [
            f"seed {self.seed}: {self.made} mutants in {self.seconds:.0f} s  {_told(self.ways)}",
            f"ends          {_told(self.ends)}",
            f"findings      {_told(self.findings)}",
            f"workers lost {self.workers_lost}, orphans {self.orphans}, tracebacks {self.tracebacks}",
            f"longest       {self.longest[0]:.2f} s ({self.longest[1]})",
            f"memory        {self.memory / 2**20:.0f} MB at most in one process, libraries included",
            f"lost unsaid   {len(self.silent)}",
            *(f"  {case}" for case in self.silent[:MOST_PROBLEMS]),
            *(f"PROBLEM {problem}" for problem in self.problems[:MOST_PROBLEMS]),
        ]


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
