"""What came from which address, when, and with which headers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cgq.db.connection import Transaction

SQL = load("bank")


@dataclass(frozen=True, slots=True)
class Known:
    """What came from an address before and is still kept: the sha256 of its content, and its validators."""

    sha256: str
    etag: str | None
    modified: str | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that is in the bank: its number, its title, and what it was taken in as (`material.format`)."""

    id: int
    title: str
    format: str


def known(tx: Transaction, addresses: Iterable[str]) -> dict[str, Known]:
    """Of some addresses those from which something came before that is still kept."""
    rows = tx.all(SQL["fetched_known"], (json.dumps(list(addresses), ensure_ascii=False),))
    return {address: Known(*rest) for address, *rest in rows}


def keep(
    tx: Transaction,
    address: str,
    *,
    answered: str,
    file: str,
    sha256: str,
    headers: Mapping[str, str],
    job: int,
    now: int,
) -> None:
    """Keep what came from an address, in place of what came before; `now` in milliseconds of the wall clock."""
    row = {
        "address": address,
        "answered": answered,
        "file": file,
        "sha256": sha256,
        "headers": json.dumps(dict(headers), ensure_ascii=False),
        "job": job,
        "now": now,
    }
    tx.run(SQL["fetched_keep"], row)


def unchanged(tx: Transaction, address: str, now: int) -> None:
    """An address still has what came from it before."""
    tx.run(SQL["fetched_unchanged"], {"address": address, "now": now})


def paper_of(tx: Transaction, sha256: str) -> Paper | None:
    """The paper with some content; None where there is none."""
    row = tx.one(SQL["material_of"], (sha256,))
    return None if row is None else Paper(*row)


def name_of(tx: Transaction, address: str) -> str | None:
    """The name that the file has at an address; None where nothing came from there."""
    name: str | None = tx.value(SQL["fetched_name"], (address,))
    return name


def addresses_of(tx: Transaction, sha256: str) -> list[str]:
    """The addresses that some content came from last, in their order."""
    return [address for (address,) in tx.all(SQL["fetched_from"], (sha256,))]
