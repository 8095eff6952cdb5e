"""Somebody before a terminal: a command on a pseudo-terminal, keys that are pressed, text that is waited for."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import termios
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.support.command import Home

PATIENCE = 60.0
_QUESTION = b"\x1b[c"


class Terminal:
    """A terminal of 100 x 40 cells; `answers` is what it says when it is asked what it can draw."""

    def __init__(
        self, command: Sequence[str], cwd: Path, environ: Mapping[str, str], answers: bytes = b"\x1b[?62;22c"
    ) -> None:
        self._leader, follower = pty.openpty()
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 100, 0, 0))
        self._answers = answers
        self._asked = 0
        self.seen = b""
        self._shown = 0
        self.process = subprocess.Popen(
            command,
            cwd=cwd,
            env={"TERM": "xterm", **environ},
            stdin=follower,
            stdout=follower,
            stderr=follower,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509 - no threads here
        )
        os.close(follower)

    def press(self, keys: str) -> None:
        """Type; \\x03 is Ctrl-C."""
        os.write(self._leader, keys.encode())

    def wait_for(self, text: str) -> str:
        """What was shown since the last wait, up to this text."""
        wanted = text.encode()
        while wanted not in self.seen[self._shown :]:
            if not self._read():
                raise AssertionError(f"{text!r} did not come:\n{self.seen[self._shown :].decode(errors='replace')}")
        end = self.seen.index(wanted, self._shown) + len(wanted)
        shown, self._shown = self.seen[self._shown : end], end
        return shown.decode(errors="replace")

    def ended(self) -> int:
        """Wait for the end; the exit code."""
        while self._read():
            pass
        return self.process.wait(PATIENCE)

    def echoes(self) -> bool:
        """Is the terminal as it was: does it show what is typed, and wait for whole lines?"""
        modes = termios.tcgetattr(self._leader)[3]
        return bool(modes & termios.ECHO and modes & termios.ICANON)

    def close(self) -> None:
        """End the command if it still runs."""
        self.process.kill()
        self.process.wait()
        os.close(self._leader)

    def _read(self) -> bool:
        ready = select.select([self._leader], [], [], PATIENCE)[0]
        try:
            piece = os.read(self._leader, 1 << 16) if ready else b""
        except OSError:  # Linux's way to say that nobody holds the other end any more
            piece = b""
        self.seen += piece
        if self.seen.count(_QUESTION) > self._asked:
            self._asked += 1
            os.write(self._leader, self._answers)
        return bool(piece)


def plain(text: str) -> str:
    """Text without colours and with plain line ends."""
    return re.sub(r"\x1b\[[\d;]*m", "", text).replace("\r", "")


DRIVER = """
import os, sys
from cgq_cli.main import main
for columns in sys.argv[1].split(","):
    os.environ["COLUMNS"] = columns
    for asked in sys.argv[2:]:
        print(f"\\x1e{columns} {asked}", flush=True)
        main(asked.split("|"), os.environ)
"""
"""Many commands in one process: starting them one by one would take a minute."""


def at_terminal(home: Home, widths: tuple[int, ...], asked: list[str]) -> dict[tuple[int, str], list[str]]:
    """What commands write to a terminal of several widths, by width and command."""
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, ",".join(map(str, widths)), *asked],
        cwd=home.folder,
        env={**home.environment, "TERM": "xterm"},
        stdin=subprocess.DEVNULL,
        stdout=follower,
        stderr=subprocess.DEVNULL,
    )
    os.close(follower)
    seen = _all_of(leader)
    process.wait(60)
    os.close(leader)
    text = re.sub(r"\x1b\[[\d;]*m", "", seen.decode()).replace("\r", "")
    found: dict[tuple[int, str], list[str]] = {}
    for part in text.split("\x1e")[1:]:
        head, *lines = part.rstrip("\n").split("\n")
        columns, _, command = head.partition(" ")
        found[int(columns), command] = lines
    return found


def _all_of(leader: int) -> bytes:
    seen = b""
    while True:
        try:
            piece = os.read(leader, 1 << 16)
        except OSError:  # Linux's way to say that nobody holds the other end any more
            return seen
        if not piece:
            return seen
        seen += piece


def is_command(line: str) -> bool:
    """A command that a hint names: it is never folded, so that it can be pasted."""
    return line.lstrip().startswith(("cgq ", "chmod ", "export "))
