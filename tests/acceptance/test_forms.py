"""Papers that are no PDF, as people meet them: what is said where a converter is missing, and where they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.catalogues import Catalogues
from tests.support.command import SAMPLES, Home
from tests.support.hangul.reading import converter
from tests.support.sick_server import Answer

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

HANGUL = (SAMPLES / "forms" / "sw1-ko.hwp").read_bytes()
READ = ("run", "--queue", "pdf_processing")
"""Read papers, and leave what follows to others."""


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", None, empty_database)


@pytest.fixture
def server(home: Home) -> Generator[Catalogues]:
    with Catalogues(count=1) as catalogues:
        home.file("cgq.toml", catalogues.settings().encode())
        yield catalogues


@converter
def test_a_document_without_its_converter_says_with_one_line_what_to_install(home: Home) -> None:
    file = home.file("exam.hwp", HANGUL)
    home.environment["PATH"] = str(home.folder)
    told = home.cgq("extract", file)
    assert told.returncode == 3
    lines = told.stderr.splitlines()
    assert [line.strip() for line in lines if "apt install" in line] == [
        "converter_missing: rsvg-convert of librsvg is not installed. Install it: apt install librsvg2-bin"
    ]
    assert home.cgq(*READ, file).returncode == 3
    assert home.rows("SELECT state, error_code FROM job") == [("failed", "converter_missing")]
    checks = {check["name"]: check for check in home.json("doctor", exits=6)["checks"]}
    assert checks["hangul"]["state"] == "fail"
    assert "apt install librsvg2-bin" in checks["hangul"]["commands"]


@converter
def test_a_document_that_is_named_again_once_its_converter_is_there_is_read(home: Home) -> None:
    file = home.file("exam.hwp", HANGUL)
    home.cgq(*READ, file, PATH=str(home.folder))
    assert home.cgq(*READ, file).returncode == 0
    assert home.rows("SELECT state, error_code FROM job WHERE kind = 'process_pdf'") == [("done", None)]
    assert home.rows("SELECT count(*) FROM question") == [(25,)]


@converter
def test_a_hangul_document_is_collected_and_read_though_its_address_says_nothing(
    home: Home, server: Catalogues
) -> None:
    disposition = 'attachment; filename="2031 1교시.hwp"'.encode().decode("latin-1")
    server.answers["/down.do"] = Answer(HANGUL, headers={"Content-Disposition": disposition}, type="text/html")
    home.cgq("collect", "list", "-", given=server.url("/down.do?no=4").encode())
    assert home.cgq("run", "--queue", "low_priority").returncode == 0
    assert home.cgq(*READ).returncode == 0
    assert home.rows("SELECT format, status FROM papers") == [("hwp", "completed")]
    assert home.rows("SELECT path FROM material_name") == [("2031 1교시.hwp",)]
    assert home.rows("SELECT count(*) FROM question") == [(25,)]
