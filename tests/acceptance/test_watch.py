"""`cgq watch`: live at a terminal, a stream of JSON elsewhere; other processes work."""

from __future__ import annotations

import json
import signal
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import COMMAND, Home
from tests.support.poll import until
from tests.support.terminal import Terminal

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def home(tmp_path: Path, offered: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", offered, empty_database)


def test_the_stream_reports_what_others_do_and_ends_with_its_reader(home: Home) -> None:
    with home.start("watch", "--interval", "100ms") as watching:
        assert watching.stdout is not None
        events: list[dict[str, Any]] = [json.loads(watching.stdout.readline())]
        assert events == [{"type": "counts", "at": events[0]["at"], "counts": []}]
        for args in ({"n": 1}, {"do": "refuse"}):
            home.put_probe(**args)
        home.cgq("work", "--until-empty")
        while events[-1].get("change") != "left":
            events.append(json.loads(watching.stdout.readline()))
        watching.stdout.close()
        assert watching.wait(20) == 0
    told = [(one["type"], one.get("state"), tuple(one.get("jobs", ()))) for one in events]
    assert [job for kind, _, jobs in told if kind == "added" for job in jobs] == [1, 2]
    assert sorted(job for kind, _, jobs in told if kind == "started" for job in jobs) == [1, 2]
    assert {("ended", "done", (1,)), ("ended", "failed", (2,))} <= set(told)
    (failure,) = [one["error"] for one in events if one.get("state") == "failed"]
    assert failure["code"] == "encrypted"


@pytest.mark.parametrize(("keys", "code"), [("q", 0), ("\x03", 130)])
def test_the_live_view_shows_what_runs_and_restores_the_terminal(home: Home, keys: str, code: int) -> None:
    terminal = Terminal((*COMMAND, "watch"), home.folder, home.environment)
    try:
        terminal.wait_for("cgq watch (q ends)")
        terminal.wait_for("Nobody works.")
        home.put_probe(do="refuse")
        home.cgq("work", "--until-empty")
        terminal.wait_for("encrypted")
        terminal.press("x")
        terminal.press(keys)
        assert terminal.ended() == code
        assert terminal.echoes()
        assert terminal.seen.rindex(b"\x1b[?1049l") > terminal.seen.rindex(b"\x1b[?1049h"), "the other screen is left"
    finally:
        terminal.close()


def test_a_signal_ends_the_stream_and_what_cannot_be_watched_is_refused(home: Home, tmp_path: Path) -> None:
    with home.start("watch", "--json") as watching:
        assert watching.stdout is not None
        assert json.loads(watching.stdout.readline())["type"] == "counts"
        watching.send_signal(signal.SIGTERM)
        until(lambda: watching.poll() is not None)
        assert watching.returncode == 143
    missing, often = home.each(f"watch --db {tmp_path / 'nowhere.db'}", "watch --interval 1ms")
    assert (missing.returncode, "[no_database]" in missing.stderr) == (4, True)
    assert (often.returncode, "not between 100ms and 1h" in often.stderr) == (2, True)
