"""Which settings there are, what may stand in each, and the variable that sets it.

Dotted names are what `cgq config show` prints and what flags use: `embedding.model`,
`queues.pdf_processing.limit`, `kinds.process_pdf.timeout`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.config.settings import DURABILITIES, PRIORITY_NAMES, PROVIDERS, QUEUES
from cgq.config.units import duration, rate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand in a setting. `check` gives the value or raises ValueError or TypeError.

    `from_text` turns the text of a flag or a variable into what `check` takes; a file has types of
    its own and does without it.
    """

    expected: str
    check: Callable[[object], object]
    from_text: Callable[[str], object] = str


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError
    return value


def _seconds(value: object, *, least: float, most: float) -> float:
    if isinstance(value, bool):
        raise TypeError
    if not isinstance(value, str | int | float):
        raise TypeError
    found = duration(value) if isinstance(value, str) else float(value)
    if not least <= found <= most:
        raise ValueError
    return found


def _span(value: object) -> float:
    return _seconds(value, least=0.001, most=366 * 86_400.0)


def _wait(value: object) -> float:
    return _seconds(value, least=0.0, most=366 * 86_400.0)


def _drain(value: object) -> float:
    return _seconds(value, least=0.0, most=math.inf)


def _rate(value: object) -> str:
    text = _text(value)
    rate(text)
    return text


def _languages(value: object) -> str:
    text = _text(value)
    if not all(part.replace("_", "").isalnum() and part.isascii() for part in text.split("+")):
        raise ValueError
    return text


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _switch_from(text: str) -> object:
    return {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}.get(text.strip().lower())


def _one_of(*names: str) -> Shape:
    def check(value: object) -> str:
        wanted = _text(value).lower()
        found = next((name for name in names if name.lower() == wanted), None)
        if found is None:
            raise ValueError
        return found

    return Shape("one of " + ", ".join(names), check)


def _url(value: object) -> str:
    text = _text(value)
    if not text.startswith(("http://", "https://")):
        raise ValueError
    return text


TEXT = Shape("text", _text)
COUNT = Shape("a whole number of at least 1", _count, int)
SPAN = Shape('seconds, or text such as "5m"', _span)
WAIT = Shape('seconds, 0 or more, or text such as "5m"', _wait)
DRAIN = Shape('seconds, text such as "5m", or "forever"', _drain)
RATE = Shape('a rate such as "10/10s"', _rate)
URL = Shape("an address that begins with http:// or https://", _url)
SWITCH = Shape("true or false", _switch, _switch_from)
LANGUAGES = Shape("languages as Tesseract names them, such as kor+eng", _languages)
QUEUE = _one_of(*QUEUES)

TOP: Mapping[str, Shape] = {"db": TEXT, "jobs": COUNT, "durability": _one_of(*DURABILITIES), "drain": DRAIN}
EMBEDDING: Mapping[str, Shape] = {
    "provider": _one_of(*PROVIDERS),
    "model": TEXT,
    "dimension": COUNT,
    "base_url": URL,
}
READING: Mapping[str, Shape] = {"ocr": SWITCH, "languages": LANGUAGES, "model": TEXT, "base_url": URL}
QUEUE_FIELDS: Mapping[str, Shape] = {"limit": COUNT}
KIND_FIELDS: Mapping[str, Shape] = {
    "queue": QUEUE,
    "limit": COUNT,
    "rate": RATE,
    "timeout": SPAN,
    "max_attempts": COUNT,
    "wait": WAIT,
    "priority": _one_of(*PRIORITY_NAMES),
    "batch": COUNT,
    "ttl": SPAN,
    "keep_done": WAIT,
    "keep_failed": WAIT,
}

VARIABLES: Mapping[str, tuple[str, ...]] = {
    "db": ("CGQ_DB",),
    "jobs": ("CGQ_JOBS",),
    "durability": ("CGQ_DURABILITY",),
    "drain": ("CGQ_DRAIN",),
    "embedding.provider": ("CGQ_EMBEDDING_PROVIDER",),
    "embedding.model": ("CGQ_EMBEDDING_MODEL",),
    "embedding.dimension": ("CGQ_EMBEDDING_DIMENSION",),
    "embedding.base_url": ("CGQ_EMBEDDING_BASE_URL", "OPENAI_BASE_URL"),
    "reading.ocr": ("CGQ_READING_OCR",),
    "reading.languages": ("CGQ_READING_LANGUAGES",),
    "reading.model": ("CGQ_READING_MODEL",),
    "reading.base_url": ("CGQ_READING_BASE_URL", "OPENAI_BASE_URL"),
}
"""The environment variables of a setting, the first that is set winning. Queues and kinds have none."""


def shape_of(name: str) -> Shape | None:
    """The shape of a dotted name whose queue or kind is already known to be right."""
    match name.split("."):
        case [key]:
            return TOP.get(key)
        case ["embedding", key]:
            return EMBEDDING.get(key)
        case ["reading", key]:
            return READING.get(key)
        case ["queues", _, key]:
            return QUEUE_FIELDS.get(key)
        case ["kinds", _, key]:
            return KIND_FIELDS.get(key)
        case _:
            return None
