"""Where a command writes: answers to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import shutil
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TextIO

from cgq_cli.render.json import line
from cgq_cli.render.table import Column, Layout, table
from cgq_cli.render.text import Style, escape, paint
from cgq_cli.streams import means_reader_gone, reconfigure, silence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cgq.documents import Document

Color = Literal["auto", "always", "never"]
Progress = Literal["bars", "lines", "none"]

MAX_WIDTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The two streams and how they are to be written to.

    `columns` is the width of the terminal behind standard output, None when there is none;
    `progress` says how progress is told on standard error.
    """

    stdout: TextIO
    stderr: TextIO
    json: bool = False
    color: bool = False
    color_notes: bool = False
    columns: int | None = None
    progress: Progress = "lines"
    ascii_only: bool = False
    verbose: int = 0
    now: int = 0

    @property
    def terminal(self) -> bool:
        """Whether a person reads standard output."""
        return self.columns is not None

    @property
    def layout(self) -> Layout:
        """What `render` needs to know to draw a table."""
        return Layout(columns=self.columns, now=self.now, ascii_only=self.ascii_only)

    def as_json(self) -> Screen:
        """The same, answering in JSON: always in UTF-8, whatever the locale."""
        reconfigure(self.stdout, encoding="utf-8")
        return replace(self, json=True, color=False)

    def show(self, document: Document, lines: Iterable[str]) -> None:
        """The answer: `document` with --json, else `lines`, which are not made when not needed."""
        self.write([line(document)] if self.json else lines)

    def write(self, lines: Iterable[str]) -> None:
        """Lines as they are, to standard output; whoever reads it may have gone, and the command goes on."""
        try:
            for text in lines:
                self.stdout.write(text + "\n")
            self.stdout.flush()
        except OSError as error:
            if not means_reader_gone(error):
                raise
            silence(self.stdout, 1)

    def table(self, document: Document, columns: Sequence[Column], rows: Sequence[Mapping[str, object]]) -> None:
        """The answer as a table, or as `document` with --json."""
        self.show(document, table(columns, rows, self.layout))

    def note(self, text: str, *styles: Style) -> None:
        """A remark on standard error. It never fails: nobody may be reading."""
        with contextlib.suppress(OSError, ValueError):
            self.stderr.write(paint(escape(text), *styles, on=self.color_notes) + "\n")
            self.stderr.flush()

    def paint(self, text: str, *styles: Style) -> str:
        """Text for standard output in a colour, when colours are wanted there."""
        return paint(text, *styles, on=self.color)


def screen(
    environ: Mapping[str, str],
    *,
    json: bool = False,
    color: Color = "auto",
    progress: Progress | None = None,
    ascii_only: bool = False,
    verbose: int = 0,
    now: int = 0,
) -> Screen:
    """The screen of this process's standard streams."""
    terminal = sys.stdout.isatty()
    bars = sys.stderr.isatty() and environ.get("TERM") != "dumb"
    made = Screen(
        stdout=sys.stdout,
        stderr=sys.stderr,
        color=wants_color(color, environ, terminal=terminal),
        color_notes=wants_color(color, environ, terminal=sys.stderr.isatty()),
        columns=min(shutil.get_terminal_size().columns, MAX_WIDTH) if terminal else None,
        progress=progress or ("bars" if bars else "lines"),
        ascii_only=ascii_only,
        verbose=verbose,
        now=now,
    )
    return made.as_json() if json else made


def wants_color(color: Color, environ: Mapping[str, str], *, terminal: bool) -> bool:
    """--color > NO_COLOR > FORCE_COLOR > whether it is a terminal (and not a dumb one)."""
    if color != "auto":
        return color == "always"
    if environ.get("NO_COLOR"):
        return False
    if environ.get("FORCE_COLOR"):
        return True
    return terminal and environ.get("TERM") != "dumb"
