"""What an environment changes of the defaults. It does so only where CGQ_ENV names it: without that nothing changes."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from cgq.config.queues import QUEUES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.config.settings import Environment

FROM = "environment "
"""Begins the source of a value that an environment brings along; the environment's name follows."""


def _limits(**limits: int) -> dict[str, object]:
    return {f"queues.{name}.limit": limit for name, limit in limits.items()}


_TWO_AT_ONCE = {**dict.fromkeys(QUEUES, 2), "pdf_processing": 1}
"""A developer's machine does other things as well: one parser, and two calls of anything else."""

_AS_PROMISED = {queue.name: queue.limit for queue in QUEUES.values()}
"""The limits of semantics C2, whatever the file says of other environments."""

ENVIRONMENT_DEFAULTS: Mapping[Environment, Mapping[str, object]] = MappingProxyType(
    {
        "development": {"log.level": "debug", "claim_batch": 100, **_limits(**_TWO_AT_ONCE)},
        "test": {"log.level": "warning", "immediate": True, "jobs": 1},
        "production": {
            "log.level": "info",
            "claim_batch": 500,
            "prefix": "certigraph_api_production",
            **_limits(**_AS_PROMISED),
        },
    }
)
"""By environment, the settings whose defaults it changes, by dotted name."""


def variables_for(prefix: str) -> str:
    """The variables, with their values, under which a command serves the queues of a prefix: `CGQ_ENV=production`."""
    if not prefix:
        return "CGQ_ENV= CGQ_PREFIX="
    for name, defaults in ENVIRONMENT_DEFAULTS.items():
        if defaults.get("prefix") == prefix:
            return f"CGQ_ENV={name}"
    return f"CGQ_PREFIX={prefix}"
