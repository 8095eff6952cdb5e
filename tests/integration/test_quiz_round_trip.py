"""Whatever text a bank holds goes to Moodle and comes back, or the loss of it is noted."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.hostile_records import hostile_records, record
from tests.support.quiz_round_trip import compare, read, travel, write

if TYPE_CHECKING:
    from cgq.bank.record import QuestionRecord
    from cgq.exam.model import Mode

FORMATS = ("gift", "moodle")


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60)
@given(records=hostile_records())
def test_any_text_comes_back_or_its_loss_is_noted(name: str, records: list[QuestionRecord]) -> None:
    with TemporaryDirectory() as folder:
        trip = travel(name, records, Path(folder, "bank"))
    kept = [one for one in records if one.id not in trip.dropped]
    assert len(trip.rows) == len(kept)
    for one, row in zip(kept, trip.rows, strict=True):
        compare(one, row, trip.changed(one.id))


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=60)
@given(options=st.integers(2, 12), mode=st.sampled_from(("any", "all", "void")), data=st.data())
def test_every_answer_comes_back(name: str, options: int, mode: Mode, data: st.DataObject) -> None:
    numbers = data.draw(st.sets(st.integers(1, options), min_size=1))
    accepted = range(1, options + 1) if mode == "void" else sorted(numbers)
    asked = record(
        stem="Which?", options=[f"o{n}" for n in range(options)], labels=["1"] * 12, accepted=accepted, mode=mode
    )
    with TemporaryDirectory() as folder:
        trip = travel(name, [asked], Path(folder, "bank"))
    (row,) = trip.rows
    compare(asked, row, trip.changed(asked.id))


@pytest.mark.parametrize("name", FORMATS)
def test_a_plain_question_loses_nothing(name: str, tmp_path: Path) -> None:
    asked = record(
        stem="다음 중 옳은 것은?\n<단, ①은 제외한다.>",
        passage="  (가) a < b & c\n\t(나) 2 = {x : y~z}",
        boxes=("ㄱ. 하나", "ㄴ. 둘 # 셋"),
        options=("ㄱ", "ㄴ", "ㄱ, ㄴ", "=1", "%50% 100"),
        labels=("1", "2", "3", "4", "5"),
        accepted=(2, 4),
        mode="all",
        explanation="해설: a\\b \\n c",
        concepts=("광합성", "year: 3"),
        tags=("tag: x", "year: 2020", "plain"),
        section="생물",
        year=2024,
        session="2회",
    )
    trip = travel(name, [asked], tmp_path / "bank")
    assert trip.losses == []
    (row,) = trip.rows
    compare(asked, row, set())


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_records_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    asked = [record(stem=f"{n}?", options=("a", "b"), accepted=(1,), mode="any", concepts=("c",)) for n in range(3)]
    write(name, asked, tmp_path / "one")
    write(name, asked, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_what_a_quiz_cannot_score_is_left_out_with_its_reason(name: str, tmp_path: Path) -> None:
    lost = [
        record(stem="No answer?", options=("a", "b")),
        record(stem="One option?", options=("a",), accepted=(1,), mode="any"),
        record(stem=" ", options=("a", "b"), accepted=(1,), mode="any"),
        record(stem="No such option?", options=("a", "b"), accepted=(3,), mode="any"),
    ]
    losses = write(name, lost, tmp_path / "bank")
    assert [(loss.id, loss.what, loss.part) for loss in losses] == [
        (one.id, "dropped", part) for one, part in zip(lost, ("answer", "options", "stem", "answer"), strict=True)
    ]


@pytest.mark.parametrize("name", FORMATS)
def test_a_question_without_options_is_an_essay(name: str, tmp_path: Path) -> None:
    asked = record(stem="Discuss.", explanation="At length.")
    trip = travel(name, [asked], tmp_path / "bank")
    (row,) = trip.rows
    compare(asked, row, set())
    assert trip.losses == []
    assert read(name, tmp_path / "bank").notes == [
        "The names of exams and quizzes are not kept: the imported file is the paper of its questions."
    ]
