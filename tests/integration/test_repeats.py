"""What repeats, in a real database: compared once, grouped, in every order of papers, and gone with its papers."""

from __future__ import annotations

import hashlib
from itertools import permutations
from typing import TYPE_CHECKING

import pytest
from bench.killing.contents import contents

from cgq.bank import materials, questions
from cgq.bank.repeats import reading, stored
from cgq.bank.selection import Selection, selected_records
from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.errors import Missing
from cgq.exam.model import Answer, Document, Option, Question
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

HEAT = ("금속은 열을 잘 전한다.", "진공에서는 대류가 일어난다.", "복사는 매질이 필요 없다.", "물은 비열이 크다.")
OHM = "길이 {0} m인 도선의 저항이 {1} Ω일 때 1 m의 저항은 몇 Ω인가?"
STEMS = {
    "heat": ("열의 이동에 관한 설명으로 옳은 것은?", HEAT),
    "heat spaced": ("열의 이동에 관한  설명으로 옳은것은 ?", (HEAT[0].replace(" ", ""), *HEAT[:0:-1])),
    "heat quoted": ("'열의 이동'에 관한 설명으로 옳은 것은?", HEAT),
    "heat ‘quoted’": ("‘열의 이동’에 관한 설명으로 옳은 것은?", HEAT),
    "heat turned": ("열의 이동에 관한 설명으로 옳지 않은 것은?", (*HEAT[:2], "얼음은 물에 뜬다.", "쇠는 가라앉는다.")),
    "ohm": (OHM.format(20, 5), ("0.25", "4")),
    "ohm again": (OHM.format(30, 6), ("0.2", "5")),
    "ohm once more": (OHM.format(40, 8), ("0.2", "5")),
    "ohm at last": (OHM.format(50, 9), ("0.2", "5")),
    "stack": ("나중에 넣은 것이 먼저 나오는 자료 구조는?", ("큐", "스택")),
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    yield from opened(tmp_path / "cgq.db")


def opened(path: Path) -> Iterator[Database]:
    database = Database(path, durability="NORMAL")
    migrate(database)
    yield database
    database.close()


def store(
    database: Database,
    title: str,
    names: Sequence[str],
    *,
    form: str | None = None,
    right: int = 1,
    file: str = "pdf",
) -> int:
    """A paper with these questions, in the place of the one with this title and format where there is one."""
    sha256 = hashlib.sha256(f"{title}{form}{file}".encode()).hexdigest()
    found = [made(number, *STEMS[name], right) for number, name in enumerate(names, 1)]
    paper = Document(sha256=sha256, title=title, form=form, language="ko", pages=1, questions=tuple(found))
    with database.write() as tx:
        known = materials.owner(tx, sha256)
        number = known or tx.insert(
            "INSERT INTO material (sha256, title, created_at, updated_at) VALUES (?, ?, 1, 1)", (sha256, title)
        )
        questions.store(tx, number, paper, stored_text_hash, 1)
    return number


def made(number: int, stem: str, options: Sequence[str], right: int) -> Question:
    given = tuple(Option(n=n, label=str(n), text=option) for n, option in enumerate(options, 1))
    return Question(
        stem=stem, options=given, number=number, answer=Answer(accepted=(right,), source="key"), bbox=(0, 0, 1, 1)
    )


def find(database: Database, at_once: int = 3) -> int:
    """What the jobs do, until nothing is left: how many pairs were compared."""
    compared, left = 0, 1
    while left:
        with database.read() as tx:
            result = stored.compare_with_bank(tx, stored.uncompared(tx, at_once))
        compared += result.compared
        with database.write() as tx:
            left = stored.keep(tx, result, 1)
    return compared


def shown(database: Database) -> list[tuple[int, tuple[int, ...], tuple[str, ...]]]:
    """Each group as exams, years and kinds."""
    with database.read() as tx:
        return [(row.exams, row.years, row.kinds) for row in reading.groups(tx)]


def test_exams_of_three_years_are_counted_with_their_kinds(database: Database) -> None:
    store(database, "2021년 물리 시험", ["heat", "ohm", "stack"])
    store(database, "2022년 물리 시험", ["heat"])
    store(database, "2024년 물리 시험", ["heat turned", "ohm again"])
    find(database)
    assert shown(database) == [(3, (2021, 2022, 2024), ("verbatim", "variant")), (2, (2021, 2024), ("variant",))]
    with database.read() as tx:
        first = reading.groups(tx)[0]
        group = reading.group_of(tx, first.group)
        found = reading.repeats_of(tx, first.question)
        of_year = reading.groups(tx, reading.GroupFilter(years=(2022,)))
        records = list(selected_records(tx, Selection(repeats=True)))
    assert [(place.year, place.number, place.answer) for place in group.places] == [(2021, 1, "1"), (2022, 1, "1")]
    assert [(other.kind, other.why) for other in group.others] == [
        ("variant", "옳은 → 옳지 않은; options 3 and 4 replaced")
    ]
    assert found.exams == 3
    assert [row.group for row in of_year] == [first.group]
    assert len(records) == 4
    assert sorted(len(record.repeats) for record in records) == [1, 1, 1, 1]


def test_forms_of_one_exam_are_no_repeat(database: Database) -> None:
    store(database, "2021년 물리 시험 A형", ["heat", "stack"], form="A")
    store(database, "2021년 물리 시험 B형", ["stack", "heat"], form="B")
    find(database)
    assert shown(database) == []
    store(database, "2023년 물리 시험 A형", ["stack"], form="A")
    find(database)
    assert shown(database) == [(2, (2021, 2023), ("verbatim",))]


@pytest.mark.parametrize("title", ["2021년 물리 시험", "2021년 시험", "물리 기출문제"])
def test_two_files_of_one_exam_are_no_repeat(database: Database, title: str) -> None:
    for file in ("pdf", "hwpx", "hwp"):
        store(database, title, ["heat", "stack", "ohm"], file=file)
    store(database, title, ["heat quoted", "stack"], file="docx")
    find(database)
    assert [exams for exams, _, _ in shown(database)] == [1]
    with database.read() as tx:
        (group,) = reading.groups(tx)
        shown_group = reading.group_of(tx, group.group)
        assert reading.groups(tx, reading.GroupFilter(least=2)) == []
    assert {place.exam for place in (*shown_group.places, *shown_group.others[0].places)} == {1}
    store(database, "2023년 물리 시험", ["ohm", "heat"])
    find(database)
    assert sorted(exams for exams, _, _ in shown(database)) == [2, 2]


def test_two_exams_with_one_title_are_two_where_they_print_other_things(database: Database) -> None:
    store(database, "기출문제", ["heat", "stack", "ohm"])
    store(database, "기출문제", ["ohm again", "heat", "stack"], file="hwp")
    find(database)
    assert sorted(exams for exams, _, _ in shown(database)) == [2, 2, 2]


def test_the_same_question_with_another_answer_is_told(database: Database) -> None:
    store(database, "2021년 시험", ["heat"], right=1)
    store(database, "2022년 시험", ["heat spaced"], right=2)
    find(database)
    with database.read() as tx:
        (conflict,) = reading.group_of(tx, reading.groups(tx)[0].group).conflicts
    assert [(place.year, place.answer) for place in conflict] == [(2021, "1"), (2022, "2")]


def test_B3_what_repeats_is_the_same_in_every_order_of_papers(tmp_path: Path) -> None:
    papers = {
        "2021년 시험": ["heat", "ohm"],
        "2022년 시험": ["heat turned", "ohm again", "stack"],
        "2023년 시험": ["heat quoted", "ohm", "heat ‘quoted’"],
    }
    found: list[dict[str, list[object]]] = []
    for number, order in enumerate(permutations(papers)):
        for database in opened(tmp_path / f"{number}.db"):
            for title in order:
                store(database, title, papers[title])
                find(database)
            found.append(kept(database))
    assert found[0]["repeat_pair"]
    assert all(one == found[0] for one in found)


def kept(database: Database) -> dict[str, list[object]]:
    with database.read() as tx:
        every = contents(tx.connection)
    return {table: list(rows) for table, rows in every.items() if table.startswith("repeat") or table == "compared"}


def test_a_new_paper_touches_its_neighbours_only(database: Database) -> None:
    store(database, "2021년 시험", ["heat", "ohm", "stack"])
    store(database, "2022년 시험", ["ohm again"])
    find(database)
    before = kept(database)
    store(database, "2023년 시험", ["heat turned"])
    with database.read() as tx:
        (new,) = stored.uncompared(tx)
    assert find(database) == 1
    after = kept(database)
    for table in ("compared", "repeat_band", "repeat_pair"):
        assert all(row in after[table] for row in before[table]), table
    with database.write() as tx:
        changes = tx.connection.total_changes
        assert stored.keep(tx, stored.compare_with_bank(tx, []), 1) == 0
        assert tx.connection.total_changes == changes, "nothing to do changes no row"
    with database.read() as tx:
        assert [other.kind for other in reading.repeats_of(tx, new).others] == ["variant"]


def test_a_group_shrinks_with_its_papers_and_keeps_its_number(database: Database) -> None:
    first = store(database, "2021년 시험", ["ohm"])
    store(database, "2022년 시험", ["ohm again"])
    store(database, "2023년 시험", ["ohm once more"])
    find(database)
    with database.read() as tx:
        (before,) = reading.groups(tx)
    with database.write() as tx:
        questions.remove_material(tx, first, stored_text_hash, 2)
    assert shown(database) == [(2, (2022, 2023), ("variant",))], "nothing stale is shown before it is looked for anew"
    find(database)
    with database.read() as tx:
        (after,) = reading.groups(tx)
    assert (before.exams, after.exams, after.group) == (3, 2, before.group)
    store(database, "2023년 시험", ["stack"])
    assert shown(database) == []
    find(database)
    with database.read() as tx, pytest.raises(Missing):
        reading.group_of(tx, before.group)
    assert kept(database)["repeat_group"] == []


def test_what_was_reworded_while_it_was_compared_is_compared_again(database: Database) -> None:
    store(database, "2021년 시험", ["ohm"])
    store(database, "2022년 시험", ["ohm again"])
    with database.read() as tx:
        result = stored.compare_with_bank(tx, stored.uncompared(tx))
    store(database, "2022년 시험", ["stack"])
    with database.write() as tx:
        assert stored.keep(tx, result, 1) == 1
    find(database)
    assert kept(database)["repeat_pair"] == []


def test_a_crowd_is_left_alone_in_every_order_and_followed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "MOST_IN_BAND", 3)
    names = ["ohm", "ohm again", "ohm once more", "ohm at last"]
    papers = {f"{2021 + year}년 시험": [name] for year, name in enumerate(names)}
    for number, order in enumerate(permutations(papers)):
        for database in opened(tmp_path / f"{number}.db"):
            numbers: dict[str, int] = {}
            for title in order:
                numbers[title] = store(database, title, papers[title])
                find(database, at_once=1 + number % 3)
            assert (shown(database), kept(database)["repeat_pair"]) == ([], [])
            with database.read() as tx:
                assert stored.crowded(tx) == 4
            with database.write() as tx:
                questions.remove_material(tx, numbers["2024년 시험"], stored_text_hash, 2)
            find(database)
            assert shown(database) == [(3, (2021, 2022, 2023), ("variant",))]


def test_a_crowd_is_the_same_however_its_questions_fall_into_jobs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "MOST_IN_BAND", 3)
    long = "도선의 길이에 비례하여 커지는 값이다."
    for length in range(8):  # one long option in common would bring no two together
        options = ("0.25", long) if length < 2 else ("0.25", str(length))
        monkeypatch.setitem(STEMS, f"wire {length}", (OHM.format(length + 11, length + 2), options))
    names = [f"wire {length}" for length in range(8)]
    for at_once in (1, 2, 3, 5, 8):
        for database in opened(tmp_path / f"{at_once}.db"):
            store(database, "2021년 시험", names)
            find(database, at_once)
            assert kept(database)["repeat_pair"] == [], at_once


def test_a_job_ends_where_it_has_read_enough_and_the_next_goes_on(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ["ohm", "ohm again", "ohm once more", "ohm at last", "heat", "heat turned"]
    store(database, "2021년 시험", names)
    with database.read() as tx:
        whole = stored.compare_with_bank(tx, stored.uncompared(tx))
        monkeypatch.setattr(stored, "MOST_COMPARED", 60)
        part = stored.compare_with_bank(tx, stored.uncompared(tx))
    assert 0 < len(part.questions) < len(whole.questions) == len(names)
    assert find(database, 10) == whole.compared
    assert len(kept(database)["repeat_pair"]) == len(whole.pairs) == 7
