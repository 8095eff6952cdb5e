"""Statements are looked up by name: each name that is used is there, and each that is there is used."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from tests.support.named_sql import Use, modules, parse, uses

from cgq.db import queries
from cgq.db.queries import load

SUBJECTS = sorted(path.stem for path in Path(queries.__file__).parent.glob("*.sql"))


@pytest.fixture(scope="module")
def used() -> list[Use]:
    return uses(modules())


def test_every_name_that_is_looked_up_is_in_the_file_that_was_loaded(used: list[Use]) -> None:
    assert [use for use in used if use.name not in load(use.subject)] == []


def test_every_statement_is_used(used: list[Use]) -> None:
    known = {(use.subject, use.name) for use in used}
    assert [(subject, name) for subject in SUBJECTS for name in load(subject) if (subject, name) not in known] == []


def test_each_way_to_a_statement_is_followed() -> None:
    """The search itself: without it, both tests above would pass on nothing."""
    first = """
        from cgq.db.queries import load
        SQL = load("ledger")
        def by_hand(name, number):
            return SQL[name]
        def by_loop():
            for name in ("b", "c"):
                SQL[name]
            other = "d" if by_loop else "e"
            SQL[other]
    """
    second = """
        from cgq.queue import first
        from cgq.queue.first import SQL as RENAMED, by_hand
        RENAMED["f"], first.SQL["g"], by_hand("h", 1), first.by_hand("i", 2)
        OTHERS["no table"]
    """
    found = uses([parse("cgq.queue.first", textwrap.dedent(first)), parse("cgq.second", textwrap.dedent(second))])
    assert sorted(use.name for use in found) == list("bcdefghi")
    assert {use.subject for use in found} == {"ledger"}
    hidden = textwrap.dedent(first) + "def hidden(wish):\n    return SQL[wish.name]\n"
    with pytest.raises(AssertionError, match="cannot be read from the source"):
        uses([parse("cgq.queue.first", hidden)])
