"""Papers and their keys in a real database: attached, exchanged and taken away again, whatever came first."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.support.exported import exported_lines

from cgq.bank import browse, edits, materials, questions
from cgq.bank.change import Change
from cgq.bank.edits import Decision, Spot
from cgq.bank.files import SourceFile
from cgq.bank.keys import answered_by, answers
from cgq.db.connection import Database, Transaction
from cgq.db.migrations import migrate
from cgq.exam.model import Answer, Document, Key, KeyAnswer, Option, Question, RightOptions
from cgq.stages.chain import stored_text_hash

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

COUNT = 10
TITLE = "2024년도 도서관사서 모의평가"
WORDS = ("목록", "분류", "장서", "색인", "초록", "참고", "대출", "보존", "열람", "납본")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(opened)
    yield opened
    opened.close()


def asked(number: int, *, turned: bool = False, answer: int | None = None) -> Question:
    """Question `number` about one of ten words; in form B the options are turned round."""
    texts = [f"{WORDS[number - 1]} {sign}" for sign in "가나다라"]
    options = tuple(Option(n=n, text=text) for n, text in enumerate(reversed(texts) if turned else texts, 1))
    right = None if answer is None else Answer(accepted=(answer,))
    return Question(number=number, stem=f"{WORDS[number - 1]}의 뜻은?", options=options, answer=right)


def paper(form: str | None = "A", title: str = TITLE, count: int = COUNT) -> Document:
    numbers = range(1, count + 1)
    turned = form == "B"
    made = [replace(asked(count + 1 - n if turned else n, turned=turned), number=n) for n in numbers]
    return document(f"paper {form} {title}", title=title, form=form, questions=tuple(made))


def right(number: int, form: str = "A") -> int:
    """The right option of a number: form B has the questions backwards and the options turned."""
    return number % 4 + 1 if form == "A" else 5 - right(COUNT + 1 - number)


def table(form: str | None = "A", wrong: Sequence[int] = ()) -> Key:
    numbers = range(1, COUNT + 1)
    cells = ((n, right(n, form or "A")) for n in numbers)
    told = (
        KeyAnswer(number=n, accepted=((a % 4 + 1,) if n in wrong else (a,)), page=1, bbox=(1, n, 2, n + 1))
        for n, a in cells
    )
    return Key(answers=tuple(told), form=form)


def key(*tables: Key, title: str = f"{TITLE} 정답") -> Document:
    return document(f"key {title} {tables}", title=title, keys=tables or (table("A"), table("B")))


def document(name: str, **more: object) -> Document:
    sha256 = hashlib.sha256(name.encode()).hexdigest()
    return Document(sha256=sha256, pages=1, language="ko", extractor="x-1", **more)  # type: ignore[arg-type]


def take(tx: Transaction, read: Document, folder: str = "/e") -> int:
    adopted = materials.adopt(tx, SourceFile(f"{folder}/{read.sha256[:8]}.pdf", read.sha256, 1), 1)
    questions.store(tx, adopted.id, read, stored_text_hash, 1)
    return adopted.id


def given(tx: Transaction, material: int) -> list[int | None]:
    rows = browse.listing(tx, material=material)
    return [row.answer.accepted[0] if row.answer else None for row in sorted(rows, key=lambda row: row.number)]


def codes(tx: Transaction, material: int) -> list[str]:
    return [found.code for found in materials.findings(tx, material)]


RIGHT = [right(n) for n in range(1, COUNT + 1)]
NOTHING = [None] * COUNT


def test_A2_a_key_is_attached_whichever_is_read_first(database: Database) -> None:
    with database.write() as tx:
        a = take(tx, paper("A"))
        assert given(tx, a) == NOTHING
        k = take(tx, key())
        b = take(tx, paper("B"))
        assert given(tx, a) == RIGHT
        assert given(tx, b) == [right(n, "B") for n in range(1, COUNT + 1)]
        row = browse.listing(tx, material=a, number=3)[0]
        assert row.answer is not None
        assert (row.answer.source, row.answer.page, row.answer.bbox) == ("key", 1, (1.0, 3.0, 2.0, 4.0))
        link = answered_by(tx, a)
        assert link is not None
        assert (link.material, link.given) == (k, False)
        assert "year 2024" in link.reasons
        assert [found.material for found in answers(tx, k)] == [a, b]
        assert codes(tx, a) == codes(tx, b) == codes(tx, k) == []


def test_B3_A2_the_bank_is_the_same_in_every_order(tmp_path: Path) -> None:
    told = set()
    for n, order in enumerate(
        itertools.permutations([paper("A"), paper("B"), key(), key(table(), title="2023년도 정답")])
    ):
        database = Database(tmp_path / f"{n}.db", durability="NORMAL")
        migrate(database)
        for read in order:
            with database.write() as tx:
                take(tx, read)
        with database.read() as tx:
            exported = b"".join(exported_lines(tx))
            told.add((exported, tuple(sorted(tx.all("SELECT code, message FROM finding")))))
        database.close()
    assert len(told) == 1


def test_a_key_of_nothing_here_says_so_until_its_paper_comes(database: Database) -> None:
    with database.write() as tx:
        k = take(tx, key())
        assert codes(tx, k) == ["key_unused"]
        other = take(tx, paper("A", "2023년도 도서관사서 모의평가"))
        assert given(tx, other) == NOTHING
        assert codes(tx, k) == ["key_unused"]
        take(tx, paper("A"))
        assert codes(tx, k) == []


def test_a_better_reading_of_either_side_is_answered_anew(database: Database) -> None:
    with database.write() as tx:
        a, k = take(tx, paper("A")), take(tx, key())
        worse = replace(key(), keys=(table("B"),))
        take(tx, worse)
        assert given(tx, a) == NOTHING
        assert [f.code for f in materials.findings(tx, a)] == ["key_mismatch"]
        assert "the paper is form A" in materials.findings(tx, a)[0].message
        take(tx, key())
        assert given(tx, a) == RIGHT
        shorter = replace(paper("A"), questions=paper("A").questions[:-1])
        take(tx, shorter)
        assert given(tx, a) == RIGHT[:-1]
        assert [(f.code, f.number) for f in materials.findings(tx, a)] == [("gap", COUNT)]
        assert [(t.by, t.expected, t.missing) for t in materials.tallies(tx, a)] == [("key", COUNT, (COUNT,))]
        assert [found.material for found in answers(tx, k)] == [a]


def test_A2_a_removed_key_takes_its_answers_along(database: Database) -> None:
    with database.write() as tx:
        a, k = take(tx, paper("A")), take(tx, key())
        questions.remove_material(tx, k, stored_text_hash, 1)
        assert given(tx, a) == NOTHING
        assert answered_by(tx, a) is None
        assert materials.tallies(tx, a) == ()
        assert codes(tx, a) == []


def test_a_removed_paper_leaves_its_key_unused(database: Database) -> None:
    with database.write() as tx:
        a, k = take(tx, paper("A")), take(tx, key())
        questions.remove_material(tx, a, stored_text_hash, 1)
        assert codes(tx, k) == ["key_unused"]


def test_A2_the_key_that_a_person_gave_wins(database: Database) -> None:
    with database.write() as tx:
        a = take(tx, paper("A"))
        take(tx, key())
        own = take(tx, key(table(None, wrong=(2,)), title="정답"))
        questions.give_key(tx, a, own, stored_text_hash, 1)
        assert given(tx, a) == [RIGHT[0], right(2) % 4 + 1, *RIGHT[2:]]
        link = answered_by(tx, a)
        assert link is not None
        assert (link.material, link.given) == (own, True)
        take(tx, paper("A"))
        assert answered_by(tx, a) == link


def test_a_given_key_that_does_not_fit_is_refused_and_no_other_is_taken(database: Database) -> None:
    with database.write() as tx:
        a = take(tx, paper("A"))
        take(tx, key())
        wrong = take(tx, key(table("B"), title="정답"))
        questions.give_key(tx, a, wrong, stored_text_hash, 1)
        assert given(tx, a) == NOTHING
        (found,) = materials.findings(tx, a)
        assert found.code == "key_mismatch"
        assert "the paper is form A" in found.message


def test_A3_forms_that_agree_verify_each_other_and_a_conflict_names_both_places(database: Database) -> None:
    with database.write() as tx:
        a, b = take(tx, paper("A")), take(tx, paper("B"))
        take(tx, key())
        record = browse.record(tx, browse.listing(tx, material=a, number=4)[0].question)
        assert record.answer is not None
        assert len(record.answer.verified_by) == 1
        assert record.quality.flags == ()
        take(tx, replace(key(), sha256=key().sha256, keys=(table("A", wrong=(4,)), table("B"))))
        places = {m: [f for f in materials.findings(tx, m) if f.code == "answer_conflict"] for m in (a, b)}
        assert [(f.page, f.number) for f in places[a]] == [(1, 4)]
        assert [(f.page, f.number) for f in places[b]] == [(1, COUNT + 1 - 4)]
        said = f"the answer here is {right(4) % 4 + 1}; number {COUNT - 3} of"
        assert places[a][0].message.startswith(said)
        assert f"says {right(4)} in the numbers of this paper" in places[a][0].message
        take(tx, key())
        assert codes(tx, a) == codes(tx, b) == []


def test_a_persons_answer_outlives_the_key(database: Database) -> None:
    with database.write() as tx:
        a = take(tx, paper("A"))
        read = questions.readings(tx, a)[0]
        said = Decision(
            spot=Spot("", 1, 1),
            verdict="accept",
            change=Change(answer=RightOptions(accepted=(4,))),
            before=read,
            reason=None,
            by="me",
            follows=None,
        )
        edits.keep(tx, paper("A").sha256, said, 1)
        take(tx, key())
        assert given(tx, a)[0] == 4
        assert given(tx, a)[1:] == RIGHT[1:]
