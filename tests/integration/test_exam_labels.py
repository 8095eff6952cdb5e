"""Answers that a label prints beside text: they leave the text and reach the question, or say why not."""

from __future__ import annotations

import importlib.util
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("reportlab", reason="the papers are set with reportlab (group `samples`)")
if importlib.util.find_spec("koreanize_matplotlib") is None:
    pytest.skip("the font comes with koreanize-matplotlib (group `samples`)", allow_module_level=True)

from bench.labelled.grid import cover
from bench.labelled.paper import Choice, draw, faults_of
from tests.support.canvas import Page, paper, question
from tests.support.reader_fonts import skip_without_fonts

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from cgq.exam.model import Document

WORDS = ("tin", "lead", "zinc", "iron")


@pytest.mark.parametrize("choice", cover(), ids=lambda c: f"{c.label}-{c.style}-{c.place}")
def test_a_labelled_answer_leaves_the_text_and_is_the_questions(choice: Choice) -> None:
    pdf = draw(choice)
    skip_without_fonts(pdf)
    document = read_document(pdf)
    assert faults_of(choice, document) == []
    assert all(any(place.part == "answer" for place in q.places) for q in document.questions)


def labelled(*labels: str, x: float = 420, row: int = 4, options: tuple[str, ...] = WORDS) -> Document:
    """A paper with a question a label, which stands beside its row (0: the stem); an empty one is not printed."""

    def draw_page(page: Page) -> None:
        for n, label in enumerate(labels):
            question(page, n + 1, 60 + 90 * n, *options, stem=f"Which metal is number {n + 1}?")
            page.write(x, 60 + 90 * n + 15 * row, label)

    return read_document(paper(draw_page))


def answers(document: Document) -> list[tuple[tuple[int, ...], str] | None]:
    return [q.answer and (q.answer.accepted, q.answer.mode) for q in document.questions]


def reported(document: Document) -> list[tuple[str, int | None]]:
    return [(f.code, f.number) for f in document.findings]


def texts(document: Document) -> list[list[str]]:
    return [[option.text for option in q.options] for q in document.questions]


def test_an_answer_of_several_letters_is_whole() -> None:
    read = labelled("Answer: A and C", "Answer: B or D", "Answer: A; C", "Answer: A-C", "Answer: (B)(D)", "Answer: D")
    assert answers(read) == [
        ((1, 3), "all"),
        ((2, 4), "any"),
        ((1, 3), "any"),
        ((1, 2, 3), "any"),
        ((2, 4), "any"),
        ((4,), "any"),
    ]
    assert texts(read) == [list(WORDS)] * 6


def test_an_answer_that_is_not_read_to_its_end_is_none_and_is_reported() -> None:
    read = labelled("Answer: B", "Answer: A and the others", "Answer: C", "Answer: D", "Answer: A")
    assert answers(read) == [((2,), "any"), None, ((3,), "any"), ((4,), "any"), ((1,), "any")]
    assert reported(read) == [("key_unread", 2)]
    assert texts(read) == [list(WORDS)] * 5


def test_an_answer_that_names_no_option_is_refused() -> None:
    read = labelled("Answer: B", "Answer: E", "Answer: 4", "Answer: D", "Answer: A")
    assert answers(read) == [((2,), "any"), None, ((4,), "any"), ((4,), "any"), ((1,), "any")]
    assert reported(read) == [("key_mismatch", 2)]


def test_two_labels_that_differ_give_no_answer() -> None:
    def draw_page(page: Page) -> None:
        for n in range(4):
            question(page, n + 1, 60 + 90 * n, *WORDS, stem=f"Which metal is number {n + 1}?")
            page.write(420, 60 + 90 * n, "Answer: B")
            page.write(420, 120 + 90 * n, "Answer: C" if n == 1 else "Answer: B")

    read = read_document(paper(draw_page))
    assert answers(read) == [((2,), "any"), None, ((2,), "any"), ((2,), "any")]
    assert ("answer_conflict", 2) in reported(read)
    assert "answer_conflict" in read.questions[1].flags


def test_an_option_whose_text_is_the_answer_is_the_answer() -> None:
    read = labelled("Answer: zinc", "Answer: iron", "Answer: C", "Answer: tin")
    assert answers(read) == [((3,), "any"), ((4,), "any"), ((3,), "any"), ((1,), "any")]


def test_a_number_that_an_option_says_and_another_is_does_not_answer() -> None:
    read = labelled("Answer: C", "Answer: 2", "Answer: A", "Answer: D", options=("4", "3", "2", "1"))
    assert answers(read) == [((3,), "any"), None, ((1,), "any"), ((4,), "any")]
    assert reported(read) == [("key_unread", 2)]


@pytest.mark.parametrize("says", ["{} km", "{}.5", "{}:1"])
def test_a_number_with_more_behind_it_is_the_option_that_says_all_of_it(says: str) -> None:
    lengths = tuple(says.format(n) for n in (2, 4, 6, 8))
    read = labelled(*(f"Answer: {length}" for length in lengths), x=90, row=5, options=lengths)
    assert answers(read) == [((n,), "any") for n in (1, 2, 3, 4)]


def test_words_behind_a_labelled_answer_leave_the_option_with_it() -> None:
    read = labelled("Answer: C because it melts", "Answer: see below", "Answer: B")
    assert answers(read) == [((3,), "any"), None, ((2,), "any")]
    assert texts(read) == [list(WORDS)] * 3
    assert reported(read) == [("key_unread", 2)]


def test_a_number_that_begins_another_option_and_says_more_does_not_answer() -> None:
    lengths = ("2 km", "4 km", "6 km", "8 km")
    read = labelled("Answer: 4 km or so", "Answer: 2.75", x=90, row=5, options=lengths)
    assert answers(read) == [None, None]
    assert reported(read) == [("key_unread", 1), ("key_unread", 2)]


def test_text_about_answers_stays_text() -> None:
    options = ("Answer", "Key: value", "the answer B or C", "Key")
    read = labelled("", "", "", "", options=options)
    assert texts(read) == [list(options)] * 4
    assert answers(read) == [None] * 4


def test_a_cell_that_says_key_is_no_label() -> None:
    def draw_page(page: Page) -> None:
        for n in range(4):
            y = 60 + 120 * n
            page.write(50, y, f"{n + 1}. Which lock in row {n + 1} opens?")
            for k, cells in enumerate((("Lock A", "Key B"), ("Lock C", "Key D"))):
                page.write(70, y + 15 * (k + 1), cells[0])
                page.write(200, y + 15 * (k + 1), cells[1])
            for k, word in enumerate(WORDS):
                page.write(60, y + 15 * (k + 3), f"({'ABCD'[k]}) {word}")

    read = read_document(paper(draw_page))
    assert answers(read) == [None] * 4
    assert all("Key B" in " ".join((q.stem, *q.boxes)) for q in read.questions)


def test_an_explanation_behind_a_label_is_the_questions_explanation() -> None:
    read = labelled(
        "[Answer] B [Rationale] Book 1", "Answer: C. A metal.", "Answer: A - see page 3", "Answer: D", row=5
    )
    assert answers(read) == [((2,), "any"), ((3,), "any"), ((1,), "any"), ((4,), "any")]
    assert [q.explanation for q in read.questions] == ["Book 1", "A metal.", "see page 3", None]
    beside = labelled("[Answer] B [Rationale] Book 1", "[Answer] C", "[Answer] A", "[Answer] D")
    assert answers(beside) == [((2,), "any"), ((3,), "any"), ((1,), "any"), ((4,), "any")]
    assert beside.questions[0].explanation == "Book 1"
    assert texts(beside) == [list(WORDS)] * 4


SENTENCES = (
    "Correct answer is {}.",
    "Answer is {}",
    "The answer is {}.",
    "Correct: {}",
    "La respuesta es {}",
    "Die Antwort ist {}.",
)


@pytest.mark.parametrize("sentence", SENTENCES)
@pytest.mark.parametrize(("row", "x"), [(4, 102), (0, 185)])
def test_a_sentence_that_ends_most_questions_is_their_answer(sentence: str, row: int, x: float) -> None:
    read = labelled(*(sentence.format(letter) for letter in "BDAC"), row=row, x=x)
    assert answers(read) == [((2,), "any"), ((4,), "any"), ((1,), "any"), ((3,), "any")]
    assert texts(read) == [list(WORDS)] * 4
    assert [q.stem for q in read.questions] == [f"Which metal is number {n}?" for n in range(1, 5)]


def test_a_sentence_about_an_answer_in_few_questions_is_text() -> None:
    read = labelled("The answer is B.", "", "", "The answer is C.", "", x=102)
    assert answers(read) == [None] * 5
    assert [text[-1] for text in texts(read)] == [
        "iron The answer is B.",
        "iron",
        "iron",
        "iron The answer is C.",
        "iron",
    ]
    read = labelled("Answer is B", "Answer is C", "Answer is D", *[""] * 4, x=102)
    assert answers(read) == [None] * 7


@pytest.mark.parametrize("row", [1, 2, 4])
def test_words_behind_an_answer_in_the_row_of_an_option_explain_it(row: int) -> None:
    read = labelled("Answer: B because it is soft", "Answer: D because it is hard", row=row)
    assert answers(read) == [((2,), "any"), ((4,), "any")]
    assert texts(read) == [list(WORDS)] * 2
    assert [q.explanation for q in read.questions] == ["because it is soft", "because it is hard"]
    assert reported(read) == []


WHY = "It is the lightest of them."


def explained(*places: tuple[float, float, str], shifted: float = 0.0) -> Document:
    """A paper of four questions with texts at places: x, rows below the stem, text. Two rows are free below option B;
    the options behind it stand `shifted` points further in."""

    def draw_page(page: Page) -> None:
        for n in range(4):
            top = 60 + 150 * n
            page.write(50, top, f"{n + 1}. Which metal is number {n + 1}?")
            for k, row in enumerate((1, 2, 5, 6)):
                page.write(60 + (shifted if k > 1 else 0), top + 15 * row, f"({'ABCD'[k]}) {WORDS[k]}")
            for x, row, text in places:
                page.write(x, top + 15 * row, text.format("BDAC"[n]))

    return read_document(paper(draw_page))


@pytest.mark.parametrize(
    "places",
    [
        [(60.0, 3.0, f"Answer: {{}} Explanation: {WHY}")],
        [(60.0, 3.0, "Answer: {}"), (60.0, 4.0, f"Explanation: {WHY}")],
        [(60.0, 3.0, "[Answer] {} [Explanation] It is the"), (60.0, 4.0, "lightest of them.")],
        [(250.0, 2.0, "Answer: {} Explanation: It is the"), (250.0, 3.0, "lightest of them.")],
        [(200.0, 1.0, "[Answer] {}   [Explanation] It is the"), (200.0, 2.0, "lightest of them.")],
        [(60.0, 3.0, "Answer: {}"), (60.0, 4.0, WHY)],
    ],
)
def test_options_go_on_behind_an_answer_and_its_explanation(places: list[tuple[float, float, str]]) -> None:
    read = explained(*places)
    assert texts(read) == [list(WORDS)] * 4
    assert [found and found[0] for found in answers(read)] == [(2,), (4,), (1,), (3,)]
    assert [q.explanation for q in read.questions] == [WHY] * 4
    assert [q.flags for q in read.questions] == [()] * 4


def test_options_that_stand_elsewhere_behind_an_explanation_are_doubtful() -> None:
    read = explained((60.0, 3.0, f"Answer: {{}} Explanation: {WHY}"), shifted=40)
    assert ["option_count" in q.flags for q in read.questions] == [True] * 4


def test_a_right_column_that_only_answers_goes_to_the_questions_on_its_left() -> None:
    def draw_page(page: Page) -> None:
        for n in range(4):
            question(page, n + 1, 60 + 90 * n, *WORDS, stem=f"Which of these four metals has the number {n + 1}?")
            page.write(330, 60 + 90 * n, f"Answer: {'BDAC'[n]}")
            for row, text in enumerate(
                ("Explanation: it is the lightest of all", "that were dug here before the war."), 1
            ):
                page.write(330, 60 + 90 * n + 15 * row, text)

    read = read_document(paper(draw_page))
    assert [found and found[0] for found in answers(read)] == [(2,), (4,), (1,), (3,)]
    assert texts(read) == [list(WORDS)] * 4
    assert {q.explanation for q in read.questions} == {"it is the lightest of all that were dug here before the war."}


def test_a_box_below_a_label_under_the_stem_stays_with_the_stem() -> None:
    def draw_page(page: Page) -> None:
        for n in range(4):
            top = 60 + 120 * n
            page.write(50, top, f"{n + 1}. Which of these holds of metal {n + 1}?")
            for row, text in enumerate((f"[Answer] {'BDAC'[n]}", "(i) It is soft.", "(ii) It is light."), 1):
                page.write(60, top + 15 * row, text)
            for k, word in enumerate(WORDS):
                page.write(60, top + 15 * (k + 4), f"({'ABCD'[k]}) {word}")

    read = read_document(paper(draw_page))
    assert [found and found[0] for found in answers(read)] == [(2,), (4,), (1,), (3,)]
    assert all("It is light." in " ".join((q.stem, *q.boxes)) for q in read.questions)


def test_two_answers_below_one_question_are_no_answer() -> None:
    read = labelled("", "", "", f"Answer: B Explanation: {WHY}", row=5)
    assert answers(read)[3] == ((2,), "any")

    def draw_page(page: Page) -> None:
        for n in range(3):
            question(page, n + 1, 60 + 130 * n, *WORDS, stem=f"Which metal is number {n + 1}?")
            page.write(60, 60 + 130 * n + 75, f"Answer: {'BDA'[n]} Explanation: {WHY}")
        page.write(60, 60 + 130 * 2 + 90, f"Answer: C Explanation: {WHY}")

    read = read_document(paper(draw_page))
    assert answers(read) == [((2,), "any"), ((4,), "any"), None]
    assert reported(read) == [("answer_conflict", 3)]


def test_an_answer_in_brackets_behind_an_or_is_one_more_or_is_refused() -> None:
    read = labelled("Answer: B (or C)", "Answer: D", "Answer: A (or) D", "Answer: B (or both)", "Answer: C")
    assert answers(read) == [((2, 3), "any"), ((4,), "any"), ((1, 4), "any"), None, ((3,), "any")]
    assert reported(read) == [("key_unread", 4)]


@pytest.mark.parametrize("words", [("Correct", "answer", "{}"), ("Correct answer", "{}"), ("Correct", "answer: {}")])
def test_the_words_of_a_label_may_be_set_apart(words: tuple[str, ...]) -> None:
    def draw_page(page: Page) -> None:
        for n in range(4):
            question(page, n + 1, 60 + 90 * n, *WORDS, stem=f"Which metal is number {n + 1}?")
            for k, word in enumerate(words):
                page.write(300 + 80 * k, 60 + 90 * n, word.format("BDAC"[n]))

    read = read_document(paper(draw_page))
    assert answers(read) == [((2,), "any"), ((4,), "any"), ((1,), "any"), ((3,), "any")]
    assert [q.stem for q in read.questions] == [f"Which metal is number {n}?" for n in range(1, 5)]


def test_a_label_that_names_another_question_answers_that_one() -> None:
    read = labelled("Answer to 2: D", "Answer to 3: A", "Answer to 1: B")
    assert answers(read) == [((2,), "any"), ((4,), "any"), ((1,), "any")]
    assert texts(read) == [list(WORDS)] * 3
    assert reported(read) == []


def test_a_label_that_names_another_question_is_reported_where_that_says_otherwise_or_is_not_there() -> None:
    read = labelled("Answer to 2: D", "Answer: C", "Answer to 9: A", "Answer: B")
    assert answers(read) == [None, None, None, ((2,), "any")]
    assert {("answer_conflict", 2), ("key_unread", 3)} <= set(reported(read))


def test_a_value_below_its_label_is_read_or_reported() -> None:
    def draw_page(page: Page) -> None:
        for n, value in enumerate(["B", "3", "D"]):
            question(page, n + 1, 60 + 120 * n, *WORDS, stem=f"Which metal is number {n + 1}?")
            page.write(70, 60 + 120 * n + 75, "Answer:")
            page.write(70, 60 + 120 * n + 90, value)

    read = read_document(paper(draw_page))
    assert answers(read) == [((2,), "any"), None, ((4,), "any")]
    assert texts(read) == [list(WORDS)] * 3
    assert ("key_unread", 2) in reported(read)


def test_a_figure_behind_a_letter_is_the_text_of_that_option_or_leaves_no_answer() -> None:
    read = labelled("Answer: B 3", "Answer: B 4", "Answer: C (4)", options=("2", "3", "4", "5"))
    assert answers(read) == [((2,), "any"), None, None]
    assert {("key_unread", 2), ("key_unread", 3)} <= set(reported(read))
