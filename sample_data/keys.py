"""Answer keys that are files of their own: one of text, one whose tables are pictures."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import emit
from sheet import BOLD, HEIGHT, Block, Cell, Mark, Sheet, Text
from typeset import Setter, Style

if TYPE_CHECKING:
    from material import Question

TITLE = "2025년도 공공행정 모의평가 정답"


def text_key(questions: list[Question]) -> list[list[Mark]]:
    """The key of the social work paper: a table of column pairs for each of its two parts."""
    setter = Setter(
        Style(
            "2025년도 사회복지사 1급 모의시험 정답",
            "사회복지사 1급 모의시험 1교시 정답",
            "( {pages} - {page} )",
        )
    )
    setter.title()
    for section, part in by_section(questions):
        setter.heading(f"1교시 {section}")
        setter.key_pairs(part, pairs=4)
        setter.sheet.y += 24
    return setter.finish()


def by_section(questions: list[Question]) -> list[tuple[str | None, list[Question]]]:
    names = dict.fromkeys(q.section for q in questions)
    return [(name, [q for q in questions if q.section == name]) for name in names]


def picture_key(forms: list[tuple[str, list[Question]]]) -> bytes:
    """The heading of each form is text, its table is a JPEG: the way many offices publish keys."""
    target = BytesIO()
    canvas = emit.new_canvas(target, TITLE)
    sheet = Sheet(size=10.0, leading=18.0)
    sheet.mark(Text(sheet.x, sheet.y, TITLE, BOLD, 14))
    sheet.y += 30
    for form, questions in forms:
        sheet.place(Block([[Cell(0, f"{form}형", BOLD)]], after=4))
        table, top = Sheet(size=10.0, leading=18.0), sheet.y
        table.y = top
        table.table(_rows(questions), [44.0, 52.0] * 5, shaded={0, 2, 4, 6, 8})
        box = (table.x - 2, top - 2, table.x + 482, table.y + 2)
        image = emit.jpeg(emit.picture(table.pages[0], box, 200), 85)
        canvas.drawImage(image, box[0], HEIGHT - box[3], box[2] - box[0], box[3] - box[1])
        sheet.y = table.y + 30
    emit.draw_page(canvas, sheet.pages[0])
    canvas.save()
    return target.getvalue()


def _rows(questions: list[Question]) -> list[list[str]]:
    """Five pairs of number and answer a row, plain digits; two accepted answers as 1,3."""
    return [
        [text for q in questions[at : at + 5] for text in (str(q.number), ",".join(map(str, q.accepted)))]
        for at in range(0, len(questions), 5)
    ]
