"""Turns by a clock that the test sets."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

import pytest

from cgq.clock import Uptime
from cgq.web.pace import Turns, TurnTooLate

if TYPE_CHECKING:
    from pathlib import Path


class Machine:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.boot = "one"
        self.slept: list[float] = []

    def now(self) -> int:
        raise AssertionError("the wall clock is anybody's")

    def monotonic(self) -> float:
        return self.seconds

    def uptime(self) -> Uptime:
        return Uptime(self.boot, int(self.seconds * 1000))

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@pytest.fixture
def machine() -> Machine:
    return Machine()


@pytest.fixture
def turns(machine: Machine, tmp_path: Path) -> Turns:
    return Turns(tmp_path / "turns", machine, machine.sleep)


def test_the_first_turn_is_at_once_and_the_next_one_after_the_delay(turns: Turns, machine: Machine) -> None:
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    assert machine.slept == []
    began = machine.seconds
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    assert 2.0 <= machine.seconds - began < 2.1


def test_hosts_have_turns_of_their_own(turns: Turns, machine: Machine) -> None:
    for host in ("papers.kr", "www.papers.kr", "::1"):
        turns.take(host, 2.0, machine.seconds + 10)
    assert machine.slept == []


def test_a_longer_delay_counts_from_the_last_turn(turns: Turns, machine: Machine) -> None:
    turns.take("papers.kr", 0.0, machine.seconds)
    began = machine.seconds
    turns.take("papers.kr", 30.0, machine.seconds + 60)
    assert 30.0 <= machine.seconds - began < 30.1


def test_a_turn_that_comes_too_late_is_told_at_once_and_not_taken(turns: Turns, machine: Machine) -> None:
    turns.take("papers.kr", 5.0, machine.seconds)
    with pytest.raises(TurnTooLate) as failure:
        turns.take("papers.kr", 5.0, machine.seconds + 4)
    assert machine.slept == []
    assert failure.value.retryable
    assert failure.value.retry_after == pytest.approx(5.0, abs=0.01)
    turns.take("papers.kr", 5.0, machine.seconds + 6)
    assert 5.0 <= machine.seconds - 1000.0 < 5.1


def test_an_answer_moves_the_next_turn(turns: Turns, machine: Machine) -> None:
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    machine.seconds += 1.5
    turns.answered("papers.kr", machine.seconds + 10)
    began = machine.seconds
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    assert machine.seconds - began >= 2.0


def test_after_a_boot_nobody_waits_for_a_turn_of_before(turns: Turns, machine: Machine) -> None:
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    machine.boot, machine.seconds = "two", 5.0
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    assert machine.slept == []


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'["one", "x"]', b'["one", 99999999999]', b"\xff\xfe", b"null"])
def test_a_file_that_cannot_be_believed_holds_up_nobody(
    turns: Turns, machine: Machine, tmp_path: Path, content: bytes
) -> None:
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    [file] = (tmp_path / "turns").iterdir()
    file.write_bytes(content)
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    assert machine.slept == []
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    assert sum(machine.slept) >= 2.0


def test_a_host_names_no_file_of_its_own_choice(turns: Turns, machine: Machine, tmp_path: Path) -> None:
    turns.take("../../etc/passwd", 2.0, machine.seconds + 10)
    [file] = (tmp_path / "turns").iterdir()
    assert file.suffix == ".turn"
    assert "passwd" not in file.name


def test_a_lock_that_is_never_given_back_costs_the_deadline(turns: Turns, machine: Machine, tmp_path: Path) -> None:
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    [file] = (tmp_path / "turns").iterdir()
    holder = os.open(file, os.O_RDWR)
    fcntl.flock(holder, fcntl.LOCK_EX)
    try:
        with pytest.raises(TurnTooLate, match="Another process"):
            turns.take("papers.kr", 2.0, machine.seconds + 3)
        turns.answered("papers.kr", machine.seconds + 1)  # an answer that came is as good without
    finally:
        os.close(holder)


def test_a_file_that_is_removed_while_somebody_waits_for_it_gives_no_turn(
    turns: Turns, machine: Machine, tmp_path: Path
) -> None:
    """It was old, and is removed by whoever holds it: the waiter begins a new one, which all others find."""
    turns.take("papers.kr", 0.0, machine.seconds + 10)
    (path,) = (tmp_path / "turns").iterdir()
    holder = os.open(path, os.O_RDWR)
    fcntl.flock(holder, fcntl.LOCK_EX)

    def remove(seconds: float) -> None:
        machine.sleep(seconds)
        if path.exists():
            path.unlink()
            os.close(holder)

    Turns(tmp_path / "turns", machine, remove).take("papers.kr", 2.0, machine.seconds + 10)
    began = machine.seconds
    turns.take("papers.kr", 2.0, machine.seconds + 10)
    assert machine.seconds - began >= 2.0
