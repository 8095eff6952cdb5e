"""Many commands open one database at the same moment."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_C1_many_commands_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from cgq.config import Settings; from cgq.workspace import Workspace\n"
        "Workspace(Settings(db=Path(sys.argv[1]), jobs=1)).close()"
    )
    path = str(tmp_path / "cgq.db")
    opened = [subprocess.Popen([sys.executable, "-c", code, path], stderr=subprocess.PIPE, text=True) for _ in range(4)]
    told = [process.communicate(timeout=60)[1] for process in opened]
    assert [process.returncode for process in opened] == [0] * 4, told
