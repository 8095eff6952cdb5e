"""The sample papers as Hangul documents: the same questions as their PDFs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.gold import as_read, as_true
from tests.support.hangul.reading import converter, document_of

from cgq.convert.form import content_of

if TYPE_CHECKING:
    from cgq.exam.model import Document

SAMPLES = Path(__file__).parents[2] / "sample_data"
FORMS = SAMPLES / "forms"
PAPERS = {
    "sw1-ko.hwp": "sw1-ko",
    "civil-a.hwp": "civil-a",
    "passage-ko.hwpx": "passage-ko",
    "distribution.hwp": "encrypted",
}
"""Each file, and whose gold it has. The questions of the last are those of a PDF behind a password."""
BUDGET = 100_000
"""Bytes that a sample may have."""


def gold_of(name: str) -> Any:
    return json.loads((SAMPLES / f"{PAPERS[name]}.gold.json").read_text("utf-8"))


def read(name: str) -> Document:
    return document_of((FORMS / name).read_bytes())


def without_page(question: dict[str, object]) -> dict[str, object]:
    """Pages are broken elsewhere in a Hangul document, so a question may stand on another one."""
    return {key: value for key, value in question.items() if key != "page"}


@converter
@pytest.mark.parametrize("name", PAPERS)
def test_the_questions_are_those_of_the_pdf(name: str) -> None:
    gold = gold_of(name)
    true = gold["questions"] or gold["true_questions"]
    assert [without_page(as_read(q)) for q in read(name).questions] == [without_page(as_true(q)) for q in true]


@converter
@pytest.mark.parametrize("name", PAPERS)
def test_nothing_is_reported_and_the_paper_is_named(name: str) -> None:
    document, gold = read(name), gold_of(name)
    assert [(f.code, f.number) for f in document.findings] == []
    assert document.title
    assert (document.form, document.language) == (gold["form"], gold["language"] or "ko")


@pytest.mark.parametrize("name", [*PAPERS, "encrypted.hwp"])
def test_a_sample_is_what_its_name_promises_and_small(name: str) -> None:
    data = (FORMS / name).read_bytes()
    assert content_of(data) == name.rpartition(".")[2]
    assert len(data) < BUDGET


def test_the_samples_are_what_the_generator_makes() -> None:
    pytest.importorskip("hwpx", reason="python-hwpx writes the samples")
    from sample_data.hangul import samples

    made = samples()
    assert {path.name for path in FORMS.iterdir() if path.suffix in (".hwp", ".hwpx")} == {*made, "encrypted.hwp"}
    assert [name for name, data in made.items() if (FORMS / name).read_bytes() != data] == []
