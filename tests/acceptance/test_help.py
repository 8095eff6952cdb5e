"""What a person reads who asks for help or types something wrongly."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.parsing import parse

from cgq_cli.app import root
from cgq_cli.examples import EXAMPLES
from cgq_cli.helping import Group, path_of
from cgq_cli.render.help import page_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def contexts() -> Iterator[Any]:
    """Every command with its subcommands, as `--help` sees it."""
    yield from _below(root(), None, "cgq")


def _below(command: Any, parent: Any, name: str) -> Iterator[Any]:
    context = command.make_context(name, [], parent=parent, resilient_parsing=True)
    yield context
    for below in command.list_commands(context) if isinstance(command, Group) else ():
        yield from _below(command.get_command(context, below), context, below)


ALL = {path_of(context): context for context in contexts()}
KEPT = ("cgq ", "CGQ_", "*/", "sqlite3 ", "ocrmypdf ", "apt ", "{")
"""How a line begins that is never folded: a command, or what a program prints."""
NEVER = re.compile(r"\d{10}|INTEGER|<=|\bint\b|<\w+>|\[required\]|\bPath\b")
"""What only who knows Python or a parser understands, and bounds that nobody meets."""


@pytest.mark.parametrize("path", ALL)
def test_every_verb_ends_its_help_with_examples_that_cgq_takes(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = EXAMPLES[path.partition(" ")[2]]
    assert 2 <= len(examples) <= 4
    for purpose, command in examples:
        assert purpose.endswith(":")
        parse(command)
    monkeypatch.setenv("COLUMNS", "100")
    lines = ALL[path].get_help().splitlines()
    assert lines[2].startswith("  ")
    assert lines[-1].strip() == examples[-1][1]
    assert not NEVER.search("\n".join(lines))


def test_a_letter_stands_for_the_same_option_in_every_command() -> None:
    options = [parameter.opts for context in ALL.values() for parameter in context.command.params]
    pairs = {(short, names[0]) for names in options for short in names[1:] if not short.startswith("--")}
    letters = [short for short, _ in pairs]
    assert ({("-n", "--number"), ("-k", "--kind")} <= pairs, len(letters)) == (True, len(set(letters))), sorted(pairs)


def test_every_example_is_of_a_command() -> None:
    assert {f"cgq {words}".rstrip() for words in EXAMPLES} == set(ALL)


@pytest.mark.parametrize("columns", [40, 57, 80, 100])
def test_help_folds_at_the_width_and_never_inside_a_command(columns: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    for path, context in ALL.items():
        commands = {command for _, command in EXAMPLES[path.partition(" ")[2]]}
        for line in context.get_help().splitlines():
            assert len(line) <= columns or line.strip() in commands or "|" in line, path


def test_the_help_of_a_verb_is_the_same_by_both_ways(tmp_path: Path) -> None:
    said = answers(tmp_path, ["help", "run"], ["run", "--help"], ["help", "graph", "show"], ["graph", "show", "-h"])
    assert said[0] == said[1]
    assert said[2] == said[3]
    assert all(code == 0 for code, _, _ in said)


@pytest.mark.parametrize("columns", [40, 62, 100])
def test_topics_fold_at_the_width_too(columns: int, tmp_path: Path) -> None:
    ((_, out, _),) = answers(tmp_path, ["help", "--json"])
    topics = list(json.loads(out)["topics"])
    assert topics[:3] == ["start", "where", "options"]
    for topic, (code, text, _) in zip(
        topics, answers(tmp_path, *(["help", name] for name in topics), COLUMNS=str(columns)), strict=True
    ):
        assert code == 0
        for line in text.splitlines():
            assert not line.endswith("("), (topic, "a command is not taken out of a bracket")
            kept = line.strip().startswith(KEPT) or "--" in line
            assert len(line) <= columns or kept or "pip install" in line or " = " in line, (topic, line)


def answers(home: Path, *calls: list[str], **environ: str) -> list[tuple[int, str, str]]:
    """The exit code, standard output and standard error of each call, all in one process."""
    probe = (
        "import contextlib, io, json, os, sys; from cgq_cli.main import main; told = []\n"
        "for args in json.loads(sys.argv[1]):\n"
        "    out, err = io.StringIO(), io.StringIO()\n"
        "    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err): code = main(args, os.environ)\n"
        "    told.append((code, out.getvalue(), err.getvalue()))\n"
        "print(json.dumps(told))"
    )
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(sys.path), "HOME": str(home), **environ}
    done = subprocess.run(
        [sys.executable, "-c", probe, json.dumps(calls)],
        cwd=home,
        env={**environment, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return [(code, out, err) for code, out, err in json.loads(done.stdout)]


WRONG = {
    "jobs --limit abc": "cgq: --limit takes a whole number from 1 to 10000, not 'abc'. How it is called: cgq jobs",
    "jobs --limit 0": "cgq: --limit takes a whole number from 1 to 10000, not '0'.",
    "jobs --page 0": "cgq: --page takes a whole number, 1 or more, not '0'.",
    "jobs --limit": "cgq: --limit needs N. How it is called: cgq jobs --help",
    "jobs --limt 3": "cgq: cgq jobs has no option --limt. Did you mean --limit?",
    "jobs -Z": "cgq: cgq jobs has no option -Z. How it is called: cgq jobs --help",
    "jobs --json=3": "cgq: --json takes no value.",
    "jobs --state foo": "cgq: There is no state 'foo'. Known: blocked, cancelled,",
    "materials --status complete": "cgq: --status takes pending, processing, completed, failed, "
    "cancelled or discarded, not 'complete'. Did you mean completed?",
    "show": "cgq: cgq show needs ID: the job. For example: cgq show 12.",
    "show abc": "cgq: ID takes a whole number, 1 or more, not 'abc'.",
    "show 99999999999999999999": "cgq: ID is too large: 99999999999999999999.",
    "status foo": "cgq: cgq status does not take 'foo'.",
    "wait 1 --timeout x": "cgq: --timeout: 'x' is not a duration such as 30s, 5m or 1h30m.",
    "config shwo": "cgq: cgq config has no 'shwo'. Did you mean 'show'? [unknown_command]",
    "review --flag foo": "cgq: There is no flag 'foo'. They are listed: cgq help findings [unknown_flag]",
}


def test_what_is_typed_wrongly_is_said_in_our_own_words(tmp_path: Path) -> None:
    for wrong, (code, out, err) in zip(WRONG, answers(tmp_path, *map(str.split, WRONG)), strict=True):
        assert (code, out) == (2, "")
        assert err.startswith(WRONG[wrong])
        assert err.count("\n") == 1
    ((_, _, err),) = answers(tmp_path, ["jobs"], CGQ_COLOR="green")
    assert err.startswith("cgq: CGQ_COLOR takes auto, always or never, not 'green'.")


def test_the_bare_groups_show_what_a_person_looks_for_first(tmp_path: Path) -> None:
    (tmp_path / "cgq.toml").write_text("jobs = 3\n")
    settings, as_json, graph = answers(tmp_path, ["config"], ["config", "--json"], ["graph"])
    assert settings[1].splitlines()[:2] == ["setting\tvalue\tsource", f"jobs\t3\t{tmp_path / 'cgq.toml'}"]
    assert "\ndatabase\tno\t" in settings[1]
    assert settings[1].endswith("cgq help files\n")
    assert [one["setting"] for one in json.loads(as_json[1])["settings"]] == ["jobs"]
    assert "concepts\t0\n" in graph[1]
    assert "cgq run FILE" in graph[1]


def test_a_page_is_drawn_whole_when_it_has_only_a_usage() -> None:
    from cgq_cli.render.help import Page

    assert list(page_lines(Page(usage="cgq", text=""), 40)) == ["Usage: cgq"]
