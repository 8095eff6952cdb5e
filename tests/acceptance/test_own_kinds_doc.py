"""docs/own-kinds.md as it is written: its package is installed, its commands are given, its test is run."""

from __future__ import annotations

import re
import subprocess
import sys
from subprocess import PIPE
from typing import TYPE_CHECKING

import pytest
from tests.support.command import PATIENCE, REPOSITORY, SAMPLES, Home
from tests.support.processes import Child

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (REPOSITORY / "docs" / "own-kinds.md").read_text("utf-8")
PROJECT, SETTINGS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
MODULE, TEST, MANY, MANY_TEST = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
COMMANDS = re.findall(r"^cgq ([^#\n]+)", PAGE, re.MULTILINE)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which pip has installed the package of the page."""
    source, installed = tmp_path_factory.mktemp("my-kinds"), tmp_path_factory.mktemp("installed")
    (source / "pyproject.toml").write_text(PROJECT, encoding="utf-8")
    (source / "my_kinds.py").write_text(MODULE + MANY, encoding="utf-8")
    options = ("--no-deps", "--no-build-isolation", "--no-index", "--quiet", "--target", str(installed))
    subprocess.run([sys.executable, "-m", "pip", "install", *options, str(source)], check=True, timeout=PATIENCE)
    return installed


def test_the_package_works_as_the_page_says(tmp_path: Path, package: Path) -> None:
    home = Home(tmp_path / "home", package)
    (home.folder / "network-en.pdf").write_bytes((SAMPLES / "network-en.pdf").read_bytes())
    home.file("cgq.toml", SETTINGS.encode())
    assert home.cgq("run", "network-en.pdf").returncode == 0
    doctor, enqueue, run, show = (command.split() for command in COMMANDS)
    assert "count_words" in home.cgq(*doctor).stdout
    assert home.cgq(*enqueue).returncode == 0
    assert home.cgq(*run).returncode == 0
    assert home.rows("SELECT count(*), min(words) > 1 FROM my_words") == [(20, 1)]
    assert home.rows("SELECT DISTINCT queue FROM job WHERE kind = 'count_words'") == [("low_priority",)]
    assert home.cgq(*show).returncode == 0


@pytest.mark.parametrize("test", [TEST, "from cgq.testing import workspace\nfrom my_kinds import Visit\n" + MANY_TEST])
def test_its_tests_pass_as_written(tmp_path: Path, package: Path, test: str) -> None:
    home = Home(tmp_path / "home", package)
    with Child([sys.executable, "-c", test], cwd=tmp_path, env=home.environment, stderr=PIPE, text=True) as child:
        _, err = child.communicate(timeout=60)
    assert child.returncode == 0, err
