"""Which format a file is of, by its name alone."""

from __future__ import annotations

from pathlib import Path

from cgq.exchange import formats


def test_every_end_of_a_name_leads_to_one_format_and_an_unknown_one_to_none() -> None:
    ends = [formats.make(name).suffix for name in formats.names()]
    assert len(set(ends)) == len(ends)
    for name in formats.names():
        form = formats.make(name)
        found = formats.name_for(Path(f"2024.exam{form.suffix.upper()}" if form.suffix else "bank"))
        assert found == (name if form.suffix else formats.DEFAULT)
    assert formats.name_for(Path("bank.json")) is None
    assert formats.name_for(Path("bank.txt")) is None
