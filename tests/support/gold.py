"""What was read of a paper, and what the gold beside the sample papers says, in one form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cgq.exam.model import Answer, Question


def squeezed(text: str | None) -> str:
    """White space apart: where a line was wrapped the page does not say whether a space stood there."""
    return "".join((text or "").split())


def answer_of(answer: Answer | None) -> object:
    return None if answer is None else {"accepted": list(answer.accepted), "mode": answer.mode}


def gold_answer(answer: dict[str, Any] | None) -> object:
    return None if answer is None else {"accepted": answer["accepted"], "mode": answer["mode"]}


def as_read(question: Question) -> dict[str, object]:
    return {
        "number": question.number,
        "section": squeezed(question.section),
        "stem": squeezed(question.stem),
        "passage": squeezed(question.passage),
        "boxes": squeezed("".join(question.boxes)),
        "options": [squeezed(o.text) for o in question.options],
        "answer": answer_of(question.answer),
        "page": question.page,
    }


def as_true(gold: dict[str, Any]) -> dict[str, object]:
    return {
        "number": gold["number"],
        "section": squeezed(gold["section"]),
        "stem": squeezed(gold["stem"]),
        "passage": squeezed(gold["passage"]),
        "boxes": squeezed("".join(gold["boxes"])),
        "options": [squeezed(o) for o in gold["options"]],
        "answer": gold_answer(gold["answer"]),
        "page": gold["page"],
    }
