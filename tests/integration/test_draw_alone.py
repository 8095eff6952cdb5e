"""Pages are drawn in a worker of their own: what ends it costs those pages alone."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from pathlib import Path

from PIL import Image

from cgq.actions.draw import AT_ONCE, Drawer
from cgq.bank.converted import DrawnFile
from cgq.exam.pdf.view import View
from cgq.stages.kinds.process_pdf import ProcessPdf

SAMPLES = Path(__file__).parents[2] / "sample_data"
PAPER = SAMPLES / "network-en.pdf"
SHA256 = hashlib.sha256(PAPER.read_bytes()).hexdigest()
FILE = DrawnFile(str(PAPER), SHA256)
POLICY = ProcessPdf.policy


def test_views_come_back_in_their_order_however_many() -> None:
    views = [View(page=1, dpi=20 + n) for n in range(2 * AT_ONCE + 1)]
    with Drawer() as drawer:
        pictures = list(drawer.draw(FILE, views))
    assert len(pictures) == len(views)
    widths = [Image.open(io.BytesIO(picture.data)).width for picture in pictures]
    assert widths == sorted(set(widths))


def test_a_file_that_cannot_be_drawn_is_told_for_each_view(tmp_path: Path) -> None:
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(b"%PDF-1.4 something else")
    with Drawer() as drawer:
        for path, sha256 in ((changed, SHA256), (tmp_path / "none.pdf", SHA256)):
            pictures = list(drawer.draw(DrawnFile(str(path), sha256), [View(page=1), View(page=2)]))
            assert [picture.page for picture in pictures] == [1, 2]
            assert all(picture.problem and not picture.data for picture in pictures)
        assert next(drawer.draw(FILE, [View(page=1)])).data


def test_what_takes_more_memory_than_there_is_costs_those_views_alone() -> None:
    views = [View(page=1, dpi=600, ink="colour"), View(page=1, dpi=20)]
    with Drawer(policy=replace(POLICY, memory=12 * 1024 * 1024)) as drawer:
        large, small = drawer.draw(FILE, views)
    assert large.problem
    assert small.data
