"""A workspace is opened: by many commands at the same moment, and with secrets for its workers."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from cgq.config import PDF_PASSWORD, Settings
from cgq.workspace import Workspace

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


def test_a_secret_for_workers_reaches_the_kinds_that_name_it_and_no_other_process(tmp_path: Path) -> None:
    with Workspace(Settings(db=tmp_path / "cgq.db", jobs=1), secrets={PDF_PASSWORD: "open-sesame"}) as workspace:
        seats = workspace.seats(workspace.stages())
    receiving = {kind for kind, seat in seats.items() if seat.secrets.get(PDF_PASSWORD) == "open-sesame"}
    assert (receiving, "open-sesame" in os.environ.values()) == ({"process_pdf", "recognise_pdf"}, False)
