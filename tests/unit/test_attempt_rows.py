"""A file of attempts: moments, columns, and what hostile cells come to."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from tests.support.importing import Formula, workbook_bytes

from cgq.errors import InputFailed
from cgq.exam.model import Option
from cgq.exchange.attempts.chosen import parse_chosen, parse_shown
from cgq.exchange.attempts.moments import parse_moment, shown
from cgq.exchange.attempts.read import read_attempts
from cgq.exchange.attempts.rows import AttemptRow, RefusedRow
from cgq.exchange.importing.faults import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOW = int(datetime(2026, 6, 1, tzinfo=UTC).timestamp() * 1000)
OPTIONS = tuple(Option(n=n, text=text) for n, text in enumerate(("붉은 깃발", "푸른 깃발", "흰 깃발"), 1))


@pytest.fixture
def seoul(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Asia/Seoul")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04T05:06:07Z",
        "2026-03-04T14:06:07.000+09:00",
        "2026-03-04 14:06:07 KST",
        "2026-03-04 14:06:07",
        "2026. 3. 4. 오후 2:06:07",
        "2026년 3월 4일 14시 6분 7초",
        "2026/3/4 2:06:07 PM",
        "1772600767",
        "1772600767000",
    ],
)
@pytest.mark.usefixtures("seoul")
def test_a_moment_is_read_as_programs_write_it(text: str) -> None:
    assert shown(parse_moment(text, NOW).at) == "2026-03-04T05:06:07.000Z"


@pytest.mark.usefixtures("seoul")
def test_a_moment_without_a_zone_says_that_it_is_local() -> None:
    assert [parse_moment(text, NOW).is_local for text in ("2026-03-04", "2026-03-04T00:00Z", "1772600767")] == [
        *(True, False, False)
    ]
    assert shown(parse_moment("2026-03-04", NOW).at) == "2026-03-03T15:00:00.000Z"


@pytest.mark.parametrize(
    "text",
    ["", "03/04/2026", "2026-13-04", "2026-02-30 10:00", "2026-03-04 25:00", "2026-03-04 13:00 PM", "어제", "45000.5"],
)
def test_what_may_be_several_moments_is_none(text: str) -> None:
    with pytest.raises(Fault, match="is no moment"):
        parse_moment(text, NOW)


def test_a_moment_of_tomorrow_is_refused_and_one_of_another_zone_is_not() -> None:
    assert parse_moment("2026-06-01T10:00Z", NOW).at > NOW
    with pytest.raises(Fault, match="lies in the future"):
        parse_moment("2026-06-03T10:00Z", NOW)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1", (1,)),
        ("③", (3,)),
        ("1,3", (1, 3)),
        ("B", (2,)),
        ("2번", (2,)),
        ("푸른 깃발", (2,)),
        ("", ()),
        ("무응답", ()),
    ],
)
def test_what_was_chosen_is_a_sign_a_list_or_the_text_of_an_option(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_chosen(text, OPTIONS) == numbers


@pytest.mark.parametrize("text", ["4", "=1+1", "모두", "1-3", "파란 깃발", "1.5"])
def test_what_names_no_option_is_refused(text: str) -> None:
    with pytest.raises(Fault) as error:
        parse_chosen(text, OPTIONS)
    assert error.value.column == "chosen"


def test_the_order_of_options_names_each_once() -> None:
    assert (parse_shown("3, 1, 2", OPTIONS), parse_shown("", OPTIONS)) == ((3, 1, 2), None)
    for wrong in ("1,2", "1,2,2", "1,2,x"):
        with pytest.raises(Fault, match="is no order"):
            parse_shown(wrong, OPTIONS)


def read(path: Path, data: bytes) -> tuple[list[AttemptRow | RefusedRow], list[str]]:
    notes: list[str] = []
    path.write_bytes(data)
    return list(read_attempts(path, "me", NOW, notes.append)), notes


TABLE = "일시,학습자,시험지,과목,번호,선택,초\n2026-03-04T05:06:07Z,k7,모의 1회,국어,12번,③,1.5\n"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_a_table_is_read_in_the_encoding_that_it_has(tmp_path: Path, codec: str) -> None:
    (row,), notes = read(tmp_path / "a.csv", TABLE.encode(codec))
    assert isinstance(row, AttemptRow)
    assert (row.learner, row.name.material, row.name.section, row.name.number) == ("k7", "모의 1회", "국어", 12)
    assert (row.chosen, row.ms, row.line, bool(notes)) == ("③", 1500, 2, codec not in ("utf-8", "utf-8-sig"))


def test_semicolons_tabs_and_lines_of_json_say_the_same(tmp_path: Path) -> None:
    (wanted,), _ = read(tmp_path / "a.csv", TABLE.encode())
    line = (
        '{"ts": "2026-03-04T05:06:07Z", "learner": "k7", "paper": "모의 1회", "과목": "국어", "no": 12, "chosen": "③",'
        ' "s": 1.5}'
    )
    for data in (TABLE.replace(",", ";"), TABLE.replace(",", "\t"), f"성적표\n\n{TABLE}"):
        (row,), _ = read(tmp_path / "a.csv", data.encode())
        assert isinstance(row, AttemptRow)
        assert (row.name, row.at, row.ms) == (wanted.name, wanted.at, wanted.ms)  # type: ignore[union-attr]
    (row,), _ = read(tmp_path / "a.jsonl", line.encode())
    assert isinstance(row, AttemptRow)
    assert (row.name, row.at, row.ms) == (wanted.name, wanted.at, wanted.ms)  # type: ignore[union-attr]


def test_a_workbook_is_read_as_its_cells_are(tmp_path: Path) -> None:
    when = (datetime(2026, 3, 4, 14, 6, 7), "m/d/yy")  # noqa: DTZ001 - a cell has no zone
    rows = [
        ["일시", "학습자", "문제", "선택", "밀리초"],
        [when, 4711, 12, "1,3", 900],
        [when, "k7", Formula("=A1"), 2, 5],
        [when, "k7", 12, Formula("=1+1", 2), 5],
    ]
    found, _ = read(tmp_path / "a.xlsx", workbook_bytes({"요약": [["x"]], "답": rows}))
    local = datetime(2026, 3, 4, 14, 6, 7).timestamp() * 1000  # noqa: DTZ001
    first, last = (one for one in found if isinstance(one, AttemptRow))
    assert (first.learner, first.name.question, first.chosen, first.ms) == ("4711", "12", "1,3", 900)
    assert (first.at, first.is_local) == (local, True)
    assert last.chosen == "2", "the value that the formula showed"
    assert [(one.line, one.code, one.column) for one in found if isinstance(one, RefusedRow)] == [
        (3, "no_value", "question")
    ]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ("2026-03-04T05:06:07Z,a@b.kr,7,1,1", "bad_learner", "learner"),
        ("2026-03-04T05:06:07Z,=k7,7,1,1", "bad_learner", "learner"),
        ("2026-03-04T05:06:07Z,k7,7,one,1", "bad_number", "number"),
        ("soon,k7,7,1,1", "bad_time", "ts"),
        ("2026-03-04T05:06:07Z,k7,\x00,1,1", "control_character", "question"),
        (f"2026-03-04T05:06:07Z,k7,{'x' * 1_000_000},1,1", "cell_too_large", "question"),
        ('2026-03-04T05:06:07Z,k7,"7"x,1,1', "bad_quotes", ""),
        ("2026-03-04T05:06:07Z,k7,7,1", "no_chosen", "chosen"),
    ],
)
def test_a_hostile_row_is_refused_alone(tmp_path: Path, row: str, code: str, column: str) -> None:
    good = "2026-03-04T05:06:07Z,k7,7,1,1"
    rows, _ = read(tmp_path / "a.csv", f"ts,learner,question,number,chosen\n{good}\n{row}\n{good}\n".encode())
    first, refused, last = rows
    assert isinstance(first, AttemptRow)
    assert isinstance(last, AttemptRow)
    assert isinstance(refused, RefusedRow)
    assert (refused.line, refused.code, refused.column) == (3, code, column)
    assert len(refused.message) < 200


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"name,points\nx,1\n", "no_header"),
        ("ts,일시,question,chosen\n".encode(), "two_columns"),
        (b"PK\x03\x04 not a zip", "damaged"),
        (b"%PDF-1.7\n", "not_attempts"),
        (b"ts,question,chosen\n\xff\xfe\x00\xff\n", "bad_encoding"),
    ],
)
def test_a_file_that_says_no_attempts_is_refused_as_a_whole(tmp_path: Path, data: bytes, code: str) -> None:
    with pytest.raises(InputFailed) as error:
        read(tmp_path / "a.csv", data)
    assert error.value.code == code
    assert error.value.hint


def test_a_line_of_json_that_is_no_object_or_has_a_key_twice_is_refused_alone(tmp_path: Path) -> None:
    good = b'{"ts": 1772600767, "question": 7, "chosen": [1, 3]}'
    lines = [good, b"[1]", b'{"ts": 1, "ts": 2}', b'{"ts": 1, "time": 2}', b'{"ts": {}}', b"{" * 5000]
    lines += [b'{"ts": 1772600767, "question": 7}', b'{"ts": 1772600767, "question": 7, "chosen": null}']
    rows, _ = read(tmp_path / "a.jsonl", b"\n".join(lines))
    assert [one.code if isinstance(one, RefusedRow) else one.chosen for one in rows] == [
        *("1,3", "bad_json", "two_columns", "two_columns", "bad_value", "bad_json", "no_chosen", "")
    ]
