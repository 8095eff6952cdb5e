"""A page's tree and its links; runs in the process apart (links.py). The only module that imports bs4."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

import soupsieve
from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, Tag
from bs4.filter import SoupStrainer

from cgq.web.charset import decode_page

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

_PAPER_TYPES = frozenset(
    {
        "application/pdf",
        "application/x-hwp",
        "application/haansofthwp",
        "application/hwp+zip",
        "application/vnd.hancom.hwp",
        "application/vnd.hancom.hwpx",
        "application/zip",
        "application/x-zip-compressed",
    }
)
"""The types that links to papers name; of pictures none, for a link that names its type there is mostly an icon."""

_NAMES = ["a", "area", "base", "link"]
"""The tags that are kept where no selector asks for others: a tree of all takes eight times as much memory."""

_LINKS = "a[href], area[href]"
_NEXT = '[rel~="next" i][href]'
_LONGEST_TEXT = 300
"""Characters of a link's text; a longer one is cut."""

_MOST_TEXTS = 100
"""Pieces of text that a link's text is made of."""


class Wanted:
    """What is looked for in a page. Compiled where it is made: a process apart, which is forked, finds it ready.

    Raises ValueError for a selector that is none.
    """

    def __init__(self, selector: str | None, next_selector: str | None, *, endings: Collection[str], most: int) -> None:
        try:
            self.links = soupsieve.compile(_LINKS)
            self.marked = soupsieve.compile(selector) if selector else None
            self.next = soupsieve.compile(next_selector or _NEXT)
            self.base = soupsieve.compile("base[href]")
        except soupsieve.SelectorSyntaxError as error:
            raise ValueError(str(error).split("\n")[0]) from error
        self.names = _names_with(endings) if endings else None
        self.most = most
        self.strainer = None if selector or next_selector else SoupStrainer(_NAMES)


def references(page: bytes, charset: str | None, wanted: Wanted) -> dict[str, Any]:
    """The page's references in its order, as the fields of `links._Found`."""
    text, encoding = decode_page(page, charset)
    soup = BeautifulSoup(text, "html.parser", parse_only=wanted.strainer)
    tags = [tag for tag in _unique(_links(soup, wanted)) if _is_wanted(tag, wanted.names)]
    following = wanted.next.select_one(soup)
    base = wanted.base.select_one(soup)
    return {
        "base": None if base is None else _reference(base, encoding),
        "links": [(_reference(tag, encoding), _text(tag)) for tag in tags[: wanted.most]],
        "next": None if following is None else _reference(following, encoding),
        "more": len(tags) > wanted.most,
    }


def _links(soup: BeautifulSoup, wanted: Wanted) -> Iterable[Tag]:
    """The links that the selector names, or that stand in what it names."""
    if wanted.marked is None:
        yield from wanted.links.select(soup)
        return
    for tag in wanted.marked.select(soup):
        if tag.get("href"):
            yield tag
        else:
            yield from wanted.links.select(tag)


def _unique(tags: Iterable[Tag]) -> list[Tag]:
    return list({id(tag): tag for tag in tags}.values())


def _reference(tag: Tag, encoding: str) -> str:
    """What the link names. Its query is in the page's encoding (WHATWG URL, 3.5), all else in UTF-8."""
    href = str(tag.get("href") or "").partition("#")[0]
    path, mark, query = href.partition("?")
    try:
        raw = query.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        raw = query.encode("utf-8", "replace")
    return path + mark + quote(raw, safe="%/:?@!$&'()*+,;=~-._[] ")


def _text(tag: Tag) -> str:
    text = " ".join(part[:_LONGEST_TEXT] for part in islice(_texts(tag), _MOST_TEXTS))
    return " ".join(text.split())[:_LONGEST_TEXT]


def _texts(link: Tag) -> Iterator[str]:
    """The texts inside of a link, in order. One that is never closed ends where the next one begins, as in browsers."""
    pending: list[PageElement] = [*reversed(link.contents)]
    while pending:
        node = pending.pop()
        if isinstance(node, NavigableString):
            yield node
        elif isinstance(node, Tag):
            if node.name == "a":
                return
            pending.extend(reversed(node.contents))


def _names_with(endings: Collection[str]) -> re.Pattern[str]:
    """A name with one of the endings, in a path, in a parameter (`download.php?file=a.pdf`) or in a link's text."""
    return re.compile(rf"(?:{'|'.join(map(re.escape, endings))})(?![a-z0-9])", re.IGNORECASE)


def _is_wanted(tag: Tag, paper_names: re.Pattern[str] | None) -> bool:
    """Does its address, its type, its download name or its text name a paper? Where no names are given, any link is
    wanted."""
    if paper_names is None:
        return True
    kind = str(tag.get("type") or "").partition(";")[0].strip().lower()
    names = (unquote(str(tag.get("href") or "")), str(tag.get("download") or ""), _text(tag))
    return kind in _PAPER_TYPES or any(paper_names.search(name) for name in names)
