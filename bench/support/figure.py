"""What was measured, beside what it should be: printed as a table, kept as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Goal:
    """A bound on a figure: at least or at most `bound`."""

    sign: str
    bound: float

    def met(self, value: float) -> bool:
        return value >= self.bound if self.sign == ">=" else value <= self.bound


def at_least(bound: float) -> Goal:
    return Goal(">=", bound)


def at_most(bound: float) -> Goal:
    return Goal("<=", bound)


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the results."""

    part: str
    name: str
    value: float
    unit: str
    goal: Goal | None = None

    @property
    def verdict(self) -> str:
        if self.goal is None:
            return ""
        return "met" if self.goal.met(self.value) else "MISSED"


class Board:
    """Collects figures and prints each as soon as it is there."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []

    def add(self, part: str, name: str, value: float, unit: str, goal: Goal | None = None) -> None:
        figure = Figure(part, name, value, unit, goal)
        self.figures.append(figure)
        wanted = f"{goal.sign} {goal.bound:g}" if goal else ""
        print(f"{part:<9} {name:<58} {readable(value):>12} {unit:<8} {wanted:>9} {figure.verdict}", flush=True)

    def note(self, text: str) -> None:
        """A remark beside the figures."""
        print(f"          {text}", flush=True)

    def keep(self, path: Path) -> None:
        """Write every figure as JSON."""
        rows = [{**asdict(figure), "verdict": figure.verdict} for figure in self.figures]
        path.write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def readable(value: float) -> str:
    """A number with as many places as it can carry."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) >= 1 else f"{value:.4f}"
