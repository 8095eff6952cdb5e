"""Where papers that were read go to: a table, JSON, or a document for people, here or in files."""

from __future__ import annotations

import os
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast
from urllib.parse import quote

from cgq.errors import Refused
from cgq.hints import argument
from cgq_cli.intake import note_others
from cgq_cli.render.intake import folder_name, loose_lines
from cgq_cli.render.json import line
from cgq_cli.render.named_papers import shown
from cgq_cli.render.paper import lines, remarks
from cgq_cli.reporting import report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import TracebackType

    from cgq.actions.gather import Gathered
    from cgq.bank.converted import DrawnFile
    from cgq.documents.paper import Paper, Written
    from cgq.exam.model import Document
    from cgq_cli.invocation import Invocation
    from cgq_cli.output import Screen

Format = Literal["text", "json", "md", "html"]

FIGURES = "figures"
"""The folder, among Markdown files, that their pictures lie in."""


class Papers:
    """Takes papers one after the other, in the order of `files`; use it in a `with`."""

    def __init__(
        self,
        asked: Invocation,
        wanted: Format,
        files: Sequence[Path],
        *,
        output: str | None,
        assets: Path | None,
        password: str | None,
        recognises: bool,
    ) -> None:
        """`recognises`: scans go through the text recogniser. Raises Refused when the options don't go together, before
        anything is read."""
        from cgq.actions.draw import Drawer
        from cgq.actions.outputs import Outputs, make_folder

        self._wanted: Format = "json" if asked.screen.json and wanted == "text" else wanted
        self._screen = asked.wanting_json(self._wanted == "json" and output is None).screen
        _check(self._wanted, len(files), output, json=asked.screen.json, terminal=asked.screen.terminal)
        if output and output.endswith("/"):
            make_folder(Path(output))
        suffix, apart = f".{self._wanted}", self._wanted != "json"
        self._outputs = Outputs(files, Path(output), suffix, apart=apart) if output else None
        beside = self._outputs.folder if self._outputs and self._wanted == "md" else None
        self._assets = assets or (beside and beside / FIGURES)
        self._password = password
        self._recognises = recognises
        self._drawer = Drawer()
        self._open = ExitStack()
        self._first = True

    @property
    def draw(self) -> bool:
        """Are pages of the papers drawn?"""
        return self._wanted == "html" or self._assets is not None

    @property
    def has_remarks(self) -> bool:
        """Are the findings of the papers printed on standard error?"""
        return not (self._screen.json or self._screen.quiet)

    def __enter__(self) -> Papers:
        self._open.enter_context(self._drawer)
        if self._outputs:
            self._open.enter_context(self._outputs)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.__exit__(kind, error, at)

    def put(self, document: Document, path: Path, file: DrawnFile) -> None:
        """Write one paper, and write the remarks on it to standard error; `file` shows its pages."""
        from cgq.bank.files import path_text
        from cgq.documents.paper import Extracted, Paper

        paper = Paper.of(document, path_text(path))
        if self._outputs:
            with self._outputs.next() as (target, write):
                for piece in self._pieces(document, paper, file, target.parent):
                    write(piece.encode())
            written = cast("Written", self._wanted)  # text is refused with --output
            self._screen.show(Extracted.of(paper, written, path_text(target)), ())
            self._screen.note(f"{path_text(target)}:")
        else:
            self._show(document, paper, file)
        self._first = False
        for text in remarks(paper, self._cures(document, path)):
            self._screen.note(text)

    def _cures(self, document: Document, path: Path) -> Iterator[str]:
        """What to do about a file that was refused, unless the refusal says it."""
        from cgq.bank.files import path_text
        from cgq.exam.findings import CODES, NEEDS_OCR

        if document.refusal is None or document.is_advised:
            return
        code = document.refusal.code
        if code == NEEDS_OCR and not self._recognises and path.is_file():  # what lies in a zip has no name of its own
            yield f"Read it: `cgq extract --ocr {argument(shown(path_text(path)))}` What that needs: `cgq help scans`"
        else:
            yield CODES[code].cure

    def _show(self, document: Document, paper: Paper, file: DrawnFile) -> None:
        if self._wanted == "text":
            self._drawn(document, file, None)
            self._screen.show(paper, lines(paper, self._screen.layout, first=self._first))
            return
        stdout = self._screen.as_json().stdout
        stdout.writelines(self._pieces(document, paper, file, None))
        stdout.flush()

    def _pieces(self, document: Document, paper: Paper, file: DrawnFile, folder: Path | None) -> Iterable[str]:
        """The paper in its format; `folder` is where the text will lie, None for anywhere."""
        from cgq.actions.write_paper import write_paper

        figures = self._drawn(document, file, folder)
        if self._wanted == "md" or self._wanted == "html":
            drawer, password = self._drawer, self._password
            return write_paper(document, paper.file, file, self._wanted, drawer, password=password, figures=figures)
        return [line(paper) + "\n"]

    def _drawn(self, document: Document, file: DrawnFile, folder: Path | None) -> dict[str, str]:
        """Where the picture of each figure lies, as a text in `folder` calls it."""
        from cgq.actions.write_paper import draw_figures

        if self._assets is None:
            return {}
        called = quote(os.fsencode(os.path.relpath(self._assets, folder or os.curdir).replace(os.sep, "/")))
        assets = draw_figures(document, file, self._assets, self._drawer, password=self._password)
        return {asset: f"{called}/{asset}.png" for asset in assets}


def report_refused(screen: Screen, gathered: Gathered) -> int:
    """Say at once which names gave no paper, and why; the exit code when all else goes well.

    Raises the one reason where there is nothing else to do.
    """
    note_others(screen, gathered.others)
    for text in loose_lines(gathered.loose, "extract"):
        screen.note(text)
    named = [refusal.error for refusal in gathered.refused if refusal.named]
    if not gathered.files and len(gathered.refused) == 1 and named:
        raise named[0]
    for refusal in gathered.refused:
        report(screen, refusal.error)
    if not (gathered.files or gathered.refused):
        where = f": there is no paper in {', '.join(map(folder_name, gathered.empty))}" if gathered.empty else ""
        screen.note(f"Nothing to do{where}.")
        return 0
    for folder in gathered.empty:
        screen.note(f"There is no paper in {folder_name(folder)}.")
    if not gathered.files:
        return max((refusal.error.exit_code for refusal in gathered.refused), default=0)
    return max((error.exit_code for error in named), default=0)


def _check(wanted: Format, papers: int, output: str | None, *, json: bool, terminal: bool) -> None:
    if output is not None:
        if wanted == "text":
            hint = "Add --format html, md or json; for the table use the shell's >."
            raise Refused("--output writes html, md and json", code="no_format", hint=hint)
        return
    if json and wanted != "json":
        hint = "Name a file with --output, or leave one of them out."
        raise Refused(f"--json and --format {wanted} both want standard output", code="two_formats", hint=hint)
    if wanted == "html" and (papers > 1 or terminal):
        what = "Several pages do not fit into one" if papers > 1 else "A page with pictures is nothing for a terminal"
        hint = "Name a folder: --output papers/" if papers > 1 else "Name a file: --output paper.html"
        raise Refused(what, code="needs_output", hint=hint)
