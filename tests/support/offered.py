"""Offers the stages of `pool_stages` as a user's package does: a folder on the path, with entry points."""

from __future__ import annotations

import shutil
from pathlib import Path

KINDS = {"probe": "Probe", "probe_batch": "Batch", "probe_threads": "Threads"}
_SOURCE = Path(__file__).with_name("pool_stages.py")
_METADATA = "Metadata-Version: 2.1\nName: pool-stages\nVersion: 1\n"


def offer(folder: Path) -> None:
    """Install the package into a folder."""
    shutil.copy(_SOURCE, folder)
    information = folder / "pool_stages-1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(_METADATA, encoding="utf-8")
    points = "".join(f"{kind} = pool_stages:{name}\n" for kind, name in KINDS.items())
    (information / "entry_points.txt").write_text(f"[cgq.stages]\n{points}", encoding="utf-8")
