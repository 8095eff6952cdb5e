"""`[hooks.NAME]` in cgq.toml: the commands that are started when jobs fail, a batch ends or the queues run empty."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, cast

from cgq.config.names import refuse_unknown
from cgq.config.shapes import SPAN, Shape, text_list
from cgq.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Collection

FAILED, BATCH, DRAINED = "final", "batch", "drained"
"""Occasions of hooks: a job failed for good, a batch was closed, no job is left. The others name an attempt."""

_NTH = re.compile(r"nth:([1-9]\d{0,2})", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


def first_attempt(on: str) -> int | None:
    """From which failed attempt of a job on a hook is started: 1 for `attempt`, 3 for `nth:3`; None for the others."""
    if on == "attempt":
        return 1
    match = _NTH.fullmatch(on)
    return int(match[1]) if match else None


def _occasion(value: object) -> str:
    if not isinstance(value, str) or (value not in (FAILED, BATCH, DRAINED) and first_attempt(value) is None):
        raise ValueError
    return value


OCCASION = Shape('"attempt", "nth:3" (any number), "final", "batch" or "drained"', _occasion)
COMMAND = text_list(
    'a list of texts such as ["/usr/local/bin/notify", "--urgent"], never one text for a shell', least=1
)
NAMES = text_list('a list of names such as ["pdf_processing"]')


@dataclass(frozen=True, slots=True, kw_only=True)
class HookSettings:
    """One hook.

    `command` is what is started, a list of arguments that no shell reads; `on` is when (docs/hooks.md). `kinds`,
    `queues` and `requested_by` leave only these jobs to it, all where they are empty. `timeout` is seconds; `env` names
    the variables with secrets that the command is given.
    """

    command: Annotated[tuple[str, ...], COMMAND] = ()
    on: Annotated[str, OCCASION] = FAILED
    kinds: Annotated[tuple[str, ...], NAMES] = ()
    queues: Annotated[tuple[str, ...], NAMES] = ()
    requested_by: Annotated[tuple[str, ...], NAMES] = ()
    timeout: Annotated[float, SPAN] = 30.0
    env: Annotated[tuple[str, ...], NAMES] = ()


def check_name(name: str, where: str) -> None:
    """Raise Refused for a name that no hook can have; `where` begins the message."""
    if _NAME.fullmatch(name) is None:
        hint = "Use letters, digits, _ and -, at most 64 of them."
        raise Refused(f"{where}: a hook cannot be called {name!r:.80}", code="bad_setting", hint=hint)


def check_value(field: str, value: object, where: str, kinds: Collection[str] | None) -> None:
    """Raise Refused for a kind that there is not, and for a secret in a command. `kinds` None: any.

    Its queues are checked once every layer of settings is read, for each may make some (resolve.py).
    """
    texts = cast("tuple[str, ...]", value) if isinstance(value, tuple) else ()
    for text in texts:
        if field == "kinds" and kinds is not None and text not in kinds:
            refuse_unknown(f"{where}: there is no kind {text!r}", text, kinds)
    if field == "command" and any(map(_holds_secret, texts)):
        raise Refused(
            f"{where}: a secret does not belong on a command line, where everybody reads it",
            code="secret_in_file",
            hint="Put it into a variable, name that variable in env, and let the command read it.",
        )


def _holds_secret(text: str) -> bool:
    from cgq.secrets.contexts import ADDRESS_USER
    from cgq.secrets.forms import KEYS

    return ADDRESS_USER.stands_in(text) or KEYS.stands_in(text)
