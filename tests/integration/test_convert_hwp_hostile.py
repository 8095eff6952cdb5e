"""Hangul documents that are damaged, or were written to hurt a converter, end in clear words and in time."""

from __future__ import annotations

import io
import random
import shutil
import socket
import time
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from tests.support.hangul_documents import converted, need_converter, paper, questions, with_files, with_streams

from cgq.convert.converted import Effort
from cgq.convert.hwp.arrived import texts_of_pdf
from cgq.convert.hwp.convert import pdf_of
from cgq.convert.hwp.pdf import folder_of_pages
from cgq.errors import InputFailed
from cgq.exam.findings import CONVERTED_LOSS, DAMAGED, REFUSALS, TOO_LARGE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

SECONDS = 60.0
MUTANTS = 12
"""Of each form; the campaign takes 200."""
PATIENT = 30.0
"""Seconds of wall time within which the worst must end on a busy machine."""
SECTION = "Contents/section0.xml"


@pytest.fixture(scope="module", params=[".hwp", ".hwpx"])
def document(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    need_converter()
    suffix: str = request.param
    return paper(tmp_path_factory.mktemp("paper"), suffix, questions(4))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    need_converter()
    return paper(tmp_path_factory.mktemp("paper"), ".hwpx", questions(2))


@pytest.fixture(scope="module")
def binary(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    need_converter()
    return paper(tmp_path_factory.mktemp("paper"), ".hwp", questions(2))


def ends(data: bytes, form: str) -> str:
    """How a conversion ends: `done`, or the code of its refusal; within what it may take."""
    began = time.monotonic()
    try:
        pdf_of(data, "hwp" if form == "hwp" else "hwpx", Effort(lambda: SECONDS, lambda _done, _pages: None))
        found = "done"
    except InputFailed as refused:
        found = refused.code if refused.message else "without a word"
    assert found == "done" or found in REFUSALS
    assert time.monotonic() - began < PATIENT
    return found


def mutants(data: bytes, count: int) -> list[bytes]:
    """Copies that are cut off, or have some bytes changed; the same ones every time."""
    chance = random.Random(15)
    made: list[bytes] = []
    for number in range(count):
        copy = bytearray(data[: chance.randrange(len(data))] if number % 4 == 0 else data)
        for _ in range(chance.choice((1, 5, 50, 300)) if number % 4 else 0):
            copy[chance.randrange(len(copy))] = chance.randrange(256)
        made.append(bytes(copy))
    return made


def test_a_damaged_document_is_converted_or_refused(document: bytes) -> None:
    form = "hwpx" if document.startswith(b"PK") else "hwp"
    found = [ends(mutant, form) for mutant in mutants(document, MUTANTS)]
    assert DAMAGED in found


@pytest.mark.slow
def test_200_damaged_documents_are_converted_or_refused(document: bytes) -> None:
    form = "hwpx" if document.startswith(b"PK") else "hwp"
    found = [ends(mutant, form) for mutant in mutants(document, 200)]
    assert {DAMAGED, "done"} <= set(found)


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100, b"%PDF-1.7", b"\0" * 5000]
)
@pytest.mark.parametrize("form", ["hwp", "hwpx"])
def test_what_is_no_such_document_is_refused(data: bytes, form: str) -> None:
    need_converter()
    assert ends(data, form) == DAMAGED


def test_a_section_that_inflates_to_more_than_a_process_may_take_is_refused(binary: bytes) -> None:
    packing = zlib.compressobj(1, zlib.DEFLATED, -15)
    piece = bytes(1 << 24)
    bomb = b"".join(packing.compress(piece) for _ in range(40)) + packing.flush()

    def change(path: str, held: bytes) -> bytes:
        return bomb if path == "BodyText/Section0" else held

    assert len(bomb) * 100 < len(piece) * 40
    assert ends(with_streams(binary, change), "hwp") in (TOO_LARGE, DAMAGED)


def with_size(data: bytes, real: int, told: int) -> bytes:
    """A package in which a file of a size tells another."""
    size, other = real.to_bytes(4, "little"), told.to_bytes(4, "little")
    assert size in data
    return data.replace(size, other)


def test_a_package_that_tells_that_it_unpacks_to_too_much_is_refused_unread(package: bytes) -> None:
    data = with_size(with_files(package, {"BinData/a.png": bytes(1234567)}), 1234567, 600_000_000)
    with pytest.raises(InputFailed, match="unpacks to") as refused:
        converted(data)
    assert refused.value.code == TOO_LARGE


def test_a_package_that_lies_about_what_it_unpacks_to_is_refused(package: bytes) -> None:
    data = with_size(with_files(package, {SECTION: bytes(1 << 27)}), 1 << 27, 1000)
    assert ends(data, "hwpx") == DAMAGED


def test_a_document_with_too_many_pages_is_refused(package: bytes) -> None:
    run = '<hp:run charPrIDRef="0"><hp:t>가</hp:t></hp:run>'
    paragraph = f'<hp:p id="1" paraPrIDRef="0" styleIDRef="0" pageBreak="1">{run}</hp:p>'
    end = b"</hs:sec>"
    section = _file(package, SECTION).replace(end, paragraph.encode() * 2100 + end)
    with pytest.raises(InputFailed, match="2000 are read") as refused:
        converted(with_files(package, {SECTION: section}))
    assert refused.value.code == TOO_LARGE


def test_entities_of_a_package_are_not_resolved(package: bytes, tmp_path: Path) -> None:
    section = _file(package, SECTION)
    head, _, rest = section.partition(b"?>")
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRETWORDS")
    entities = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y "HAHA">'.encode() + b"".join(
        b'<!ENTITY y%d "&y%s;&y%s;">' % (n, b"%d" % (n - 1) if n else b"", b"%d" % (n - 1) if n else b"")
        for n in range(40)
    )
    hostile = head + b"?>" + entities + b"]>" + rest.replace("옳은".encode(), b"&x;&y39;")
    text = "".join(texts_of_pdf(converted(with_files(package, {SECTION: hostile})).pdf, 30))
    assert "사회" in text
    assert "SECRETWORDS" not in text
    assert "HAHA" not in text


def test_a_picture_that_lies_elsewhere_is_not_fetched_and_is_named(package: bytes, tmp_path: Path) -> None:
    """HWPX may name a picture by a path of the machine it was made on, or by an address."""
    from hwpx import HwpxDocument

    secret = tmp_path / "secret.png"
    secret.write_bytes(_png())
    document = HwpxDocument.new()
    document.add_paragraph("그림")
    document.add_picture(_png(), "png", width_mm=40)
    path = tmp_path / "picture.hwpx"
    document.save_to_path(str(path))
    data = path.read_bytes()
    (inside,) = [name for name in _names(data) if name.startswith("BinData/")]
    for elsewhere in (str(secret), "http://127.0.0.1:9/secret.png"):
        manifest = _file(data, "Contents/content.hpf").decode().replace(inside, elsewhere)
        linked = manifest.replace('isEmbeded="1"', 'isEmbeded="0"')
        assert linked != manifest
        made = converted(with_files(data, {"Contents/content.hpf": linked.encode(), inside: None}))
        assert CONVERTED_LOSS in [finding.code for finding in made.findings]
        assert b"/Image" not in made.pdf


HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="100" height="100"'


def drawn(drawings: Sequence[str], seconds: float) -> bytes:
    """The PDF of drawings."""
    with folder_of_pages() as pages:
        for drawing in drawings:
            pages.add(drawing.encode())
        return pages.pdf(seconds)


def test_librsvg_loads_nothing_from_outside_even_where_a_drawing_asks(tmp_path: Path) -> None:
    """The second fence: should native code hand over a drawing of its own, behind the sieve."""
    if shutil.which("rsvg-convert") is None:
        pytest.skip("rsvg-convert is not installed (apt install librsvg2-bin)")
    picture = tmp_path / "secret.png"
    picture.write_bytes(_png())
    text = tmp_path / "secret.txt"
    text.write_text("SECRETWORDS")
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.settimeout(0.2)
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/a.png"
        asked = "".join(
            f'<image xlink:href="{where}" width="50" height="50"/>' for where in (picture, picture.as_uri(), address)
        )
        included = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{text.as_uri()}" parse="text"/>'
        drawing = f'{HEAD}><text x="9" y="20">a{included}</text>{asked}</svg>'
        pdf = drawn([drawing], 30)
        with pytest.raises(TimeoutError):
            listening.accept()
    assert b"/Image" not in pdf
    assert texts_of_pdf(pdf, 30) == ["a"]


def test_a_drawing_that_takes_too_long_or_too_much_is_refused() -> None:
    if shutil.which("rsvg-convert") is None:
        pytest.skip("rsvg-convert is not installed (apt install librsvg2-bin)")
    circles = '<circle id="c0" r="1"/>' + "".join(
        f'<g id="c{n}">' + f'<use xlink:href="#c{n - 1}" x="1"/>' * 10 + "</g>" for n in range(1, 9)
    )
    began = time.monotonic()
    with pytest.raises(InputFailed) as refused:
        drawn([f"{HEAD}>{circles}</svg>"], 2.0)
    assert refused.value.code in (TOO_LARGE, DAMAGED)
    assert time.monotonic() - began < PATIENT


def _png() -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(drawn, "PNG")
    return drawn.getvalue()


def _file(data: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return held.read(name)


def _names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as held:
        return held.namelist()
