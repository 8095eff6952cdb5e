"""Keys meet papers: they fit, or nothing is taken from them and a finding says why."""

from __future__ import annotations

from dataclasses import replace

from cgq.exam.key.pairing import merge_key
from cgq.exam.model import Answer, Document, Finding, Key, KeyAnswer, Option, Question


def question(number: int, options: int = 4) -> Question:
    return Question(number=number, stem="?", options=tuple(Option(n=n, text=str(n)) for n in range(1, options + 1)))


def paper(*numbers: int, form: str | None = None, title: str | None = None) -> Document:
    return Document(sha256="p", pages=1, form=form, title=title, questions=tuple(map(question, numbers)))


def key(*accepted: int, form: str | None = None, start: int = 1) -> Key:
    cells = (KeyAnswer(number=n, accepted=(a,)) for n, a in enumerate(accepted, start))
    return Key(answers=tuple(cells), form=form)


def keys(*tables: Key, title: str | None = None) -> Document:
    return Document(sha256="k", pages=1, title=title, keys=tables)


def accepted(document: Document) -> list[tuple[int, ...] | None]:
    return [q.answer.accepted if q.answer else None for q in document.questions]


def codes(document: Document) -> list[str]:
    return [f.code for f in document.findings]


def test_a_key_that_fits_gives_its_answers_with_their_source() -> None:
    merged = merge_key(paper(1, 2, 3), keys(key(3, 1, 2)))
    assert accepted(merged) == [(3,), (1,), (2,)]
    assert {q.answer.source for q in merged.questions if q.answer} == {"key"}
    assert merged.findings == ()


def test_the_table_of_the_papers_own_form_is_taken() -> None:
    both = keys(key(1, 2, 3, form="A"), key(4, 3, 2, form="B"))
    assert accepted(merge_key(paper(1, 2, 3, form="B"), both)) == [(4,), (3,), (2,)]


def test_a_paper_without_a_form_gets_nothing_from_a_key_of_two() -> None:
    merged = merge_key(paper(1, 2, 3), keys(key(1, 2, 3, form="A"), key(4, 3, 2, form="B")))
    assert accepted(merged) == [None] * 3
    assert codes(merged) == ["key_mismatch"]


def test_a_key_of_another_length_year_or_form_is_refused() -> None:
    for wrong in (
        merge_key(paper(1, 2, 3), keys(key(*[1] * 40))),
        merge_key(paper(1, 2, 3, title="2024년도 시험"), keys(key(1, 2, 3), title="2023년도 정답")),
        merge_key(paper(1, 2, 3, form="A"), keys(key(1, 2, 3, form="B"))),
        merge_key(paper(1, 2, 3), keys()),
    ):
        assert accepted(wrong) == [None] * 3
        assert codes(wrong) == ["key_mismatch"]


def test_tables_that_continue_each_other_are_one_key() -> None:
    merged = merge_key(paper(1, 2, 3, 4), keys(key(1, 2), key(3, 4, start=3)))
    assert accepted(merged) == [(1,), (2,), (3,), (4,)]


def test_parts_whose_numbers_restart_get_a_table_each() -> None:
    merged = merge_key(paper(1, 2, 1, 2), keys(key(1, 2), key(3, 4)))
    assert accepted(merged) == [(1,), (2,), (3,), (4,)]


def test_an_answer_beyond_the_options_is_not_taken() -> None:
    merged = merge_key(paper(1, 2, 3), keys(key(1, 5, 2)))
    assert accepted(merged) == [(1,), None, (2,)]
    assert [(f.code, f.number) for f in merged.findings] == [("key_mismatch", 2)]


def test_an_answer_against_the_printed_one_leaves_neither() -> None:
    marked = replace(question(1), answer=Answer(accepted=(2,)))
    merged = merge_key(Document(sha256="p", pages=1, questions=(marked, question(2))), keys(key(3, 1)))
    assert accepted(merged) == [None, (1,)]
    assert codes(merged) == ["key_mismatch"]
    assert "answer_conflict" in merged.questions[0].flags


def test_an_answer_to_a_question_behind_the_last_is_a_gap() -> None:
    merged = merge_key(paper(1, 2, 3), keys(key(1, 2, 3, 4)))
    assert [(f.code, f.number) for f in merged.findings] == [("gap", 4)]


def test_void_lists_the_options_that_the_question_has() -> None:
    void = Key(answers=(KeyAnswer(number=1, accepted=(1, 2, 3, 4, 5), mode="void"),))
    merged = merge_key(paper(1), keys(void))
    assert merged.questions[0].answer == Answer(accepted=(1, 2, 3, 4), mode="void", source="key", evidence="cell")


def test_a_pictured_key_says_so() -> None:
    pictured = Document(sha256="k", pages=1, findings=(Finding(code="key_refused", message="the key is a picture"),))
    merged = merge_key(paper(1), pictured)
    assert [(f.code, f.message) for f in merged.findings] == [("key_refused", "the key is a picture")]


def test_an_unreadable_key_changes_nothing() -> None:
    damaged = Document(sha256="k", pages=0, findings=(Finding(code="damaged", message="it is damaged"),))
    merged = merge_key(paper(1), damaged)
    assert accepted(merged) == [None]
    assert codes(merged) == ["key_mismatch"]
