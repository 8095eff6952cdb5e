"""Pictures that are damaged, too large, odd or meant to harm: each is read, or refused with its number and why."""

from __future__ import annotations

import base64
import io
import random
import struct
import subprocess
import sys
import zlib
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFilter

from cgq.convert.archive.bundle import write_bundle
from cgq.convert.converted import Effort, convert
from cgq.convert.pictures.opened import MOST_DOTS
from cgq.errors import InputFailed
from cgq.exam.findings import (
    DAMAGED,
    DAMAGED_PAGE,
    EMPTY_FILE,
    PICTURE_BLURRED,
    PICTURE_SIDEWAYS,
    PICTURE_SMALL,
    TOO_LARGE,
    UNREAD_PAGE,
)

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.convert.converted import Converted
    from cgq.convert.form import Form

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWl4AAAAAG1pZjFoZWl4bWlhZgAAAU5tZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAACJpbG9jAAAA"
    "AERAAAEAAQAAAAABcgABAAAAAAAAAHMAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRtAAAAAAABAAAAzmlwcnAAAACv"
    "aXBjbwAAAHJodmNDAQQIAAAAn/gAAAAAHvAA/Pz4+AAADwNgAAEAF0ABDAH//wQIAAADAJ/4AAADAAAeugJAYQABACZCAQEECAAAAwCf+AAAAwAA"
    "HsCCBhZbqSSmubAgAAADAyAAAAMAIWIAAQAHRAHBcrAiQAAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAYAAAAA5waXhpAAAA"
    "AAEIAAAAF2lwbWEAAAAAAAAAAQABBIECAwQAAAB7bWRhdAAAAG8oAa4nsxwsFB5/W/1TnRPTDtNacF5Yva4DMuRWJwT42w9Rv9yshkXgZ5Cx5uVk"
    "pSsVy/5SCeHk8uUoJ62+CldB36vgerx5IYVI+GexPgx9bdtKgFLswIMgX/ficd+ey68LOccmxgSXERLp855TMLg="
)
"""A black bar on 64 x 96 dots of white, as a telephone's kind of picture."""


def page(size: tuple[int, int] = (300, 420)) -> Image.Image:
    """Lines of dark blocks on white."""
    picture = Image.new("L", size, 255)
    pen = ImageDraw.Draw(picture)
    for top in range(30, size[1] - 30, 20):
        for left in range(30, size[0] - 40, 14):
            pen.rectangle((left, top, left + 9, top + 10), fill=20)
    return picture


def file(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    target = io.BytesIO()
    picture.save(target, kind, **options)  # type: ignore[arg-type]
    return target.getvalue()


def made(data: bytes, form: Form = "picture", seconds: float = 60.0) -> Converted:
    return convert(data, form, Effort(remaining=lambda: seconds, progress=lambda _done, _pages: None))


def refused(data: bytes, form: Form = "picture") -> InputFailed:
    with pytest.raises(InputFailed) as caught:
        made(data, form)
    return caught.value


def sizes(converted: Converted) -> list[tuple[float, float]]:
    document = pypdfium2.PdfDocument(converted.pdf)
    try:
        return [document.get_page_size(n) for n in range(len(document))]
    finally:
        document.close()


def dots(converted: Converted) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The first page as it is shown."""
    document = pypdfium2.PdfDocument(converted.pdf)
    try:
        return np.asarray(document[0].render(scale=0.5).to_pil().convert("L"))
    finally:
        document.close()


def bomb(side: int) -> bytes:
    """A PNG of side x side grey dots in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">2I5B", side, side, 8, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(side + 1)) for _ in range(min(side, 500))) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def test_an_empty_file_is_called_that() -> None:
    assert refused(b"").code == EMPTY_FILE


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0junk", b"II*\x00\xff\xff\xff\xff", b"not one"]
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    error = refused(data)
    assert error.code == DAMAGED
    assert error.message.startswith("The picture cannot be read: it is damaged")


@pytest.mark.parametrize("side", [8_000, 60_000])
def test_a_picture_with_too_many_dots_is_refused_before_it_is_decoded(side: int) -> None:
    assert side * side > MOST_DOTS
    error = refused(bomb(side))
    assert error.code == TOO_LARGE
    assert f"it has {side * side / 1e6:.0f} million dots" in error.message


@pytest.mark.parametrize("size", [(30_000, 10), (1, 60_000)])
def test_a_picture_of_a_shape_that_no_page_has_is_refused_with_its_size(size: tuple[int, int]) -> None:
    error = refused(file(Image.new("L", size, 255)))
    assert error.message.endswith(f"it is {size[0]} by {size[1]} dots, and no page has that shape")


def test_a_screenshot_of_a_long_page_is_a_page() -> None:
    assert len(sizes(made(file(page((300, 6_000)))))) == 1


def test_a_wide_picture_without_ink_is_no_booklet() -> None:
    assert made(file(Image.new("L", (1_200, 840), 255))).findings == ()


MEASURED = """
import resource, sys
from cgq.convert.converted import Effort, convert
convert(open(sys.argv[1], "rb").read(), "picture", Effort(lambda: 60.0, lambda done, pages: None))
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Prints the largest process (kB) that a conversion starts; one forked from here would count what is loaded here."""


def test_a_large_picture_is_read_within_its_limit_of_memory(tmp_path: Path) -> None:
    picture = tmp_path / "large.png"
    Image.new("RGB", (7_700, 7_700), "white").save(picture, compress_level=1)
    done = subprocess.run([sys.executable, "-c", MEASURED, picture], capture_output=True, text=True, check=True)
    assert 100 * 1024 < int(done.stdout) < 1024 * 1024


@pytest.mark.parametrize(("kind", "share"), [("JPEG", 0.5), ("PNG", 0.5), ("TIFF", 0.9)])
def test_of_a_file_that_is_cut_off_what_there_is_is_read_and_reported(kind: str, share: float) -> None:
    whole = file(page(), kind)
    converted = made(whole[: int(len(whole) * share)])
    (finding,) = [finding for finding in converted.findings if finding.code != PICTURE_SMALL]
    assert (finding.code, finding.page) == (DAMAGED_PAGE, 1)
    shown = dots(converted)
    assert shown[: shown.shape[0] // 4].min() < 60


def test_a_picture_of_a_set_that_cannot_be_read_leaves_a_blank_page_in_its_place() -> None:
    set_of_three = b"".join(write_bundle([file(page()), b"junk", file(page(), "JPEG")]))
    converted = made(set_of_three, "pictures")
    assert len(sizes(converted)) == 3
    (lost,) = [finding for finding in converted.findings if finding.code == UNREAD_PAGE]
    assert lost.page == 2
    assert lost.message.startswith("picture 2 was not read: it is damaged")


def test_a_set_of_which_nothing_can_be_read_is_refused_with_its_first_reason() -> None:
    error = refused(b"".join(write_bundle([b"junk", bomb(9_000)])), "pictures")
    assert error.code == DAMAGED
    assert error.message.startswith("None of the 2 pictures can be read; the first: it is damaged")


@pytest.mark.parametrize("cut", [50, 200, 700])
def test_a_damaged_set_is_refused(cut: int) -> None:
    assert refused(b"".join(write_bundle([file(page())]))[:cut], "pictures").code == DAMAGED


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_of_what_moves_the_first_picture_is_read_and_the_rest_reported(kind: str) -> None:
    data = file(page(), kind, save_all=True, append_images=[page((300, 420)).transpose(Image.Transpose.ROTATE_180)])
    if kind == "GIF":
        assert refused(data).code == DAMAGED
        return
    converted = made(data)
    assert len(sizes(converted)) == 1
    assert UNREAD_PAGE in {finding.code for finding in converted.findings}


def test_sixteen_bits_and_floats_are_read_by_their_upper_part() -> None:
    grey = np.asarray(page())
    for levels in (grey.astype(np.uint16) * 257, grey.astype(np.float32) / 255, grey.astype(np.int32) * 1000):
        shown = dots(made(file(Image.fromarray(levels), "TIFF")))
        assert shown.max() > 240
        assert shown.min() < 60


def test_colours_of_print_are_read_as_they_look() -> None:
    for kind in ("JPEG", "TIFF"):
        shown = dots(made(file(page().convert("RGB").convert("CMYK"), kind)))
        assert np.median(shown) > 240
        assert shown.min() < 60


def test_what_is_transparent_is_paper() -> None:
    clear = Image.new("RGBA", (300, 420), (0, 0, 0, 0))
    clear.paste((0, 0, 0, 255), (50, 50, 250, 70))
    shown = dots(made(file(clear)))
    assert np.median(shown) == 255
    assert shown.min() < 60


def test_a_mirrored_picture_is_shown_as_its_file_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 2
    picture = Image.new("L", (300, 420), 255)
    picture.paste(0, (20, 20, 80, 60))
    shown = dots(made(file(picture, "JPEG", exif=exif.tobytes())))
    half = shown.shape[1] // 2
    assert shown[:, half:].min() < 60
    assert shown[:, :half].min() > 200


def test_heic_is_read_in_its_process_where_the_extra_is_installed() -> None:
    pytest.importorskip("pi_heif", reason="the extra heic is not installed")
    shown = dots(made(HEIC))
    assert np.median(shown) > 240
    assert shown.min() < 60


def test_heic_names_the_line_to_run_where_the_extra_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cgq.convert.pictures.heif.find_spec", lambda _name: None)
    error = refused(HEIC)
    assert error.code == "converter_missing"
    assert "pi-heif" in error.hint


def test_small_blurred_and_sideways_type_is_in_doubt() -> None:
    small = page().resize((200, 280), Image.Resampling.BOX)
    blurred = page((600, 840)).filter(ImageFilter.GaussianBlur(2.2))
    sideways = Image.new("L", (840, 600), 255)
    pen = ImageDraw.Draw(sideways)
    # Words without spaces between their letters: level lines that run upwards.
    for left in range(40, 800, 24):
        pen.rectangle((left, 40, left + 11, 560), fill=30)
    for picture, code in ((small, PICTURE_SMALL), (blurred, PICTURE_BLURRED), (sideways, PICTURE_SIDEWAYS)):
        assert code in {finding.code for finding in made(file(picture)).findings}


def test_no_time_is_no_page() -> None:
    with pytest.raises(InputFailed, match="The time was over at picture 1"):
        made(file(page()), seconds=0.0)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_damaged_bytes_end_as_a_page_or_as_a_refusal(kind: str) -> None:
    chance = random.Random(kind)
    whole = file(page((120, 160)), kind)
    for _ in range(6):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 4, 30))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        assert outcome(bytes(data)) in {1, DAMAGED, TOO_LARGE}


def outcome(data: bytes) -> int | str:
    """How many pages were made of it, or why none."""
    try:
        return len(sizes(made(data)))
    except InputFailed as error:
        return error.code
