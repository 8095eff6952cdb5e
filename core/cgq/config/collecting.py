"""`[collect]` and `[catalogues.NAME]` in cgq.toml: manners of fetching, and where papers can be searched for."""

from __future__ import annotations

import re
from collections.abc import Mapping  # noqa: TC003 - fields.py evaluates the annotations
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Annotated

from cgq.config.shapes import SIZE, SPAN, WAIT, Shape, one_of, text_list
from cgq.errors import Refused

if TYPE_CHECKING:
    from cgq.config.settings import Settings

QUERY, PAGE = "{query}", "{page}"
"""What stands in a catalogue's search address for the words that are searched for, and for the number of the page."""

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")

MOST_PAGES = 1_000
"""Pages of one search that are looked at, at most: with 2 s between two requests half an hour."""


def _hosts(value: object) -> tuple[str, ...]:
    from cgq.web.address import parse_own_host
    from cgq.web.failure import WebFailure

    texts: tuple[str, ...] = text_list("").check(value)  # type: ignore[assignment]
    try:
        for text in texts:
            parse_own_host(text)
    except WebFailure as error:
        raise ValueError from error
    return tuple(text.lower() for text in texts)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _contact(value: object) -> str:
    if not isinstance(value, str) or len(value) > 200 or not value.isprintable() or not value.isascii():
        raise ValueError
    return value.strip()


def _search(value: object) -> str:
    if not isinstance(value, str) or not value.startswith(("http://", "https://")) or QUERY not in value:
        raise ValueError
    return value


def _selector(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > 1_000:
        raise ValueError
    return value.strip()


def _pages(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST_PAGES:
        raise ValueError
    return value


def _tries(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 10:
        raise ValueError
    return value


def _first(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1_000_000:
        raise ValueError
    return value


HOSTS = Shape(
    'a list of hosts such as ["localhost:8080", "exams.example.org"], each HOST or HOST:PORT, an IP address in its '
    "usual spelling",
    _hosts,
    _split,
)
CONTACT = Shape("an address for complaints, of at most 200 printable ASCII characters; empty for none", _contact)
SEARCH = Shape(f"an address that begins with http:// or https:// and has {QUERY}", _search)
SELECTOR = Shape("a CSS selector such as a.paper", _selector)
CHARSET = one_of("utf-8", "euc-kr")
TRIES = Shape("a whole number of at least 1 and at most 10", _tries, int)
PAGES = Shape(f"a whole number of at least 1 and at most {MOST_PAGES:,}", _pages, int)
FIRST = Shape("a whole number of at most 1,000,000, usually 0 or 1", _first, int)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectSettings:
    """How papers are fetched from the network.

    `allowed_hosts` are hosts of one's own, each HOST or HOST:PORT, that may lie in private networks. Seconds: `delay`
    lies between two requests to one host, `seconds` is what one request may take. What may pass is tried `tries` times
    in all, `wait` seconds apart, doubled each time. `most_bytes` is the largest file. `contact` stands in the user
    agent.
    """

    allowed_hosts: Annotated[tuple[str, ...], HOSTS] = ()
    delay: Annotated[float, WAIT] = 2.0
    seconds: Annotated[float, SPAN] = 60.0
    tries: Annotated[int, TRIES] = 3
    wait: Annotated[float, WAIT] = 2.0
    most_bytes: Annotated[int, SIZE] = 50 * 1024 * 1024
    contact: Annotated[str, CONTACT] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueSettings:
    """A catalogue of papers that can be searched.

    `search` is the address of its results, with {query} and, where its pages have numbers, {page}. `links` and `next`
    are CSS selectors: of the links to papers (None: every link that leads to a paper), and of the link to the next
    page. `pages` is how many pages are looked at, at most; `first` is the number of the first. In `charset` the words
    stand in the address.
    """

    search: Annotated[str, SEARCH] = ""
    links: Annotated[str | None, SELECTOR] = None
    next: Annotated[str | None, SELECTOR] = None
    pages: Annotated[int, PAGES] = 5
    first: Annotated[int, FIRST] = 1
    charset: Annotated[str, CHARSET] = "utf-8"


@dataclass(frozen=True, slots=True)
class FindingSettings:
    """What looking for papers needs of the settings: the manners, and the catalogues by their names."""

    collect: CollectSettings = field(default_factory=CollectSettings)
    catalogues: Mapping[str, CatalogueSettings] = field(default_factory=dict[str, CatalogueSettings])

    @staticmethod
    def of(settings: Settings) -> FindingSettings:
        """As a workspace is set."""
        return FindingSettings(settings.collect, dict(settings.catalogues))


def check_catalogue_name(name: str, where: str) -> None:
    """Raise Refused for a name that no catalogue can have; `where` begins the message."""
    if _NAME.fullmatch(name) is None:
        hint = "Use letters, digits, _ and -, at most 64 of them."
        raise Refused(f"{where}: a catalogue cannot be called {name!r:.80}", code="bad_setting", hint=hint)


def check_catalogue_value(value: object, where: str) -> None:
    """Raise Refused for a search address with a secret in it: files are shown, copied and kept in repositories."""
    from cgq.secrets.arguments import secret_field

    if secret_field(value) is not None:
        hint = "Take it out: papers behind a key or a password are not collected. Fetch them, and enqueue the files."
        raise Refused(
            f"{where}: a secret (in an address) does not belong in a settings file", code="secret_in_file", hint=hint
        )


def check_catalogue(catalogue: CatalogueSettings, section: str, source: str) -> None:
    """Raise Refused for a catalogue that cannot be searched as it stands; `section` is its name in messages."""
    if not catalogue.search:
        message = f"{source}: [{section}] has no search address"
        raise Refused(
            message, code="bad_setting", hint=f'Add one: search = "https://example.org/search?q={QUERY}&page={PAGE}"'
        )
    if catalogue.next is not None and PAGE in catalogue.search:
        message = f"{source}: [{section}] has pages with numbers ({PAGE} in search) and links to the next page (next)"
        raise Refused(message, code="bad_setting", hint="Keep one of them.")
