"""What a conversion of Hangul documents takes, and what it says where the machine and not the document is at fault."""

from __future__ import annotations

import io
import os
import random
import signal
import time
import zipfile
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.support.hangul.package import hwpx
from tests.support.hangul.parts import Document, Equation, Paragraph, Picture, Section, Words
from tests.support.hangul_documents import converted, need_converter, paper, with_flags

from cgq.convert.hwp import arrived, drawing, fonts, pdf
from cgq.convert.hwp.arrived import texts_of_pdf
from cgq.convert.hwp.opening import check_opening
from cgq.errors import InputFailed, StageFailed
from cgq.exam.findings import (
    CONVERTED_FORMULA,
    CONVERTED_LOSS,
    CONVERTED_UNCHECKED,
    DAMAGED,
    ENCRYPTED,
    TOO_LARGE,
    UNREAD_PAGE,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cgq.convert.converted import Converted

SECTION = "Contents/section0.xml"


def pages(*parts: Words | Equation | Picture, head: tuple[Paragraph, ...] = ()) -> bytes:
    """A document with a page for each part."""
    return hwpx(
        Document(
            (Section(tuple(Paragraph((part,), breaks="page" if n else "") for n, part in enumerate(parts)), head=head),)
        )
    )


def picture(side: int, kind: str = "PNG") -> bytes:
    drawn = io.BytesIO()
    noise = random.Random(1).randbytes(side * side * 3)
    Image.frombytes("RGB", (side, side), noise).save(drawn, kind, compress_level=0)
    return drawn.getvalue()


def codes(made: Converted) -> list[str]:
    return [finding.code for finding in made.findings]


def test_a_picture_of_more_than_10_mb_as_text_is_shown() -> None:
    need_converter()
    large = picture(1700)
    assert len(large) > 8_000_000
    made = converted(pages(Words("1. 옳은 것은?"), Picture(large, 20000, 20000)))
    assert codes(made) == []
    assert b"/Image" in made.pdf


def test_pages_that_are_too_large_together_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    need_converter()
    monkeypatch.setattr(pdf, "_MOST_BYTES", 100_000)
    data = pages(*[Picture(picture(100), 20000, 20000)] * 4)
    with pytest.raises(InputFailed, match="its pages take more than") as refused:
        converted(data)
    assert refused.value.code == TOO_LARGE


def test_drawings_are_not_kept_in_memory() -> None:
    need_converter()
    kept: list[bytes] = []
    data = pages(*[Picture(picture(100), 20000, 20000)] * 3)
    found = drawing.draw(data, "hwpx", _effort(), kept.append)
    assert len(kept) == 3
    assert min(map(len, kept)) > 30_000
    assert [page.drawing for page in found.pages] == [b""] * 3


def _effort() -> drawing.Effort:
    from cgq.convert.converted import Effort

    return Effort(lambda: 60.0, lambda _done, _pages: None)


@pytest.mark.parametrize("name", ["KILL", "TERM"])
def test_a_program_that_is_killed_is_tried_again(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_converter()
    _program(tmp_path, monkeypatch, f"[ $1 = --version ] && echo rsvg-convert version 2.54.7 || kill -{name} $$")
    with pytest.raises(StageFailed, match=f"SIG{name}") as failed:
        converted(pages(Words("가")))
    assert failed.value.code == "reader_killed"


def test_a_program_that_breaks_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    need_converter()
    _program(tmp_path, monkeypatch, "[ $1 = --version ] && echo rsvg-convert version 2.54.7 || kill -ABRT $$")
    with pytest.raises(InputFailed, match="signal 6") as failed:
        converted(pages(Words("가")))
    assert failed.value.code == TOO_LARGE


def _program(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str, name: str = "rsvg-convert") -> None:
    """A program of this name before those on the path."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:{os.environ['PATH']}")


def _kill(number: int) -> Iterator[bytes]:
    os.kill(os.getpid(), number)
    yield b""


def _hang() -> Iterator[bytes]:
    time.sleep(30)
    yield b""


def _fail() -> Iterator[bytes]:
    yield b"text"
    raise ValueError


@pytest.mark.parametrize(
    ("work", "error", "code"),
    [
        (partial(_kill, signal.SIGKILL), StageFailed, "reader_killed"),
        (_hang, InputFailed, TOO_LARGE),
        (_fail, InputFailed, DAMAGED),
    ],
)
def test_why_the_text_of_a_pdf_was_not_read_is_told_apart(
    work: Callable[[], Iterator[bytes]], error: type[StageFailed], code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrived, "_texts", lambda _pdf: work())
    with pytest.raises(error) as failed:
        texts_of_pdf(b"%PDF-", 1.0)
    assert failed.value.code == code


def test_a_list_of_fonts_that_fails_or_never_comes_says_nothing_and_gets_no_secrets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    _program(tmp_path, monkeypatch, f"/usr/bin/env > {tmp_path}/environment; exit 1", "fc-list")
    fonts.check_fonts()
    assert "sk-secret" not in (tmp_path / "environment").read_text()
    monkeypatch.setattr("cgq.convert.extras.PATIENCE", 0.2)
    _program(tmp_path, monkeypatch, "exec sleep 20", "fc-list")
    fonts.check_fonts()
    _program(tmp_path, monkeypatch, "exit 0", "fc-list")
    with pytest.raises(InputFailed, match="for Korean"):
        fonts.check_fonts()


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_package_that_is_packed_by_an_unusual_method_is_refused(method: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        package.writestr("META-INF/manifest.xml", "x" * 1000)
        package.writestr(SECTION, "x" * 1000)
    damaged = bytearray(made.getvalue())
    damaged[60:90] = bytes(30)
    for data in (made.getvalue(), bytes(damaged)):
        with pytest.raises(InputFailed, match="packed by a method") as refused:
            check_opening(data, "hwpx")
        assert refused.value.code == DAMAGED


def test_a_package_that_lists_very_many_files_is_refused_without_reading_its_list() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as package:
        for number in range(12_000):
            package.writestr(str(number), b"")
    began = time.process_time()
    with pytest.raises(InputFailed, match="more files than any paper") as refused:
        check_opening(made.getvalue(), "hwpx")
    assert time.process_time() - began < 0.1
    assert refused.value.code == TOO_LARGE


def test_a_document_that_is_embedded_in_another_does_not_lock_it(tmp_path: Path) -> None:
    need_converter()
    from hwpx.hwp5.cfb import CompoundFile, build_compound_file, read_all_streams

    plain = paper(tmp_path, ".hwp", ["가"])
    locked = with_flags(plain, 1 << 1)
    streams = read_all_streams(CompoundFile(plain))
    outer = bytes(build_compound_file([("BinData/BIN0001.OLE", locked), *streams]))
    assert outer.index(b"HWP Document File") < outer.rindex(b"HWP Document File")
    check_opening(outer, "hwp")
    with pytest.raises(InputFailed, match="password"):
        check_opening(locked, "hwp")
    with pytest.raises(InputFailed, match="password") as refused:
        check_opening(bytes(512) + locked[512:], "hwp")
    assert refused.value.code == ENCRYPTED, "in a damaged file the header is looked for"


def test_a_lost_picture_is_missed_though_a_head_has_one_on_each_page(monkeypatch: pytest.MonkeyPatch) -> None:
    need_converter()
    logo = Paragraph((Words("머리"), Picture(picture(20), 2000, 2000)))
    data = pages(Words("1. 가"), Picture(picture(20), 5000, 5000), Words("끝"), head=(logo,))
    assert codes(converted(data)) == []
    held = drawing._held

    def with_another(data: bytes, form: drawing.Form) -> drawing.Held:
        found = held(data, form)
        found.pictures += 1
        return found

    monkeypatch.setattr(drawing, "_held", with_another)
    assert codes(converted(data)) == [CONVERTED_LOSS]


def test_a_text_that_is_too_long_to_compare_is_called_that_and_keeps_its_formulas(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    need_converter()
    monkeypatch.setattr(drawing, "_LONGEST_HELD", 5)
    made = converted(pages(Words("1. 다음 중 옳은 것은?"), Equation("{a} over {b}", 2000)))
    unchecked = [finding.message for finding in made.findings if finding.code == CONVERTED_UNCHECKED]
    assert len(unchecked) == 1
    assert "more text than is compared" in unchecked[0]
    assert "a/b" in "".join(texts_of_pdf(made.pdf, 30))


def test_after_a_fall_formulas_stay_as_they_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first process ends at the third page of five, and the fourth page ends every process."""
    need_converter()
    real = drawing._made

    def made(data: bytes, number: int, formulas: drawing.Sequence[drawing.Match], held: drawing.Held) -> object:
        if number == 4 or (number == 3 and formulas):
            os.abort()
        return real(data, number, formulas, held)

    monkeypatch.setattr(drawing, "_made", made)
    result = converted(pages(*[Equation(f"{{x+{n}}} over {{y}}", 4000) for n in range(1, 6)]))
    texts = ["".join(text.split()) for text in texts_of_pdf(result.pdf, 30)]
    assert texts == ["(x+1)/y", "(x+2)/y", "x+3y", "", "x+5y"]
    assert [(finding.code, finding.page) for finding in result.findings if finding.page] == [
        (CONVERTED_FORMULA, 3),
        (UNREAD_PAGE, 4),
        (CONVERTED_FORMULA, 5),
    ]


def test_pages_that_end_the_converter_cost_themselves_only_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    need_converter()
    real = drawing._made

    def made(data: bytes, number: int, formulas: drawing.Sequence[drawing.Match], held: drawing.Held) -> object:
        if number % 2 == 0:
            os.abort()
        return real(data, number, formulas, held)

    monkeypatch.setattr(drawing, "_made", made)
    result = converted(pages(*[Words(f"{n}쪽") for n in range(1, 16)]))
    assert [finding.page for finding in result.findings if finding.code == UNREAD_PAGE] == [2, 4, 6, 8, 10, 12, 14]
    texts = ["".join(text.split()) for text in texts_of_pdf(result.pdf, 30)]
    assert texts == ["" if n % 2 == 0 else f"{n}쪽" for n in range(1, 16)]


def test_what_the_converter_reports_is_kept_once_and_not_without_end() -> None:
    work = drawing._Work(b"", "hwp", _effort(), lambda _drawing: None)
    work._take(drawing.Opened(1, (), 0, 0, 0, is_known=True, one_column=False, is_long=False))
    for _ in range(3):
        work._take(drawing.Heard("\n".join(f"{n} {'x' * 1000}" for n in range(2000))))
    found = work._drawing
    assert found is not None
    assert len(found.lines) == drawing._MOST_LINES
    assert max(map(len, found.lines)) == drawing._LONGEST_LINE
