"""What goes between a collection and the workers that fetch for it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from cgq.bank.searched import Searched  # noqa: TC001 - msgspec asks for it
from cgq.convert.form import Form
from cgq.secrets.masking import mask

MOST_ADDRESSES = 100
"""Addresses of one job: what the systems in use put into one; a longer list becomes several jobs."""

LONGEST_ADDRESS = 900
"""Characters of an address, which is the key of its item: the ledger takes 1,000, and a mark may follow it."""

Format = Form | Literal["zip"]
"""What came: a paper in some form, or a zip of papers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """An address or the path of a file (as text), and what is known of it from an earlier fetch whose paper and file
    are still there: the sha256 of that, and its validators."""

    address: str
    sha256: str | None = None
    etag: str | None = None
    modified: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ToCollect:
    """What is left of a job, and how many addresses it has in all; the database, and the folder in which hosts have
    their turns, as text."""

    wanted: list[Wanted]
    total: int
    database: str
    turns: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """What came of an address.

    `way`: it was `fetched`; it is `unchanged` since an earlier fetch, and its format not known here; it is a `local`
    file. `path` is where a local file lies, as text. `answered` is the address that
    answered after redirects, `file` the name of the file, `headers` are those that matter.
    """

    way: Literal["fetched", "unchanged", "local"]
    address: str
    sha256: str
    size: int = 0
    format: Format = "pdf"
    path: str = ""
    answered: str = ""
    file: str = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class ToSearch:
    """Pages to look through: by their addresses, or with `follow` from the first on, each as the one before it links to
    it (`next`: a CSS selector; None: the page's own rel=next). `links` is a CSS selector of the links to papers, None
    for every link that leads to one. At most `pages` are looked at.

    `over`: the keys of items that are over; `again`: of those that failed and are to be done again, with their names;
    `searched`: the pages that were looked through.
    """

    addresses: list[str]
    links: str | None
    next: str | None
    follow: bool
    pages: int
    over: list[str]
    again: dict[str, str]
    searched: list[Searched]
    turns: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page leads to: addresses that no other page of the search had; and what is kept of it.

    Without that it is an item that stood for something which the search does not come to any more.
    """

    links: list[str]
    searched: Searched | None


@dataclass(slots=True, kw_only=True)
class Found:
    """What a search found in all its calls: pages, their links, each once, and what leads to no address (mailto:)."""

    pages: int = 0
    links: int = 0
    ignored: int = 0


def is_path(address: str) -> bool:
    """Is it the path of a file?"""
    return address.startswith("/")


def key_of(address: str) -> str:
    """What names the item of an address: itself; where the ledger would mask a part of it, behind a mark of the whole.

    What is masked may have become longer, and is cut. The mark stands in front, where neither the cut nor a mask that
    takes all the rest reaches it; the result is as the ledger keeps it.
    """
    shown = mask(address)
    if shown == address:
        return address
    return mask(f"{hashlib.sha256(address.encode()).hexdigest()[:12]} {shown[:LONGEST_ADDRESS]}")
