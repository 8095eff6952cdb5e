"""Write the photographs of sample papers: `python -m sample_data.photographs [OUT_DIR]`.

The pages are drawn by the reader's own library and photographed by the camera of the tests, so it starts at the root of
the repository, where cgq is installed.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from tests.support.photographs import Shot, drawn_pages, photograph

HERE = Path(__file__).resolve().parent

PAPER, KEY = "civil-a.pdf", "civil-key.pdf"
"""What is photographed: a paper of three pages, and the tables of its answers."""

small = partial(Shot, megapixels=4.2, noise=1.2, quality=72, grey=True)
"""A small picture, as messengers send them on: 180 dots an inch, and below 300 kB."""

SHOTS = (
    small(seed=1, ground="wood", tilt=6.0, towards=100.0, turn=1.5, shade=0.25),
    small(seed=2, ground="cloth", tilt=8.0, towards=30.0, turn=-2.0, shadow=0.3, orientation=6),
    small(seed=3, ground="clutter", tilt=4.0, towards=200.0, turn=0.8, shade=0.2, shadow=0.2),
)
"""One for each page."""

KEY_SHOT = small(seed=4, ground="wood", tilt=7.0, towards=75.0, turn=-1.8, shade=0.2, shadow=0.25)


def main(folder: Path) -> None:
    """Write `photo-ko-1.jpg` and so on, and `photo-key.jpg`."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = drawn_pages((HERE / PAPER).read_bytes())
    for number, (page, shot) in enumerate(zip(pages, SHOTS, strict=True), 1):
        (folder / f"photo-ko-{number}.jpg").write_bytes(photograph(page, shot).data)
    key = drawn_pages((HERE / KEY).read_bytes())[0]
    (folder / "photo-key.jpg").write_bytes(photograph(key, KEY_SHOT).data)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "forms")
