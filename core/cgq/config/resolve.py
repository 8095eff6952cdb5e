"""Flag > CGQ_* variable > cgq.toml > the user's file > the environment's default > default, each with its source."""

from __future__ import annotations

import dataclasses
import os
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from cgq.config.collecting import CatalogueSettings, check_catalogue
from cgq.config.environments import ENVIRONMENT_DEFAULTS, FROM
from cgq.config.fields import defaults_of, sections, shape_of, top_level, variables
from cgq.config.files import FILE_NAME, expand_home, nearest_file, read_file
from cgq.config.hooks import HookSettings
from cgq.config.names import refuse_unknown
from cgq.config.providers import LOCAL, PRESETS, ProviderSettings, check_provider
from cgq.config.queues import DEFAULT_QUEUE, NAMING, OWN_RANK, QUEUES, is_name
from cgq.config.settings import (
    ENVIRONMENTS,
    TRIES,
    Environment,
    KindSettings,
    QueueSettings,
    Resolved,
    Settings,
    TriesSettings,
    is_path,
)
from cgq.config.shapes import as_written
from cgq.errors import NotReady, Refused, describe_error

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from cgq.config.fields import OwnSettings
    from cgq.config.files import Entry
    from cgq.config.shapes import Unit

T = TypeVar("T")

DATABASE = "cgq.db"
DEFAULT = "default"
FLAG = "flag"
BESIDE = "beside "
"""Begins the source of a database that lies next to a cgq.toml; the file's path follows."""


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
    databases: tuple[Resolved[str], ...]
    """The path of every database that something names, and what names it; the first is the one that is used."""
    project_file: Path | None
    user_file: Path | None
    """None for a user without a home."""
    user_file_exists: bool
    units: Mapping[str, Unit]
    """What the numbers of some settings count, by dotted name: those that people write with a unit."""


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
    own: OwnSettings | None = None,
    places: Places | None = None,
    cpus: Callable[[], int] = cpu_count,
) -> Resolution:
    """Settle every setting. Raises Refused for anything that cannot be meant.

    `flags` maps dotted names to what was typed (None: not typed); `kinds` are the known kinds of
    job, None leaves the names under `[kinds]` unchecked; `own` gives the dataclass of a kind's own settings.
    """
    places = places or UserPlaces()
    environment = _environment(environ)
    project_file, user_file = nearest_file(cwd), _user_file(places)
    user_file_exists = user_file is not None and os.path.isfile(user_file)
    layers: list[Mapping[str, Resolved[Any]]] = [
        dict(_from_flags(flags or {}, cwd, kinds, own)),
        dict(_from_variables(environ, cwd)),
        _from_entries(read_file(project_file, environment.value, kinds, own) if project_file else {}),
        _from_entries(read_file(user_file, environment.value, kinds, own) if user_file and user_file_exists else {}),
        _from_environment(environment),
        _defaults(cpus),
    ]
    values: dict[str, Resolved[Any]] = {"environment": environment}
    for layer in reversed(layers):
        values |= layer
    _complete_queues(values)
    _check_queues(values)
    _check_providers(values)
    databases = _databases(layers, project_file, places)
    values["db"] = databases[0]
    return Resolution(
        settings=_settings(values, own),
        values=MappingProxyType(values),
        databases=databases,
        project_file=project_file,
        user_file=user_file,
        user_file_exists=user_file_exists,
        units=MappingProxyType(_units(values, own)),
    )


def _user_file(places: Places) -> Path | None:
    """The user's cgq.toml. Who has no home has none, and needs none where everything else is named."""
    try:
        return places.config() / FILE_NAME
    except NotReady:
        return None


def _environment(environ: Mapping[str, str]) -> Resolved[Environment]:
    wanted = environ.get("CGQ_ENV", "").strip()
    if not wanted:
        return Resolved("development", DEFAULT)
    if wanted not in ENVIRONMENTS:
        refuse_unknown(f"CGQ_ENV: there is no environment {wanted!r}", wanted, ENVIRONMENTS)
    return Resolved(wanted, "CGQ_ENV")


def _from_environment(environment: Resolved[Environment]) -> dict[str, Resolved[Any]]:
    """The defaults that an environment changes, where somebody names it."""
    if environment.source == DEFAULT:
        return {}
    defaults = ENVIRONMENT_DEFAULTS[environment.value]
    return {name: Resolved(value, f"{FROM}{environment.value}") for name, value in defaults.items()}


def _from_flags(
    flags: Mapping[str, object], cwd: Path, kinds: Collection[str] | None, own: OwnSettings | None
) -> Iterator[tuple[str, Resolved[Any]]]:
    for name, value in flags.items():
        if value is not None:
            _check_name(name, kinds)
            yield name, Resolved(_read(f"--{name}", name, value, cwd, own), FLAG)


def _check_name(name: str, kinds: Collection[str] | None) -> None:
    group, _, rest = name.partition(".")
    wanted = rest.partition(".")[0]
    if group == "kinds" and kinds is not None and wanted not in kinds:
        refuse_unknown(f"There is no kind {wanted!r}", wanted, kinds)
    if group == "queues" and not is_name(wanted):
        raise Refused(f"{name}: a queue has {NAMING}", code="bad_setting", hint="Call it otherwise.")


def _from_variables(environ: Mapping[str, str], cwd: Path) -> Iterator[tuple[str, Resolved[Any]]]:
    for name, known in variables().items():
        variable = next((variable for variable in known if environ.get(variable, "").strip()), None)
        if variable is not None:
            yield name, Resolved(_read(variable, name, environ[variable], cwd), variable)


def _read(said_as: str, name: str, value: object, cwd: Path, own: OwnSettings | None = None) -> object:
    shape = shape_of(name, own)
    if shape is None:
        raise Refused(f"There is no setting {name!r}", code="unknown_setting")
    try:
        given = shape.from_text(value) if isinstance(value, str) else value
        checked = shape.check(os.fspath(given) if isinstance(given, Path) else given)
    except (ValueError, TypeError) as error:
        message = f"{said_as} must be {shape.expected}, not {as_written(value)}"
        raise Refused(message, code="bad_setting", hint="Correct it and try again.") from error
    return str(cwd / expand_home(str(checked))) if is_path(name, checked) else checked


def _from_entries(entries: Mapping[str, Entry]) -> dict[str, Resolved[Any]]:
    return {name: Resolved(entry.value, entry.source) for name, entry in entries.items()}


def _defaults(cpus: Callable[[], int]) -> dict[str, Resolved[Any]]:
    found: dict[str, object] = {"jobs": max(1, cpus())}
    for field in dataclasses.fields(Settings):
        if field.name in top_level() and field.default is not dataclasses.MISSING:
            found[field.name] = field.default
    for section, settings in sections().items():
        found |= {f"{section}.{name}": value for name, value in defaults_of(settings).items()}
    for queue in QUEUES.values():
        found |= {f"queues.{queue.name}.limit": queue.limit, f"queues.{queue.name}.rank": queue.rank}
    return {name: Resolved(value, DEFAULT) for name, value in found.items()}


def _complete_queues(values: dict[str, Resolved[Any]]) -> None:
    """Fill in what nobody said of the queues of the user's own: each is a default as well."""
    limit = values[f"queues.{DEFAULT_QUEUE}.limit"].value
    for name in _named("queues", values):
        values.setdefault(f"queues.{name}.limit", Resolved(limit, DEFAULT))
        values.setdefault(f"queues.{name}.rank", Resolved(OWN_RANK, DEFAULT))


def _check_queues(values: Mapping[str, Resolved[Any]]) -> None:
    """Refuse a queue that a kind or a hook names and that nothing makes: known only when every layer is read (S5)."""
    queues = _named("queues", values)
    for setting, queue in _queues_named_by_settings(values):
        if queue not in queues:
            message = f"{values[setting].source}: {setting}: there is no queue {queue!r}"
            refuse_unknown(message, queue, queues, code="unknown_queue")


def _check_providers(values: Mapping[str, Resolved[Any]]) -> None:
    """Refuse a provider that a section names and that nobody knows (S5)."""
    known = [*PRESETS, *_named("providers", values)]
    for setting, others in (("embedding.provider", (LOCAL,)), ("reading.provider", ()), ("concepts.provider", ())):
        name = values[setting].value
        if name not in (*others, *known):
            message = f"{values[setting].source}: {setting}: there is no provider {name!r}"
            refuse_unknown(message, name, [*others, *known], code="bad_setting")


def _queues_named_by_settings(values: Mapping[str, Resolved[Any]]) -> Iterator[tuple[str, str]]:
    """The settings that name a queue, each with the name: of a kind its queue, of a hook those that it is for."""
    for kind in _named("kinds", values):
        setting = f"kinds.{kind}.queue"
        if setting in values:
            yield setting, values[setting].value
    for hook in _named("hooks", values):
        setting = f"hooks.{hook}.queues"
        if setting in values:
            yield from ((setting, queue) for queue in values[setting].value)


def _units(values: Mapping[str, Resolved[Any]], own: OwnSettings | None) -> dict[str, Unit]:
    shapes = {name: shape_of(name, own) for name in values}
    return {name: shape.unit for name, shape in shapes.items() if shape is not None and shape.unit is not None}


def _databases(
    layers: Sequence[Mapping[str, Resolved[Any]]], project_file: Path | None, places: Places
) -> tuple[Resolved[str], ...]:
    """The databases that the layers name, the one next to the project's file, and the default one of the user.

    Raises NotReady where there is none but the default, and the user has no home for it.
    """
    found: list[Resolved[str]] = [layer["db"] for layer in layers if "db" in layer]
    if project_file is not None:
        found.append(Resolved(str(database_of(project_file.parent)), f"{BESIDE}{project_file}"))
    try:
        found.append(Resolved(str(places.data() / DATABASE), DEFAULT))
    except NotReady:
        if not found:
            raise
    return tuple(found)


def database_of(folder: Path) -> Path:
    """The database of a folder that has a cgq.toml which names no other."""
    return folder / ".cgq" / DATABASE


def _settings(values: Mapping[str, Resolved[Any]], own: OwnSettings | None) -> Settings:
    read = {section: settings(**_below(section, values)) for section, settings in sections().items()}
    return Settings(
        db=Path(values["db"].value),
        jobs=values["jobs"].value,
        durability=values["durability"].value,
        drain=values["drain"].value,
        prefix=values["prefix"].value,
        claim_batch=values["claim_batch"].value,
        immediate=values["immediate"].value,
        queues=_each("queues", QueueSettings, values),
        kinds=_kinds(values),
        hooks=_hooks(values),
        catalogues=_catalogues(values),
        providers=_providers(values),
        own=_own(values, own),
        environment=values["environment"].value,
        **read,
    )


def _each(group: str, make: Callable[..., T], values: Mapping[str, Resolved[Any]]) -> Mapping[str, T]:
    return MappingProxyType({name: make(**_below(f"{group}.{name}", values)) for name in _named(group, values)})


def _kinds(values: Mapping[str, Resolved[Any]]) -> Mapping[str, KindSettings]:
    found: dict[str, KindSettings] = {}
    for kind in _named("kinds", values):
        section = f"kinds.{kind}"
        codes = {name.split(".")[3] for name in values if name.startswith(f"{section}.{TRIES}.")}
        tries = {code: TriesSettings(**_below(f"{section}.{TRIES}.{code}", values)) for code in sorted(codes)}
        found[kind] = KindSettings(**_below(section, values), tries=MappingProxyType(tries))
    return MappingProxyType(found)


def _hooks(values: Mapping[str, Resolved[Any]]) -> Mapping[str, HookSettings]:
    """The hooks by their names. Raises Refused for one without a command."""
    hooks = _each("hooks", HookSettings, values)
    for name, hook in hooks.items():
        if not hook.command:
            said = next(key for key in values if key.startswith(f"hooks.{name}."))
            message = f"{values[said].source}: [hooks.{name}] has no command"
            raise Refused(message, code="bad_setting", hint='Add one: command = ["/path/of/a/program"]')
    return hooks


def _catalogues(values: Mapping[str, Resolved[Any]]) -> Mapping[str, CatalogueSettings]:
    """The catalogues by their names. Raises Refused for one that cannot be searched as it stands."""
    catalogues = _each("catalogues", CatalogueSettings, values)
    for name, catalogue in catalogues.items():
        section = f"catalogues.{name}"
        said = next(key for key in values if key.startswith(f"{section}."))
        check_catalogue(catalogue, section, values[said].source)
    return catalogues


def _providers(values: Mapping[str, Resolved[Any]]) -> Mapping[str, ProviderSettings]:
    """The providers by their names. Raises Refused for one that starts from no preset."""
    providers = _each("providers", ProviderSettings, values)
    for name, provider in providers.items():
        said = next(key for key in values if key.startswith(f"providers.{name}."))
        check_provider(name, provider, values[said].source)
    return providers


def _own(values: Mapping[str, Resolved[Any]], own: OwnSettings | None) -> Mapping[str, Any]:
    """The settings of kinds that have a dataclass of their own, as far as anything is said of them."""
    found: dict[str, Any] = {}
    for kind in _named("kinds", values):
        section = f"kinds.{kind}.settings"
        said = _below(section, values)
        settings = own(kind) if said and own else None
        if settings is not None:
            sources = {values[f"{section}.{name}"].source for name in said}
            found[kind] = _made(settings, said, section, sources)
    return MappingProxyType(found)


def _made(settings: type, said: Mapping[str, Any], section: str, sources: Collection[str]) -> Any:
    """The settings of a kind of the user's own, whose dataclass may refuse what does not go together."""
    try:
        return settings(**said)
    except Exception as error:
        names = ", ".join(f"{section}.{name}" for name in said)
        reason = error if isinstance(error, ValueError) else describe_error(error)
        message = f"{', '.join(sorted(sources))}: {names}: {reason}"
        raise Refused(message, code="bad_setting", hint="Correct it and try again.") from error


def _named(group: str, values: Mapping[str, Resolved[Any]]) -> list[str]:
    """The queues or kinds of which anything is said."""
    return sorted({name.split(".")[1] for name in values if name.startswith(f"{group}.")})


def _below(prefix: str, values: Mapping[str, Resolved[Any]]) -> dict[str, Any]:
    return {
        name.removeprefix(f"{prefix}."): resolved.value
        for name, resolved in values.items()
        if name.rpartition(".")[0] == prefix
    }
