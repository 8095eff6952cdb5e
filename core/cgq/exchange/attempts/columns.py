"""The columns of a file of attempts, and what people call them.

A heading that may mean several things is none of ours: 시간 is a time of day or a duration, 소요시간 names no unit.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq.errors import InputFailed
from cgq.exam.findings import EMPTY_FILE
from cgq.exam.printable import printable
from cgq.exchange.table.columns import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

COLUMNS: dict[str, tuple[str, ...]] = {
    "ts": (
        *("time", "timestamp", "datetime", "date", "at", "answered at", "submitted at", "일시", "시각", "날짜"),
        *("응시일시", "제출일시", "제출시각", "풀이일시", "답변일시"),
    ),
    "learner": (
        *("user", "student", "candidate", "learner id", "user id", "student id", "학습자", "사용자", "학생"),
        *("수험생", "응시자", "학번", "수험번호", "학습자id", "학생id", "사용자id"),
    ),
    "question": ("question id", "item", "item id", "문제", "문항", "문제id", "문항id"),
    "material": ("paper", "exam", "file", "test", "시험지", "시험", "문제지", "파일", "자료"),
    "section": ("subject", "과목", "과목명"),
    "number": ("no", "question no", "question number", "번호", "문제번호", "문항번호"),
    "chosen": (
        *("choice", "answer", "response", "selected", "given answer", "선택", "응답", "답", "고른 답", "선택한 답"),
        *("제출답", "제출한 답", "내 답"),
    ),
    "shown": ("option order", "보기 순서", "선택지 순서"),
    "ms": ("milliseconds", "duration ms", "elapsed ms", "time ms", "밀리초", "소요 밀리초"),
    "seconds": ("s", "sec", "duration s", "elapsed s", "초", "소요 초", "소요시간(초)", "풀이시간(초)"),
}
"""Our name -> what else a column may be called, compared without white space, case and `_ . : * # -`."""

IGNORED = ("verdict", "source", "paper title")
"""What a file of ours has besides, for people; it is derived, and never read."""

_NAMES = {fold(spelling): name for name, others in COLUMNS.items() for spelling in (name, *others)}

_SHOWN = 12  # headings; chosen
"""So many headings are named in a message."""

_LONGEST = 40  # characters; chosen
"""Characters of a heading in a message."""


def name_of(heading: str) -> str | None:
    """Our name of a heading, None for one that is not known."""
    return _NAMES.get(fold(heading))


def is_header(cells: Iterable[str]) -> bool:
    """Does a row name what each attempt needs: a moment, a question, what was chosen?"""
    names = {name_of(cell) for cell in cells}
    return {"ts", "chosen"} <= names and bool({"question", "number"} & names)


def find_header(rows: Sequence[tuple[int, Sequence[str]]], note: Callable[[str], None]) -> tuple[int, dict[str, int]]:
    """The row of the header among the first rows with content, and our name -> the index of its column.

    Raises InputFailed: empty_file, no_header, two_columns.
    """
    if not rows:
        raise InputFailed("The file has no rows", code=EMPTY_FILE, hint="Give a file with a header and attempts.")
    found = next(((number, cells) for number, cells in rows if is_header(cells)), None)
    if found is None:
        raise _no_header([cells for _, cells in rows])
    number, cells = found
    names = _indices(cells)
    if number != rows[0][0]:
        note(f"The header is row {number}; what stands above it is passed over.")
    note_unknown(passed_over(cells), note)
    return number, names


def note_unknown(headings: Sequence[str], note: Callable[[str], None]) -> None:
    """Report the headings that are not known, if there are any."""
    if headings:
        note(f"Passed over, for their names are not known: {', '.join(headings[:_SHOWN])}.")


def _indices(cells: Sequence[str]) -> dict[str, int]:
    found = [(name, index) for index, cell in enumerate(cells) if (name := name_of(cell))]
    counts = Counter(name for name, _ in found)
    for name, count in counts.items():
        if count > 1:
            both = " and ".join(_short(cells[index]) for other, index in found if other == name)
            raise InputFailed(f"Two columns are {name}: {both}", code="two_columns", hint="Rename or delete one.")
    return dict(found)


def passed_over(headings: Iterable[str]) -> list[str]:
    """The headings that are not known, as they are shown."""
    known = {fold(name) for name in IGNORED}
    return [_short(one) for one in headings if one.strip() and name_of(one) is None and fold(one) not in known]


def _no_header(rows: Sequence[Sequence[str]]) -> InputFailed:
    """No row names the columns; the likeliest one is shown."""
    best = max(rows, key=lambda cells: sum(name_of(cell) is not None for cell in cells))
    found = [_short(cell) for cell in best if cell.strip()]
    shown = ", ".join(found[:_SHOWN]) + (f" and {len(found) - _SHOWN} more" if len(found) > _SHOWN else "")
    message = f"No row names the columns ts, chosen, and question or number; the likeliest has {shown}"
    hint = "Begin with a row such as: ts,learner,material,number,chosen,ms"
    return InputFailed(message, code="no_header", hint=hint)


def _short(heading: str) -> str:
    return printable(heading.strip(), _LONGEST)
