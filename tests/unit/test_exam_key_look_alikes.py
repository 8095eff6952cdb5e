"""Keys with letters that look the same in two alphabets: Latin A, B, C, E and Cyrillic А, В, С, Е."""

from __future__ import annotations

import pytest
from tests.support.lines import lines_of

from cgq.exam.key.grids import read_tables
from cgq.exam.key.look_alikes import in_alphabet_of, script_of

LATIN, CYRILLIC = "ABCDE", "АБВГДЕ"


def table(letters: str) -> str:
    return "Ответы\n" + "\n".join(f"{n}. {letter}" for n, letter in enumerate(letters, 1))


def options(letters: str, style: str | None = None) -> list[int | None]:
    keys, _ = read_tables(lines_of(table(letters)))
    (key,) = in_alphabet_of(keys, script_of(style) if style else None)
    return [min(answer.accepted, default=None) for answer in key.answers]


def test_letters_that_only_cyrillic_has_tell_what_the_others_are() -> None:
    assert options("ABAГБB") == [1, 3, 1, 4, 2, 3], "typed on a Latin keyboard: B is the third letter, В"
    assert options("АВАГБВ") == [1, 3, 1, 4, 2, 3]


def test_letters_that_only_latin_has_tell_what_the_others_are() -> None:
    assert options("AВADBВ") == [1, 2, 1, 4, 2, 2]
    assert options("ABADCB") == [1, 2, 1, 4, 3, 2]


def test_a_letter_that_the_alphabet_of_the_others_does_not_have_is_refused() -> None:
    assert options("БCАГБВ") == [2, None, 1, 4, 2, 3]
    assert options("БDАГAB") == [None, None, 1, None, 1, None], "letters of both alphabets: only A is certain"


@pytest.mark.parametrize(("letters", "style"), [("ABACBA", "А"), ("АВАВВА", "A.")])
def test_look_alikes_alone_are_refused_where_the_options_are_of_the_other_alphabet(letters: str, style: str) -> None:
    assert options(letters, style) == [1, None, 1, None, None, 1]


@pytest.mark.parametrize(
    ("letters", "style", "expected"),
    [
        ("ABACBA", "A.", [1, 2, 1, 3, 2, 1]),
        ("АВАБВА", "А", [1, 3, 1, 2, 3, 1]),
        ("ABDCBA", "А", [1, 2, 4, 3, 2, 1]),
        ("БГАВБА", "A)", [2, 4, 1, 3, 2, 1]),
        ("ABACBA", "(1)", [1, 2, 1, 3, 2, 1]),
    ],
)
def test_letters_of_one_alphabet_that_is_certain_keep_their_rank(
    letters: str, style: str, expected: list[int | None]
) -> None:
    assert options(letters, style) == expected


def test_a_word_that_joins_two_letters_is_of_no_alphabet() -> None:
    keys, _ = read_tables(lines_of(table("ABADB") + "\n6. B и D"))
    assert [answer.accepted for answer in keys[0].answers] == [(1,), (2,), (1,), (4,), (2,), (2, 4)]
