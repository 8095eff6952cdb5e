"""Photographs of a paper on their way through the text recogniser: the same questions as in its PDF, and no answer
that is not printed."""

from __future__ import annotations

import json
import shutil
import subprocess
from difflib import SequenceMatcher
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import SAMPLES
from tests.support.photographs import Shot, drawn_pages, photograph

from cgq.convert.converted import Effort, convert
from cgq.exam.extract import read_document
from cgq.exam.ocr.recogniser import with_text

if TYPE_CHECKING:
    from cgq.exam.model import Document

SWAPPED = 0.3
"""An option whose text is so much more like another's has changed places with it. Options of single letters (ㄱ, ㄴ)
are read badly, and a comma alone makes a third of likeness."""

EFFORT = Effort(remaining=lambda: 100.0, progress=lambda _done, _total: None)


def _reads_korean() -> bool:
    engine = shutil.which("tesseract")
    if find_spec("ocrmypdf") is None or engine is None:
        return False
    listed = subprocess.run([engine, "--list-langs"], capture_output=True, text=True, check=False)
    return {"kor", "eng"} <= set(listed.stdout.split())


pytestmark = [
    pytest.mark.skipif(not _reads_korean(), reason="needs cgq[ocr], tesseract-ocr and tesseract-ocr-kor"),
    pytest.mark.timeout(600),  # 8 s of a processor, which a busy machine may share among many
]


def recognised(picture: bytes) -> Document:
    return read_document(with_text(convert(picture, "picture", EFFORT).pdf, "kor+eng"))


def printed(sample: str) -> dict[int, dict[str, Any]]:
    gold = json.loads((SAMPLES / f"{sample}.gold.json").read_text("utf-8"))
    return {question["number"]: question for question in gold["questions"]}


def like(left: str, right: str) -> float:
    return SequenceMatcher(None, "".join(left.split()), "".join(right.split()), autojunk=False).ratio()


@cache
def second_page() -> Document:
    """Of the sample: stored turned, on dark cloth, 8 degrees aslant, with a shadow's edge over it."""
    return recognised((SAMPLES / "forms" / "photo-ko-2.jpg").read_bytes())


def test_every_question_of_a_photographed_page_is_found_with_its_options_in_order() -> None:
    truth = {number: question for number, question in printed("civil-a").items() if question["page"] == 2}
    found = {question.number: question for question in second_page().questions}
    assert sorted(found) == sorted(truth)
    for number, question in truth.items():
        options = found[number].options
        assert [option.n for option in options] == [1, 2, 3, 4], number
        for option in options:
            likeness = [like(option.text, text) for text in question["options"]]
            assert likeness[option.n - 1] >= max(likeness) - SWAPPED, (number, option.text)


def test_what_a_recogniser_read_of_a_photograph_is_never_sure() -> None:
    document = second_page()
    assert "ocr_layer" in {finding.code for finding in document.findings}
    assert all("ocr_layer" in question.flags and question.confidence < 0.9 for question in document.questions)
    assert not any(question.answer for question in document.questions)


def test_the_answers_below_a_photographed_paper_are_read_by_their_shapes() -> None:
    page = drawn_pages((SAMPLES / "ipe-2col-ko.pdf").read_bytes(), first=4)[0]
    shot = Shot(seed=2, ground="cloth", tilt=5.0, towards=60.0, turn=-1.0, shade=0.2, blur=0.15)
    document = recognised(photograph(page, shot).data)
    answers = {answer.number: list(answer.accepted) for key in document.keys for answer in key.answers}
    truth = printed("ipe-2col-ko")
    assert answers == {number: question["answer"]["accepted"] for number, question in truth.items()}
    assert "key_unread" not in {finding.code for finding in document.findings}
