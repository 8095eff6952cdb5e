"""What a reader should find in each file, as JSON beside it."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from material import Question
    from papers import Paper

Gold = dict[str, Any]


def answer(question: Question) -> Gold:
    return {"accepted": question.accepted, "mode": question.mode}


def boxes(question: Question) -> list[str]:
    """Labelled statements count one by one; any other box is one text."""
    labelled = all(text[1:3] == ". " for text in question.boxes)
    whole = question.boxes if labelled else ["\n".join(question.boxes)]
    return whole + (["\n".join(question.code)] if question.code else [])


def record(question: Question, page: int, with_answer: bool) -> Gold:
    gold: Gold = {
        "number": question.number,
        "section": question.section,
        "stem": question.stem,
        "passage": "\n".join(question.passage.paragraphs) if question.passage else None,
        "boxes": boxes(question),
        "options": question.options,
        "answer": answer(question) if with_answer else None,
        "explanation": question.explanation,
        "page": page,
    }
    if question.origin:
        number, order = question.origin
        gold["form_a"] = {"number": number, "option_order": order}
    return gold


def exam(paper: Paper, questions: list[Question], page_of: dict[int, int], pages: int) -> Gold:
    """Gold of a paper; where no answers are printed the true ones stand apart."""
    printed = paper.style.answers is not None
    gold = blank(f"{paper.stem}.pdf", "exam", pages, paper.language, paper.style.columns)
    gold["form"] = paper.form
    gold["questions"] = [record(q, page_of[q.number], printed) for q in questions]
    if not printed:
        gold["true_answers"] = answers(questions)
    return gold


def answers(questions: list[Question]) -> list[Gold]:
    return [{"number": q.number, **answer(q)} for q in questions]


def key(file: str, pages: int, parts: Iterable[tuple[str | None, str | None, list[Question]]]) -> Gold:
    """Gold of a key: one entry for each form or subject under a heading of its own."""
    gold = blank(file, "key", pages, "ko")
    gold["keys"] = [
        {"form": form, "subject": subject, "answers": answers(questions)} for form, subject, questions in parts
    ]
    return gold


def blank(
    file: str,
    kind: str,
    pages: int,
    language: str | None = None,
    columns: int = 1,
    findings: tuple[str, ...] = (),
) -> Gold:
    return {
        "file": file,
        "kind": kind,
        "pages": pages,
        "columns": columns,
        "language": language,
        "form": None,
        "questions": [],
        "keys": [],
        "expect_findings": list(findings),
    }


def repeats(papers: list[Paper]) -> list[Gold]:
    """Groups of questions that come back, by the marks in the material."""
    groups: dict[tuple[str, str], list[list[str | int]]] = defaultdict(list)
    for paper in papers:
        if not paper.turned:
            for question in paper.questions():
                for mark in question.repeats:
                    groups[mark].append([paper.stem, question.number])
    return [{"kind": kind, "name": name, "members": groups[kind, name]} for kind, name in sorted(groups)]


def write(target: Path, gold: Gold | list[Gold]) -> None:
    target.write_text(json.dumps(gold, ensure_ascii=False, indent=1) + "\n", "utf-8")
