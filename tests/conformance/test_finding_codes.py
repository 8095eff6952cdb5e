"""The registry of findings is the only place that spells a code: held over the source itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import cgq
import cgq_cli
from cgq.exam import findings
from cgq.exam.findings import CODES

CORE, CLI = Path(cgq.__file__).parent, Path(cgq_cli.__file__).parent
REGISTRY = CORE / "exam" / "findings"
SOURCES = [path for root in (CORE, CLI) for path in sorted(root.rglob("*.py")) if REGISTRY not in path.parents]

KIND_OF_SPOT = "gap"
"""`bank.spots.Item.kind` calls a spot where a question is missing "gap", too: that is a kind, not a code."""
STATE_OF_ITEM = "duplicate"
"""An item of a job may be a "duplicate" (queue/items.py): that is a state, not a code."""
OTHER_WORDS = {
    CORE / "exchange" / "anki" / "note_type.py": {"order"},  # a key of Anki's own
    CORE / "web" / "failure.py": {"too_large"},  # the registry of what an address may fail with
    CLI / "render" / "items.py": {STATE_OF_ITEM},  # a word for people
}
"""Strings that are no codes of findings, by the file in which they stand."""

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


def is_state_of_item(node: ast.Constant, above: dict[ast.AST, ast.AST]) -> bool:
    """Whether a string is a state of an item by where it stands: `Literal[…]`, `PassedOver(key, "duplicate", why)`."""
    parent = above[node]
    if node.value != STATE_OF_ITEM:
        return False
    if isinstance(parent, ast.Tuple):
        holder = above[parent]
        return isinstance(holder, ast.Subscript) and ast.unparse(holder.value) == "Literal"
    return isinstance(parent, ast.Call) and ast.unparse(parent.func) == "PassedOver"


def spelled(source: str, path: Path) -> list[tuple[int, str]]:
    """Line and code of every bare string of a source that is a code of the registry."""
    tree = ast.parse(source)
    above = parents(tree)
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    coded = [node for node in strings if node.value in CODES.keys() - OTHER_WORDS.get(path, set())]
    bare = [n for n in coded if not (is_kind_of_spot(n, above, path) or is_state_of_item(n, above))]
    return sorted((node.lineno, str(node.value)) for node in bare)


def names_in(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def test_no_code_is_spelled_as_a_string_outside_the_registry() -> None:
    found = {path: spelled(path.read_text("utf-8"), path) for path in SOURCES}
    assert {str(path): codes for path, codes in found.items() if codes} == {}


def test_a_bare_code_would_be_found() -> None:
    source = 'Finding(code="hole")\nif "gap" in codes: pass\nItem(kind="gap")\nx = {"gap": 1}\n'
    assert spelled(source, CORE / "x.py") == [(1, "hole"), (2, "gap"), (4, "gap")]
    source = 'PassedOver(key, "duplicate", why)\nFinding(code="duplicate")\n'
    assert spelled(source, CORE / "x.py") == [(2, "duplicate")]


def test_every_code_is_used_somewhere() -> None:
    used = {name for path in SOURCES for name in names_in(path.read_text("utf-8"))}
    assert set(constants()) - used == set()


def test_every_code_has_one_constant_named_after_it() -> None:
    assert {name.lower(): code for name, code in constants().items()} == {code: code for code in CODES}
    source = "\n".join(path.read_text("utf-8") for path in REGISTRY.glob("*.py"))
    assert len(re.findall(r"^[A-Z_]+ = new_(?:code|flag|refusal)\(", source, re.MULTILINE)) == len(CODES)


def test_every_code_of_a_query_is_in_the_registry() -> None:
    queries = "".join(path.read_text("utf-8") for path in (CORE / "db" / "queries").glob("*.sql"))
    named = set(re.findall(r"\bf\.code\s*=\s*'(\w+)'", queries))
    assert named
    assert named <= CODES.keys()
