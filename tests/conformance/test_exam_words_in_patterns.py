"""Words of labels and heads are data (core/cgq/exam/vocabulary): no pattern elsewhere in the reader knows one."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import cgq.exam
from cgq.exam.vocabulary import USES, words

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(cgq.exam.__file__).parent
ORDINARY = frozenset(
    {
        *(
            "asking_words",
            "asking_ends",
            "scale_words",
            "option_words",
            "points_words",
            "through_words",
            "through_ends",
        ),
        *("direction_verbs", "direction_objects", "direction_ends", "sentence_ends", "statement_ends"),
        *(
            "writing_tasks",
            "falsehood_words",
            "truth_words",
            "denial_words",
            "reading_starts",
            "reading_middles",
            "following_words",
            "instructing_words",
            "range_openers",
        ),
    }
)
"""Uses whose words stand in many a stem: a pattern may look for one without looking for a label or a head."""
LABELS = tuple(use for use in USES if use not in ORDINARY)
_SPACE = re.compile(r"\\s[*+?]?|\s")
_GROUP = re.compile(r"\(\?P<\w+>")
_PATTERN = re.compile(r"\\[sdwbWS]|\(\?|\[[^\]]+\]|\|")
SHORTEST = 4
"""Letters of a word of an alphabet that is looked for: shorter ones are in every text."""


def test_no_pattern_outside_the_vocabulary_knows_a_word_of_a_label() -> None:
    found = {path: sorted(words_in(ROOT / path)) for path in rooms()}
    assert {path: known for path, known in found.items() if known} == {}


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
    return {found for text in _patterns(tree) for found in any_label().findall(_SPACE.sub("", text).lower())}


@cache
def any_label() -> re.Pattern[str]:
    """A pattern for every word of a label that is looked for, without its spaces."""
    known = {word.replace(" ", "") for use in LABELS for word in words(use)}
    long = sorted((w for w in known if len(w) >= (SHORTEST if w.isascii() else 2)), key=len, reverse=True)
    return re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, long))})(?![a-z])")


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
