"""The line that counts up while a command works."""

from __future__ import annotations

import io

import pytest

from cgq_cli.output import Progress, Screen
from cgq_cli.render.counting import counting


@pytest.mark.parametrize("progress", ["bars", "lines", "none"])
def test_it_is_drawn_at_a_terminal_alone_and_is_gone_when_all_is_done(progress: Progress) -> None:
    err = io.StringIO()
    with counting(Screen(stdout=io.StringIO(), stderr=err, progress=progress), "drawing") as drawn:
        drawn(10, 40)
        during = err.getvalue()
        drawn(40, 40)
        done = err.getvalue()
    assert ("drawing [######..................] 10/40" in during) is (progress == "bars")
    assert (done.endswith("\r\x1b[2K") and done != during) is (progress == "bars")
    assert (err.getvalue() == "") is (progress != "bars")
