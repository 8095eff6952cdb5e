"""Entries for the journal of systemd, in its native protocol: each field by itself, so `journalctl CGQ_JOB=12`."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

SOCKET = "/run/systemd/journal/socket"
"""Where journald listens (systemd.journal-fields(7), "Native Journal Protocol")."""

_PRIORITIES = {"debug": 7, "info": 6, "warning": 4, "error": 3}
"""By the level of an entry: the priority of syslog."""

_STDERR = 2
"""The descriptor of standard error (POSIX)."""


def address_of_journal(environ: Mapping[str, str], descriptor: int = _STDERR) -> str | None:
    """Where the journal listens, if it is what standard error leads to; None else.

    systemd.exec(5): $JOURNAL_STREAM names its device and inode.
    """
    try:
        found = os.fstat(descriptor)
    except OSError:
        return None
    return SOCKET if environ.get("JOURNAL_STREAM") == f"{found.st_dev}:{found.st_ino}" else None


def send(address: str, fields: Mapping[str, Any], message: str) -> None:
    """One entry; lost where nobody listens or journald is not quick enough, for no job waits for its log."""
    import socket

    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.setblocking(False)
        channel.sendto(datagram(fields, message), address)


def datagram(fields: Mapping[str, Any], message: str) -> bytes:
    """An entry as journald takes it; what has a line break in it goes with its length."""
    priority = _PRIORITIES[fields["level"]]
    named = {f"CGQ_{name.upper()}": value for name, value in fields.items() if name not in ("at", "level")}
    entry = {"MESSAGE": message, "PRIORITY": priority, "SYSLOG_IDENTIFIER": "cgq", **named}
    return b"".join(_field(name, str(value)) for name, value in entry.items())


def _field(name: str, value: str) -> bytes:
    data = value.encode("utf-8", "backslashreplace")
    if b"\n" not in data:
        return b"%s=%s\n" % (name.encode(), data)
    return b"%s\n%s%s\n" % (name.encode(), len(data).to_bytes(8, "little"), data)
