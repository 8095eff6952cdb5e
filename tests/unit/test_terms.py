"""What is no prose in a question's text, and how English phrases are cut."""

from __future__ import annotations

import pytest

from cgq.enrich.english import singular
from cgq.enrich.fields import fields
from cgq.enrich.latin import latin_terms
from cgq.enrich.marks import parted, unmarked
from cgq.enrich.weighing import loose


@pytest.mark.parametrize("text", ["㉠ 요리", "ⓐ 요리", "① 요리", "ㄱ. 요리", "(가) 요리", "1. 요리", "● 요리"])
def test_a_mark_becomes_a_break(text: str) -> None:
    assert unmarked(text).split() == ["/", "요리"]


def test_an_initial_is_no_mark() -> None:
    assert unmarked("스키너(B. F. Skinner)의 이론") == "스키너(B. F. Skinner)의 이론"


def test_code_gives_words_of_its_language_and_names() -> None:
    part = parted("다음 SQL 문의 결과는?\nSELECT name FROM employees GROUP BY dept;")
    assert part.prose.split() == ["다음", "SQL", "문의", "결과는?", "/"]
    assert part.keywords == ("SELECT", "GROUP BY")
    assert {"employees", "dept", "name"} <= part.identifiers


def test_a_prompt_gives_its_command() -> None:
    assert parted("$ chmod 640 report.txt").keywords == ("chmod",)


def test_the_cells_of_a_table_are_no_prose() -> None:
    part = parted("지점 | 금액\n강릉 | 300")
    assert part.prose.split() == ["/", "/"]
    assert part.cells == ("지점", "금액", "강릉", "300")


def test_a_thing_of_a_database_is_an_identifier() -> None:
    assert parted("Examine the structure of the EMPLOYEES table.").identifiers == {"employees"}


@pytest.mark.parametrize(
    ("text", "found", "absent"),
    [
        ("Which prefix length gives enough usable host addresses?", {"prefix length", "host address"}, "gives enough"),
        ("It performs less well than a mesh topology.", {"mesh topology"}, "performs"),
        ("A poisoned axon rests at -70 mV.", {"poisoned axon"}, "poisoned axon rest"),
        ("Alice's private key signs the SQL statement.", {"private key", "sql"}, "sql statement"),
        ("At 5 MPa and 10 Mbps the IPv6 header", {"ipv6"}, "mpa"),
    ],
)
def test_english_phrases_end_at_words_of_grammar(text: str, found: set[str], absent: str) -> None:
    names = {term.name for term in latin_terms(text, [])}
    assert found <= names
    assert absent not in names


@pytest.mark.parametrize(
    ("word", "one"),
    [
        ("addresses", "address"),
        ("bonds", "bond"),
        ("policies", "policy"),
        ("status", "status"),
        ("analysis", "analysis"),
    ],
)
def test_a_plural_is_its_singular(word: str, one: str) -> None:
    assert singular(word) == one


def test_what_shares_a_subject_is_one_field_and_papers_count_where_there_is_none() -> None:
    found = fields([1, 2, 3, 4, 5], {1: ("a", "b"), 2: ("b",), 3: ("c",)}, {3: (7,), 4: (7,), 5: (7,)})
    assert found[1] == found[2] != found[3]
    assert found[4] == found[5] != found[3]


def test_a_generic_word_makes_a_term_loose() -> None:
    one = loose("인지발달 시기")
    assert one is not None
    assert one.holds("발달시기")
    assert not one.holds("인지발달")
    assert loose("조작적 조건형성") is None
