"""Where the results of several files are written: to one file, or to a file each in a folder."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from cgq.errors import Refused, cannot_write
from cgq.replaced import replaced

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence
    from pathlib import Path
    from types import TracebackType

    Write = Callable[[bytes], object]


class Outputs:
    """Gives each result its file, in the order of the inputs; use it in a `with`.

    Each file is written whole or not at all: when its result is, or, where all share one, at the end.
    """

    def __init__(self, inputs: Sequence[Path], output: Path, suffix: str, *, apart: bool) -> None:
        """A folder that is there gets a file for each input; so does one that is not there yet, when there are
        several and `apart` says that they don't belong into one file. Raises Refused for what would overwrite
        an input, and StorageFailed.
        """
        self.folder = output if output.is_dir() or (apart and len(inputs) > 1) else None
        self._shared = output
        self._write: Write | None = None
        self._open = ExitStack()
        self._targets = iter([output / name for name in _names(inputs, suffix)] if self.folder else [])
        _keep(inputs, [output / name for name in _names(inputs, suffix)] if self.folder else [output])
        if self.folder:
            make_folder(self.folder)

    def __enter__(self) -> Outputs:
        if self.folder is None:
            self._write = self._open.enter_context(replaced(self._shared))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._open.__exit__(kind, error, at)

    @contextmanager
    def next(self) -> Generator[tuple[Path, Write]]:
        """The next result's file, and how to write to it."""
        if self._write is not None:
            yield self._shared, self._write
            return
        target = next(self._targets)
        with replaced(target) as write:
            yield target, write


def make_folder(folder: Path) -> None:
    """The folder, made if need be. Raises Refused or StorageFailed."""
    if folder.exists() and not folder.is_dir():
        raise Refused(f"{folder} is a file", code="not_a_folder", hint="Name a folder.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(f"The folder {folder} cannot be made", error, hint="Name another place.") from error


def _names(inputs: Sequence[Path], suffix: str) -> list[str]:
    """A name for each, unlike every other: papers of the same name lie in different folders."""
    names: list[str] = []
    for path in inputs:
        count, stem = 1, path.stem or "paper"
        name = f"{stem}{suffix}"
        while name in names:
            count += 1
            name = f"{stem}-{count}{suffix}"
        names.append(name)
    return names


def _keep(inputs: Sequence[Path], targets: Sequence[Path]) -> None:
    taken = {os.path.realpath(path) for path in inputs}
    for target in targets:
        if os.path.realpath(target) in taken:
            raise Refused(f"{target} is a paper to read", code="would_overwrite", hint="Name another place.")
