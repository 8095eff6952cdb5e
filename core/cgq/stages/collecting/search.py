"""Pages that lead to papers: one by its address, or those of a catalogue's search, one after the other."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.bank.files import real_path
from cgq.bank.searched import Searched
from cgq.contract import Done, Unfinished
from cgq.convert.form import SUFFIXES, content_of
from cgq.counting import counted
from cgq.errors import CgqError, Failure, InputFailed
from cgq.secrets.masking import mask_address
from cgq.stages.collecting.collection import cancellation_of, end_of, rules_of
from cgq.stages.collecting.fetching import OutOfTimeError, Patience
from cgq.stages.collecting.file_names import file_name
from cgq.stages.collecting.lines import check_storable
from cgq.stages.collecting.parcel import LONGEST_ADDRESS, Found, Page, key_of
from cgq.web.client import Client
from cgq.web.failure import shown
from cgq.web.links import MOST_PAGE_BYTES, Link, Links, find_links

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cgq.config import CollectSettings
    from cgq.contract import Call
    from cgq.stages.collecting.parcel import ToSearch
    from cgq.web.response import Response

_PAGES = ("text/html", "application/xhtml+xml", "text/plain", "application/xml", "text/xml", "")
"""The types of what may be a page with links; empty where the server names none."""


def find_papers(given: ToSearch, settings: CollectSettings, call: Call) -> Done[Found] | Failure | Unfinished:
    """Look through the pages and hand over each as an item; where not even the first can be read, the job fails."""
    cancellation = cancellation_of(call)
    with Client(rules_of(settings), Path(real_path(given.turns)), cancellation=cancellation) as client:
        return _Walk(given, client, call, Patience(settings, end_of(call), cancellation)).walk()


class _Walk:
    """From page to page: by their addresses, or each as the one before it links to it.

    What earlier calls have looked through is not asked for again, but for a page that stands for an item which is to be
    done again, or whose next page's address could not be kept.
    """

    def __init__(self, given: ToSearch, client: Client, call: Call, patience: Patience) -> None:
        self._given = given
        self._client = client
        self._call = call
        self._patience = patience
        self._over = set(given.over)
        self._again = dict(given.again)
        self._searched = {page.number: page for page in given.searched}
        self._met = {mark for page in given.searched for mark in page.links}
        self._seen: set[str] = set()
        self._looked_at: set[str] = set()
        self._has_asked = False
        self._next: str | None = given.addresses[0]

    def walk(self) -> Done[Found] | Failure | Unfinished:
        for number in range(1, self._given.pages + 1):
            address = self._address(number)
            if address is None:
                break
            try:
                goes_on = self._look_at(number, address)
            except OutOfTimeError:
                return Unfinished(f"There was time for {counted(number - 1, 'page')}, and none for the rest.")
            if isinstance(goes_on, Failure):
                return goes_on
            if not goes_on:
                break
        self._call.progress(self._given.pages, self._given.pages)
        for key, name in self._again.items():
            self._call.item(key, name, Done(Page(links=[], searched=None)))
        return Done(self._found())

    def _found(self) -> Found:
        pages = self._searched.values()
        links = {mark for page in pages for mark in page.links}
        return Found(pages=len(pages), links=len(links), ignored=sum(page.ignored for page in pages))

    def _address(self, number: int) -> str | None:
        """The address of a page; None behind the last."""
        if self._given.follow:
            return self._next
        return self._given.addresses[number - 1] if number <= len(self._given.addresses) else None

    def _look_at(self, number: int, address: str) -> bool | Failure:
        """Look through a page, or take what is known of it. Can there be another? A failure is the job's."""
        self._looked_at.add(address)
        key = _key_of_page(address)
        known = self._searched.get(number)
        if known is not None and known.key != key:
            known = None  # the catalogue has other addresses now
        if key not in self._again and self._is_known(key, known):
            return self._pass(known)
        self._call.progress(number - 1, self._given.pages)
        had_it_all, self._has_asked = not self._has_asked, True
        links = self._patience.take(partial(self._links, address), had_it_all=had_it_all)
        if isinstance(links, Failure):
            return self._failed(number, key, known, links)
        if number == 1 and not links.links and known is None:
            return self._without_links(key, address)
        return self._hand_over(number, key, known, links)

    def _is_known(self, key: str, known: Searched | None) -> bool:
        """Is a page over, and all of it known that is needed?"""
        if known is None:
            return key in self._over  # it failed
        is_followed = not self._given.follow or known.next is not None
        return is_followed and self._again.keys().isdisjoint(known.items)

    def _pass(self, known: Searched | None) -> bool:
        """Go on behind a page that is over; None for one that failed."""
        if known is None:
            return not self._given.follow
        has_new = not self._seen.issuperset(known.links)
        self._seen.update(known.links)
        self._next = known.next or None
        return has_new

    def _failed(self, number: int, key: str, known: Searched | None, failure: Failure) -> bool | Failure:
        """A page cannot be read: the items that it stands for fail; the job, where nothing is known of any page."""
        if known is not None:
            for item in self._again.keys() & set(known.items):
                self._call.item(item, self._again.pop(item), failure)
            return self._pass(known)
        if number == 1 and not (self._over or self._again):
            return failure
        self._again.pop(key, None)
        self._call.item(key, f"page {number}", failure)
        return not self._given.follow

    def _without_links(self, key: str, address: str) -> bool:
        """The first page leads to no paper: an item that failed, so that a board whose selector broke is heard of."""
        self._again.pop(key, None)
        self._call.item(key, "page 1", _no_links(address))
        return False

    def _hand_over(self, number: int, key: str, known: Searched | None, links: Links) -> bool:
        """Hand over what no page had: first the links that are refused, each an item, then the page with the others."""
        marks = {_mark(link.address): link.address for link in links.links}
        new = [mark for mark in marks if mark not in self._seen]
        kept, refused = self._sorted([(mark, marks[mark]) for mark in new])
        if links.more:
            refused += self._refuse(f"{key} (the rest)", f"page {number}, the rest", _too_many(len(marks)), known)
        self._seen.update(new)
        self._met.update(new)
        self._next = None if links.next in self._looked_at else links.next
        page = Searched(
            number=number,
            key=key,
            next=self._kept_next(),
            links=_each([*([] if known is None else known.links), *new]),
            items=_each([*([] if known is None else known.items), *refused]),
            ignored=links.ignored,
        )
        self._searched[number] = page
        self._again.pop(key, None)
        if known is None:
            self._call.item(key, f"page {number}", Done(Page(links=kept, searched=page)))
        elif page.links != known.links or page.items != known.items or kept:
            again = f"{key} (again {_mark(' '.join(page.links))})"
            self._call.item(again, f"page {number}, again", Done(Page(links=kept, searched=page)))
        return bool(new)

    def _sorted(self, links: list[tuple[str, str]]) -> tuple[list[str], list[str]]:
        """Of links, with their marks, the addresses that become jobs, and the keys of those that are refused: neither
        what another page had, but for what is to be done again."""
        kept: list[str] = []
        refused: list[str] = []
        for mark, address in links:
            shown = mask_address(address)[:LONGEST_ADDRESS]
            key = f"{shown} {mark}"
            if mark in self._met and key not in self._again:
                continue
            try:
                check_storable(address)
                kept.append(address)
            except CgqError as error:
                refused += self._refuse(key, file_name(shown), Failure.of(error), None)
        return kept, refused

    def _refuse(self, key: str, name: str, failure: Failure, known: Searched | None) -> list[str]:
        """Hand over what is refused as an item that failed, so that nobody misses it; its key. One that failed before
        and is not to be done again stays as it is."""
        if known is None or key not in known.items or key in self._again:
            self._again.pop(key, None)
            self._call.item(key, name, failure)
        return [key]

    def _kept_next(self) -> str | None:
        """The address of the next page as it may be kept (see Searched)."""
        if not self._given.follow or self._next is None:
            return ""
        try:
            check_storable(self._next)
        except CgqError:
            return None
        return self._next

    def _links(self, address: str) -> Links:
        with self._client.open(address, deadline=self._patience.end, most_bytes=MOST_PAGE_BYTES) as response:
            type_, charset = _type_of(response)
            body = response.pieces()
            head = next(body, b"")
            if content_of(head) != "unknown":  # a file and no page
                return Links(links=(Link(address, ""),))
            if type_ not in _PAGES:
                message = f"{shown(address)} is no page with links: its type is {type_:.100}."
                raise InputFailed(message, code="wrong_type", hint="Give the address of a page that a browser shows.")
            page = head + b"".join(body)
            base = response.answered
        given = self._given
        try:
            return find_links(
                page, base, selector=given.links, endings=() if given.links else SUFFIXES, next_selector=given.next,
                charset=charset,
            )  # fmt: skip
        except ValueError as error:
            message = f"A selector of the catalogue cannot be read: {error}"
            raise InputFailed(message, code="bad_selector", hint="Correct links or next in cgq.toml.") from error


def _key_of_page(address: str) -> str:
    """The key of a page's item, whatever its length."""
    key = key_of(address)
    return key if len(key) <= LONGEST_ADDRESS else f"{key[:LONGEST_ADDRESS]} {_mark(address)}"


def _mark(address: str) -> str:
    """What stands for an address where it may not be shown: a part of its sha256."""
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _each(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))


def _type_of(response: Response) -> tuple[str, str | None]:
    """The type of a body in small letters, empty where the server names none, and its character set."""
    type_, *parameters = response.headers.get("content-type", "").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return type_.strip().lower(), value.strip("\"' ") or None
    return type_.strip().lower(), None


def _no_links(address: str) -> Failure:
    message = f"No link of {shown(address)} leads to a paper."
    hint = (
        "Look at it in a browser: a page that scripts fill has none for us, and a link counts that is called .pdf, or "
        "says so. For a catalogue correct search and links under [catalogues.NAME], or ask for other words."
    )
    return Failure(code="no_links", message=message, hint=hint, retryable=False)


def _too_many(kept: int) -> Failure:
    message = f"The page has more links than {kept:,}; those behind them are left out."
    hint = "Narrow the search, or name the links with a selector."
    return Failure(code="too_many_links", message=message, hint=hint, retryable=False)
