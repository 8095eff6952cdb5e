"""Each rule of the contract is held by at least one test that names it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]

RULES = (
    *("S1", "S2", "S3", "S4", "S5"),
    *("C1", "C2", "C3", "C4", "C5"),
    *("R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14"),
    *("T1", "T2", "T3", "T4", "T5", "T6"),
    *("B1", "B2", "B3", "B5", "B7", "B8"),
    *("A1", "A2", "A3", "A4"),
    *("M2", "M3", "M4"),
)
"""B4, B6 and M1 join the list with the work that keeps them."""

TEST = re.compile(r"^ *def (test_\w+)\(.*?(?=^ *def |^class |^@|\Z)", re.MULTILINE | re.DOTALL)
HEAD = re.compile(r'^ *def (test_\w+)[^"]*?:\n +"""(.*?)"""', re.DOTALL)


def cited() -> set[str]:
    """The rules that stand in the name or the docstring of a test."""
    found: set[str] = set()
    for path in sorted(TESTS.rglob("test_*.py")):
        if path == Path(__file__):
            continue
        text = path.read_text(encoding="utf-8")
        for match in TEST.finditer(text):
            head = HEAD.match(match[0])
            words = f"{match[1].replace('_', ' ')} {head[2] if head else ''}"
            found |= set(re.findall(r"\b[SCRTBMA][1-9]\d?\b", words))
    return found


def test_each_rule_stands_once() -> None:
    text = (TESTS.parent / "docs" / "semantics.md").read_text(encoding="utf-8")
    rules = re.findall(r"^([SCRTBMA]\d+)\b", text, re.MULTILINE)
    assert [rule for rule in set(rules) if rules.count(rule) > 1] == []


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_is_cited_by_a_test(rule: str) -> None:
    assert rule in cited(), f"no test says that it holds {rule}"
