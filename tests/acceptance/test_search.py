"""`cgq search` and `cgq similar` over a small bank that was imported and worked through."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.support.command import Home

ROWS = """\
number,section,year,stem,option1,option2,answer
1,운영체제,2021,교착상태의 발생 조건이 아닌 것은?,상호배제,선점,2
2,운영체제,2022,"교착상태의 발생 조건이 아닌 것은? (단, 자원은 하나씩이다)",상호배제,비선점,
3,데이터베이스,2021,릴레이션을 나누는 정규화의 목적은?,이상 현상을 막는다,조인을 늘린다,1
4,데이터베이스,2022,트랜잭션의 성질 가운데 원자성은?,전부 아니면 전무,고립된다,1
5,네트워크,2022,Which protocol finds the MAC address of a host?,ARP,DNS,1
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    home = Home(tmp_path_factory.mktemp("search") / "home")
    (home.folder / "rows.csv").write_text(ROWS, encoding="utf-8")
    done = home.each("import rows.csv --quiet", "work --until-empty --jobs 1 --quiet")
    assert [one.returncode for one in done] == [0, 0], done
    return home


def found(home: Home, *args: str) -> dict[str, Any]:
    done = home.cgq("search", *args, "--json")
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


def numbers(document: dict[str, Any]) -> list[int]:
    return [hit["question"] for hit in document["hits"]]


def test_what_holds_the_words_is_shown_and_nothing_else(home: Home) -> None:
    done = home.cgq("search", "교착상태", "조건")
    assert [line.split("\t")[0] for line in done.stdout.splitlines()[1:]] == ["1", "2"]
    assert done.stderr == "2 found; nothing else is near.\n"
    assert home.cgq("search", "교착상태", "--limit", "1").stderr == "2 found, the first 1 are shown. All: --limit 2\n"


def test_a_word_that_is_nowhere_finds_nothing(home: Home) -> None:
    done = home.cgq("search", "에스프레소 추출 조건")
    assert done.returncode == 0
    assert done.stderr.startswith('Nothing was found in 5 questions; none holds "에스프레소", "추출".')
    scattered = home.cgq("search", "조인", "고립").stderr
    assert scattered.startswith("Nothing was found in 5 questions; none holds enough of these words together.")
    done = home.cgq("search", "glorptonic", "mac", "addresses")
    assert done.stderr == '1 found; none holds "glorptonic"; nothing else is near.\n'
    document = found(home, "glorptonic host")
    assert (document["hits"], document["found"], document["nowhere"]) == ([], 0, ["glorptonic"])


def test_another_spelling_that_was_looked_for_is_named(home: Home) -> None:
    done = home.cgq("search", "릴래이션")
    assert done.stderr == '1 found; none holds "릴래이션"; "릴레이션" was looked for instead; nothing else is near.\n'
    document = found(home, "릴래이션")
    assert (numbers(document), document["nowhere"]) == ([3], ["릴래이션"])
    assert document["respelled"] == [{"typed": "릴래이션", "bank": "릴레이션"}]
    assert found(home, "릴레이션")["respelled"] == []


def test_the_document_has_the_words_that_were_found(home: Home) -> None:
    document = found(home, "ＭＡＣ address")
    (hit,) = document["hits"]
    assert [hit["snippet"][start:end] for start, end in hit["marks"]] == ["MAC address"]
    assert (document["found"], hit["question"], hit["score"]) == (1, 5, 1.0)
    assert hit["why"] in ("words", "both")


def test_what_was_asked_for_is_bold_in_colour(home: Home) -> None:
    done = home.cgq("--color", "always", "search", "정규화")
    assert "나누는 \x1b[1m정규화\x1b[0m의 목적" in done.stdout


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (("--year", "2021"), [1]),
        (("--section", "운영 체제"), [1, 2]),
        (("--section", "데이터"), []),
        (("--material", "1"), [1, 2]),
        (("--status", "answered"), [1]),
        (("--status", "unanswered"), [2]),
    ],
)
def test_the_filters_leave_questions_out(home: Home, filters: tuple[str, ...], expected: list[int]) -> None:
    assert numbers(found(home, "교착상태", *filters)) == expected


def test_a_filter_that_leaves_nothing_is_named(home: Home) -> None:
    done = home.cgq("search", "교착상태", "--year", "1999")
    assert done.stderr.startswith("Nothing was found among the 0 questions of --year 1999. Without that: ")
    assert home.cgq("search", "교착상태", "--concept", "nowhere").returncode == 4
    assert home.cgq("search", "교착상태", "--material", "99").returncode == 4
    assert home.cgq("search", "교착상태", "--status", "odd").returncode == 2
    assert home.cgq("search", "   ").returncode == 2


def test_similar_shows_what_is_near_one(home: Home) -> None:
    done = home.cgq("similar", "1")
    assert [line.split("\t")[0] for line in done.stdout.splitlines()[1:]] == ["2"]
    assert done.stderr == "1 near; nothing else is near.\n"
    document = json.loads(home.cgq("similar", "1", "--json").stdout)
    assert (document["type"], document["question"], document["found"]) == ("similar", 1, 1)
    assert home.cgq("similar", "5").stderr.startswith("Nothing is near question 5.")
    assert home.cgq("similar", "1", "--year", "2021").stderr.startswith("No questions match --year 2021.")
    assert home.cgq("similar", "99").returncode == 4
    shown = home.cgq("questions", "1").stdout
    assert "Near it:" in shown
    assert "Near it:" not in home.cgq("questions", "5").stdout


@pytest.mark.parametrize("text", ['"', "NEAR(a b)", "*", "a\x00b", "^col:x OR", "가" * 10_000, "%_", "\udcff"])
def test_no_query_does_harm(home: Home, text: str) -> None:
    done = home.cgq("search", "--", text.replace("\x00", " ").encode("utf-8", "surrogateescape"))
    assert done.returncode == 0, done.stderr


def test_doctor_reports_the_floor_and_that_every_question_has_its_words(home: Home) -> None:
    home.cgq("search", "정규화")
    checks = {check["name"]: check for check in json.loads(home.cgq("doctor", "--json").stdout)["checks"]}
    assert checks["words by rarity"]["message"] == "holds every question"
    assert checks["near in meaning"]["message"].startswith("from a cosine of 0.50 in local-hash-1024")
