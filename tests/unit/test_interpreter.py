"""How a module is started in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from cgq.sandbox.interpreter import command_of, executable

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_the_interpreter_is_started_by_its_path() -> None:
    assert executable() == sys.executable
    assert command_of("cgq.workers.probe", "7") == [sys.executable, "-P", "-m", "cgq.workers.probe", "7"]


def test_an_interpreter_whose_path_leads_nowhere_for_this_user_is_started_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sys.executable
    monkeypatch.setattr(sys, "executable", str(tmp_path / "closed" / "python"))
    code = [real, "-c", "import sys; print(sys.version_info[:2], sys.prefix)"]
    done = subprocess.run(code, executable=executable(), capture_output=True, text=True, check=True)
    assert done.stdout.split() == [f"({sys.version_info[0]},", f"{sys.version_info[1]})", sys.prefix]
