"""Real Hangul documents, .hwp and .hwpx, become PDFs whose questions are read."""

from __future__ import annotations

import io
import os
import shutil
import zipfile
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.support.hangul import package
from tests.support.hangul.layouts import LAYOUTS
from tests.support.hangul_documents import (
    FORMULAS,
    converted,
    need_converter,
    paper,
    questions,
    with_files,
    with_flags,
)

from cgq.convert.converted import CONVERTERS, Converted, Effort
from cgq.convert.extras import HWP
from cgq.convert.hwp import convert as module
from cgq.convert.hwp.convert import check_installed
from cgq.errors import InputFailed
from cgq.exam.extract import read_document
from cgq.exam.findings import (
    CONVERTED_FORMULAS,
    CONVERTED_LOSS,
    CONVERTED_UNCHECKED,
    CONVERTER_MISSING,
    ENCRYPTED,
    FONT_MISSING,
)
from cgq.hints import commands

if TYPE_CHECKING:
    from pathlib import Path

COUNT = len(FORMULAS)
NO_FONTS = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><cachedir>{}</cachedir></fontconfig>'
)


@pytest.fixture(scope="module", params=[".hwp", ".hwpx"])
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    need_converter()
    suffix: str = request.param
    return paper(tmp_path_factory.mktemp("paper"), suffix, questions(COUNT))


@pytest.fixture(scope="module")
def made(document: bytes) -> Converted:
    return converted(document)


def codes(made: Converted) -> list[str]:
    return [finding.code for finding in made.findings]


def test_every_question_is_read_with_its_formula_along_the_line(made: Converted) -> None:
    read = read_document(made.pdf)
    assert [question.number for question in read.questions] == list(range(1, COUNT + 1))
    stems = ["".join(question.stem.split()) for question in read.questions]
    assert stems == ["".join(f"사회·문화의 값은 {text} 이다. 옳은 것은?".split()) for _, text in FORMULAS]
    assert {len(question.options) for question in read.questions} == {4}


def test_all_that_a_person_must_know_is_that_formulas_are_text(made: Converted) -> None:
    assert codes(made) == [CONVERTED_FORMULAS]
    assert str(COUNT) in made.findings[0].message


def test_the_same_document_gives_the_same_bytes(document: bytes, made: Converted) -> None:
    assert converted(document) == made


def test_the_version_of_the_converter_is_the_one_that_is_installed() -> None:
    name, _, version = HWP.partition("==")
    assert CONVERTERS["hwp"].startswith(f"{name}-{version}-")
    assert CONVERTERS["hwp"] == CONVERTERS["hwpx"]


def test_pages_are_announced_for_the_time_that_they_bring_and_reported_one_by_one(tmp_path: Path) -> None:
    need_converter()
    events: list[tuple[int, int] | str] = []

    def remaining() -> float:
        events.append("how long?")
        return 60.0

    data = paper(tmp_path, ".hwpx", questions(40))
    made = module.pdf_of(data, "hwpx", Effort(remaining, lambda done, pages: events.append((done, pages))))
    pages = read_document(made.pdf).pages
    assert pages > 1
    reported = [event for event in events if event != "how long?"]
    assert reported == [(done, pages) for done in range(pages + 1)]
    assert events[events.index((0, pages)) + 1] == "how long?", "the time is that of a paper of so many pages"


@pytest.mark.parametrize(
    ("bit", "word"), [(1 << 1, "password"), (1 << 4, "DRM"), (1 << 8, "certificate"), (1 << 10, "certificate")]
)
def test_a_locked_document_is_refused_with_what_to_do(bit: int, word: str, tmp_path: Path) -> None:
    need_converter()
    with pytest.raises(InputFailed, match=word) as refused:
        converted(with_flags(paper(tmp_path, ".hwp", ["가"]), bit))
    assert refused.value.code == ENCRYPTED
    assert "print it to a pdf" in refused.value.hint.lower()
    assert "password" not in refused.value.hint


def test_an_encrypted_package_is_refused(tmp_path: Path) -> None:
    need_converter()
    manifest = b'<manifest><file-entry><encryption-data checksum="x"/></file-entry></manifest>'
    with pytest.raises(InputFailed, match="password") as refused:
        converted(with_files(paper(tmp_path, ".hwpx", ["가"]), {"META-INF/manifest.xml": manifest}))
    assert refused.value.code == ENCRYPTED


@pytest.mark.parametrize("form", ["hwp", "hwpx"])
@pytest.mark.parametrize(
    "name", ["endnotes_before_the_number", "endnotes_that_number_the_questions", "stem_over_a_break", "answer_table"]
)
def test_questions_with_endnotes_or_over_the_foot_of_a_page_are_all_read(name: str, form: str) -> None:
    need_converter()
    layout = LAYOUTS[name]()
    read = read_document(converted(getattr(package, form)(layout.document)).pdf)
    assert [question.number for question in read.questions] == [asked.number for asked in layout.questions]
    stems = [
        ("".join(question.stem.split()), "".join(asked.stem.split()))
        for question, asked in zip(read.questions, layout.questions, strict=True)
    ]
    assert [read for read, _ in stems] == [asked for _, asked in stems]


def test_text_that_the_converter_does_not_draw_is_named_as_lost(tmp_path: Path) -> None:
    need_converter()
    data = paper(tmp_path, ".hwpx", ["1. 옳은 것은?", "① 하나 ② 둘"])
    inside = _section(data).replace(
        "옳은 것은?",
        '옳은 것은?</hp:t></hp:run><hp:run charPrIDRef="0"><hp:dutmal><hp:mainText>덧말의 본문</hp:mainText>'
        '<hp:subText>덧말이다</hp:subText></hp:dutmal></hp:run><hp:run charPrIDRef="0"><hp:t>',
    )
    made = converted(with_files(data, {"Contents/section0.xml": inside.encode()}))
    lost = [finding.message for finding in made.findings if finding.code == CONVERTED_LOSS]
    assert len(lost) == 1
    assert "덧말의본문” “덧말이다" in lost[0]


def test_a_picture_of_the_document_is_in_the_pdf_and_one_that_is_gone_is_named(tmp_path: Path) -> None:
    need_converter()
    data = _with_picture(tmp_path)
    made = converted(data)
    assert codes(made) == []
    assert b"/Image" in made.pdf
    name = next(name for name in _names(data) if name.startswith("BinData/"))
    gone = converted(with_files(data, {name: b"no picture"}))
    assert CONVERTED_LOSS in codes(gone)


def test_a_document_whose_text_this_reader_cannot_make_out_says_so(tmp_path: Path) -> None:
    need_converter()
    data = paper(tmp_path, ".hwpx", questions(1))
    elsewhere = {"Contents/section_a.xml": _section(data).encode(), "Contents/section0.xml": None}
    package = _file(data, "Contents/content.hpf").replace("Contents/section0.xml", "Contents/section_a.xml")
    made = converted(with_files(data, {**elsewhere, "Contents/content.hpf": package.encode()}))
    assert CONVERTED_UNCHECKED in codes(made)
    assert [question.number for question in read_document(made.pdf).questions] == [1]


def test_a_machine_without_korean_fonts_refuses_with_the_line_that_installs_some(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_converter()
    data = paper(tmp_path, ".hwp", questions(1))
    _without_fonts(tmp_path, monkeypatch)
    with pytest.raises(InputFailed) as refused:
        converted(data)
    assert refused.value.code == FONT_MISSING
    assert commands(refused.value.hint) == ["apt install fonts-noto-cjk"]


def test_a_page_whose_text_has_no_letters_is_refused_where_fontconfig_cannot_be_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need_converter()
    data = paper(tmp_path, ".hwp", questions(1))
    _without_fonts(tmp_path, monkeypatch)
    _only_programs(tmp_path, monkeypatch, "rsvg-convert")
    with pytest.raises(InputFailed, match="letters of page 1") as refused:
        converted(data)
    assert refused.value.code == FONT_MISSING


def test_without_librsvg_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("hwp_ingest")
    _only_programs(tmp_path, monkeypatch)
    with pytest.raises(InputFailed, match="librsvg") as missing:
        check_installed()
    assert missing.value.code == CONVERTER_MISSING
    assert commands(missing.value.hint) == ["apt install librsvg2-bin"]


def test_without_the_extra_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "installed", lambda _package: None)
    with pytest.raises(InputFailed, match="is not installed") as missing:
        check_installed()
    assert missing.value.code == CONVERTER_MISSING
    (command,) = commands(missing.value.hint)
    assert HWP in command


def test_secrets_do_not_reach_the_program_that_makes_the_pdf(
    tmp_path: Path, document: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = shutil.which("rsvg-convert")
    _only_programs(tmp_path, monkeypatch, "fc-list")
    spy = tmp_path / "programs" / "rsvg-convert"
    spy.write_text(f'#!/bin/sh\n/usr/bin/env > {tmp_path}/environment\nexec {program} "$@"\n')
    spy.chmod(0o755)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    converted(document)
    environment = (tmp_path / "environment").read_text()
    assert "SOURCE_DATE_EPOCH=0" in environment
    assert "sk-secret" not in environment


def _section(data: bytes) -> str:
    return _file(data, "Contents/section0.xml")


def _file(data: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name).decode()


def _names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.namelist()


def _with_picture(folder: Path) -> bytes:
    from hwpx import HwpxDocument

    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(drawn, "PNG")
    document = HwpxDocument.new()
    document.add_paragraph("1. 그림에서 옳은 것은?")
    document.add_picture(drawn.getvalue(), "png", width_mm=40)
    path = folder / "picture.hwpx"
    document.save_to_path(str(path))
    return path.read_bytes()


def _without_fonts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = folder / "fonts.conf"
    settings.write_text(NO_FONTS.format(folder / "cache"))
    monkeypatch.setenv("FONTCONFIG_FILE", str(settings))


def _only_programs(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """Leave these programs on the path, and no others."""
    programs = folder / "programs"
    programs.mkdir()
    for name in names:
        if (real := shutil.which(name)) is not None:
            os.symlink(real, programs / name)
    monkeypatch.setenv("PATH", str(programs))
