"""Boxes in which a line is a line keep what their lines mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.canvas import HEIGHT, Page, paper

from cgq.exam.extract import read_document

if TYPE_CHECKING:
    from collections.abc import Callable

PROGRAM = (
    "def total(values):",
    "    found = 0",
    "    for value in values:",
    "        if value > 0:",
    "            found += value",
    "        else:",
    "            found -= 1",
    "    return found",
)
POINTERS = ("int main() {", "    int a = 3;", "    int *p = &a;", "    *p = 4;", '    printf("%d", a);', "}")


def boxes(draw: Callable[[Page, float], None], *, framed: bool = True) -> tuple[str, ...]:
    """Of the second of three questions, below whose stem something is drawn, in a box of 130 points or none."""

    def on(page: Page) -> None:
        for n in range(1, 4):
            y = 240.0 * n - 200
            page.write(50, y, f"{n}. What is printed?")
            draw(page, y + 10)
            if framed:
                page.canvas.rect(60, HEIGHT - y - 140, 300, 130)
            for k in range(4):
                page.write(60, y + 155 + 15 * k, f"({'ABCD'[k]}) {n + k}")

    return read_document(paper(on)).questions[1].boxes


def program(lines: tuple[str, ...], font: str) -> Callable[[Page, float], None]:
    def draw(page: Page, y: float) -> None:
        for n, text in enumerate(lines, 1):
            page.canvas.setFont(font, 9)
            inset = page.canvas.stringWidth(" " * (len(text) - len(text.lstrip())))
            page.canvas.drawString(70 + inset, HEIGHT - y - 14 * n, text.lstrip())

    return draw


def test_a_program_keeps_its_lines_and_how_far_in_they_stand() -> None:
    for lines in (PROGRAM, POINTERS):
        assert boxes(program(lines, "Courier")) == ("\n".join(lines),)


def test_a_program_without_a_box_is_one_still() -> None:
    queries = ("SELECT name, count(*)", "FROM paper", "WHERE year > 2020", "GROUP BY name;")
    for lines in (PROGRAM, POINTERS, queries):
        assert boxes(program(lines, "Courier"), framed=False) == ("\n".join(lines),)
    forked = ("    fork();", "    fork();", "    fork();")
    asked = (*forked, "How many processes are there then?")
    assert boxes(program(asked, "Courier"), framed=False) == ("\n".join(line.strip() for line in forked),)
    told = ("The function total() is called", "if the value (see above)", "is larger than what was given;")
    assert boxes(program(told, "Helvetica"), framed=False) == ()


def test_in_letters_of_any_width_what_stands_further_in_does_so_still() -> None:
    (text,) = boxes(program(PROGRAM, "Helvetica"))
    insets = [len(line) - len(line.lstrip()) for line in text.splitlines()]
    assert [line.strip() for line in text.splitlines()] == [line.strip() for line in PROGRAM]
    assert insets[0] == 0 < insets[1] == insets[2] == insets[7] < insets[3] == insets[5] < insets[4] == insets[6]


def test_the_rows_of_a_table_are_lines_and_its_cells_are_parted_by_tabs() -> None:
    def draw(page: Page, y: float) -> None:
        page.canvas.line(160, HEIGHT - y, 160, HEIGHT - y - 130)
        for n, (left, right) in enumerate((("Process", "Time"), ("P1", "4"), ("P2", "7"), ("P3", "1")), 1):
            page.write(70, y + 25 * n, left)
            page.write(180, y + 25 * n, right)

    assert boxes(draw) == ("Process\tTime\nP1\t4\nP2\t7\nP3\t1",)


def test_sentences_in_a_box_of_two_cells_are_no_table() -> None:
    def draw(page: Page, y: float) -> None:
        page.canvas.line(110, HEIGHT - y, 110, HEIGHT - y - 130)
        page.write(70, y + 20, "Case")
        for n, text in enumerate(("The host sends a frame and", "waits for an answer that", "never comes."), 1):
            page.write(116, y + 20 * n, text)

    assert boxes(draw) == ("Case The host sends a frame and waits for an answer that never comes.",)
