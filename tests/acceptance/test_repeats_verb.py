"""`cgq repeats` as people see it: what comes again, how one differs, and what to do where nothing does."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from tests.support.command import Home

TRUE = "금속은 열을 잘 전한다.,진공에서는 대류가 일어난다.,복사는 매질이 필요하다.,얼음은 뜬다.,1"
FALSE = "금속은 열을 잘 전한다.,물은 끓는다.,복사는 매질이 필요하다.,얼음은 뜬다.,3"
ROWS = f"""year,stem,option1,option2,option3,option4,answer
2021,열의 '이동'에 관한 설명으로 옳은 것은?,{TRUE}
2023,열의 ‘이동’에 관한 설명으로 옳은 것은?,{TRUE}
2024,열의 '이동'에 관한 설명으로 옳지 않은 것은?,{FALSE}
2024,가속도의 단위를 옳게 적어 놓은 것은?,뉴턴,줄,와트,암페어,1
2024,"가속도의 단위를 ""옳게"" 적어 놓은 것은?",뉴턴,줄,와트,암페어,1
2024,나중에 넣은 것이 먼저 나오는 자료 구조는?,큐,스택,트리,그래프,2
2025,"스택에 A, B, C를 차례로 넣고 모두 꺼낸 순서는?","A, B, C","B, A, C","C, B, A","C, A, B",3
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("repeats"))
    home.file("rows.csv", ROWS.encode())
    done = home.cgq("import", "rows.csv")
    assert done.returncode == 0, done.stderr
    assert home.cgq("run", "--quiet").returncode == 0
    return home


def test_what_exams_ask_again_is_listed_and_shown(home: Home) -> None:
    (group,) = home.json("repeats")["groups"]
    assert (group["exams"], group["years"], group["kinds"]) == (3, [2021, 2023, 2024], ["verbatim", "variant"])
    number = str(group["group"])
    shown = home.json("repeats", number)
    assert [place["year"] for place in shown["places"]] == [2021]
    assert [(other["kind"], other["way"]) for other in shown["others"]] == [
        ("verbatim", "spacing"),
        ("variant", "turned"),
    ]
    text = home.cgq("repeats", number).stdout
    assert "asked in 3 exams (2021, 2023, 2024)" in text
    assert "variant: 옳은 → 옳지 않은; option 2 replaced" in text
    assert home.cgq("repeats", "--kind", "verbatim", "--min", "4").stderr.startswith("No groups match")
    assert home.cgq("repeats", "99").returncode == 4
    assert f"1 group. Look at one: cgq repeats {number}" in home.cgq("repeats").stderr


def test_the_number_of_a_question_names_the_group_that_it_is_in(home: Home) -> None:
    groups = home.json("repeats", "--min", "1")["groups"]
    number = str(groups[0]["group"])
    question = max(other["question"] for other in home.json("repeats", number)["others"])
    assert question not in {group["group"] for group in groups}
    done = home.cgq("repeats", str(question))
    assert done.returncode == 4
    assert f"Question {question} is in group {number}: cgq repeats {number}" in " ".join(done.stderr.split())


def test_what_one_exam_asks_twice_is_counted_and_listed_when_asked_for(home: Home) -> None:
    assert [group["exams"] for group in home.json("repeats", "--min", "1")["groups"]] == [3, 1]
    assert home.json("repeats")["within_one"] == 1
    assert home.cgq("repeats").stderr.strip().endswith("See with them: cgq repeats --min 1")
    assert "See with them" not in home.cgq("repeats", "--min", "1").stderr


def test_what_asks_for_one_concept_in_other_words_has_a_page(home: Home) -> None:
    (group,) = home.json("repeats", "--kind", "concept")["groups"]
    assert (group["concept"], group["questions"], group["exams"]) == ("스택", 2, 2)
    shown = home.json("repeats", str(group["group"]), "--kind", "concept")
    assert [other["concepts"] for other in shown["same_concepts"]] == [["스택"]]
    assert "all for 스택" in home.cgq("repeats", str(group["group"]), "--kind", "concept").stdout
    assert home.cgq("repeats", "99", "--kind", "concept").returncode == 4


def test_questions_and_exports_are_filtered_by_what_comes_again(home: Home) -> None:
    listed = home.json("questions", "--repeats")["questions"]
    (group,) = home.json("repeats")["groups"]
    assert len(listed) == group["questions"] == 3, "what one exam asks twice is no repeat to any of them"
    assert home.json("export", "--repeats", "--output", "again.jsonl")["questions"] == 3
    text = home.cgq("questions", str(listed[0]["question"])).stdout
    assert "Comes again in:" in text
    assert "2023 rows, number 3, row 3, question 2: verbatim" in text


def test_what_was_not_compared_yet_is_told_with_what_does_it(home: Home) -> None:
    (check,) = [check for check in home.json("doctor")["checks"] if check["name"] == "repeats"]
    assert check["message"] == "7 of 7 questions were compared with the others"
    with closing(sqlite3.connect(home.folder / "cgq.db")) as connection, connection:
        connection.execute("UPDATE compared SET recipe = 0 WHERE question_id = 1")
    assert "cgq enqueue --kind find_repeats" in home.cgq("repeats").stderr
    (check,) = [check for check in home.json("doctor")["checks"] if check["name"] == "repeats"]
    assert (check["state"], check["message"]) == ("warn", "1 of 7 questions were not compared with the others")
