"""Commands inside of hints: written in backticks, so that whoever prints a hint can set them apart.

A hint is prose with commands: "Start it again: `cgq retry 12`". A message, which may quote anything, has none and is
never searched for any. What is quoted in a hint goes through `plain`, and a word of a command through `argument`:
neither lets a backtick through, so that a file's name cannot pass for a command.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_COMMAND = re.compile(r"`([^`]+)`")
_BEFORE_SENTENCE = re.compile(r"`([^`]+)`(?=\s+[A-Z])")
_BEFORE_PROSE = re.compile(r"`([^`]+)`(?=\s+\S)")
_MARK = "`"
_UNPRINTABLE = re.compile("[`\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""What a command spells out: the mark itself, and what a terminal would obey or not show."""

_SAFE = re.compile(r"[\w@%+=:,./-]+")
"""A word that no shell needs to have quoted: that of shlex.quote, with the letters and digits of any script."""


class Hint(str):
    """A text that is a hint: its commands are in backticks. Any other text is shown as it is."""

    __slots__ = ()


_completions: list[Callable[[str], str]] = []
"""What completes each command that a hint of this process shows: at most one."""


def complete_commands(complete: Callable[[str], str] | None) -> None:
    """From here on, show every command of a hint as `complete` makes it; None: as it is written.

    For what every command needs and no writer of a hint knows, such as the database that was named by an option.
    """
    _completions[:] = [] if complete is None else [complete]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a hint: prose, or a command that can be pasted into a shell."""

    text: str
    is_command: bool


def parts(hint: str) -> Iterator[Part]:
    """The hint's prose and commands in turn, without the marks; prose that is only white space is left out."""
    for place, text in enumerate(_COMMAND.split(hint)):
        if text.strip():
            is_command = place % 2 == 1
            yield Part(_completed(text) if is_command else text, is_command=is_command)


def unmarked(hint: str) -> str:
    """The hint as one text, its commands as they are pasted; a full stop ends one that a new sentence follows, a
    semicolon one that other prose does."""
    hint = _COMMAND.sub(lambda found: f"{_MARK}{_completed(found[1])}{_MARK}", hint)
    return _COMMAND.sub(r"\1", _BEFORE_PROSE.sub(r"\1;", _BEFORE_SENTENCE.sub(r"\1.", hint)))


def cure(hint: str) -> str:
    """What a hint asks for before its first command, as a sentence: `Put a valid key into OPENAI_API_KEY.`"""
    first = _COMMAND.split(hint, maxsplit=1)[0].strip()
    return f"{first.removesuffix(', then:').rstrip(' .:')}." if first else ""


def commands(hint: str) -> list[str]:
    """The commands that the hint names, in order."""
    return [part.text for part in parts(hint) if part.is_command]


def _completed(command: str) -> str:
    return _completions[0](command) if _completions else command


def plain(text: object) -> str:
    """Text from elsewhere as the prose of a hint."""
    return str(text).replace(_MARK, "'")


def argument(value: object) -> str:
    """A value as one word of a command: quoted for the shell where it must be.

    What cannot be shown is spelled out in $'…', which bash, zsh and ksh read.
    """
    text = str(value)
    if not _UNPRINTABLE.search(text):
        return text if _SAFE.fullmatch(text) else shlex.quote(text)
    kept = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{_UNPRINTABLE.sub(_spell, kept)}'"


def _spell(match: re.Match[str]) -> str:
    char = match[0]
    raw = char.encode("utf-8", "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass")
    return "".join(f"\\x{byte:02x}" for byte in raw)
