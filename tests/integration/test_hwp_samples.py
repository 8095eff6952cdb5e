"""The sample papers as Hangul documents: the same questions as their PDFs."""

from __future__ import annotations

import json
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.gold import as_read, as_true
from tests.support.hangul.locked import CERTIFICATE, DISTRIBUTION, DRM, PASSWORD, marked
from tests.support.hangul.reading import converted, converter, document_of

from cgq.convert.form import content_of
from cgq.errors import InputFailed
from cgq.exam.findings import DAMAGED, ENCRYPTED

if TYPE_CHECKING:
    from cgq.exam.model import Document

SAMPLES = Path(__file__).parents[2] / "sample_data"
FORMS = SAMPLES / "forms"
PAPERS = {
    "sw1-ko.hwp": "sw1-ko",
    "civil-a.hwp": "civil-a",
    "ipe-2col-ko.hwp": "ipe-2col-ko",
    "passage-ko.hwpx": "passage-ko",
    "distribution.hwp": "encrypted",
}
"""Each file, and whose gold it has. The questions of the last are those of a PDF behind a password."""
LOCKED = ("encrypted.hwp", "encrypted.hwpx")
"""What is behind a password."""
PACKED = ("DocInfo", "BodyText/")
"""Streams of a HWP 5 file that are packed."""
BUDGET = 100_000
"""Bytes that a sample may have."""


def gold_of(name: str) -> Any:
    return json.loads((SAMPLES / f"{PAPERS[name]}.gold.json").read_text("utf-8"))


def read(name: str) -> Document:
    return document_of((FORMS / name).read_bytes())


def without_page(question: dict[str, object]) -> dict[str, object]:
    """Pages are broken elsewhere in a Hangul document, so a question may stand on another one."""
    return {key: value for key, value in question.items() if key != "page"}


@converter
@pytest.mark.parametrize("name", PAPERS)
def test_the_questions_are_those_of_the_pdf(name: str) -> None:
    gold = gold_of(name)
    true = gold["questions"] or gold["true_questions"]
    assert [without_page(as_read(q)) for q in read(name).questions] == [without_page(as_true(q)) for q in true]


@converter
@pytest.mark.parametrize("name", PAPERS)
def test_nothing_is_reported_and_the_paper_is_named(name: str) -> None:
    document, gold = read(name), gold_of(name)
    assert [(f.code, f.number) for f in document.findings] == []
    assert document.title
    assert (document.form, document.language) == (gold["form"], gold["language"] or "ko")


@pytest.mark.parametrize("name", [*PAPERS, *LOCKED])
def test_a_sample_is_what_its_name_promises_and_small(name: str) -> None:
    data = (FORMS / name).read_bytes()
    assert content_of(data) == name.rpartition(".")[2]
    assert len(data) < BUDGET


@converter
@pytest.mark.parametrize("name", LOCKED)
def test_a_paper_behind_a_password_is_refused(name: str) -> None:
    with pytest.raises(InputFailed) as refused:
        converted((FORMS / name).read_bytes())
    assert refused.value.code == ENCRYPTED


@converter
@pytest.mark.parametrize(
    ("mark", "code"), [(PASSWORD, ENCRYPTED), (DISTRIBUTION, DAMAGED), (DRM, ENCRYPTED), (CERTIFICATE, ENCRYPTED)]
)
def test_a_header_that_promises_a_lock_is_never_read_as_if_there_were_none(mark: int, code: str) -> None:
    """What is locked for distribution can be read, so a file that only says it is damaged."""
    with pytest.raises(InputFailed) as refused:
        converted(marked((FORMS / "sw1-ko.hwp").read_bytes(), mark))
    assert refused.value.code == code


def test_the_samples_are_what_the_generator_makes() -> None:
    pytest.importorskip("hwpx", reason="python-hwpx writes the samples")
    from sample_data.hangul import samples

    made = samples()
    assert {path.name for path in FORMS.iterdir() if path.suffix in (".hwp", ".hwpx")} == {*made, *LOCKED}
    # What an encrypted text is depends on how the library of this machine packs it.
    open_ones = [name for name in made if name != "distribution.hwp"]
    assert [name for name in open_ones if unpacked((FORMS / name).read_bytes()) != unpacked(made[name])] == []


def unpacked(data: bytes) -> dict[str, bytes]:
    """The parts of a document, unpacked: other versions of zlib pack otherwise."""
    if data.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(data)) as package:
            return {name: package.read(name) for name in package.namelist()}
    from hwpx.hwp5.cfb import CompoundFile, read_all_streams

    streams = read_all_streams(CompoundFile(data))
    return {path: zlib.decompress(part, -15) if path.startswith(PACKED) else part for path, part in streams}
