"""`cgq stats`: what was done, how fast, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def test_B1_stats_count_what_ran_and_what_failed(home: Home) -> None:
    for args in ({}, {}, {}, {"do": "refuse"}):
        home.put_probe(**args)
    home.cgq("work", "--until-empty")
    answer = home.json("stats", "--since", "1h")
    total = answer["total"]
    assert (total["done"], total["failed"], total["success_rate"]) == (3, 1, 75.0)
    assert 1 <= total["minutes"] <= 2
    assert [(one["kind"], one["measure"], one["jobs"]) for one in answer["latency"]] == [
        ("probe", "waiting", 4),
        ("probe", "running", 4),
    ]
    assert answer["failures"] == [{"code": "encrypted", "jobs": 1}]
    assert answer["by"] == "hour"
    lines = (
        "stats --plot week.svg",
        "stats --plot week.PNG --json",
        "stats week.svg",
        "stats --plot week.gif",
        "stats --plot --by day",
        "stats --kind probe --queue low_priority",
        "stats --kind prob",
        "stats --since 2999-01-01",
    )
    svg, png, no_plot, gif, bars, none, misspelt, future = home.each(*lines)
    assert (svg.returncode, svg.stdout) == (0, "Written: week.svg\n")
    assert ElementTree.parse(home.folder / "week.svg").getroot().tag.endswith("svg")
    assert (png.returncode, (home.folder / "week.PNG").read_bytes()[1:4]) == (0, b"PNG")
    assert (no_plot.returncode, gif.returncode) == (2, 2)
    assert "End its name in .svg or .png." in gif.stderr
    assert "###" in bars.stdout
    assert (none.returncode, future.returncode) == (0, 2)
    assert "is still to come" in future.stderr
    assert "No ended jobs match --queue low_priority --kind probe. Without that: 4 ended jobs." in none.stderr
    assert str(home.db) in none.stderr
    assert (misspelt.returncode, "probe" in misspelt.stderr) == (2, True)
