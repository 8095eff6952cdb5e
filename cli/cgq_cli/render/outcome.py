"""What came of a job, in a few words: `20 questions, 18 answers, 1 missing`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from cgq.exam.findings import NEEDS_OCR
from cgq_cli.render.names import paper_name
from cgq_cli.render.text import counted

if TYPE_CHECKING:
    from cgq.queue.listing import Paper


REFUSALS = "refusals"
"""The field of a result that lists files which were refused, each with its message and code (enqueue_papers)."""


LOSSES = "losses"
"""The field of a result that lists what a format could not hold (export_questions): their number stands in `lost`."""


def outcome_text(result: str | None, paper: Paper | None = None) -> str | None:
    """What a job that is done came to, from its result (JSON); `paper` where it read one. None for nothing."""
    found: Any = None if result is None else json.loads(result)
    if not isinstance(found, dict):
        return result
    fields = cast("dict[str, Any]", found)
    if paper is not None and "answers" in fields:
        return paper_text(paper, fields)
    return (
        ", ".join(
            _field(name, value)
            for name, value in fields.items()
            if value not in ([], {}) and not _is_listed(name, value)
        )
        or None
    )


def paper_text(paper: Paper, result: dict[str, Any]) -> str:
    """What was found in a paper, with what its key adds to it."""
    if result.get("key_answers") and not result.get("questions"):
        papers = ", ".join(map(paper_name, json.loads(paper.fits)))
        return f"an answer key, {counted(result['key_answers'], 'answer')}{f', for {papers}' if papers else ''}"
    if not result.get("questions"):
        codes: dict[str, int] = result.get("findings") or {}
        if NEEDS_OCR in codes:
            return "a scan; its text is recognised next"
        return f"no questions [{', '.join(codes)}]" if codes else "no questions"
    missing = f", {result['missing']} missing" if result.get("missing") else ""
    losses = result.get("losses") or 0
    look = f", {counted(losses, 'finding')}" if losses else ""
    return f"{counted(result['questions'], 'question')}, {_answers(paper, result['answers'])}{missing}{look}"


def _answers(paper: Paper, own: int) -> str:
    """How many answers stand in the paper itself, or come from its key where the key is known already."""
    if paper.key:
        return f"{counted(paper.answers, 'answer')} by {paper_name(paper.key)}"
    return counted(own, "answer") if own else "no answers of its own"


def refusals_text(refusals: list[dict[str, str]]) -> str:
    """`/in/a.pdf is empty [empty_file]; /in/b.pdf is no PDF [not_a_pdf]`."""
    return "; ".join(f"{one['message']} [{one['code']}]" for one in refusals)


def _is_listed(name: str, value: Any) -> bool:
    return name == LOSSES and isinstance(value, list)


def _field(name: str, value: Any) -> str:
    """`14 terms` for a count, whose name is a plural; `model local-hash-1024` for anything else."""
    words = name.replace("_", " ")
    if name == REFUSALS:
        return refusals_text(value)
    if type(value) is int and name.endswith("s"):
        return counted(value, words.removesuffix("es") if words.endswith("sses") else words.removesuffix("s"))
    if isinstance(value, dict):
        return f"{words} {', '.join(f'{key} {one}' for key, one in cast('dict[str, Any]', value).items())}"
    return f"{words} {value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)}"
