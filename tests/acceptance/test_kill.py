"""R4: kill -9 of anything, at any moment: nothing is lost, nothing doubled, no worker left behind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from bench.killing.checks import Verdict, check_errands, check_ledger
from bench.killing.contents import contents, differences
from bench.killing.ground import SAMPLES, Ground, quietly, supervising
from tests.support.poll import until
from tests.support.processes import Child

from cgq.db.driver import driver

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = Path(__file__).parents[2]
KILLS = 40

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the campaign reads /proc")


def campaign(*args: str) -> tuple[int, dict[str, Any], str]:
    done = subprocess.run(
        [sys.executable, REPOSITORY / "bench" / "kill.py", "--json", *args],
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        timeout=150,
    )
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.mark.timeout(170)
def test_R4_killed_at_every_moment_nothing_is_lost_or_doubled() -> None:
    code, figures, told = campaign("--kills", str(KILLS), "--seed", "7", "--papers", "0.25")
    assert figures["problems"] == [], told
    assert code == 0
    assert figures["kills"]["all"] >= KILLS
    assert figures["kills"]["worker"] > 0
    assert figures["kills"]["supervisor"] > 0
    assert figures["jobs"] > figures["accepted"] > 0
    # Rounds are repeated until there were enough kills: how many it takes depends on the machine's speed.
    assert figures["rounds"] == {"errands": 1, "papers": 1} or figures["rounds"]["papers"] > 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_campaign_that_is_ended_leaves_no_process_behind(tmp_path: Path, number: signal.Signals) -> None:
    command = [sys.executable, str(REPOSITORY / "bench" / "kill.py"), "--seed", "1", "--papers", "0"]
    environment = {"PATH": os.environ["PATH"], "TMPDIR": str(tmp_path)}
    with Child(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            until(lambda: len(at_work_below(tmp_path)) >= 4)
            running.send_signal(number)
            assert running.wait(20) == (143 if number == signal.SIGTERM else -signal.SIGKILL)
            until(lambda: not at_work_below(tmp_path), seconds=5)
        finally:
            running.kill()


def at_work_below(folder: Path) -> list[int]:
    found: list[int] = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if (process / "cwd").resolve().is_relative_to(folder):
                found.append(int(process.name))
    return found


@pytest.fixture
def ended(tmp_path: Path) -> Iterator[Ground]:
    """A ground on which a feeder's errands have ended, undisturbed."""
    with Ground(tmp_path, errands=True, command=supervising()) as ground:
        feeder = ground.actor("feed", "a", "1")
        while len(ground.accepted()) < 8:
            assert feeder.poll() is None, ground.said()
        ground.enough()
        feeder.wait(20)
        assert quietly(ground, 60) == 0, ground.said()
        yield ground


def faults(ground: Ground) -> Verdict:
    with closing(ground.reader()) as reader:
        verdict = check_ledger(reader)
        check_errands(reader, ground.accepted(), verdict)
    return verdict


def test_the_checks_see_what_was_lost_or_doubled(ended: Ground) -> None:
    assert faults(ended) == Verdict()
    job, token = ended.accepted()[0]
    with closing(driver.connect(ended.database, isolation_level=None)) as writer:
        writer.execute("INSERT INTO effect (token, job) VALUES (?, ?)", (token, job))
        assert faults(ended) == Verdict(doubled=[f"{token} (job {job}) has 2 effects"])
        writer.execute("DELETE FROM effect WHERE job = ?", (job,))
        assert faults(ended) == Verdict(lost=[f"job {job} ({token}) is done without its effect"])
        writer.execute("DELETE FROM job WHERE id = ?", (job,))
        found = faults(ended)
        assert f"job {job} ({token}) was accepted and is not there" in found.lost
        assert found.mismatches


def test_the_comparison_sees_one_changed_answer(tmp_path: Path) -> None:
    with Ground(tmp_path, errands=False, command=supervising()) as ground:
        assert ground.actor("papers", str(SAMPLES / "civil-a.pdf")).wait(30) == 0, ground.said()
        assert quietly(ground, 60) == 0, ground.said()
        with closing(driver.connect(ground.database, isolation_level=None)) as writer:
            before = contents(writer)
            assert len(before["appearance"]) == 20
            assert before["concept"]
            assert differences(before, contents(writer)) == []
            writer.execute("UPDATE appearance SET answer = '{}' WHERE id = (SELECT min(id) FROM appearance)")
            found, doubted = differences(before, contents(writer))
            assert doubted.startswith("compared: "), "what another answer may make a repeat is to be compared again"
            assert found.startswith("appearance: 1 rows only undisturbed, 1 only disturbed")
