"""People's decisions outlive every reading: the bank is a function of readings and decisions, in any order."""

from __future__ import annotations

import hashlib
import random
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.support.exported import exported_lines

from cgq.bank import browse, edits, materials, questions, resemblance, spots
from cgq.bank.change import NOTHING, Change
from cgq.bank.edits import Decision, Spot
from cgq.bank.files import SourceFile
from cgq.bank.selection import Selection, selected_records
from cgq.db.connection import Database, Transaction
from cgq.db.driver import driver
from cgq.db.migrations import migrate
from cgq.db.queries import load
from cgq.exam.findings import READING_CHANGED, READING_GONE
from cgq.exam.model import Answer, Document, Finding, Option, Question, RightOptions, Tally
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from types import FrameType

SQL = load("bank")
SHA = hashlib.sha256(b"paper").hexdigest()
STEMS = {
    1: "다음 중 스택을 설명한 것은?",
    2: "데이터베이스의 트랜잭션이 지녀야 할 성질이 아닌 것은?",
    3: "Which layer of the network model routes packets?",
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(opened)
    yield opened
    opened.close()


def asked(number: int, stem: str = "", texts: Sequence[str] = ("가", "나", "다", "라"), **more: Any) -> Question:
    given = {"answer": Answer(accepted=(1,)), "flags": ("option_count",), "confidence": 0.7, **more}
    options = tuple(Option(n=n, text=text) for n, text in enumerate(texts, 1))
    return Question(number=number, stem=stem or STEMS[number], options=options, **given)


def paper(*questions: Question, findings: tuple[Finding, ...] = ()) -> Document:
    return Document(
        sha256=SHA, pages=2, language="ko", extractor="x-1", questions=questions, findings=findings, form="A"
    )


def take(tx: Transaction, document: Document) -> questions.Stored:
    adopted = materials.adopt(tx, SourceFile("/papers/a.pdf", SHA, 1), 1)
    return questions.store(tx, adopted.id, document, stored_text_hash, 1)


def decide(tx: Transaction, number: int, before: Question | None, change: Change = NOTHING, **more: Any) -> int:
    given = {"verdict": "accept", "reason": None, "follows": None, **more}
    made = edits.keep(tx, SHA, Decision(spot=Spot("", number), change=change, before=before, by="somebody", **given), 2)
    found = tx.one("SELECT id FROM material WHERE sha256 = ?", (SHA,))
    if found:
        questions.derive(tx, found[0], stored_text_hash, 2)
    return made


def bank(tx: Transaction) -> dict[int, Any]:
    """Number -> record, of a bank in which no two questions share one."""
    return {record.appearances[0].number: record for record in selected_records(tx, Selection())}


def test_an_accepted_reading_needs_no_review_until_the_paper_reads_otherwise(database: Database) -> None:
    first = asked(1)
    with database.write() as tx:
        take(tx, paper(first, asked(2)))
        assert bank(tx)[1].quality.needs_review
        decide(tx, 1, first)
        held = bank(tx)
        assert (held[1].quality.needs_review, held[1].quality.reviewed, held[1].quality.score) == (False, True, 1.0)
        assert held[2].quality.needs_review
        take(tx, paper(replace(first, stem=" ".join(first.stem), flags=()), asked(2)))
        assert not bank(tx)[1].quality.needs_review, "other spaces are no other text"
        take(tx, paper(asked(1, first.stem + " (단, 배열로 만든 것)"), asked(2)))
        again = bank(tx)[1]
    assert again.quality.needs_review
    assert READING_CHANGED in again.quality.flags


def test_a_change_holds_over_a_better_reading_and_follows_the_option_that_was_meant(database: Database) -> None:
    lost = asked(1, texts=("가", "다", "라"), answer=None)
    whole = asked(1, answer=None)
    with database.write() as tx:
        take(tx, paper(lost))
        decide(tx, 1, lost, Change(answer=RightOptions(accepted=(2,))))
        before = bank(tx)[1].answer
        assert (before.accepted, before.source) == ((2,), "human")
        take(tx, paper(whole))
        after = bank(tx)[1]
        assert after.answer.accepted == (3,), "the person meant the option 다"
        assert after.quality.needs_review
        take(tx, paper(asked(1, texts=("가", "마"), answer=None)))
        assert bank(tx)[1].answer is None, "the option that was meant is gone: nothing is guessed"
        assert bank(tx)[1].quality.needs_review


def test_a_change_follows_the_text_where_only_white_space_tells_two_options_apart(database: Database) -> None:
    first = asked(1, texts=("NOT NULL", "NOTNULL", "x"), answer=None)
    with database.write() as tx:
        take(tx, paper(first))
        decide(tx, 1, first, Change(answer=RightOptions(accepted=(1,))))
        take(tx, paper(asked(1, texts=("NOTNULL", "NOT NULL", "x"), answer=None)))
        assert bank(tx)[1].answer.accepted == (2,), "the person meant NOT NULL"


def test_a_reading_that_comes_to_say_what_the_person_said_asks_no_more(database: Database) -> None:
    wrong, right = asked(1, "다음 중 스텍을 설명한 것은?"), asked(1)
    with database.write() as tx:
        take(tx, paper(wrong))
        decide(tx, 1, wrong, Change(stem=right.stem))
        take(tx, paper(right))
        assert bank(tx)[1].quality.reviewed
        take(tx, paper(asked(1, "다음 중 스탠드를 설명한 것은?")))
        record = bank(tx)[1]
    assert record.stem == right.stem
    assert record.quality.needs_review


def test_a_question_that_moved_into_a_section_keeps_its_edit(database: Database) -> None:
    with database.write() as tx:
        take(tx, paper(asked(1), asked(2)))
        decide(tx, 2, asked(2), Change(answer=RightOptions(accepted=(4,))))
        take(tx, paper(asked(1, section="1과목"), asked(2, section="1과목")))
        held = bank(tx)
    assert held[2].answer.accepted == (4,)
    assert held[2].quality.reviewed
    assert held[2].appearances[0].section == "1과목"


def test_another_question_under_the_number_is_never_mixed_with_the_edited_one(database: Database) -> None:
    with database.write() as tx:
        take(tx, paper(asked(1)))
        decide(tx, 1, asked(1), Change(stem=STEMS[1] + " 모두 고르시오."))
        take(tx, paper(asked(1, STEMS[3], ("session", "transport", "network"))))
        held = {record.stem: record for record in selected_records(tx, Selection())}
    assert set(held) == {STEMS[1] + " 모두 고르시오.", STEMS[3]}
    assert READING_GONE in held[STEMS[1] + " 모두 고르시오."].quality.flags


def test_a_rejected_question_leaves_lists_exports_and_search_and_comes_back(database: Database) -> None:
    with database.write() as tx:
        take(tx, paper(asked(1), asked(2)))
        edit = decide(tx, 1, asked(1), verdict="reject", reason="an instruction")
        assert [row.number for row in browse.listing(tx)] == [2]
        assert browse.listing(tx, text="스택") == []
        assert len(list(exported_lines(tx))) == 1
        take(tx, paper(asked(1), asked(2)))
        assert set(bank(tx)) == {2}
        assert edits.undo(tx, edit, "somebody", 3)
        assert not edits.undo(tx, edit, "somebody", 3)
        questions.derive(tx, 1, stored_text_hash, 3)
        assert set(bank(tx)) == {1, 2}
        (known,) = edits.history(tx, SHA)
    assert (known.state, known.undone_at, known.reason) == ("undone", 3, "an instruction")


def test_a_missing_question_is_added_in_its_place_and_is_missing_no_more(database: Database) -> None:
    gap = Finding(code="gap", message="question 2 was not found", page=1, number=2)
    added = Change(stem=STEMS[2], options=asked(2).options, answer=RightOptions(accepted=(3,)))
    with database.write() as tx:
        take(tx, paper(asked(1), asked(3), findings=(gap,)))
        assert materials.material(tx, 1).missing == 1
        decide(tx, 2, None, added)
        assert [row.number for row in browse.listing(tx)] == [1, 2, 3]
        assert materials.material(tx, 1).missing == 0
        assert bank(tx)[2].quality.reviewed
        take(tx, paper(asked(1), asked(2), asked(3)))
        assert [row.number for row in browse.listing(tx)] == [1, 2, 3], "what is read now is what was added"


def test_each_number_of_a_stretch_that_was_not_found_is_decided_by_itself(database: Database) -> None:
    stretch = Finding(code="gap", message="questions 1-2 were not found", page=1, number=2)
    tally = Tally(section="1과목", expected=3, found=1, missing=(1, 2))
    with database.write() as tx:
        take(tx, replace(paper(asked(3, section="1과목"), findings=(stretch,)), tallies=(tally,)))
        gaps = [item for item in spots.items(tx, 1) if item.kind == "gap"]
        assert [(item.spot, item.findings[0].message) for item in gaps] == [
            (Spot("1과목", 1), stretch.message),
            (Spot("1과목", 2), stretch.message),
        ]
        edits.keep(
            tx,
            SHA,
            Decision(
                spot=gaps[1].spot, verdict="reject", change=NOTHING, before=None, reason="-", by="x", follows=None
            ),
            2,
        )
        assert [item.spot.number for item in spots.items(tx, 1) if item.kind == "gap"] == [1]
        assert materials.material(tx, 1).missing == 1


def test_only_papers_in_which_something_may_ask_are_looked_into(database: Database) -> None:
    whole = replace(paper(asked(1, flags=(), confidence=1.0)), tallies=(Tally(section=None, expected=1, found=1),))
    lacking = replace(whole, tallies=(Tally(section=None, expected=2, found=1, missing=(2,)),))
    with database.write() as tx:
        take(tx, whole)
        assert tx.all(SQL["materials_to_review"], {"trusted": 0.8}) == []
        take(tx, lacking)
        assert tx.all(SQL["materials_to_review"], {"trusted": 0.8}) == [(1,)]


def test_undoing_a_later_decision_brings_the_earlier_one_back(database: Database) -> None:
    with database.write() as tx:
        take(tx, paper(asked(1)))
        first = decide(tx, 1, asked(1), Change(answer=RightOptions(accepted=(2,))))
        second = decide(tx, 1, asked(1), Change(answer=RightOptions(accepted=(3,))), follows=first)
        assert bank(tx)[1].answer.accepted == (3,)
        edits.undo(tx, second, "somebody", 3)
        questions.derive(tx, 1, stored_text_hash, 3)
        assert bank(tx)[1].answer.accepted == (2,)


def test_two_decisions_for_one_spot_cannot_both_hold(database: Database) -> None:
    with pytest.raises(driver.IntegrityError), database.write() as tx:  # noqa: PT012 - one transaction
        decide(tx, 1, None)
        decide(tx, 1, None)


READINGS = (
    paper(asked(1), asked(2)),
    paper(asked(1, "다음 중 스텍을 설명한 것은?", answer=None), asked(2), asked(3)),
    paper(asked(2, texts=("가", "나", "다")), asked(3)),
    paper(asked(1, section="1과목"), asked(2, section="1과목"), asked(3, section="2과목")),
)
DECISIONS: tuple[tuple[int, Question | None, Change, str], ...] = (
    (1, asked(1), NOTHING, "accept"),
    (1, asked(1), NOTHING, "reject"),
    (2, asked(2), Change(answer=RightOptions(accepted=(4,))), "accept"),
    (2, asked(2), Change(number=12, boxes=("ㄱ. 원자성", "ㄴ. 고립성")), "accept"),
    (3, None, Change(stem=STEMS[3], options=asked(3).options), "accept"),
    (3, None, NOTHING, "reject"),
)


@given(
    last=st.sampled_from(READINGS),
    chosen=st.lists(st.sampled_from(DECISIONS), unique_by=lambda decision: decision[0], max_size=3),
    data=st.data(),
)
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_bank_is_the_same_in_whatever_order_readings_and_decisions_came(
    tmp_path_factory: pytest.TempPathFactory, last: Document, chosen: list[Any], data: st.DataObject
) -> None:
    """Decisions among other readings, undone ones and removals of the paper: only the last reading counts."""
    folder = tmp_path_factory.mktemp("banks")
    straight, winding = Database(folder / "a.db", durability="NORMAL"), Database(folder / "b.db", durability="NORMAL")
    noise = st.sampled_from(("read", "remove", "undone", "last"))
    try:
        for database in (straight, winding):
            migrate(database)
        with straight.write() as tx:
            for number, before, change, verdict in chosen:
                decide(tx, number, before, change, verdict=verdict)
            take(tx, last)
        with winding.write() as tx:
            for number, before, change, verdict in [*chosen, (None, None, None, None)]:
                for step in data.draw(st.lists(noise, max_size=3)):
                    _wind(tx, step, data, last)
                if number is not None:
                    decide(tx, number, before, change, verdict=verdict)
            take(tx, last)
        exported = []
        for database in (straight, winding):
            with database.read() as tx:
                exported.append((list(exported_lines(tx)), tx.all("SELECT body FROM question_fts ORDER BY body")))
        assert exported[0] == exported[1]
    finally:
        straight.close()
        winding.close()


def _wind(tx: Transaction, step: str, data: st.DataObject, last: Document) -> None:
    known = tx.one("SELECT id FROM material WHERE sha256 = ?", (SHA,))
    if step == "read":
        take(tx, data.draw(st.sampled_from(READINGS)))
    elif step == "last":
        take(tx, last)
    elif step == "remove" and known:
        questions.remove_material(tx, known[0], stored_text_hash, 1)
    elif step == "undone":
        number, before, change, verdict = data.draw(st.sampled_from(DECISIONS))
        if any(edit.spot.number == number for edit in edits.live(tx, SHA)):
            return
        edit = decide(tx, number, before, change, verdict=verdict)
        edits.undo(tx, edit, "somebody", 4)
        if known:
            questions.derive(tx, known[0], stored_text_hash, 4)


def test_a_long_paper_that_is_read_otherwise_is_compared_with_few_texts_a_question(database: Database) -> None:
    """First every text is misread, in a section that was not seen before and one number later; then all are others."""
    chance = random.Random(4)
    letters = "가나다라마바사아자차카타파하거너더러머버서어저처커터퍼허고노도로모보소오조초코토포호구누두루무부수우"
    stems = ["".join(chance.choices(letters, k=120)) for _ in range(401)]
    misread = ["".join(sign if chance.random() > 0.1 else "■" for sign in stem) for stem in stems]
    others = [stem[::-1] for stem in stems]
    compared: list[int] = []

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call" and frame.f_code is resemblance.shared.__code__:
            compared[-1] += 1

    stored: list[questions.Stored] = []
    with database.write() as tx:
        for section, texts in (None, stems[1:]), ("2과목", misread), ("2과목", others):
            compared.append(0)
            sys.setprofile(count)
            try:
                stored.append(take(tx, paper(*(asked(n, text, section=section) for n, text in enumerate(texts, 1)))))
            finally:
                sys.setprofile(None)
    first, again, other = stored
    assert again.questions[1:] == first.questions, "each is known again by its text"
    assert other.questions == again.questions, "of one file, what stands at a position is the same question"
    assert compared[0] == 0
    assert all(401 <= made <= 401 * 12 for made in compared[1:])
