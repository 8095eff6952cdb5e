"""Scans on their way through the text recogniser of this machine, which is only asked where it is switched on."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from importlib.util import find_spec
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.support.command import SAMPLES, Home

from cgq.exam.pdf.render import draw
from cgq.exam.pdf.view import View

if TYPE_CHECKING:
    from pathlib import Path

RECOGNISER = pytest.mark.skipif(
    find_spec("ocrmypdf") is None or shutil.which("tesseract") is None, reason="needs cgq[ocr] and tesseract-ocr"
)


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    home = Home(tmp_path / "home", None, empty_database)
    home.file("scan.pdf", scanned(SAMPLES / "network-en.pdf"))
    return home


def scanned(paper: Path) -> bytes:
    """A picture of each page and nothing else, as a copying machine makes it."""
    (first, second) = draw(paper.read_bytes(), [View(page=1, dpi=200.0), View(page=2, dpi=200.0)])
    pages = [Image.open(io.BytesIO(picture.data)) for picture in (first, second)]
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=200.0)
    return file.getvalue()


def test_a_scan_is_refused_with_the_way_to_read_it(home: Home) -> None:
    done = home.cgq("run", "scan.pdf")
    assert done.returncode == 3
    assert "needs_ocr" in done.stderr
    assert "CGQ_READING_OCR=true" in done.stderr
    assert home.rows("SELECT status, error_code FROM material") == [("failed", "needs_ocr")]


@RECOGNISER
def test_switched_on_the_scan_that_was_refused_is_read(home: Home) -> None:
    home.cgq("run", "scan.pdf")
    home.cgq("failed", "--retry", "--code", "needs_ocr")
    done = home.cgq("run", CGQ_READING_OCR="true", CGQ_READING_LANGUAGES="eng")
    assert done.returncode == 0, done.stderr
    assert home.rows("SELECT kind, state FROM job WHERE kind LIKE '%_pdf' ORDER BY id") == [
        ("process_pdf", "done"),
        ("recognise_pdf", "done"),
    ]
    assert home.rows("SELECT status, pages FROM material") == [("completed", 2)]
    questions = home.json("questions")["questions"]
    assert [q["number"] for q in questions[:3]] == [1, 2, 3]
    assert questions[0]["stem"].startswith("Which layer of the OSI model")


@RECOGNISER
def test_a_language_that_is_not_installed_is_named_with_the_package(home: Home) -> None:
    done = home.cgq("run", "scan.pdf", CGQ_READING_OCR="true", CGQ_READING_LANGUAGES="eng+xyz")
    assert done.returncode == 3
    assert "Tesseract has no data for xyz." in done.stderr
    assert "apt install tesseract-ocr-xyz" in done.stderr
    assert home.rows("SELECT status, error_code FROM material") == [("failed", "ocr_missing")]


@RECOGNISER
def test_extract_reads_a_scan_where_it_is_asked_to(home: Home) -> None:
    done = home.cgq("extract", "scan.pdf", "--ocr", "--json", CGQ_READING_LANGUAGES="eng")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["sha256"] == hashlib.sha256((home.folder / "scan.pdf").read_bytes()).hexdigest()
    assert document["questions"][0]["stem"].startswith("Which layer of the OSI model")
    assert all(question["quality"]["needs_review"] for question in document["questions"])
    assert [f["code"] for f in document["findings"]].count("ocr_layer") == 1


@RECOGNISER
def test_extract_without_the_language_is_not_ready(home: Home) -> None:
    done = home.cgq("extract", "scan.pdf", "--ocr", CGQ_READING_LANGUAGES="xyz")
    assert done.returncode == 6
    assert "apt install tesseract-ocr-xyz" in done.stderr


def test_without_a_recogniser_the_other_papers_are_told_all_the_same(home: Home, tmp_path: Path) -> None:
    done = home.cgq("extract", SAMPLES / "network-en.pdf", "scan.pdf", "--ocr", "--json", PATH=str(tmp_path))
    assert done.returncode == 6
    paper, scan = map(json.loads, done.stdout.splitlines())
    assert len(paper["questions"]) == 20
    assert [f["code"] for f in scan["findings"]] == ["needs_ocr"]
    assert json.loads(done.stderr)["code"] == "ocr_missing"


def test_the_switch_takes_what_a_switch_takes(home: Home) -> None:
    done = home.cgq("run", CGQ_READING_OCR="perhaps")
    assert done.returncode == 2
    assert "CGQ_READING_OCR must be true or false" in done.stderr
