"""The keys among several files that were read together, and the papers that they answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.key.choose import Chosen, KeyFile, choose_key
from cgq.exam.key.pairing import mismatch, with_match
from cgq.exam.key.says import says_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Document


def with_keys_found(read: Sequence[tuple[str, Document]]) -> list[Document]:
    """The documents in their order, each paper with its answers from the key among them, if one fits.

    Each comes with the path at which it lies, as text. A key of a paper's exam that does not fit the paper
    is a finding of the paper.
    """
    says = [says_of(document, [path]) for path, document in read]
    keys = [KeyFile(n, says[n], found.keys) for n, (_, found) in enumerate(read) if found.keys and not found.questions]
    done: list[Document] = []
    for (_, document), said in zip(read, says, strict=True):
        found = choose_key(said, document.questions, keys) if document.questions else None
        if isinstance(found, Chosen):
            done.append(with_match(document, found.match))
        elif found is not None:
            done.append(replace(document, findings=(*document.findings, mismatch(found.reason))))
        else:
            done.append(document)
    return done
