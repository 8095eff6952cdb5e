"""The kinds as a table: what the queue needs to know of each, their order, and which of them have a part to play."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import Any

from cgq.errors import NotReady
from cgq.queue.policy import Kind
from cgq.stages.registry import is_known, loadable, names, stage_type
from cgq.stages.stage import Stage


class Kinds(Mapping[str, Kind]):
    """What the queue needs to know of each kind, found out when it asks."""

    def __getitem__(self, kind: str) -> Kind:
        if kind not in self:
            raise KeyError(kind)
        found = stage_type(kind)
        return Kind(found.policy, found.arguments)

    def __contains__(self, kind: object) -> bool:
        return is_known(kind)

    def __iter__(self) -> Iterator[str]:
        return iter(names())

    def __len__(self) -> int:
        return len(names())


def in_order() -> tuple[str, ...]:
    """Every kind that can be loaded, in the order of a paper's way: one that follows another comes after it."""
    known = loadable()
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for kind in known:
        sorter.add(kind, *(before for before in stage_type(kind).follows if before in known))
    try:
        sorter.prepare()
    except CycleError:  # users' own kinds may enqueue each other; then there is no order
        return known
    found: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        found += ready
        sorter.done(*ready)
    return tuple(found)


def reading_kinds() -> tuple[str, ...]:
    """The kinds whose jobs read a paper."""
    return tuple(kind for kind in loadable() if stage_type(kind).reads_paper)


def hands_over_items(kind: str) -> bool:
    """Are the jobs of a kind made of many items? No, where the kind cannot be loaded any more."""
    if not is_known(kind):
        return False
    base: type[Stage[Any, Any, Any]] = Stage
    try:
        return stage_type(kind).store_items is not base.store_items
    except NotReady:
        return False


def closing_after(kinds: Collection[str]) -> tuple[str, ...]:
    """The closing kinds that any of these kinds leads to."""
    return tuple(kind for kind in closing_kinds() if not set(stage_type(kind).follows).isdisjoint(kinds))


def closing_kinds() -> tuple[str, ...]:
    """The kinds that do work for the whole bank after other jobs, coalesced under their own name."""
    return tuple(kind for kind in loadable() if stage_type(kind).about == "bank" and stage_type(kind).follows)
