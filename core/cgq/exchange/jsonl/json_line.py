"""A line of JSON with the names of columns: what the row of a table says, with numbers and lists as JSON has them."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NoReturn, cast

from cgq.exam.printable import printable
from cgq.exchange.importing.faults import LONGEST_QUOTE, Fault
from cgq.exchange.table import columns
from cgq.exchange.table.cell import MOST_CHARACTERS
from cgq.exchange.table.header import Header
from cgq.exchange.table.name_list import join_names
from cgq.exchange.table.table_row import Table

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cgq.exchange.rows import Row, RowFault

MOST_LINE = 40 * MOST_CHARACTERS
"""The longest line in characters, as long as the longest record of a text with delimiters."""

_LONGEST_REASON = 200
"""Characters of what the JSON library says at most."""

_LISTS = {"options": "option", "choices": "option", "boxes": "box", "보기": "option", "선택지": "option"}
"""Keys whose value may be a list of texts, and the column that each of them is one of."""


def decode_line(text: str) -> dict[str, object]:
    """The object of a line. Raises Fault: bad_json, two_columns."""
    try:
        value: object = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Fault(
            "bad_json", f"The line is no JSON: {printable(str(error), _LONGEST_REASON)}", "Write one object a line."
        ) from error
    if not isinstance(value, dict):
        raise Fault("bad_json", "The line is JSON, but no object", "Write one object a line, in braces.")
    return cast("dict[str, object]", value)


def read_line(
    row: int, value: Mapping[str, object], mapped: Mapping[str, str], *, answers_only: bool
) -> Row | RowFault | None:
    """What an object says whose keys are names of columns; `mapped` is a folded key -> our name.

    Raises Fault: bad_value, two_columns.
    """
    cells: dict[str, str] = {}
    headings: dict[str, str] = {}
    for key, given in value.items():
        for name, text in _named(key, given, mapped).items():
            if name in cells:
                raise Fault("two_columns", f"Two keys are {name}: {headings[name]} and {printable(key, LONGEST_QUOTE)}")
            cells[name], headings[name] = text, printable(key, LONGEST_QUOTE)
    indices = {name: index for index, name in enumerate(cells)}
    header = Header(row=0, indices=indices, headings=headings, width=len(cells))
    # A number is written in brackets below, so that only a string can be the text of an option.
    return Table(header=header, answers_only=answers_only, by_text=True).read(row, list(cells.values()))


def unknown_keys(value: Mapping[str, object], mapped: Mapping[str, str]) -> list[str]:
    """The keys that name no column, and are not those of our own tables either."""
    return [
        key
        for key in value
        if not (columns.fold(key) in mapped or columns.name_of(key) or key.casefold() in _LISTS)
        and columns.fold(key) not in columns.OUR_OWN
    ]


def _named(key: str, given: object, mapped: Mapping[str, str]) -> dict[str, str]:
    """Our name and the text of each cell that a key with its value stands for."""
    base = _LISTS.get(key.casefold())
    if base and isinstance(given, list):
        items = cast("list[object]", given)
        return {f"{base}{n}": _text(key, item) for n, item in enumerate(items, 1)}
    name = mapped.get(columns.fold(key)) or columns.name_of(key)
    displaced = name in mapped.values() and columns.fold(key) not in mapped
    if given is None or displaced:
        return {}
    if name is None:
        if base:
            raise _no_list(key, base)
        return {}
    if isinstance(given, list):
        return {name: _listed(key, name, cast("list[object]", given))}
    if name == "answer" and isinstance(given, int) and not isinstance(given, bool):
        return {name: f"({given})"}
    return {name: _text(key, given)}


def _listed(key: str, name: str, items: list[object]) -> str:
    texts = [_text(key, item) for item in items]
    if name == "answer":
        return ",".join(texts)
    if name in ("concepts", "tags"):
        return join_names(texts)
    raise _bad_value(key, "a list")


def _text(key: str, given: object) -> str:
    if isinstance(given, str):
        return given
    if isinstance(given, bool) or not isinstance(given, int | float):
        kind = f"the value {json.dumps(given)}" if isinstance(given, bool) else "an object, a list or null"
        raise _bad_value(key, kind)
    return str(int(given)) if isinstance(given, int) or given.is_integer() else repr(given)


def _no_list(key: str, base: str) -> Fault:
    name = printable(key, LONGEST_QUOTE)
    hint = f'Write each as a text of its own: "{name}": ["first", "second"], or {base}1, {base}2 …'
    return Fault("bad_value", f"{name} is no list", hint, column=name)


def _bad_value(key: str, kind: str) -> Fault:
    name = printable(key, LONGEST_QUOTE)
    return Fault("bad_value", f"{name} is {kind}", "Write a text or a number.", column=name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = counts.most_common(1)[0][0]
        raise Fault("two_columns", f"The key {printable(twice, LONGEST_QUOTE)} is there twice", "Delete one.")
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
