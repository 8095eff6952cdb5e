"""Questions in a workbook: what cells show, formulas, merged cells, sheets, and what is refused before it is parsed."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tests.support.importing import Formula, read_import, workbook_bytes

from cgq.exam.model import RightOptions
from cgq.exchange.table.workbook.number_format import show_number

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["number", "stem", "option1", "option2", "answer", "year"]


def one_row(**cells: object) -> bytes:
    row = {"number": 1, "stem": "q", "option1": "a", "option2": "b", "answer": "1", "year": 2024, **cells}
    return workbook_bytes({"S": [HEADER, [row[name] for name in HEADER]]})


def test_whole_numbers_are_numbers_however_they_are_shown(tmp_path: Path) -> None:
    (row,) = read_import(tmp_path, "xlsx", one_row(number=(12, "000"), answer=(2, "0.00"), year=(2024, "#,##0"))).rows
    assert (row.row, row.number, row.answer, row.year) == (2, 12, RightOptions(accepted=(2,)), 2024)


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (3.0, "3"),
        (1.5, "1.5"),
        (0.1, "0.1"),
        ((0.5, "0%"), "50%"),
        ((1234.5, "#,##0.00"), "1,234.50"),
        ((7, "000"), "007"),
        ((1.25, "0.0"), "1.3"),
        ((-3, "0;(0)"), "(3)"),
        ((-3, "0.0"), "-3.0"),
        ((2, '0"개"'), "2개"),
        ((1000, "[$₩-412]#,##0"), "₩1,000"),
        ((45366, "yyyy-mm-dd"), "2024-03-15"),
        ((45366.5, 'm"월" d"일" h:mm AM/PM'), "3월 15일 12:00 PM"),
        ((45366, "yyyy년 m월 d일 aaaa"), "2024년 3월 15일 금요일"),
        ((0.25, "h:mm:ss"), "6:00:00"),
        ((5, "@"), "5"),
        (True, "TRUE"),
        ("1,5", "1,5"),
        ("_x0041_ 그대로", "_x0041_ 그대로"),
        (Formula("=1+1", 2), "2"),
        (Formula('="a"&"b"', "ab"), "ab"),
    ],
)
def test_a_text_is_what_its_cell_shows(tmp_path: Path, cell: object, shown: str) -> None:
    outcome = read_import(tmp_path, "xlsx", one_row(option1=cell))
    assert outcome.faults == []
    assert outcome.rows[0].options[0].text == shown


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("answer", 1.5, "not_an_answer"),
        ("answer", 15, "no_such_option"),
        ("answer", (45366, "m-d"), "not_text"),
        ("answer", (1, "0%"), "not_text"),
        ("answer", True, "not_text"),
        ("number", (45366, "yyyy-mm-dd"), "not_text"),
        ("year", (45366, "yyyy"), "not_text"),
        ("number", 1.5, "bad_number"),
        ("stem", Formula("=1+1", ""), "no_value"),
        ("stem", Formula("=1/0", "#DIV/0!"), "cell_error"),
        ("option1", (0.5, "# ?/?"), "unknown_format"),
        ("option1", (0.5, "0.0E+00"), "unknown_format"),
        ("option1", (0.5, f"0.{'0' * 31}"), "unknown_format"),
        ("option1", (0.5, f"0.{'#' * 240}"), "unknown_format"),
        ("option1", (0.5, f"0{',' * 200}"), "unknown_format"),
        ("option1", (0.5, f"0{'%' * 200}"), "unknown_format"),
    ],
)
def test_what_a_cell_does_not_show_is_a_fault_and_no_guess(
    tmp_path: Path, column: str, cell: object, code: str
) -> None:
    (fault,) = read_import(tmp_path, "xlsx", one_row(**{column: cell})).faults
    assert (fault.row, fault.column, fault.code) == (2, column, code)


WORDS = ("General", "AM/PM", "a/p", "E+", "[h]", "[Red]", "[$₩-412]", "yyyy", "aaaa", '"x"', "\\x", "_x", "*x")
LONG = ("0" * 31, "#" * 400, f"0.{'0' * 400}", "%" * 31, "," * 400)
CODES = st.lists(st.sampled_from([*"0#?,.%;@ymdhsx[ ", *WORDS, *LONG]), max_size=8).map("".join)


@example(code=f"0.{'0' * 400}", value=12.5, from_1904=False)
@example(code=f"0{',' * 400_000}", value=12.5, from_1904=False)
@given(code=CODES, value=st.one_of(st.floats(), st.integers(-10, 10**7).map(float)), from_1904=st.booleans())
def test_no_format_and_no_number_raises_anything(*, code: str, value: float, from_1904: bool) -> None:
    assert show_number(value, code, from_1904=from_1904).kind in ("number", "percent", "date", "unknown")


def test_a_merged_cell_holds_for_its_rows_where_questions_share_it(tmp_path: Path) -> None:
    rows = [
        ["과목", "지문", "문제", "해설"],
        ["", "", "a", ""],
        ["", "", "b", ""],
        [],
        ["", "", "c", ""],
        ["", "", "d"],
    ]
    merges = [(1, 0, 4, 0, "제1과목"), (1, 1, 2, 1, "읽을 글"), (1, 3, 2, 3, "왜냐하면")]
    outcome = read_import(tmp_path, "xlsx", workbook_bytes({"S": rows}, merges))
    assert [(row.stem, row.section, row.passage, row.explanation) for row in outcome.rows] == [
        ("a", "제1과목", "읽을 글", "왜냐하면"),
        ("b", "제1과목", "읽을 글", None),
        ("c", "제1과목", None, None),
        ("d", None, None, None),
    ]


def test_rows_keep_their_numbers_behind_empty_ones(tmp_path: Path) -> None:
    rows = [[], ["a title"], ["stem"], [], ["q"], [None], ["r"]]
    outcome = read_import(tmp_path, "xlsx", workbook_bytes({"S": rows}))
    assert [(row.row, row.stem) for row in outcome.rows] == [(5, "q"), (7, "r")]


def test_the_only_sheet_with_a_header_is_read_and_the_others_are_noted(tmp_path: Path) -> None:
    sheets = {"표지": [["봄 시험"]], "문제": [["문제"], ["x"]], "!hidden": [["문제"], ["y"]]}
    outcome = read_import(tmp_path, "xlsx", workbook_bytes(sheets))
    assert [row.stem for row in outcome.rows] == ["x"]
    assert outcome.notes == ["Sheet 문제 is read; 표지, hidden (hidden) are passed over."]
    hidden = read_import(tmp_path, "xlsx", workbook_bytes(sheets), sheet="Hidden")
    assert [row.stem for row in hidden.rows] == ["y"]


def test_which_sheet_is_never_guessed(tmp_path: Path) -> None:
    two = workbook_bytes({"봄": [["문제"], ["x"]], "가을": [["문제"], ["y"]]})
    outcome = read_import(tmp_path, "xlsx", two)
    assert (outcome.code, outcome.before_first) == ("which_sheet", True)
    assert outcome.failed is not None
    assert "봄, 가을" in outcome.failed.message
    assert "--sheet 봄" in outcome.failed.hint
    assert "save each of the others as a file of its own" in outcome.failed.hint
    assert read_import(tmp_path, "xlsx", two, sheet="여름").code == "no_such_sheet"
    assert read_import(tmp_path, "xlsx", workbook_bytes({"a": [["x"]], "b": [["y"]]})).code == "which_sheet"
    assert read_import(tmp_path, "xlsx", workbook_bytes({"a": [["x"]]})).code == "no_header"
    assert read_import(tmp_path, "xlsx", workbook_bytes({"a": []})).code == "empty_file"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"stem,answer\n", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "not_a_workbook"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"", "not_a_workbook"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    outcome = read_import(tmp_path, "xlsx", data)
    assert (outcome.code, outcome.before_first) == (code, True)


def repacked(data: bytes, part: str, content: bytes) -> bytes:
    """The workbook with another content for a part."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, content if info.filename == part else old.read(info))
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
STRINGS = "xl/sharedStrings.xml"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    bomb = repacked(one_row(), SHEET, b"<worksheet>" + b" " * 3_000_000)
    assert len(bomb) < 20_000
    outcome = read_import(tmp_path, "xlsx", bomb, most_bytes=2_000_000)
    assert (outcome.code, outcome.before_first) == ("too_large", True)
    assert outcome.failed is not None
    assert "most_bytes" in outcome.failed.hint
    assert read_import(tmp_path, "xlsx", bomb, most_bytes=4_000_000).code == "damaged"


def test_a_part_that_is_larger_than_it_says_is_damaged(tmp_path: Path) -> None:
    sheet = b"<worksheet><sheetData/></worksheet>" + b" " * 100_000
    data = repacked(one_row(), SHEET, sheet)
    size = len(sheet).to_bytes(4, "little")
    assert data.count(size) == 2
    assert read_import(tmp_path, "xlsx", data.replace(size, (40).to_bytes(4, "little"))).code == "damaged"


@pytest.mark.parametrize(
    ("part", "content"),
    [
        (SHEET, b"<worksheet><sheetData><row r='1'>"),
        (SHEET, b"not xml"),
        (SHEET, b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet>&a;</worksheet>"),
        (SHEET, b"<?xml version='1.0' encoding='cp949'?><worksheet/>"),
        (SHEET, b"<worksheet><sheetData><row r='2'/><row r='1'/></sheetData></worksheet>"),
        (SHEET, b"<worksheet><sheetData><row r='99999999'/></sheetData></worksheet>"),
        (SHEET, b"<worksheet><sheetData><row><c r='XFE1'/></row></sheetData></worksheet>"),
        (SHEET, b"<worksheet><sheetData><row><c r='B1'/><c r='A1'/></row></sheetData></worksheet>"),
        (SHEET, b"<worksheet><sheetData><row><c t='s'><v>999</v></c></row></sheetData></worksheet>"),
        (SHEET, b"<worksheet><sheetData><row><c t='s'><v>-1</v></c></row></sheetData></worksheet>"),
        (SHEET, b"<worksheet><sheetData><row><c><v>one</v></c></row></sheetData></worksheet>"),
        (STRINGS, b"<sst><si><t>"),
        ("xl/workbook.xml", b"<workbook"),
        ("_rels/.rels", b"<Relationships/>"),
    ],
)
def test_a_damaged_workbook_is_refused(tmp_path: Path, part: str, content: bytes) -> None:
    outcome = read_import(tmp_path, "xlsx", repacked(one_row(), part, content))
    assert outcome.code == "damaged"
    assert outcome.rows == []


def test_a_cell_in_the_last_corner_costs_nothing(tmp_path: Path) -> None:
    sheet = (
        b"<worksheet><sheetData><row r='1'><c r='A1' t='inlineStr'><is><t>stem</t></is></c></row>"
        b"<row r='1048576'><c r='A1048576' t='inlineStr'>"
        b"<is><r><t>q</t></r><rPh><t>no</t></rPh><r><t>!</t></r></is></c>"
        b"<c r='XFD1048576'><v>1</v></c></row></sheetData></worksheet>"
    )
    outcome = read_import(tmp_path, "xlsx", repacked(one_row(), SHEET, sheet))
    assert [(fault.row, fault.code) for fault in outcome.faults] == [(1048576, "extra_cells")]
    prefixed = sheet.replace(b"<c r='XFD1048576'><v>1</v></c>", b"").replace(b"</", b"</x:").replace(b"<", b"<x:")
    prefixed = prefixed.replace(b"<x:/x:", b"</x:").replace(b"<x:worksheet>", b"<x:worksheet xmlns:x='urn:any'>")
    outcome = read_import(tmp_path, "xlsx", repacked(one_row(), SHEET, prefixed))
    assert [(row.row, row.stem) for row in outcome.rows] == [(1048576, "q!")]


def test_an_encrypted_entry_is_refused(tmp_path: Path) -> None:
    data = bytearray(one_row())
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(signature, at + 4)
    assert read_import(tmp_path, "xlsx", bytes(data)).code == "encrypted"


def test_dates_from_1904_count_from_there(tmp_path: Path) -> None:
    data = one_row(option1=(0.0, "yyyy-mm-dd"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        main = archive.read("xl/workbook.xml").replace(b"<workbookPr", b'<workbookPr date1904="1"')
    (row,) = read_import(tmp_path, "xlsx", repacked(data, "xl/workbook.xml", main)).rows
    assert row.options[0].text == "1904-01-01"
