"""The settings, and where each comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from msgspec import Struct

from cgq.config import SECRETS, read_secret
from cgq.config.settings import Environment
from cgq.config.shapes import Unit
from cgq.db.location import locate
from cgq.documents import Document
from cgq.documents.duration import duration
from cgq.errors import NotReady
from cgq.logbook.logbook import log_path
from cgq.secrets.masking import mask, mask_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from cgq.config import Resolution


DEFAULT, NOT_SET = "default", "not set"
"""The sources of a setting that nobody changed, and of a secret that nobody gave."""
DATABASE = "db"
"""The setting that names the database."""

Value: TypeAlias = bool | int | float | str | list[str] | None


class Setting(Struct, frozen=True, kw_only=True):
    """One setting."""

    setting: str
    """Its dotted name; a secret has the name of its variable."""
    value: Value
    """Its value: durations in seconds or `forever`, sizes in bytes, lists of names as such, secrets and passwords
    masked; null when it has none."""
    unit: Unit | None
    """What its number counts; null where it is no number of seconds or bytes."""
    source: str
    """Who said it: `flag`, the variable, the file, `environment NAME`, or `default`; of a secret also `not set`, or
    why it cannot be read."""


class Config(Document, frozen=True, kw_only=True, tag="config"):
    """The settings: `cgq config show`."""

    environment: Environment
    """What CGQ_ENV names."""
    files: list[str]
    """The files that were read, the winning one first."""
    settings: list[Setting]
    """The settings by name, then the secrets."""

    @staticmethod
    def of(found: Resolution, environ: Mapping[str, str], own_secrets: Sequence[str] = ()) -> Config:
        """What was settled; `environ` holds the secrets, `own_secrets` are the variables of the user's own kinds."""
        named = (provider.key_variable for provider in found.settings.providers.values() if provider.key_variable)
        known = dict.fromkeys((*SECRETS, *named, *own_secrets))
        files = (found.project_file, found.user_file if found.user_file_exists else None)
        return Config(
            environment=found.settings.environment,
            files=[str(file) for file in files if file],
            settings=[*_settings(found), *(_secret(name, environ) for name in known)],
        )


class ConfigPath(Struct, frozen=True, kw_only=True):
    """A file that is looked at."""

    what: Literal["project", "user", "database", "log"]
    """The `project`'s cgq.toml, the `user`'s, the `database`, or its `log`."""
    path: str | None
    """Where it lies, or would; null when no folder above has a cgq.toml, when the user has no home, and when no log is
    kept."""
    exists: bool
    """Whether it is there."""


class ConfigPaths(Document, frozen=True, kw_only=True, tag="config_paths"):
    """Which files are looked at: `cgq config path`."""

    paths: list[ConfigPath]
    """The files with settings, the winning one first, and then the database and its log."""

    @staticmethod
    def of(found: Resolution) -> ConfigPaths:
        """What was looked at."""
        project, database = found.project_file, found.settings.db
        log = log_path(found.settings, locate(database))
        return ConfigPaths(
            paths=[
                ConfigPath(what="project", path=_path(project), exists=project is not None),
                ConfigPath(what="user", path=_path(found.user_file), exists=found.user_file_exists),
                ConfigPath(what="database", path=str(database), exists=database.exists()),
                ConfigPath(what="log", path=_path(log), exists=log is not None and log.exists()),
            ]
        )


class ConfigSummary(Document, frozen=True, kw_only=True, tag="config_summary"):
    """The settings that somebody changed, and where things lie: `cgq config`."""

    environment: Environment
    """What CGQ_ENV names."""
    settings: list[Setting]
    """The settings that differ from their defaults, by name, then the secrets that are set; not the database."""
    paths: list[ConfigPath]
    """The files with settings, the winning one first, and then the database and its log."""

    @staticmethod
    def of(found: Resolution, environ: Mapping[str, str], own_secrets: Sequence[str] = ()) -> ConfigSummary:
        """What was changed; the arguments are those of `Config.of`."""
        every = Config.of(found, environ, own_secrets)
        changed = [one for one in every.settings if one.source not in (DEFAULT, NOT_SET) and one.setting != DATABASE]
        return ConfigSummary(environment=every.environment, settings=changed, paths=ConfigPaths.of(found).paths)


def _settings(found: Resolution) -> list[Setting]:
    return [
        Setting(
            setting=name,
            value=_value(name, resolved.value, found.units.get(name)),
            unit=found.units.get(name),
            source=resolved.source,
        )
        for name, resolved in sorted(found.values.items())
    ]


def _value(name: str, value: Value | tuple[str, ...], unit: Unit | None) -> Value:
    if unit == "seconds" and isinstance(value, float):
        return duration(value)
    if isinstance(value, list | tuple):
        return [mask(text) for text in value]
    return mask_address(value) if isinstance(value, str) and name.endswith("base_url") else value


def _secret(name: str, environ: Mapping[str, str]) -> Setting:
    try:
        secret = read_secret(name, environ)
    except NotReady as error:
        return Setting(setting=name, value=None, unit=None, source=error.message)
    if secret is None:
        return Setting(setting=name, value=None, unit=None, source=NOT_SET)
    return Setting(setting=name, value=secret.masked(), unit=None, source=secret.source)


def _path(file: Path | None) -> str | None:
    return None if file is None else str(file)
