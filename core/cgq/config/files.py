"""cgq.toml: where it is found, and how it becomes dotted names that are known to be right."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn, cast

from cgq.config.collecting import CatalogueSettings, check_catalogue_name, check_catalogue_value
from cgq.config.fields import secret_variables, sections, shapes_of, top_level
from cgq.config.hooks import HookSettings, check_name, check_value
from cgq.config.names import refuse_unknown
from cgq.config.providers import ProviderSettings, check_provider_name
from cgq.config.queues import NAMING, OWN_RANK, QUEUES, is_name
from cgq.config.settings import ENVIRONMENTS, TRIES, KindSettings, QueueSettings, TriesSettings, is_path
from cgq.config.shapes import as_written
from cgq.errors import NotReady, Refused
from cgq.hints import plain
from cgq.secrets.names import is_secret

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from cgq.config.fields import OwnSettings
    from cgq.config.shapes import Shape

FILE_NAME = "cgq.toml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One value of a file, checked, and where in the file it stands."""

    value: object
    source: str


def nearest_file(cwd: Path) -> Path | None:
    """The cgq.toml of `cwd` or of the nearest folder above it."""
    for folder in (cwd, *cwd.parents):
        candidate = folder / FILE_NAME
        if os.path.isfile(candidate):
            return candidate
    return None


def expand_home(path: str) -> str:
    """A path without its `~`. Raises NotReady for a user who has no home, for no folder is called so."""
    expanded = os.path.expanduser(path)
    if expanded.startswith("~"):
        message = f"{path}: there is no home folder for {path.partition('/')[0]}"
        raise NotReady(message, code="no_home", hint="Set HOME to a folder, or write the path in full.")
    return expanded


def read_file(
    path: Path, environment: str, kinds: Collection[str] | None, own: OwnSettings | None = None
) -> dict[str, Entry]:
    """The file's settings by dotted name, those of `[environments.ENVIRONMENT]` laid over the rest.

    Every environment is checked, chosen or not. `kinds` are the known kinds of job; None leaves
    their names unchecked. `own` gives the settings of kinds that have some of their own. A relative path
    counts from the file's folder.
    """
    document = _parse(path)
    environments = _table(path, "environments", document.pop("environments", {}))
    reader = _Reader(path, kinds, own)
    found = {name: Entry(value, str(path)) for name, value in reader.values("", document)}
    for name, section in environments.items():
        if name not in ENVIRONMENTS:
            refuse_unknown(f"{path}: there is no environment {name!r}", name, ENVIRONMENTS)
        prefix = f"environments.{name}"
        values = dict(reader.values(f"{prefix}.", _table(path, prefix, section)))
        if name == environment:
            found |= {key: Entry(value, f"{path} [{prefix}]") for key, value in values.items()}
    return found


def _parse(path: Path) -> dict[str, object]:
    import tomllib

    try:
        return cast("dict[str, object]", tomllib.loads(path.read_bytes().decode("utf-8-sig")))
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}"
        raise Refused(message, code="bad_settings_file", hint="Make it readable, or move it away.") from error
    except UnicodeDecodeError as error:
        message = f"{path} is not UTF-8 text (byte {error.start})"
        raise Refused(message, code="bad_settings_file", hint="Save it as UTF-8.") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        message = f"{path} is not TOML: {error}"
        raise Refused(message, code="bad_settings_file", hint="Correct that line.") from error


def _table(path: Path, name: str, value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise Refused(f"{path}: {name!r} must be a table", code="bad_setting", hint=f"Write it as [{plain(name)}].")
    return cast("dict[str, object]", value)


def _tables_in(name: str) -> tuple[str, ...]:
    """The tables that may stand in a section besides its settings; `name` is dotted and ends with a dot."""
    match name.split("."):
        case [""]:
            return (*sections(), "queues", "kinds", "hooks", "catalogues", "providers", "environments")
        case ["kinds", _, ""]:
            return (TRIES, "settings")
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class _Reader:
    path: Path
    kinds: Collection[str] | None
    own: OwnSettings | None

    def values(self, prefix: str, document: Mapping[str, object]) -> Iterator[tuple[str, object]]:
        """The dotted names and checked values of one level of settings; `prefix` is for messages."""
        tables = {
            "queues": self._queue,
            "hooks": self._hook,
            "catalogues": self._catalogue,
            "providers": self._provider,
        }
        for key, value in document.items():
            if key in sections():
                yield from self._section(prefix, key, value, shapes_of(sections()[key]))
            elif key == "kinds":
                for name, section in self._known_kinds(prefix, value):
                    yield from self._kind(prefix, name, section)
            elif key in tables:
                for name, section in _table(self.path, prefix + key, value).items():
                    yield from tables[key](prefix, name, section)
            else:
                yield key, self._checked(prefix, "", key, value, top_level())

    def _queue(self, prefix: str, name: str, value: object) -> Iterator[tuple[str, object]]:
        if not is_name(name):
            message = f"{self.path}: [{prefix}queues.{name}]: a queue has {NAMING}"
            raise Refused(message, code="bad_setting", hint="Call it otherwise.")
        section = _table(self.path, f"{prefix}queues.{name}", value)
        if not section and name not in QUEUES:
            yield f"queues.{name}.rank", OWN_RANK  # a name alone makes a queue as well
        yield from self._section(prefix, f"queues.{name}", section, shapes_of(QueueSettings))

    def _known_kinds(self, prefix: str, value: object) -> Iterator[tuple[str, object]]:
        for name, section in _table(self.path, f"{prefix}kinds", value).items():
            if self.kinds is not None and name not in self.kinds:
                gone = "or the package that offers it is not installed"
                message = f"{self.path}: there is no kind {name!r} ([{prefix}kinds.{name}]), {gone}"
                refuse_unknown(message, name, self.kinds)
            yield name, section

    def _kind(self, prefix: str, kind: str, value: object) -> Iterator[tuple[str, object]]:
        name = f"kinds.{kind}"
        section = dict(_table(self.path, prefix + name, value))
        if self.own is not None and "settings" in section:
            try:
                settings = self.own(kind)
            except NotReady:  # it waits with the kind's jobs; `cgq doctor` says why the kind cannot be loaded
                del section["settings"]
            else:
                if settings is not None:
                    yield from self._own(prefix, kind, section.pop("settings"), settings)
        for code, tries in _table(self.path, f"{prefix}{name}.{TRIES}", section.pop(TRIES, {})).items():
            yield from self._tries(prefix, f"{name}.{TRIES}.{code}", code, tries)
        yield from self._section(prefix, name, section, shapes_of(KindSettings))

    def _tries(self, prefix: str, name: str, code: str, value: object) -> Iterator[tuple[str, object]]:
        if not is_name(code):
            message = f"{self.path}: [{prefix}{name}]: an error code has letters, digits and _"
            raise Refused(message, code="bad_setting", hint="The codes of what failed are shown: `cgq failed`")
        yield from self._section(prefix, name, value, shapes_of(TriesSettings))

    def _hook(self, prefix: str, hook: str, value: object) -> Iterator[tuple[str, object]]:
        check_name(hook, f"{self.path}: {prefix}hooks")
        for name, checked in self._section(prefix, f"hooks.{hook}", value, shapes_of(HookSettings)):
            check_value(name.rpartition(".")[2], checked, f"{self.path}: {prefix}{name}", self.kinds)
            yield name, checked

    def _catalogue(self, prefix: str, catalogue: str, value: object) -> Iterator[tuple[str, object]]:
        check_catalogue_name(catalogue, f"{self.path}: {prefix}catalogues")
        for name, checked in self._section(prefix, f"catalogues.{catalogue}", value, shapes_of(CatalogueSettings)):
            check_catalogue_value(checked, f"{self.path}: {prefix}{name}")
            yield name, checked

    def _provider(self, prefix: str, provider: str, value: object) -> Iterator[tuple[str, object]]:
        check_provider_name(provider, f"{self.path}: {prefix}providers")
        yield from self._section(prefix, f"providers.{provider}", value, shapes_of(ProviderSettings))

    def _own(self, prefix: str, kind: str, value: object, settings: type) -> Iterator[tuple[str, object]]:
        name = f"kinds.{kind}.settings"
        section = _table(self.path, prefix + name, value)
        secrets = secret_variables(kind, settings)
        for key in section:
            if key in secrets:
                self._refuse_secret(f"{prefix}{name}.{key}", secrets[key])
        yield from self._section(prefix, name, section, shapes_of(settings))

    def _section(
        self, prefix: str, name: str, value: object, fields: Mapping[str, Shape]
    ) -> Iterator[tuple[str, object]]:
        for key, inner in _table(self.path, prefix + name, value).items():
            yield f"{name}.{key}", self._checked(prefix, f"{name}.", key, inner, fields)

    def _checked(self, prefix: str, name: str, key: str, value: object, fields: Mapping[str, Shape]) -> object:
        full = f"{prefix}{name}{key}"
        shape = fields.get(key)
        if shape is None:
            self._refuse(full, key, {*fields, *_tables_in(name)})
        try:
            checked = shape.check(value)
        except (ValueError, TypeError) as error:
            message = f"{self.path}: {full} must be {shape.expected}, not {as_written(value)}"
            raise Refused(message, code="bad_setting", hint="Correct it in that file.") from error
        if is_path(f"{name}{key}", checked):
            return str(self.path.parent / expand_home(str(checked)))
        return checked

    def _refuse(self, full: str, key: str, known: Collection[str]) -> NoReturn:
        if is_secret(key):
            self._refuse_secret(full, "OPENAI_API_KEY")
        refuse_unknown(f"{self.path}: unknown key {full!r}", key, known)

    def _refuse_secret(self, full: str, variable: str) -> NoReturn:
        raise Refused(
            f"{self.path}: a secret ({full}) does not belong in a settings file",
            code="secret_in_file",
            hint=f"Take it out; set {variable}, or {variable}_FILE with the path of a file.",
        )
