"""What a model says of a page's lines: checked to the number, and weighed against what the lines look like."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cgq.enrich.chat import message_of
from cgq.enrich.lines import checked
from cgq.errors import ProviderFailed
from cgq.exam.geometry import Line
from cgq.exam.model import DoubtfulPage, Hint
from cgq.exam.signs.hints import hinted
from cgq.exam.signs.markers import number_markers

PAGE = DoubtfulPage(page=3, lines=("1. first", "A one", "B two", "2. a list's item", "second"))


def answer(content: Any) -> bytes:
    return (content if isinstance(content, str) else json.dumps(content)).encode()


def lines(*texts: str) -> list[Line]:
    return [_line(n, text) for n, text in enumerate(texts)]


def _line(n: int, text: str) -> Line:
    edges = tuple(50.0 + 6 * i for i in range(len(text) + 1))
    box = (50.0, 20.0 * n, edges[-1], 20.0 * n + 10)
    return Line(3, 0, text, edges[:-1], box, box[3], 10.0, 50.0, edges[1:])


def test_an_answer_becomes_hints_in_the_order_of_the_lines() -> None:
    body = answer({"starts": [{"line": 5, "number": 2}, {"line": 1, "number": 1}], "others": [4]})
    assert checked(body, PAGE) == (
        Hint(page=3, line=1, number=1),
        Hint(page=3, line=4),
        Hint(page=3, line=5, number=2),
    )


@pytest.mark.parametrize(
    "content",
    [
        {"starts": [{"line": 6, "number": 2}], "others": []},
        {"starts": [{"line": 0, "number": 2}], "others": []},
        {"starts": [{"line": 1, "number": 2}], "others": [1]},
        {"starts": [{"line": 1, "number": 0}], "others": []},
        {"starts": [{"line": 1, "number": "2"}], "others": []},
        {"starts": []},
        "I think that question 2 starts on line 5.",
        "",
    ],
)
def test_an_answer_that_cannot_be_right_gives_nothing(content: Any) -> None:
    with pytest.raises(ProviderFailed) as caught:
        checked(answer(content), PAGE)
    assert caught.value.code == "provider_content"


def test_a_body_that_is_no_completion_gives_nothing() -> None:
    for body in (b"", b"{}", b'{"choices": []}', b"\xff"):
        with pytest.raises(ProviderFailed) as caught:
            message_of(body)
        assert caught.value.code == "provider_bad_answer"


@pytest.mark.parametrize(
    "choice",
    [
        {"message": {"content": "{}"}, "finish_reason": "length"},
        {"message": {"content": "{}"}, "finish_reason": "content_filter"},
        {"message": {"content": None, "refusal": "I would rather not."}},
    ],
)
def test_an_answer_that_was_cut_off_or_refused_is_no_answer(choice: Any) -> None:
    with pytest.raises(ProviderFailed) as caught:
        message_of(json.dumps({"choices": [choice]}).encode())
    assert caught.value.code == "provider_content"


def test_a_hint_adds_a_start_takes_one_away_and_confirms_one() -> None:
    read = lines(*PAGE.lines)
    before = number_markers(read, frozenset())
    assert [(m.line, m.number) for m in before] == [(0, 1), (3, 2)]
    after = hinted(before, read, [Hint(page=3, line=1, number=1), Hint(page=3, line=4), Hint(page=3, line=5, number=2)])
    assert [(m.line, m.number) for m in after] == [(0, 1), (4, 2)]
    assert after[0].trust > before[0].trust
    assert after[0].end == before[0].end
    assert after[1].end == 0, "the whole line is the question's text"


def test_hints_of_another_page_change_nothing() -> None:
    read = lines(*PAGE.lines)
    before = number_markers(read, frozenset())
    assert hinted(before, read, [Hint(page=2, line=1)]) == before
