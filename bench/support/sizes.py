"""How large a run is: enough for steady figures, or short rounds for a first look."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Jobs by contestant and durability, rows of a full table, seconds of watching."""

    rounds: int = 3
    rows: int = 1_000_000
    documents: int = 2_000
    race: dict[str, dict[str, int]] = field(
        default_factory=lambda: {
            "NORMAL": {
                "SQLite's limit": 400_000,
                "huey": 20_000,
                "one at a time": 10_000,
                "cgq's ledger alone": 150_000,
                "cgq": 150_000,
            },
            "FULL": {
                "SQLite's limit": 400_000,
                "huey": 6_000,
                "one at a time": 3_000,
                "cgq's ledger alone": 150_000,
                "cgq": 150_000,
            },
            "slow": {
                "SQLite's limit": 100_000,
                "huey": 1_000,
                "one at a time": 600,
                "cgq's ledger alone": 100_000,
                "cgq": 100_000,
            },
        }
    )
    enqueue_each: int = 2_000
    enqueue_bulk: int = 100_000
    cost_jobs: int = 100_000
    starts: int = 50
    idle_supervisors: int = 10
    idle_seconds: float = 20.0
    pair_jobs: int = 150_000
    terminal_seconds: float = 15.0


FULL_SIZE = Sizes()
QUICK = Sizes(
    rounds=1,
    rows=100_000,
    race={
        "NORMAL": {
            "SQLite's limit": 200_000,
            "huey": 10_000,
            "one at a time": 5_000,
            "cgq's ledger alone": 60_000,
            "cgq": 60_000,
        },
        "FULL": {
            "SQLite's limit": 200_000,
            "huey": 2_000,
            "one at a time": 1_000,
            "cgq's ledger alone": 60_000,
            "cgq": 60_000,
        },
        "slow": {
            "SQLite's limit": 50_000,
            "huey": 400,
            "one at a time": 200,
            "cgq's ledger alone": 40_000,
            "cgq": 40_000,
        },
    },
    enqueue_each=500,
    enqueue_bulk=30_000,
    cost_jobs=40_000,
    starts=20,
    idle_supervisors=10,
    idle_seconds=10.0,
    pair_jobs=60_000,
    terminal_seconds=5.0,
)
