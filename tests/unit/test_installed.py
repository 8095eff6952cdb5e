"""The command that installs a package names the environment in which this cgq runs."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

from cgq.convert.converted import CONVERTERS
from cgq.convert.extras import HEIC, HWP
from cgq.exam.ocr.recogniser import PACKAGE

REPOSITORY = Path(__file__).parents[2]


def told(prefix: Path, *before: str) -> str:
    """What is said by a Python whose environment is the folder `prefix`."""
    lines = ("import sys", f"sys.prefix = {str(prefix)!r}", *before, "from cgq.installed import command_to_add")
    probe = "\n".join((*lines, "print(command_to_add('ocrmypdf>=17'))"))
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=REPOSITORY / "core")
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_each_way_of_installing_has_its_own_command(tmp_path: Path) -> None:
    assert told(tmp_path) == f"{sys.executable} -m pip install 'ocrmypdf>=17'"
    spaced = "sys.executable = '/opt/my tools/python'"
    assert told(tmp_path, spaced) == "'/opt/my tools/python' -m pip install 'ocrmypdf>=17'"
    without_pip = "sys.path = [path for path in sys.path if 'site-packages' not in path]"
    assert told(tmp_path, without_pip).startswith("uv pip install --python ")
    (tmp_path / "pipx_metadata.json").touch()
    assert told(tmp_path) == f"pipx inject {tmp_path.name} 'ocrmypdf>=17'"


def test_what_is_installed_is_what_the_extra_asks_for() -> None:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))
    extras = project["project"]["optional-dependencies"]
    assert extras == {"ocr": [PACKAGE], "hwp": [HWP], "heic": [HEIC]}
    tested = project["dependency-groups"]["test"]
    assert {PACKAGE, HWP, HEIC} <= set(tested)
    constraints = (REPOSITORY / "constraints.txt").read_text("utf-8").splitlines()
    assert HWP in constraints


def test_what_converts_hangul_documents_is_named_with_its_version() -> None:
    """A PDF that another version made is not taken for one of this."""
    name, _, version = HWP.partition("==")
    for form in ("hwp", "hwpx"):
        assert CONVERTERS[form].startswith(f"{name}-{version}-")
