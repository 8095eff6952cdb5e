"""A page's tree and its links; runs in the process apart (links.py). The only module that imports bs4."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from bs4 import BeautifulSoup
from bs4.element import NavigableString
from bs4.filter import SoupStrainer
from soupsieve import SelectorSyntaxError

from cgq.web.charset import decode_page

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bs4.element import Tag

_PAPER_NAME = re.compile(r"\.(?:pdf|hwpx?)(?![a-z0-9])", re.IGNORECASE)
"""A name of a paper, in a path, in a parameter (`download.php?file=a.pdf`) or in a link's text."""

_PAPER_TYPES = frozenset({"application/pdf", "application/x-hwp", "application/haansofthwp", "application/hwp+zip"})
_NAMES = ["a", "area", "base", "link"]
"""The tags that are kept where no selector asks for others: a tree of all takes eight times as much memory."""

_LINKS = "a[href], area[href]"
_NEXT = '[rel~="next" i][href]'
_LONGEST_TEXT = 300
"""Characters of a link's text; a longer one is cut."""

_MOST_NODES = 100
"""Tags and texts inside of a link that its text is taken from: links that are never closed lie in one another."""


def references(
    page: bytes, selector: str | None, next_selector: str | None, charset: str | None, *, papers_only: bool, most: int
) -> dict[str, Any]:
    """The page's references in its order, as the fields of `links._Found`."""
    strainer = None if selector or next_selector else SoupStrainer(_NAMES)
    text, encoding = decode_page(page, charset)
    soup = BeautifulSoup(text, "html.parser", parse_only=strainer)
    try:
        tags = _unique(_links(soup, selector))
        following = soup.select_one(next_selector or _NEXT)
    except SelectorSyntaxError as error:
        return {"bad_selector": str(error).split("\n")[0]}
    wanted = [tag for tag in tags if not papers_only or _leads_to_paper(tag)]
    base = soup.select_one("base[href]")
    return {
        "base": None if base is None else _reference(base, encoding),
        "links": [(_reference(tag, encoding), _text(tag)) for tag in wanted[:most]],
        "next": None if following is None else _reference(following, encoding),
        "more": len(wanted) > most,
    }


def _links(soup: BeautifulSoup, selector: str | None) -> Iterable[Tag]:
    """The links that the selector names, or that stand in what it names."""
    if selector is None:
        yield from soup.select(_LINKS)
        return
    for tag in soup.select(selector):
        if tag.get("href"):
            yield tag
        else:
            yield from tag.select(_LINKS)


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
    inside = islice(tag.descendants, _MOST_NODES)
    text = " ".join(str(node)[:_LONGEST_TEXT] for node in inside if isinstance(node, NavigableString))
    return " ".join(text.split())[:_LONGEST_TEXT]


def _leads_to_paper(tag: Tag) -> bool:
    """Does its address, its type, its download name or its text name a paper?"""
    kind = str(tag.get("type") or "").partition(";")[0].strip().lower()
    names = (unquote(str(tag.get("href") or "")), str(tag.get("download") or ""), _text(tag))
    return kind in _PAPER_TYPES or any(_PAPER_NAME.search(name) for name in names)
