"""Which place is meant by who writes down what was answered: by a question, or by a paper and a number of it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from unicodedata import normalize

from cgq.bank.attempts.places import Place, place_of
from cgq.bank.question_name import question_number
from cgq.config import nearest
from cgq.counting import counted
from cgq.db.queries import load
from cgq.errors import CgqError, Missing, Refused
from cgq.exam.printable import printable
from cgq.hints import plain

if TYPE_CHECKING:
    from cgq.db.connection import Transaction

SQL = load("attempts")

LONGEST_SHOWN = 60  # characters; chosen
"""Characters of a name in a message."""

NEAREST_LOOKED_FOR = 20  # papers; time measured
"""Unknown papers for which the nearest known name is looked for: each takes 0.1 s among 10,000."""

_HASH = re.compile(r"[0-9a-f]{8,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceName:
    """How a place is named: a question by its number or hash, a paper by its number, sha256, title or file, a number
    of that paper, and its section where the number stands there several times. None for what is not named."""

    question: str | None = None
    material: str | None = None
    number: int | None = None
    section: str | None = None


class Places:
    """Finds places by their names; what was found is remembered, also that nothing was."""

    def __init__(self) -> None:
        self._found: dict[PlaceName, Place | CgqError] = {}
        self._papers: _Papers | None = None

    def find(self, tx: Transaction, name: PlaceName) -> Place:
        """The place that is named: of a question that is named alone the first one, by which its options are numbered.

        Raises Missing and Refused.
        """
        found = self._found.get(name)
        if found is None:
            try:
                found = place_of(tx, self._appearance(tx, name))
            except CgqError as error:
                found = error
            self._found[name] = found
        if isinstance(found, CgqError):
            raise found
        return found

    def _appearance(self, tx: Transaction, name: PlaceName) -> int:
        material = self._paper(tx, name.material) if name.material else None
        question = question_number(tx, name.question) if name.question else None
        if material is not None and name.number is not None:
            return _numbered(tx, material, name.number, name.section, question)
        if question is None:
            raise Refused("It names no question", code="no_question", hint="Give question, or material and number.")
        found: int | None = tx.value(SQL["appearance_first"], {"question": question, "material": material})
        if found is None:
            raise Missing(f"Paper {material} prints no question {question}", hint="Correct one of them.")
        return found

    def _paper(self, tx: Transaction, name: str) -> int:
        self._papers = self._papers or _Papers(tx)
        return self._papers.find(name)


def _numbered(tx: Transaction, material: int, number: int, section: str | None, question: int | None) -> int:
    there = tx.all(SQL["appearances_numbered"], (material, number))
    found = [one for one in there if section is None or one[1] == section]
    if not found:
        where = f" in {printable(section, LONGEST_SHOWN)}" if section else ""
        message = f"Paper {material} has no number {number}{where}"
        raise Missing(message, code="no_such_number", hint="Correct it, or name the question.")
    mine = [one for one in found if question is None or one[2] == question]
    if not mine:
        message = f"Number {number} of paper {material} is question {found[0][2]}, and not {question}"
        raise Refused(message, code="other_question", hint="Correct one of them, or leave the question out.")
    if len(mine) > 1:
        sections = ", ".join(plain(printable(one[1], LONGEST_SHOWN)) or "none" for one in mine)
        message = f"Paper {material} has {counted(len(mine), 'question')} with the number {number}"
        raise Refused(message, code="ambiguous_number", hint=f"Name the section: {sections}. Or name the question.")
    appearance: int = mine[0][0]
    return appearance


class _Papers:
    """The papers of a bank by what people call them."""

    def __init__(self, tx: Transaction) -> None:
        self._names: defaultdict[str, set[int]] = defaultdict(set)
        self._hashes: dict[str, int] = {}
        self._looked_for = 0
        for number, content, title, path in tx.all(SQL["papers_called"]):
            self._hashes[content] = number
            for name in (title, path or "", PurePosixPath(path or "").name):
                self._names[_folded(name)].add(number)
        self._names.pop("", None)

    def find(self, name: str) -> int:
        """Raises Missing and Refused."""
        wanted = _folded(name)
        found = self._by_number(wanted) or self._by_hash(wanted) or self._names.get(wanted, set())
        if len(found) > 1:
            numbers = ", ".join(map(str, sorted(found)))
            message = f"{printable(name, LONGEST_SHOWN)} names {counted(len(found), 'paper')}: {numbers}"
            raise Refused(message, code="ambiguous", hint="Give the number of one of them: `cgq materials`")
        if not found:
            raise Missing(f"There is no paper {printable(name, LONGEST_SHOWN)}", hint=self._advice(wanted))
        (number,) = found
        return number

    def _by_number(self, wanted: str) -> set[int]:
        if not wanted.isdecimal():
            return set()
        return {number for number in self._hashes.values() if str(number) == wanted}

    def _by_hash(self, wanted: str) -> set[int]:
        if not _HASH.fullmatch(wanted):
            return set()
        return {number for content, number in self._hashes.items() if content.startswith(wanted)}

    def _advice(self, wanted: str) -> str:
        self._looked_for += 1
        near = nearest(wanted, self._names) if self._looked_for <= NEAREST_LOOKED_FOR else None
        listed = "List them: `cgq materials`"
        return f"Did you mean {plain(printable(near, LONGEST_SHOWN))}? {listed}" if near else listed


def _folded(name: str) -> str:
    """A name as it is compared: composed, without white space around it, in lower case."""
    return normalize("NFC", name.strip()).casefold()
