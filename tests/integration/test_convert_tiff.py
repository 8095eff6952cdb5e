"""A TIFF holds many pages: one that cannot be read costs no other, and each is accounted for."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING

import numpy as np
import psutil
import pytest
from PIL import Image, ImageDraw
from tests.support.photographs import drawn_pages

from cgq.convert.archive.bundle import write_bundle
from cgq.convert.converted import Effort, convert
from cgq.convert.form import content_of
from cgq.convert.pictures.tiff import tiff_pages
from cgq.errors import InputFailed
from cgq.exam.findings import DAMAGED, TOO_LARGE, UNREAD_PAGE

if TYPE_CHECKING:
    from cgq.convert.form import Form

BLANK = 0
WIDTH, HEIGHT = 300, 420
TOO_MANY = (9_000, 9_000)
COMPRESSION = 259


def page(number: int, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Image.Image:
    """White with `number` black bars."""
    picture = Image.new("1", size, 1)
    pen = ImageDraw.Draw(picture)
    for bar in range(number):
        pen.rectangle((40, 20 + 40 * bar, WIDTH - 40, 40 + 40 * bar), fill=0)
    return picture


def tiff(*pages: Image.Image, **options: object) -> bytes:
    target = io.BytesIO()
    options = {"compression": "group4"} | options
    pages[0].save(target, "TIFF", save_all=True, append_images=list(pages[1:]), **options)
    return target.getvalue()


def five() -> bytes:
    return tiff(*map(page, (1, 2, 3, 4, 5)))


def png(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "PNG")
    return target.getvalue()


def with_value(data: bytes, number: int, tag: int, value: int) -> bytes:
    """The file with another value of a page's tag; pages count from 1."""
    changed = bytearray(data)
    directory = tiff_pages(data)[number - 1].offset
    (entries,) = struct.unpack_from("<H", data, directory)
    for at in range(directory + 2, directory + 2 + 12 * entries, 12):
        if struct.unpack_from("<H", data, at) == (tag,):
            changed[at + 2 : at + 12] = struct.pack("<HII", 4, 1, value)
    assert changed != data
    return bytes(changed)


def leading_to(data: bytes, number: int, offset: int) -> bytes:
    """The file with another offset of the page behind this one."""
    changed = bytearray(data)
    directory = tiff_pages(data)[number - 1].offset
    (entries,) = struct.unpack_from("<H", data, directory)
    struct.pack_into("<I", changed, directory + 2 + 12 * entries, offset)
    return bytes(changed)


def read(data: bytes, form: Form = "picture") -> tuple[list[int], list[tuple[int | None, str]]]:
    """How many bars each page shows, and for each page that was not read its number and why."""
    converted = convert(data, form, Effort(remaining=lambda: 60.0, progress=lambda _done, _of: None))
    lost = [(f.page, f.message) for f in converted.findings if f.code == UNREAD_PAGE]
    shown = [np.asarray(drawn) for drawn in drawn_pages(converted.pdf, dpi=36)]
    return [_bars(dots) for dots in shown], lost


def _bars(dots: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> int:
    middle = dots[:, dots.shape[1] // 2] < 128
    return int((middle[1:] & ~middle[:-1]).sum())


def test_a_page_that_is_too_large_costs_no_other() -> None:
    bars, lost = read(tiff(page(1), page(2, TOO_MANY), page(3), page(4)))
    assert bars == [1, BLANK, 3, 4]
    assert lost == [(2, "page 2 of the picture was not read: it has 81 million dots; at most 60 are read")]


@pytest.mark.parametrize("broken", [1, 3, 5])
def test_a_page_of_an_unknown_kind_costs_no_other(broken: int) -> None:
    bars, lost = read(with_value(five(), broken, COMPRESSION, 60_000))
    assert bars == [BLANK if number == broken else number for number in (1, 2, 3, 4, 5)]
    ((number, message),) = lost
    assert number == broken
    assert message.startswith(f"page {broken} of the picture was not read: it is damaged")


def test_two_pages_in_a_row_are_two_losses() -> None:
    data = with_value(with_value(five(), 4, COMPRESSION, 60_000), 5, COMPRESSION, 60_000)
    bars, lost = read(data)
    assert bars == [1, 2, 3, BLANK, BLANK]
    assert [number for number, _ in lost] == [4, 5]


def test_a_file_that_is_cut_off_keeps_the_pages_before_and_names_the_first_that_is_gone() -> None:
    data = five()
    bars, lost = read(data[: tiff_pages(data)[3].offset])
    assert bars == [1, 2, 3, BLANK]
    ((number, message),) = lost
    assert number == 4
    assert "the file ends before this page, and what stands behind it is lost, too" in message


def test_a_list_of_pages_that_leads_back_ends_with_a_loss() -> None:
    data = five()
    bars, lost = read(leading_to(data, 3, tiff_pages(data)[1].offset))
    assert bars == [1, 2, 3, BLANK]
    assert [number for number, _ in lost] == [4]
    assert "leads back" in lost[0][1]


def test_in_a_set_the_page_is_named_with_its_picture() -> None:
    scanned = tiff(page(2), page(2, TOO_MANY), page(4))
    bars, lost = read(b"".join(write_bundle([png(page(1)), scanned, b"junk", png(page(5))])), "pictures")
    assert bars == [1, 2, BLANK, 4, BLANK, 5]
    assert [number for number, _ in lost] == [3, 5]
    assert lost[0][1].startswith("page 2 of picture 2 was not read: it has 81 million dots")
    assert lost[1][1].startswith("picture 3 was not read: it is damaged")


def test_a_file_of_which_no_page_can_be_read_is_refused_with_the_first_reason() -> None:
    with pytest.raises(InputFailed) as caught:
        read(tiff(page(1, TOO_MANY), page(2, TOO_MANY)))
    assert caught.value.code == TOO_LARGE
    assert caught.value.message.startswith("None of the 2 pages of the picture can be read; the first: it has 81")


def test_a_file_with_nothing_but_smaller_copies_has_those_as_pages() -> None:
    pages = [page(1), page(2)]
    for each in pages:
        each.encoderinfo = {"tiffinfo": {254: 1}}
    assert read(tiff(*pages))[0] == [1, 2]


def test_a_file_of_the_large_kind_is_a_picture_with_the_same_pages() -> None:
    data = tiff(*map(page, (1, 2, 3)), compression="raw", big_tiff=True)
    assert data[:4] == b"II+\x00"
    assert content_of(data) == "picture"
    assert read(data) == ([1, 2, 3], [])


def test_more_pages_than_a_paper_has_are_refused_before_one_is_prepared() -> None:
    before = psutil.Process().children()
    directory = struct.pack("<H", 0)
    body = b""
    for number in range(2_001):
        following = 8 + 6 * (number + 1) if number < 2_000 else 0
        body += directory + struct.pack("<I", following)
    with pytest.raises(InputFailed, match="more than 2000 pages") as caught:
        read(b"II*\x00" + struct.pack("<I", 8) + body)
    assert caught.value.code == TOO_LARGE
    assert psutil.Process().children() == before, "the process that prepares pages outlives the refusal"


@pytest.mark.parametrize("first", [0, 3, 0xFFFF_FFFF])
def test_a_header_that_leads_nowhere_is_damage(first: int) -> None:
    with pytest.raises(InputFailed) as caught:
        read(five()[:4] + struct.pack("<I", first) + five()[8:])
    assert caught.value.code == DAMAGED
