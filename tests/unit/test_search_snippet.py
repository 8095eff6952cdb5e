"""What is shown of a question that was found, and where the words stand in it."""

from __future__ import annotations

import time

from cgq.bank.searching.cutting import cut
from cgq.bank.searching.snippet import HEAD, HEAD_OF_SHARED, LENGTH, Snippet, find_marks, snippet
from cgq.bank.searching.words import Query
from cgq.lookalikes import alike


def query(text: str) -> Query:
    line = alike(text)
    return Query(text, tuple(cut(line, set(line.split()))))


def marked(found: Snippet) -> list[str]:
    return [found.text[start:end] for start, end in found.marks]


def test_a_long_stem_is_cut_around_the_first_word() -> None:
    found = snippet("가 " * 200 + "Piaget의 " + "나 " * 200, [], query("Piaget"))
    assert marked(found) == ["Piaget"]
    assert (found.text[0], found.text[-1]) == ("…", "…")
    assert len(found.text) <= LENGTH + 2


def test_white_space_and_look_alikes_make_no_difference_to_a_mark() -> None:
    assert marked(snippet("인지 발달의\n단계", [], query("인지발달"))) == ["인지 발달"]
    assert marked(snippet("１９６０년 3·15 선거", [], query("3ㆍ15"))) == ["3·15"]


def test_what_stands_elsewhere_follows_the_beginning_of_the_stem() -> None:
    found = snippet("다음 " * 30, ["", "앞 " * 20 + "접지 공사"], query("접지"))
    assert marked(found) == ["접지"]
    assert found.text.count("…") == 1
    assert found.text.index("접지") < HEAD + 20


def test_the_part_that_holds_most_is_shown_and_a_shared_passage_last() -> None:
    own = ["접지", "접지 공사의 종류"]
    assert marked(snippet("다음 중 옳은 것은?", own, query("접지 공사"), "접지 공사")) == ["접지 공사"]
    assert snippet("옳은 것은?", own, query("접지"), "접지").text == "옳은 것은? … 접지"
    stem = "이 글에서 알 수 있는 것은? " * 3
    found = snippet(stem, ["전기"], query("접지"), "앞 " * 99 + "접지")
    assert marked(found) == ["접지"]
    assert found.text.startswith(stem[:HEAD_OF_SHARED].rstrip())


def test_a_latin_word_is_marked_whole() -> None:
    assert find_marks("a sharp ARP, harp", ["arp"]) == ((8, 11),)
    assert find_marks("is this it", ["is"]) == ((0, 2),)


def test_without_a_query_nothing_is_marked() -> None:
    assert snippet("한\n줄", [], None) == Snippet("한 줄")
    assert snippet("한 줄", ["접지"], query("없다")) == Snippet("한 줄")


def test_marks_of_a_very_long_part_are_found_in_little_time() -> None:
    """Each place is compared with none of the others: 25,000 of them took minutes."""
    begun = time.process_time()
    found = snippet("b " * 25_000, [], query("gene b"))
    assert time.process_time() - begun < 1
    assert set(marked(found)) == {"b"}
    assert len(found.text) <= LENGTH + 2
