"""The page view holds what was read, lets nothing out of a hostile paper, and needs nothing from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.readings import reading_of

from cgq.exam.model import (
    Answer,
    Document,
    Finding,
    Key,
    KeyAnswer,
    Option,
    PageLayout,
    Place,
    Question,
    Tally,
)
from cgq.exam.pdf.render import draw
from cgq.exam.pdf.view import Picture, View
from cgq.exchange.paper.page_view.document import page_view
from cgq.exchange.paper.page_view.markup import element, text

if TYPE_CHECKING:
    from collections.abc import Sequence

SAMPLES = Path(__file__).parents[2] / "sample_data"
HOSTILE = """</p></svg></script><script>alert(1)</script><img src=x onerror="alert(2)">'"&amp;\x00\x1b\ud800]]><!--"""


class Elements(HTMLParser):
    """Every start tag with its attributes, and the text between the tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def having(self, attribute: str) -> list[str]:
        return [found[attribute] or "" for _, found in self.tags if attribute in found]


def view(document: Document, pictures: Sequence[Picture] = (), name: str = "paper.pdf") -> tuple[str, Elements]:
    page = "".join(page_view(document, name, pictures))
    return page, Elements(page)


def whole(said: str) -> Document:
    """A document in which every field that a paper can fill says the same."""
    places = (
        Place(part="number", page=1, bbox=(10, 10, 20, 20)),
        Place(part="stem", page=1, bbox=(20, 10, 90, 20)),
        Place(part="option", page=1, bbox=(20, 30, 90, 40), n=1, asset="ab" * 32),
        Place(part="option", page=2, bbox=(20, 30, 90, 40), n=2),
        Place(part="passage", page=1, bbox=(10, 50, 90, 60)),
    )
    question = Question(
        number=7,
        stem=said,
        options=(Option(n=1, text=said, asset="ab" * 32), Option(n=2, text=said)),
        section=said,
        passage=said,
        boxes=(said,),
        answer=Answer(accepted=(2,), page=2, bbox=(1, 1, 5, 5), verified_by=(said,)),
        explanation=said,
        page=1,
        bbox=(10, 10, 90, 40),
        flags=("option_count", said),
        confidence=0.7,
        places=places,
    )
    return Document(
        sha256=said,
        pages=2,
        title=said,
        form=said,
        language=said,
        extractor=said,
        questions=(question, Question(number=8, stem=said, passage=said, page=2, bbox=(1, 1, 9, 9))),
        keys=(Key(answers=(KeyAnswer(number=7, accepted=(2,), page=2, bbox=(1, 1, 5, 5)),), form=said, subject=said),),
        findings=(Finding(code=said, message=said, page=1, number=7),),
        tallies=(Tally(section=said, expected=3, found=2, missing=(9,)),),
        layout=(PageLayout(number=1, width=100, height=100, furniture=((0, 0, 9, 9),), unclaimed=((5, 5, 9, 9),)),),
    )


PICTURES = (
    Picture(page=1, bbox=(0, 0, 100, 100), width=1, height=1, data=b"picture"),
    Picture(page=2, problem=HOSTILE),
)


def test_a_hostile_paper_stays_text() -> None:
    _, calm = view(whole("calm"), PICTURES)
    _, hostile = view(whole(HOSTILE), PICTURES, HOSTILE)
    assert [tag for tag, _ in hostile.tags] == [tag for tag, _ in calm.tags]
    assert [set(found) for _, found in hostile.tags] == [set(found) for _, found in calm.tags]
    assert any("alert(1)" in told for told in hostile.text)
    assert not re.search("[\x00-\x08\x1b\ud800]", "".join(page_view(whole(HOSTILE), HOSTILE, PICTURES)))


@given(st.text(), st.text())
def test_no_text_breaks_out_of_an_element_or_an_attribute(inside: str, told: str) -> None:
    found = Elements(element("p", inside, title=told))
    assert [tag for tag, _ in found.tags] == ["p"]
    assert set(found.tags[0][1]) == {"title"}
    assert "<" not in text(inside)


def test_nothing_is_loaded_and_only_its_own_script_and_style_may_run() -> None:
    page, found = view(whole("calm"), PICTURES)
    addresses = [*found.having("href"), *found.having("src")]
    assert addresses
    assert all(address.startswith(("#", "data:image/webp;base64,")) for address in addresses)
    assert not [name for _, each in found.tags for name in each if name == "style" or name.startswith("on")]
    (policy,) = [value for value in found.having("content") if "default-src" in value]
    assert policy.startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    assert "unsafe" not in policy
    assert page.count("<script>") == page.count("<style>") == 1


def test_every_link_has_its_target_and_every_box_its_text() -> None:
    for name in ("passage-ko.pdf", "ipe-2col-ko.pdf", "safety-2024.pdf"):
        data = (SAMPLES / name).read_bytes()
        document = reading_of(SAMPLES / name)
        pictures = draw(data, [View(page=n, dpi=20, encoding="webp") for n in range(1, document.pages + 1)])
        _, found = view(document, pictures)
        ids = found.having("id")
        assert len(ids) == len(set(ids))
        assert {link[1:] for link in found.having("href") if link.startswith("#")} <= set(ids)
        articles = [each for tag, each in found.tags if tag == "article" and "question" in (each["class"] or "")]
        assert len(articles) == len(document.questions)
        drawn = {q for each in found.having("data-q") for q in each.split()}
        assert drawn == {str(n) for n in range(1, len(document.questions) + 1)}


def test_every_word_of_a_question_is_there() -> None:
    document = reading_of(SAMPLES / "passage-ko.pdf")
    _, found = view(document, [Picture(page=n, problem="not drawn") for n in range(1, document.pages + 1)])
    told = set(found.text)
    for question in document.questions:
        assert {question.stem, *question.boxes, *(option.text for option in question.options)} <= told
        assert found.text.count(question.passage or "") == 1


def test_what_was_not_read_is_seen() -> None:
    _, found = view(whole("calm"), PICTURES)
    told = " ".join(found.text)
    assert "1 piece of text on this page belong" in told
    assert "Page 2 could not be drawn" in told
    kinds = [value.split()[0] for value in found.having("class")]
    assert {"unclaimed", "furniture", "key", "passage", "number", "stem", "option"} <= set(kinds)
    chips = [each for tag, each in found.tags if tag == "a" and (each.get("title") or "").startswith("page ")]
    assert "look" in (chips[0]["class"] or "")


def test_an_answer_of_a_separate_key_is_not_drawn_on_the_papers_pages() -> None:
    answer = Answer(accepted=(1,), source="key", page=1, bbox=(1, 1, 5, 5))
    question = Question(number=1, stem="?", options=(Option(n=1, text="x"),), answer=answer, bbox=(1, 1, 9, 9))
    _, found = view(Document(sha256="0", pages=1, questions=(question,)), PICTURES[:1])
    assert "answer" not in [each["class"] for tag, each in found.tags if tag == "rect"]
    assert any("the separate key, page 1" in told for told in found.text)


@pytest.mark.parametrize("name", ["scan-ko.pdf", "not-a-pdf.pdf", "civil-key.pdf", "syllabus-ko.pdf"])
def test_a_file_without_questions_has_a_view_that_says_why(name: str) -> None:
    document = reading_of(SAMPLES / name)
    _, found = view(document, [Picture(page=n, problem="not drawn") for n in range(1, document.pages + 1)])
    assert all(finding.message in found.text for finding in document.findings)
