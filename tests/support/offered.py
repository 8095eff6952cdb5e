"""Offers stages as a user's installed package does: modules in a folder on the path, with entry points."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

KINDS = {
    "probe": "pool_stages:Probe",
    "probe_batch": "pool_stages:Batch",
    "probe_threads": "pool_stages:Threads",
    "gather": "contract_stages:Gather",
    "count_effects": "contract_stages:CountEffects",
    "write_file": "contract_stages:WriteFile",
    "store_slowly": "contract_stages:StoreSlowly",
    "shorten": "contract_stages:Shorten",
    "faulty": "faulty_stages:Faulty",
    "faulty_limited": "faulty_stages:FaultyLimited",
    "faulty_batch": "faulty_stages:FaultyBatch",
    "faulty_steps": "faulty_stages:FaultySteps",
    "flood": "faulty_stages:Flood",
    "unready": "faulty_stages:Unready",
    "ending": "faulty_stages:Ending",
    "crashing": "faulty_stages:Crashing",
    "upgraded": "faulty_stages:Upgraded",
    "unready_threads": "faulty_stages:UnreadyThreads",
    "odd": "faulty_stages:Odd",
    "cramped": "faulty_stages:Cramped",
    "paying": "paying_stages:Paying",
}
_SOURCES = tuple(f"{name}_stages.py" for name in ("pool", "contract", "faulty", "wrong", "leaky", "paying"))
_METADATA = "Metadata-Version: 2.1\nName: {}\nVersion: 1\n"


def offer(folder: Path, kinds: Mapping[str, str] = KINDS, name: str = "pool-stages") -> None:
    """Install a package with these kinds (name -> module:class) into a folder."""
    folder.mkdir(exist_ok=True)
    for source in _SOURCES:
        shutil.copy(Path(__file__).with_name(source), folder)
    information = folder / f"{name.replace('-', '_')}-1.dist-info"
    information.mkdir()
    (information / "METADATA").write_text(_METADATA.format(name), encoding="utf-8")
    points = "".join(f"{kind} = {found}\n" for kind, found in kinds.items())
    (information / "entry_points.txt").write_text(f"[cgq.stages]\n{points}", encoding="utf-8")
