"""Every command that a message, a hint or a help text names is set apart from its prose, and is one that cgq takes."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.support.parsing import BLOCK, parse, typed

from cgq.exam.findings import CODES
from cgq.hints import commands, unmarked
from cgq_cli.app import VERBS
from cgq_cli.commands.help import TEXTS

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[2]
FOLDERS = (REPOSITORY / "core" / "cgq", REPOSITORY / "cli" / "cgq_cli")
SOURCES = sorted(path for folder in FOLDERS for path in folder.rglob("*.py") if path.name != "examples.py")
NAMED = re.compile(rf"\bcgq ({'|'.join(verb.name for verb in VERBS)})\b")
FILLED = "\0"
"""What stands in a text for a value that is put in when the program runs."""

FILLINGS = {"queue": "default", "flag": "uncertain_exam", "edge_kind": "broader", "kind": "generate_embedding"}
"""A value for one that is put in, by a part of its name."""

SAFE = {"again", "argument", "command_again", "command_to_add", "counted", "one_paper_words", "plain", "words_for"}
"""What a value goes through before it is put into a hint; none lets a backtick through."""


def texts(tree: ast.AST) -> Iterator[tuple[int, str, list[ast.expr]]]:
    """The line, the text and the values of every string that is no docstring and no option's help."""
    left_out = {id(node) for owner in ast.walk(tree) for node in _left_out(owner)}
    for node in ast.walk(tree):
        if id(node) in left_out:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else FILLED for part in node.values]
            left_out.update(id(part) for part in node.values)
            values = [part.value for part in node.values if isinstance(part, ast.FormattedValue)]
            yield node.lineno, "".join(map(str, parts)), values
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value, []


def _left_out(owner: ast.AST) -> Iterator[ast.AST]:
    if isinstance(owner, ast.Expr) and isinstance(owner.value, ast.Constant):
        yield owner.value
    if isinstance(owner, ast.Call):
        for keyword in owner.keywords:
            if keyword.arg in ("help", "epilog"):
                yield from ast.walk(keyword.value)


Text = tuple[str, str, list[ast.expr]]
"""Where a text stands (`file:line`), the text, and the values that are put in."""


@pytest.fixture(scope="module")
def every_text() -> list[Text]:
    """Every text of the program."""
    return [
        (f"{path.relative_to(REPOSITORY)}:{line}", text, values)
        for path in SOURCES
        for line, text, values in texts(ast.parse(path.read_text("utf-8")))
    ]


@pytest.fixture(scope="module")
def hints(every_text: list[Text]) -> list[Text]:
    """Those that name a command."""
    return [one for one in every_text if any(NAMED.match(name) for name in commands(one[1]))]


def test_a_command_in_a_text_is_in_backticks(every_text: list[Text], hints: list[Text]) -> None:
    bare = [at for at, text, _ in every_text if NAMED.search(re.sub("`[^`]+`|^(  )?cgq .*", "", text))]
    assert bare == []
    assert len(hints) > 40


def test_what_is_put_into_a_hint_cannot_end_or_begin_a_command(hints: list[Text]) -> None:
    unsafe = [
        f"{at}: {ast.unparse(value)}"
        for at, text, values in hints
        for value in values
        if not (isinstance(value, ast.Call) and getattr(value.func, "id", "") in SAFE) and not _is_safe_name(at, value)
    ]
    assert unsafe == []


def _is_safe_name(at: str, value: ast.expr) -> bool:
    """A name that was made by one of SAFE in the same file, or a number or constant of the program."""
    if isinstance(value, ast.Attribute) and ast.unparse(value) == "error.hint":
        return True
    if not isinstance(value, ast.Name):
        return False
    source = (REPOSITORY / at.partition(":")[0]).read_text("utf-8")
    made = re.search(rf"^ *(?:\w+, )*{value.id}(?:, \w+)* = .*", source, re.MULTILINE)
    return (
        value.id.isupper()
        or value.id in ("first", "last")
        or (made is not None and bool(re.search(r"\b(argument|plain|counted|one_paper_words|words_for)[(,]", made[0])))
    )


def filled(text: str, values: list[ast.expr]) -> str:
    """The text with a value in each place for one."""
    for value in values:
        named = ast.unparse(value).lower()
        sample = next((sample for part, sample in FILLINGS.items() if part in named), "1")
        text = text.replace(FILLED, sample, 1)
    return text


def test_every_command_of_a_hint_is_one_that_cgq_takes(hints: list[Text], subtests: pytest.Subtests) -> None:
    for at, text, values in hints:
        for command in commands(filled(text, values)):
            if command.startswith("cgq "):
                with subtests.test(at):
                    parse(command)


def test_the_cures_of_findings_name_commands_that_cgq_takes() -> None:
    named = [name for about in CODES.values() for text in (about.cure, about.job_cure) for name in commands(text)]
    for command in [name for name in named if name.startswith("cgq ")]:
        parse(command)
    assert len(named) >= 6
    assert not [code for code, about in CODES.items() if "`" in unmarked(about.text + about.job_cure)]


def test_every_command_of_a_topic_is_one_that_cgq_takes() -> None:
    named = []
    for file in sorted(TEXTS.glob("*.txt")):
        text = file.read_text("utf-8")
        lines = re.findall(r"^ +((?:[A-Z_]+=\S+ )?cgq [^`\n]*?)(?:  .*)?$", text, re.MULTILINE)
        named += [(file.name, command) for command in (*lines, *commands(text)) if "cgq " in command]
        prose = "\n".join(line for line in text.splitlines()[1:] if not line.startswith(" "))
        assert not NAMED.search(re.sub("`[^`]+`", "", prose)), file.name
    for _, command in named:
        if not command.startswith("cgq.toml"):
            parse(command)
    assert len(named) > 30


NAMES = "containers cost cron-and-systemd hooks moving operating retries settings troubleshooting upgrading"
PAGES = ["README.md", "docs/README.ko.md", *(f"docs/{name}.md" for name in NAMES.split())]
"""The pages that tell people what to type; docs/own-kinds.md, whose kind is nowhere else, has a test of its own."""


@pytest.mark.parametrize("path", PAGES)
def test_every_command_of_a_page_is_one_that_cgq_takes(path: str) -> None:
    text = (REPOSITORY / path).read_text("utf-8")
    inline = [" ".join(name.split()) for name in re.findall(r"`([^`]+)`", BLOCK.sub("", text))]
    named = [*typed(text), *(name for name in inline if NAMED.match(name))]
    for command in named:
        parse(command)
    assert named


def test_the_readme_names_what_is_done_every_day() -> None:
    for path in PAGES[:2]:
        assert len(typed((REPOSITORY / path).read_text("utf-8"))) > 12
