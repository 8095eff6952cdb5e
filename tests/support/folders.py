"""The folders in which a user keeps settings and data, where a test says."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Folders:
    """The user's folders, below a temporary one."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def config(self) -> Path:
        return self.root / "config"

    def data(self) -> Path:
        return self.root / "data"
