"""The template of an import is a file of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.importing import read_import

from cgq.exchange.table.columns import name_of
from cgq.exchange.table.template import header, template

if TYPE_CHECKING:
    from pathlib import Path

    from cgq.exchange.table.template import TemplateFormat


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_an_unchanged_template_is_a_file_without_questions(tmp_path: Path, kind: TemplateFormat) -> None:
    outcome = read_import(tmp_path, kind, template(kind))
    assert outcome.code == "no_rows"
    assert (outcome.rows, outcome.faults) == ([], [])


def test_its_header_is_understood_and_its_bytes_are_the_same(tmp_path: Path) -> None:
    assert [name_of(name) for name in header()] == header()
    assert template("csv").startswith(b"\xef\xbb\xbfnumber,section,stem")
    assert template("xlsx") == template("xlsx")


def test_a_filled_template_gives_what_was_filled_in(tmp_path: Path) -> None:
    filled = template("csv").replace("(예시, 이 행은 지우세요) ".encode(), b"")
    (row,) = read_import(tmp_path, "csv", filled).rows
    assert (row.row, row.number, row.section, row.year) == (2, 1, "데이터베이스", 2024)
    assert row.concepts == ("후보키", "관계 모델")
    assert row.answer is not None
    assert row.answer.accepted == (1,)


def test_the_examples_would_be_questions_without_a_fault(tmp_path: Path) -> None:
    changed = template("csv").replace(b"Example, delete this row", b"Mine").replace("예시, ".encode(), b"")
    outcome = read_import(tmp_path, "csv", changed)
    assert outcome.faults == []
    assert [row.answer.accepted for row in outcome.rows if row.answer] == [(1,), (1, 4)]
