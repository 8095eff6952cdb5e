"""The addresses of a catalogue's search."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from cgq.config.collecting import PAGE, QUERY

if TYPE_CHECKING:
    from cgq.config import CatalogueSettings


def address_of(catalogue: CatalogueSettings, words: str, number: int) -> str:
    """The address of a page of a search for some words."""
    query = quote(words, safe="", encoding=catalogue.charset, errors="xmlcharrefreplace")
    return catalogue.search.replace(QUERY, query).replace(PAGE, str(number))


def pages_of(catalogue: CatalogueSettings, words: str) -> list[str]:
    """The addresses of its pages, as far as they are known beforehand."""
    count = catalogue.pages if PAGE in catalogue.search else 1
    return [address_of(catalogue, words, catalogue.first + number) for number in range(count)]
