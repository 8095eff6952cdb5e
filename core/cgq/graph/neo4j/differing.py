"""What differs between the rows of the bank and those on the server, and what makes both equal."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from cgq.graph.neo4j.shape import NODES, Row

if TYPE_CHECKING:
    from collections.abc import Iterable

_LABELS = frozenset(node.label for node in NODES)


class Stored(NamedTuple):
    """A row on the server; `id` is the server's own name of a relation, "" of a node."""

    row: Row
    id: str


@dataclass(slots=True)
class Changes:
    """What makes the server equal to the bank. Nodes are set or deleted by key, relations created or deleted by id."""

    set: list[Row] = field(default_factory=list[Row])
    create: list[Row] = field(default_factory=list[Row])
    delete: list[str] = field(default_factory=list[str])
    delete_nodes: list[Row] = field(default_factory=list[Row])

    def __bool__(self) -> bool:
        return bool(self.set or self.create or self.delete or self.delete_nodes)


def text_of(row: Row) -> str:
    """All of a row but its vector, which `embedded` stands for: equal for equal rows."""
    return json.dumps([row.kind, row.key, row.values], ensure_ascii=False, sort_keys=True)


def digest_of(text: str) -> int:
    """A number of 128 bits for a row's text. The sum of those of many rows does not depend on their order."""
    return int.from_bytes(sha256(text.encode()).digest()[:16])


def changes(bank: Iterable[Row], server: Iterable[Stored]) -> Changes:
    """What is to be done on the server; sorted, so that two pushes lock nodes in the same order."""
    wanted: defaultdict[str, list[Row]] = defaultdict(list)
    for row in bank:
        wanted[text_of(row)].append(row)
    found = Changes()
    kept: Counter[str] = Counter()
    surplus: list[Row] = []
    for row, identity in server:
        text = text_of(row)
        if kept[text] < len(wanted[text]):
            kept[text] += 1
        elif row.kind in _LABELS:
            surplus.append(row)
        else:
            found.delete.append(identity)
    for text, rows in wanted.items():
        for row in rows[kept[text] :]:
            (found.set if row.kind in _LABELS else found.create).append(row)
    replaced = {(row.kind, row.key) for row in found.set}
    found.delete_nodes = [row for row in surplus if (row.kind, row.key) not in replaced]
    for some in (found.set, found.create, found.delete_nodes):
        some.sort(key=lambda row: (row.kind, row.key))
    found.delete.sort()
    return found
