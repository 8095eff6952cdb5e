"""A bank that is hard to list: 700 questions, long Korean titles, equal file names, numbers of six digits."""

from __future__ import annotations

import json
from contextlib import closing
from typing import TYPE_CHECKING

from tests.support.ledger import open_ledger, register

from cgq.bank import materials, questions
from cgq.bank.files import SourceFile
from cgq.clock import SystemClock
from cgq.errors import Failure
from cgq.exam.model import Answer, Document, Finding, Option, Question
from cgq.queue import claim, operate, settle
from cgq.queue.enqueue import enqueue
from cgq.queue.job import NewJob
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.queue.books import Books
    from cgq.queue.job import Job

PAPERS = 7
QUESTIONS = 100
"""Of each paper."""

FIRST_ID = 123_456
"""Where the numbers of jobs and questions begin."""

TITLE = "2024년도 제{}회 국가기술자격 정기 필기시험 산업안전기사 1교시 공통과목 문제지 (가책형)"
FOLDER = "/home/me/내려받은 시험지 모음/2024년도 정기 제{}회 국가기술자격 필기시험/산업안전기사 필기 문제지.pdf"
SECTION = "제{}과목 산업재해 예방 및 안전보건교육"
STEM = (
    "제{}회 {}번 사업장에서 산업재해를 예방하려고 사고의 연쇄를 끊는 방법을 정할 때, 근로자의 참여를 이끌어 내는 "
    "방법(employee participation)으로 가장 옳은 것은 무엇인가?"
)
CAUSE = "페이지의 글자가 서로 겹쳐 있어 문제와 선택지를 나눌 수 없고 정답표도 읽을 수 없습니다"

REASON = "그래프를 다시 만들기 전에 용어를 함께 살펴보려고 멈춤"


def fill(path: Path) -> None:
    """Fill an empty database: papers that were read, one that failed, jobs that wait, a paused queue, a finding."""
    ledger = open_ledger(path, SystemClock())
    with closing(ledger.database):
        supervisor = register(ledger)
        with ledger.write() as books:
            books.tx.run("UPDATE last_job SET id = ?", (FIRST_ID,))
            books.tx.run("INSERT INTO sqlite_sequence (name, seq) VALUES ('question', ?)", (FIRST_ID,))
            papers = [_paper(books, n) for n in range(1, PAPERS + 2)]
            wanted = [NewJob(kind="process_pdf", args={"material": paper}, document=paper) for paper in papers]
            enqueue(books, wanted)
        with ledger.write() as books:
            *good, bad = claim.claim(books, supervisor, "pdf_processing", "process_pdf", len(papers))
            settle.finish(books, [(job, _result(), 1.0) for job in good])
            for job in good:
                enqueue(books, _children(books, job))
            failure = Failure(code="suspect", message=CAUSE, retryable=False)
            settle.fail(books, [(bad, failure)])
            operate.pause(books, "graph_update", "김안전관리자", REASON)


def _paper(books: Books, n: int) -> int:
    """A paper whose questions are in the bank; the last one could not be read."""
    sha256 = f"{n:064x}"
    file = SourceFile(FOLDER.format(n), sha256, 1)
    material = materials.adopt(books.tx, file, books.now, title=TITLE.format(n)).id
    if n <= PAPERS:
        questions.store(books.tx, material, _document(sha256, n), stored_text_hash, books.now)
    return material


def _document(sha256: str, n: int) -> Document:
    finding = Finding(code="gap", message=f"{QUESTIONS + 1}번 문제를 찾지 못했습니다", page=20, number=QUESTIONS + 1)
    read = tuple(_question(n, number) for number in range(1, QUESTIONS + 1))
    return Document(sha256=sha256, pages=20, language="ko", extractor="long", questions=read, findings=(finding,))


def _question(n: int, number: int) -> Question:
    return Question(
        stem=STEM.format(n, number),
        passage=None,
        boxes=(),
        options=tuple(Option(n=k, text=f"{n}회 {number}번 문제의 {k}번 선택지") for k in range(1, 6)),
        number=number,
        section=SECTION.format(1 + number // 25),
        answer=Answer(accepted=(1 + number % 5,)) if number % 7 else None,
        page=1 + number // 5,
        confidence=0.7 if number % 10 == 0 else 1.0,
        flags=("option_count", "font_suspect") if number % 10 == 0 else (),
    )


def _children(books: Books, job: Job[str]) -> list[NewJob]:
    asked: int = json.loads(job.args)["material"]
    found = materials.question_ids(books.tx, asked)[:10]
    return [
        NewJob(kind="generate_embedding", args={"question": one}, document=asked, root=job.id, parent=job.id)
        for one in found
    ]


def _result() -> str:
    return json.dumps({"pages": 20, "questions": QUESTIONS, "answers": 86, "missing": 1, "losses": 1, "findings": {}})
