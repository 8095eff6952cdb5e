"""What a question's parts lack: characters without meaning, figures that are named and not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.confidence import flagged
from cgq.exam.findings import FIGURE_MISSING, MISPRINTED_MARKER, OCR_LAYER, TEXT_LOST
from cgq.exam.model import Finding
from cgq.exam.nameless import nameless_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from cgq.exam.findings import Flag
    from cgq.exam.model import Question

_DRAWN = "그림|트리|도면|사진|회로도?|그래프|순서도|흐름도|계통도|단면도|투상도|배치도|평면도|파형"
_NAMES_FIGURE = re.compile(
    rf"(?:다음|아래|위|오른쪽|왼쪽|주어진)(?:의|에)?\s?(?:{_DRAWN})|그림(?:과|와)\s?같|[<〈\[(（]\s?(?:그림|사진|도면)"
    rf"|(?:{_DRAWN})[가이]\s(?:다음|아래)[과와]?\s?같|그림\s?\d|그림(?:에서|의\s?회로)"
    r"|\b(?:figures?|fig\.|diagrams?|exhibits?|graphic|circuit)\s+(?:shown|below|above|given|\d)"
    r"|\b(?:refer to|see|view|in|click|from|examine)\s+(?:on\s+)?the\s+(?:\w+\s+)?"
    r"(?:figures?|diagram|exhibits?|graphic)\b"
    r"|\bthe\s+(?:figure|diagram|exhibit)s?\s+(?:shows?|represents?|depicts?)"
    r"|(?<![意企地略版指合構])図(?:の|は|に|で|中|[0-9０-９１-９A-Z])|[次下右左上]の?図(?![書形面る式])"
    r"|如图|[下上右左]图|图[0-9所中示]",
    re.IGNORECASE,
)
_MAY_BE_TEXT = "exhibit"
_STRAY_RING = re.compile("[①-⑨❶-❾◯]")


def with_shortfalls(questions: Sequence[Question]) -> tuple[list[Question], list[Finding]]:
    """The questions with flags for what they lack, and the findings that say where to look."""
    judged: list[Question] = []
    findings: list[Finding] = []
    for question in questions:
        lacking = list(_lacking(question))
        judged.append(flagged(question, [code for code, _ in lacking]))
        findings += [
            Finding(code=code, message=message, page=question.page, number=question.number) for code, message in lacking
        ]
    return judged, findings


def recognised(questions: Sequence[Question], pages: Collection[int]) -> list[Question]:
    """Less is sure of questions that stand on pages whose text was recognised from a scan."""
    return [flagged(q, [OCR_LAYER]) if any(p.page in pages for p in q.places) else q for q in questions]


def with_stray_rings(questions: Sequence[Question], pages: Collection[int]) -> tuple[list[Question], list[Finding]]:
    """The questions, and findings for those from scans whose options hold circled numbers in their text: the marker of
    an option that was misread, or not read at all, leaves two options in one."""
    judged: list[Question] = []
    findings: list[Finding] = []
    for question in questions:
        stray = [o.n for o in question.options if _STRAY_RING.search(o.text)] if question.page in pages else []
        judged.append(flagged(question, [MISPRINTED_MARKER] if stray else []))
        if stray:
            which = ", ".join(map(str, stray))
            message = f"a circled number stands in the text of option {which}: an option may have run into another"
            findings.append(
                Finding(code=MISPRINTED_MARKER, message=message, page=question.page, number=question.number)
            )
    return judged, findings


def _lacking(question: Question) -> Iterator[tuple[Flag, str]]:
    lost = [f"{part} ({n})" for part, text in _texts(question) if (n := nameless_in(text))]
    if lost:
        yield TEXT_LOST, f"the file gives characters no meaning, in {', '.join(lost)}: compare with the page"
    drawn = bool(question.figures) or any(o.asset for o in question.options)
    named = _NAMES_FIGURE.search(question.stem)
    if named and not drawn and not (question.boxes and _MAY_BE_TEXT in named[0].lower()):
        yield FIGURE_MISSING, "it names a figure and none was found with it: compare with the page"


def _texts(question: Question) -> Iterator[tuple[str, str]]:
    yield "the stem", question.stem
    yield "the passage", question.passage or ""
    for n, box in enumerate(question.boxes, 1):
        yield f"box {n}", box
    for option in question.options:
        yield f"option {option.n}", option.text
