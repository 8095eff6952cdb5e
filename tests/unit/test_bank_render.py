"""Papers, questions, concepts and checks as text: nothing wider than the terminal, nothing lost off it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from tests.support.documents import check

from cgq.actions.demo import Step, Tour, Unread
from cgq.actions.doctor import Check, exit_code
from cgq.actions.doctor.check import fail, fixed, ok, warn
from cgq.actions.graph import Aside, OrderView, SetAside, ShownConcept, Size
from cgq.actions.materials import Paper
from cgq.actions.questions import OneQuestion
from cgq.actions.search import Found
from cgq.bank import materials as bank
from cgq.bank.build_record import Place, build
from cgq.bank.record import ConceptRecord
from cgq.bank.search import Hit
from cgq.documents import Document, encode
from cgq.documents.concept import Concept, GraphStats
from cgq.documents.demo import Demo
from cgq.documents.doctor import Doctor
from cgq.documents.materials import Material
from cgq.documents.questions import FullQuestion
from cgq.exam.model import Answer, Finding, Key, KeyAnswer, Option, QuestionText
from cgq.graph import read
from cgq.graph.edges import STATUSES
from cgq.graph.read import Neighbour, View
from cgq_cli.render import demo, doctor, graph, materials, questions
from cgq_cli.render.prose import pairs, wrapped
from cgq_cli.render.table import Layout
from cgq_cli.render.text import width

NOW = 1_767_225_600_000
NARROW, PIPE = Layout(columns=40, now=NOW), Layout(columns=None)
PAPER = Paper(
    bank.Material(
        id=3, sha256="ab" * 32, format="pdf", title="모의시험", description="", status="completed", error_code=None,
        error=None, form="A", language="ko", pages=4, rows=None, extractor="plain-1", questions=19, answers=18,
        missing=1, findings=1, keys=1, paths=("/new/a.pdf", "/old/a.pdf"), unpacked_from=(), created_at=NOW,
        updated_at=NOW, extracted_at=NOW,
    ),
    (Finding(code="gap", message="question 7 is missing", page=2, number=7),),
    (Key(answers=(KeyAnswer(number=1, accepted=(2,)),), form="A"),),
)  # fmt: skip
OPTIONS = tuple(Option(n=n, text=text) for n, text in enumerate(("가" * 30, "나", "다"), start=1))
TEXT = QuestionText("옳은 것은?\x1b[2J", "긴 지문 " * 12, ("ㄱ. 하나",), OPTIONS)


def place(form: str, order: tuple[int, ...], *answer: int) -> Place:
    return Place(
        material=form * 64, file=f"{form}.pdf", title="모의시험", form=form, section="제1과목", number=12, page=4,
        bbox=(0.0, 0.0, 1.0, 1.0), option_order=order, option_labels=("A", "B", "C"),
        answer=Answer(accepted=answer), explanation="까닭",
        confidence=0.9, flags=("option_count",),
    )  # fmt: skip


QUESTION = OneQuestion(
    5,
    build(
        "h" * 64,
        TEXT,
        "ko",
        [place("A", (1, 2, 3), 2), place("B", (3, 2, 1), 2)],
        [ConceptRecord(name="방어기제", importance=0.8)],
    ),
    (Hit("x", 9, "비슷한 것", 1.0, "meaning", 0.71),),
)


def printed(document: Document) -> dict[str, Any]:
    """A document as a command prints it."""
    told: dict[str, Any] = json.loads(encode(document))
    check(told)
    return told


def test_wrapped_text_never_passes_the_width_and_loses_nothing() -> None:
    text = "가" * 70 + " 나 " + "word " * 30
    for columns in (24, 40, 79):
        lines = list(wrapped(text, columns, first="12. ", indent="    "))
        assert all(width(line) <= columns for line in lines)
        assert lines[0].startswith("12. 가")
        assert "".join("".join(lines).split()) == "12." + "".join(text.split())
    assert list(wrapped("a\nb", 40, first="> ", indent="  ")) == ["> a", "  b"]
    assert list(wrapped("가 " * 100, None)) == [("가 " * 100).strip()]


def test_pairs_leave_out_what_has_no_value_and_spell_out_control_characters() -> None:
    entries = [("title", "a\x1b[2J"), ("form", None), ("error", "")]
    assert list(pairs(entries, None)) == ["title\ta\\x1b[2J"]
    assert list(pairs(entries, 80)) == ["title  a\\x1b[2J"]


def test_a_paper_as_row_record_and_text() -> None:
    assert materials.row(PAPER)["path"] == "/new/a.pdf"
    failed = replace(PAPER, material=replace(PAPER.material, status="failed", error_code="needs_ocr", error="pictures"))
    assert materials.row(failed)["status"] == "failed (needs_ocr)"
    record = printed(Material.of(PAPER))
    assert (record["type"], record["paths"]) == ("material", ["/new/a.pdf", "/old/a.pdf"])
    assert record["findings"] == [{"code": "gap", "message": "question 7 is missing", "page": 2, "number": 7}]
    assert record["keys"][0]["answers"] == [{"number": 1, "accepted": [2], "mode": "any"}]
    assert record["created_at"] == "2026-01-01T00:00:00.000Z"
    assert "finding\tgap, page 2, question 7: question 7 is missing" in list(materials.lines(PAPER, PIPE))
    text = list(materials.lines(failed, NARROW))
    assert any("pictures [needs_ocr]" in line for line in text)
    assert all(width(line) <= 40 for line in text)


def test_a_question_is_printed_with_its_answer_marked() -> None:
    text = list(questions.lines(QUESTION, NARROW))
    assert all(width(line) <= 40 for line in text)
    assert " * 2) 나" in text
    assert "   3) 다" in text
    assert "12. 옳은 것은?\\x1b[2J" in text
    whole = "\n".join(questions.lines(QUESTION, PIPE))
    assert "  [ ㄱ. 하나" in whole
    assert "Answer: 2 (from the paper; form B agrees)" in whole
    assert "wants review" in whole
    assert "Concepts: 방어기제 0.80" in whole
    assert "9 (0.71): 비슷한 것" in whole
    assert "form B, 제1과목, number 12, page 4, answer B (2)" in whole


def test_the_question_record_keeps_its_fields_first() -> None:
    record = printed(FullQuestion.of(QUESTION))
    assert list(record)[:3] == ["type", "id", "stem"]
    assert record["question"] == 5
    assert [(hit["id"], hit["question"]) for hit in record["near"]] == [("x", 9)]


def test_answers_in_words() -> None:
    said = [questions.answer_text(Answer(accepted=(1, 3), mode=mode), "123") for mode in ("any", "all", "void")]
    assert said == ["1 or 3", "1 and 3", "void"]
    assert questions.answer_text(Answer(accepted=(1, 3)), "FGH") == "F (1) or H (3)"
    assert questions.answer_text(Answer(accepted=(4, 5)), "12344") == "4 or 4 (5)"
    assert questions.answer_text(None, "") is None


def test_a_concept_tells_what_is_set_aside() -> None:
    before = Neighbour(2, "휴리스틱", "휴리스틱", 0.5, "glossary", "suggested", ("ends in 휴리스틱",))
    view = View(
        read.Concept(1, "가용성휴리스틱", "가용성 휴리스틱", 3, 2.0),
        ("availability",),
        (read.Tested(7, "h" * 64, "옳은 것은?", 0.9, "glossary", "stem"),),
        (before,),
        (),
    )
    shown = ShownConcept(view, Aside(before=frozenset({2})))
    text = "\n".join(graph.concept_lines(shown, PIPE))
    assert "also\t가용성휴리스틱, availability" in text
    assert "휴리스틱 (suggested by the glossary, 0.50, set aside: it closes a circle): ends in 휴리스틱" in text
    assert "No question tests it now" not in text
    gone = ShownConcept(
        View(view.concept, (), (), (), (before._replace(status="accepted", decided_by="kim"),)), Aside()
    )
    text = "\n".join(graph.concept_lines(gone, PIPE))
    assert "No question tests it now; it remains for what somebody decided about it." in text
    assert "휴리스틱 (accepted by kim, 0.50): ends in 휴리스틱" in text
    record = printed(Concept.of_shown(shown))
    assert record["before"][0]["set_aside"] is True
    assert record["tested_by"][0]["question"] == 7


def test_the_size_of_the_graph() -> None:
    none = read.Stats(
        concepts=0,
        aliases=0,
        tests=0,
        prerequisites=dict.fromkeys(STATUSES, 0),
        broader=dict.fromkeys(STATUSES, 0),
        questions=0,
        unanalysed=0,
        without_concept=0,
        untested=0,
    )
    order = OrderView(4, (SetAside("가", "나", 0.5, True),))
    size = Size(none, order, OrderView(2, ()), (read.Concept(1, "가", "가", 3, 2.0),))
    text = list(graph.size_lines(size, PIPE))
    assert "prerequisites\t0 suggested, 0 accepted, 0 rejected" in text
    assert "set aside\t가 before 나 (0.50, accepted: a person must decide)" in text
    record = printed(GraphStats.of(size))
    assert (record["acyclic"]["edges"], record["acyclic_broader"]["edges"]) == (4, 2)


def test_checks_as_lines_and_their_exit_code() -> None:
    checks: list[Check] = [ok("python", "3.11"), warn("disk", "little.", "Free some"), fixed("counters", "anew")]
    said = [line for check in checks for line in doctor.lines(check, PIPE, color=False)]
    assert said == ["ok\tpython\t3.11", "warn\tdisk\tlittle. Free some.", "fixed\tcounters\tanew"]
    assert doctor.verdict(checks) == "3 checks: 1 to know of, 1 mended"
    assert exit_code(checks) == 0
    assert exit_code([*checks, fail("key", "none", "set it")]) == 6
    assert exit_code([fail("key", "none", "set it"), fail("integrity", "bad", "", 1)]) == 1
    assert Doctor.of(checks, 0).checks[2].fixed
    (line,) = doctor.lines(checks[0], Layout(columns=80), color=True)
    assert line == "\x1b[32mok    \x1b[0mpython          3.11"


def test_a_demo_tells_a_surprise_from_what_is_broken_on_purpose() -> None:
    tour = Tour(
        papers=(PAPER,),
        question=QUESTION,
        query="강도율",
        found=Found(QUESTION.near, "both"),
        steps=(Step("도수율", 1, "재해", "suggested", "prerequisite"),),
        unread=(Unread("broken.pdf", "damaged", "cut", "the first third of a good file"),),
    )
    text = "\n".join(demo.lines(tour, "demo/cgq.db", "cgq", PIPE))
    assert "Files that were not read, each on purpose" in text
    assert "도수율 (1 question): learn 재해 first (suggested)" in text
    worse = replace(tour, unread=(*tour.unread, Unread("sw1-ko.pdf", "damaged", "cut", None)))
    assert [found.file for found in worse.surprises] == ["sw1-ko.pdf"]
    assert "NOT on purpose: cut" in "\n".join(demo.lines(worse, "demo/cgq.db", "cgq", PIPE))
    assert printed(Demo.of(tour, "demo/cgq.db", 0))["unread"][0]["purpose"]
