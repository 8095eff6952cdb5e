"""Pictures that a killed export drew are not drawn again by the next try."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from tests.support.canvas import paper

from cgq.bank.converted import DrawnFile
from cgq.bank.files import MAX_BYTES, digest
from cgq.errors import StageFailed
from cgq.exam.model import Place
from cgq.exam.pdf.view import Picture, View
from cgq.exchange.drawings.figures import Sight, draw_figures
from cgq.exchange.export.staging import PICTURES, staged
from cgq.stages.drawing import DrawApart
from cgq.stages.readable import PDF_GONE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

ASSETS = [f"{n:064x}" for n in range(1, 6)]
FILE = DrawnFile("/paper.pdf", "0" * 64)
WANTED = {
    asset: [Sight(material="0" * 64, files=(FILE,), place=Place(page=n, bbox=(0, 0, 9, 9), part="figure"))]
    for n, asset in enumerate(ASSETS, 1)
}


class KilledError(Exception):
    """The end of a process that draws."""


@dataclass
class Fake:
    """Draws a page as its number, and ends as if it were killed before the view number `until` of a call."""

    until: int = 99
    pages: list[int] = field(default_factory=list[int])

    def draw(self, file: DrawnFile, views: Sequence[View], *, password: str | None = None) -> Iterator[Picture]:
        """One picture a view."""
        for number, view in enumerate(views):
            if number == self.until:
                raise KilledError
            self.pages.append(view.page)
            yield Picture(page=view.page, data=str(view.page).encode())


def test_the_next_try_takes_over_what_was_drawn_and_only_that_is_drawn_which_is_missing(tmp_path: Path) -> None:
    left = tmp_path / ".cgq-export.bank.html.killed"
    (left / PICTURES).mkdir(parents=True)
    with pytest.raises(KilledError):
        draw_figures(WANTED, left / PICTURES, Fake(until=3))
    (left / PICTURES / f"{ASSETS[4]}.png.part").write_bytes(b"half")
    (left / PICTURES / f"{ASSETS[3]}.png").symlink_to("/etc/hostname")
    second = Fake()
    with staged(tmp_path / "bank.html") as folder:
        assert not left.exists()
        figures = draw_figures(WANTED, folder / PICTURES, second)
        assert second.pages == [4, 5]
        assert figures.names == {asset: f"{asset}.png" for asset in ASSETS}
        assert [(folder / PICTURES / figures.names[asset]).read_bytes() for asset in ASSETS] == [
            b"1", b"2", b"3", b"4", b"5"
        ]  # fmt: skip
    assert list(tmp_path.iterdir()) == []


FAILURES = [(StageFailed("no time", code="timeout"), len(ASSETS)), (OSError(28, "full"), 0)]
"""Errors, and the pictures that each leaves to the next try."""


@pytest.mark.parametrize(("error", "left"), FAILURES)
def test_only_an_error_that_another_try_may_cure_leaves_its_pictures(
    tmp_path: Path, error: Exception, left: int
) -> None:
    def fail() -> None:
        with staged(tmp_path / "bank.html") as folder:
            draw_figures(WANTED, folder / PICTURES, Fake())
            raise error

    with pytest.raises(type(error)):
        fail()
    assert len(list(tmp_path.iterdir())) == bool(left)
    with staged(tmp_path / "bank.html") as folder:
        assert len(list((folder / PICTURES).iterdir())) == left
    assert list(tmp_path.iterdir()) == []


def test_a_call_that_is_over_blames_no_picture(tmp_path: Path) -> None:
    printed = tmp_path / "paper.pdf"
    printed.write_bytes(paper(lambda page: page.picture(80, 160, 120, 60, seed=3)))
    known = digest(printed, limit=MAX_BYTES)
    views = [View(page=1, bbox=(80, 160, 200, 220))]
    with pytest.raises(StageFailed) as error:
        list(DrawApart(lambda: 0.0).draw(DrawnFile(known.path, known.sha256), views))
    assert error.value.code == "timeout"
    (picture,) = DrawApart(lambda: 60.0).draw(DrawnFile(known.path, known.sha256), views)
    assert picture.data


def test_a_job_draws_what_was_read_and_converts_nothing() -> None:
    """Its worker is trusted: what makes a PDF of somebody's file belongs into one with limits."""
    file = DrawnFile("/paper.hwp", "0" * 64, "hwp-ingest-0.1.1")
    (picture,) = DrawApart(lambda: 60.0).draw(file, [View(page=1)])
    assert picture == Picture(page=1, problem=PDF_GONE)


def test_pictures_of_an_export_that_is_still_written_stay_where_they_are(tmp_path: Path) -> None:
    with staged(tmp_path / "bank.html") as first:
        draw_figures(WANTED, first / PICTURES, Fake())
        with staged(tmp_path / "bank.html") as second:
            assert list((second / PICTURES).iterdir()) == []
        assert len(list((first / PICTURES).iterdir())) == len(ASSETS)
