"""Which settings there are, read from the dataclasses in settings.py: their shapes, variables and defaults.

Dotted names are what `cgq config show` prints and what flags use: `embedding.model`,
`queues.pdf_processing.limit`, `kinds.process_pdf.timeout`, `kinds.my_kind.settings.language`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from cgq.config.collecting import CatalogueSettings
from cgq.config.hooks import HookSettings
from cgq.config.providers import ProviderSettings
from cgq.config.settings import TRIES, KindSettings, QueueSettings, Settings, TriesSettings
from cgq.config.shapes import AlsoFrom, Shape, shape_for
from cgq.secrets.names import is_secret

OwnSettings = Callable[[str], type | None]
"""Kind -> the dataclass of its own settings, or None for a kind without one."""

_NO_SETTINGS = frozenset({"environment", "queues", "kinds", "hooks", "catalogues", "providers", "own"})
"""Fields of `Settings` that are no setting by themselves: chosen by CGQ_ENV, or tables with names."""


@cache
def hints_of(settings: type) -> Mapping[str, Any]:
    """Field -> type with its annotations, of a settings dataclass."""
    return get_type_hints(settings, include_extras=True)


@cache
def shapes_of(settings: type) -> Mapping[str, Shape]:
    """Field -> shape of a settings dataclass, without its secrets. Raises TypeError for a field that cannot be set."""
    hints = hints_of(settings)
    secrets = secret_fields(settings)
    names = [field.name for field in dataclasses.fields(settings) if field.name not in secrets]
    if settings is KindSettings:
        names.remove(TRIES)
    return {name: shape_for(hints[name]) for name in names}


def secret_fields(settings: type) -> tuple[str, ...]:
    """The fields of a settings dataclass that no file may hold and nothing shows, by their names."""
    return tuple(field.name for field in dataclasses.fields(settings) if is_secret(field.name))


def secret_variables(kind: str, settings: type) -> Mapping[str, str]:
    """Field -> variable of each secret of a kind with settings of its own; `…_FILE` names a file that holds it."""
    group = re.sub(r"\W", "_", kind).upper()
    return {name: f"CGQ_KINDS_{group}_{name.upper()}" for name in secret_fields(settings)}


def defaults_of(settings: type) -> Mapping[str, object]:
    """Field -> default of a settings dataclass, each of whose fields has one."""
    made = settings()
    return {field.name: getattr(made, field.name) for field in dataclasses.fields(settings)}


def needed_fields(settings: type) -> tuple[str, ...]:
    """The fields of a settings dataclass that have no default."""
    missing = dataclasses.MISSING
    fields = dataclasses.fields(settings)
    return tuple(field.name for field in fields if field.default is missing and field.default_factory is missing)


@cache
def sections() -> Mapping[str, type]:
    """The sections of cgq.toml that are read into a dataclass: name -> dataclass."""
    hints = hints_of(Settings).items()
    return {name: hint for name, hint in hints if isinstance(hint, type) and dataclasses.is_dataclass(hint)}


@cache
def top_level() -> Mapping[str, Shape]:
    """The settings that stand in no section."""
    hints = hints_of(Settings)
    names = (name for name in hints if name not in _NO_SETTINGS and name not in sections())
    return {name: shape_for(hints[name]) for name in names}


@cache
def variables() -> Mapping[str, tuple[str, ...]]:
    """Dotted name -> the environment variables that set it, the first that is set winning.

    Queues, kinds and providers have none.
    """
    found: dict[str, tuple[str, ...]] = {name: (f"CGQ_{name.upper()}",) for name in top_level()}
    for section, settings in sections().items():
        for name, hint in hints_of(settings).items():
            found[f"{section}.{name}"] = (f"CGQ_{section.upper()}_{name.upper()}", *_also_from(hint))
    return found


def _also_from(hint: Any) -> tuple[str, ...]:
    notes = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return tuple(note.variable for note in notes if isinstance(note, AlsoFrom))


def shape_of(name: str, own: OwnSettings | None = None) -> Shape | None:
    """The shape of a dotted name whose queue or kind is already known to be right; None for one that is unknown."""
    match name.split("."):
        case [key]:
            return top_level().get(key)
        case ["queues", _, key]:
            return shapes_of(QueueSettings).get(key)
        case ["hooks", _, key]:
            return shapes_of(HookSettings).get(key)
        case ["catalogues", _, key]:
            return shapes_of(CatalogueSettings).get(key)
        case ["providers", _, key]:
            return shapes_of(ProviderSettings).get(key)
        case ["kinds", _, key]:
            return shapes_of(KindSettings).get(key)
        case ["kinds", _, "tries", _, key]:
            return shapes_of(TriesSettings).get(key)
        case ["kinds", kind, "settings", key]:
            settings = own(kind) if own else None
            return shapes_of(settings).get(key) if settings else None
        case [section, key] if section in sections():
            return shapes_of(sections()[section]).get(key)
        case _:
            return None
