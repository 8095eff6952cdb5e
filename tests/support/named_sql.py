"""Which named statements the program uses, found in its source: `SQL["name"]` and every way to reach a table of them.

A table is what `load("subject")` returned, under the name of the module that holds it. Followed are: the table under
another name or through its module (`listing.SQL`), and a name that is not written at the look-up itself but comes
from a loop over constants, from an assignment of constants, or from the function's callers.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

CORE = Path(__file__).parents[2] / "core"
PURE = "cgq.exam."
"""Knows no database (import-linter holds that); half of the source, so leaving it out halves the time."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Use(NamedTuple):
    """A statement that is looked up."""

    subject: str
    name: str
    where: str


@dataclass
class Module:
    """A source file, walked once: `names` are what it imported, as local name -> full name."""

    name: str
    tree: ast.Module
    calls: list[ast.Call] = field(default_factory=list)
    subscripts: list[ast.Subscript] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)

    def full_name(self, node: ast.expr) -> str:
        """The full name of what `x` or `module.x` stands for; empty for any other expression."""
        if isinstance(node, ast.Name):
            return self.names.get(node.id, f"{self.name}.{node.id}")
        if isinstance(node, ast.Attribute):
            return f"{self.full_name(node.value)}.{node.attr}"
        return ""


def modules(root: Path = CORE) -> list[Module]:
    """The program's modules that may use the database."""
    found: list[Module] = []
    for path in sorted(root.rglob("*.py")):
        name = ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        if not name.startswith(PURE):
            found.append(parse(name, path.read_text(encoding="utf-8")))
    return found


def parse(name: str, source: str) -> Module:
    """A module from its source."""
    module = Module(name, ast.parse(source))
    for node in ast.walk(module.tree):
        match node:
            case ast.Call():
                module.calls.append(node)
            case ast.Subscript():
                module.subscripts.append(node)
            case ast.ImportFrom(names=names):
                for alias in names:
                    module.names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            case _:
                pass
    return module


def uses(of: list[Module]) -> list[Use]:
    """Every look-up of a statement."""
    tables: dict[str, str] = {}
    for module in of:
        tables.update(_tables(module))
    found: list[Use] = []
    for module in of:
        for function, node in _lookups(module, tables):
            where = f"{module.name}:{node.lineno}"
            names = _constants(node.slice) or _names_reaching(of, module, function, node.slice)
            assert names, f"{where}: which statement is looked up cannot be read from the source"
            found += [Use(tables[module.full_name(node.value)], name, where) for name in names]
    return found


def _tables(module: Module) -> dict[str, str]:
    """Full name -> subject of the tables that a module loads."""
    found: dict[str, str] = {}
    for node in module.tree.body:
        match node:
            case ast.Assign(targets=[target], value=ast.Call(func=func, args=[argument])):
                if module.full_name(func) == "cgq.db.queries.load":
                    (found[module.full_name(target)],) = _constants(argument)
            case _:
                pass
    return found


def _lookups(module: Module, tables: dict[str, str]) -> list[tuple[Function | None, ast.Subscript]]:
    """Each look-up, with the function that it is in."""
    lookups = [node for node in module.subscripts if module.full_name(node.value) in tables]
    if not lookups:
        return []
    inside: dict[ast.AST, Function] = {}
    for function in ast.walk(module.tree):
        if isinstance(function, Function):
            inside.update(dict.fromkeys(ast.walk(function), function))
    return [(inside.get(node), node) for node in lookups]


def _constants(node: ast.expr) -> list[str]:
    """The texts that an expression may be, as far as they are written in it."""
    match node:
        case ast.Constant(value=str(text)):
            return [text]
        case ast.IfExp(body=body, orelse=orelse):
            return _constants(body) + _constants(orelse)
        case ast.Tuple(elts=elements):
            return [text for element in elements for text in _constants(element)]
        case _:
            return []


def _names_reaching(of: list[Module], module: Module, function: Function | None, node: ast.expr) -> list[str]:
    """The texts that a variable of a function may hold."""
    if function is None or not isinstance(node, ast.Name):
        return []
    found: list[str] = []
    for inner in ast.walk(function):
        if isinstance(inner, ast.For) and ast.unparse(inner.target) == node.id:
            found += _constants(inner.iter)
        if isinstance(inner, ast.Assign) and ast.unparse(inner.targets[0]) == node.id:
            found += _constants(inner.value)
    parameters = [argument.arg for argument in function.args.args]
    if node.id in parameters:
        found += _given(of, f"{module.name}.{function.name}", parameters.index(node.id))
    return found


def _given(of: list[Module], function: str, position: int) -> list[str]:
    """What the callers of a function give at a position."""
    found: list[str] = []
    for module in of:
        for node in module.calls:
            if module.full_name(node.func) == function:
                texts = _constants(node.args[position])
                assert texts, f"{module.name}:{node.lineno}: give {function} the statement's name as it is written"
                found += texts
    return found
