"""The GIFT grammar of another house, `gift-pegjs` from npm (MIT), in a process of its own: a tool of tests alone."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = "gift-pegjs@1.0.2"

_PARSE = """
const {parse} = require("gift-pegjs");
const {readFileSync} = require("fs");
process.stdout.write(JSON.stringify(parse(readFileSync(process.argv[1], "utf8"))));
"""


def install(folder: Path) -> Path:
    """A folder with the package; skips the test where there is no npm or it reaches no registry."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        pytest.skip("gift-pegjs needs node and npm")
    wanted = ["npm", "install", "--prefix", str(folder), "--no-audit", "--no-fund", "--ignore-scripts", PACKAGE]
    installed = subprocess.run(wanted, capture_output=True, timeout=60, check=False)
    if installed.returncode:
        pytest.skip("npm cannot install gift-pegjs")
    return folder


def parse(path: Path, folder: Path) -> list[dict[str, Any]]:
    """The questions of a GIFT file as gift-pegjs reads them, without categories. Fails for what it refuses."""
    ran = subprocess.run(
        ["node", "-e", _PARSE, str(path)], cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout)
    return [one for one in found if one["type"] != "Category"]
