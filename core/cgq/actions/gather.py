"""What is behind the names of papers, where workers can read it: files, what lies in zips, several pictures."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from cgq.actions.at_rest import FileAtRest, at_rest, not_regular
from cgq.bank.files import is_zip, path_text, real_path
from cgq.bank.find_files import Empty, Found, FoundPages, Loose, Others, Refusal, Unsettled, find
from cgq.bank.unpacked import Contents
from cgq.convert.archive.bundle import MAX_BUNDLE
from cgq.convert.archive.limits import MAX_UNPACKED
from cgq.errors import Missing, Refused, cannot_write
from cgq.exam.findings import TOO_LARGE
from cgq.exam.limits import Limits
from cgq.queue.artifacts import write_new
from cgq.stages.packed import pack_pictures, unpack
from cgq.stages.packing import Keeping, Unpacked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import ExitStack

    from cgq.bank.find_files import Seen
    from cgq.contract import Artifact


@dataclass(slots=True)
class Gathered:
    """What is behind the names of papers: the files with their paths, what was refused, the folders and zips (as text)
    that hold no paper, what else lies there by its endings, and where pictures stayed a paper each."""

    files: list[tuple[Path, FileAtRest]] = field(default_factory=list[tuple[Path, FileAtRest]])
    refused: list[Refusal] = field(default_factory=list[Refusal])
    empty: list[str] = field(default_factory=list[str])
    others: dict[str, int] = field(default_factory=dict[str, int])
    loose: list[Loose] = field(default_factory=list[Loose])


def gather(
    names: Iterable[str], kept: ExitStack, most: int = Limits().max_bytes, *, one_paper: bool = False
) -> Gathered:
    """Every file behind the names (see find_files), at rest until `kept` ends; what cannot be read hides no other.

    With `one_paper` all pictures are one paper.
    """
    gathering = _Gathering(kept, most, one_paper=one_paper)
    for found in find(names, one_paper=one_paper):
        gathering.add(found)
    return gathering.found


class _FullError(Exception):
    """More would be unpacked than one command may keep."""


class _Gathering:
    """Files on their way to where workers can read them; what is unpacked lies in a folder of its own until the end,
    MAX_UNPACKED bytes of it, as of one zip."""

    def __init__(self, kept: ExitStack, most: int, *, one_paper: bool) -> None:
        self.found = Gathered()
        self._kept = kept
        self._most = most
        self._folder: Path | None = None
        self._left = MAX_UNPACKED
        self._written: dict[str, Path] = {}
        self._keeping = Keeping(self._write, self._written.__contains__, one_paper=one_paper)

    def add(self, seen: Seen) -> None:
        if not isinstance(seen, Found | FoundPages):
            self._note(seen)
            return
        name = path_text(seen.path if isinstance(seen, Found) else seen.paths[0])
        try:
            if isinstance(seen, Found):
                self._add_file(seen)
            else:
                self._add_pictures(seen)
        except (Missing, Refused) as error:
            self.found.refused.append(Refusal(name, error, seen.named))
        except _FullError:
            message = f"{name} is not unpacked as a whole: one command unpacks {MAX_UNPACKED >> 30} GB at most"
            full = Refused(message, code=TOO_LARGE, hint="Name fewer zips and pictures at a time.")
            self.found.refused.append(Refusal(name, full, seen.named))

    def _add_file(self, found: Found) -> None:
        path = Path(found.path)
        if not found.named and path.exists() and not path.is_file():  # a pipe that is only found is for somebody else
            raise not_regular(path_text(found.path))
        resting = self._kept.enter_context(at_rest(path, self._most))
        lies_at = real_path(resting.path)
        if not is_zip(lies_at):
            self.found.files.append((path, resting))
            return
        before = len(self.found.files), len(self.found.refused)
        for entry in unpack(lies_at, resting.sha256, self._keeping, path_text(found.path)):
            self._add_packed(entry, resting.path, path_text(found.path))
        if before == (len(self.found.files), len(self.found.refused)):
            self.found.empty.append(path_text(found.path))

    def _add_pictures(self, found: FoundPages) -> None:
        folder = os.path.dirname(found.paths[0])
        for entry in pack_pictures(found, self._keeping):
            self._add_packed(entry, path_text(os.path.abspath(folder)), path_text(folder))

    def _add_packed(
        self, entry: Unpacked | Refusal | Found | Others | Loose | Contents, absolute: str, called: str
    ) -> None:
        """Add what was unpacked; what lies below `absolute` is called as the person did who named it."""
        if isinstance(entry, Unpacked):
            paper = entry.paper
            shown = _called(paper.shown, absolute, called)
            lies_at = path_text(self._written[paper.sha256])
            most = MAX_BUNDLE if paper.form == "pictures" else self._most
            resting = FileAtRest(lies_at, paper.sha256, paper.size, most, paper.missing)
            self.found.files.append((Path(real_path(shown)), resting))
        elif isinstance(entry, Found):
            self.add(entry)
        elif not isinstance(entry, Contents):
            self._note(entry)

    def _note(self, seen: Refusal | Empty | Others | Loose | Unsettled) -> None:
        if isinstance(seen, Refusal):
            self.found.refused.append(seen)
        elif isinstance(seen, Empty):
            self.found.empty.append(seen.path)
        elif isinstance(seen, Loose):
            self.found.loose.append(seen)
        elif isinstance(seen, Others):
            for ending, files in seen.counts.items():
                self.found.others[ending] = self.found.others.get(ending, 0) + files

    def _write(self, pieces: Iterable[bytes]) -> Artifact:
        try:
            if self._folder is None:
                self._folder = Path(self._kept.enter_context(tempfile.TemporaryDirectory(prefix="cgq-")))
            file = write_new(self._folder, self._counted(pieces))
        except OSError as error:
            what = f"What is unpacked cannot be kept in {tempfile.gettempdir()}"
            raise cannot_write(what, error, hint="Set TMPDIR to another folder.") from error
        self._written[file.sha256] = self._folder / file.name
        return file

    def _counted(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        for piece in pieces:
            self._left -= len(piece)
            if self._left < 0:
                raise _FullError
            yield piece


def _called(shown: str, absolute: str, called: str) -> str:
    below = shown.removeprefix(absolute)
    return f"{called}{below}" if called else below.removeprefix("/")
