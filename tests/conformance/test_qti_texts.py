"""Whatever a question's text is, its item of QTI is well-formed, built as the schema wants it, and gives it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from tests.support.hostile_records import TEXT, hostile_record, record
from tests.support.qti_items import QTI, parse, read

from cgq.exchange.formats.qti import Qti
from cgq.exchange.qti.item import item_id
from cgq.exchange.qti.markup import CHANGED, shown

if TYPE_CHECKING:
    from cgq.bank.record import QuestionRecord
    from cgq.exchange.format import Loss

ORDER = [
    "response-declaration",
    "outcome-declaration",
    "stylesheet",
    "item-body",
    "response-processing",
    "modal-feedback",
]
"""Children of an item in the order of `imsqti_asiv3p0_v1p0.xsd`."""


@given(hostile_record())
def test_every_text_of_a_question_comes_back(one: QuestionRecord) -> None:
    root = parse(one)
    assert read(root, "stem") == [shown(one.stem)]
    assert read(root, "passage") == ([shown(one.passage)] if one.passage else [])
    assert read(root, "box") == [shown(box) for box in one.boxes]
    assert read(root, "option") == [shown(option.text) for option in one.options if option.text]
    assert read(root, "explanation") == ([] if one.explanation is None else [shown(one.explanation)])


@given(hostile_record())
def test_an_item_is_built_as_the_schema_wants(one: QuestionRecord) -> None:
    root = parse(one)
    names = [child.tag.removeprefix(f"{QTI}qti-") for child in root]
    assert names == sorted(names, key=ORDER.index)
    assert root.get("identifier") == item_id(one)
    assert {child.tag for child in root.iter(f"{QTI}qti-item-body") for child in child} <= {
        f"{QTI}div", f"{QTI}qti-choice-interaction", f"{QTI}qti-extended-text-interaction"
    }  # fmt: skip
    declared = {child.get("identifier") for child in root if child.tag.endswith("-declaration")}
    used = {part.get("identifier") for part in root.iter() if part.tag.endswith(("-variable", "-outcome-value"))}
    assert used <= declared
    assert ("SCORE" in declared) == (one.answer is not None)


@given(TEXT)
def test_what_xml_cannot_hold_is_reported_by_its_part(text: str) -> None:
    one = record(stem="x", passage=text, options=["a"], accepted=[1], mode="any")
    losses: list[Loss] = []
    Qti().note_changed(one, shown, CHANGED, losses.append)
    assert [loss.part for loss in losses] == (["passage"] if shown(text) != text else [])
