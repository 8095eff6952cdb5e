"""The pages for operators as they are written: symptoms are provoked and cured, the crontab is run by a shell."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.command import PATIENCE, REPOSITORY, SAMPLES, Home
from tests.support.parsing import BLOCK

DOCS = REPOSITORY / "docs"
TROUBLE = (DOCS / "troubleshooting.md").read_text("utf-8")


def shown(page: str, heading: str) -> list[str]:
    """What a section shows of answers, each as `plain` leaves it; several in one block have an empty line between."""
    _, _, rest = page.partition(f"\n## {heading}\n")
    section = rest.partition("\n## ")[0]
    blocks = [block for language, block in BLOCK.findall(section) if language == "text"]
    return [plain(answer) for block in blocks for answer in block.split("\n\n")]


def plain(text: str) -> str:
    """A text without what differs from run to run, and off a terminal: lines, codes, folders, names, times, numbers."""
    text = re.sub(r" \[\w+\]", "", " ".join(text.split()))
    text = re.sub(r"\S*/(?=cgq\.db)", "", text)
    text = re.sub(r"\bby (?:root|tester)\b", "by NAME", text)
    text = re.sub(r"(?:\bat )?\d[\d-]+T[\d:.]+Z|\b(?:in )?[\d.]+(?:ms|s|m|h|d)\b(?: ago)?|\bnow\b", "TIME", text)
    return re.sub(r"\d+", "N", text)


def answers(home: Home, *lines: str, **environ: str) -> str:
    """All that some commands print, as `plain` leaves it."""
    return plain(" ".join(done.stdout + " " + done.stderr for done in home.each(*lines, **environ)))


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", empty=empty_database)


def test_each_cause_why_nothing_is_processed_is_reported_as_the_page_shows(home: Home) -> None:
    home.file("one.pdf")
    home.file("two.pdf")
    found = answers(home, "enqueue one.pdf", "status", "explain 1", 'pause pdf_processing --reason "scanner broken"')
    found += answers(home, "status", "resume pdf_processing", 'pause --all --reason "disk is moved"', "status")
    found += answers(home, "resume --all", "status", CGQ_ENV="production")
    settings = home.file("cgq.toml", b"[queues.night]\n")
    found += answers(home, "enqueue two.pdf --queue night")
    settings.unlink()
    found += answers(home, "status")
    expected = shown(TROUBLE, "Nothing is processed")
    assert [answer for answer in expected if answer not in found] == []
    assert len(expected) == 6


def test_a_chain_that_waits_is_explained_and_freed_as_the_page_shows(home: Home) -> None:
    home.file("one.pdf")
    found = answers(
        home, "enqueue one.pdf --at 'tomorrow 12:00'", "enqueue --kind refresh_concepts --after 1", "explain 2"
    )
    (expected,) = shown(TROUBLE, "A job is pending for ever")
    assert expected in found
    assert home.cgq("cancel", "1", "--yes").returncode == 0
    assert "Job 2 (refresh_concepts in graph_update) is cancelled." in home.cgq("explain", "2").stdout


def test_a_provider_without_a_key_pauses_its_queue_and_the_cure_ends_that(home: Home) -> None:
    (home.folder / "network-en.pdf").write_bytes((SAMPLES / "network-en.pdf").read_bytes())
    found = answers(home, "run network-en.pdf", CGQ_EMBEDDING_PROVIDER="openai")
    assert shown(TROUBLE, "A provider cannot be reached")[-1] in found
    (cure,) = re.findall(r"^```sh\n(cgq resume embedding.*?)^```", TROUBLE, re.MULTILINE | re.DOTALL)
    cured = home.each(*(line.removeprefix("cgq ") for line in cure.splitlines()), "status", "failed --exit-code")
    assert [done.returncode for done in cured] == [0, 0, 0, 0], cured
    assert "paused by" not in cured[2].stdout


def test_a_schema_of_a_newer_version_is_refused_as_the_page_shows(home: Home) -> None:
    home.rows("PRAGMA user_version = 9")
    assert shown((DOCS / "upgrading.md").read_text("utf-8"), "The schema")[-1] in answers(home, "run")


def test_the_crontab_runs_as_written_and_is_silent_on_a_good_day(home: Home) -> None:
    home.file("papers/one.txt", b"no paper")
    home.file("backup/empty", b"")
    first, *others = _crontab(home)
    assert [_by_cron(home, line) for line in (first, *others)] == [(0, "")] * 5
    assert [path.suffix for path in (home.folder / "backup").iterdir()].count(".db") == 1
    home.file("papers/bad.pdf")
    code, letter = _by_cron(home, first)
    assert (code, letter.count("\n"), "bad.pdf: failed." in letter) == (3, 1, True)
    code, letter = _by_cron(home, others[-1])
    assert (code, letter.endswith("1 job failed for good. [failed] See what failed: cgq failed\n")) == (3, True)


def _crontab(home: Home) -> list[str]:
    """The commands of the page's first crontab, in the folders of a home."""
    page = (DOCS / "cron-and-systemd.md").read_text("utf-8")
    crontab = next(block for language, block in BLOCK.findall(page) if language == "cron")
    lines = re.findall(r"^[*\d](?:\S* +){5}(cgq .*)$", crontab, re.MULTILINE)
    folders = {"/srv/exams": str(home.folder), "/srv/backup": str(home.folder / "backup"), r"\%": "%"}
    for written, here in folders.items():
        lines = [line.replace(written, here) for line in lines]
    assert len(lines) == 5
    return lines


def _by_cron(home: Home, command: str) -> tuple[int, str]:
    """The exit code of a line of a crontab, and what cron would send: a shell runs it."""
    path = f"{Path(sys.executable).parent}:{home.environment['PATH']}"
    done = subprocess.run(
        ["sh", "-c", command],
        cwd=home.folder,
        env={**home.environment, "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=PATIENCE,
    )
    return done.returncode, done.stdout
