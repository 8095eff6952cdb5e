"""The keys among several files that were read together, and the papers that they answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from cgq.exam.findings import KEY_UNUSED
from cgq.exam.key.choose import Chosen, KeyFile, choose_key
from cgq.exam.key.pairing import merge_key, mismatch, with_match
from cgq.exam.key.says import says_of
from cgq.exam.key.whose import Sibling
from cgq.exam.model import Finding

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.key.says import Says
    from cgq.exam.model import Document

_MOST_NAMED = 5
"""Papers that a finding names."""


@dataclass(frozen=True, slots=True)
class _File:
    """A document, the path at which it lies, and what it says of itself."""

    path: str
    document: Document
    says: Says

    @property
    def is_key(self) -> bool:
        return bool(self.document.keys) and not self.document.questions

    @property
    def folder(self) -> str:
        return str(PurePosixPath(self.path).parent)


def with_keys_found(read: Sequence[tuple[str, Document]]) -> list[Document]:
    """The documents in their order, each paper with its answers from the key among them, if one fits.

    Each comes with the path at which it lies, as text. A key of a paper's exam that does not fit the paper
    is a finding of the paper; a key that fits none is one of its own, where papers lack answers.
    """
    files = _with_pairs_marked([_File(path, document, says_of(document, [path])) for path, document in read])
    keys = [KeyFile(n, file.says, file.document.keys) for n, file in enumerate(files) if file.is_key]
    papers = [Sibling(file.says, file.document.questions) for file in files]
    done: list[Document] = []
    used: set[int] = set()
    for n, file in enumerate(files):
        questions = file.document.questions
        others = [*papers[:n], *papers[n + 1 :]]
        found = choose_key(file.says, questions, keys, others) if questions else None
        if isinstance(found, Chosen):
            used.add(found.key.id)
            done.append(with_match(file.document, found.match))
        elif found is not None:
            done.append(replace(file.document, findings=(*file.document.findings, mismatch(found.reason))))
        else:
            done.append(file.document)
    lacking = [file.path for file, document in zip(files, done, strict=True) if _lacks_answers(document)]
    for key in keys:
        if key.id not in used and lacking:
            unused = _unused(lacking)
            done[key.id] = replace(done[key.id], findings=(*done[key.id].findings, unused))
    return done


def _with_pairs_marked(files: Sequence[_File]) -> list[_File]:
    """The files, those marked that are the only paper and the only key of their folder."""
    papers = Counter(file.folder for file in files if file.document.questions)
    keys = Counter(file.folder for file in files if file.is_key)
    alone = {folder for folder in papers if papers[folder] == keys[folder] == 1}
    return [replace(file, says=replace(file.says, alone=file.folder in alone)) for file in files]


def _lacks_answers(document: Document) -> bool:
    """Whether most questions of a paper have no answer."""
    answered = sum(question.answer is not None for question in document.questions)
    return 2 * answered < len(document.questions)


def _unused(lacking: Sequence[str]) -> Finding:
    """The finding of a key that answers no paper: which papers lack answers."""
    names = [PurePosixPath(path).name for path in lacking]
    more = f" and {len(names) - _MOST_NAMED} more" if len(names) > _MOST_NAMED else ""
    listed = ", ".join(names[:_MOST_NAMED]) + more
    message = f"this key fits no paper here with certainty; without answers: {listed}"
    return Finding(code=KEY_UNUSED, message=message)


def with_key_given(read: Sequence[tuple[str, Document]], key: tuple[str, Document]) -> list[Document]:
    """The documents in their order, each with its answers from the key that a person named for all of them."""
    path, key_document = key
    says = [says_of(document, [at]) for at, document in read]
    papers = [Sibling(said, document.questions) for (_, document), said in zip(read, says, strict=True)]
    theirs = says_of(key_document, [path])
    done: list[Document] = []
    for n, ((_, document), said) in enumerate(zip(read, says, strict=True)):
        others = [*papers[:n], *papers[n + 1 :]]
        merged = merge_key(document, key_document, paper=said, key=theirs, siblings=others)
        done.append(document if document.refusal else merged)
    return done
