"""What a campaign counted, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

RECOVERY_GOAL = 2.0
MOST_PROBLEMS = 30


@dataclass(slots=True)
class Figures:
    """Counts over all rounds; `problems` says in words what must not be."""

    seed: int
    kills: Counter[str] = field(default_factory=Counter[str])
    phases: Counter[str] = field(default_factory=Counter[str])
    rounds: Counter[str] = field(default_factory=Counter[str])
    exits: Counter[str] = field(default_factory=Counter[str])
    failures: Counter[str] = field(default_factory=Counter[str])
    jobs: int = 0
    accepted: int = 0
    lost: int = 0
    doubled: int = 0
    mismatches: int = 0
    orphans: int = 0
    stolen: int = 0
    poisoned: int = 0
    retried: int = 0
    stray_locks: int = 0
    recoveries: list[float] = field(default_factory=list[float])
    unmeasured: int = 0
    workers_gone: list[float] = field(default_factory=list[float])
    problems: list[str] = field(default_factory=list[str])
    seconds: float = 0.0
    over: bool = False

    @property
    def made(self) -> int:
        """Kills and stops so far."""
        return sum(self.kills.values())

    def right(self) -> bool:
        """Was the campaign carried through, and is everything as it must be?"""
        return self.over and not (self.problems or self.bad() or max(self.recoveries, default=0.0) > RECOVERY_GOAL)

    def bad(self) -> int:
        """How much was lost, doubled, orphaned, stolen or does not add up."""
        return self.lost + self.doubled + self.mismatches + self.orphans + self.stolen

    def record(self) -> dict[str, Any]:
        """Everything as JSON."""
        return {
            "type": "kill_campaign",
            "right": self.right(),
            "seed": self.seed,
            "kills": {"all": self.made, **_sorted(self.kills)},
            "phases": _sorted(self.phases),
            "rounds": _sorted(self.rounds),
            "jobs": self.jobs,
            "accepted": self.accepted,
            "lost": self.lost,
            "doubled": self.doubled,
            "mismatches": self.mismatches,
            "orphans": self.orphans,
            "stolen": self.stolen,
            "poisoned": self.poisoned,
            "retried": self.retried,
            "failures": _sorted(self.failures),
            "stray_locks": self.stray_locks,
            "recovery": {**_spread(self.recoveries), "unmeasured": self.unmeasured, "goal": RECOVERY_GOAL},
            "workers_gone": _spread(self.workers_gone),
            "supervisors_ended_with": _sorted(self.exits),
            "problems": self.problems[:MOST_PROBLEMS],
            "seconds": round(self.seconds, 1),
        }

    def lines(self) -> list[str]:
        """For people."""
        recovery, gone = _spread(self.recoveries), _spread(self.workers_gone)
        return [
            f"seed {self.seed}: {self.made} kills in {self.seconds:.0f} s  {_words(self.kills)}",
            f"rounds            {_words(self.rounds)}",
            f"when they struck  {_words(self.phases)}",
            f"jobs              {self.jobs}, {self.accepted} of them accepted from outside",
            f"lost {self.lost}, doubled {self.doubled}, orphans {self.orphans}, stolen {self.stolen},"
            f" mismatches {self.mismatches}",
            f"poisoned          {self.poisoned}; {self.retried} retried by hand  {_words(self.failures)}",
            f"jobs taken back   {_seconds(recovery)}; the goal is {RECOVERY_GOAL:g} s; {self.unmeasured} not measured",
            f"workers gone      {_seconds(gone)}",
            f"supervisors       ended by themselves with {_words(self.exits)}; stray lock files {self.stray_locks}",
            *(f"  WRONG {problem}" for problem in self.problems[:MOST_PROBLEMS]),
            "All is right." if self.right() else "Something is wrong.",
        ]


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _words(counts: Counter[str]) -> str:
    return ", ".join(f"{n} {name}" for name, n in sorted(counts.items())) or "none"


def _spread(values: list[float]) -> dict[str, float | int | None]:
    if not values:
        return {"n": 0, "median": None, "p95": None, "max": None}
    ranked = sorted(values)
    at = [ranked[min(len(ranked) - 1, int(part * len(ranked)))] for part in (0.5, 0.95)]
    return {"n": len(ranked), "median": round(at[0], 3), "p95": round(at[1], 3), "max": round(ranked[-1], 3)}


def _seconds(spread: dict[str, float | int | None]) -> str:
    if not spread["n"]:
        return "never measured"
    return f"{spread['n']} times: median {spread['median']} s, p95 {spread['p95']} s, at most {spread['max']} s"
