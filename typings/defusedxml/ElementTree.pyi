from collections.abc import Iterator, Sequence
from typing import BinaryIO
from xml.etree.ElementTree import Element, XMLParser

def iterparse(
    source: str | BinaryIO,
    events: Sequence[str] | None = None,
    parser: XMLParser | None = None,
    forbid_dtd: bool = False,
    forbid_entities: bool = True,
    forbid_external: bool = True,
) -> Iterator[tuple[str, Element]]: ...
