"""Photographs of answer tables: what is read of them is right, and what is not sure is not read."""

from __future__ import annotations

import importlib.util
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from tests.support.command import SAMPLES
from tests.support.photographs import Shot, bad_shot, drawn_pages, photograph

from cgq.convert.converted import Effort, convert
from cgq.exam.extract import read_document
from cgq.exam.key.pictured.blobs import Blob
from cgq.exam.key.pictured.circled import Signs

if TYPE_CHECKING:
    from cgq.exam.model import Document

Answers = dict[int, tuple[int, ...]]

EFFORT = Effort(remaining=lambda: 100.0, progress=lambda _done, _total: None)

SETTABLE = pytest.mark.skipif(
    any(importlib.util.find_spec(name) is None for name in ("reportlab", "fontTools", "koreanize_matplotlib")),
    reason="drawn keys are set with the group `samples`",
)


def read(picture: bytes) -> Document:
    return read_document(convert(picture, "picture", EFFORT).pdf)


def answered(document: Document) -> list[Answers]:
    return [{answer.number: answer.accepted for answer in key.answers} for key in document.keys]


def printed(sample: str) -> dict[str, Answers]:
    gold = json.loads((SAMPLES / f"{sample}.gold.json").read_text("utf-8"))
    return {
        key["form"]: {answer["number"]: tuple(answer["accepted"]) for answer in key["answers"]} for key in gold["keys"]
    }


def test_the_sample_of_a_photographed_key_answers_both_forms() -> None:
    document = read((SAMPLES / "forms" / "photo-key.jpg").read_bytes())
    assert {key.form: answers for key, answers in zip(document.keys, answered(document), strict=True)} == printed(
        "civil-key"
    )


def test_bands_of_numbers_over_thinly_circled_answers_are_one_key() -> None:
    gold = json.loads((SAMPLES / "ipe-2col-ko.gold.json").read_text("utf-8"))
    page = drawn_pages((SAMPLES / "ipe-2col-ko.pdf").read_bytes(), first=4)[0]
    shot = Shot(seed=2, megapixels=6.0, ground="cloth", tilt=6.0, towards=60.0, turn=-1.5, shade=0.2, noise=3.0)
    document = read(photograph(page, shot).data)
    assert answered(document) == [{q["number"]: tuple(q["answer"]["accepted"]) for q in gold["questions"]}]


@SETTABLE
@pytest.mark.parametrize("seed", [1, 12])
def test_a_photographed_key_is_read_right_cell_by_cell(seed: int) -> None:
    from tests.support.drawn_keys import drawn

    key = drawn(seed, outlines=False, tilt=0.0, dpi=200, quality=95)
    shot = bad_shot(seed, megapixels=7.0)
    told = answered(read(photograph(drawn_pages(key.data)[0], shot).data))
    truth = [form for table in key.answers for form in table]
    assert len(told) == len(truth)
    for found, wanted in zip(told, truth, strict=True):
        sure = {number: options for number, options in found.items() if options}
        assert sure == {number: wanted[number] for number in sure}
        assert len(sure) >= 0.8 * len(wanted)


@SETTABLE
def test_the_rest_of_a_digit_whose_circle_faded_is_not_taken_for_another() -> None:
    from tests.support.drawn_keys import drawn

    key = drawn(60, outlines=False, tilt=0.0, dpi=200, quality=95)
    shot = bad_shot(60)
    (told,) = answered(read(photograph(drawn_pages(key.data)[0], shot).data))
    sure = {number: options for number, options in told.items() if options}
    assert sure == {number: key.answers[0][0][number] for number in sure}
    assert sure[14] == (4,)  # in ink alone its stem is left, like a 1


def test_a_key_too_small_to_be_read_is_refused() -> None:
    page = drawn_pages((SAMPLES / "civil-key.pdf").read_bytes())[0]
    document = read(photograph(page, Shot(megapixels=0.25, blur=0.6, noise=6.0)).data)
    assert not document.keys
    assert document.findings


def test_a_page_without_a_table_is_no_key() -> None:
    blank = Image.new("L", (1240, 1754), 255)
    assert not read(photograph(blank, Shot(megapixels=2.0)).data).keys


@SETTABLE
def test_a_cell_in_which_a_circle_was_not_looked_at_is_refused() -> None:
    from tests.support.drawn_keys import KOREAN

    page = Image.new("L", (900, 900), 255)
    pen, font = ImageDraw.Draw(page), ImageFont.truetype(str(KOREAN[0]), 34)
    signs = {"①": (100, 100), "③": (142, 100), "②": (100, 300), "④": (100, 500), "⑤": (100, 700)}
    for sign, middle in signs.items():
        pen.text(middle, sign, fill=0, font=font, anchor="mm")
    pieces = {sign: Blob(x - 4, y - 8, x + 4, y + 8, 60, 1) for sign, (x, y) in signs.items()}
    circled = Signs(np.asarray(page), 3.0)
    assert circled.options_in([pieces["②"]]) == (2,)
    assert circled.options_in([pieces["①"], pieces["③"]]) == (1, 3)
    assert circled.options_in([pieces["①"]]) == ()
    assert circled.options_in([pieces["②"], Blob(150, 296, 154, 310, 30, 1)]) == ()
    assert circled.options_in([]) == ()
