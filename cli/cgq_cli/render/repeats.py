"""What repeats, in words: groups as rows, and one with its places, answers and differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.exam.naming import place_name
from cgq.hints import Hint, argument
from cgq_cli.render.hints import hint_lines
from cgq_cli.render.prose import wrapped
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cgq.actions.repeats import Groups, OneGroup
    from cgq.bank.repeats.reading import GroupRow, Place, Repeats
    from cgq_cli.render.table import Layout

COLUMNS = (
    Column("group", "number"),
    Column("exams", "number"),
    Column("years", gives=True, varies=True, spare=2, least=9),
    Column("kinds", gives=True, varies=True, spare=3),
    Column("questions", "number", varies=True, spare=4),
    Column("stem", main=True),
)


def columns_of(kind: str | None) -> tuple[Column, ...]:
    """The columns of a list of groups of a kind: those by concept are called by its name."""
    return (Column("concept", gives=True), *COLUMNS[1:]) if kind == "concept" else COLUMNS


def row(group: GroupRow) -> dict[str, Any]:
    """A group as a row of the table."""
    return {
        "group": group.group,
        "concept": one_line(group.concept or ""),
        "exams": group.exams,
        "years": _spans(group.years),
        "kinds": ", ".join(group.kinds),
        "questions": group.questions,
        "stem": one_line(group.stem),
    }


def _spans(years: tuple[int, ...]) -> str:
    """Years in a row as one span: `2019, 2021-2025`."""
    spans: list[list[int]] = []
    for year in years:
        if spans and year == spans[-1][-1] + 1:
            spans[-1].append(year)
        else:
            spans.append([year])
    return ", ".join(str(span[0]) if len(span) == 1 else f"{span[0]}-{span[-1]}" for span in spans)


def count_line(found: Groups, kind: str | None) -> Hint:
    """How many groups there are, and how to look at the first that is listed."""
    first = argument(found.rows[0].group)
    if kind == "concept":
        return Hint(f"{counted(found.total, 'group')}. Look at one: `cgq repeats {first} --kind concept`")
    return Hint(f"{counted(found.total, 'group')}. Look at one: `cgq repeats {first}`")


def left_lines(found: Groups) -> Iterator[Hint]:
    """What the list may lack, and what makes it whole."""
    if found.left:
        questions = counted(found.left, "question")
        yield Hint(f"{questions} not compared yet. Do it: `cgq enqueue --kind find_repeats` and `cgq run`")
    if found.crowded:
        questions = counted(found.crowded, "question")
        yield Hint(f"{questions} share a wording with so many others that not all of these were compared.")
    if found.within_one:
        groups = counted(found.within_one, "group")
        yield Hint(f"{groups} within one exam not listed. See with them: `cgq repeats --min 1`")


def group_lines(found: OneGroup, layout: Layout) -> Iterator[str]:
    """A group, for reading: what is asked, where, how each question differs, and whose answers contradict."""
    row, columns = found.group.row, layout.columns
    yield from wrapped(_head(row), columns, first=f"Group {row.group}: ", indent="  ")
    yield ""
    yield from wrapped(one_line(row.stem), columns, first=f"Question {row.question}: ", indent="  ")
    yield from _places(found.group.places, columns)
    for other in found.group.others:
        yield ""
        yield from wrapped(one_line(other.stem), columns, first=f"Question {other.question}: ", indent="  ")
        yield from wrapped(f"{other.kind}: {one_line(other.why)}", columns, first="  ", indent="    ")
        yield from _places(other.places, columns)
    if found.group.conflicts:
        yield ""
    for first, other_place in found.group.conflicts:
        text = f"{_at(first)} says {_answer(first)}, {_at(other_place)} {_answer(other_place)}"
        yield from wrapped(text, columns, first="The same question has different answers: ", indent="  ")
    if row.concept is not None:
        for alike in found.concepts:
            yield ""
            yield from wrapped(one_line(alike.stem), columns, first=f"Question {alike.question}: ", indent="  ")
            yield from _places(alike.places, columns)
    elif found.concepts:
        yield ""
        yield "The same concepts in other words:"
        for alike in found.concepts:
            named = ", ".join(map(one_line, alike.concepts))
            text = f"{alike.question} ({named}): {one_line(alike.stem)}"
            yield from wrapped(text, columns, first="  ", indent="    ")


def again_lines(found: Repeats, columns: int | None) -> Iterator[str]:
    """Where a question comes again, one exam after another, for the page about that question."""
    own = {place.exam for place in found.places}
    again = [(place, other.kind, other.why) for other in found.others for place in other.places]
    if not again:
        return
    yield "Comes again in:"
    for place, kind, why in sorted(again, key=lambda one: (one[0].year or 0, one[0].title, one[0].number)):
        same = "the same exam, " if place.exam in own else ""
        text = f"{same}{_at(place)}, question {place.question}: {kind}, {one_line(why)}"
        yield from wrapped(text, columns, first="  ", indent="    ")
    if found.group is not None:
        yield from hint_lines(Hint(f"All of it: `cgq repeats {argument(found.group)}`"), columns)


def _head(row: GroupRow) -> str:
    years = f" ({', '.join(map(str, row.years))})" if row.years else ""
    parts = (
        f"asked in {counted(row.exams, 'exam')}{years}",
        counted(row.papers, "paper"),
        counted(row.questions, "question"),
        " and ".join(row.kinds),
        *(() if row.concept is None else (f"all for {one_line(row.concept)}",)),
    )
    return ", ".join(parts)


def _places(places: Iterable[Place], columns: int | None) -> Iterator[str]:
    for place in places:
        yield from wrapped(f"{_at(place)}: answer {_answer(place)}", columns, first="  ", indent="    ")


def _at(place: Place) -> str:
    """`2021 모의시험, form A, 1과목, number 5, page 3`; the year where the title does not have it."""
    title = one_line(place.title)
    year = "" if place.year is None or str(place.year) in title else f"{place.year} "
    parts = (
        f"{year}{title}",
        f"form {place.form}" if place.form else "",
        one_line(place.session or ""),
        one_line(place.section or ""),
        f"number {place.number}",
        place_name(place.page, place.row),
    )
    return ", ".join(filter(None, parts))


def _answer(place: Place) -> str:
    return one_line(place.answer) if place.answer else "unknown"
