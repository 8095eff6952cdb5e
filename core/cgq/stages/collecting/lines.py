"""A line of a list: the address of a paper, or the path of one. Checked by its spelling; nothing is asked for."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.bank.files import path_text
from cgq.bank.same_name import find_named
from cgq.errors import CgqError, InputFailed
from cgq.stages.collecting.parcel import LONGEST_ADDRESS, is_path
from cgq.web.address import check_address, parse_address

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:(?:/|[^\\/])")
"""How an address begins, of whatever kind: `file:`, `ftp://`. A letter and a colon alone would be a drive."""

_HOST = re.compile(r"www\.|(?:[\w-]+\.)+[A-Za-z]{2,}(?::\d{1,5})?/")
"""How an address begins without its scheme: `www.`, or a name with a dot before the first slash."""

COMMENT = "#"
"""Begins a line that is for people."""


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A line that is not collected: its number from 1, its text without secrets, and why."""

    number: int
    text: str
    error: CgqError


@dataclass(slots=True)
class Lines:
    """What a list comes to: its addresses, each once, in their order; how many stood there again, and what was
    refused."""

    addresses: list[str] = field(default_factory=list[str])
    repeated: int = 0
    refused: list[RefusedLine] = field(default_factory=list[RefusedLine])


def read_lines(lines: Iterable[str], folder: str, allowed_hosts: Iterable[str]) -> Lines:
    """The addresses and paths of a list, one a line. Empty lines, and those that begin with #, are for people.

    A relative path counts from `folder`.
    """
    from cgq.web.failure import shown

    found = Lines()
    seen: set[str] = set()
    hosts = tuple(allowed_hosts)
    for number, line in enumerate(lines, 1):
        text = line.strip()
        if not text or text.startswith(COMMENT):
            continue
        try:
            address = read_line(text, folder, hosts)
            _refuse_absent(address, text)
        except CgqError as error:
            found.refused.append(RefusedLine(number, shown(text), error))
            continue
        if address in seen:
            found.repeated += 1
        else:
            seen.add(address)
            found.addresses.append(address)
    return found


def read_line(text: str, folder: str, allowed_hosts: Iterable[str]) -> str:
    """The address that a line spells, in its one spelling, or the absolute path as text. Raises why it is refused."""
    if "\0" in text:
        raise InputFailed("A NUL stands in it", code="bad_address", hint="Save the list as plain text.")
    if _SCHEME.match(text) is None:
        return _path(text, folder)
    address = parse_address(text)
    check_address(address, allowed_hosts)
    check_storable(str(address))
    return str(address)


def _refuse_absent(address: str, text: str) -> None:
    """Raise InputFailed for a path that leads nowhere: mostly it is an address without its beginning."""
    if not is_path(address) or find_named(address) is not None:
        return
    hint = "If it is an address, write https:// before it." if _HOST.match(text) else "Check the path."
    raise InputFailed(f"There is no file {address}", code="input_missing", hint=hint)


def read_page(text: str, allowed_hosts: Iterable[str]) -> str:
    """The address of a page in its one spelling. Raises why it is not looked at."""
    address = read_line(text, "/", allowed_hosts)
    if is_path(address):
        hint = "An address begins with http:// or https://. Files are taken in so: `cgq enqueue PATH`"
        raise InputFailed(f"{text!r:.200} is no address of a page", code="bad_address", hint=hint)
    return address


def check_storable(address: str) -> None:
    """Raise InputFailed for an address that cannot be kept with a job: it is too long, or holds a secret (S4)."""
    from cgq.secrets.arguments import secret_field

    if len(address) > LONGEST_ADDRESS:
        message = f"It has {len(address):,} characters; at most {LONGEST_ADDRESS} are taken"
        raise InputFailed(message, code="bad_address", hint="Fetch it yourself, and enqueue the file.")
    if secret_field(address) is not None:
        message = "It holds a secret, which everybody who sees the queue would see"
        hint = "Fetch it yourself, and enqueue the file."
        raise InputFailed(message, code="secret_in_address", hint=hint)


def _path(text: str, folder: str) -> str:
    path = path_text(os.path.abspath(os.path.join(folder, os.path.expanduser(text))))
    if not is_path(path) or len(path) > LONGEST_ADDRESS:
        message = f"It is neither an address nor a path of at most {LONGEST_ADDRESS} characters"
        raise InputFailed(message, code="bad_address", hint="An address begins with http:// or https://.")
    return path
