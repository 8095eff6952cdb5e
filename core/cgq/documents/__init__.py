"""What `cgq … --json` prints: each object a typed structure, one file a subject.

A `Document` is printed by itself, on one line; its first key is `type`. What is printed only within another
one is a plain frozen structure beside it, or in a file named after it when several documents share it
(`error.py`, `progress.py`, `pause.py`). A command encodes what is here, `render/` turns it into text, and
docs/json.md and docs/schema/ are derived from it (`make docs`): this is the one place where a field is named.

How a subject stands here:

1. `class Job(Document, frozen=True, kw_only=True, tag="job")`: the tag is the value of `type`. The class's
   docstring is what docs/json.md prints of it, and names the command that prints it: `cgq show`.
2. Each field has a docstring below it: what it is, its unit, and when it is null. A field of several
   structures stands in one they share, which the others extend: `class Attempt(Problem, …)`.
3. Types are exact. A state or a mode is a `Literal`; a moment is `str` (`rfc3339`); seconds are `float`, and
   a duration that may have no end is a `Duration`; a value whose shape is somebody else's is `Json`. What may
   be left out, rather than be null, is `… | UnsetType = UNSET`.
4. `of`, a static method, makes it from what actions, the bank or the queue return, whose types are imported
   under TYPE_CHECKING alone: a document never loads what it describes.
5. A command imports its document inside its function, as it does its action, and gives it to
   `screen.show(Job.of(found), lines)` or `screen.table(Jobs.of(…), COLUMNS, rows)`. What draws text reads the
   document or what it was made of, whichever is shorter.
6. `make docs` writes its page and its schema. No two structures share a name.

Fields are added, never renamed. The acceptance tests hold every line that the real command prints against
its schema, which allows no field that is not here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, cast

import msgspec

from cgq.errors import storable

if TYPE_CHECKING:
    from collections.abc import Iterable

Json: TypeAlias = Any
"""A JSON value whose shape is not ours to tell: a job's arguments, a stage's result."""


class Document(msgspec.Struct, frozen=True, kw_only=True, tag_field="type"):
    """One printed object."""


def encode(document: Document) -> bytes:
    """A document as compact JSON on one line, in UTF-8; `type` comes first.

    Half surrogates, as in undecodable file names, are written out.
    """
    try:
        return msgspec.json.encode(document)
    except UnicodeEncodeError:
        return msgspec.json.encode(_storable(msgspec.to_builtins(document)))


def _storable(value: Json) -> Json:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        fields = cast("dict[str, Json]", value)
        return {storable(name): _storable(one) for name, one in fields.items()}
    if isinstance(value, list):
        items = cast("Iterable[Json]", value)
        return [_storable(one) for one in items]
    return value
