"""Somebody before a terminal: a command on a pseudo-terminal, keys that are pressed, text that is waited for."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

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
