"""A page, or a catalogue's search, is looked through for links to papers; each page's links become jobs (B1)."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec

from cgq.config import FindingSettings, nearest
from cgq.contract import Arguments, Done, PassedOver
from cgq.errors import Failure, Refused
from cgq.queue.job import NewJob
from cgq.queue.policy import Policy, Tries, tries
from cgq.stages.collecting.parcel import LONGEST_ADDRESS, MOST_ADDRESSES, Found, Page, ToSearch
from cgq.stages.stage import Stage, Types

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cgq.config import CatalogueSettings
    from cgq.contract import Call, Item, Unfinished
    from cgq.db.connection import Transaction
    from cgq.queue.job import Job

GONE = "The search does not come to it any more."
"""Why an item that was to be done again is not."""

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ADDRESS)]


class Search(Arguments, frozen=True):
    """Where to look: a `page` by its address; or a `catalogue` of the settings, and the `words` that it is asked for.

    `process`: whether the papers are read then.
    """

    page: Text | None = None
    catalogue: Text | None = None
    words: Text | None = None
    process: bool = True

    def __post_init__(self) -> None:
        """Raise ValueError for anything but a page, or a catalogue with words."""
        is_search = self.catalogue is not None and self.words is not None
        is_half = (self.catalogue is None) != (self.words is None)
        if is_half or is_search == (self.page is not None):
            raise ValueError("name either a page, or a catalogue and words")


class FindPapers(Stage[Search, ToSearch, Found]):
    """look through the pages -> the links of each become jobs of `collect`."""

    kind = "find_papers"
    arguments = Search
    settings = FindingSettings
    policy = Policy(
        queue="low_priority",
        tries=tries(timeout=Tries(3, 2.0, doubling=True), other=Tries(3, 2.0, doubling=True)),
        limit=1,
        ttl=1800.0,
        sources=dict.fromkeys(("queue", "tries", "ttl"), "as collect, whose jobs it makes")
        | {"limit": "it holds a process of the pool while it waits for the network"},
    )
    counts = "pages"

    def __init__(self, settings: FindingSettings | None = None) -> None:
        self._settings = settings or FindingSettings()

    def types(self) -> Types:
        """Where to look, what was found, and the links of a page."""
        return Types(given=ToSearch, result=Found, item=Page)

    def check_args(self, args: Search) -> None:
        """Raise CgqError for a page that is not looked at, and for a catalogue that cannot be searched."""
        from cgq.stages.collecting.addresses import pages_of
        from cgq.stages.collecting.lines import read_page

        if args.page is not None:
            read_page(args.page, self._settings.collect.allowed_hosts)
        if args.catalogue is None or args.words is None:
            return
        catalogue = self._settings.catalogues.get(args.catalogue)
        if catalogue is None:
            failure = unknown_catalogue(args.catalogue, self._settings)
            raise Refused(failure.message, code=failure.code, hint=failure.hint)
        check_selectors(args.catalogue, catalogue)
        read_page(pages_of(catalogue, args.words)[0], self._settings.collect.allowed_hosts)

    def load(self, tx: Transaction, jobs: Sequence[Job[Search]]) -> Sequence[ToSearch | Failure]:
        """The pages, as the settings have the catalogue now."""
        return [self._search(tx, job) for job in jobs]

    def compute(self, given: Sequence[ToSearch], call: Call) -> Sequence[Done[Found] | Failure | Unfinished]:
        """Read the pages one after the other, each in a process apart."""
        from cgq.stages.collecting.search import find_papers

        return [find_papers(one, self._settings.collect, call) for one in given]

    def store_items(self, tx: Transaction, job: Job[Search], items: Sequence[Item]) -> Iterable[NewJob | PassedOver]:
        """The links of each page become jobs, at once: what comes after a crash is found again, and known."""
        from cgq.bank import searched

        for item in items:
            if isinstance(item.outcome, Done):
                page: Page = item.outcome.result
                if page.searched is None:
                    yield PassedOver(item.key, "skipped", GONE)
                else:
                    searched.keep(tx, job.id, page.searched)
                    yield from _jobs(job, page)

    def store(self, tx: Transaction, done: Sequence[tuple[Job[Search], Found]]) -> Iterable[NewJob]:  # noqa: ARG002
        """All was kept page by page."""
        return []

    def summary(self, result: Found) -> Any:
        """What all its calls found."""
        return {"pages": result.pages, "links": result.links, "ignored": result.ignored}

    def _search(self, tx: Transaction, job: Job[Search]) -> ToSearch | Failure:
        from cgq.bank.files import path_text
        from cgq.bank.searched import pages_of as searched_pages
        from cgq.db.kept_files import turns_of
        from cgq.queue.items import asked_again, not_wanted
        from cgq.stages.collecting.addresses import pages_of

        name, words = job.args.catalogue, job.args.words
        left = partial(
            ToSearch,
            over=sorted(not_wanted(tx, job.id)),
            again=asked_again(tx, job.id),
            searched=searched_pages(tx, job.id),
            turns=path_text(turns_of(Path(tx.file()))),
        )
        if job.args.page is not None:
            return left(addresses=[job.args.page], links=None, next=None, follow=False, pages=1)
        catalogue = self._settings.catalogues.get(name or "")
        if catalogue is None or words is None:
            return unknown_catalogue(name or "", self._settings)
        addresses = pages_of(catalogue, words)
        follow = catalogue.next is not None
        return left(
            addresses=addresses,
            links=catalogue.links,
            next=catalogue.next,
            follow=follow,
            pages=catalogue.pages if follow else len(addresses),
        )


def check_selectors(name: str, catalogue: CatalogueSettings) -> None:
    """Raise Refused for a CSS selector of a catalogue that cannot be read."""
    import soupsieve

    for setting, selector in (("links", catalogue.links), ("next", catalogue.next)):
        try:
            soupsieve.compile(selector or "*")
        except soupsieve.SelectorSyntaxError as error:
            message = f"{setting} of the catalogue {name} is no CSS selector: {str(error).splitlines()[0]:.200}"
            hint = f"Correct {setting} under [catalogues.{name}] in cgq.toml."
            raise Refused(message, code="bad_selector", hint=hint) from error


def unknown_catalogue(name: str, settings: FindingSettings) -> Failure:
    """Why a catalogue cannot be searched: no settings make it."""
    near = nearest(name, settings.catalogues)
    known = ", ".join(settings.catalogues) or "none"
    hint = f"Did you mean {near}?" if near else f"There are {known}; add [catalogues.{name}] to cgq.toml."
    return Failure(
        code="unknown_catalogue", message=f"No settings make a catalogue {name!r:.80}.", hint=hint, retryable=False
    )


def _jobs(job: Job[Search], page: Page) -> Iterable[NewJob]:
    for start in range(0, len(page.links), MOST_ADDRESSES):
        args = {"addresses": page.links[start : start + MOST_ADDRESSES], "process": job.args.process}
        yield NewJob(kind="collect", args=args, root=job.root or job.id, parent=job.id)
