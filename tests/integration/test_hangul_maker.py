"""The maker of Hangul documents: the same bytes each time, and what another program reads in them."""

from __future__ import annotations

from io import BytesIO

import pytest
from tests.support.hangul.package import hwp, hwpx
from tests.support.hangul.parts import Document, Section, line

from cgq.convert.form import content_of

HELLO = Document((Section((line("1. 다음 중 옳은 것은?"), line("① 하나\t② 둘", "2 in wide"))),), "짧은 시험")


def test_the_same_document_gives_the_same_bytes() -> None:
    assert hwpx(HELLO) == hwpx(HELLO)
    assert content_of(hwpx(HELLO)) == "hwpx"


def test_another_reader_finds_the_text_and_no_fault() -> None:
    hwpx_reader = pytest.importorskip("hwpx", reason="python-hwpx is not installed (group `samples`)")
    document = hwpx_reader.HwpxDocument.open(BytesIO(hwpx(HELLO)))
    assert document.validate().issues == ()
    assert " ".join(document.text.plain().split()) == "1. 다음 중 옳은 것은? ① 하나 ② 둘"


def test_the_binary_form_is_made_of_it() -> None:
    pytest.importorskip("hwpx", reason="python-hwpx is not installed (group `samples`)")
    assert content_of(hwp(HELLO)) == "hwp"
