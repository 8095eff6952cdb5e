"""A text that a head gives to questions 3 to 5 is theirs, in whatever language the head says so."""

from __future__ import annotations

import pytest
from bench.drawn.fonts import register, stretches
from bench.drawn.words import WORDS
from tests.support.canvas import HEIGHT, Page, paper

from cgq.exam.extract import read_document

HEADS = {
    "ko": ("[3~5] 다음 글을 읽고 물음에 답하시오.", "다음 글을 읽고 3번부터 5번까지의 물음에 답하시오."),
    "en": ("Questions 3-5 refer to the following text.", "Read the text and answer questions 3 to 5."),
    "ja": ("次の文章を読んで、問3〜問5に答えよ。", "【問3～問5】 次の文章を読んで答えよ。"),
    "zh": ("阅读下面的文字，完成3～5题。", "根据下列材料，回答第3至5题。"),
    "pt": ("Texto para as questões 3 a 5", "Leia o texto a seguir e responda às questões de 3 a 5."),
    "es": ("Las preguntas 3 a 5 se refieren al texto siguiente.", "Lea el texto y responda las preguntas 3, 4 y 5."),
    "de": ("Fragen 3 bis 5 beziehen sich auf diesen Text.", "Lesen Sie den Text und beantworten Sie die Fragen 3–5."),
    "sv": ("Frågorna 3–5 handlar om texten nedan.", "Läs texten och besvara sedan frågorna 3 till 5."),
    "pl": ("Tekst do zadań 3–5", "Przeczytaj tekst i odpowiedz na pytania od 3 do 5."),
    "vi": ("Câu hỏi từ 3 đến 5 dựa vào bài đọc sau.", "Đọc đoạn văn sau và trả lời các câu hỏi từ 3 đến 5."),
    "ru": ("Текст к заданиям 3–5", "Прочитайте текст и выполните задания 3–5."),
}


@pytest.mark.parametrize(("language", "head"), [(name, head) for name, heads in HEADS.items() for head in heads])
def test_a_head_of_any_language_gives_its_text_to_its_questions(language: str, head: str) -> None:
    noun, *_ = WORDS[language].nouns
    text = tuple(claim.format(x=noun, y=noun) for claim in WORDS[language].claims[:2])
    questions = read_document(paper(lambda page: draw(page, language, (head, *text)))).questions
    assert [q.number for q in questions] == [1, 2, 3, 4, 5, 6, 7]
    assert [bool(q.passage) for q in questions] == [False, False, True, True, True, False, False]
    assert all(sentence in (questions[2].passage or "") for sentence in text)


def draw(page: Page, language: str, above_third: tuple[str, ...]) -> None:
    """Seven questions with four options each; some lines stand above the third."""
    register()
    y = 30.0
    for number in range(1, 8):
        for text in above_third if number == 3 else ():
            write(page, 50, y, text, language)
            y += 15
        write(page, 50, y, f"{number}. {asked(language, number)}", language)
        for n, noun in enumerate(WORDS[language].nouns[number : number + 4]):
            write(page, 60, y + 15 * (n + 1), f"{'ABCD'[n]}) {noun}", language)
        y += 95


def asked(language: str, number: int) -> str:
    asks, nouns = WORDS[language].asks, WORDS[language].nouns
    return asks[number % len(asks)].format(x=nouns[number], y=nouns[number + 1], n=number)


def write(page: Page, x: float, y: float, text: str, language: str) -> None:
    written = page.canvas.beginText(x, HEIGHT - y)
    for font, part in stretches(text, language):
        written.setFont(font, 10)
        written.textOut(part)
    page.canvas.drawText(written)
