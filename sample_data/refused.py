"""Files that hold no readable exam: damaged, locked, scanned, empty, something else altogether."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import emit
import gold
from material import Question, load
from papers import PRACTICE, SCAN
from sheet import HEIGHT, WIDTH, Block, Cell, Mark
from typeset import Setter, Style

if TYPE_CHECKING:
    from pathlib import Path

PASSWORD = "cgq-sample"
SCAN_DPI = 140
SYLLABUS = [
    ["과목", "주요 항목", "세부 항목"],
    ["사회복지조사론", "1. 조사의 기초", "1) 과학적 방법 2) 조사의 윤리"],
    ["", "2. 측정", "1) 신뢰도와 타당도 2) 척도 구성"],
    ["", "3. 표집", "1) 확률표집 2) 비확률표집"],
    ["", "4. 실험설계", "① 순수실험 ② 유사실험 ③ 전실험"],
    ["인간행동과 사회환경", "1. 발달이론", "1) 정신역동이론 2) 행동주의이론"],
    ["", "2. 생애주기", "① 영아기 ② 유아기 ③ 아동기 ④ 청소년기"],
    ["", "3. 사회체계", "1) 체계이론 2) 생태체계이론"],
]
GUIDE = [
    "1. 시험은 두 과목이며 과목마다 25문제를 낸다.",
    "2. 시험 시간은 75분이다.",
    "  1) 시험 시작 20분 전까지 입실한다.",
    "  2) 신분증과 수험표를 지참한다.",
    "3. 합격 기준은 다음과 같다.",
    "  ① 과목마다 40점 이상을 얻는다.",
    "  ② 전 과목 평균 60점 이상을 얻는다.",
    "4. 답안지는 검은색 펜으로 표기한다.",
    "  1) 잘못 표기하면 답안지를 바꾸어 준다.",
    "  2) 두 개 이상 표기한 답은 틀린 것으로 본다.",
]


def write(folder: Path) -> None:
    """Write every file of this kind, each with its gold."""
    _plain(folder, "broken", _broken(folder), 0, "damaged")
    _plain(folder, "empty", b"", 0, "empty_file")
    _plain(folder, "not-a-pdf", "이 파일은 이름만 PDF이고 내용은 글이다.\n".encode(), 0, "not_a_pdf")
    _encrypted(folder)
    _scan(folder)
    _syllabus(folder)


def _plain(folder: Path, stem: str, data: bytes, pages: int, finding: str) -> None:
    (folder / f"{stem}.pdf").write_bytes(data)
    gold.write(folder / f"{stem}.gold.json", gold.blank(f"{stem}.pdf", "refused", pages, findings=(finding,)))


def _broken(folder: Path) -> bytes:
    """The first third of a good file: no page tree, no cross-reference table, no trailer."""
    whole = (folder / "safety-2023.pdf").read_bytes()
    return whole[: len(whole) // 3]


def _encrypted(folder: Path) -> None:
    questions, setter = load("encrypted"), Setter(PRACTICE)
    pages = setter.paper(questions)
    (folder / "encrypted.pdf").write_bytes(emit.pdf(pages, PRACTICE.title, PASSWORD))
    truth = _hidden("encrypted.pdf", "encrypted", questions, setter)
    gold.write(folder / "encrypted.gold.json", {**truth, "password": PASSWORD})


def _scan(folder: Path) -> None:
    """Pages as a scanner delivers them: one grey JPEG each, a little askew, no text layer."""
    questions, setter = load("scan-ko"), Setter(SCAN)
    target = BytesIO()
    canvas = emit.new_canvas(target, SCAN.title)
    for page in setter.paper(questions):
        image = emit.picture(page, (0, 0, WIDTH, HEIGHT), SCAN_DPI).rotate(0.4, fillcolor=255)
        canvas.drawImage(emit.jpeg(image, 45), 0, 0, WIDTH, HEIGHT)
        canvas.showPage()
    canvas.save()
    (folder / "scan-ko.pdf").write_bytes(target.getvalue())
    gold.write(folder / "scan-ko.gold.json", _hidden("scan-ko.pdf", "needs_ocr", questions, setter))


def _hidden(file: str, finding: str, questions: list[Question], setter: Setter) -> gold.Gold:
    """Nothing is to be found without help; what is really there stands under true_questions."""
    truth = gold.blank(file, "refused", setter.sheet.page, "ko", findings=(finding,))
    truth["true_questions"] = [gold.record(q, setter.page_of[q.number], with_answer=False) for q in questions]
    truth["true_answers"] = gold.answers(questions)
    return truth


def _syllabus(folder: Path) -> None:
    """Numbers and circled digits everywhere, and not one question."""
    style = Style("사회복지사 1급 모의시험 출제 기준", "출제 기준", "- {page} -")
    setter = Setter(style)
    setter.title()
    setter.sheet.table(SYLLABUS, [110.0, 130.0, 243.0], head=1)
    setter.sheet.y += 20
    setter.heading("응시 안내")
    setter.sheet.place(Block([[Cell(12 if line.startswith(" ") else 0, line.strip())] for line in GUIDE]))
    pages: list[list[Mark]] = setter.finish()
    (folder / "syllabus-ko.pdf").write_bytes(emit.pdf(pages, style.title))
    truth = gold.blank("syllabus-ko.pdf", "not_exam", len(pages), "ko", findings=("no_questions",))
    gold.write(folder / "syllabus-ko.gold.json", truth)
