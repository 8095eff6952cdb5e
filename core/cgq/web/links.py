"""The links of a page, found in a process apart: a page is a stranger's, and its tree may be of any size."""

from __future__ import annotations

import gc
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from cgq.errors import StageFailed
from cgq.sandbox.apart import End, apart
from cgq.web.address import join, parse_address
from cgq.web.failure import TOO_LARGE, WebFailure, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from cgq.web.address import Address

MOST_PAGE_BYTES = 5 * 1024 * 1024
"""Bytes of a page: a list of 10,000 links has about 1 MB."""

MOST_LINKS = 20_000
"""Links of a page; what follows is left out, and the page says so with `more`."""

MEMORY = 512 * 1024 * 1024
"""Bytes for the process apart. Measured: a list of 20,500 rows (6 MB) takes 150 MB with all its tags, 4,400 rows 40 MB;
a page of 5 MB that is nothing but tags takes more than 512 MB, and is refused."""

SECONDS = 60.0
"""Seconds of a processor for the process apart. Measured: 4,400 rows (1.3 MB) take 2.2 s; what grows with the square
of a page, as tags that are never closed do, takes more, and is refused."""

PATIENCE = 1.5 * SECONDS
"""Seconds by the clock, on a machine that does other things as well."""


class Link(NamedTuple):
    """Where a link leads, and its text with each blank once."""

    address: str
    text: str


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """What a page links to: each address once, in the page's order. `next`: the address of the next page, or None.

    `ignored`: links that lead to no address that can be fetched (mailto:, javascript:, a user in it). `more`: there
    are more links than are kept.
    """

    links: tuple[Link, ...] = ()
    next: str | None = None
    ignored: int = 0
    more: bool = False


class _Found(msgspec.Struct):
    """What the process apart found: references as the page spells them, and their texts."""

    base: str | None = None
    links: list[tuple[str, str]] = []
    next: str | None = None
    more: bool = False


_CAUSES = {
    "crash": "reading it ends the reader ({})",
    "memory": "reading it takes more memory than a page gets ({})",
    "timeout": "reading it takes longer than a page may ({})",
}


def find_links(
    page: bytes,
    base: str,
    *,
    selector: str | None,
    endings: Collection[str] = (),
    next_selector: str | None = None,
    charset: str | None = None,
    most: int = MOST_LINKS,
    memory: int = MEMORY,
) -> Links:
    """The links of an HTML page that was got from the address `base`.

    `selector`: a CSS selector of the links, or of what they stand in; None for all. `endings`: only those that lead to
    a paper, by a name with one of these endings (`.pdf`), or by the type of the link; none for all. `next_selector`: of
    the link to the next page; None for the page's own rel=next. `charset`: of the Content-Type header, which precedes
    what the page says. `most`: links that are kept, the first ones; `memory`: bytes for the process apart.

    Raises WebFailure `too_large`, `wrong_type` where the page cannot be read, ValueError for a selector that is none,
    and StageFailed where the process that reads was ended from outside or not started.
    """
    from cgq.web import page_tree  # loaded before the fork, not in every process apart

    if len(page) > MOST_PAGE_BYTES:
        message = f"The page {shown(base)} has {len(page) / 1e6:.1f} MB; one of {MOST_PAGE_BYTES / 1e6:.1f} MB is read."
        raise WebFailure(message, code=TOO_LARGE)

    wanted = page_tree.Wanted(selector, next_selector, endings=endings, most=most)

    def work() -> Iterator[bytes]:
        gc.disable()  # a tree has no garbage, and looking for some would go through all that the parent holds
        yield msgspec.json.encode(page_tree.references(page, charset, wanted))

    found = _run_apart(work, base, memory)
    return _resolved(found, base)


def _run_apart(work: Callable[[], Iterator[bytes]], base: str, memory: int) -> _Found:
    """What the process apart found. Raises WebFailure where it fell, StageFailed where somebody ended it."""
    pieces = apart(work, memory=memory, seconds=SECONDS, patience=lambda: PATIENCE)
    data = b""
    try:
        data = next(pieces)
        next(pieces)
    except StopIteration as stop:
        return _decoded(data, stop.value, base)
    pieces.close()
    raise _unreadable(base, "its reader sent more than one answer")


def _decoded(data: bytes, end: End, base: str) -> _Found:
    if end.cause in _CAUSES:
        raise _unreadable(base, _CAUSES[end.cause].format(end.told))
    if end.cause != "done":
        code = "reader_killed" if end.cause == "killed" else "reader_unstarted"
        message = f"The process that reads the page {shown(base)} was ended, or not started ({end.told})."
        raise StageFailed(message, code=code, hint="Look whether the machine runs out of memory, and try again.")
    try:
        return msgspec.json.decode(data, type=_Found)
    except msgspec.MsgspecError as error:
        raise _unreadable(base, "its reader sent what no reader sends") from error


def _unreadable(base: str, why: str) -> WebFailure:
    return WebFailure(f"The page {shown(base)} cannot be read: {why}.", code="wrong_type")


def _resolved(found: _Found, base: str) -> Links:
    """The addresses that references mean; what is none, or cannot be fetched, is counted."""
    root = parse_address(base)
    if found.base is not None:
        with suppress(WebFailure):  # a base that is no address is none: as browsers have it (HTML, 4.2.3)
            root = join(root, found.base)
    kept: dict[str, str] = {}
    ignored = 0
    for reference, text in found.links:
        try:
            address = str(join(root, reference))
        except WebFailure:
            ignored += 1
            continue
        kept[address] = kept.get(address) or text
    links = tuple(Link(address, text) for address, text in kept.items())
    return Links(links=links, next=_next(found, root), ignored=ignored, more=found.more)


def _next(found: _Found, root: Address) -> str | None:
    if found.next is None:
        return None
    try:
        return str(join(root, found.next))
    except WebFailure:
        return None
