"""What a stem asks for by describing it: `현실원리에 따라 작동하는 성격구조는?`, `Which protocol finds an address?`.

The right option of such a question is the term that its stem defines, so what the stem names is learned before it.
Only what the option is a kind of (`성격구조`, `protocol`: the genus) is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.enrich.english import breaks
from cgq.enrich.latin import term
from cgq.enrich.lexicon import FACTS
from cgq.enrich.runs import phrase
from cgq.enrich.statements import MAX_QUOTE, Statement

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.enrich.runs import Group

_DENIED = re.compile(
    r"(?:아닌|아니한|않은|않는|없는|먼|벗어난|다른) \S+(?:은|는)?\s*\?\s*$|옳지|틀린|잘못|거리가 먼|제외"
    r"|\b(?:not|except|false|incorrect|never|least)\b",
    re.IGNORECASE,
)
"""A stem that asks for what does not fit defines nothing."""

_EXHIBIT = re.compile(
    r"그림|사례|다음 (?:중|표|글)|빈칸|괄호|밑줄|\b(?:exhibit|figure|table|scenario|blank)\b", re.IGNORECASE
)
"""Where a stem points to something else, what it names is no part of a definition."""

_ASKED = re.compile(r"(?:\([^()]*\))?(?:은|는)\s*\?\s*$")
_WHAT = re.compile(r"(?:것|말|용어|개념)(?:은|는)\s*\?\s*$|무엇(?:인가|이라(?:고)? ?(?:하|부르)\S*)\s*\?\s*$")
_GENUS = re.compile(
    r"(?:\([^()]*\))?(?:"
    r"[을를] (?:무엇|의미하는|뜻하는|이르는|가리키는|말하는)|에 (?:해당하는|속하는)"
    r"|(?:의 (?:종류|유형|갈래))? (?:가운데|중(?:에서)? )|의 (?:종류|유형|갈래)(?:은|는)"
    r")"
)
"""What stands behind the genus: `사용자 인터페이스를 의미하는 것은?`, `안전모의 종류 가운데`."""
_WHICH = re.compile(r"(?:^|[.] )(?:Which|What) (?:of the following )?(?P<rest>[^?.]+)\?\s*$")
_WORDS = 4  # words; chosen
"""Words of an English genus at most."""


def asks(text: str, chains: Sequence[Sequence[Group]]) -> list[Statement]:
    """That a normalised stem, whose runs of nouns are `chains`, asks for what it describes: one for each genus, which
    is the `term`, or for "" where it names none; nothing where it asks otherwise, or for a person, a work, an event."""
    if _DENIED.search(text) or _EXHIBIT.search(text):
        return []
    genera = _genera(text, chains)
    if any(genus.endswith(FACTS) for genus in genera):
        return []
    quote = text if len(text) <= MAX_QUOTE else f"…{text[1 - MAX_QUOTE :]}"
    return [Statement(genus, "asks", "", quote) for genus in sorted(genera)]


def _genera(text: str, chains: Sequence[Sequence[Group]]) -> set[str]:
    if which := _WHICH.search(text):
        return {_english_genus(which["rest"])}
    asked = {phrase(text, chain)[0] for chain in chains[-1:] if _ASKED.match(text, chain[-1].end)}
    if not asked and not _WHAT.search(text):
        return set()
    kinds = {phrase(text, chain)[0] for chain in chains if _GENUS.match(text, chain[-1].end)}
    return (asked | kinds) or {""}


def _english_genus(words: str) -> str:
    """The nouns that `Which` asks for one of: protocol of `protocol finds an address`."""
    found: list[str] = []
    for word in words.split(" ")[:_WORDS]:
        if breaks(word.lower()):
            break
        found.append(word)
    return term(" ".join(found)).name if found else ""
