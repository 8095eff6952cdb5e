"""Where the file of a database really lies: what is kept beside it (log, locks, files) has one name for everybody."""

from __future__ import annotations

import os
from pathlib import Path

from cgq.errors import Missing, Refused
from cgq.hints import argument, plain

NAME_BYTES = 255
"""The longest name of a file on Linux's own file systems, where the system does not say."""

BESIDE_BYTES = len("-supervisor-0123456789ab.lock")
"""How many bytes the longest name beside a database has more than the database's own."""


def locate(path: Path) -> Path:
    """The database behind a path: absolute, with no symlink in it, whether it is there or not.

    Two names of one file must not get two logs and two sets of locks. Raises Refused for what cannot be a database
    (a folder, a file with a second hard link, a name that leaves no room for what lies beside it), and Missing for a
    link that leads where there is no folder.
    """
    try:
        real = os.path.realpath(path)
    except ValueError as error:
        raise Refused(f"{path} is no name of a file: {error}.", code="bad_name", hint=_OTHER) from error
    if os.path.islink(real):
        raise Refused(f"{path} is a symlink that leads to itself.", code="link_loop", hint=_OTHER)
    if os.path.isdir(real):
        hint = f"Name a file in it: --db {plain(path / 'cgq.db')}"
        raise Refused(f"{path} is a folder.", code="not_a_file", hint=hint)
    if os.path.exists(real) and not os.path.isfile(real):
        raise Refused(f"{path} is no regular file.", code="not_a_file", hint=_OTHER)
    if os.path.islink(path) and not os.path.isdir(os.path.dirname(real)):
        message = f"{path} leads to {real}, whose folder is not there."
        raise Missing(message, code="dangling_link", hint="Make that folder, or attach the disk that holds it.")
    found = Path(real)
    _refuse_long_name(found)
    _refuse_hard_link(found)
    return found


_OTHER = "Name another database with --db or CGQ_DB."


def _refuse_long_name(real: Path) -> None:
    most = _longest_name(real.parent) - BESIDE_BYTES
    length = len(os.fsencode(real.name))
    if length > most:
        message = f"The name of the database {real} has {length} bytes; beside it there is room for {most}."
        raise Refused(message, code="name_too_long", hint=_OTHER)


def _longest_name(folder: Path) -> int:
    try:
        return os.pathconf(folder, "PC_NAME_MAX")
    except (OSError, ValueError):
        return NAME_BYTES


def _refuse_hard_link(real: Path) -> None:
    """SQLite keeps its log beside the name by which a file was opened: two names are two logs, and damage."""
    try:
        links = real.stat().st_nlink
    except OSError:
        return
    if links > 1:
        message = f"The database {real} has {links} names (hard links), each of which would get a log of its own."
        hint = f"Remove the others; find them: `find FOLDER -samefile {argument(real)}`"
        raise Refused(message, code="hard_linked", hint=hint)
