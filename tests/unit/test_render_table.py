"""Tables at a terminal: never wider than it, room for what they list, records where it is narrow."""

from __future__ import annotations

import pytest

from cgq_cli.render.names import fit_name, fit_names, short_names
from cgq_cli.render.table import Column, Layout, aligned, knowing, table, tsv
from cgq_cli.render.text import width

TITLE = "2024년도 제{}회 국가기술자격 필기시험 산업안전기사 문제지"
STEM = "산업재해 예방의 원칙 가운데 사고의 연쇄를 끊는 방법으로 가장 옳은 것은 무엇인가?"
COLUMNS = (
    Column("id", "number"),
    Column("paper", "number", varies=True),
    Column("title", "name", gives=True, varies=True, spare=3),
    Column("number", "number", title="no."),
    Column("seen", "number", varies=True, spare=2),
    Column("file", "path", gives=True, varies=True),
    Column("stem", main=True),
)


def rows(count: int = 3) -> list[dict[str, object]]:
    return [
        {
            "id": 123_456 + n,
            "paper": 1_000 + n,
            "title": TITLE.format(n),
            "number": n,
            "seen": n,
            "file": f"/home/me/시험지/{2022 + n}년/산업안전기사.pdf",
            "stem": f"{n}. {STEM}",
        }
        for n in range(1, count + 1)
    ]


def drawn(columns: int | None, given: list[dict[str, object]], shown: tuple[Column, ...] = COLUMNS) -> list[str]:
    return list(table(shown, given, Layout(columns=columns)))


@pytest.mark.parametrize("columns", [40, 59, 60, 80, 120, 200, 400])
def test_no_line_is_wider_than_the_terminal(columns: int) -> None:
    empty: list[dict[str, object]] = [{"id": 1}, {"id": 2}]
    for given in ([], rows(1), rows(3), empty):
        for lines in (drawn(columns, given), list(aligned(COLUMNS, given, Layout(columns=columns)))):
            assert max(map(width, lines)) <= columns


def test_what_is_listed_gets_the_room_that_is_left_and_what_is_spare_goes_first() -> None:
    head, line, *_ = drawn(80, rows())
    assert head.split() == ["id", "paper", "no.", "seen", "file", "stem"]
    assert width(line[line.index("1. 산업") :]) >= 32
    assert drawn(400, rows())[0].split() == ["id", "paper", "title", "no.", "seen", "file", "stem"]
    assert f"1. {STEM}" in drawn(400, rows())[1]


def test_a_column_with_one_value_is_left_out_and_one_row_keeps_what_it_has() -> None:
    alike = [{**row, "paper": 7, "title": None, "seen": 1} for row in rows()]
    assert drawn(200, alike)[0].split() == ["id", "no.", "file", "stem"]
    assert drawn(200, alike[:1])[0].split() == ["id", "paper", "no.", "seen", "file", "stem"]
    assert drawn(200, alike[:1], knowing(COLUMNS, {"paper"}))[0].split() == ["id", "no.", "seen", "file", "stem"]


def test_off_a_terminal_every_column_is_there_whole() -> None:
    alike = [{**row, "paper": 7} for row in rows()]
    lines = drawn(None, alike, knowing(COLUMNS, {"title"}))
    assert lines == list(tsv(COLUMNS, alike))
    assert lines[0].split("\t") == [column.key for column in COLUMNS]
    assert lines[1].split("\t")[-2:] == ["/home/me/시험지/2023년/산업안전기사.pdf", f"1. {STEM}"]


def test_below_sixty_columns_a_row_is_a_record() -> None:
    lines = drawn(40, rows(2))
    first, second = lines[: lines.index("")], lines[lines.index("") + 1 :]
    assert first[0].split() == ["id", "123457"]
    assert second[0].split() == ["id", "123458"]
    assert [line.split()[0] for line in first if not line.startswith(" ")] == [
        "id", "paper", "title", "no.", "seen", "file", "stem",
    ]  # fmt: skip
    stem = "".join("".join(first).partition("stem")[2].split())
    assert stem == "".join(f"1. {STEM}".split())


def test_a_record_leaves_out_what_has_no_value_and_cuts_what_is_very_long() -> None:
    lines = drawn(40, [{"id": 1, "stem": "가" * 500}, {"id": 2, "file": "b.pdf"}])
    assert lines[0].split() == ["id", "1"]
    assert lines[lines.index("") + 1 :] == ["id    2", "file  b.pdf"]
    assert lines.index("") <= 6
    assert lines[lines.index("") - 1].endswith("…")


def test_a_table_that_fits_whole_stays_a_table_on_a_narrow_terminal() -> None:
    assert drawn(40, [{"id": 1, "number": 2, "stem": "짧다"}])[1].split() == ["1", "2", "짧다"]


def test_names_that_are_equal_get_the_folders_that_tell_them_apart() -> None:
    paths = ("/p/2023/1회/a.pdf", "/p/2024/1회/a.pdf", "/p/2024/1회/b.pdf", "a.pdf", "/a.pdf")
    assert list(short_names(paths).values()) == ["2023/1회/a.pdf", "2024/1회/a.pdf", "b.pdf", "a.pdf", "/a.pdf"]
    assert short_names(["/p/가.pdf"]) == {"/p/가.pdf": "가.pdf"}
    assert short_names([]) == {}


def test_a_name_is_cut_in_its_middle() -> None:
    name = "2024년도 공공행정 모의평가 (B형).pdf"
    assert fit_name(name, 20) == "2024년도 …(B형).pdf"
    assert fit_name(name, 20, ascii_only=True) == "2024년도 ...B형).pdf"
    assert fit_name(name, 80) == name
    for columns in range(1, 40):
        assert width(fit_name(name, columns)) <= columns
        assert width(fit_name(name, columns, ascii_only=True)) <= columns


def test_names_that_begin_alike_are_cut_where_they_begin_and_not_where_they_differ() -> None:
    names = [TITLE.format(n) for n in range(1, 4)] + ["2025년도 공공행정 모의평가 (A형)", "짧다"]
    fitted = fit_names(names, 20)
    assert list(fitted.values()) == [
        "2024년도 제1회 국가…",
        "2024년도 제2회 국가…",
        "2024년도 제3회 국가…",
        "2025년도 공…가 (A형)",
        "짧다",
    ]
    assert all(width(name) <= 20 for name in fitted.values())
    assert [name[:4] for name in fit_names(names, 12).values()][:3] == ["…제1회", "…제2회", "…제3회"]
    assert all(name.isascii() or "..." in name for name in fit_names(names[:3], 20, ascii_only=True).values())


def test_names_that_end_alike_keep_the_year_that_they_begin_with() -> None:
    names = ("2025년도 산업안전기사 모의시험", "2025년도 사회복지사 모의시험", "2024년도 산업안전기사 모의시험")
    assert list(fit_names(names, 12).values()) == ["2025년도 산…", "2025년도 사…", "2024년…시험"]


def test_what_a_column_asks_for_goes_before_a_spare_column_and_the_last_spare_one_after_a_cut() -> None:
    columns = (
        Column("id", "number"),
        Column("kind", spare=2),
        Column("file", "path", main=True),
        Column("result", gives=True, spare=1, least=24),
    )
    given: list[dict[str, object]] = [
        {"id": n, "kind": "process_pdf", "file": f"{n}{'가' * 40}", "result": "20 questions, 20 answers and more"}
        for n in (1, 2)
    ]
    assert drawn(80, given, columns)[0].split() == ["id", "kind", "file", "result"]
    assert drawn(70, given, columns)[0].split() == ["id", "file", "result"]
    assert "20 questions, 20 answers" in drawn(70, given, columns)[1]
    assert drawn(60, given, columns)[0].split() == ["id", "file", "result"]


def test_a_hostile_name_is_spelled_out_before_it_is_measured() -> None:
    for columns in (40, 80):
        text = "\n".join(drawn(columns, [{"id": 1, "file": "/p/\x1b[31m\u202e가.pdf", "stem": "a\nb"}]))
        assert r"\x1b[31m\u202e가.pdf" in text
        assert "\x1b" not in text


def test_a_count_that_asks_for_a_person_is_left_out_where_all_are_zero_and_never_else() -> None:
    columns = (Column("id", "number"), Column("missing", "number", asks=True), Column("stem", main=True))
    for counts, is_shown in (((0, 0), False), ((2, 2), True), ((0, 1), True)):
        listed = [{"id": n, "missing": count, "stem": STEM} for n, count in enumerate(counts)]
        head = next(iter(table(columns, listed, Layout(columns=80))))
        assert ("missing" in head) is is_shown
