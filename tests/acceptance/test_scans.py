"""Scans on their way through the text recogniser of this machine, which is only asked where it is switched on."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
from difflib import SequenceMatcher
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image, ImageDraw
from tests.support.command import READ, SAMPLES, Home

from cgq.exam.pdf.render import draw
from cgq.exam.pdf.view import View

if TYPE_CHECKING:
    from pathlib import Path

RECOGNISER = pytest.mark.skipif(
    find_spec("ocrmypdf") is None or shutil.which("tesseract") is None, reason="needs cgq[ocr] and tesseract-ocr"
)


def _reads_korean() -> bool:
    engine = shutil.which("tesseract")
    if find_spec("ocrmypdf") is None or engine is None:
        return False
    listed = subprocess.run([engine, "--list-langs"], capture_output=True, text=True, check=False)
    return {"kor", "eng"} <= set(listed.stdout.split())


KOREAN = pytest.mark.skipif(not _reads_korean(), reason="needs cgq[ocr], tesseract-ocr and tesseract-ocr-kor")


@pytest.fixture(scope="module")
def scan() -> bytes:
    return scanned(SAMPLES / "network-en.pdf")


@pytest.fixture
def home(tmp_path: Path, empty_database: Path, scan: bytes) -> Home:
    home = Home(tmp_path / "home", None, empty_database)
    home.file("scan.pdf", scan)
    return home


def scanned(paper: Path, pages: int = 2, *, tilt: float = 0.0, spoilt: tuple[tuple[float, float], ...] = ()) -> bytes:
    """A picture of each page and nothing else, as a copying machine makes it; a pen went over the `spoilt` places of
    the first, in points."""
    pictures = draw(paper.read_bytes(), [View(page=n + 1, dpi=200.0) for n in range(pages)])
    sheets = [Image.open(io.BytesIO(picture.data)) for picture in pictures]
    pen = ImageDraw.Draw(sheets[0])
    for x, y in spoilt:
        for rise in (-6, -2, 2, 6):
            middle = (x * 200 / 72, y * 200 / 72)
            pen.line((middle[0] - 6, middle[1] + rise, middle[0] + 6, middle[1] - rise), fill=0, width=3)
    sheets = [sheet.rotate(tilt, Image.Resampling.BICUBIC, fillcolor=255) for sheet in sheets]
    file = io.BytesIO()
    sheets[0].save(file, "PDF", save_all=True, append_images=sheets[1:], resolution=200.0, quality=75)
    return file.getvalue()


def truth(sample: str, pages: int) -> dict[int, list[str]]:
    """The options of the questions that stand on the first pages of a sample, by number."""
    gold = json.loads((SAMPLES / f"{sample}.gold.json").read_text("utf-8"))
    return {q["number"]: q["options"] for q in gold["questions"] if q["page"] <= pages}


def test_a_scan_is_refused_with_the_way_to_read_it(home: Home) -> None:
    done = home.cgq(*READ, "scan.pdf")
    assert done.returncode == 3
    assert "needs_ocr" in done.stderr
    assert "CGQ_READING_OCR=true" in done.stderr
    now = f"cgq run --ocr {home.folder / 'scan.pdf'}"
    assert now in done.stderr
    assert now in home.json("failed")["groups"][0]["commands"]
    assert now in home.json("materials")["materials"][0]["error"]["commands"]
    assert now in home.cgq("enqueue", "scan.pdf").stderr
    assert home.rows("SELECT status, error_code FROM material") == [("failed", "needs_ocr")]


def test_extract_names_the_command_that_reads_a_scan(home: Home) -> None:
    done = home.cgq("extract", "scan.pdf")
    assert "cgq extract --ocr scan.pdf" in done.stderr


@RECOGNISER
def test_a_scan_in_which_the_recogniser_finds_no_text_is_not_asked_for_again(home: Home) -> None:
    picture = io.BytesIO()
    Image.linear_gradient("L").resize((850, 1100)).save(picture, "PDF", resolution=100.0)
    home.file("blurred.pdf", picture.getvalue())
    for verb in ("extract", "run"):
        done = home.cgq(verb, "blurred.pdf", "--ocr", CGQ_READING_LANGUAGES="eng")
        assert (done.returncode, "nothing_recognised" in done.stderr) == (3, True), done.stderr
        assert "take the pictures anew" in done.stderr
        assert not [advice for advice in ("--ocr", "CGQ_READING_OCR") if advice in done.stderr]
    again = home.cgq("enqueue", "blurred.pdf", "--ocr")
    assert "is already known" in again.stderr


@RECOGNISER
def test_switched_on_the_scan_that_was_refused_is_read(home: Home) -> None:
    home.cgq(*READ, "scan.pdf")
    home.cgq("failed", "--retry", "--code", "needs_ocr")
    done = home.cgq(*READ, CGQ_READING_OCR="true", CGQ_READING_LANGUAGES="eng")
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
    done = home.cgq(*READ, "scan.pdf", CGQ_READING_OCR="true", CGQ_READING_LANGUAGES="eng+xyz")
    assert done.returncode == 3
    assert "Tesseract has no data for xyz." in done.stderr
    assert "apt install tesseract-ocr-xyz" in done.stderr
    assert home.rows("SELECT status, error_code FROM material") == [("failed", "ocr_missing")]


@RECOGNISER
def test_extract_reads_a_scan_where_it_is_asked_to(home: Home) -> None:
    home.file("scan.pdf", scanned(SAMPLES / "network-en.pdf", 1))
    done = home.cgq("extract", "scan.pdf", "--ocr", "--json", CGQ_READING_LANGUAGES="eng")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["sha256"] == hashlib.sha256((home.folder / "scan.pdf").read_bytes()).hexdigest()
    assert document["questions"][0]["stem"].startswith("Which layer of the OSI model")
    assert all(question["quality"]["needs_review"] for question in document["questions"])
    assert [f["code"] for f in document["findings"]].count("ocr_layer") == 1


def number(question: dict[str, Any]) -> int:
    told: int = question["appearances"][0]["number"]
    return told


def like(left: str, right: str) -> float:
    return SequenceMatcher(None, left.replace(" ", ""), right.replace(" ", ""), autojunk=False).ratio()


@KOREAN
def test_the_circled_options_of_a_korean_scan_in_two_columns_are_all_there_and_in_their_order(home: Home) -> None:
    home.file("korean.pdf", scanned(SAMPLES / "ipe-2col-ko.pdf", 1, tilt=0.6))
    done = home.cgq("extract", "korean.pdf", "--ocr", "--json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    title = document["title"]
    assert title is None or title.replace(" ", "") == "정보처리기사필기모의고사"
    told = {number(q): [o["text"] for o in q["options"]] for q in document["questions"]}
    printed = truth("ipe-2col-ko", 1)
    assert list(told) == list(printed) == list(range(1, 16))
    for at, options in printed.items():
        assert len(told[at]) == len(options)
        for n, text in enumerate(told[at]):
            assert like(text, options[n]) >= max(like(text, other) for other in options) - 0.2, (at, text)


@KOREAN
def test_an_option_whose_marker_cannot_be_read_is_reported_and_not_guessed(home: Home) -> None:
    third_of_question_3 = (66.3, 334.3)
    home.file("korean.pdf", scanned(SAMPLES / "ipe-2col-ko.pdf", 1, spoilt=(third_of_question_3,)))
    document = json.loads(home.cgq("extract", "korean.pdf", "--ocr", "--json").stdout)
    spoilt = {number(q) for q in document["questions"] if len(q["options"]) != 4}
    assert spoilt == {3}
    told = {f["code"] for f in document["findings"] if f.get("number") == 3}
    assert told & {"option_count", "misprinted_marker"}


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
    done = home.cgq(*READ, CGQ_READING_OCR="perhaps")
    assert done.returncode == 2
    assert "CGQ_READING_OCR must be true or false" in done.stderr
