"""Pages: how many columns, what runs across, which print is a watermark, which lines are heads."""

from __future__ import annotations

from cgq.exam.geometry import Glyph, Sheet
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


def read(runs: list[Run]) -> list[str]:
    return [line.text.split("x")[0].strip() for line in read_columns([sheet()], [runs])]


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
