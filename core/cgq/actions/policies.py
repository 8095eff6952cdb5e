"""The policy table as it holds under some settings: each cell of each kind, and where its value comes from (T3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cgq.queue.policy import CELLS, Policies
from cgq.stages.table import Kinds, in_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.config import Resolution
    from cgq.queue.policy import Policy

_SHORT_FORMS = ("max_attempts", "wait")
"""The settings that change every class of tries (see `config.settings.KindSettings`)."""


class KindPolicy(NamedTuple):
    """A kind's row as it holds, and by cell the file, the variable or the rule that its value comes from."""

    kind: str
    policy: Policy
    sources: Mapping[str, str]


def policy_table(found: Resolution) -> list[KindPolicy]:
    """The rows of the kinds that can be loaded, in the order of a paper's way. Raises Refused as `Policies` does."""
    policies = Policies(Kinds(), found.settings.queues, found.settings.kinds)
    return [KindPolicy(kind, policies.kind(kind), _sources(found, kind, policies.kind(kind))) for kind in in_order()]


def _sources(found: Resolution, kind: str, policy: Policy) -> dict[str, str]:
    return {cell: _setting_source(found, kind, cell) or policy.source_of(cell) for cell in CELLS}


def _setting_source(found: Resolution, kind: str, cell: str) -> str:
    """Who changed a cell: one or several files, flags or environments; empty for nobody."""
    section = f"kinds.{kind}"
    if cell != "tries":
        changed = found.values.get(f"{section}.{cell}")
        return changed.source if changed else ""
    short = {f"{section}.{name}" for name in _SHORT_FORMS}
    named = [name for name in found.values if name in short or name.startswith(f"{section}.tries.")]
    return ", ".join(sorted({found.values[name].source for name in named}))
