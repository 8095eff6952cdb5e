"""Question records as a hostile paper would have them, for what every format of an export must survive."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from cgq.bank.record import AppearanceRecord, ConceptRecord, Quality, QuestionRecord
from cgq.exam.identity import question_hash
from cgq.exam.model import Option, Place, Question, RightOptions, SourcedAnswer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.model import Mode

HOSTILE = (
    "<script>alert(1)</script>",
    "</script>",
    "]]>",
    "<!--",
    "&amp;&#0;&nbsp;",
    '"><img src=x onerror=alert(1)>',
    "=cmd|'/c calc'!A1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    " \t=1+1",
    "＝1",
    "'=1",
    "1,5",
    "\x1b[2J\x1b]0;x\x07",
    "\x00\x01\x0b\x0c\x1f\x7f\x85",
    "\r\n",
    "\r",
    "\u2028\u2029",
    "\u202etxet\u202c",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    "\ufeff\ufffe\uffff",
    "\U0001f469\u200d\U0001f52c",
    "e\u0301 \u1100\u1161",
    "{=%100%x ~y # z}",
    "::t:: $CATEGORY: // \\n \\: \\=",
    "{{c1::x}} [sound:x.mp3]",
    "``` | * _ # > ~~~ [a](javascript:x)",
    "'; DROP TABLE question; -- \\u0027",
    "---\nkey: value",
    "x" * 10_000,
)
"""Texts that mean something to some format: markup, formulas, escapes, control signs, directions, a long one."""

SIGNS = st.characters(exclude_categories=("Cs",))
"""Every sign that a bank can hold: no half of a surrogate pair."""

TEXT = st.lists(st.sampled_from(HOSTILE) | st.text(SIGNS, max_size=12), max_size=3).map("".join)
"""A text of a part; it may be empty."""

LABELS = (
    ("①", "②", "③", "④", "⑤"),
    ("1", "2", "3", "4", "5"),
    ("A", "B", "C", "D", "E"),
    ("가", "나", "다", "라", "마"),
)


def record(
    *,
    stem: str = "",
    passage: str | None = None,
    boxes: Sequence[str] = (),
    options: Sequence[str] = (),
    labels: Sequence[str] = LABELS[0],
    accepted: Sequence[int] = (),
    mode: Mode | None = None,
    explanation: str | None = None,
    concepts: Sequence[str] = (),
    tags: Sequence[str] = (),
    drawn: Sequence[str] = (),
    **place: object,
) -> QuestionRecord:
    """A record as the bank would build it of these parts, which appears once; `place` are fields of its appearance.

    `mode` None: it has no answer. `drawn` are the hashes of its figures.
    """
    made = tuple(
        Option(n=n, label=label, text=text) for n, (label, text) in enumerate(zip(labels, options, strict=False), 1)
    )
    question = Question(number=1, stem=stem, passage=passage, boxes=tuple(boxes), options=made, figures=tuple(drawn))
    answer = None if mode is None else RightOptions(accepted=tuple(accepted), mode=mode)
    figures = tuple(
        Place(part="figure", page=1, bbox=(0.0, 0.0, 9.0, 9.0), n=n, asset=asset) for n, asset in enumerate(drawn, 1)
    )
    fields: dict[str, object] = {
        "material": "0" * 64,
        "file": "exam-2024.pdf",
        "title": "2024 exam",
        "section": None,
        "number": 1,
        "page": 1,
        "bbox": (0.0, 0.0, 9.0, 9.0),
        "row": None,
        "form": None,
        "year": None,
        "session": None,
        "tags": tuple(tags),
        "option_order": tuple(option.n for option in made),
        "option_labels": tuple(option.label for option in made),
        "answer": answer,
        "places": figures,
    }
    return QuestionRecord(
        id=question_hash(question),
        stem=stem,
        passage=passage,
        boxes=tuple(boxes),
        options=made,
        answer=None if answer is None else SourcedAnswer(accepted=answer.accepted, mode=answer.mode),
        explanation=explanation,
        appearances=(AppearanceRecord(**fields | place),),  # type: ignore[arg-type]
        concepts=tuple(ConceptRecord(name=name, importance=0.5) for name in concepts),
        assets=tuple(sorted(drawn)),
        quality=Quality(score=1.0, flags=(), needs_review=False, reviewed=False),
        language="ko",
    )


@st.composite
def hostile_record(draw: st.DrawFn) -> QuestionRecord:
    """Any record: with and without options, passage, boxes, answer, explanation, section, names and tags."""
    options = draw(st.lists(TEXT, max_size=5))
    mode: Mode | None = draw(st.sampled_from(("any", "all", "void", None))) if options else None
    numbers = st.integers(1, max(1, len(options)))
    accepted = sorted(draw(st.sets(numbers, min_size=1))) if mode in ("any", "all") else range(1, len(options) + 1)
    return record(
        stem=draw(TEXT),
        passage=draw(st.none() | TEXT),
        boxes=draw(st.lists(TEXT, max_size=2)),
        options=options,
        labels=draw(st.sampled_from(LABELS)),
        accepted=tuple(accepted) if mode is not None else (),
        mode=mode,
        explanation=draw(st.none() | TEXT),
        concepts=draw(st.lists(TEXT.filter(bool), max_size=2, unique=True)),
        tags=draw(st.lists(TEXT.filter(bool), max_size=2, unique=True)),
        title=draw(st.none() | TEXT),
        file=draw(TEXT),
        section=draw(st.none() | TEXT),
        number=draw(st.integers(1, 999)),
        year=draw(st.none() | st.integers(1900, 2100)),
        session=draw(st.none() | TEXT),
    )


def hostile_records(most: int = 4) -> st.SearchStrategy[list[QuestionRecord]]:
    """Some records, each once, by content hash as an export walks them."""
    return st.lists(hostile_record(), max_size=most, unique_by=lambda one: one.id).map(
        lambda found: sorted(found, key=lambda one: one.id)
    )


def with_drawn_option(given: QuestionRecord, n: int, asset: str) -> QuestionRecord:
    """The record with its nth option drawn; its hash is left as it was."""
    from msgspec import structs

    options = tuple(replace(option, asset=asset) if option.n == n else option for option in given.options)
    return structs.replace(given, options=options, assets=tuple(sorted({*given.assets, asset})))
