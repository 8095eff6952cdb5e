"""What may stand in a setting, and how its text becomes a value.

A field of a settings dataclass gets its shape from its type; `Annotated[float, SPAN]` names another one.
"""

from __future__ import annotations

import math
import types
from collections.abc import Hashable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, cast, get_args, get_origin

from cgq.config.queues import NAMING, is_name
from cgq.config.units import duration, rate, size
from cgq.money import parse_dollars

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONGEST = 366 * 86_400.0
"""The longest duration that a setting takes, in seconds: a year."""

LARGEST_COUNT = 10**12
"""The largest whole number that a setting takes: sums and products of a few of them fit into SQLite."""

NO_FILE = "none"
"""What stands for no file where a path is expected; a file of that name is `./none`."""
Unit = Literal["seconds", "bytes"]

BOLT_SCHEMES = ("bolt", "bolt+s", "neo4j", "neo4j+s")
"""The schemes of a Neo4j server's address; those with `+s` are encrypted, and the certificate is checked."""

_TRUE_OR_FALSE = {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand in a setting. `check` returns the value or raises ValueError or TypeError.

    `from_text` turns the text of a flag or a variable into what `check` takes; a file has types of its own and
    does without it. `expected` describes the values in an error message. `unit` is what a number of it counts, where
    people write it with a unit.
    """

    expected: str
    check: Callable[[object], object]
    from_text: Callable[[str], object] = str
    unit: Unit | None = None


def as_written(value: object) -> str:
    """A value of a setting for an error message, cut to 80 characters: a number as a person writes it, not `2e-08`."""
    text = format(Decimal(repr(value)), "f") if isinstance(value, float) else repr(value)
    return text[:80]


@dataclass(frozen=True, slots=True)
class AlsoFrom:
    """In `Annotated[…]`: a further environment variable that sets the field, after its own."""

    variable: str


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError
    return value


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= LARGEST_COUNT:
        raise ValueError
    return value


def _count_or_none(value: object) -> int:
    return 0 if value == 0 and not isinstance(value, bool) else _count(value)


def _size(value: object) -> int:
    return _count(size(value) if isinstance(value, str) else value)


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise ValueError
    return float(value)


def _seconds(value: object, *, least: float, most: float) -> float:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError
    found = duration(value) if isinstance(value, str) else float(value)
    if not least <= found <= most:
        raise ValueError
    return found


def _span(value: object) -> float:
    return _seconds(value, least=0.001, most=LONGEST)


def _wait(value: object) -> float:
    return _seconds(value, least=0.0, most=LONGEST)


def _drain(value: object) -> float:
    return _seconds(value, least=0.0, most=math.inf)


def _rate(value: object) -> str:
    text = _text(value)
    rate(text)
    return text


def _dollars(value: object) -> str:
    """An amount as it is written: a number of a file is exact in its shortest form."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TypeError
    text = str(value).strip()
    parse_dollars(text)
    return text


def _name(value: object) -> str:
    text = _text(value)
    if not is_name(text):
        raise ValueError
    return text


def _log_file(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value if value.strip().lower() not in ("", NO_FILE) else NO_FILE


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
    return _TRUE_OR_FALSE.get(text.strip().lower())


def text_list(expected: str, least: int = 0) -> Shape:
    """A list of at least so many texts; a tuple once it is checked."""

    def check(value: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple):
            raise TypeError
        texts = tuple(map(_text, cast("Sequence[object]", value)))
        if len(texts) < least or any("\0" in text for text in texts):
            raise ValueError
        return texts

    return Shape(expected, check)


def _url(value: object) -> str:
    text = _text(value)
    if not text.startswith(("http://", "https://")):
        raise ValueError
    return text


def _bolt(value: object) -> str:
    text = _text(value)
    scheme, separator, rest = text.partition("://")
    if scheme not in BOLT_SCHEMES or not separator or not rest or "@" in rest:
        raise ValueError
    return text


def one_of(*names: str) -> Shape:
    """One of some names, in upper or lower case."""

    def check(value: object) -> str:
        wanted = _text(value).lower()
        found = next((name for name in names if name.lower() == wanted), None)
        if found is None:
            raise ValueError
        return found

    return Shape("one of " + ", ".join(names), check)


TEXT = Shape("text", _text)
COUNT = Shape(f"a whole number of at least 1 and at most {LARGEST_COUNT:,}", _count, int)
COUNT_OR_NONE = Shape(f"a whole number of at most {LARGEST_COUNT:,}, 0 for none", _count_or_none, int)
SIZE = Shape('bytes, or text such as "512MB"', _size, unit="bytes")
NUMBER = Shape("a number", _number, float)
SPAN = Shape('seconds, or text such as "5m"', _span, unit="seconds")
WAIT = Shape('seconds, 0 or more, or text such as "5m"', _wait, unit="seconds")
DRAIN = Shape('seconds, text such as "5m", or "forever"', _drain, unit="seconds")
RATE = Shape('a rate such as "10/10s"', _rate)
DOLLARS = Shape("US dollars such as 1.50, in steps of 0.000001", _dollars)
NAME = Shape(NAMING, _name)
PREFIX = Shape(f"{NAMING}, or empty for none", lambda value: "" if value == "" else _name(value))
URL = Shape("an address that begins with http:// or https://", _url)
BOLT = Shape("an address such as bolt://localhost:7687 or neo4j+s://HOST, without a user or password in it", _bolt)
SWITCH = Shape("true or false", _switch, _switch_from)
LOG_FILE = Shape('a path, or "none" for no log', _log_file)
LANGUAGES = Shape("languages as Tesseract names them, such as kor+eng", _languages)

_BY_TYPE: dict[object, Shape] = {str: TEXT, int: COUNT, float: NUMBER, bool: SWITCH}


def shape_for(annotation: Any) -> Shape:
    """The shape of a field's type. Raises TypeError for a type that no setting can have."""
    if get_origin(annotation) is Annotated:
        inner, *notes = get_args(annotation)
        return next((note for note in notes if isinstance(note, Shape)), None) or shape_for(inner)
    if get_origin(annotation) in (Union, types.UnionType):
        parts = [part for part in get_args(annotation) if part is not type(None)]
        if len(parts) == 1:
            return shape_for(parts[0])
    if get_origin(annotation) is Literal and all(isinstance(name, str) for name in get_args(annotation)):
        return one_of(*get_args(annotation))
    if isinstance(annotation, Hashable) and annotation in _BY_TYPE:
        return _BY_TYPE[annotation]
    raise TypeError(f"no setting can be of type {annotation!r}")
