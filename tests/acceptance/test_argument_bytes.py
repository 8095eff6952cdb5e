"""Arguments whose bytes are no UTF-8, as from a terminal set to Latin-1: every verb answers, and none fails by them."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.support.command import SAMPLES, Home

if TYPE_CHECKING:
    from pathlib import Path

WORD = b"caf\xe9"
"""A word in Latin-1; `?` stands for it below, `PDF` for a paper."""

CASES = """
?
--?
--db ? status
--color ? status
materials ?
materials --status ?
questions ?
questions --text ?
search ? --words
review ?
review --section ?
review --flag ?
review --material 1 --number 1 --answer ?
review --material 1 --number 1 --edit ?
review --material 1 --number 1 --accept --as ?
review --material 1 --number 2 --reject ?
review --history
export --format ?
export -o ?.jsonl
export --concept ?
export --status ?
export --format csv -o ?.csv --in 1h
graph ?
graph show ?
graph list --text ?
extract ?
extract --key ? PDF
extract --format ? PDF
enqueue ?
enqueue PDF --again --title ? --description ? --as ?
enqueue PDF --key ?
enqueue PDF --in ?
enqueue --kind ?
enqueue --kind generate_embedding --args ?
enqueue --kind generate_embedding --question ?
run ?
work --queue ?
jobs --file ?
jobs --queue ?
jobs --kind ?
jobs --state ?
show ?
wait ?
failed --match ?
failed --code ?
retry ?
cancel ?
pause ?
pause graph_update --reason ?
status
status --format ?
resume ?
config ?
config show --db ?
doctor --db ?
completion ?
help ?
demo ?
"""

MANY = """
import os, sys
from cgq_cli.main import main
for line in os.fsencode(sys.argv[1]).split(b"\\n"):
    words = [os.fsdecode(word) for word in line.split(b" ")]
    sys.stdout.flush()
    code = main(words, os.environ)
    sys.stderr.write(f"\\nENDED {code} {ascii(' '.join(words))}\\n")
    sys.stderr.flush()
"""
"""Each line of its argument as a command of its own, in this one process."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("bytes"))
    done = made.cgq("run", "--queue", "pdf_processing", SAMPLES / "civil-a.pdf")
    assert done.returncode == 0, done.stderr
    return made


@pytest.mark.parametrize("asked", ["", " --json"])
def test_no_verb_fails_by_bytes_that_are_no_text(home: Home, asked: str) -> None:
    lines = (f"{case}{asked}".encode() for case in CASES.strip().splitlines())
    paper = os.fsencode(SAMPLES / "civil-a.pdf")
    given = b"\n".join(line.replace(b"?", WORD).replace(b"PDF", paper) for line in lines)
    done = subprocess.run(
        [sys.executable, "-c", MANY, given], cwd=home.folder, env=home.environment, capture_output=True, timeout=110
    )
    said = done.stderr.decode("utf-8", "backslashreplace")
    ended = [line for line in said.splitlines() if line.startswith("ENDED ")]
    assert done.returncode == 0, said[-2000:]
    assert len(ended) == len(CASES.strip().splitlines())
    assert [line for line in ended if line.split()[1] not in ("0", "2", "3", "4")] == []
    assert "Traceback" not in said
    assert "Unicode" not in said


def test_what_was_written_is_shown_spelled_out(home: Home) -> None:
    reason = b"never \xe9 mind"
    assert home.cgq("review", "--material", "1", "--number", "5", "--reject", reason).returncode == 0
    assert r"never \udce9 mind" in home.cgq("review", "--history", "--number", "5").stdout.replace("\\\\", "\\")


def test_a_file_may_be_called_so(home: Home, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/" + WORD + b".pdf"
    with open(path, "wb") as file:
        file.write((SAMPLES / "civil-b.pdf").read_bytes())
    done = home.cgq("enqueue", path)
    assert (done.returncode, "1 paper enqueued." in done.stdout + done.stderr) == (0, True)
