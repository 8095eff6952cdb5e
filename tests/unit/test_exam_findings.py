"""The registry of findings is the only place that spells a code, and everything about a code comes from it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import cgq
import cgq_cli
from cgq.config import PDF_PASSWORD
from cgq.exam import findings
from cgq.exam.confidence import TRUSTED, flagged
from cgq.exam.findings import (
    ANSWER_CONFLICT,
    CODES,
    DOUBTFUL_PAGE,
    ENCRYPTED,
    EXPLAINS_EMPTY,
    FLAGS,
    MARKED_OPTION,
    NOTES,
    REFUSALS,
    Group,
    in_group,
)
from cgq.exam.model import Document, Finding, Question

CORE, CLI = Path(cgq.__file__).parent, Path(cgq_cli.__file__).parent
REGISTRY = CORE / "exam" / "findings.py"
SOURCES = [path for root in (CORE, CLI) for path in sorted(root.rglob("*.py")) if path != REGISTRY]

KIND_OF_SPOT = "gap"
"""`bank.spots.Item.kind` calls a spot where a question is missing "gap", too: that is a kind, not a code."""
KINDS_OF_SPOTS_BY_KEY = CLI / "reviewing.py"
"""Its table KEYS is by kind of spot."""


def constants() -> dict[str, str]:
    """The name of each constant of the registry -> its code."""
    return {name: code for name, code in vars(findings).items() if name.isupper() and isinstance(code, str)}


def parents(tree: ast.AST) -> dict[ast.AST, ast.AST]:
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}


def is_kind_of_spot(node: ast.Constant, above: dict[ast.AST, ast.AST], path: Path) -> bool:
    """Whether a string is a kind of spot by where it stands: `kind="gap"`, `x.kind == "gap"`, `kind: Literal[…]`."""
    parent = above[node]
    if node.value != KIND_OF_SPOT:
        return False
    if isinstance(parent, ast.Dict):
        return path == KINDS_OF_SPOTS_BY_KEY
    if isinstance(parent, ast.Compare):
        return isinstance(parent.left, ast.Attribute) and parent.left.attr == "kind"
    if isinstance(parent, ast.Tuple):
        holder = above[parent]
        return isinstance(holder, ast.Subscript) and ast.unparse(holder.value) == "Literal"
    return isinstance(parent, ast.keyword) and parent.arg == "kind"


def spelled(source: str, path: Path) -> list[tuple[int, str]]:
    """Line and code of every bare string of a source that is a code of the registry."""
    tree = ast.parse(source)
    above = parents(tree)
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    bare = [node for node in strings if node.value in CODES and not is_kind_of_spot(node, above, path)]
    return sorted((node.lineno, str(node.value)) for node in bare)


def names_in(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def test_no_code_is_spelled_as_a_string_outside_the_registry() -> None:
    found = {path: spelled(path.read_text("utf-8"), path) for path in SOURCES}
    assert {str(path): codes for path, codes in found.items() if codes} == {}


def test_a_bare_code_would_be_found() -> None:
    source = 'Finding(code="hole")\nif "gap" in codes: pass\nItem(kind="gap")\nx = {"gap": 1}\n'
    assert spelled(source, CORE / "x.py") == [(1, "hole"), (2, "gap"), (4, "gap")]


def test_every_code_is_used_somewhere() -> None:
    used = {name for path in SOURCES for name in names_in(path.read_text("utf-8"))}
    assert set(constants()) - used == set()


def test_every_code_has_one_constant_named_after_it() -> None:
    assert {name.lower(): code for name, code in constants().items()} == {code: code for code in CODES}
    assert len(re.findall(r"^[A-Z_]+ = _(?:code|flag|refusal)\(", REGISTRY.read_text("utf-8"), re.MULTILINE)) == len(
        CODES
    )


def test_every_code_of_a_query_is_in_the_registry() -> None:
    queries = "".join(path.read_text("utf-8") for path in (CORE / "db" / "queries").glob("*.sql"))
    named = set(re.findall(r"\bf\.code\s*=\s*'(\w+)'", queries))
    assert named
    assert named <= CODES.keys()


def test_a_flag_cannot_be_defined_without_what_it_leaves_of_the_confidence() -> None:
    with pytest.raises(TypeError, match="leaves"):
        findings._flag(Group.DOUBT, "free", "It costs nothing.", "Do nothing.")  # type: ignore[call-arg]
    assert "free" not in CODES
    assert all(0 < leaves <= 1 for leaves in FLAGS.values())


def test_what_is_only_a_finding_flags_no_question() -> None:
    with pytest.raises(KeyError):
        flagged(Question(number=1, stem="가"), [findings.KEY_UNUSED])  # type: ignore[list-item]


def test_a_marked_option_costs_what_a_small_doubt_does_and_the_question_asks_for_review() -> None:
    marked = flagged(Question(number=1, stem="가"), [MARKED_OPTION])
    assert TRUSTED <= marked.confidence < 1
    assert FLAGS[MARKED_OPTION] > FLAGS[ANSWER_CONFLICT]
    assert marked.flags == ("marked_option",)


def test_a_flag_costs_once() -> None:
    once = flagged(Question(number=1, stem="가"), [findings.HOLE])
    assert flagged(once, [findings.HOLE]) == once
    assert once.confidence == FLAGS[findings.HOLE]


def test_every_code_says_what_it_means_and_what_to_do() -> None:
    for code, about in CODES.items():
        assert about.meaning.endswith("."), code
        assert about.cure.endswith("."), code
        assert bool(about.job_cure) == (about.group is Group.REFUSAL), code
        assert about.leaves is None or about.group is not Group.REFUSAL, code


def test_groups_hold_every_code_once() -> None:
    grouped = [code for group in Group for code in in_group(group)]
    assert sorted(grouped) == sorted(CODES)
    assert grouped == list(CODES)


def test_what_is_derived_names_these_codes() -> None:
    assert {"active_content", "no_questions"} == NOTES
    assert {"needs_ocr", "suspect", "encrypted", "damaged", "not_a_pdf", "empty_file", "too_large"} == REFUSALS
    assert {"gap", "duplicate", "order", "option_count", "unnumbered"} == DOUBTFUL_PAGE
    assert {"no_questions", "key_refused"} == EXPLAINS_EMPTY


def test_a_refusal_and_a_note_are_known_by_their_code() -> None:
    refused = Finding(code="encrypted", message="it takes a password")
    assert Document(sha256="", pages=0, findings=(refused,)).refusal is refused
    assert Finding(code="active_content", message="links").is_note
    assert not Finding(code="hole", message="white").is_note


def test_the_cure_of_an_encrypted_file_names_the_setting() -> None:
    assert PDF_PASSWORD in CODES[ENCRYPTED].cure
    assert PDF_PASSWORD in CODES[ENCRYPTED].job_cure
