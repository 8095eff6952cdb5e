"""Keys whose tables are named only in a picture: a table is taken where it is proven, and refused where it is not."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.support.named_keys import counted, exam_of

from cgq.exam.identity import question_hash
from cgq.exam.key.among import with_key_given, with_keys_found
from cgq.exam.key.layouts import table_by_order
from cgq.exam.key.permutation import Identified, Turned, agreement, is_by_rule, permutation_of, proven_table
from cgq.exam.model import Document, Key, KeyAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support.named_keys import Exam

    from cgq.exam.model import Question


def read_with(exam: Exam) -> list[Document]:
    return with_key_given(exam.papers, exam.key)


def identified(document: Document) -> Identified:
    return Identified.of(document.questions)


def proofs(read: Sequence[Document]) -> list[set[tuple[str, ...]]]:
    return [{q.answer.verified_by for q in document.questions if q.answer} for document in read]


def refusals(read: Sequence[Document]) -> list[list[str]]:
    return [[f.message for f in document.findings if f.code == "key_mismatch"] for document in read]


def is_right(exam: Exam, read: Sequence[Document]) -> bool:
    count = counted(read, exam.truths)
    return (count.wrong, count.unanswered) == (0, 0)


def test_two_forms_prove_their_tables_where_no_name_was_read() -> None:
    exam = exam_of(1, order="sessions", permutation="free", names="unread", fault="none", at_hand=("A", "B"))
    read = read_with(exam)
    assert is_right(exam, read)
    assert proofs(read) == [{("form_b",)}, {("form_b",)}]


def test_two_forms_prove_that_the_key_prints_form_B_first() -> None:
    exam = exam_of(2, order="swapped", permutation="free", names="unread", fault="none", at_hand=("B", "A"))
    assert exam.labels[0][1] == "B"
    assert is_right(exam, read_with(exam))


@pytest.mark.parametrize("names", ["unread", "session"])
def test_one_form_alone_proves_nothing(names: str) -> None:
    exam = exam_of(3, order="sessions", permutation="free", names=names, fault="none", at_hand=("A",))
    (read,) = read_with(exam)
    assert not any(q.answer for q in read.questions)
    ((why,),) = refusals([read])
    assert "nothing proves which one is for" in why
    assert "add the paper's other form" in why


def test_forms_that_mirror_each_other_fit_both_ways_and_prove_nothing() -> None:
    exam = exam_of(4, order="sessions", permutation="mirrored", names="unread", fault="none", at_hand=("A", "B"))
    assert counted(read_with(exam), exam.truths).refused == 2


def test_a_permutation_that_is_made_by_a_rule_proves_no_session() -> None:
    case = {"order": "sessions", "permutation": "rotated", "fault": "none", "at_hand": ("A", "B"), "sessions": 3}
    unread, read = (exam_of(5, names=names, **case) for names in ("unread", "session"))
    assert counted(read_with(unread), unread.truths).right == 0
    assert is_right(read, read_with(read))


def test_names_that_were_read_answer_a_single_form() -> None:
    exam = exam_of(6, order="shuffled", permutation="free", names="whole", fault="none", at_hand=("B",), sessions=3)
    read = read_with(exam)
    assert is_right(exam, read)
    assert proofs(read) == [{("name_shape",)}]


def test_a_key_of_form_A_alone_is_refused_for_form_B() -> None:
    exam = exam_of(7, order="one form", permutation="free", names="whole", fault="none", at_hand=("B",), sessions=2)
    ((why,),) = refusals(read_with(exam))
    assert "the key is for form A, the paper is form B" in why


def test_names_that_the_other_form_denies_are_refused() -> None:
    exam = exam_of(8, order="sessions", permutation="free", names="whole", fault="misnamed", at_hand=("A", "B"))
    assert [len(why) for why in refusals(read_with(exam))] == [1, 1]
    assert "disagree about which table" in refusals(read_with(exam))[0][0]


def test_a_key_of_another_exam_is_refused_where_two_forms_are_at_hand() -> None:
    exam = exam_of(9, order="sessions", permutation="free", names="whole", fault="another exam", at_hand=("A", "B"))
    assert counted(read_with(exam), exam.truths).right == 0


def test_a_cell_that_the_other_form_disputes_is_not_answered() -> None:
    exam = exam_of(10, order="sessions", permutation="free", names="whole", fault="some cells", at_hand=("A", "B"))
    for document, truth in zip(read_with(exam), exam.truths, strict=True):
        disputed = [q for q in document.questions if q.answer is None]
        assert 1 <= len(disputed) <= 2
        assert all("answer_conflict" in q.flags for q in disputed)
        assert all(q.answer.accepted == truth[q.number] for q in document.questions if q.answer)


def test_one_table_does_not_answer_two_forms() -> None:
    exam = exam_of(11, order="one form", permutation="free", names="bare", fault="none", at_hand=("A", "B"), sessions=1)
    assert counted(read_with(exam), exam.truths).refused == 2
    alone = with_key_given(exam.papers[:1], exam.key)
    assert is_right(replace(exam, truths=exam.truths[:1]), alone)


def test_a_key_is_found_by_the_names_of_the_files_alone() -> None:
    exam = exam_of(12, order="forms", permutation="free", names="unread", fault="none", at_hand=("A", "B"), sessions=3)
    *papers, _ = with_keys_found([*exam.papers, exam.key])
    assert is_right(exam, papers)
    elsewhere = ("/other/key-of-something.pdf", exam.key[1])
    *papers, _ = with_keys_found([*exam.papers, elsewhere])
    assert counted(papers, exam.truths).right == 0


@pytest.mark.parametrize(("paper", "key", "fits"), [("sr24-2a", "sr24", True), ("sr24-2a", "sr23", False)])
def test_a_file_that_is_called_after_another_year_of_the_series_is_refused(paper: str, key: str, fits: bool) -> None:
    exam = exam_of(6, order="sessions", permutation="free", names="whole", fault="none", at_hand=("B",), sessions=3)
    papers = [(f"/e/{paper}.pdf", document) for _, document in exam.papers]
    (read,) = with_key_given(papers, (f"/e/{key}-key.pdf", exam.key[1]))
    assert bool(counted([read], exam.truths).right) == fits


def table(numbers: int, *, form: str | None = None, session: str | None = None, unread: bool = False) -> Key:
    answers = tuple(KeyAnswer(number=n, accepted=(n * n % 5 + 1,)) for n in range(1, numbers + 1))
    return Key(answers=answers, form=form, session=session, read_from="picture", name_unread=unread)


def test_counts_and_order_tell_the_table_of_a_session_and_a_form() -> None:
    tables = [table(n) for n in (75, 75, 50, 50, 75, 75)]
    fitting = [tables[n] for n in (0, 1, 4, 5)]
    assert table_by_order(tables, fitting, "3", ["A"], "A") is tables[4]
    assert table_by_order(tables, fitting, "1", ["A", "B"], "B") is tables[1]
    assert table_by_order(tables, tables[2:4], "2", ["A", "B"], "B") is tables[3]
    assert table_by_order(tables, fitting, "2", ["A"], "A") is None, "it has other numbers"


@pytest.mark.parametrize("counts", [(75, 75, 75, 75), (50, 75, 50), (75, 75)])
def test_counts_that_leave_several_layouts_tell_nothing(counts: tuple[int, ...]) -> None:
    tables = [table(n) for n in counts]
    assert table_by_order(tables, tables, "1", ["A"], "A") is None


def test_order_is_no_proof_against_a_name_that_is_drawn_and_was_not_read() -> None:
    tables = [table(n, unread=True) for n in (50, 50, 75, 75)]
    assert table_by_order(tables, tables, "2", ["A"], "A") is None
    some = [replace(tables[0], session="1", form="B"), *tables[1:3], replace(tables[3], session="2", form="A")]
    assert table_by_order(some, some, "2", ["A"], "B") is some[2], "the names that were read show that B comes first"


def test_agreement_by_chance_is_computed_and_near_ties_are_refused() -> None:
    exam = exam_of(
        13, order="sessions", permutation="free", names="unread", fault="none", at_hand=("A", "B"), sessions=1
    )
    (_, a), (_, b) = exam.papers
    one, two = exam.key[1].keys
    turned = permutation_of(identified(a), identified(b))
    found = agreement(turned, one, two)
    assert (found.compared, found.missed) == (len(a.questions), 0)
    assert found.by_chance < 1e-10
    assert agreement(turned, two, one).by_chance > 1e-4
    nearly = replace(one, answers=tuple(replace(c, accepted=(c.accepted[0] % 5 + 1,)) for c in one.answers[:3]))
    rival = replace(one, answers=(*nearly.answers, *one.answers[3:]))
    assert proven_table(turned, [one, two]) is not None
    assert proven_table(turned, [one, two, rival]) is None


def test_papers_that_share_few_questions_or_print_them_alike_are_no_two_forms() -> None:
    exam = exam_of(14, permutation="free", at_hand=("A", "B"), names="whole", fault="none", sessions=1)
    (_, a), (_, b) = exam.papers
    assert permutation_of(identified(a), identified(a)) == ()
    assert permutation_of(identified(a), Identified.of(b.questions[: len(b.questions) // 3])) == ()
    assert not is_by_rule(permutation_of(identified(a), identified(b)))


def test_a_paper_is_hashed_once_for_all_papers_it_is_compared_with(monkeypatch: pytest.MonkeyPatch) -> None:
    exam = exam_of(14, permutation="free", at_hand=("A", "B"), names="unread", fault="none", sessions=1)
    hashed: Counter[str] = Counter()

    def counting(question: Question) -> str:
        hashed[question.stem] += 1
        return question_hash(question)

    monkeypatch.setattr("cgq.exam.key.permutation.question_hash", counting)
    papers = [(f"{n}/{path}", document) for n in range(3) for path, document in exam.papers]
    with_key_given(papers, exam.key)
    # Six papers print each question: each is hashed once as a sibling of the others, and once when it is matched.
    assert max(hashed.values()) <= 2 * len(papers)


def test_the_chance_of_an_agreement_is_a_number_for_a_table_of_thousands_of_cells() -> None:
    count = 3000
    turned = tuple(Turned(n, n, (2, 1, 3, 4)) for n in range(1, count + 1))
    here = Key(answers=tuple(KeyAnswer(number=n, accepted=(n % 4 + 1,)) for n in range(1, count + 1)))
    found = agreement(turned, here, here)
    assert found.missed == count // 2
    assert 0 <= found.by_chance <= 1
