"""What docs/exchange.md says of an import is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cgq.exam.model import Option
from cgq.exchange.readers import csv, xlsx
from cgq.exchange.rows import ReadWishes
from cgq.exchange.table.cell import MOST_CHARACTERS
from cgq.exchange.table.columns import COLUMNS, NUMBERED
from cgq.exchange.table.given_answer import parse_given_answer
from cgq.exchange.table.header import SAMPLE_ROWS

PAGE = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text("utf-8")
FIVE = tuple(Option(n=n, label=str(n), text=f"text {n}") for n in range(1, 6))
MEANINGS = {
    "the third option": ((3,), "any"),
    "each of the two is right": ((1, 5), "any"),
    "both must be chosen": ((1, 4), "all"),
    "everyone is right": ((1, 2, 3, 4, 5), "void"),
}


def test_the_table_of_columns_is_that_of_the_code() -> None:
    lines = ["| column | in Korean | also | |", "|---|---|---|---|"]
    for column in COLUMNS:
        most = NUMBERED.get(column.name)
        name = f"`{column.name}1` … `{column.name}{most}`" if most else f"`{column.name}`"
        korean = f"{column.korean}1 …" if most else column.korean
        lines.append(f"| {name} | {korean} | {', '.join(column.others)} | {column.summary} |")
    table = PAGE.partition("<!-- columns -->\n")[2].partition("<!-- /columns -->")[0]
    assert table == "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("meaning", MEANINGS)
def test_each_answer_of_the_table_means_what_stands_behind_it(meaning: str) -> None:
    line = next(line for line in PAGE.splitlines() if line.endswith(f"| {meaning} |"))
    cells = re.findall(r"`([^`]+)`", line)
    assert cells
    for cell in cells:
        answer = parse_given_answer(cell, FIVE)
        assert answer is not None
        # AD and 1 and 4 are the same two options.
        assert (answer.accepted, answer.mode) == MEANINGS[meaning], cell


def test_the_figures_are_those_of_the_code() -> None:
    wishes = ReadWishes()
    assert f"the first {SAMPLE_ROWS} rows with content" in PAGE
    assert f"at most {MOST_CHARACTERS:,} characters" in PAGE
    assert csv.SAMPLE_RECORDS == 500
    assert re.search(r"first\s+500 rows gives its answer by text", PAGE)
    assert f"at most {wishes.most_bytes // 1_000_000} MB and {wishes.most_rows:,} rows" in PAGE
    spanning = re.search(r"every row that it spans in the columns (.*?);", PAGE, re.DOTALL)
    assert spanning is not None
    assert re.findall(r"`(\w+)`", spanning[1]) == list(xlsx.SPANNING)
