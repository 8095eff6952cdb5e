"""A kind whose arguments all have defaults is enqueued as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.command import Home

if TYPE_CHECKING:
    from pathlib import Path


def test_a_kind_that_needs_no_arguments_is_enqueued_without_and_again_when_it_is_done(
    tmp_path: Path, empty_database: Path
) -> None:
    home = Home(tmp_path / "home", None, empty_database)
    first, waits, worked, again = home.each(
        "enqueue --kind cleanup", "enqueue --kind cleanup", "work --until-empty", "enqueue --kind cleanup"
    )
    assert [one.returncode for one in (first, waits, worked, again)] == [0] * 4, first.stderr
    assert home.rows("SELECT id, args, state FROM job ORDER BY id") == [(1, "{}", "done"), (2, "{}", "ready")]
    shown = home.cgq("show", "1").stdout
    assert "{" not in shown.partition("came of it")[2].partition("\n")[0]
    refused = home.cgq("enqueue", "--kind", "find_papers")
    assert refused.returncode == 2
    wrong = home.cgq("clean")
    assert (wrong.returncode, "cgq prune" in wrong.stderr) == (2, True)
