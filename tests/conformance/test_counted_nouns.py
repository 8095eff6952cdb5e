"""A number before a noun is written by `counted`, so that nobody reads "1 jobs"."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

CLI = Path(__file__).parents[2] / "cli" / "cgq_cli"
NOUN = re.compile(
    r"^ (?:more |other )?(?:answers|checks|concepts|edges|findings|jobs|keys|options|pages|papers|places|questions)\b"
)
COUNT = re.compile(r"\b(?:len\(|count|jobs|number|total|n\b|running|questions|answers|following|left)")


def plurals(tree: ast.AST) -> list[str]:
    """The nouns in the plural that stand directly behind a number in an f-string."""
    found: list[str] = []
    for joined in ast.walk(tree):
        if not isinstance(joined, ast.JoinedStr):
            continue
        for value, text in zip(joined.values, joined.values[1:], strict=False):
            noun = isinstance(text, ast.Constant) and NOUN.match(str(text.value))
            if noun and isinstance(value, ast.FormattedValue) and COUNT.search(ast.unparse(value.value)):
                found.append(ast.unparse(joined))
    return found


@pytest.mark.parametrize("path", sorted(CLI.rglob("*.py")), ids=lambda path: str(path.relative_to(CLI)))
def test_numbers_before_nouns_are_counted(path: Path) -> None:
    assert plurals(ast.parse(path.read_text(encoding="utf-8"))) == []


def test_a_plural_behind_a_number_is_seen() -> None:
    assert plurals(ast.parse('f"{len(jobs)} more jobs follow"')) == ["f'{len(jobs)} more jobs follow'"]
