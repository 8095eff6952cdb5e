"""What lies in zips, for somebody who waits: all of it together has an end on disk."""

from __future__ import annotations

import os
from contextlib import ExitStack
from typing import TYPE_CHECKING

from tests.support.zips import zip_of

from cgq.actions import gather

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_all_that_one_command_unpacks_has_an_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gather, "MAX_UNPACKED", 250_000)
    monkeypatch.setattr(gather.tempfile, "tempdir", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    for name in "ab":
        data = {f"{n}.pdf": b"%PDF" + os.urandom(100_000) for n in range(2)}
        (tmp_path / f"{name}.zip").write_bytes(zip_of(data))
    (tmp_path / "c.pdf").write_bytes(b"%PDF")
    with ExitStack() as kept:
        found = gather.gather([str(tmp_path)], kept)
        names = [path.name for path, _ in found.files]
        on_disk = sum(path.stat().st_size for path in (tmp_path / "tmp").rglob("*") if path.is_file())
    assert names == ["0.pdf", "1.pdf", "c.pdf"]
    (refusal,) = found.refused
    assert (refusal.path, refusal.error.code) == (str(tmp_path / "b.zip"), "too_large")
    assert on_disk <= 250_000
    assert list((tmp_path / "tmp").iterdir()) == []
