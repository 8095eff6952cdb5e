"""Korean words that a line breaks are whole again, and two words stay two."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from tests.support.layouts.korean import paragraphs, sentences
from tests.support.lines import lines_of
from tests.support.wrapped import Score, Setting, set_in_lines

from cgq.exam.geometry import WORD_JOINER
from cgq.exam.page.script import joined
from cgq.exam.page.wraps import with_broken_words_marked

PAPER = paragraphs(sentences())


@pytest.mark.parametrize("justified", [False, True], ids=["ragged", "justified"])
@pytest.mark.parametrize("at_words", [False, True], ids=["anywhere", "at words"])
def test_of_600_sentences_995_line_ends_in_1000_are_read_as_they_were(*, at_words: bool, justified: bool) -> None:
    score = Score()
    for ems in (18, 30):
        lines, ends = set_in_lines(PAPER, Setting(ems, at_words, justified))
        score.add(ends, with_broken_words_marked(lines))
    assert score.between_right >= 0.995 * score.between
    assert score.inside_right >= 0.995 * score.inside
    assert score.between > 500
    assert score.inside > 900 or at_words


def read(above: str, below: str) -> str:
    """What two lines become in a short paper that breaks its lines anywhere."""
    filler = [
        ("이 설명은 규칙적", "으로 반복된 구성 요소가 있다."),
        ("이 부분은 두 가지", "를 함께 다룬다고 적혀 있다."),
        ("이 순서는 사람들", "의 뜻에 따라 바뀔 수 있다."),
    ]
    rows = [row for pair in [*filler, (above, below)] for row in pair]
    texts = [line.text for line in with_broken_words_marked(lines_of("\n".join(rows)))]
    return joined(texts[-2:])


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("계획과 관리와 엔지니어", "링을 함께 맡는 방식이다"),
        ("이 방식을 택하는 것이 바람", "직하다고 알려져 있다"),
        ("클래스 사이의 의존관계", "를 나타낸 그림이다"),
        ("응답한 사람은 DBMS", "를 쓰고 있다고 답하였다"),
        ("흐름을 나타내는 언어(UML)", "을 쓰지 않는다고 답하였다"),
        ("모두 더한 값은 3", "을 넘지 않는다고 한다"),
        ("법률을 이르는 말인 法", "은 물이 흐르는 모양이다"),
        ("자료를 여러 곳에 저장", "하여 잃지 않게 한다"),
        ("사용자가 직접 고를 수 있", "다. 다만 값을 바꿀 수 없다"),
        ("시험이 끝난 뒤에 결과를 보", "자. 그러면 모두 알게 된다"),
        ("그 범위는 다음과 같이 (", "가장 작은 값을 뺀) 나머지이다"),
    ],
)
def test_a_word_that_a_line_breaks_is_one(above: str, below: str) -> None:
    assert read(above, below) == above + below


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("여러 부분을 하나로", "구성한다고 볼 수 있다"),
        ("이 값은 우리가 잴 수", "있는 것 가운데 가장 크다"),
        ("응답한 사람은 DBMS", "관리자가 아니라고 답하였다"),
        ("모두 마쳤다고 볼 수 있다.", "은행에서 받은 서류를 낸다"),
        ("새 도구를 쓰지 않으면", "알 수 없는 값이 나온다"),
        ("조사의 결과에 따르면,", "도시에 사는 사람이 더 많다"),
    ],
)
def test_two_words_stay_two(above: str, below: str) -> None:
    assert read(above, below) == f"{above} {below}"


def test_a_word_is_joined_over_the_end_of_a_column() -> None:
    left, right = lines_of("계획과 관리와 엔지니어"), lines_of("링을 함께 맡는 방식이다")
    lines = [*left, *(replace(line, column=1) for line in right)]
    assert with_broken_words_marked(lines)[0].text == left[0].text + WORD_JOINER


def test_a_text_that_comes_back_says_once_how_its_paper_breaks_lines() -> None:
    option = [
        "창고에 남은 물건을 헤아리고 표에 적는 보",
        "조담당자의 이름을 함께 알린다.",
        "가게에서 새로 산 물건은 값을 낸 구매자",
        "가 값을 확인한다.",
    ]
    marked = with_broken_words_marked(lines_of("\n".join(option * 16)))
    assert [line.text.endswith(WORD_JOINER) for line in marked] == [True, False] * 32


def test_a_line_that_begins_with_a_number_of_another_font_goes_on() -> None:
    above, below = lines_of("7. 계획과 관리와 엔지니어\n링을 함께 맡는 방식이다")
    assert with_broken_words_marked([replace(above, em=8.1), below])[0].text == above.text + WORD_JOINER


def test_a_title_does_not_go_on_in_the_smaller_text_below() -> None:
    title, text = lines_of("계획과 관리와 엔지니어\n링을 함께 맡는 방식이다")
    x0, _, x1, base = title.box
    larger = replace(title, em=14.0, box=(x0, base - 14.0, x1, base))
    assert with_broken_words_marked([larger, text])[0].text == title.text


def test_a_list_is_no_sentence_that_goes_on() -> None:
    rows = ["가. 이용자의 자기결정", "나. 이웃과의 협력", "다. 비밀의 보장", "라. 책임의 공유"]
    assert [line.text for line in with_broken_words_marked(lines_of("\n".join(rows)))] == rows


def test_a_paper_that_breaks_at_words_does_not_load_the_analyser() -> None:
    code = (
        "import sys; sys.path.insert(0, '.')\n"
        "from cgq.exam.page.wraps import with_broken_words_marked\n"
        "from tests.support.layouts.korean import paragraphs, sentences\n"
        "from tests.support.wrapped import Setting, set_in_lines\n"
        "lines, _ = set_in_lines(paragraphs(sentences())[:40], Setting(24, at_words=True, justified=False))\n"
        "assert [line.text for line in with_broken_words_marked(lines)] == [line.text for line in lines]\n"
        "sys.exit('kiwipiepy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_process_without_room_for_the_analyser_reads_what_the_page_shows() -> None:
    code = (
        "import resource, sys; sys.path.insert(0, '.')\n"
        "from cgq.exam.page.wraps import with_broken_words_marked\n"
        "from tests.support.lines import lines_of\n"
        "mapped = int(open('/proc/self/statm').read().split()[0]) * resource.getpagesize()\n"
        "resource.setrlimit(resource.RLIMIT_AS, (mapped + 300 * 2**20,) * 2)\n"
        "rows = ['두 부분으로 구', '성된다고 본다', '클래스 사이의 의존관계', '를 나타낸다']\n"
        "texts = [line.text for line in with_broken_words_marked(lines_of('\\n'.join(rows)))]\n"
        "assert texts[2].endswith('\\u2060')\n"
        "assert not texts[0].endswith('\\u2060')\n"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
