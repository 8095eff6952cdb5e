"""A person's own editor: a text goes in, and comes out as it was saved."""

from __future__ import annotations

import shlex
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.errors import NotReady, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_USUAL = ("sensible-editor", "nano", "vi")
_NOTE = "#! "
_PLAIN = "Correct it, save, and leave the editor; leave it unsaved to change nothing."


def edited(
    text: str, environ: Mapping[str, str], take: Callable[[str], object], again: Callable[[str, Path], bool]
) -> bool:
    """Let a person edit a text until `take` accepts it; False when nothing was changed.

    `take` raises Refused for what cannot be meant; then `again` is asked with the reason and the file
    whether the editor should be opened once more, with the reason in the first line. What was typed and
    given up stays in its file. Raises NotReady where there is no editor.
    """
    from cgq.actions import look_cache

    command = editor(environ)
    look_cache.tidy()
    file = look_cache.make_draft_folder() / "question.txt"
    file.write_text(f"{_NOTE}{_PLAIN}\n{text}", "utf-8")
    given, typed = file.read_bytes(), False
    try:
        while _ended_well(command, file) and (left := file.read_bytes()).strip() and left != given:
            typed = True
            try:
                take(left.decode("utf-8"))
            except (Refused, UnicodeDecodeError) as error:
                reason = error.message if isinstance(error, Refused) else "The file is no UTF-8 text"
                if not again(reason, file):
                    return False
                _note(file, left, reason)
                continue
            typed = False
            return True
        return False
    finally:
        if not typed:
            shutil.rmtree(file.parent, ignore_errors=True)


def editor(environ: Mapping[str, str]) -> list[str]:
    """The command of the person's editor: EDITOR, else VISUAL, else one that is usual."""
    for name in ("EDITOR", "VISUAL"):
        if environ.get(name, "").strip():
            with suppress(ValueError):
                return shlex.split(environ[name])
            raise NotReady(f"{name} is no command: {environ[name]}", code="no_editor", hint="Close its quotes.")
    usual = next((found for name in _USUAL if (found := shutil.which(name))), None)
    if usual is None:
        raise NotReady("There is no editor", code="no_editor", hint="Set EDITOR, for example: export EDITOR=vim")
    return [usual]


def _ended_well(command: list[str], file: Path) -> bool:
    try:
        running = subprocess.Popen([*command, str(file)])
    except OSError as error:
        hint = "Set EDITOR to a program that is there."
        raise NotReady(f"{command[0]} does not start: {error.strerror}", code="no_editor", hint=hint) from error
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the editor's while it runs
    try:
        return running.wait() == 0 and file.exists()
    finally:
        signal.signal(signal.SIGINT, before)


def _note(file: Path, text: bytes, reason: str) -> None:
    """The reason in the first line, in the place of the note that stood there, so that lines keep their numbers."""
    note = _NOTE.encode()
    rest = text.partition(b"\n")[2] if text.startswith(note) else text
    file.write_bytes(note + reason.encode() + b"\n" + rest)


def opened(path: str) -> bytes:
    """What a file holds, or standard input for `-`. Raises Refused when it cannot be read."""
    try:
        return sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        hint = "Check the path and its permissions."
        raise Refused(f"{path} cannot be read: {error.strerror}", code="input_unreadable", hint=hint) from error
