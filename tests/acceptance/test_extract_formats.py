"""`cgq extract --format md|html`: documents for people, on standard output or in files."""

from __future__ import annotations

import json
import os
import re
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from tests.support.command import SAMPLES
from tests.support.extracting import extract, started

if TYPE_CHECKING:
    from pathlib import Path

PAPER = SAMPLES / "network-en.pdf"


def test_markdown_goes_to_standard_output_and_remarks_do_not(tmp_path: Path) -> None:
    done = extract(tmp_path, SAMPLES / "passage-ko.pdf", "--format", "md")
    assert done.returncode == 0
    assert done.stdout.startswith("# 읽기 능력 모의평가\n")
    assert "passage-ko.pdf: 12 questions" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_html_is_one_file_with_every_page(tmp_path: Path) -> None:
    done = extract(tmp_path, SAMPLES / "passage-ko.pdf", "--format", "html", "-o", "paper.html")
    assert (done.returncode, done.stdout) == (0, "")
    assert "paper.html" in done.stderr
    page = (tmp_path / "paper.html").read_text("utf-8")
    assert page.rstrip().endswith("</html>")
    assert page.count("data:image/webp;base64,") == 5
    assert [path.name for path in tmp_path.iterdir()] == ["paper.html"]


def test_SIGTERM_leaves_nothing_half_written(tmp_path: Path) -> None:
    pipe, page = tmp_path / "pipe", tmp_path / "out" / "page.html"
    os.mkfifo(pipe)
    page.parent.mkdir()
    running = started(tmp_path, pipe, "--format", "html", "-o", page, TMPDIR=str(tmp_path))
    with pipe.open("wb") as writer:  # opens when it reads, and then waits for more
        writer.write(PAPER.read_bytes()[:1000])
        writer.flush()
        running.terminate()
        running.communicate(timeout=20)
    assert running.returncode == 143
    assert {path.name for path in tmp_path.iterdir()} - {".cache"} == {"pipe", "out"}  # fontconfig's, where it is used
    assert not list(page.parent.iterdir())


@pytest.mark.skipif(sys.platform == "darwin", reason="names are UTF-8 there")
def test_a_name_that_is_no_utf8_is_told_as_text(tmp_path: Path) -> None:
    odd = tmp_path / os.fsdecode(b"n\xff.pdf")
    odd.write_bytes(PAPER.read_bytes())
    assert json.loads(extract(tmp_path, odd.name, "--json").stdout)["file"] == "n\\xff.pdf"
    folder = os.fsdecode(b"f\xff/")
    written = extract(tmp_path, odd.name, "--format", "md", "-o", folder, "--json")
    assert json.loads(written.stdout)["output"] == "f\\xff/n\\xff.md"
    assert (tmp_path / folder / os.fsdecode(b"n\xff.md")).is_file()


def test_several_papers_get_a_file_each_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    again = tmp_path / "other" / "network-en.pdf"
    again.write_bytes(PAPER.read_bytes())
    done = extract(tmp_path, PAPER, again, SAMPLES / "not-a-pdf.pdf", "--format", "html", "-o", "views")
    assert done.returncode == 3
    names = {path.name for path in (tmp_path / "views").iterdir()}
    assert names == {"network-en.html", "network-en-2.html", "not-a-pdf.html"}
    assert "not_a_pdf" in (tmp_path / "views" / "not-a-pdf.html").read_text("utf-8")


def test_a_path_that_ends_like_a_folder_is_one_and_figures_lie_in_it(tmp_path: Path) -> None:
    done = extract(tmp_path, PAPER, "--format", "md", "-o", "read/")
    assert done.returncode == 0
    assert (tmp_path / "read" / "network-en.md").read_text("utf-8").startswith("# ")
    (tmp_path / "file").write_text("")
    refused = extract(tmp_path, PAPER, "--format", "md", "-o", "file/")
    assert (refused.returncode, "not_a_folder" in refused.stderr) == (2, True)


def test_several_json_papers_share_a_file_unless_a_folder_is_named(tmp_path: Path) -> None:
    papers = (PAPER, SAMPLES / "sw1-ko.pdf", "--format", "json")
    assert extract(tmp_path, *papers, "-o", "all.jsonl").returncode == 0
    shown = extract(tmp_path, *papers)
    assert (tmp_path / "all.jsonl").read_text("utf-8") == shown.stdout
    (tmp_path / "apart").mkdir()
    assert extract(tmp_path, *papers, "-o", "apart").returncode == 0
    apart = [(tmp_path / "apart" / name).read_text("utf-8") for name in ("network-en.json", "sw1-ko.json")]
    assert "".join(apart) == shown.stdout


def test_what_is_there_is_replaced_whole_and_a_paper_never(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_bytes(PAPER.read_bytes())
    done = extract(tmp_path, paper, "--format", "md", "-o", paper)
    assert (done.returncode, "would_overwrite" in done.stderr) == (2, True)
    assert paper.read_bytes() == PAPER.read_bytes()
    (tmp_path / "out.md").write_text("old")
    assert extract(tmp_path, paper, "--format", "md", "-o", "out.md").returncode == 0
    assert (tmp_path / "out.md").read_text().startswith("# ")


def test_with_json_what_was_written_is_told_as_an_object(tmp_path: Path) -> None:
    done = extract(tmp_path, PAPER, "--format", "html", "-o", "a.html", "--json")
    assert re.match(r'\{"type":"extracted","file":".*","output":"a.html","pages":\d+,"questions":20,', done.stdout)
    assert done.stderr == ""


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("--format", "html", "--json"), "two_formats"),
        (("--format", "md", "--json"), "two_formats"),
        (("-o", "x.txt"), "no_format"),
        ((SAMPLES / "sw1-ko.pdf", "--format", "html"), "needs_output"),
    ],
)
def test_options_that_do_not_go_together_are_refused_before_anything_is_read(
    tmp_path: Path, args: tuple[str | Path, ...], code: str
) -> None:
    done = extract(tmp_path, PAPER, *args)
    assert (done.returncode, done.stdout) == (2, "")
    assert code in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_paper_from_a_pipe_has_its_pages_drawn_too(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_bytes, args=(PAPER.read_bytes(),))
    writer.start()
    done = extract(tmp_path, pipe, "--format", "html")
    writer.join()
    assert done.returncode == 0
    assert "data:image/webp;base64," in done.stdout


def test_an_encrypted_paper_is_drawn_with_its_password(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("cgq-sample\n")
    done = extract(tmp_path, SAMPLES / "encrypted.pdf", "--password-file", "password", "--format", "html")
    assert done.returncode == 0
    assert "could not be drawn" not in done.stdout
    assert "data:image/webp;base64," in done.stdout
