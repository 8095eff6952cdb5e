"""Words of labels and heads are data (core/cgq/exam/vocabulary): no pattern elsewhere in the reader knows one."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import cgq.exam
from cgq.exam.vocabulary import words

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(cgq.exam.__file__).parent
USES = (
    *("answer_words", "answer_table_heads", "explanation_words", "void_words"),
    *("section_words", "section_kinds", "sample_words", "question_words"),
)
STILL = frozenset(
    {
        "key/cells.py",
        "key/listed.py",
    }
)
"""Rooms whose patterns still hold such words: this list only shrinks."""
_SPACE = re.compile(r"\\s[*+?]?|\s")
_GROUP = re.compile(r"\(\?P<\w+>")
_PATTERN = re.compile(r"\\[sdwbWS]|\(\?|\[[^\]]+\]|\|")
SHORTEST = 4
"""Letters of a word of an alphabet that is looked for: shorter ones are in every text."""


def test_no_pattern_outside_the_vocabulary_knows_a_word_of_a_label() -> None:
    found = {path: sorted(words_in(ROOT / path)) for path in rooms() if path not in STILL}
    assert {path: known for path, known in found.items() if known} == {}


@pytest.mark.parametrize("path", sorted(STILL))
def test_a_room_that_still_knows_words_is_one(path: str) -> None:
    assert words_in(ROOT / path), f"{path} knows none any more: take it off the list"


def test_a_word_is_seen_in_a_pattern_however_it_is_spaced(tmp_path: Path) -> None:
    module = tmp_path / "sample.py"
    module.write_text('import re\n_HEAD = re.compile(r"^(?:정\\s*답|Gabarito)\\b")\n_SAID = "the answer is missing"\n')
    assert words_in(module) == {"정답", "gabarito"}


def rooms() -> Iterator[str]:
    for path in sorted(ROOT.rglob("*.py")):
        if "vocabulary" not in path.parts:
            yield path.relative_to(ROOT).as_posix()


def words_in(path: Path) -> set[str]:
    """The words of labels in the patterns of a module: in its strings at the outer level that look like one."""
    tree = ast.parse(path.read_text("utf-8"))
    known = {word.replace(" ", "") for use in USES for word in words(use)}
    told = {word for word in known if len(word) >= (SHORTEST if word.isascii() else 2)}
    found: set[str] = set()
    for text in _patterns(tree):
        plain = _SPACE.sub("", text).lower()
        found.update(word for word in told if re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", plain))
    return found


def _patterns(tree: ast.Module) -> Iterator[str]:
    for statement in tree.body:
        if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
            continue
        # Strings inside the braces of an f-string name uses of the vocabulary.
        inner = {id(n) for f in ast.walk(statement) if isinstance(f, ast.FormattedValue) for n in ast.walk(f)}
        for node in ast.walk(statement.value):
            if not isinstance(node, ast.Constant) or id(node) in inner:
                continue
            if isinstance(node.value, str) and _PATTERN.search(node.value):
                yield _GROUP.sub("(", node.value)
