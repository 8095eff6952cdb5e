"""A paper that is no PDF is converted once, in the job that reads it; its PDF is kept, and is what people look at."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import pytest
from PIL import Image
from tests.support.catalogues import exam
from tests.support.command import READ, SAMPLES, Home
from tests.support.hangul.asked import QUESTIONS
from tests.support.hangul.layouts_of_questions import formulas_in_stem_and_options, picture_in_a_question
from tests.support.hangul.package import hwpx
from tests.support.hangul.papers import Manner, paper
from tests.support.poll import until

from cgq.exam.findings import CONVERTED_FORMULAS

if TYPE_CHECKING:
    from collections.abc import Callable
    from subprocess import CompletedProcess

RSVG = shutil.which("rsvg-convert")

pytestmark = pytest.mark.skipif(
    RSVG is None or find_spec("hwp_ingest") is None, reason="needs cgq[hwp] and librsvg2-bin"
)

IN_TIME = 2.0
"""Seconds that a process may outlive its supervisor (R4)."""

OTHER_PDF = b"%PDF-1.7 made by an older converter"


def document(count: int = 2) -> bytes:
    """A Hangul document with the first questions of a few."""
    return hwpx(paper(QUESTIONS[:count], Manner(), "모의고사"))


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    """A home with a paper that nobody has read."""
    return counting_home(tmp_path / "home", empty_database)


def counting_home(folder: Path, empty_database: Path) -> Home:
    """A home whose `rsvg-convert` counts its calls in `calls`, with a folder of its own for temporary files."""
    home = Home(folder, None, empty_database)
    home.file("paper.hwpx", document())
    (home.folder / "tmp").mkdir()
    home.environment["TMPDIR"] = str(home.folder / "tmp")
    replace_rsvg(home, f'echo called >> {home.folder}/calls\nexec {RSVG} "$@"')
    return home


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, empty_database: Path) -> tuple[Home, Path]:
    """A home in which the paper was read, once for all tests, and a copy of it as it was then."""
    folder = tmp_path_factory.mktemp("whole")
    home = counting_home(folder / "home", empty_database)
    assert read(home, "paper.hwpx").returncode == 0
    return home, Path(shutil.copytree(home.folder, folder / "copy"))


@pytest.fixture
def read_home(whole: tuple[Home, Path]) -> Home:
    """The home in which the paper was read, as it was then."""
    home, copy = whole
    shutil.rmtree(home.folder)
    shutil.copytree(copy, home.folder)
    return home


def replace_rsvg(home: Home, script: str) -> None:
    """Have the shell script stand before the real `rsvg-convert`."""
    program = home.folder / "bin" / "rsvg-convert"
    program.parent.mkdir(exist_ok=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    home.environment["PATH"] = f"{program.parent}:{os.environ['PATH']}"


def read(home: Home, *names: str) -> CompletedProcess[str]:
    """Have papers read."""
    return home.cgq(*READ, *names)


def calls(home: Home) -> int:
    log = home.folder / "calls"
    return log.read_text().count("called") if log.exists() else 0


def kept(home: Home) -> Path:
    """The PDF that was made of the only paper."""
    ((sha256,),) = home.rows("SELECT sha256 FROM converted")
    return home.db.with_name("cgq.db-files") / sha256[:2] / sha256


def stems(home: Home) -> list[str]:
    return [question["stem"] for question in home.json("questions")["questions"]]


def test_a_paper_is_converted_once_and_its_questions_are_those_that_it_prints(read_home: Home) -> None:
    assert stems(read_home) == [question.stem for question in QUESTIONS[:2]]
    made = calls(read_home)
    assert made > 0
    assert kept(read_home).read_bytes().startswith(b"%PDF")
    assert read(read_home, "--again", "paper.hwpx").returncode == 0
    assert calls(read_home) == made, "the PDF that is kept was read"
    found = read_home.json("materials", "1")
    assert found["format"] == "hwpx"
    assert found["pdf"] == str(kept(read_home))
    assert found["extractor"].endswith(found["converter"])
    assert f"hwpx, read as PDF by {found['converter']}" in read_home.cgq("materials", "1").stdout


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"%PDF-1.7 something else")])
def test_a_kept_pdf_that_is_gone_or_damaged_is_made_again(read_home: Home, damage: Callable[[Path], object]) -> None:
    made, before = calls(read_home), kept(read_home)
    damage(before)
    assert read(read_home, "--again", "paper.hwpx").returncode == 0
    assert calls(read_home) == 2 * made
    digest = hashlib.sha256(kept(read_home).read_bytes()).hexdigest()
    assert kept(read_home).name == digest
    assert len(stems(read_home)) == 2


def test_what_is_to_be_known_of_a_conversion_is_stored_and_told_again_with_the_kept_pdf(home: Home) -> None:
    home.file("paper.hwpx", hwpx(formulas_in_stem_and_options().document))
    read(home, "paper.hwpx")
    found = home.json("materials", "1")["findings"]
    assert CONVERTED_FORMULAS in {finding["code"] for finding in found}
    made = calls(home)
    read(home, "--again", "paper.hwpx")
    assert home.json("materials", "1")["findings"] == found
    assert calls(home) == made


def test_a_figure_is_exported_out_of_the_pdf(home: Home) -> None:
    home.file("paper.hwpx", hwpx(picture_in_a_question().document))
    read(home, "paper.hwpx")
    made = calls(home)
    done = home.cgq("export", "--output", "bank.jsonl", "--assets", "figures")
    assert done.returncode == 0, done.stderr
    (figure,) = (home.folder / "figures").iterdir()
    with Image.open(figure) as picture:
        assert picture.convert("L").getextrema()[0] < 100, "there is ink on it"
    assert calls(home) == made


def test_a_newer_converter_makes_it_anew_and_the_old_file_goes_when_nobody_needs_it(read_home: Home) -> None:
    old = hashlib.sha256(OTHER_PDF).hexdigest()
    file = kept(read_home).parents[1] / old[:2] / old
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(OTHER_PDF)
    read_home.rows(f"INSERT INTO artifact SELECT '{old}', {len(OTHER_PDF)}, job_id, adopted_at FROM artifact")
    read_home.rows(f"UPDATE converted SET sha256 = '{old}', converter = 'hwp-ingest-0.0.9'")
    read_home.rows("UPDATE artifact SET adopted_at = adopted_at - 8 * 24 * 3600 * 1000")
    assert read(read_home, "--again", "paper.hwpx").returncode == 0
    assert kept(read_home).name != old
    assert read_home.cgq("prune", "--yes").returncode == 0
    assert file.exists(), "its week begins when nobody needs it any more"
    read_home.rows("UPDATE artifact SET adopted_at = adopted_at - 8 * 24 * 3600 * 1000")
    assert read_home.cgq("prune", "--yes").returncode == 0
    assert not file.exists()
    assert kept(read_home).exists(), "that of the paper stays"


def test_what_it_shows_is_drawn_from_its_pdf_and_without_that_by_the_same_converter_alone(read_home: Home) -> None:
    made = calls(read_home)

    def crop() -> dict[str, object]:
        shutil.rmtree(read_home.folder / ".cache", ignore_errors=True)
        places = read_home.json("review", "--material", "1", "--all", "--image", "png", exits=0)["places"]
        place: dict[str, object] = places[0]
        return place

    first = crop()
    assert first["crop_problem"] is None
    with Image.open(str(first["crop"])) as picture:
        assert picture.convert("L").getextrema()[0] < 100, "there is ink on it"
    assert calls(read_home) == made
    kept(read_home).unlink()
    assert crop()["crop_problem"] is None
    assert calls(read_home) > made
    read_home.rows("UPDATE converted SET converter = 'hwp-ingest-0.0.9'")
    problem = str(crop()["crop_problem"])
    assert "--again" in problem


def test_extract_shows_the_pages_of_what_it_made_and_converts_once(home: Home, whole: tuple[Home, Path]) -> None:
    done = home.cgq("extract", "paper.hwpx", "--format", "html", "--output", "paper.html")
    assert done.returncode == 0, done.stderr
    assert "data:image/webp" in (home.folder / "paper.html").read_text("utf-8")
    assert (home.folder / "calls").read_text() == (whole[1] / "calls").read_text()
    assert list((home.folder / "tmp").iterdir()) == []


def test_a_removed_paper_takes_its_pdf_with_it_a_week_later(read_home: Home) -> None:
    file = kept(read_home)
    assert read_home.cgq("materials", "remove", "1", "--yes").returncode == 0
    assert read_home.rows("SELECT * FROM converted") == []
    read_home.cgq("prune", "--yes")
    assert file.exists()
    read_home.rows("UPDATE artifact SET adopted_at = adopted_at - 8 * 24 * 3600 * 1000")
    read_home.cgq("prune", "--yes")
    assert not file.exists()


def test_a_paper_is_replaced_by_one_in_another_form(home: Home) -> None:
    home.file("paper.pdf", exam(1))
    read(home, "paper.pdf")
    assert home.cgq("materials", "replace", "1", "paper.hwpx", "--yes").returncode == 0
    assert home.rows("SELECT format, next_format FROM material") == [("pdf", "hwpx")]
    assert read(home).returncode == 0
    assert home.rows("SELECT format, next_format, pages FROM material") == [("hwpx", None, 1)]
    assert len(stems(home)) == 2
    file = kept(home)
    assert home.cgq("materials", "replace", "1", "paper.pdf", "--yes").returncode == 0
    assert read(home).returncode == 0
    assert home.rows("SELECT format FROM material") == [("pdf",)]
    assert home.rows("SELECT * FROM converted") == []
    assert home.rows("SELECT job_id FROM artifact") == [(0,)], "it goes as a file that nobody needs"
    assert file.exists()


def test_a_pdf_that_is_gone_is_no_loss_for_doctor_and_backup(read_home: Home) -> None:
    assert read_home.cgq("backup", "whole.db").returncode == 0
    beside = read_home.folder / "whole.db-files" / kept(read_home).name[:2] / kept(read_home).name
    assert beside.exists()
    assert read_home.json("materials", "1", "--db", "whole.db")["pdf"] == str(beside)
    kept(read_home).unlink()
    assert read_home.cgq("backup", "lacking.db").returncode == 0
    checks = {
        check["name"]: check for check in read_home.json("doctor", exits=read_home.cgq("doctor").returncode)["checks"]
    }
    assert checks["files of jobs"]["state"] == "ok"
    assert checks["PDFs of papers"]["state"] == "warn"
    assert "cgq run --again" in checks["PDFs of papers"]["hint"]
    assert read_home.cgq("restore", "lacking.db", "--yes").returncode == 0
    assert read(read_home, "--again", "paper.hwpx").returncode == 0
    assert kept(read_home).exists()


def test_R4_a_killed_conversion_leaves_nothing_behind_and_is_made_by_the_next_run(home: Home) -> None:
    pid = slow_rsvg(home)
    with home.start(*READ, "paper.hwpx") as running:
        converter = psutil.Process(until(pid))
        running.send_signal(signal.SIGKILL)
        assert_gone(home, converter)
    replace_rsvg(home, f'exec {RSVG} "$@"')
    assert read(home).returncode == 0
    assert len(stems(home)) == 2
    files = [path for path in home.db.with_name("cgq.db-files").rglob("*") if path.is_file()]
    assert files == [kept(home)]


def test_a_cancelled_conversion_leaves_nothing_behind(home: Home) -> None:
    pid = slow_rsvg(home)
    with home.start(*READ, "paper.hwpx") as running:
        converter = psutil.Process(until(pid))
        home.cgq("cancel", "--all", "--yes")
        assert_gone(home, converter, seconds=20)
        assert running.wait(60) is not None
    assert home.rows("SELECT state FROM job WHERE kind = 'process_pdf'") == [("cancelled",)]
    assert home.rows("SELECT * FROM converted") == []


def slow_rsvg(home: Home) -> Callable[[], int | None]:
    """Have `rsvg-convert` write half a file and wait for ever; what gives its process once it has begun."""
    new, begun = home.folder / "new", home.folder / "begun"
    replace_rsvg(home, f"echo half > $TMPDIR/half.pdf; echo $$ > {new}; mv {new} {begun}; exec sleep 600")
    return lambda: int(begun.read_text()) if begun.exists() else None


def assert_gone(home: Home, process: psutil.Process, seconds: float = IN_TIME) -> None:
    try:
        until(lambda: not process.is_running() or process.status() == psutil.STATUS_ZOMBIE, seconds)
    finally:
        if process.is_running():
            process.kill()
    until(lambda: not list((home.folder / "tmp").iterdir()), seconds)


def test_what_is_not_installed_is_named_and_the_job_goes_on_once_it_is(home: Home) -> None:
    home.environment["PATH"] = without_rsvg(home)
    done = read(home, "paper.hwpx")
    assert done.returncode == 3
    assert "rsvg-convert" in done.stderr
    assert "librsvg2-bin" in done.stderr
    assert home.rows("SELECT status, error_code FROM material") == [("failed", "converter_missing")]
    assert "cgq failed --retry --code converter_missing" in home.cgq("failed").stdout
    replace_rsvg(home, f'exec {RSVG} "$@"')
    assert read(home, "paper.hwpx").returncode == 0, "it was named again"
    assert home.rows("SELECT status FROM material") == [("completed",)]


def test_extract_names_what_is_not_installed_and_reads_the_other_files(home: Home) -> None:
    home.file("other.pdf", exam(1))
    home.environment["PATH"] = without_rsvg(home)
    done = home.cgq("extract", "paper.hwpx", "other.pdf", "--json")
    assert done.returncode == 6
    papers = [json.loads(line) for line in done.stdout.splitlines()]
    assert any("apt install librsvg2-bin" in finding["message"] for finding in papers[0]["findings"])
    assert [len(one["questions"]) > 0 for one in papers] == [False, True]


def without_rsvg(home: Home) -> str:
    """A PATH with all programs but one."""
    folder = home.folder / "programs"
    folder.mkdir()
    for path in os.environ["PATH"].split(os.pathsep):
        for program in Path(path).iterdir() if Path(path).is_dir() else ():
            if program.name != "rsvg-convert" and not (folder / program.name).exists():
                (folder / program.name).symlink_to(program)
    return str(folder)


def test_a_picture_is_a_scan_that_says_how_it_is_read(home: Home) -> None:
    Image.new("L", (600, 800), 255).save(home.folder / "page.png")
    done = read(home, "page.png")
    assert done.returncode == 3
    assert home.rows("SELECT format, error_code FROM material") == [("picture", "needs_ocr")]
    assert "CGQ_READING_OCR" in done.stderr


@pytest.mark.parametrize("form", ["hwp", "hwpx"])
def test_a_locked_document_is_not_answered_with_the_password_of_pdfs(home: Home, form: str) -> None:
    done = home.cgq("extract", SAMPLES / "forms" / f"encrypted.{form}")
    assert done.returncode == 3
    assert "encrypted: The document has a password. Open it in Hangul and save it without" in done.stderr
    assert "--password-file" not in done.stderr
    home.cgq(*READ, SAMPLES / "forms" / f"encrypted.{form}")
    told = home.json("materials")["materials"][0]["error"]
    assert (told["code"], told["commands"]) == ("encrypted", [])
    assert "CGQ_PDF_PASSWORD" not in told["hint"]
