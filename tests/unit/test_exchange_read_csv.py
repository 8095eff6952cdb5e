"""Questions in text with delimiters: encodings, delimiters, quotes, ragged rows, and what is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.importing import csv_bytes, read_import

from cgq.exam.model import Option, RightOptions
from cgq.exchange.table.cell import MOST_CHARACTERS

if TYPE_CHECKING:
    from pathlib import Path

HEADER = ["번호", "문제", "보기1", "보기2", "보기3", "정답", "해설", "개념", "연도"]
FIRST = ["1", "다음 중, 옳은 것은?", "하나", "둘", "셋", "②", "그래서\n그렇다", "조인; 정규화", "2024년"]
TABLE = [HEADER, FIRST, ["2", "둘째 것은?", "ㄱ", "ㄴ", "", "1,2", "", "", ""]]


def test_a_row_becomes_what_it_says_of_a_question(tmp_path: Path) -> None:
    outcome = read_import(tmp_path, "csv", csv_bytes(TABLE))
    assert outcome.failed is None
    assert (outcome.faults, outcome.notes) == ([], [])
    first, second = outcome.rows
    assert (first.row, first.number, first.stem) == (2, 1, "다음 중, 옳은 것은?")
    assert first.options == tuple(
        Option(n=n, label=str(n), text=text) for n, text in enumerate(("하나", "둘", "셋"), 1)
    )
    assert first.answer == RightOptions(accepted=(2,))
    assert (first.explanation, first.year, first.concepts) == ("그래서\n그렇다", 2024, ("조인", "정규화"))
    assert second.given == {"number", "stem", "options", "answer"}
    assert (second.row, second.answer, second.explanation) == (3, RightOptions(accepted=(1, 2)), None)


@pytest.mark.parametrize(
    ("codec", "noted"),
    [
        ("utf-8", None),
        ("utf-8-sig", None),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 (little endian)"),
        ("utf-16-be", "UTF-16 (big endian)"),
        ("cp949", "Korean (cp949)"),
        ("euc-kr", "Korean (cp949)"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found_and_noted(
    tmp_path: Path, codec: str, noted: str | None, delimiter: str
) -> None:
    outcome = read_import(tmp_path, "csv", csv_bytes(TABLE, codec, delimiter))
    assert [row.stem for row in outcome.rows] == ["다음 중, 옳은 것은?", "둘째 것은?"]
    assert outcome.rows[0].explanation == "그래서\n그렇다"
    named = {",": [], ";": ["Cells are separated by semicolons."], "\t": ["Cells are separated by tabs."]}[delimiter]
    assert outcome.notes == ([f"The file was read as {noted}."] if noted else []) + named


JAPANESE = "stem,option1\n次のうち正しいものはどれか、データベースの説明として,はい\n"


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("stem,option1\nGröße und Maße?,São Paulo\n", "cp1252"),
        ("stem,option1\nL’homme est né?,où\n", "cp1252"),
        ("stem,option1\nКакой город столица?,Москва\n", "koi8-r"),
        (JAPANESE, "cp932"),
    ],
)
def test_another_encoding_is_never_guessed_and_is_read_where_a_person_names_it(
    tmp_path: Path, text: str, codec: str
) -> None:
    refused = read_import(tmp_path, "csv", text.encode(codec))
    assert (refused.code, refused.before_first) == ("bad_encoding", True)
    assert refused.failed is not None
    assert "--encoding " in refused.failed.hint
    read = read_import(tmp_path, "csv", text.encode(codec), encoding=codec)
    stem, option = text.splitlines()[1].split(",")
    assert [(row.stem, row.options[0].text) for row in read.rows] == [(stem, option)]
    assert read.notes == [f"The file was read as {codec}."]


def test_an_encoding_that_is_named_must_be_one_and_fit(tmp_path: Path) -> None:
    for name in ("no-such", "hex", "idna", "unicode_escape", "a\0b", ""):
        assert read_import(tmp_path, "csv", "stem\nx\n", encoding=name).code == "unknown_encoding"
    assert read_import(tmp_path, "csv", b"stem\n\xff\n", encoding="UTF8").code == "bad_encoding"
    assert read_import(tmp_path, "csv", "\ufeffstem\nx\n", encoding="UTF8").rows[0].stem == "x"


@pytest.mark.parametrize(
    "data",
    [
        "stem,option1\nIt’s what’s “right”? Don’t,yes\n".encode("cp1252"),
        "stem,option1\nSão Paulo é?,sim\n".encode("cp1252"),
        "stem,option1\nTiếng Việt là gì? Größe und Maße?,x\n".encode("cp1258", "ignore"),
        "stem,option1\ncafé über señor naïve,oui\n".encode("latin-1"),
        ("번호,문제\n1," + "가나다라" * 50).encode() + b"\xff\n",
        ("번호,문제\n1," + "가나다라" * 50).encode("cp949") + b"\xff\xff\n",
        "번호,문제\n1,가나".encode("utf-16") + b"\x00",
    ],
    ids=[
        "quotes of Windows",
        "Portuguese",
        "Vietnamese",
        "Latin-1",
        "damaged UTF-8",
        "damaged cp949",
        "half a character",
    ],
)
def test_what_decodes_in_nothing_without_loss_is_refused_before_the_first_row(tmp_path: Path, data: bytes) -> None:
    outcome = read_import(tmp_path, "csv", data)
    assert outcome.code == "bad_encoding"
    assert outcome.before_first
    assert outcome.failed is not None
    assert "UTF-8" in outcome.failed.hint


def test_the_place_of_a_damaged_byte_is_named(tmp_path: Path) -> None:
    good = "번호,문제\n1,가나다라마바사\n"
    outcome = read_import(tmp_path, "csv", good.encode() + b"2,\xff\n")
    assert outcome.failed is not None
    assert f"byte {len(good.encode()) + 2:,} (line 3)" in outcome.failed.message


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"\x00\x00\x00"])
def test_an_empty_file_is_refused(tmp_path: Path, data: bytes) -> None:
    assert read_import(tmp_path, "csv", data).code == "empty_file"


def test_a_header_without_rows_is_refused(tmp_path: Path) -> None:
    assert read_import(tmp_path, "csv", "문제,정답\n\n,,\n").code == "no_rows"


def test_the_line_with_which_excel_names_a_delimiter_is_no_row(tmp_path: Path) -> None:
    outcome = read_import(tmp_path, "csv", 'sep=|\r\nstem|A|B|정답\r\n"x, y; z"|p|q|B\r\n')
    (row,) = outcome.rows
    assert (row.row, row.stem, row.answer) == (2, "x, y; z", RightOptions(accepted=(2,)))
    assert [option.label for option in row.options] == ["A", "B"]


def test_one_column_needs_no_delimiter(tmp_path: Path) -> None:
    outcome = read_import(tmp_path, "csv", "stem\nWhat, is it?\nAnd; this?\n")
    assert [row.stem for row in outcome.rows] == ["What, is it?", "And; this?"]
    assert outcome.notes == []


def test_two_delimiters_that_both_fit_are_refused(tmp_path: Path) -> None:
    outcome = read_import(tmp_path, "csv", "stem,answer\nstem;answer\n")
    assert (outcome.code, outcome.before_first) == ("which_delimiter", True)
    assert outcome.failed is not None
    assert "sep=;" in outcome.failed.hint


def test_rows_keep_the_numbers_that_a_spreadsheet_shows(tmp_path: Path) -> None:
    outcome = read_import(tmp_path, "csv", '\n문제,해설\n\n"a\nb",x\n,,\nc,"d\r\ne"\n')
    assert [(row.row, row.stem, row.explanation) for row in outcome.rows] == [(4, "a\nb", "x"), (6, "c", "d\ne")]


def test_a_ragged_row_is_a_fault_only_if_a_cell_would_be_lost(tmp_path: Path) -> None:
    outcome = read_import(tmp_path, "csv", "stem,option1,option2\na,b\nc,d,e,\nf,g,h,i\n")
    assert [row.stem for row in outcome.rows] == ["a", "c"]
    (fault,) = outcome.faults
    assert (fault.row, fault.column, fault.code) == (4, "", "extra_cells")


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("x,a,b,c,3x", "정답", "not_an_answer"),
        ("x,a,b,c,4", "정답", "no_such_option"),
        (",a,b,c,1", "문제", "missing_stem"),
        ("x,a,,c,1", "보기2", "empty_option"),
        ("x\x00y,a,b,c,1", "문제", "control_character"),
        ("x,a,b,\x1b[31mc,1", "보기3", "control_character"),
        ("x,a,b,c,1,0", "번호", "bad_number"),
        ("x,a,b,c,1,첫째", "번호", "bad_number"),
        ("x,a,b,c,1,1,24", "연도", "bad_year"),
        ("x,a,b,c,1,1,2024-03-01", "연도", "bad_year"),
    ],
)
def test_a_fault_names_row_and_column_and_the_others_are_read(tmp_path: Path, row: str, column: str, code: str) -> None:
    outcome = read_import(tmp_path, "csv", f"문제,보기1,보기2,보기3,정답,번호,연도\n{row}\nok,a,b,c,1,2,2023\n")
    (fault,) = outcome.faults
    assert (fault.row, fault.column, fault.code) == (2, column, code)
    assert fault.hint
    assert [found.stem for found in outcome.rows] == ["ok"]


def test_a_quote_that_is_never_closed_is_a_fault_where_it_opens(tmp_path: Path) -> None:
    outcome = read_import(tmp_path, "csv", 'stem,answer\na,\n"b,\nc,\n')
    assert [row.stem for row in outcome.rows] == ["a"]
    assert [(fault.row, fault.code) for fault in outcome.faults] == [(3, "open_quote")]


def test_text_behind_a_closing_quote_spoils_its_row_alone(tmp_path: Path) -> None:
    outcome = read_import(tmp_path, "csv", 'stem,answer\n"a"b,\nc "d",\n')
    assert [(fault.row, fault.code) for fault in outcome.faults] == [(2, "bad_quotes")]
    assert [row.stem for row in outcome.rows] == ['c "d"']


@pytest.mark.parametrize("row", ['1, "What, then?", a, b,,', '1, "What?", a, b', '1, "What" now?, a, b'])
def test_a_blank_before_an_opening_quote_shifts_no_cell_and_spoils_its_row_alone(tmp_path: Path, row: str) -> None:
    table = f'number,stem,option1,option2,answer,tags\n{row}\n2," ""Who"" is it?",a, b\n3,5" or 6"?,a,b\n'
    outcome = read_import(tmp_path, "csv", table)
    assert [(fault.row, fault.code) for fault in outcome.faults] == [(2, "bad_quotes")]
    assert [found.stem for found in outcome.rows] == ['"Who" is it?', '5" or 6"?']


def test_a_huge_cell_is_a_fault_and_what_follows_is_read(tmp_path: Path) -> None:
    lines = ("y" * 999 + "\n") * 10_000
    outcome = read_import(tmp_path, "csv", f'stem,answer\n"{lines}",\n{"z" * (MOST_CHARACTERS + 1)},\nc,\n')
    assert [(fault.row, fault.code) for fault in outcome.faults] == [(2, "cell_too_large"), (3, "cell_too_large")]
    assert [(row.row, row.stem) for row in outcome.rows] == [(4, "c")]


def test_the_apostrophe_against_formulas_is_taken_away_from_our_own_tables_alone(tmp_path: Path) -> None:
    rows = "\n'=1+1\n'tis\n'=' 연산자와 '==' 연산자의 차이는?\n"
    ours = read_import(tmp_path, "csv", f"stem,id,exam,file,page,material,language,license,repeats{rows}")
    assert [row.stem for row in ours.rows] == ["=1+1", "'tis", "=' 연산자와 '==' 연산자의 차이는?"]
    foreign = read_import(tmp_path, "csv", f"stem{rows}")
    assert [row.stem for row in foreign.rows] == ["'=1+1", "'tis", "'=' 연산자와 '==' 연산자의 차이는?"]


def test_a_file_that_answers_by_text_has_no_number_that_could_be_one(tmp_path: Path) -> None:
    numbers = "stem,option1,option2,option3,answer\nq,2,4,1,2\n"
    by_number = read_import(tmp_path, "csv", numbers)
    assert by_number.rows[0].answer == RightOptions(accepted=(2,))
    by_text = read_import(tmp_path, "csv", f"{numbers}r,blue,red,green,red\n")
    assert [(fault.row, fault.code) for fault in by_text.faults] == [(2, "ambiguous_answer")]
    assert by_text.rows[0].answer == RightOptions(accepted=(2,))


def test_markers_that_the_options_of_a_file_begin_with_are_taken_off(tmp_path: Path) -> None:
    header = "stem,보기1,보기2,정답\n"
    outcome = read_import(tmp_path, "csv", f"{header}q,① 서울,② 부산,②\nr,①인천,②대전,①\n")
    assert [[option.text for option in row.options] for row in outcome.rows] == [["서울", "부산"], ["인천", "대전"]]
    assert outcome.notes == ["Options begin with their markers, which are taken off."]
    rare = read_import(tmp_path, "csv", f"{header}q,A. x,B. y,1\nr,p,q,1\n")
    assert [option.text for option in rare.rows[0].options] == ["A. x", "B. y"]


def test_a_table_that_an_export_wrote_has_no_habits(tmp_path: Path) -> None:
    header = "stem,option1,option2,answer,id,exam,file,page,material,language,license,repeats\n"
    outcome = read_import(tmp_path, "csv", f"{header}q,A. x,B. y,2,,,,,,\n")
    assert [option.text for option in outcome.rows[0].options] == ["A. x", "B. y"]
    assert outcome.notes == []


@pytest.mark.parametrize("options", [("①, ②", "②, ③"), ("① ②", "② ③"), ("①", "②"), ("A 형", "B 형"), ("1.5", "2.5")])
def test_texts_that_only_begin_with_signs_stay(tmp_path: Path, options: tuple[str, str]) -> None:
    outcome = read_import(tmp_path, "csv", csv_bytes([["stem", "보기1", "보기2"], ["q", *options]]))
    assert tuple(option.text for option in outcome.rows[0].options) == options


def test_limits_of_bytes_and_rows_can_be_raised(tmp_path: Path) -> None:
    data = "stem\n" + "q\n" * 20
    large = read_import(tmp_path, "csv", data, most_bytes=10)
    assert (large.code, large.before_first) == ("too_large", True)
    many = read_import(tmp_path, "csv", data, most_rows=19)
    assert (many.code, len(many.rows)) == ("too_many_rows", 19)
    assert len(read_import(tmp_path, "csv", data, most_rows=20).rows) == 20


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    from cgq.errors import InputFailed
    from cgq.exchange import readers
    from cgq.exchange.rows import ReadWishes

    for name in readers.names():
        with pytest.raises(InputFailed):
            readers.make(name).read(tmp_path / "none", ReadWishes(), print)


@pytest.mark.parametrize("answer", ["1", "2", "A", "①", "void"])
def test_an_answer_needs_options_that_it_can_name(tmp_path: Path, answer: str) -> None:
    outcome = read_import(tmp_path, "csv", f"번호,문제,보기1,보기2,정답\n1,x?,,,{answer}\n")
    assert [(fault.column, fault.code) for fault in outcome.faults] == [("정답", "no_such_option")]


@pytest.mark.parametrize("columns", [{"stem": "asked", "passage": "Asked"}, {"stem": "asked", "문제": "b"}])
def test_columns_that_are_named_in_two_ways_are_refused(tmp_path: Path, columns: dict[str, str]) -> None:
    outcome = read_import(tmp_path, "csv", "asked,b\nWhat?,Why?\n", columns=columns)
    assert outcome.code == "two_columns"
