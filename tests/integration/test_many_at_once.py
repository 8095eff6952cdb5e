"""Many commands that come together, and one that is killed while it makes the database (C1, R4)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.killed import LIBRARY, build

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parents[2]


def outcomes(module: str, *args: object, **environ: str) -> list[Mapping[str, Any]]:
    """What the processes of a support module report, one JSON object a line."""
    paths = [str(ROOT), str(ROOT / "core"), str(ROOT / "cli")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **environ}
    command = [sys.executable, "-m", f"tests.support.{module}", *map(str, args)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def errors(reported: list[Mapping[str, Any]]) -> set[str]:
    return {one["error"] for one in reported}


@pytest.mark.parametrize("rounds", [1, pytest.param(40, marks=pytest.mark.slow)])
def test_C1_the_first_commands_of_a_new_database_may_come_together(tmp_path: Path, rounds: int) -> None:
    for n in range(rounds):
        reported = outcomes("crowd", "open", tmp_path / f"{n}.db", 20)
        assert (len(reported), errors(reported)) == (20, {""})


def test_C1_two_hundred_commands_beside_a_busy_supervisor_all_come_to_their_turn(
    tmp_path: Path, empty_database: Path
) -> None:
    shutil.copy(empty_database, tmp_path / "cgq.db")
    reported = outcomes("crowd", "write", tmp_path / "cgq.db", 200)
    assert (len(reported), errors(reported)) == (200, {""})


@pytest.mark.parametrize("step", [13, pytest.param(1, marks=pytest.mark.slow)])
def test_R4_a_database_whose_maker_was_killed_at_any_write_serves_the_next_command_at_once(
    tmp_path: Path, step: int
) -> None:
    library = build(tmp_path)
    if library is None:
        pytest.skip("there is no C compiler here")
    reported = outcomes("killed", tmp_path, 1, step, LD_PRELOAD=str(library), **{LIBRARY: str(library)})
    assert len(reported) > 200 // step, "it was not killed at its writes"
    assert errors(reported) == {""}
    assert max(one["seconds"] for one in reported) < 5.0
