"""A paper as Markdown: everything is there, and nothing in it is markup of the paper's own."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.support.readings import reading_of

from cgq.exam.model import Document, Option, Place, Question
from cgq.exchange.paper.markdown import escaped, markdown

SAMPLES = Path(__file__).parents[2] / "sample_data"
READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def shown(source: str) -> str:
    """The text that a reader of the rendered source sees; fails when anything in it is marked up."""
    tokens = READER.parse(source)
    told: list[str] = []
    for token in tokens:
        assert token.type in ("paragraph_open", "inline", "paragraph_close"), token.type
        for child in token.children or []:
            assert child.type in ("text", "hardbreak", "text_special"), child.type
            told.append("\n" if child.type == "hardbreak" else child.content)
    return "".join(told)


def plain(text: str) -> str:
    """A text as it may at best be shown: without the white space at the ends of its lines."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines()).strip()


@given(st.lists(st.text(st.sampled_from("ab1.-+=#>*_`~|<&;![](){}\\$: \t가①")), min_size=1, max_size=3).map("\n".join))
@example("1. not a list")
@example("---")
@example("    code")
@example("a\n===")
@example("<script>alert(1)</script>")
@example("[x](javascript:alert(1)) ![y](z) <http://a.b>")
def test_text_of_a_paper_is_shown_as_it_is(text: str) -> None:
    if "\n\n" in text or not text.strip() or any(not line.strip() for line in text.splitlines()):
        return
    assert plain(unicodedata.normalize("NFKC", shown(escaped(text)))) == plain(unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("see www.evil.example now", "see www\\.evil.example now"),
        ("a_WWW.evil.example", "a\\_WWW\\.evil.example"),
        ("http://evil.example/x", "http\\://evil.example/x"),
        ("(HTTPS://evil.example)", "(HTTPS\\://evil.example)"),
        ("ftp://evil.example", "ftp\\://evil.example"),
        ("mailto:a@evil.example", "mailto\\:a\\@evil.example"),
    ],
)
def test_an_address_in_a_text_is_no_link_in_markdown_that_links_bare_ones(text: str, written: str) -> None:
    """GFM links them where its pattern has no gap (6.9); a backslash is one, and nobody sees it."""
    assert escaped(text) == written
    assert not re.search(r"www\.|(?:https?|ftp|mailto):|\w@", escaped(text), re.IGNORECASE)
    assert shown(escaped(text)) == text


def test_every_word_of_a_paper_is_in_it_and_a_passage_once() -> None:
    document = reading_of(SAMPLES / "passage-ko.pdf")
    written = "".join(markdown(document, "passage-ko.pdf", {}))
    for question in document.questions:
        for part in (question.stem, *question.boxes, *(option.text for option in question.options)):
            assert escaped(part) in written
        assert written.count(escaped(question.passage or "")) == 1
    assert written.count("\nAnswer: ") == len(document.questions)


def test_findings_stand_before_the_questions() -> None:
    document = reading_of(SAMPLES / "scan-ko.pdf")
    written = "".join(markdown(document, "scan-ko.pdf", {}))
    assert "- **needs\\_ocr**, page 1: " in written


def test_a_figure_is_a_picture_where_there_is_one_and_a_place_where_there_is_none() -> None:
    places = (
        Place(part="figure", page=3, bbox=(1, 2, 3, 4), asset="aa"),
        Place(part="option", page=3, bbox=(5, 6, 7, 8), n=1, asset="bb"),
    )
    options = (Option(n=1, text="", asset="bb"), Option(n=2, text="x"))
    question = Question(number=1, stem="?", options=options, figures=("aa",), places=places)
    document = Document(sha256="0", pages=3, questions=(question,))
    written = "".join(markdown(document, "paper.pdf", {"aa": "figures/aa.png"}))
    assert "![a figure of 1](<figures/aa.png>)" in written
    assert "1. *(option 1 of 1 is a drawing: page 3, box 5, 6, 7, 8)*" in written
