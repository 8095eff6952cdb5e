"""The options of a question in another order, drawn from a seed and the question: the same on every machine."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

from msgspec import structs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.bank.record import AppearanceRecord, QuestionRecord
    from cgq.exam.model import Option, RightOptions

    A = TypeVar("A", bound=RightOptions)

SPEAKS_OF_OTHERS = "an option speaks of the others"
NAMES_AN_OPTION = "its text calls an option by its sign"
REASONS = (SPEAKS_OF_OTHERS, NAMES_AN_OPTION)
"""Why options are left in their order."""

_OTHERS = re.compile(
    r"\b(?:all|none|any|both|neither|each|every one|some|two|three|most)\s+(?:\w+\s+){0,2}?(?:of\s+)?(?:the\s+)?"
    r"(?:above|below|these|those|them|options|choices|answers|others|preceding|following)\b"
    r"|\b(?:above|preceding|previous|other|remaining)\s+(?:options?|choices?|answers?|statements?|alternatives?)\b"
    r"|(?:위|아래|앞|다음|보기|상기|이상)(?:의|에서)?\s*(?:것|내용|보기|항목|선택지|답|항)?(?:이|은|는|들)?\s*"
    r"(?:모두|전부|다\b|중|어느|아무)"
    r"|모두\s*(?:옳|맞|틀|아니|해당|정답|그르|포함|적절|적합|참|거짓|같|다르)|(?:전부|다)\s*(?:옳|맞|틀|아니|해당)"
    r"|(?:정답|답|해당\s*(?:사항|항목)?|옳은\s*것|맞는\s*것)\s*(?:이|은|는)?\s*없"
    r"|나머지|선택지|둘\s*다|셋\s*다|상기|전항|앞의\s|위의\s"
    r"|上記|以上|すべて|いずれ|どれも|全て|该当なし|該当なし|以上都|均(?:正确|错误|不)|都(?:对|错|不|是)",
    re.IGNORECASE,
)
"""What an option says of the others, in the languages of the papers: English, Korean, Japanese, Chinese. One word too
many costs only that a question stays in its order."""

_END = r"(?![^\W가-힣])"
"""What ends a letter or number: anything but another of them; Korean sets its particles right behind."""

_SIGNS = re.compile("[①-⑳❶-❿➀-➓⑴-⒇㉠-㉻ⓐ-ⓩⒶ-Ⓩ]")
"""Signs that name an option wherever they stand; a text that marks its own words by them means its options as well."""


def shuffled(record: QuestionRecord, seed: int) -> QuestionRecord:
    """The record with its options in the order of a seed, and whatever counts them.

    Labels stay with the places: what is called ② stands second. Those of appearances stay as they are printed there.
    """
    order = _order(record, seed)
    became = {option.n: n for n, option in enumerate(order, 1)}
    labels = [option.label for option in record.options]
    options = tuple(replace(option, n=n, label=labels[n - 1]) for n, option in enumerate(order, 1))
    answer = None if record.answer is None else _renumbered(record.answer, became)
    appearances = tuple(_appearance(one, became) for one in record.appearances)
    return structs.replace(record, options=options, answer=answer, appearances=appearances)


def why_fixed(record: QuestionRecord) -> str | None:
    """Why the options must stay in their order; None where they can be moved."""
    if any(_OTHERS.search(option.text) for option in record.options):
        return SPEAKS_OF_OTHERS
    signs = _naming(tuple(option.label for option in record.options))
    texts = [record.stem, record.passage or "", *record.boxes, record.explanation or ""]
    if any(signs.search(text) for text in (*texts, *(option.text for option in record.options))):
        return NAMES_AN_OPTION
    return None


def _order(record: QuestionRecord, seed: int) -> Sequence[Option]:
    def turn(option: Option) -> bytes:
        return hashlib.sha256(f"{seed}:{record.id}:{option.n}".encode()).digest()

    return sorted(record.options, key=turn)


def _renumbered(answer: A, became: dict[int, int]) -> A:
    return replace(answer, accepted=tuple(sorted(became.get(n, n) for n in answer.accepted)))


def _appearance(place: AppearanceRecord, became: dict[int, int]) -> AppearanceRecord:
    """The place's own numbers and labels hold on, for they are printed; what leads to the record's is led on."""
    return structs.replace(place, option_order=tuple(became.get(n, n) for n in place.option_order))


@lru_cache(maxsize=256)
def _naming(labels: tuple[str, ...]) -> re.Pattern[str]:
    """What calls an option by a label or its number: a sign of its own wherever it stands, a letter or a number only
    where it is clearly meant."""
    printed = "|".join(re.escape(label) for label in labels if label)
    numbered = "|".join((*filter(None, (printed,)), *(str(n) for n in range(1, len(labels) + 1))))
    patterns = [
        _SIGNS.pattern,
        rf"\b(?:options?|choices?|answers?|alternatives?|선택지|보기|정답|답)\s*(?:은|는|:)?\s*[(\[]?(?:{numbered}){_END}",
        rf"(?<![\w.])(?:{numbered})\s*번",
    ]
    if printed:
        patterns.append(rf"(?<!\w)[(\[](?:{printed})[)\]]")
        patterns.append(rf"(?<!\w)(?:{printed})\s*(?:과|와|,|and|or|및|또는|&|·|~)\s*(?:{printed}){_END}")
    return re.compile("|".join(patterns), re.IGNORECASE)
