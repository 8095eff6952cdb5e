"""The tables of docs/exchange.md: the formats, the states of a question, the fields of a manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.bank.selection import STATUSES
from cgq.documents.schema import schema
from cgq.exchange import formats
from cgq.exchange.export.manifest import Manifest
from cgq.exchange.format import Loss

if TYPE_CHECKING:
    from collections.abc import Iterator


def tables() -> dict[str, str]:
    """Each by the name of its part of the page."""
    return {"formats": "".join(_formats()), "statuses": "".join(_statuses()), "manifest": "".join(_manifest())}


def _formats() -> Iterator[str]:
    yield "| format | file | what it is good for | pictures | same bytes |\n|---|---|---|---|---|\n"
    for name in formats.names():
        form = formats.make(name)
        file = f"`{form.suffix}`" if form.suffix else "a folder"
        marks = ("yes" if held else "" for held in (form.pictures, form.same_bytes))
        yield f"| `{name}` | {file} | {form.summary} | {' | '.join(marks)} |\n"
    yield "\nWhat they cannot hold:\n\n"
    for name in formats.names():
        for limit in formats.make(name).limits:
            yield f"- **{name}**: {limit}\n"


def _statuses() -> Iterator[str]:
    yield "| status | |\n|---|---|\n"
    for name, meaning in STATUSES.items():
        yield f"| `{name}` | {meaning.text} |\n"


def _manifest() -> Iterator[str]:
    yield "| field | |\n|---|---|\n"
    for field, text in _fields("Manifest").items():
        inside = f" Each has {_inside()}." if field == "files" else ""
        yield f"| `{field}` | {text}{inside} |\n"
    fields = ", ".join(f"`{field}`" for field in Loss.__dataclass_fields__)
    yield f"| `losses` | What the format could not hold, question by question: {fields}. |\n"


def _inside() -> str:
    return ", ".join(f"`{field}`" for field in _fields("ManifestFile"))


def _fields(structure: str) -> dict[str, str]:
    """The fields of a part of the manifest, with what each means."""
    properties = schema(Manifest)["$defs"][structure]["properties"]
    return {field: shape["description"] for field, shape in properties.items()}
