"""A hint as people read it: its prose folds, each of its commands stands on a line of its own and can be pasted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.hints import Hint, argument, commands, complete_commands, parts, plain, unmarked
from cgq_cli.render.prose import wrapped
from cgq_cli.render.text import as_sentence, escape, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DEEPER = "  "
"""How much further in than its prose a command stands."""

WITHOUT_DATABASE = frozenset({"completion", "demo", "extract", "help"})
"""The verbs that use no database, or always one of their own."""

_PROGRAM = "cgq"
_VARIABLE = re.compile(r"CGQ_[A-Z_]+=")
"""What stands before a command that is to run with other settings."""
_ENDS = frozenset({"--", "|", ">", "<", "&&", "#"})
"""Words behind which an option would not belong to the command any more."""


def name_database(path: Path | None) -> None:
    """Let every command that is shown from here on name the database that `--db` named; None: let it name none."""
    complete_commands(None if path is None else lambda command: _naming(command, path))


def _naming(command: str, path: Path) -> str:
    """The command with --db, where it takes a database and names none; its words stay as they are."""
    words = [word for word in command.split() if not _VARIABLE.match(word)]
    if words[:1] != [_PROGRAM] or len(words) == 1 or words[1] in WITHOUT_DATABASE:
        return command
    if any(word in ("--db", "--help", "--version") or word.startswith("--db=") for word in words):
        return command
    joint = "=" if str(path).startswith("-") else " "
    option = f"--db{joint}{argument(path)}"
    if _ENDS.isdisjoint(words):
        return f"{command} {option}"
    return f"{_PROGRAM} {option}{command.removeprefix(_PROGRAM)}"


def inline(hint: str) -> str:
    """The hint on one line, for a pipe: its commands as they are pasted. A command at its end has no full stop."""
    text = one_line(unmarked(hint))
    return text if not text or hint.rstrip().endswith("`") else as_sentence(text)


def hint_lines(hint: str, columns: int | None, *, first: str = "", indent: str = "") -> Iterator[str]:
    """The hint in lines of at most `columns`, on one line when None; a command is never folded.

    `first` stands before the first line of prose, `indent` before the others.
    """
    if columns is None:
        yield first + one_line(unmarked(hint))
        return
    lead = first
    for part in parts(hint):
        if part.is_command:
            yield indent + DEEPER + escape(part.text)
            lead = indent
        elif prose := part.text.strip().lstrip(".,;) "):
            yield from wrapped(prose, columns, first=lead, indent=indent)
            lead = indent


def advice(message: str, hint: str, *, code: str = "") -> Hint:
    """A message, which is shown as it is, its code, and the hint that belongs to it, as one hint."""
    named = f" [{plain(code)}]" if code else ""
    return Hint(f"{plain(as_sentence(message))}{named} {hint}".rstrip())


def said(text: str, columns: int | None, *, first: str = "", indent: str = "") -> Iterator[str]:
    """A text for a person in lines: as a hint where it is one."""
    lay_out = hint_lines if isinstance(text, Hint) and commands(text) else wrapped
    yield from lay_out(text, columns, first=first, indent=indent)
