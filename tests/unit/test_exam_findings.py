"""Everything that depends on a code of a finding comes from the registry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cgq.config import PDF_PASSWORD
from cgq.exam import findings
from cgq.exam.confidence import TRUSTED, flagged, weighed
from cgq.exam.findings import (
    ANSWER_CONFLICT,
    CODES,
    DOUBTFUL_PAGE,
    ENCRYPTED,
    EXPLAINS_EMPTY,
    FLAGS,
    MARKED_OPTION,
    NOTES,
    REFUSALS,
    Group,
    in_group,
    registry,
)
from cgq.exam.model import Answer, Document, Finding, Question

if TYPE_CHECKING:
    from cgq.exam.model import AnswerEvidence


def test_a_flag_cannot_be_defined_without_what_it_leaves_of_the_confidence() -> None:
    with pytest.raises(TypeError, match="leaves"):
        registry.new_flag(Group.DOUBT, "free", "It costs nothing.", "Do nothing.")  # type: ignore[call-arg]
    assert "free" not in CODES
    assert all(0 < leaves <= 1 for leaves in FLAGS.values())


def test_what_is_only_a_finding_flags_no_question() -> None:
    with pytest.raises(KeyError):
        flagged(Question(number=1, stem="가"), [findings.KEY_UNUSED])  # type: ignore[list-item]


@pytest.mark.parametrize("flag", [findings.AFTER_GAP, findings.EMPTY_OPTION, findings.MISPRINTED_MARKER])
@pytest.mark.parametrize("evidence", ["mark", "colour", "label"])
def test_an_answer_read_at_options_that_may_not_be_whole_is_not_trusted(
    flag: findings.Flag, evidence: AnswerEvidence
) -> None:
    broken = flagged(Question(number=1, stem="가", answer=Answer(accepted=(2,), evidence=evidence)), [flag])
    assert weighed(broken).confidence < TRUSTED
    cell = replace(broken, answer=Answer(accepted=(2,), evidence="cell"))
    verified = replace(broken, answer=Answer(accepted=(2,), evidence=evidence, verified_by=("paper",)))
    assert (weighed(cell), weighed(verified)) == (cell, verified)


def test_a_marked_option_costs_what_a_small_doubt_does_and_the_question_asks_for_review() -> None:
    marked = flagged(Question(number=1, stem="가"), [MARKED_OPTION])
    assert TRUSTED <= marked.confidence < 1
    assert FLAGS[MARKED_OPTION] > FLAGS[ANSWER_CONFLICT]
    assert marked.flags == ("marked_option",)


def test_a_flag_costs_once() -> None:
    once = flagged(Question(number=1, stem="가"), [findings.HOLE])
    assert flagged(once, [findings.HOLE]) == once
    assert once.confidence == FLAGS[findings.HOLE]


def test_every_code_says_what_it_means_and_what_to_do() -> None:
    for code, about in CODES.items():
        assert about.meaning.endswith("."), code
        assert about.cure.endswith((".", "`")), code
        assert bool(about.job_cure) == (about.group is Group.REFUSAL), code
        assert about.leaves is None or about.group is not Group.REFUSAL, code


def test_groups_hold_every_code_once() -> None:
    grouped = [code for group in Group for code in in_group(group)]
    assert sorted(grouped) == sorted(CODES)
    assert grouped == list(CODES)


def test_what_is_derived_names_these_codes() -> None:
    converted = {"converted_columns", "converted_overflow", "converted_formulas", "converted_unchecked"}
    assert {"active_content", "no_questions", "picture_prepared"} | converted == NOTES
    unread = {
        "needs_ocr",
        "nothing_recognised",
        "suspect",
        "encrypted",
        "damaged",
        "not_a_pdf",
        "empty_file",
        "too_large",
        "font_missing",
        "converter_missing",
    }
    assert unread == REFUSALS
    assert {"gap", "duplicate", "order", "option_count", "unnumbered"} == DOUBTFUL_PAGE
    assert {"no_questions", "key_refused", "refused_questions"} == EXPLAINS_EMPTY


def test_a_refusal_and_a_note_are_known_by_their_code() -> None:
    refused = Finding(code="encrypted", message="it takes a password")
    assert Document(sha256="", pages=0, findings=(refused,)).refusal is refused
    assert Finding(code="active_content", message="links").is_note
    assert not Finding(code="hole", message="white").is_note


def test_the_cure_of_an_encrypted_file_names_the_setting() -> None:
    assert PDF_PASSWORD in CODES[ENCRYPTED].cure
    assert PDF_PASSWORD in CODES[ENCRYPTED].job_cure
