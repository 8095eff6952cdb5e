"""Keys of every printed arrangement are read exactly: the generator in tests/support varies them by seed."""

from __future__ import annotations

import pytest
from tests.support import printed_keys
from tests.support.lines import lines_of
from tests.support.reader_fonts import skip_without_fonts

from cgq.exam.extract import read_document
from cgq.exam.key.grids import read_tables

SEEDS = range(120)
NAMELESS = frozenset({"across", "dotted", "pairs", "runs", "japanese"})
"""Arrangements whose only heading is the title: what it names as a subject is not said to be one."""


@pytest.mark.parametrize("seed", SEEDS)
def test_a_printed_key_is_read_to_the_last_cell(seed: int) -> None:
    printed = printed_keys.make(seed)
    skip_without_fonts(printed.data)
    document = read_document(printed.data)
    named = printed.kind not in NAMELESS
    read = [
        (
            key.form,
            key.session,
            key.subject if named else None,
            tuple((a.number, a.accepted, a.mode) for a in key.answers),
        )
        for key in document.keys
    ]
    true = [(t.form_letter, t.session, t.subject, t.truth) for t in printed.tables]
    assert sorted(read, key=repr) == sorted(true, key=repr), printed.kind
    refused = [f.number for f in document.findings if f.code == "key_refused"]
    assert sorted(refused) == sorted(n for t in printed.tables for n, accepted, _ in t.truth if not accepted)


def test_every_arrangement_is_among_the_seeds() -> None:
    assert {printed_keys.make(seed).kind for seed in SEEDS} == set(printed_keys.KINDS)


def test_each_cell_tells_its_page_and_place() -> None:
    for seed in range(20):
        for key in read_document(printed_keys.make(seed).data).keys:
            boxes = [answer.bbox for answer in key.answers]
            assert {answer.page for answer in key.answers} <= {1, 2}
            assert all(box is not None and box[0] < box[2] and box[1] < box[3] for box in boxes)
            assert len({(answer.page, answer.bbox) for answer in key.answers}) == len(boxes)


def cells(text: str) -> list[tuple[int, tuple[int, ...], str]]:
    (key,) = read_tables(lines_of(text))[0]
    return [(a.number, a.accepted, a.mode) for a in key.answers]


def test_four_of_five_options_are_no_void_answer() -> None:
    found = cells("정답\n1 | 2 | 3 | 4 | 5\n①②③④ | ⑤ | ① | ①②③④⑤ | ②")
    assert found[0] == (1, (1, 2, 3, 4), "any")
    assert found[3] == (4, (1, 2, 3, 4, 5), "void")


def test_the_last_rows_of_a_table_may_be_short() -> None:
    found = cells("정답\n1 | 2 | 3 | 4 | 5\n① | ② | ③ | ④ | ⑤\n6 | 7 | 8 | 9 | 10\n④ | ④ | ③ | ① | ②\n11\n⑤")
    assert found[-1] == (11, (5,), "any")
    assert len(cells("정답\n1 | 2 | 3 | 4 | 5\n3 | 1 | 2 | 4 | 4\n6 | 7\n2 | 1")) == 7


def test_an_answer_that_no_other_comes_near_is_refused() -> None:
    found = cells("정답\n1 | 2 | 3 | 4 | 5 | 6\n3 | 1 | 8 | 4 | 2 | 4")
    assert [accepted for _, accepted, _ in found] == [(3,), (1,), (), (4,), (2,), (4,)]


def test_a_run_with_too_few_letters_has_no_answers() -> None:
    found = cells("答案\n1-5 ABCDA 6-10 BCAD\n11-15 DDCBA 16-20 ABABC")
    assert [n for n, accepted, _ in found if not accepted] == [6, 7, 8, 9, 10]
