"""HWPX documents that do not say where their lines break, as programs other than Hangul write them.

The converter breaks such lines by itself, and in columns by the width of the page (its reflow_line_segs): letters are
pressed together and lie over the next column. In one column each line is as wide as it takes it to be. Of eight papers
without lines, two were read whole before and eight are since.
"""

from __future__ import annotations

import io
import re
import zipfile

from cgq.convert.hwp.held.markup import MOST_BYTES, SECTION

_PARAGRAPH = re.compile(rb"<(?:\w+:)?p[\s>]")
_LINES = re.compile(rb"<(?:\w+:)?lineseg[\s/]")
_COLUMNS = re.compile(rb"""(\bcolCount=)(["'])(?!1\2)\d{1,4}\2""")
_FEWEST = 0.5
"""Lines for each paragraph, at least, of a document that says where they break: each has one of its own or more."""
_MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of a package that is written anew in memory."""


def in_one_column(data: bytes) -> bytes | None:
    """The document with its text in one column where it lacks the lines of most paragraphs; None for any other.

    Raises zipfile.BadZipFile, zlib.error or other errors of `zipfile` where the package is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        files = package.infolist()
        if sum(file.file_size for file in files) > _MOST_UNPACKED:
            return None
        sections = {file.filename: package.read(file) for file in files if _is_section(file)}
        if not _lacks_lines(list(sections.values())) or not any(map(_COLUMNS.search, sections.values())):
            return None
        changed = {name: _COLUMNS.sub(rb"\g<1>\g<2>1\g<2>", section) for name, section in sections.items()}
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w") as other:
            for file in files:
                part = changed[file.filename] if file.filename in changed else package.read(file)
                other.writestr(file, part, compresslevel=1)
    return written.getvalue()


def _is_section(file: zipfile.ZipInfo) -> bool:
    return bool(SECTION.fullmatch(file.filename)) and file.file_size <= MOST_BYTES


def _lacks_lines(sections: list[bytes]) -> bool:
    paragraphs, lines = (sum(len(sign.findall(part)) for part in sections) for sign in (_PARAGRAPH, _LINES))
    return lines < _FEWEST * paragraphs
