"""A terminal as somebody sits before it: which pictures it draws, how large it is, which key was pressed."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import sys
import termios
import time
import tty
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

Graphics = Literal["kitty", "sixel"]

ANSWER_SECONDS = 0.6
_ASK = b"\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[c"
_ATTRIBUTES = re.compile(rb"\x1b\[\?([\d;]*)c")
_KITTY = re.compile(rb"\x1b_Gi=31;OK\x1b\\")
_SIXEL = "4"
_CELL = (9, 18)
_ESCAPE = "\x1b"
_HANGUL = dict(zip("ㅁㄷㄴㄱㅕㅜㅠㅂㅅ", "aesrunbqt", strict=True))
"""What the keys give while a Korean keyboard (two-set) is on."""


def present() -> bool:
    """Does a person sit at both ends: standard input and standard output?"""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def graphics() -> Graphics | None:
    """Which pictures the terminal draws, by its own answer; None when it says nothing in time.

    Every terminal answers the second question (its attributes), so the wait is short where the first,
    kitty's, is not understood.
    """
    with _unbuffered() as descriptor:
        os.write(sys.stdout.fileno(), _ASK)
        said, deadline = b"", time.monotonic() + ANSWER_SECONDS
        while not _ATTRIBUTES.search(said) and (left := deadline - time.monotonic()) > 0:
            if select.select([descriptor], [], [], left)[0]:
                said += os.read(descriptor, 256)
    if _KITTY.search(said):
        return "kitty"
    attributes = _ATTRIBUTES.search(said)
    return "sixel" if attributes and _SIXEL in attributes[1].decode().split(";") else None


def room() -> tuple[int, int]:
    """Width and height of the terminal in dots; guessed from its cells where it does not tell."""
    packed = fcntl.ioctl(sys.stdout.fileno(), termios.TIOCGWINSZ, b"\0" * 8)
    rows, columns, width, height = struct.unpack("HHHH", packed)
    return width or (columns or 80) * _CELL[0], height or (rows or 24) * _CELL[1]


def key() -> str:
    """The next key: a character in lower case, "" for one that is none; "q" when the terminal is gone."""
    with _unbuffered() as descriptor:
        return _read_key(descriptor)


@contextmanager
def keys() -> Generator[Callable[[float], str | None]]:
    """Keys while something is shown: the function waits at most so many seconds for the next one, None without one.

    Standard input must be a terminal.
    """
    with _unbuffered() as descriptor:

        def next_key(seconds: float) -> str | None:
            return _read_key(descriptor) if select.select([descriptor], [], [], seconds)[0] else None

        yield next_key


def _read_key(descriptor: int) -> str:
    try:
        first = os.read(descriptor, 1)
    except OSError:
        first = b""
    if not first:
        return "q"
    rest = b"".join(os.read(descriptor, 1) for _ in range(_following(first[0])))
    char = (first + rest).decode(errors="replace")
    if char == _ESCAPE:
        while select.select([descriptor], [], [], 0.02)[0] and os.read(descriptor, 1):
            pass
        return ""
    return _HANGUL.get(char, char.lower())


def line(prompt: str) -> str:
    """A line that is typed, without its end; "" when the terminal is gone."""
    sys.stdout.write(prompt)
    sys.stdout.flush()
    typed = b""
    while not typed.endswith(b"\n") and (piece := os.read(sys.stdin.fileno(), 4096)):
        typed += piece
    return typed.decode(errors="replace").strip()


def _following(first: int) -> int:
    """How many bytes of UTF-8 follow the first."""
    return 3 if first >= 0xF0 else 2 if first >= 0xE0 else 1 if first >= 0xC0 else 0


@contextmanager
def _unbuffered() -> Generator[int]:
    """Keys come one by one and are not shown; Ctrl-C still interrupts. The terminal is always restored."""
    descriptor = sys.stdin.fileno()
    before = termios.tcgetattr(descriptor)
    try:
        tty.setcbreak(descriptor, termios.TCSANOW)
        yield descriptor
    finally:
        with suppress(termios.error):  # a terminal that is gone needs no restoring
            termios.tcsetattr(descriptor, termios.TCSANOW, before)
