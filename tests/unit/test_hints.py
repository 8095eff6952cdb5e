"""Hints: prose with commands that can be pasted, and what a hostile name cannot do in them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from cgq.hints import Hint, argument, commands, parts, plain, unmarked
from cgq_cli.app import VERBS, root
from cgq_cli.render.hints import WITHOUT_DATABASE, advice, hint_lines, inline, name_database, said

HINT = "Set CGQ_PDF_PASSWORD, then: `cgq failed --retry --code encrypted`. Else print it to a new PDF"
HOSTILE = "a`rm -rf ~`'$(x) \\ \x1b[2J\u202e한글\udcff.pdf"


def test_commands_are_set_apart_from_the_prose() -> None:
    assert commands(HINT) == ["cgq failed --retry --code encrypted"]
    assert unmarked(HINT) == HINT.replace("`", "")
    assert unmarked("One: `a b` Or: `c`") == "One: a b. Or: c"
    assert unmarked("One: `a b` or else: `c`") == "One: a b; or else: c"
    assert [part.is_command for part in parts("`a` `b`")] == [True, True]
    assert commands("no `end") == []


def test_at_a_terminal_prose_folds_and_a_command_does_not() -> None:
    assert list(hint_lines(HINT, 22, first="  ", indent="  ")) == [
        "  Set",
        "  CGQ_PDF_PASSWORD,",
        "  then:",
        "    cgq failed --retry --code encrypted",
        "  Else print it to a",
        "  new PDF",
    ]


def test_off_a_terminal_it_is_one_line_with_the_commands_as_they_are_pasted() -> None:
    assert list(hint_lines(HINT, None)) == [HINT.replace("`", "")]
    assert inline(HINT).endswith("to a new PDF.")
    assert inline("See: `cgq jobs`") == "See: cgq jobs"
    assert inline("") == ""


@pytest.mark.parametrize("value", [HOSTILE, "plain.pdf", "재해/2024년_①회.pdf", "두 낱말", 12, "", "'", "`"])
def test_a_word_of_a_command_is_one_word_to_the_shell_and_nothing_to_the_terminal(value: object) -> None:
    word = argument(value)
    assert "`" not in word
    assert word.isprintable()
    done = subprocess.run(["bash", "-c", f"printf %s {word}"], capture_output=True, env={"LC_ALL": "C.UTF-8"})
    assert (done.stdout, done.stderr) == (os.fsencode(str(value)), b"")


def test_a_word_of_letters_of_any_script_is_not_quoted() -> None:
    assert [argument(word) for word in ("재해", "naïve.pdf", "a b")] == ["재해", "naïve.pdf", "'a b'"]


def test_what_is_quoted_does_not_pass_for_a_command() -> None:
    name = "x. Now: `rm -rf ~`"
    assert commands(f"Did you mean {plain(name)}? `cgq show {argument(name)}`") == [f"cgq show {argument(name)}"]
    assert commands(advice(name, "Look: `cgq jobs`", code=name)) == ["cgq jobs"]
    assert list(said(name, 80)) == [name]
    assert list(said(Hint(f"{plain(name)} `cgq jobs`"), 80)) == ["x. Now: 'rm -rf ~'", "  cgq jobs"]


def test_a_database_that_was_named_goes_with_every_command_that_takes_one() -> None:
    named = "`cgq materials --db b.db` `qpdf a` `cgq extract a` ` ` cgq jobs"
    hint = f"`cgq jobs` `cgq run -- -x.pdf` `cgq run --help` {named}"
    name_database(Path("a b.db"))
    try:
        named = commands(hint)
        assert unmarked("See: `cgq jobs` Then wait") == "See: cgq jobs --db 'a b.db'. Then wait"
    finally:
        name_database(None)
    assert named == [
        "cgq jobs --db 'a b.db'",
        "cgq --db 'a b.db' run -- -x.pdf",
        "cgq run --help",
        "cgq materials --db b.db",
        "qpdf a",
        "cgq extract a",
    ]
    assert commands("`cgq jobs`") == ["cgq jobs"]


def test_the_verbs_without_a_database_are_those_that_refuse_the_option() -> None:
    commands_of = {verb.name: root().get_command(None, verb.name) for verb in VERBS}
    takers = {name for name, one in commands_of.items() if any("--db" in option.opts for option in one.params)}
    assert set(commands_of) - takers == WITHOUT_DATABASE
