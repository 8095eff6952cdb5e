"""The committed sample papers are what the generator writes, and their gold makes sense."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("reportlab", reason="the sample papers are set with reportlab (group `samples`)")
pytest.importorskip("PIL", reason="the pictured papers are drawn with pillow (group `samples`)")
if importlib.util.find_spec("koreanize_matplotlib") is None:
    pytest.skip("the font comes with koreanize-matplotlib (group `samples`)", allow_module_level=True)

import pypdfium2

SAMPLES = Path(__file__).parents[2] / "sample_data"
STEMS = sorted(path.name.removesuffix(".gold.json") for path in SAMPLES.glob("*.gold.json"))
PAPERS = [stem for stem in STEMS if stem != "repeats"]
BUDGET = 3_000_000
TWO_RIGHT = {("safety-2024", 12), ("civil-a", 18), ("civil-b", 19)}
"""The only questions for which either of two answers is accepted."""


def gold(stem: str, folder: Path = SAMPLES) -> Any:
    return json.loads((folder / f"{stem}.gold.json").read_text("utf-8"))


def generate(folder: Path) -> Path:
    subprocess.run([sys.executable, SAMPLES / "generate.py", folder], check=True)
    return folder


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return generate(tmp_path_factory.mktemp("samples"))


def page_texts(path: Path, password: str | None) -> list[str]:
    with pypdfium2.PdfDocument(path, password=password) as document:
        texts = []
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_bounded())
            text.close()
            page.close()
        return texts


def test_every_file_is_generated_and_nothing_else_lies_about(fresh: Path) -> None:
    committed = {path.name for path in SAMPLES.iterdir() if path.suffix in (".pdf", ".json")}
    assert committed == {path.name for path in fresh.iterdir()}
    assert {f"{stem}.pdf" for stem in PAPERS} == {name for name in committed if name.endswith(".pdf")}


@pytest.mark.parametrize("stem", STEMS)
def test_the_gold_is_what_the_generator_says(fresh: Path, stem: str) -> None:
    assert gold(stem) == gold(stem, fresh)


@pytest.mark.parametrize("stem", [stem for stem in PAPERS if gold(stem)["pages"]])
def test_the_papers_hold_the_same_text(fresh: Path, stem: str) -> None:
    truth = gold(stem)
    password = truth.get("password")
    committed = page_texts(SAMPLES / truth["file"], password)
    assert len(committed) == truth["pages"]
    assert committed == page_texts(fresh / truth["file"], password)


def test_two_runs_give_the_same_bytes(fresh: Path, tmp_path: Path) -> None:
    again = generate(tmp_path)
    assert [p.name for p in fresh.iterdir() if p.read_bytes() != (again / p.name).read_bytes()] == []


def test_the_papers_stay_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.glob("*.pdf")) < BUDGET


@pytest.mark.parametrize("stem", PAPERS)
def test_questions_make_sense(stem: str) -> None:
    truth = gold(stem)
    questions = truth["questions"] or truth.get("true_questions", [])
    answers = truth.get("true_answers") or [{"number": q["number"], **q["answer"]} for q in questions]
    places = [(q["section"], q["number"]) for q in questions]
    assert len(set(places)) == len(places)
    assert [a["number"] for a in answers] == [q["number"] for q in questions]
    for question, answer in zip(questions, answers, strict=True):
        options = question["options"]
        assert 2 <= len(options) <= 7, question
        assert len(set(options)) == len(options), question
        assert question["stem"]
        assert all(text == text.strip() != "" for text in options)
        assert 1 <= question["page"] <= truth["pages"]
        assert set(answer["accepted"]) <= set(range(1, len(options) + 1)), question
        expected = {"any": 1, "all": 2, "void": len(options)}[answer["mode"]]
        assert len(answer["accepted"]) == expected or (stem, question["number"]) in TWO_RIGHT, question


@pytest.mark.parametrize("stem", [stem for stem in PAPERS if gold(stem)["kind"] == "exam"])
def test_the_texts_are_on_the_page_that_the_gold_names(stem: str) -> None:
    pages = ["".join(text.split()) for text in page_texts(SAMPLES / f"{stem}.pdf", None)]
    for question in gold(stem)["questions"]:
        assert "".join(question["stem"].split()) in pages[question["page"] - 1]
        around = "".join(pages[question["page"] - 1 : question["page"] + 1])
        for text in question["options"] + question["boxes"]:
            assert "".join(text.split()) in around, (question["number"], text)


def test_keys_agree_with_their_papers() -> None:
    for stem, papers in (("sw1-key", ["sw1-ko"]), ("civil-key", ["civil-a", "civil-b"])):
        printed = [answer for key in gold(stem)["keys"] for answer in key["answers"]]
        assert printed == [answer for paper in papers for answer in gold(paper)["true_answers"]]


def test_form_b_is_form_a_in_another_order() -> None:
    form_a, form_b = gold("civil-a"), gold("civil-b")
    originals = {q["number"]: q for q in form_a["questions"]}
    right = {a["number"]: set(a["accepted"]) for a in form_a["true_answers"]}
    assert {q["form_a"]["number"] for q in form_b["questions"]} == set(originals)
    for question, answer in zip(form_b["questions"], form_b["true_answers"], strict=True):
        number, order = question["form_a"]["number"], question["form_a"]["option_order"]
        assert number != question["number"]
        assert question["stem"] == originals[number]["stem"]
        assert question["options"] == [originals[number]["options"][n - 1] for n in order]
        assert order != sorted(order)
        assert {order[n - 1] for n in answer["accepted"]} == right[number]


def test_repeats_name_real_questions() -> None:
    questions = {(stem, q["number"]): q for stem in PAPERS for q in gold(stem)["questions"]}
    groups = gold("repeats")
    assert {group["kind"] for group in groups} == {"verbatim", "variant", "concept"}
    for group in groups:
        members = [questions[stem, number] for stem, number in group["members"]]
        assert len(members) >= 2, group
        same = {(q["stem"], frozenset(q["options"]), tuple(q["boxes"])) for q in members}
        assert (len(same) == 1) == (group["kind"] == "verbatim"), group
