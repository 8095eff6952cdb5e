"""docs/settings.md: the tables of settings, from the dataclasses that they are read into."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import TYPE_CHECKING

from cgq.config import QUEUES, ProviderSettings, written_duration, written_size
from cgq.config.collecting import CatalogueSettings
from cgq.config.fields import defaults_of, sections, shapes_of, top_level, variables
from cgq.config.settings import KindSettings, QueueSettings, Settings, TriesSettings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.config.shapes import Shape

_ELSEWHERE = {"db": "beside cgq.toml, else your data folder", "jobs": "the number of CPUs"}
"""Defaults that no dataclass holds."""


def tables() -> str:
    """Every table: the settings with names of their own, then those of a queue, a kind and its classes of tries."""
    parts = ["## Every setting", _table(_named())]
    parts += ["## `[queues.NAME]`", _table(_of(QueueSettings, _queue_defaults()))]
    parts += ["## `[kinds.NAME]`", _table(_of(KindSettings, {}))]
    parts += ["## `[kinds.NAME.tries.CODE]`", _table(_of(TriesSettings, {}))]
    parts += ["## `[catalogues.NAME]`", _table(_of(CatalogueSettings, _catalogue_defaults()))]
    parts += ["## `[providers.NAME]`", _table(_of(ProviderSettings, _provider_defaults()))]
    return "\n\n".join(parts) + "\n"


def _named() -> Iterator[tuple[str, str, str, str]]:
    for name, shape in top_level().items():
        default = _ELSEWHERE.get(name) or _written(_of_field(name), shape)
        yield name, ", ".join(variables()[name]), default, shape.expected
    for section, settings in sections().items():
        for field, shape in shapes_of(settings).items():
            name = f"{section}.{field}"
            yield name, ", ".join(variables()[name]), _written(defaults_of(settings)[field], shape), shape.expected


def _of_field(name: str) -> object:
    default = next(field.default for field in fields(Settings) if field.name == name)
    return None if default is MISSING else default


def _of(settings: type, defaults: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    for field, shape in shapes_of(settings).items():
        yield field, "", defaults.get(field, "as the kind says"), shape.expected


def _queue_defaults() -> dict[str, str]:
    limits = ", ".join(f"{queue.name} {queue.limit}" for queue in QUEUES.values())
    ranks = ", ".join(f"{queue.name} {queue.rank}" for queue in QUEUES.values())
    return {"limit": f"{limits}; one of your own as default", "rank": f"{ranks}; one of your own 2"}


def _provider_defaults() -> dict[str, str]:
    left = dict.fromkeys(shapes_of(ProviderSettings), "as in the preset")
    unlimited = dict.fromkeys(("requests_per_minute", "tokens_per_minute"), "-")
    return left | unlimited | {"preset": "NAME, where that is a preset"}


def _catalogue_defaults() -> dict[str, str]:
    defaults, shapes = defaults_of(CatalogueSettings), shapes_of(CatalogueSettings)
    needed = {"search": "none; it needs one"}
    return {name: _written(value, shapes[name]) for name, value in defaults.items()} | needed


def _table(rows: Iterator[tuple[str, str, str, str]]) -> str:
    body = [f"| `{name}` | {variable} | {default} | {takes} |" for name, variable, default, takes in rows]
    return "\n".join(("| setting | variable | default | takes |", "|---" * 4 + "|", *body))


def _written(value: object, shape: Shape) -> str:
    if value is None or value in ("", ()):
        return "-"
    if shape.unit == "seconds" and isinstance(value, int | float):
        return written_duration(value)
    if shape.unit == "bytes" and isinstance(value, int):
        return written_size(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
