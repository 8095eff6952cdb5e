from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol
from xml.etree.ElementTree import Element, ElementTree, XMLParser

class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...

def fromstring(text: str) -> Element: ...
def iterparse(
    source: str | BinaryIO | _Readable,
    events: Sequence[str] | None = None,
    parser: XMLParser | None = None,
    forbid_dtd: bool = False,
    forbid_entities: bool = True,
    forbid_external: bool = True,
) -> Iterator[tuple[str, Element]]: ...
def parse(
    source: str | Path | BinaryIO,
    parser: XMLParser | None = None,
    forbid_dtd: bool = False,
    forbid_entities: bool = True,
    forbid_external: bool = True,
) -> ElementTree[Element]: ...
