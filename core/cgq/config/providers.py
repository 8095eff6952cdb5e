"""`[providers.NAME]` in cgq.toml: who is asked for vectors and by chat, at which address, and what each can do.

A provider starts from a preset: the one that it names, else the one that it is called after. What a table holds goes
before the preset. Any preset is a provider without a table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 - fields.py evaluates the annotations
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Annotated

from cgq.config.names import refuse_unknown
from cgq.config.shapes import URL, Shape
from cgq.errors import Refused
from cgq.secrets.names import is_secret

LOCAL = "local"
"""What is named for vectors that this machine makes itself; no provider is called so."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")
_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
NO_KEY = "none"
"""What stands for no key where a variable is expected."""


def _key_variable(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    if value.strip().lower() == NO_KEY:
        return ""
    if not _VARIABLE.fullmatch(value) or not is_secret(value):
        raise ValueError
    return value


KEY_VARIABLE = Shape(
    f'a variable whose name ends with KEY, TOKEN or SECRET, such as MY_API_KEY, or "{NO_KEY}"', _key_variable
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSettings:
    """What is said of a provider; None leaves it to the preset.

    `key_variable` names the environment variable with the key. The flags say what the service can do: make vectors
    (`embeddings`) of a length that is asked for (`dimensions`); answer by a strict JSON schema (`json_schema`), or at
    least with JSON (`json_object`); look at images (`vision`); work through files of requests at half the price
    (`batch`), or slowly at a lower price (`flex`). `requests_per_minute` and `tokens_per_minute` bound all processes
    of a database together.
    """

    preset: str | None = None
    base_url: Annotated[str | None, URL] = None
    key_variable: Annotated[str | None, KEY_VARIABLE] = None
    embeddings: bool | None = None
    dimensions: bool | None = None
    json_schema: bool | None = None
    json_object: bool | None = None
    vision: bool | None = None
    batch: bool | None = None
    flex: bool | None = None
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A provider as it is asked: see ProviderSettings. `key_variable` "" is for one that needs no key; OPENAI_BASE_URL
    goes before the `base_url` of one with `takes_openai_base_url`. `dimensions` None: that depends on the model."""

    name: str
    base_url: str
    key_variable: str
    embeddings: bool = True
    dimensions: bool | None = False
    json_schema: bool = True
    json_object: bool = True
    vision: bool = True
    batch: bool = False
    flex: bool = False
    takes_openai_base_url: bool = False


OPENAI = Service(
    name="openai",
    base_url="https://api.openai.com/v1",
    key_variable="OPENAI_API_KEY",
    dimensions=None,
    batch=True,
    flex=True,
    takes_openai_base_url=True,
)

PRESETS: Mapping[str, Service] = MappingProxyType(
    {
        preset.name: preset
        for preset in (
            OPENAI,
            Service(
                name="gemini",
                base_url="https://generativelanguage.googleapis.com/v1beta/openai",
                key_variable="GEMINI_API_KEY",
                dimensions=None,
            ),
            # Its compatible endpoint has no embeddings and ignores response_format.
            Service(
                name="anthropic",
                base_url="https://api.anthropic.com/v1",
                key_variable="ANTHROPIC_API_KEY",
                embeddings=False,
                json_schema=False,
                json_object=False,
            ),
            Service(name="ollama", base_url="http://127.0.0.1:11434/v1", key_variable=""),
            Service(name="vllm", base_url="http://127.0.0.1:8000/v1", key_variable=""),
            # It refuses the response format json_object.
            Service(name="lmstudio", base_url="http://127.0.0.1:1234/v1", key_variable="", json_object=False),
        )
    }
)
"""The services that are known by name, as their documentation describes them (looked up 2026-11)."""

KEY_VARIABLES = tuple(preset.key_variable for preset in PRESETS.values() if preset.key_variable)
"""The variables of the keys that presets take."""


def check_provider_name(name: str, where: str) -> None:
    """Raise Refused for a name that no provider can have; `where` begins the message."""
    if _NAME.fullmatch(name) is None or name == LOCAL:
        hint = f"Use letters, digits, _ and -, at most 64 of them; {LOCAL} is this machine."
        raise Refused(f"{where}: a provider cannot be called {name!r:.80}", code="bad_setting", hint=hint)


def check_provider(name: str, said: ProviderSettings, source: str) -> None:
    """Raise Refused for a provider whose preset nobody knows; `source` begins the message."""
    if said.preset is None and name not in PRESETS:
        known = ", ".join(PRESETS)
        hint = f'Add one of {known}: preset = "vllm"'
        raise Refused(f"{source}: [providers.{name}] starts from no preset", code="bad_setting", hint=hint)
    if said.preset is not None and said.preset not in PRESETS:
        message = f"{source}: providers.{name}.preset: there is no preset {said.preset!r}"
        refuse_unknown(message, said.preset, PRESETS, code="bad_setting")


def service_of(name: str, said: Mapping[str, ProviderSettings], base_url: str | None = None) -> Service:
    """A provider by its name, one of `said` or of the presets; `base_url` goes before its own address."""
    settings = said.get(name) or ProviderSettings()
    preset = PRESETS[settings.preset or name]
    own = {
        field.name: getattr(settings, field.name)
        for field in fields(Service)
        if getattr(settings, field.name, None) is not None
    }
    if base_url is not None:
        own["base_url"] = base_url
    return replace(preset, **own, name=name, takes_openai_base_url=preset is OPENAI and "base_url" not in own)
