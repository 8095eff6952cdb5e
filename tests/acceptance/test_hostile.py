"""Hostile papers in a real run, and damaged ones by the hundred."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.bombs import BOMBS, flate_page
from tests.support.by_hand import asked, paper, stream
from tests.support.command import SAMPLES, Home

REPOSITORY = Path(__file__).parents[2]
SENT = (
    "form_fan_out",
    "operator_flood",
    "deep_page_tree",
    "noise",
    "half_a_file",
    "steering_names",
    "garbled_encryption",
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory and /proc are Linux's")


def test_R5_a_run_over_bombs_ends_each_job_once_and_loses_no_worker(tmp_path: Path, empty_database: Path) -> None:
    home = Home(tmp_path / "home", empty=empty_database)
    papers = home.folder / "papers"
    papers.mkdir()
    for name in SENT:
        (papers / f"{name}.pdf").write_bytes(BOMBS[name]())
    bomb = flate_page()
    inner = bomb[bomb.index(b"stream\n") + 7 : bomb.rindex(b"\nendstream")]
    in_part = paper([asked(1), stream(inner, "/Filter [/FlateDecode]"), asked(3)])
    (papers / "in part.pdf").write_bytes(in_part)
    (papers / "sound.pdf").write_bytes((SAMPLES / "network-en.pdf").read_bytes())
    done = home.cgq("run", "papers")
    assert done.returncode == 3
    assert "Traceback" not in done.stdout + done.stderr
    ended = home.rows(
        "SELECT m.title, j.state, j.error_code, j.attempts FROM job j JOIN material m"
        " ON m.id = json_extract(j.args, '$.material') WHERE j.kind = 'process_pdf' ORDER BY m.title"
    )
    assert {title: (state, code) for title, state, code, _ in ended} == {
        "Network and Cloud Fundamentals": ("done", None),
        "deep_page_tree": ("failed", "damaged"),
        "form_fan_out": ("failed", "too_large"),
        "garbled_encryption": ("failed", "encrypted"),
        "half_a_file": ("failed", "damaged"),
        "in part": ("done", None),
        "noise": ("failed", "damaged"),
        "operator_flood": ("failed", "too_large"),
        "steering_names": ("done", None),
    }
    assert {attempts for *_, attempts in ended} == {1}
    ((result,),) = home.rows("SELECT result FROM job WHERE kind = 'process_pdf' AND result LIKE '%\"pages\":3%'")
    told = json.loads(result)
    assert (told["questions"], told["findings"]["unread_page"], told["missing"]) == (4, 1, 2)


def test_damaged_papers_end_in_a_definite_state() -> None:
    done = subprocess.run(
        [sys.executable, REPOSITORY / "bench" / "hostile.py", "--json", "--mutants", "80", "--seed", "7"],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=110,
    )
    figures = json.loads(done.stdout)
    assert (done.returncode, figures["problems"], figures["mutants"]) == (0, [], 80)
    assert (figures["workers_lost"], figures["orphans"], figures["tracebacks"]) == (0, 0, 0)
    assert figures["silent"] <= 3
