"""Items of QTI, parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

from cgq.exchange.qti.item import item

if TYPE_CHECKING:
    from cgq.bank.record import QuestionRecord

QTI = "{http://www.imsglobal.org/xsd/imsqtiasi_v3p0}"


def parse(one: QuestionRecord) -> ElementTree.Element:
    """The item of a question."""
    return ElementTree.fromstring(item(one, {}))


def read(root: ElementTree.Element, name: str) -> list[str]:
    """The text of each part of a class, its lines divided as they are shown."""
    for line in root.iter(f"{QTI}br"):
        line.text = "\n"
    return ["".join(part.itertext()) for part in root.iter() if part.get("class") == f"cgq-{name}"]
