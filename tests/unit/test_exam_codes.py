"""Whatever code a reading can end with, people are told what it means."""

from __future__ import annotations

import ast
from pathlib import Path

from cgq.exam import model
from cgq.exam.codes import CODES, REFUSALS
from cgq.exam.confidence import PENALTY

EXAM = Path(model.__file__).parent


def finding_codes() -> set[str]:
    """The code of every `Finding(code="…")` in the sources."""
    calls = [
        node
        for path in EXAM.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Finding"
    ]
    values = [word.value for call in calls for word in call.keywords if word.arg == "code"]
    return {value.value for value in values if isinstance(value, ast.Constant) and isinstance(value.value, str)}


def test_every_finding_is_explained() -> None:
    found = finding_codes()
    assert {"gap", "option_count", "needs_ocr"} <= found
    assert not found - set(CODES)


def test_every_flag_that_costs_confidence_and_every_note_is_explained() -> None:
    assert PENALTY.keys() | model.NOTES <= CODES.keys()
    assert not model.NOTES & model.REFUSALS


def test_every_refusal_is_explained_as_one() -> None:
    assert set(REFUSALS) == model.REFUSALS
