"""The table of docs/providers.md: the services that are known by name, and what each can do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.config import PRESETS

if TYPE_CHECKING:
    from collections.abc import Iterator

FLAGS = ("embeddings", "dimensions", "json_schema", "json_object", "vision", "batch", "flex")
"""What a provider can do, as its settings name it."""


def table() -> str:
    """A row a preset."""
    head = f"| preset | address | key | {' | '.join(f'`{flag}`' for flag in FLAGS)} |\n"
    return head + "|---" * (3 + len(FLAGS)) + "|\n" + "".join(_rows())


def _rows() -> Iterator[str]:
    for preset in PRESETS.values():
        flags = " | ".join(_written(getattr(preset, flag)) for flag in FLAGS)
        key = f"`{preset.key_variable}`" if preset.key_variable else "none"
        yield f"| `{preset.name}` | {preset.base_url} | {key} | {flags} |\n"


def _written(flag: bool | None) -> str:
    return "by the model" if flag is None else "yes" if flag else "-"
