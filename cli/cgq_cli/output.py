"""Where a command writes: answers to standard output, everything else to standard error."""

from __future__ import annotations

import contextlib
import shutil
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TextIO

from cgq.hints import Hint
from cgq_cli.render.hints import said
from cgq_cli.render.json import line
from cgq_cli.render.table import Column, Layout, table
from cgq_cli.render.text import Style, escape, paint, width
from cgq_cli.streams import MAX_PROSE, columns_of, means_reader_gone, reconfigure, silence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cgq.documents import Document

Color = Literal["auto", "always", "never"]
Progress = Literal["bars", "lines", "none"]

MAX_WIDTH = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    """The two streams and how they are to be written to.

    `columns` is the width of the terminal behind standard output, None when there is none;
    `progress` says how progress is told on standard error. `quiet` leaves errors, and the answers that were
    asked for: no remarks, no progress, no account of what was done.
    """

    stdout: TextIO
    stderr: TextIO
    json: bool = False
    quiet: bool = False
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
    def exit_code_answers(self) -> bool:
        """Where the exit code is what was asked for: is it the whole answer? With --quiet; JSON is always printed."""
        return self.quiet and not self.json

    @property
    def _prose(self) -> int | None:
        """How wide a sentence on standard output may be."""
        return None if self.columns is None else min(self.columns, MAX_PROSE)

    @property
    def layout(self) -> Layout:
        """What `render` needs to know to draw a table."""
        return Layout(columns=self.columns, now=self.now, ascii_only=self.ascii_only)

    def as_json(self) -> Screen:
        """The same, answering in JSON: always in UTF-8, whatever the locale."""
        reconfigure(self.stdout, encoding="utf-8")
        return replace(self, json=True, color=False)

    def show(self, document: Document, lines: Iterable[str], below: Iterable[str] = ()) -> None:
        """The answer: `document` with --json, else `lines`, which are not made when not needed, then sentences."""
        self.write([line(document)] if self.json else self._followed(lines, below))

    def write(self, lines: Iterable[str]) -> None:
        """Lines as they are, a hint in its own, to standard output; who reads it may have gone, the command goes on."""
        try:
            for text in lines:
                for piece in self._sentences([text]) if isinstance(text, Hint) else [text]:
                    self.stdout.write(piece + "\n")
            self.stdout.flush()
        except OSError as error:
            if not means_reader_gone(error):
                raise
            silence(self.stdout, 1)

    def table(
        self,
        document: Document,
        columns: Sequence[Column],
        rows: Sequence[Mapping[str, object]],
        below: Iterable[str] = (),
    ) -> None:
        """The answer as a table, or as `document` with --json. `below` are sentences that belong to the answer."""
        self.show(document, table(columns, rows, self.layout), below)

    def nothing(self, document: Document, columns: Sequence[Column], sentence: str, bank: Iterable[str] = ()) -> None:
        """The answer that there is nothing: why, and in which bank.

        A person reads the sentence alone. A program that reads a pipe gets the head of the table and no row, the
        sentence stands on standard error.
        """
        if self.json:
            self.show(document, ())
        elif self.terminal:
            self.write(self._sentences([sentence, *bank]))
        else:
            self.write(table(columns, (), self.layout))
            for text in (sentence, *bank):
                self.note(text)

    def account(self, document: Document, lines: Iterable[str]) -> None:
        """What the command did, in sentences: nothing with --quiet, the document for a program that asks for JSON."""
        if self.json or not self.quiet:
            self.show(document, self._folded(lines))

    def account_table(
        self,
        document: Document,
        columns: Sequence[Column],
        rows: Sequence[Mapping[str, object]],
        below: Iterable[str] = (),
    ) -> None:
        """The same as a table with sentences below it; no table where it has no row."""
        lines = table(columns, rows, self.layout)
        if self.json or not self.quiet:
            self.show(document, self._followed(lines, below) if rows else self._sentences(below))

    def note(self, text: str, *styles: Style) -> None:
        """A remark for a person, on standard error: none with --json, whose document holds it, none with --quiet."""
        if not (self.json or self.quiet):
            self._err(text, *styles)

    def complain(self, text: str, *styles: Style) -> None:
        """What went wrong, on standard error, also with --quiet; not with --json, whose document holds it."""
        if not self.json:
            self._err(text, *styles)

    def paint(self, text: str, *styles: Style) -> str:
        """Text for standard output in a colour, when colours are wanted there."""
        return paint(text, *styles, on=self.color)

    def _folded(self, lines: Iterable[str]) -> Iterator[str]:
        """The lines, those that are wider than the terminal in several."""
        for text in lines:
            is_wide = self.columns is not None and not isinstance(text, Hint) and width(text) > self.columns
            yield from self._sentences([text]) if is_wide else [text]

    def _followed(self, lines: Iterable[str], below: Iterable[str]) -> Iterator[str]:
        """The lines, then sentences; piped, an empty line keeps these from being read as rows."""
        yield from lines
        for number, text in enumerate(self._sentences(below)):
            if number == 0 and not self.terminal:
                yield ""
            yield text

    def _sentences(self, texts: Iterable[str]) -> Iterator[str]:
        """Sentences of an answer, folded at the terminal's width."""
        for text in texts:
            yield from said(text, self._prose)

    def _err(self, text: str, *styles: Style) -> None:
        """A text on standard error, folded at a terminal's width. It never fails: nobody may be reading."""
        with contextlib.suppress(OSError, ValueError):
            columns = columns_of(self.stderr)
            pieces = [escape(text)] if columns is None and not isinstance(text, Hint) else said(text, columns)
            for piece in pieces:
                self.stderr.write(paint(piece, *styles, on=self.color_notes) + "\n")
            self.stderr.flush()


def screen(
    environ: Mapping[str, str],
    *,
    json: bool = False,
    quiet: bool = False,
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
        quiet=quiet,
        progress="none" if quiet else progress or ("bars" if bars else "lines"),
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
