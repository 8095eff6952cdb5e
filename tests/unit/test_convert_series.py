"""Which pictures are the pages of one paper, by their names alone."""

import pytest

from cgq.convert.archive.bundle import MAX_PICTURES
from cgq.convert.series import Gap, Series, find_series, missing_between, one_paper


def named(*names: str) -> list[tuple[str, ...]]:
    return [series.names for series in find_series(names)]


@pytest.mark.parametrize(
    ("names", "title"),
    [
        (["p1.jpg", "p2.jpg"], ""),
        (["IMG_2034.JPG", "IMG_2035.JPG", "IMG_2036.JPG"], ""),
        (["01.png", "02.png"], ""),
        (["시험지 (1).jpg", "시험지 (2).jpg"], "시험지"),
        (["2023년 1회-1.png", "2023년 1회-2.png"], "2023년 1회"),
        (["기출 1쪽.jpg", "기출 2쪽.jpg"], "기출"),
        (["scan0009.tif", "scan0010.tif"], ""),
        (["KakaoTalk_20240302_091500123.jpg", "KakaoTalk_20240302_091500123_01.jpg"], ""),
        (["a1.jpg", "a2.png"], "a"),
        (["스캔.jpg", "스캔 (2).jpg", "스캔 (3).jpg"], ""),
        (["scan.jpg", "scan1.jpg"], ""),
        (["시험지.jpg", "시험지 (1).jpg"], "시험지"),
        (["시험지.jpg", "시험지 - 복사본.jpg", "시험지 - 복사본 (2).jpg"], "시험지"),
        (["스캔_20240501.jpg", "스캔_20240501 (2).jpg"], ""),
        (["20240501_101010.jpg", "20240501_101010_01.jpg"], ""),
        (["DSC01234.jpg", "DSC01235.jpg"], ""),
        (["P1010001.jpg", "P1010002.jpg"], ""),
        (["000001.jpg", "000002.jpg"], ""),
        (["IMG-20240501-WA0001.jpg", "IMG-20240501-WA0002.jpg"], "IMG-20240501-WA"),
        (["기출 2024-05-01 01.jpg", "기출 2024-05-01 02.jpg"], "기출 2024-05-01"),
    ],
)
def test_names_that_count_on_are_one_paper(names: list[str], title: str) -> None:
    assert find_series(names[::-1]) == [Series(tuple(names), (), title)]


def test_numbers_are_sorted_as_numbers() -> None:
    names = [f"p{number}.jpg" for number in range(1, 13)]
    assert named(*sorted(names)) == [tuple(names)]


def test_a_missing_number_is_named_and_a_large_gap_begins_another_paper() -> None:
    assert find_series(["p1.jpg", "p2.jpg", "p4.jpg"]) == [Series(("p1.jpg", "p2.jpg", "p4.jpg"), (3,))]
    names = ["IMG_2034.jpg", "IMG_2035.jpg", "IMG_2101.jpg", "IMG_2102.jpg", "IMG_2300.jpg"]
    assert named(*names) == [tuple(names[:2]), tuple(names[2:4])]


def test_a_gap_is_said_once_of_a_paper_beside_it() -> None:
    first, second = ("1.jpg", "2.jpg", "3.jpg"), ("10.jpg", "11.jpg")
    assert find_series([*first, *second]) == [Series(first), Series(second, gaps=(Gap(4, 9, first, second),))]
    assert find_series([*first, "10.jpg"]) == [Series(first, gaps=(Gap(4, 9, first, ("10.jpg",)),))]
    assert find_series(["1.jpg", *second]) == [Series(second, gaps=(Gap(2, 9, ("1.jpg",), second),))]
    assert find_series(["1.jpg", "10.jpg"]) == []


def test_a_name_without_a_number_that_could_begin_two_papers_begins_none() -> None:
    names = ["스캔.jpg", "스캔 (2).jpg", "스캔 (3).jpg", "스캔2.jpg", "스캔3.jpg"]
    assert named(*names) == [("스캔2.jpg", "스캔3.jpg"), ("스캔 (2).jpg", "스캔 (3).jpg")]


@pytest.mark.parametrize(
    "names",
    [
        ["정답2022.png", "정답2023.png"],
        ["2022.png", "2023.png"],
        ["1회.jpg", "2회.jpg"],
        ["A형.jpg", "B형.jpg"],
        ["p1.jpg", "p01.jpg"],
        ["a1.jpg", "b2.jpg"],
        ["logo.png", "cover.png"],
        ["p1.jpg"],
        ["스크린샷 2024-05-01 100001.png", "스크린샷 2024-05-01 100003.png"],
        ["Screenshot 2024-05-01 at 10.00.01.png", "Screenshot 2024-05-01 at 10.00.02.png"],
        ["스크린샷 2024-05-01 오전 10.00.01.png", "스크린샷 2024-05-01 오전 10.00.02.png"],
        ["IMG_20240501_101010.jpg", "IMG_20240501_101011.jpg"],
        ["KakaoTalk_20240501_101010123.jpg", "KakaoTalk_20240501_101010124.jpg"],
        ["20240501101010.jpg", "20240501101011.jpg"],
        ["20240501.jpg", "20240502.jpg"],
        ["시험 2024-05-01.jpg", "시험 2024-05-02.jpg"],
        ["100001.jpg", "100002.jpg"],
        ["240501.jpg", "240502.jpg"],
        ["표지.jpg", "표지10.jpg"],
        ["p.jpg", "p.png", "p1.jpg"],
        ["p1.pdf", "p2.pdf"],
    ],
)
def test_what_names_leave_open_stays_a_paper_each(names: list[str]) -> None:
    assert find_series(names) == []


def test_two_papers_in_one_folder_are_told_by_their_beginnings() -> None:
    assert named("가1.jpg", "나1.jpg", "가2.jpg", "나2.jpg") == [("가1.jpg", "가2.jpg"), ("나1.jpg", "나2.jpg")]


def test_a_paper_has_an_end() -> None:
    found = named(*[f"{number:04}.jpg" for number in range(MAX_PICTURES + 5)])
    assert list(map(len, found)) == [MAX_PICTURES, 5]


def test_one_paper_takes_all_in_the_order_of_their_names() -> None:
    assert one_paper(["b.jpg", "p10.jpg", "p2.jpg"]).names == ("b.jpg", "p2.jpg", "p10.jpg")
    assert one_paper(["스캔 (2).jpg", "스캔.jpg"]).names == ("스캔.jpg", "스캔 (2).jpg"), "as without being told"
    assert one_paper(["시험 나.jpg", "시험 가.jpg"]) == Series(("시험 가.jpg", "시험 나.jpg"), (), "시험")


def test_what_is_missing_between_the_pictures_of_a_paper_is_seen_by_their_names() -> None:
    assert missing_between(["p1.png", "p2.png", "p5.png"]) == (3, 4)
    assert missing_between(["p1.png", "p2.png"]) == ()
    assert missing_between(["p1.png", "p9.png"]) == ()
    assert missing_between(["스캔.png", "스캔 (2).png", "스캔 (4).png"]) == (3,)
    assert missing_between(["앞.png", "뒤.png"]) == ()
