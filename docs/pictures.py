"""Take the pictures of docs/reading.md anew: the page view of sample papers, in a real browser.

python docs/pictures.py

Wants a Chromium (CGQ_BROWSER names one), the `samples` dependency group, and a Hangul font for the text beside
the pages (on Debian: fonts-noto-cjk). Fonts differ between machines, so nothing compares these pictures.
graph.svg is none of them: with the sample papers in a bank it is what the command in docs/graph.md writes.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import pypdf  # noqa: E402
from PIL import Image  # noqa: E402
from tests.support.browser import Browser, Page, program  # noqa: E402

SAMPLES = ROOT / "sample_data"
PICTURES = ROOT / "docs" / "pictures"
COLOURS = 255


@dataclass(frozen=True)
class Shot:
    """A picture: of which paper, in how large a window, after which clicks, and what of it (None: the window)."""

    name: str
    paper: str
    size: tuple[int, int] = (1280, 800)
    clicks: tuple[str, ...] = ()
    keys: str = ""
    part: str | None = None
    without: int | None = None


SHOTS = (
    Shot("view", "ipe-2col-ko.pdf", keys="nnnn"),
    Shot("columns", "ipe-2col-ko.pdf", size=(1000, 1200), clicks=("#large",), part="#page1 .sheet"),
    Shot("passage", "passage-ko.pdf", size=(1280, 860), clicks=("#q7 h3 a",)),
    Shot("key", "ipe-2col-ko.pdf", clicks=(".map a:nth-of-type(4)",)),
    Shot("lost", "ipe-2col-ko.pdf", size=(1280, 620), without=2),
)


def main() -> int:
    """Take every picture."""
    named = program()
    if named is None:
        sys.stderr.write("no Chromium here; CGQ_BROWSER names one\n")
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Browser(named, Path(folder) / "profile") as browser:
        for shot in SHOTS:
            address = _view(shot, Path(folder))
            page = browser.page(address, width=shot.size[0], height=shot.size[1])
            _small(_taken(page, shot)).save(PICTURES / f"{shot.name}.png", optimize=True)
    return 0


def _view(shot: Shot, folder: Path) -> str:
    """The address of the paper's view, as `cgq extract` writes it."""
    paper, view = folder / shot.paper, folder / f"{shot.name}.html"
    writer = pypdf.PdfWriter()
    for number, page in enumerate(pypdf.PdfReader(SAMPLES / shot.paper).pages, 1):
        if number != shot.without:
            writer.add_page(page)
    writer.write(paper)
    words = ("extract", str(paper), "--format", "html", "--output", str(view))
    done = subprocess.run([sys.executable, "-m", "cgq_cli", *words], check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"cgq extract ended with {done.returncode}")
    return view.as_uri()


def _taken(page: Page, shot: Shot) -> bytes:
    for selector in shot.clicks:
        page.click(selector)
    page.point_away()
    for key in shot.keys:
        page.press(key)
    if shot.part is None:
        return page.picture()
    return page.picture(page.box(shot.part))


def _small(png: bytes) -> Image.Image:
    """Few colours: the pictures are flat, and a repository keeps them for ever."""
    return Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    sys.exit(main())
