"""What the verbs of the queue share: the open workspace, who asks, and names from standard input."""

from __future__ import annotations

import codecs
import getpass
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cgq.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation

STDIN = "-"


@contextmanager
def open_workspace(
    asked: Invocation,
    *,
    create: bool = True,
    must_exist: bool = False,
    secrets: Mapping[str, str] | None = None,
    **flags: object,
) -> Generator[Workspace]:
    """The workspace as the settings say. What only reads makes none (`create` False). `secrets` are for its workers.

    What is not found in it names the database. One that somebody names and that is not there is refused when it is only
    read, and where it `must_exist`, for nothing is put into it: only one that nobody names is made then.
    """
    from cgq.workspace import Workspace
    from cgq_cli.which_bank import naming_the_bank

    resolution = asked.resolve(**flags)
    naming = naming_the_bank(resolution, asked.cwd, create=create and not must_exist)
    with naming, Workspace(resolution.settings, create=create, secrets=secrets) as workspace:
        yield workspace
        if (failure := workspace.log.take_failure()) is not None:
            from cgq_cli.render.events import log_failed

            asked.screen.note(log_failed(failure))


def me() -> str:
    """Who asks, for the records."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def names_from(given: Sequence[str]) -> Iterator[str]:
    """The names as typed; `-` stands for a list on standard input, one a line or ended by NUL bytes."""
    for name in given:
        if name == STDIN:
            yield from _listed(sys.stdin.buffer.read())
        else:
            yield name


def lines_in(data: bytes) -> Iterator[str]:
    """The lines of a list, or what stands between its NUL bytes; empty ones as well."""
    data = _as_utf8(data)
    lines = data.split(b"\0") if b"\0" in data else [line.removesuffix(b"\r") for line in data.split(b"\n")]
    return (os.fsdecode(line) for line in lines)


def _listed(data: bytes) -> Iterator[str]:
    return filter(None, lines_in(data))


def _as_utf8(data: bytes) -> bytes:
    """A list without the mark with which editors of Windows begin a file; "Unicode" there is UTF-16."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            return data.decode("utf-16").encode()
        except UnicodeError as error:
            message = "The list begins as UTF-16 and does not go on so."
            raise Refused(message, code="bad_list", hint="Save it as UTF-8.") from error
    return data.removeprefix(codecs.BOM_UTF8)
