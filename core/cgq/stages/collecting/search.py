"""Pages that lead to papers: one by its address, or those of a catalogue's search, one after the other."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.bank.files import real_path
from cgq.contract import Done, Unfinished
from cgq.errors import CgqError, Failure, InputFailed
from cgq.secrets.masking import mask_address
from cgq.stages.collecting.collection import cancellation_of, end_of, rules_of
from cgq.stages.collecting.fetching import OutOfTimeError, Patience
from cgq.stages.collecting.file_names import file_name
from cgq.stages.collecting.lines import check_storable
from cgq.stages.collecting.parcel import LONGEST_ADDRESS, Found, Page, key_of
from cgq.stages.intake import MAGIC, MAGIC_WITHIN
from cgq.web.client import Client
from cgq.web.failure import shown
from cgq.web.links import MOST_PAGE_BYTES, Link, Links, find_links

if TYPE_CHECKING:
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
    """From page to page: by their addresses, or each as the one before it links to it."""

    def __init__(self, given: ToSearch, client: Client, call: Call, patience: Patience) -> None:
        self._given = given
        self._client = client
        self._call = call
        self._patience = patience
        self._over = set(given.over)
        self._seen: set[str] = set()
        self._looked_at: set[str] = set()
        self._next: str | None = given.addresses[0]
        self._found = Found()

    def walk(self) -> Done[Found] | Failure | Unfinished:
        for number in range(1, self._given.pages + 1):
            address = self._address(number)
            if address is None:
                break
            self._call.progress(number - 1, self._given.pages)
            if not self._given.follow and key_of(address) in self._over:
                continue
            try:
                links = self._patience.take(partial(self._links, address), had_it_all=number == 1)
            except OutOfTimeError:
                return Unfinished(f"{number - 1} pages are done; there was no time for the rest.")
            if isinstance(links, Failure) and number == 1:
                return links
            if not self._goes_on(number, address, links):
                break
        self._call.progress(self._given.pages, self._given.pages)
        return Done(self._found)

    def _address(self, number: int) -> str | None:
        """The address of a page; None behind the last."""
        if self._given.follow:
            return self._next
        return self._given.addresses[number - 1] if number <= len(self._given.addresses) else None

    def _goes_on(self, number: int, address: str, links: Links | Failure) -> bool:
        """Hand over a page. Can there be another: has this one links that none before it had?"""
        name = f"page {number}"
        if isinstance(links, Failure):
            self._call.item(key_of(address), name, links)
            return not self._given.follow
        new = [link.address for link in links.links if link.address not in self._seen]
        self._seen.update(new)
        self._looked_at.add(address)
        self._next = None if links.next in self._looked_at else links.next
        self._found.pages += 1
        self._found.ignored += links.ignored
        if key_of(address) not in self._over:
            self._found.links += len(new)
            kept = [link for link in new if self._is_kept(link)]
            self._call.item(key_of(address), name, Done(Page(links=kept)))
            if links.more:
                rest = f"{name}, the rest"
                self._call.item(key_of(address)[:LONGEST_ADDRESS] + " (the rest)", rest, _too_many(len(links.links)))
        return bool(new)

    def _is_kept(self, link: str) -> bool:
        """Can it be an address of a job? One that cannot is an item that failed, so that nobody misses it."""
        try:
            check_storable(link)
        except CgqError as error:
            shown = mask_address(link)[:LONGEST_ADDRESS]
            self._call.item(key_of(shown), file_name(shown), Failure.of(error))
            return False
        return True

    def _links(self, address: str) -> Links:
        with self._client.open(address, deadline=self._patience.end, most_bytes=MOST_PAGE_BYTES) as response:
            type_, charset = _type_of(response)
            body = response.pieces()
            head = next(body, b"")
            if MAGIC in head[:MAGIC_WITHIN]:
                return Links(links=(Link(address, ""),))
            if type_ not in _PAGES:
                message = f"{shown(address)} is no page with links: its type is {type_:.100}."
                raise InputFailed(message, code="wrong_type", hint="Give the address of a page that a browser shows.")
            page = head + b"".join(body)
            base = response.answered
        given = self._given
        try:
            return find_links(
                page, base, selector=given.links, papers_only=given.links is None, next_selector=given.next,
                charset=charset,
            )  # fmt: skip
        except ValueError as error:
            message = f"A selector of the catalogue cannot be read: {error}"
            raise InputFailed(message, code="bad_selector", hint="Correct links or next in cgq.toml.") from error


def _type_of(response: Response) -> tuple[str, str | None]:
    """The type of a body in small letters, empty where the server names none, and its character set."""
    type_, *parameters = response.headers.get("content-type", "").split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return type_.strip().lower(), value.strip("\"' ") or None
    return type_.strip().lower(), None


def _too_many(kept: int) -> Failure:
    message = f"The page has more links than {kept:,}; those behind them are left out."
    hint = "Narrow the search, or name the links with a selector."
    return Failure(code="too_many_links", message=message, hint=hint, retryable=False)
