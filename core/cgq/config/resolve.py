"""Flag > CGQ_* variable > cgq.toml > the user's file > default, each value with where it came from."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cgq.config.fields import KIND_FIELDS, QUEUE_FIELDS, VARIABLES, shape_of
from cgq.config.files import FILE_NAME, nearest_file, read_file
from cgq.config.names import refuse_unknown
from cgq.config.settings import (
    ENVIRONMENTS,
    QUEUES,
    EmbeddingSettings,
    Environment,
    KindSettings,
    QueueSettings,
    ReadingSettings,
    Resolved,
    Settings,
)
from cgq.errors import NotReady, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from cgq.config.files import Entry

T = TypeVar("T")

DATABASE = "cgq.db"
DEFAULT = "default"


class Places(Protocol):
    """Where a user's own files lie."""

    def config(self) -> Path:
        """The folder of the user's cgq.toml."""
        ...

    def data(self) -> Path:
        """The folder of the user's database."""
        ...


class UserPlaces:
    """The folders that the system gives this user."""

    def config(self) -> Path:
        from platformdirs import user_config_path

        return _of_user(user_config_path)

    def data(self) -> Path:
        from platformdirs import user_data_path

        return _of_user(user_data_path)


def _of_user(place: Callable[..., Path]) -> Path:
    try:
        return place("cgq", appauthor=False)
    except RuntimeError as error:
        raise NotReady("This user has no home folder", code="no_home", hint="Set HOME to a folder.") from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """The settings, every value by dotted name with its source, and the files that were looked at."""

    settings: Settings
    values: Mapping[str, Resolved[Any]]
    project_file: Path | None
    user_file: Path
    user_file_exists: bool


def cpu_count() -> int:
    """How many CPUs this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load(
    *,
    environ: Mapping[str, str],
    cwd: Path,
    flags: Mapping[str, object] | None = None,
    kinds: Collection[str] | None = None,
    places: Places | None = None,
    cpus: Callable[[], int] = cpu_count,
) -> Resolution:
    """Settle every setting. Raises Refused for anything that cannot be meant.

    `flags` maps dotted names to what was typed (None: not typed); `kinds` are the known kinds of
    job, None leaves the names under `[kinds]` unchecked.
    """
    places = places or UserPlaces()
    environment = _environment(environ)
    project_file, user_file = nearest_file(cwd), places.config() / FILE_NAME
    user_file_exists = os.path.isfile(user_file)
    layers: list[Mapping[str, Resolved[Any]]] = [
        dict(_from_flags(flags or {}, cwd, kinds)),
        dict(_from_variables(environ, cwd)),
        _from_entries(read_file(project_file, environment.value, kinds) if project_file else {}),
        _from_entries(read_file(user_file, environment.value, kinds) if user_file_exists else {}),
        _defaults(cpus),
    ]
    values: dict[str, Resolved[Any]] = {"environment": environment}
    for layer in reversed(layers):
        values |= layer
    values.setdefault("db", _default_database(project_file, places))
    return Resolution(
        settings=_settings(values),
        values=MappingProxyType(values),
        project_file=project_file,
        user_file=user_file,
        user_file_exists=user_file_exists,
    )


def _environment(environ: Mapping[str, str]) -> Resolved[Environment]:
    wanted = environ.get("CGQ_ENV", "").strip()
    if not wanted:
        return Resolved("development", DEFAULT)
    if wanted not in ENVIRONMENTS:
        refuse_unknown(f"CGQ_ENV: there is no environment {wanted!r}", wanted, ENVIRONMENTS)
    return Resolved(wanted, "CGQ_ENV")


def _from_flags(
    flags: Mapping[str, object], cwd: Path, kinds: Collection[str] | None
) -> Iterator[tuple[str, Resolved[Any]]]:
    for name, value in flags.items():
        if value is not None:
            _check_name(name, kinds)
            yield name, Resolved(_read(f"--{name}", name, value, cwd), "flag")


def _check_name(name: str, kinds: Collection[str] | None) -> None:
    group, _, rest = name.partition(".")
    known = {"queues": QUEUES, "kinds": kinds}.get(group)
    wanted = rest.partition(".")[0]
    if known is not None and wanted not in known:
        refuse_unknown(f"there is no {group.removesuffix('s')} {wanted!r}", wanted, known)


def _from_variables(environ: Mapping[str, str], cwd: Path) -> Iterator[tuple[str, Resolved[Any]]]:
    for name, variables in VARIABLES.items():
        variable = next((variable for variable in variables if environ.get(variable, "").strip()), None)
        if variable is not None:
            yield name, Resolved(_read(variable, name, environ[variable], cwd), variable)


def _read(said_as: str, name: str, value: object, cwd: Path) -> object:
    shape = shape_of(name)
    if shape is None:
        raise Refused(f"there is no setting {name!r}", code="unknown_setting")
    try:
        given = shape.from_text(value) if isinstance(value, str) else value
        checked = shape.check(os.fspath(given) if isinstance(given, Path) else given)
    except (ValueError, TypeError) as error:
        message = f"{said_as} must be {shape.expected}, not {value!r:.80}"
        raise Refused(message, code="bad_setting", hint="Correct it and try again.") from error
    return str(cwd / os.path.expanduser(str(checked))) if name == "db" else checked


def _from_entries(entries: Mapping[str, Entry]) -> dict[str, Resolved[Any]]:
    return {name: Resolved(entry.value, entry.source) for name, entry in entries.items()}


def _defaults(cpus: Callable[[], int]) -> dict[str, Resolved[Any]]:
    embedding, reading = EmbeddingSettings(), ReadingSettings()
    return {
        "jobs": Resolved(max(1, cpus()), DEFAULT),
        "durability": Resolved("FULL", DEFAULT),
        "drain": Resolved(30.0, DEFAULT),
        "embedding.provider": Resolved(embedding.provider, DEFAULT),
        "embedding.model": Resolved(embedding.model, DEFAULT),
        "embedding.dimension": Resolved(embedding.dimension, DEFAULT),
        "embedding.base_url": Resolved(embedding.base_url, DEFAULT),
        "reading.ocr": Resolved(reading.ocr, DEFAULT),
        "reading.languages": Resolved(reading.languages, DEFAULT),
        "reading.model": Resolved(reading.model, DEFAULT),
        "reading.base_url": Resolved(reading.base_url, DEFAULT),
    }


def _default_database(project_file: Path | None, places: Places) -> Resolved[Any]:
    if project_file is not None:
        return Resolved(str(project_file.parent / ".cgq" / DATABASE), f"beside {project_file}")
    return Resolved(str(places.data() / DATABASE), DEFAULT)


def _settings(values: Mapping[str, Resolved[Any]]) -> Settings:
    return Settings(
        db=Path(values["db"].value),
        jobs=values["jobs"].value,
        durability=values["durability"].value,
        drain=values["drain"].value,
        embedding=EmbeddingSettings(**_below("embedding", values)),
        reading=ReadingSettings(**_below("reading", values)),
        queues=_each("queues", QueueSettings, values),
        kinds=_each("kinds", KindSettings, values),
        environment=values["environment"].value,
    )


def _each(group: str, make: Callable[..., T], values: Mapping[str, Resolved[Any]]) -> Mapping[str, T]:
    return MappingProxyType({name: make(**_below(f"{group}.{name}", values)) for name in _named(group, values)})


def _named(group: str, values: Mapping[str, Resolved[Any]]) -> list[str]:
    fields = QUEUE_FIELDS if group == "queues" else KIND_FIELDS
    found = (name.removeprefix(f"{group}.") for name in values if name.startswith(f"{group}."))
    return sorted({name.rpartition(".")[0] for name in found if name.rpartition(".")[2] in fields})


def _below(prefix: str, values: Mapping[str, Resolved[Any]]) -> dict[str, Any]:
    return {
        name.removeprefix(f"{prefix}."): resolved.value
        for name, resolved in values.items()
        if name.rpartition(".")[0] == prefix
    }
