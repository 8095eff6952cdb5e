"""Secrets come from the environment or from a file that it names; nothing here keeps or prints them."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.config.providers import KEY_VARIABLES
from cgq.errors import NotReady
from cgq.secrets.names import MASK
from cgq.secrets.values import MAX_SECRET, remember

if TYPE_CHECKING:
    from collections.abc import Mapping

PDF_PASSWORD = "CGQ_PDF_PASSWORD"  # noqa: S105 - the variable's name
NEO4J_PASSWORDS = ("CGQ_NEO4J_PASSWORD", "NEO4J_PASSWORD")  # the variables' names, the first that is set goes
SECRETS = (*KEY_VARIABLES, PDF_PASSWORD, *NEO4J_PASSWORDS)
"""The variables of secrets that cgq knows by name; those of `[providers.NAME]` are added where settings are known."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A secret and where it came from; it does not show in a repr or a traceback."""

    value: str = field(repr=False)
    source: str

    def masked(self) -> str:
        """Enough to tell two keys apart, too little to use one."""
        return MASK + (self.value[-4:] if len(self.value) >= 20 else "")


def read_secret(name: str, environ: Mapping[str, str]) -> Secret | None:
    """The secret `name`, or what the file in `name`_FILE holds; None when neither is set."""
    if value := environ.get(name, "").strip():
        return _found(value, name)
    variable = f"{name}_FILE"
    path = environ.get(variable, "").strip()
    if not path:
        return None
    try:
        with Path(path).expanduser().open("rb") as file:
            value = file.read(MAX_SECRET).decode().strip()
    except (OSError, UnicodeDecodeError) as error:
        message = f"{variable}: {path} cannot be read: {error}"
        hint = "Check the path and its permissions."
        raise NotReady(message, code="secret_unreadable", hint=hint) from error
    if not value:
        message = f"{variable}: {path} is empty"
        raise NotReady(message, code="secret_unreadable", hint="Write the secret into it.")
    return _found(value, variable)


def _found(value: str, source: str) -> Secret:
    remember(value)
    return Secret(value, source)
