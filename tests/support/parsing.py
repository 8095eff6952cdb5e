"""A command line, parsed as cgq parses it, without doing anything."""

from __future__ import annotations

import contextlib
import re
import shlex
from typing import Any

import typer

from cgq_cli.app import root

SAMPLES = {"ID": "1", "N": "1", "QUEUE": "default", "VERB": "run"}
"""A value for each word that a text writes for one, where any word will not do."""

_ASSIGNED = re.compile(r"^[A-Z_]+=")
_ENDS = {">", "|", "||", "&&", "<"}
"""Where the shell ends a command's own words."""


BLOCK = re.compile(r"^```(\w*)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
"""A block of a page in Markdown: its language, and its text."""


def typed(page: str) -> list[str]:
    """The commands of cgq in the blocks of a page: what is typed in a shell, stands in a crontab, or is hinted at."""
    found: list[str] = []
    for language, block in BLOCK.findall(page):
        if language in ("sh", "cron"):
            found += _in_shell(block)
        if language == "console":
            found += _in_shell("\n".join(re.findall(r"^\$ (.*)", block, re.MULTILINE)))
        if language in ("console", "text"):
            found += re.findall(r"^  (cgq .*)", block, re.MULTILINE)
    return found


def _in_shell(script: str) -> list[str]:
    """The commands of cgq in some lines of a shell; what another command prints into one is a word."""
    lines = re.sub(r"(^| )#.*", "", script, flags=re.MULTILINE)
    return re.findall(r"(?:^|[ |&])(cgq [^|&>\n]*)", re.sub(r"\$\([^)]*\)", "word", lines), re.MULTILINE)


def words_of(command: str) -> list[str]:
    """The words that cgq is called with; a pipe into it, variables before it and what comes behind are left out."""
    words = shlex.split(command, comments=True)
    words = words[words.index("cgq") :] if "cgq" in words else words
    end = next((place for place, word in enumerate(words) if word in _ENDS), len(words))
    words = [word for word in words[:end] if not _ASSIGNED.match(word)]
    assert words[0] == "cgq", command
    return words[1:]


def parse(command: str) -> None:
    """Parse a command. Raises what cgq refuses it with."""
    with contextlib.suppress(typer.Exit):  # --help and --version end there
        _parse(command)


def _parse(command: str) -> None:
    args = [SAMPLES.get(word.rstrip("…"), word) for word in words_of(command)]
    context: Any = root().make_context("cgq", args)
    while hasattr(context.command, "list_commands"):
        rest = [*context._protected_args, *context.args]
        if not rest:
            return
        name, found, more = context.command.resolve_command(context, rest)
        context = found.make_context(name, more, parent=context)
