"""The documents described: their JSON Schemas, and what stands of each field in its docstring.

Only docs/generate.py, the tests and a server need this; it imports every subject and reads their source.
"""

from __future__ import annotations

import ast
import inspect
import pkgutil
import textwrap
from dataclasses import is_dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any, get_args, get_type_hints

import msgspec

from cgq import documents
from cgq.documents import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def every_document() -> dict[str, type[Document]]:
    """The documents of all subjects by the value of their `type`, sorted."""
    for module in pkgutil.iter_modules(documents.__path__):
        import_module(f"{documents.__name__}.{module.name}")
    found = {_tag(document): document for document in Document.__subclasses__()}
    return dict(sorted(found.items()))


def schema(document: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON Schema of a document, or of a structure by itself. Every field is described, no other is allowed."""
    made: dict[str, Any] = {"$schema": DIALECT, **msgspec.json.schema(document)}
    structures = structures_in(document)
    for name, described in made["$defs"].items():
        described["description"] = meaning(structures[name])
        described["additionalProperties"] = False
        described["required"] = _always_there(structures[name], described["properties"])
        for field, text in field_meanings(structures[name]).items():
            described["properties"][field]["description"] = text
            described["properties"][field].pop("default", None)
    return made


def structures_in(document: type) -> dict[str, type]:
    """A structure and all that stand within it, by name; itself comes first."""
    found: dict[str, type] = {}
    _collect(document, found)
    return found


def meaning(structure: type) -> str:
    """What the docstring says of a structure, on one line."""
    return " ".join((structure.__doc__ or "").split())


def field_meanings(structure: type) -> dict[str, str]:
    """What the docstring below each field says, on one line; inherited fields come first."""
    meanings: dict[str, str] = {}
    for owner in reversed(structure.__mro__):
        if owner.__module__.startswith("cgq."):
            meanings |= _own_meanings(owner)
    return meanings


def _own_meanings(structure: type) -> dict[str, str]:
    (definition,) = ast.parse(textwrap.dedent(inspect.getsource(structure))).body
    assert isinstance(definition, ast.ClassDef)
    meanings: dict[str, str] = {}
    for statement, below in pairwise(definition.body):
        match statement, below:
            case ast.AnnAssign(target=ast.Name(id=field)), ast.Expr(value=ast.Constant(value=str(text))):
                meanings[field] = " ".join(text.split())
            case _:
                pass
    return meanings


def _always_there(structure: type, properties: dict[str, Any]) -> list[str]:
    """The fields that are always printed: a default is printed as well, and only UNSET is left out."""
    hints = get_type_hints(structure)
    return [field for field in properties if msgspec.UnsetType not in get_args(hints.get(field))]


def _collect(hint: Any, found: dict[str, type]) -> None:
    for argument in get_args(hint):
        _collect(argument, found)
    if not _is_structure(hint):
        return
    structure: type = hint
    if structure.__name__ not in found:
        found[structure.__name__] = structure
        for field in get_type_hints(structure).values():
            _collect(field, found)


def _is_structure(hint: Any) -> bool:
    if not isinstance(hint, type):
        return False
    structure: type = hint
    return is_dataclass(structure) or issubclass(structure, msgspec.Struct)


def _tag(document: type[Document]) -> str:
    tag = document.__struct_config__.tag
    assert isinstance(tag, str)
    return tag
