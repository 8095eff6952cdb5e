"""Questions are drawn out of their papers in a worker, and come back as dots of the size that was asked for."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from cgq.actions.crops import PADDING, Crops, pieces
from cgq.bank.converted import DrawnFile
from cgq.exam.extract import read_document
from cgq.exam.model import Question

SAMPLES = Path(__file__).parents[2] / "sample_data"
PAPER = SAMPLES / "passage-ko.pdf"
DATA = PAPER.read_bytes()
SHA256 = hashlib.sha256(DATA).hexdigest()


def _file(path: Path | str) -> DrawnFile:
    """A file that must hold the paper."""
    return DrawnFile(str(path), SHA256)


def test_a_question_with_a_passage_over_two_pages_is_one_picture_of_all_its_pieces() -> None:
    question = next(q for q in read_document(DATA).questions if len({place.page for place in q.places}) > 2)
    boxes = [box for _, box in pieces(question) if box]
    assert len(boxes) > 2
    with Crops() as crops:
        crop = crops.of([_file(PAPER)], question, dpi=72)
    assert crop.problem is None
    assert len(crop.dots) == crop.width * crop.height * 3
    assert abs(crop.width - max(x1 - x0 + 2 * PADDING for x0, _, x1, _ in boxes)) <= 1
    assert abs(crop.height - sum(y1 - y0 + 2 * PADDING for _, y0, _, y1 in boxes) - 6 * (len(boxes) - 1)) <= len(boxes)
    white = crop.dots.count(b"\xff") / len(crop.dots)
    assert 0.6 < white < 0.99, "it is a page with ink on it"


def test_the_first_path_that_still_holds_the_paper_is_drawn() -> None:
    question = read_document(DATA).questions[0]
    with Crops() as crops:
        assert crops.of([_file("/nowhere/at-all.pdf"), _file(PAPER)], question).dots
        gone = crops.of([_file("/nowhere/at-all.pdf")], question)
        changed = crops.of([_file(SAMPLES / "network-en.pdf")], question)
        unknown = crops.of([], question)
        beyond = crops.of([_file(PAPER)], replace(Question(number=1, stem=""), page=99))
    assert [found.dots for found in (gone, changed, unknown, beyond)] == [b""] * 4
    assert "not there any more" in (gone.problem or "")
    assert "something else" in (changed.problem or "")
    assert "enqueue it again" in (unknown.problem or "")
    assert "99" in (beyond.problem or "")


def test_a_paper_with_a_password_is_drawn_with_it() -> None:
    data = (SAMPLES / "encrypted.pdf").read_bytes()
    file = DrawnFile(str(SAMPLES / "encrypted.pdf"), hashlib.sha256(data).hexdigest())
    page = Question(number=1, stem="", page=1)
    with Crops(password="cgq-sample") as opened, Crops() as shut:
        assert opened.of([file], page).dots
        assert "password" in (shut.of([file], page).problem or "")
