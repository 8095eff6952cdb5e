"""What is drawn: widths, tables, TSV, JSON, times, colours, errors."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest

from cgq.errors import Missing, Refused
from cgq_cli.output import wants_color
from cgq_cli.render.problem import problem_json, problem_lines
from cgq_cli.render.table import Column, Layout, table
from cgq_cli.render.text import escape, fit, one_line, pad, paint, width
from cgq_cli.render.times import moment, relative, span

if TYPE_CHECKING:
    from cgq_cli.output import Color

NOW = 1_767_225_600_000
COLUMNS = (
    Column("id", "number"),
    Column("file", gives=True),
    Column("made", "time"),
    Column("took", "span"),
)


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("한글", 4), ("가a나", 5), ("각", 2), ("é", 1), ("漢字かな", 8), ("ﾊﾝ", 2)],
)
def test_width_counts_columns(text: str, columns: int) -> None:
    assert width(text) == columns


def test_fit_never_passes_the_width_and_marks_the_cut() -> None:
    assert fit("한국사능력검정", 7) == "한국사…"
    assert fit("한국사능력검정", 7, ascii_only=True) == "한국..."
    assert fit("짧다", 4) == "짧다"
    for columns in range(12):
        assert width(fit("가나다라마바", columns)) <= columns
    assert pad("가", 4) == "가  "
    assert pad("7", 3, right=True) == "  7"


def test_a_hostile_name_is_spelled_out() -> None:
    assert escape("a\x1b]0;pwned\x07b") == r"a\x1b]0;pwned\x07b"
    assert escape("a\tb\nc\r\x9b2J") == r"a\tb\nc\r\x9b2J"
    assert escape("x\u202egpj.exe\u2028\udc80") == r"x\u202egpj.exe\u2028\udc80"
    assert escape("한글 ①") == "한글 ①"
    assert one_line("a\n  b\x00") == r"a b\x00"


def test_a_table_is_aligned_for_hangul_without_box_drawing() -> None:
    rows: list[dict[str, object]] = [
        {"id": 1, "file": "한국사.pdf", "made": NOW - 60_000, "took": 90.0},
        {"id": 12, "file": "a.pdf", "made": None, "took": None},
    ]
    lines = list(table(COLUMNS, rows, Layout(columns=80, now=NOW)))
    assert lines == [
        "id  file        made      took",
        " 1  한국사.pdf  1m ago  1m 30s",
        "12  a.pdf       -            -",
    ]


def test_a_narrow_terminal_cuts_the_column_that_gives() -> None:
    rows = [{"id": 1, "file": "가" * 60 + ".pdf", "made": NOW, "took": 1.0}]
    lines = list(table(COLUMNS, rows, Layout(columns=60, now=NOW)))
    assert all(width(text) <= 60 for text in lines)
    assert "…" in lines[1]
    assert "..." in list(table(COLUMNS, rows, Layout(columns=60, now=NOW, ascii_only=True)))[1]


def test_off_a_terminal_a_table_is_whole_and_tab_separated() -> None:
    name = "가" * 300 + "\t\n\x1b[31m"
    rows: list[dict[str, object]] = [
        {"id": 1, "file": name, "made": NOW, "took": 1.5},
        {"id": 2, "file": None},
    ]
    lines = list(table(COLUMNS, rows, Layout(columns=None, now=NOW)))
    assert lines[0] == "id\tfile\tmade\ttook"
    assert lines[1].split("\t") == ["1", "가" * 300 + r"\t\n\x1b[31m", "2026-01-01T00:00:00.000Z", "1.5"]
    assert lines[2] == "2\t\t\t"


def test_an_empty_table_is_a_header() -> None:
    assert list(table(COLUMNS, [], Layout(columns=80))) == ["id  file  made  took"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (None, "-"),
        (0.25, "250ms"),
        (4.2, "4.2s"),
        (42, "42s"),
        (59.7, "1m"),
        (90, "1m 30s"),
        (3600, "1h"),
        (5400, "1h 30m"),
        (90_000, "1d 1h"),
        (-3, "0ms"),
        (math.inf, "forever"),
    ],
)
def test_spans(seconds: float | None, text: str) -> None:
    assert span(seconds) == text


def test_moments() -> None:
    assert relative(NOW - 300_000, NOW) == "5m ago"
    assert relative(NOW + 7_200_000, NOW) == "in 2h"
    assert relative(NOW - 2_000, NOW) == "2s ago"
    assert relative(NOW, NOW) == "now"
    assert relative(None, NOW) == "-"
    assert moment(NOW, humane=False) == "2026-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("color", "environ", "terminal", "wanted"),
    [
        ("auto", {}, True, True),
        ("auto", {}, False, False),
        ("auto", {"NO_COLOR": "1"}, True, False),
        ("auto", {"NO_COLOR": "", "FORCE_COLOR": "1"}, False, True),
        ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, True, False),
        ("auto", {"TERM": "dumb"}, True, False),
        ("always", {"NO_COLOR": "1"}, False, True),
        ("never", {"FORCE_COLOR": "1"}, True, False),
    ],
)
def test_colour_is_decided_by_flag_then_variables_then_terminal(
    color: Color, environ: dict[str, str], terminal: bool, wanted: bool
) -> None:
    assert wants_color(color, environ, terminal=terminal) is wanted
    assert paint("x", "bold", "red", on=True) == "\x1b[1;31mx\x1b[0m"
    assert paint("x", "red", on=False) == "x"


def test_an_error_says_what_what_to_do_and_its_code() -> None:
    error = Missing("There is no job 12", hint="List them: `cgq jobs`")
    assert list(problem_lines(error, None)) == ["cgq: There is no job 12. List them: cgq jobs [not_found]"]
    assert list(problem_lines(error, 40)) == ["cgq: There is no job 12. [not_found]", "  List them:", "    cgq jobs"]
    assert list(problem_lines(Refused("a\x1b[2J\nb?"), None)) == [r"cgq: a\x1b[2J b? [refused]"]
    assert json.loads(problem_json(error)) == {
        "type": "error",
        "code": "not_found",
        "message": "There is no job 12",
        "hint": "List them: cgq jobs",
        "commands": ["cgq jobs"],
        "exit_code": 4,
    }
