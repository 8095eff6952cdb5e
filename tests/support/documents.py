"""What the command prints with --json, held against the schemas that are promised of it."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from cgq.bank.record import QuestionRecord
from cgq.documents.schema import every_document, schema

if TYPE_CHECKING:
    from collections.abc import Sequence

OBJECT = '{"type":"'
"""How a printed object begins, whatever asked for it: --json, --format json or CGQ_JSON."""

RECORD = '{"id":"'
"""How a question record begins, which `cgq export` prints."""


def check_printed(args: Sequence[object], out: str, err: str) -> None:
    """Every object that a command printed has a schema and keeps to it; with --json it prints nothing else."""
    wants_json = "--json" in map(str, args)
    for line in filter(None, out.split("\n")):  # a line of JSON may hold what splitlines() takes for an end
        if wants_json or line.startswith((OBJECT, RECORD)):
            check(json.loads(line))
    for line in err.split("\n"):
        if line.startswith(OBJECT):
            check(json.loads(line))


def check(document: dict[str, Any]) -> None:
    """Raises AssertionError with what the schema does not allow."""
    tag = document.get("type")
    faults = [f"{fault.json_path}: {fault.message}" for fault in _validator(tag).iter_errors(document)]
    assert not faults, f"{tag}: {'; '.join(faults)}"


@cache
def _validator(tag: str | None) -> Draft202012Validator:
    """Of a document, or of the records of an export, which have no `type`."""
    return Draft202012Validator(schema(QuestionRecord if tag is None else every_document()[tag]))
