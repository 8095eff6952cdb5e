"""A supervisor that serves notices that another cgq was installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cgq.workers.upgrade import LOOK_EVERY, UPGRADED, UpgradeWatch, installed_marks

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.clock import FakeClock


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where a package is installed, version 1."""
    write(tmp_path / "cgq" / "__init__.py", "1")
    write(tmp_path / "certigraph_queue-1.dist-info" / "RECORD", "cgq/__init__.py")
    return tmp_path


def write(path: Path, text: str) -> None:
    """A file as an installer writes it: a new one under the same name."""
    path.parent.mkdir(exist_ok=True)
    path.with_suffix(".new").write_text(text)
    path.with_suffix(".new").replace(path)


def watched(folder: Path, clock: FakeClock) -> UpgradeWatch:
    return UpgradeWatch(clock, lambda: installed_marks([folder]))


def later(watch: UpgradeWatch, clock: FakeClock) -> str | None:
    clock.pass_(LOOK_EVERY)
    return watch.look()


def test_R14_nothing_is_new_while_nothing_was_installed(folder: Path, clock: FakeClock) -> None:
    watch = watched(folder, clock)
    assert [later(watch, clock) for _ in range(3)] == [None] * 3


def test_R14_the_same_version_again_is_an_upgrade_once_it_is_complete(folder: Path, clock: FakeClock) -> None:
    watch = watched(folder, clock)
    write(folder / "cgq" / "__init__.py", "1")
    assert [later(watch, clock) for _ in range(2)] == [None, UPGRADED]


def test_R14_an_installation_that_is_not_complete_is_waited_for(folder: Path, clock: FakeClock) -> None:
    watch = watched(folder, clock)
    (folder / "certigraph_queue-1.dist-info" / "RECORD").unlink()
    assert [later(watch, clock) for _ in range(3)] == [None] * 3
    write(folder / "cgq" / "__init__.py", "2")
    assert [later(watch, clock) for _ in range(2)] == [None, None]
    write(folder / "certigraph_queue-2.dist-info" / "RECORD", "cgq/__init__.py")
    assert [later(watch, clock) for _ in range(2)] == [None, UPGRADED]


def test_it_looks_seldom(folder: Path, clock: FakeClock) -> None:
    looks: list[None] = []

    def marks() -> tuple[tuple[str, int, int, int], ...]:
        looks.append(None)
        return ()

    watch = UpgradeWatch(clock, marks)
    for _ in range(100):
        clock.pass_(LOOK_EVERY / 100)
        watch.look()
    assert len(looks) == 2


def test_this_installation_is_found() -> None:
    assert installed_marks()
