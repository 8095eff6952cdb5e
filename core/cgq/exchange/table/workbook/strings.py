"""The shared strings of a workbook: kept in temporary files, for they can be most of it."""

from __future__ import annotations

import os
import re
import tempfile
from array import array
from collections import OrderedDict
from contextlib import closing
from typing import IO, TYPE_CHECKING

from cgq.exchange.table.cell import MOST_CHARACTERS
from cgq.exchange.table.workbook.xml_stream import Handler, parse_steps

if TYPE_CHECKING:
    from collections.abc import Generator

_FILE_BYTES = 32 << 20
"""Bytes in one temporary file: a worker may write files of 64 MB at most (sandbox/confine.py)."""

_KEPT = 4096
"""Strings in memory: names of subjects and tags, which every row has again."""

_KEPT_LENGTH = 200
"""Characters of the longest string that is kept in memory: 4,096 of them stay below 4 MB."""
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


class TextOfRuns(Handler):
    """Joins the text of the `t` elements of a string, whatever its runs; what tells how to pronounce it is left out.

    Of a text that is too long for a cell no more is kept than shows that.
    """

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self._in_text = False
        self._phonetic = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:  # noqa: ARG002 - of every handler
        self._phonetic += name == "rPh"
        self._in_text = name == "t" and not self._phonetic

    def end(self, name: str) -> None:
        self._phonetic -= name == "rPh"
        self._in_text = False

    def text(self, data: str) -> None:
        if self._in_text and self._length <= MOST_CHARACTERS:
            self._pieces.append(data)
            self._length += len(data)

    def take(self) -> str:
        """The text so far, which starts anew."""
        text = unescape("".join(self._pieces))
        self._pieces.clear()
        self._length = 0
        return text


class SharedStrings:
    """The strings by their index, from 0."""

    def __init__(self) -> None:
        self._files: list[IO[bytes]] = []
        self._starts = array("Q")
        """Of each string the number of its file times `_FILE_BYTES` twice, plus its place there."""
        self._lengths = array("L")
        self._used = 0
        self._kept: OrderedDict[int, str] = OrderedDict()

    def read(self, chunks: Generator[bytes]) -> None:
        """Take the strings of a part. Raises InputFailed, and OSError where they cannot be kept."""
        handler = _Strings()
        with closing(parse_steps(chunks, handler)) as steps:
            for _ in steps:
                for text in handler.found:
                    self._keep(text)
                handler.found.clear()
        for file in self._files:
            file.flush()

    def close(self) -> None:
        """Remove the files."""
        for file in self._files:
            file.close()

    def __getitem__(self, index: int) -> str:
        """A string. Raises IndexError where there is none."""
        known = self._kept.get(index)
        if known is not None:
            return known
        if index < 0:
            raise IndexError(index)
        start, length = self._starts[index], self._lengths[index]
        number, place = divmod(start, 2 * _FILE_BYTES)
        text = os.pread(self._files[number].fileno(), length, place).decode("utf-8", "surrogatepass")
        if length <= _KEPT_LENGTH:
            self._kept[index] = text
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        return text

    def _keep(self, text: str) -> None:
        raw = text.encode("utf-8", "surrogatepass")
        if not self._files or self._used + len(raw) > _FILE_BYTES:
            self._files.append(tempfile.TemporaryFile(prefix="cgq-"))  # noqa: SIM115 - closed in close
            self._used = 0
        self._files[-1].write(raw)
        self._starts.append((len(self._files) - 1) * 2 * _FILE_BYTES + self._used)
        self._lengths.append(len(raw))
        self._used += len(raw)


class _Strings(TextOfRuns):
    """The strings of a part, in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.found.append(self.take())


def unescape(text: str) -> str:
    """A text with its escaped characters: `_x000D_` is a carriage return (ECMA-376, 22.9.2.19 ST_Xstring)."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
