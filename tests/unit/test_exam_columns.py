"""Pages: how many columns, what runs across, which print is a watermark, which lines are heads."""

from __future__ import annotations

import pytest

from cgq.exam.geometry import Glyph, Rule, Sheet
from cgq.exam.page.columns import read_columns
from cgq.exam.page.copies import copies_of
from cgq.exam.page.furniture import split_furniture
from cgq.exam.page.runs import Run, runs_of
from cgq.exam.page.watermarks import split_watermarks

WIDTH, HEIGHT, EM = 600.0, 800.0, 10.0


def run(text: str, x: float, y: float, em: float = EM) -> Run:
    """A run whose characters are half an em wide; a blank is a space, not a character."""
    glyphs: list[Glyph] = []
    spaced = False
    for n, char in enumerate(text):
        if char == " ":
            spaced = True
            continue
        left = x + n * em / 2
        glyphs.append(Glyph(char, left, y - em, left + em / 2, y, y, spaced))
        spaced = False
    return Run.of(glyphs)


def sheet(number: int = 1) -> Sheet:
    return Sheet(number, WIDTH, HEIGHT, ())


def column(name: str, x: float, rows: int, width: int, top: float = 100.0) -> list[Run]:
    return [run(f"{name}{n} ".ljust(width, "x"), x, top + 16 * n) for n in range(rows)]


def read(runs: list[Run], *rules: Rule) -> list[str]:
    page = Sheet(1, WIDTH, HEIGHT, (), rules)
    return [line.text.split("x")[0].strip() for line in read_columns([page], [runs])]


def box(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    """The four sides of a box."""
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


def test_two_columns_are_read_one_after_the_other() -> None:
    assert read([*column("a", 40, 12, 48), *column("b", 320, 12, 48)]) == [f"{c}{n}" for c in "ab" for n in range(12)]


def test_three_columns_are_read_one_after_the_other() -> None:
    sides = [*column("a", 40, 12, 30), *column("b", 220, 12, 30), *column("c", 400, 12, 30)]
    assert read(sides) == [f"{c}{n}" for c in "abc" for n in range(12)]


def test_a_passage_across_two_columns_parts_what_stands_above_from_what_stands_below() -> None:
    above = [*column("a", 40, 8, 48), *column("b", 320, 8, 48)]
    across = column("w", 40, 6, 104, top=250)
    below = [*column("c", 40, 8, 48, top=400), *column("d", 320, 8, 48, top=400)]
    assert [name[0] for name in read([*above, *across, *below])] == [*"a" * 8, *"b" * 8, *"w" * 6, *"c" * 8, *"d" * 8]


def test_a_line_that_juts_out_into_the_gutter_stays_in_its_column() -> None:
    sides = [*column("a", 40, 12, 48), *column("b", 320, 12, 48)]
    far = run("c0 ".ljust(53, "x"), 40, 100 + 16 * 12)
    assert read([*sides, far, *column("d", 40, 3, 48, top=310)], Rule(300, 60, 300, 700)) == [
        *(f"a{n}" for n in range(12)),
        "c0",
        *(f"d{n}" for n in range(3)),
        *(f"b{n}" for n in range(12)),
    ]


def test_a_short_title_in_the_middle_of_the_page_parts_the_columns() -> None:
    above = [*column("a", 40, 8, 48), *column("b", 320, 8, 48)]
    below = [*column("c", 40, 8, 48, top=300), *column("d", 320, 8, 48, top=300)]
    found = read([*above, run("half", 293, 260), *below])
    assert [name[0] for name in found] == [*"a" * 8, *"b" * 8, "h", *"c" * 8, *"d" * 8]


def test_a_title_laid_over_two_columns_does_not_part_them() -> None:
    above = [run("1. a0 ".ljust(48, "x"), 40, 100), run("4. b0 ".ljust(48, "x"), 320, 100)]
    title = [run("title of the exam", 230, 140, em=20)]
    below = [*column("a", 40, 20, 48, top=200), *column("b", 320, 20, 48, top=200)]
    between = Rule(300, 60, 300, 700)
    found = read([*above, *title, *below], between)
    assert found[:3] == ["title of the e", "1. a0", "a0"]
    assert found[found.index("4. b0") + 1] == "b0"
    assert found.index("4. b0") == len(found) - 21


def test_a_title_between_two_rules_of_columns_parts_them() -> None:
    above = [*column("a", 40, 12, 48), *column("b", 320, 12, 48)]
    title = [run("title of part two", 230, 340, em=20)]
    below = [*column("c", 40, 12, 48, top=400), *column("d", 320, 12, 48, top=400)]
    found = read([*above, *title, *below], Rule(300, 80, 300, 320), Rule(300, 380, 300, 760))
    assert [name[0] for name in found] == [*"a" * 12, *"b" * 12, "t", *"c" * 12, *"d" * 12]


def test_a_table_laid_over_a_box_of_one_column_takes_no_line_of_it() -> None:
    sides = [*column("a", 40, 30, 48), *column("b", 320, 30, 48)]
    table = [run("name", 220, 212), run("number", 330, 208, em=14)]
    rules = [Rule(300, 60, 300, 700), *box(200, 200, 430, 220), *box(315, 150, 570, 300)]
    found = read([*sides, *table], *rules)
    assert [name[0] for name in found if name[1:].isdecimal()] == [*"a" * 30, *"b" * 30]


def test_lines_that_a_title_was_laid_over_stay_in_their_column() -> None:
    sides = [*column("a", 40, 26, 48, top=164), *column("b", 320, 30, 48)]
    title = [run("title of the exam", 230, 113, em=20), run("part one", 285, 132)]
    found = read([*sides, *title], Rule(300, 60, 300, 700), *box(40, 92, 560, 138))
    assert found[:2] == ["title of the e", "part one"]
    assert [name[0] for name in found[2:]] == [*"a" * 26, *"b" * 30]


def test_a_small_box_in_the_gutter_takes_no_line_of_the_columns_beside_it() -> None:
    sides = [*column("a", 40, 30, 48), *column("b", 320, 30, 48)]
    found = read(sides, Rule(300, 60, 300, 390), *box(285, 400, 315, 418))
    assert [name[0] for name in found] == [*"a" * 30, *"b" * 30]


def test_numbers_of_questions_side_by_side_are_no_grid_of_options() -> None:
    heads = [run("1. first".ljust(48, "x"), 40, 100), run("7. seventh".ljust(48, "x"), 320, 100)]
    across = [run("a title across".ljust(100, "x"), 40, 130)]
    sides = [*column("a", 40, 20, 48, top=200), *column("b", 320, 20, 48, top=200)]
    assert read([*heads, *across, *sides])[:3] == ["1. first", "7. seventh", "a title across"]


def test_options_numbered_by_digits_down_two_columns_are_a_grid() -> None:
    rows: list[Run] = []
    for n in range(6):
        y = 100.0 + 64 * n
        rows += [run(f"{n + 1}) ".ljust(100, "x"), 40, y)]
        rows += [run(f"{m + 1}. o", 40, y + 16 * (m + 1)) for m in range(3)]
        rows += [run(f"{m + 4}. o", 320, y + 16 * (m + 1)) for m in range(3)]
    assert read(rows)[:4] == ["1)", "1. o\t4. o", "2. o\t5. o", "3. o\t6. o"]


def test_options_in_a_grid_are_no_columns() -> None:
    rows: list[Run] = []
    for n in range(6):
        y = 100.0 + 64 * n
        rows += [run(f"{n + 1}. ".ljust(100, "x"), 40, y), run("① one", 40, y + 16), run("② two", 320, y + 16)]
        rows += [run("③ three", 40, y + 32), run("④ four", 320, y + 32)]
    assert read(rows)[:3] == ["1.", "① one\t② two", "③ three\t④ four"]


def test_large_print_over_other_text_is_a_watermark() -> None:
    body = column("a", 40, 20, 90)
    kept, taken = split_watermarks([[*body, run("SAMPLE", 200, 260, em=60)]])
    assert kept == [body]
    assert [r.text for r in taken[0]] == ["SAMPLE"]


def test_a_stock_stem_that_two_pages_begin_with_is_no_running_head() -> None:
    tops = ["which is right?", "which is right?", "what follows?", "how many are there?", "why is it so?"]
    sheets = [sheet(n) for n in range(1, 6)]
    pages = [
        [run("Some exam", 40, 40), run(top, 40, 80), *column(c, 40, 9, 90)]
        for c, top in zip("abcde", tops, strict=True)
    ]
    kept, taken = split_furniture(sheets, pages, copies_of(sheets, pages))
    assert [[r.text for r in page] for page in taken] == [["Someexam"]] * 5
    assert [page[0].text for page in kept] == [top.replace(" ", "") for top in tops]


def test_a_head_that_names_the_form_in_brackets_is_a_head() -> None:
    sheets = [sheet(n) for n in range(1, 4)]
    pages = [[run("Some exam", 40, 40), run("(가)형", 300, 40), *column(c, 40, 9, 90)] for c in "abc"]
    _, taken = split_furniture(sheets, pages, copies_of(sheets, pages))
    assert [[r.text for r in page] for page in taken] == [["Someexam", "(가)형"]] * 3


def test_a_line_that_was_drawn_in_pieces_out_of_order_is_one_run() -> None:
    whole = run("first second", 40, 100)
    pieces = [*whole.glyphs[5:], *whole.glyphs[:5]]
    assert [r.text for r in runs_of(Sheet(1, WIDTH, HEIGHT, tuple(pieces)))] == ["firstsecond"]


@pytest.mark.parametrize(("gap", "text"), [(1.3, "12. B"), (0.6, "12. B"), (3.0, "1 2 . B"), (-0.5, "1 2 . B")])
def test_digits_that_stand_a_little_apart_are_one_number(gap: float, text: str) -> None:
    """A space is reported wherever glyphs do not touch, but only that before the letter is one."""
    x, glyphs = 10.0, list[Glyph]()
    for char, before in (("1", 0.0), ("2", gap), (".", gap), ("B", 3.0)):
        x += before
        glyphs.append(Glyph(char, x, 90.0, x + 5, 100.0, 98.0, spaced=True))
        x += 5
    (line,) = read_columns([sheet()], [[Run.of(glyphs)]])
    assert line.text == text


def test_the_mark_of_a_note_that_stands_at_the_end_of_a_line_is_no_piece_of_it() -> None:
    pieces = [*run("27)", 102, 101).glyphs, *run("a line of the text", 10, 100).glyphs]
    assert [r.text for r in runs_of(Sheet(1, WIDTH, HEIGHT, tuple(pieces)))] == ["27)", "alineofthetext"]


def test_what_was_drawn_out_of_order_is_spaced_by_its_gaps() -> None:
    drawn = [("2", 0.0), ("5", 6.0), ("3", 22.0), ("y", 12.0), ("r", 28.0)]
    glyphs = tuple(Glyph(char, x, 0.0, x + 6, 10.0, 8.0, n > 1) for n, (char, x) in enumerate(drawn))
    (run,) = runs_of(Sheet(1, 600, 800, glyphs))
    assert [(g.char, g.spaced) for g in run.glyphs] == [
        ("2", False),
        ("5", False),
        ("y", False),
        ("3", True),
        ("r", False),
    ]
