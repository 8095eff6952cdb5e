"""What a quick look at a line passes over holds no marker of an option and no number of a key."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from cgq.exam.geometry import Line
from cgq.exam.key.cells import cells_of, ends_with_number, starts_with_number
from cgq.exam.signs.alphabets import STYLES, narrow, styles_in

SIGNS = "①❿➀⑴⒈㉮ⓐⒷ⒜ⅰⅨ가차アｺABJKabjivx0159"
AROUND = " \t.,、:)(［[]）．：번문제Q-"
texts = some.text(SIGNS + AROUND + "정답x", max_size=12)
cells = some.sampled_from(
    ["1", "37", "120", "제", "문항", "No", "Q", " ", "\t", ".", "번", "問", ":", "-", "①", "정답"]
)
rows = some.lists(cells, min_size=1, max_size=9).map("".join)


@settings(max_examples=600, deadline=None)
@given(texts)
def test_a_line_with_a_marker_of_a_style_is_told_to_hold_one(text: str) -> None:
    told = narrow(text)
    assert {style for style, pattern in STYLES.items() if pattern.search(told)} <= styles_in(told)


@settings(max_examples=600, deadline=None)
@given(rows.filter(lambda text: bool(text.strip())))
def test_a_line_whose_first_or_last_cell_is_a_number_is_told_to_have_one(text: str) -> None:
    line = _line(text)
    found = cells_of(line)
    assert starts_with_number(line) or found[0].number is None
    assert ends_with_number(line) or found[-1].number is None


def _line(text: str) -> Line:
    xs = tuple(float(n) for n in range(len(text)))
    return Line(1, 0, text, xs, (0.0, 0.0, 1.0, 1.0), 1.0, 1.0, 0.0, xs)
