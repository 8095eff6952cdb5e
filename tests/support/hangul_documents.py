"""Hangul documents made for tests, by python-hwpx, and what is needed to convert them."""

from __future__ import annotations

import io
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest

from cgq.convert.converted import Converted, Effort
from cgq.convert.form import content_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

FORMULAS = (
    ("{a+b} over {c}", "(a+b)/c"),
    ("x^2 +y^2 =1", "x²+y² = 1"),
    ("sqrt {x+1}", "√(x+1)"),
    ("a _{n+1} = 2a _n", "a_(n+1) = 2a_n"),
    ("cases {x+y=1 # x-y=3}", "{x+y = 1; x-y = 3"),
    ("pmatrix {a & b # c & d}", "(a, b; c, d)"),
    ("{-b +- sqrt {b^2 -4ac}} over {2a}", "(-b ± √(b²-4ac))/(2a)"),
    ("lim _{x rarrow 0} {sin x} over {x}", "lim(x → 0) (sin x)/x"),
    ("sum _{k=1} ^{n} k^2", "∑(k = 1 ~ n) k²"),
    ("A cup B", "A ∪ B"),
)
"""Scripts of formulas, and what they say along the line."""


def need_converter() -> None:
    """Skip the test where this machine cannot convert Hangul documents, or make any."""
    for module in ("hwp_ingest", "hwpx"):
        pytest.importorskip(module)
    if shutil.which("rsvg-convert") is None:
        pytest.skip("rsvg-convert is not installed (apt install librsvg2-bin)")


def paper(folder: Path, suffix: str, paragraphs: Sequence[str | tuple[str, str, str]]) -> bytes:
    """A document (`.hwp` or `.hwpx`) with a paragraph for each text, or for text, script of a formula and text."""
    from hwpx import HwpxDocument

    document = HwpxDocument.new()
    for paragraph in paragraphs:
        if isinstance(paragraph, str):
            document.add_paragraph(paragraph)
            continue
        before, script, after = paragraph
        made = document.add_paragraph(before)
        made.add_equation(script)
        made.add_run(after)
    path = folder / f"paper{suffix}"
    document.save_to_path(str(path))
    return path.read_bytes()


def questions(count: int = 3) -> list[str | tuple[str, str, str]]:
    """Questions of four options, each with a formula in its stem."""
    made: list[str | tuple[str, str, str]] = []
    for number in range(1, count + 1):
        script = FORMULAS[(number - 1) % len(FORMULAS)][0]
        made += [(f"{number}. 사회·문화의 값은 ", script, " 이다. 옳은 것은?"), "① 하나   ② 둘   ③ 셋   ④ 넷"]
    return made


def converted(data: bytes, seconds: float = 60.0) -> Converted:
    """What a document becomes."""
    from cgq.convert.hwp.convert import pdf_of

    form = content_of(data)
    assert form in ("hwp", "hwpx")
    return pdf_of(data, form, Effort(lambda: seconds, lambda _done, _pages: None))


def with_streams(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """An HWP file whose streams are changed: by their path, and what they hold."""
    from hwpx.hwp5.cfb import CompoundFile, build_compound_file, read_all_streams

    streams = [(path, change(path, held)) for path, held in read_all_streams(CompoundFile(data))]
    return bytes(build_compound_file(streams))


def with_flags(data: bytes, flags: int) -> bytes:
    """An HWP file whose header has these flags, too."""

    def change(path: str, held: bytes) -> bytes:
        if path != "FileHeader":
            return held
        own = int.from_bytes(held[36:40], "little")
        return held[:36] + (own | flags).to_bytes(4, "little") + held[40:]

    return with_streams(data, change)


def with_files(data: bytes, files: Mapping[str, bytes | None]) -> bytes:
    """An HWPX file with these files in the place of its own, or added to them; without those that are None."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            held = files.get(info.filename, b"") if info.filename in files else old.read(info)
            if held is not None:
                new.writestr(info.filename, held, zipfile.ZIP_STORED if info.filename == "mimetype" else None)
        for name, added in files.items():
            if name not in old.namelist() and added is not None:
                new.writestr(name, added)
    return made.getvalue()
