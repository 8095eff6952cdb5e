"""`cgq extract` on the sample papers: one file to JSON, no workspace, no queue."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import SAMPLES
from tests.support.extracting import extract

if TYPE_CHECKING:
    import subprocess
    from pathlib import Path


def documents(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    return [json.loads(text) for text in done.stdout.splitlines()]


@pytest.mark.parametrize("wanted", [["--json"], ["--format", "json"]])
def test_one_file_is_one_object(tmp_path: Path, wanted: list[str]) -> None:
    done = extract(tmp_path, SAMPLES / "sw1-ko.pdf", *wanted)
    assert (done.returncode, done.stderr) == (0, "")
    (found,) = documents(done)
    assert found["type"] == "document"
    assert found["questions"]
    first = found["questions"][0]
    assert list(first) == [
        *("id", "stem", "passage", "boxes", "options", "answer", "explanation", "appearances", "concepts"),
        *("assets", "quality", "language", "license", "repeats"),
    ]
    assert "\\u" not in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = (extract(tmp_path, SAMPLES / "civil-a.pdf", "--json") for _ in range(2))
    assert first.stdout == second.stdout


def test_a_separate_key_gives_the_answers(tmp_path: Path) -> None:
    done = extract(tmp_path, SAMPLES / "sw1-ko.pdf", "--key", SAMPLES / "sw1-key.pdf", "--json")
    (found,) = documents(done)
    sources = {question["answer"]["source"] for question in found["questions"] if question["answer"]}
    assert sources == {"key"}


def test_a_file_that_cannot_be_read_is_still_printed_and_exits_3(tmp_path: Path) -> None:
    done = extract(tmp_path, SAMPLES / "sw1-ko.pdf", SAMPLES / "not-a-pdf.pdf", SAMPLES / "scan-ko.pdf", "--json")
    assert done.returncode == 3
    codes = [[finding["code"] for finding in found["findings"]] for found in documents(done)]
    assert len(codes) == 3
    assert "not_a_pdf" in codes[1]
    assert "needs_ocr" in codes[2]


def test_off_a_terminal_all_files_share_one_table(tmp_path: Path) -> None:
    done = extract(tmp_path, SAMPLES / "sw1-ko.pdf", SAMPLES / "network-en.pdf")
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("file\t")] == lines[:1]
    assert {len(line.split("\t")) for line in lines} == {8}
    assert "network-en.pdf: " in done.stderr


def test_a_hostile_name_stays_one_line_and_text(tmp_path: Path) -> None:
    hostile = tmp_path / "a\tb\n\x1b[2J.pdf"
    hostile.write_bytes((SAMPLES / "network-en.pdf").read_bytes())
    done = extract(tmp_path, hostile)
    assert done.returncode == 0
    assert "\x1b" not in done.stdout + done.stderr
    assert {len(line.split("\t")) for line in done.stdout.splitlines()} == {8}


def test_an_empty_password_file_is_told_before_anything_is_read(tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text("\n")
    done = extract(tmp_path, SAMPLES / "encrypted.pdf", "--password-file", password)
    assert (done.returncode, done.stdout) == (6, "")
    assert "secret_unreadable" in done.stderr


def test_a_password_file_opens_an_encrypted_paper(tmp_path: Path) -> None:
    assert extract(tmp_path, SAMPLES / "encrypted.pdf").returncode == 3
    password = tmp_path / "password"
    password.write_text("cgq-sample\n")
    done = extract(tmp_path, SAMPLES / "encrypted.pdf", "--password-file", password, "--json")
    assert done.returncode == 0
    assert len(documents(done)[0]["questions"]) == 3
