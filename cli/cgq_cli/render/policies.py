"""The policy table: a block a kind for a person, a row a kind for a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.config import written_duration, written_rate, written_size
from cgq.queue.policy import CELLS, DEFAULT_SOURCE, OTHER, OTHER_SETTING
from cgq_cli.render.prose import pairs
from cgq_cli.render.table import Column, tsv

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cgq.actions.policies import KindPolicy
    from cgq.queue.policy import Policy, Tries

COLUMNS = (Column("kind"), *map(Column, CELLS), Column("sources"))

_TIMES = frozenset({"timeout", "timeout_per_item", "timeout_most", "ttl", "delay", "keep_done", "keep_failed"})
"""The cells that hold seconds."""


def lines(table: Sequence[KindPolicy], columns: int | None) -> Iterator[str]:
    """A block for each kind, as wide as the terminal; off a terminal tab-separated values."""
    if columns is None:
        yield from tsv(COLUMNS, [_row(one) for one in table])
        return
    for number, one in enumerate(table):
        if number:
            yield ""
        yield one.kind
        entries = [(f"  {cell}", f"{cell_text(one.policy, cell) or '-'} ({_source(one, cell)})") for cell in CELLS]
        yield from pairs(entries, columns)


def cell_text(policy: Policy, cell: str) -> str:
    """A cell as a cgq.toml takes it; empty where nothing is set."""
    value = getattr(policy, cell)
    if value is None:
        return ""
    if cell == "tries":
        return ", ".join(f"{OTHER_SETTING if code == OTHER else code} {_tries(one)}" for code, one in value.items())
    if cell in _TIMES:
        return written_duration(value)
    if cell == "memory":
        return written_size(value)
    return written_rate(value) if cell == "rate" else str(value)


def _tries(found: Tries) -> str:
    if found.starts == 1:
        return "1 start"
    doubling = " doubling" if found.doubling else ""
    return f"{found.starts} starts {written_duration(found.wait)} apart{doubling}"


def _row(one: KindPolicy) -> dict[str, object]:
    cells = {cell: cell_text(one.policy, cell) for cell in CELLS}
    own = ((cell, source) for cell, source in one.sources.items() if source != DEFAULT_SOURCE)
    sources = "; ".join(f"{cell}: {source}" for cell, source in own)
    return {"kind": one.kind, **cells, "sources": sources}


def _source(one: KindPolicy, cell: str) -> str:
    source = one.sources[cell]
    return "default" if source == DEFAULT_SOURCE else source
