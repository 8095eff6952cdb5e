"""What is wrong with a kind's arguments, and what it takes, in words for who typed them."""

from __future__ import annotations

import re
from difflib import get_close_matches
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Union, get_args, get_origin

if TYPE_CHECKING:
    from collections.abc import Collection

    from msgspec.structs import FieldInfo

_AT = re.compile(r" - at `\$(?P<at>[^`]*)`$")
_MISSING = re.compile(r"Object missing required field `(?P<name>[^`]*)`")
_UNKNOWN = re.compile(r"Object contains unknown field `(?P<name>[^`]*)`")
_BOUND = re.compile(r"Expected `(?P<type>\w+)` (?P<sign>[<>]=?) (?P<bound>\S+)")
_WRONG = re.compile(r"Expected `(?P<expected>[^`]*)`, got `(?P<found>[^`]*)`")
"""What msgspec reports of JSON that does not fit a type: https://jcristharif.com/msgspec/usage.html."""

_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_TYPES: dict[object, str] = {
    int: "whole number",
    float: "number",
    str: "text",
    bool: "true or false",
    list: "list",
    dict: "object",
    type(None): "null",
    Any: "anything",
}
_BOUNDS = {">=": "of at least", ">": "above", "<=": "of at most", "<": "below"}


def explain(reported: str, names: Collection[str]) -> str:
    """What msgspec reports, in a sentence without its end: `'question' must be a whole number, not text`.

    `names` are the arguments that there are. What a kind's own checks report stays as it is.
    """
    at = _AT.search(reported)
    fault = reported[: at.start()] if at else reported
    where = at["at"].removeprefix(".") if at else ""
    if found := _MISSING.fullmatch(fault):
        return f"{_inner(where, found['name'])!r} is missing"
    if found := _UNKNOWN.fullmatch(fault):
        return f"there is no {_inner(where, found['name'])!r}{_nearest(found['name'], names)}"
    subject = repr(where) if where else "they"
    if found := _BOUND.fullmatch(fault):
        return f"{subject} must be {_word(found['type'])} {_BOUNDS[found['sign']]} {found['bound']}"
    if found := _WRONG.fullmatch(fault):
        return f"{subject} must be {_word(found['expected'])}, not {_word(found['found'])}"
    return fault if not where else f"{where!r}: {fault}"


def describe(arguments: Any) -> str:
    """The arguments of a kind: `{"question": whole number, "n": whole number = 1}`, with the default of each."""
    from msgspec.structs import fields

    if arguments is Any:
        return "any JSON"
    known = ", ".join(_described(field) for field in fields(arguments))
    return f"{{{known}}}" if known else "none: {}"


def _inner(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _word(types: str) -> str:
    return " or ".join(_WORDS.get(name, name) for name in types.split(" | "))


def _nearest(name: str, names: Collection[str]) -> str:
    near = get_close_matches(name, names, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _described(field: FieldInfo) -> str:
    from msgspec import NODEFAULT
    from msgspec.json import encode

    described = f'"{field.encode_name}": {_type_name(field.type)}'
    if field.required:
        return described
    default = field.default if field.default_factory is NODEFAULT else field.default_factory()
    return f"{described} = {encode(default).decode()}"


def _type_name(type_: Any) -> str:
    """A type as JSON knows it, without its author's module and without what msgspec is asked to check of it."""
    origin, inner = get_origin(type_), get_args(type_)
    if origin is Annotated:
        return _type_name(inner[0])
    if origin in (Union, UnionType):
        return " or ".join(map(_type_name, inner))
    if origin is Literal:
        return " or ".join(f'"{value}"' for value in inner)
    if origin in (list, tuple, set, frozenset):
        return f"list of {_type_name(inner[0])}" if inner else "list"
    if origin is dict:
        return "object"
    name: str = getattr(type_, "__name__", str(type_))
    return _TYPES.get(type_, name)
