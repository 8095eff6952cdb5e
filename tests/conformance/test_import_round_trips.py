"""Whatever text a table holds comes out of the readers as it went in, and no damage to a file escapes its two words:
a fault of a row, or a refusal of the file."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from tests.support.importing import csv_bytes, read_import, workbook_bytes

from cgq.exchange import readers
from cgq.exchange.table import columns
from cgq.exchange.table.name_list import join_names, split_names
from cgq.exchange.text.text_mark import mark, unmark

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Each example writes and reads a file."""

PRINTED = st.characters(exclude_categories=("Cc", "Cs"))
TEXT = st.text(st.one_of(PRINTED, st.sampled_from("\",;|\t\n=+-@' <>&_x000D_가①")), max_size=40)
KOREAN = st.text(st.sampled_from("가각힣뷁똠ㄱ①→ ,;\"'\n\tabc12·"), max_size=40)
KOREAN_TABLES = st.lists(st.tuples(KOREAN, KOREAN), min_size=1, max_size=4)
NAMES = st.lists(TEXT.map(str.strip).filter(bool), unique=True, max_size=5).map(tuple)


def rows_of(texts: list[tuple[str, str]]) -> list[list[str]]:
    """A table of questions with those stems and explanations; a letter keeps an empty stem from being none."""
    return [["stem", "explanation"], *([f"q{stem}", explanation] for stem, explanation in texts)]


def expected(texts: list[tuple[str, str]]) -> list[tuple[str, str | None]]:
    """What is read of them: nothing but whitespace around a text is lost, and line ends are of one kind."""
    return [(f"q{stem}".strip(), explanation.strip() or None) for stem, explanation in texts]


def read(reader: str, data: bytes) -> list[tuple[str | None, str | None]]:
    with tempfile.TemporaryDirectory() as folder:
        outcome = read_import(Path(folder), reader, data)
    assert outcome.failed is None
    assert outcome.faults == []
    return [(row.stem, row.explanation) for row in outcome.rows]


TABLES = st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=4)


@QUICK
@given(TABLES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_whatever_text_comes_through_csv(texts: list[tuple[str, str]], codec: str) -> None:
    header, *rows = rows_of(texts)
    ours = [[*header, *columns.OUR_OWN], *([mark(cell) for cell in row] for row in rows)]
    assert read("csv", csv_bytes(ours, codec)) == expected(texts)
    assert read("csv", csv_bytes([header, *rows], codec)) == expected(texts)


@QUICK
@given(
    st.lists(st.tuples(KOREAN, KOREAN), min_size=1, max_size=4), st.sampled_from(["cp949", "utf-16-le", "utf-16-be"])
)
def test_korean_comes_through_its_own_encodings(texts: list[tuple[str, str]], codec: str) -> None:
    rows = [["문제", "해설"], ["가나다라마바사 아자차카타파하의 설명으로 옳은 것은", ""], *rows_of(texts)[1:]]
    assert read("csv", csv_bytes(rows, codec))[1:] == expected(texts)


@QUICK
@given(TABLES)
def test_whatever_text_comes_through_a_workbook_and_calamine_agrees(texts: list[tuple[str, str]]) -> None:
    data = workbook_bytes({"questions": rows_of(texts)})
    assert read("xlsx", data) == expected(texts)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    theirs = [(str(row[0]).strip(), (str(row[1]).strip() if len(row) > 1 else "") or None) for row in sheet.iter_rows()]
    assert theirs[1:] == expected(texts)


@QUICK
@given(TABLES)
def test_a_workbook_of_another_writer_is_read_alike(texts: list[tuple[str, str]]) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    kept = [(stem.replace("_x", "x"), explanation.replace("_x", "x")) for stem, explanation in texts]
    for number, row in enumerate(rows_of(kept), 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column, text)
            cell.data_type = "s"  # else a text that begins with = becomes a formula
    made = io.BytesIO()
    book.save(made)
    assert read("xlsx", made.getvalue()) == expected(kept)


@QUICK
@given(TABLES)
def test_whatever_text_comes_through_json_lines(texts: list[tuple[str, str]]) -> None:
    lines = [json.dumps({"stem": stem, "explanation": explanation}) for stem, explanation in rows_of(texts)[1:]]
    assert read("jsonl", "\n".join(lines).encode()) == expected(texts)


@given(NAMES)
def test_whatever_names_come_back_from_their_cell(names: tuple[str, ...]) -> None:
    assert split_names(join_names(names)) == names


@given(st.text())
def test_a_marked_text_runs_nowhere_and_comes_back(text: str) -> None:
    marked = mark(text)
    assert unmark(marked) == text
    assert marked[:1] not in tuple("=+-@\t\r\n＝＋－＠")


GOOD = {
    "csv": csv_bytes([["번호", "문제", "보기1", "보기2", "정답"], ["1", '"옳은, 것"은?\n', "가", "나", "1,2"]] * 3),
    "xlsx": workbook_bytes({"S": [["number", "stem", "option1", "answer"], [1, "q", (2, "0%"), 1], [2, "r", "s"]]}),
    "jsonl": b'{"stem": "q", "options": ["a", "b"], "answer": 2}\n{"stem": "r", "appearances": [{"number": 3}]}\n' * 3,
}


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_damage_raises_anything_but_a_refusal(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(GOOD)))
    raw = bytearray(GOOD[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        piece = data.draw(st.binary(max_size=3))
        raw[at : at + data.draw(st.integers(0, 40))] = piece
        raw = raw or bytearray(b" ")
    with tempfile.TemporaryDirectory() as folder:
        outcome = read_import(Path(folder), name, bytes(raw))
    assert outcome.failed is None or outcome.failed.hint
    assert all(fault.code and fault.message for fault in outcome.faults)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted({"csv", "xlsx", "jsonl"} & set(readers.names()))), st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(name: str, data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        outcome = read_import(Path(folder), name, data)
    assert outcome.failed is not None or outcome.rows or outcome.faults
