"""The links of pages: which lead to a paper, what they mean, and pages that are made to hurt."""

from __future__ import annotations

import subprocess
import sys
import threading

import pytest

from cgq.web import links as web_links
from cgq.web.charset import decode_page
from cgq.web.failure import WebFailure
from cgq.web.links import Link, Links, find_links

BASE = "http://papers.kr/list/index.html"


ENDINGS = (".pdf", ".hwp", ".hwpx", ".jpg", ".zip")


def addresses(page: str, *, selector: str | None = None, endings: tuple[str, ...] = ()) -> list[str]:
    found = find_links(page.encode(), BASE, selector=selector, endings=endings)
    return [link.address for link in found.links]


def test_links_are_whole_in_order_and_once() -> None:
    page = """<a href="b.pdf">Second</a> <a href="/a.pdf#page=2">First</a> <a href="b.pdf#x">again</a>
    <a href="//files.papers.kr/c.pdf">Third</a> <map><area href="d.pdf"></map> <a name="here">no link</a>"""
    assert find_links(page.encode(), BASE, selector=None).links == (
        Link("http://papers.kr/list/b.pdf", "Second"),
        Link("http://papers.kr/a.pdf", "First"),
        Link("http://files.papers.kr/c.pdf", "Third"),
        Link("http://papers.kr/list/d.pdf", ""),
    )


@pytest.mark.parametrize(
    ("link", "is_paper"),
    [
        ('<a href="exam.pdf">exam</a>', True),
        ('<a href="EXAM.PDF?v=2">exam</a>', True),
        ('<a href="exam.hwp">exam</a>', True),
        ('<a href="exam.hwpx">exam</a>', True),
        ('<a href="download.php?file=2023%2Epdf&no=3">exam</a>', True),
        ('<a href="download.php?no=3">2023 exam.pdf</a>', True),
        ('<a href="download.php?no=3"><span>2023</span> <b>exam.pdf</b> (1 MB)</a>', True),
        ('<a href="download.php?no=3" type="application/pdf">exam</a>', True),
        ('<a href="download.php?no=3" download="exam.pdf">exam</a>', True),
        ('<a href="/files/3/%EA%B8%B0%EC%B6%9C.pdf">기출</a>', True),
        ('<a href="pdf.html">about PDF</a>', False),
        ('<a href="exam.pdfx">exam</a>', False),
        ('<a href="/pdf/">all</a>', False),
        ('<a href="exam.zip">exam</a>', True),
        ('<a href="download.php?no=3" type="application/vnd.hancom.hwpx">exam</a>', True),
        ('<a href="page-1.jpg"><img src="small.png"></a>', True),
        ('<a href="download.php?no=3"><img src="small.jpg"></a>', False),
        ('<a href="exam.docx">exam</a>', False),
        ('<a href="exam.hwpml">exam</a>', False),
        ('<a href="mailto:exam@papers.kr">exam.pdf</a>', False),
        ("<a href=\"javascript:open('exam.pdf')\">exam.pdf</a>", False),
        ("<p>exam.pdf</p>", False),
    ],
)
def test_a_link_leads_to_a_paper_by_its_name_type_or_text(link: str, is_paper: bool) -> None:
    assert len(addresses(link, endings=ENDINGS)) == is_paper


def test_a_selector_names_the_links_or_what_they_stand_in() -> None:
    page = """<nav><a href="/">home</a></nav><ul class="papers"><li><a href="a.php?no=1">1</a>
    <li><a href="a.php?no=2">2</a></ul><a class="paper" href="b">3</a>"""
    both = ["http://papers.kr/list/a.php?no=1", "http://papers.kr/list/a.php?no=2"]
    assert addresses(page, selector="ul.papers a") == both
    assert addresses(page, selector="ul.papers") == both
    assert addresses(page, selector="li:nth-child(2) a, .paper") == [both[1], "http://papers.kr/list/b"]
    assert addresses(page, selector=".nothing") == []


def test_a_selector_that_is_none_is_told() -> None:
    with pytest.raises(ValueError, match="selector"):
        addresses("<a href=x>x</a>", selector="a[[")


def test_a_base_of_the_page_is_what_references_are_read_from() -> None:
    assert addresses('<base href="/files/"><a href="a.pdf">1</a>') == ["http://papers.kr/files/a.pdf"]
    assert addresses('<base href="javascript:1"><a href="a.pdf">1</a>') == ["http://papers.kr/list/a.pdf"]


def test_a_link_that_cannot_be_fetched_is_counted() -> None:
    page = """<a href="mailto:x@papers.kr">1</a><a href="file:///etc/passwd">2</a><a href="http://[">3</a>
    <a href="http://2130706433/a.pdf">4</a><a href="http://u:p@papers.kr/">5</a><a href="">6</a>"""
    found = find_links(page.encode(), BASE, selector=None)
    assert [link.address for link in found.links] == [BASE]
    assert found.ignored == 5


def test_the_next_page_is_the_one_that_the_page_or_the_selector_names() -> None:
    page = b"""<link rel="Next nofollow" href="?page=2"><a class="more" href="?page=3">more</a>"""
    assert find_links(page, BASE, selector=None, endings=ENDINGS).next == f"{BASE}?page=2"
    found = find_links(page, BASE, selector=None, endings=ENDINGS, next_selector="a.more")
    assert found.next == f"{BASE}?page=3"
    found = find_links(page, BASE, selector=None, endings=ENDINGS, next_selector="a.none")
    assert found.next is None
    assert find_links(b"<a rel=next href='javascript:next()'>", BASE, selector=None, endings=ENDINGS).next is None


@pytest.mark.parametrize(
    ("data", "header", "encoding"),
    [
        ("기출".encode(), None, "utf-8"),
        ("기출".encode("cp949"), None, "cp949"),
        ("기출".encode("cp949"), "EUC-KR", "cp949"),
        ('<meta charset="euc-kr">기출 똠'.encode("cp949"), None, "cp949"),
        (
            '<meta http-equiv="content-type" content="text/html; charset=ks_c_5601-1987">기출'.encode("cp949"),
            None,
            "cp949",
        ),
        ('<meta charset="euc-kr">기출'.encode(), "utf-8", "utf-8"),
        ("\ufeff<meta charset='euc-kr'>기출".encode(), "euc-kr", "utf-8"),
        ("\ufeff기출".encode("utf-16-le"), None, "utf-16-le"),
        ("<meta charset='utf-16'>기출".encode(), None, "utf-8"),
        ("<meta charset='rot13'>기출".encode(), "no-such-one", "utf-8"),
    ],
)
def test_a_page_is_decoded_as_browsers_do(data: bytes, header: str | None, encoding: str) -> None:
    text, found = decode_page(data, header)
    assert found == encoding
    assert "기출" in text
    assert "\ufffd" not in text


def test_a_page_that_no_encoding_fits_is_read_all_the_same() -> None:
    text, encoding = decode_page(b"\xff\xfa\x81\x20<a href=x>", None)
    assert encoding == "cp1252"
    assert "<a href=x>" in text


def test_a_query_is_in_the_encoding_of_its_page_and_a_path_in_utf_8() -> None:
    page = '<meta charset="euc-kr"><a href="/기출.php?name=기출&no=1#끝">기출</a>'.encode("cp949")
    [link] = find_links(page, BASE, selector=None).links
    assert link.address == "http://papers.kr/%EA%B8%B0%EC%B6%9C.php?name=%B1%E2%C3%E2&no=1"
    assert link.text == "기출"


def test_a_page_of_more_than_five_megabytes_is_refused() -> None:
    with pytest.raises(WebFailure) as failure:
        find_links(b" " * (web_links.MOST_PAGE_BYTES + 1), BASE, selector=None)
    assert failure.value.code == "too_large"


def test_more_links_than_are_kept_are_told_of() -> None:
    page = "".join(f"<a href=/{n}.pdf>" for n in range(101))
    found = find_links(page.encode(), BASE, selector=None, endings=ENDINGS, most=100)
    assert (len(found.links), found.more) == (100, True)


def test_no_page_ends_or_fills_the_process_that_asks() -> None:
    """Tags that are never closed, in one another, and nothing but tags: a tree of which Python may not recurse."""
    for page in (b"<a href=a.pdf>" * 2_000, b"<b>" * 10_000, b"<" * 20_000, b"<!--" * 2_000, b"\0" * 1_000):
        found = find_links(page, BASE, selector=None, endings=ENDINGS)
        assert len(found.links) <= 1


_TOO_MUCH = """
from cgq.web.failure import WebFailure
from cgq.web.links import find_links
try:
    find_links(b"<i>" * 200_000, "http://papers.kr/", selector="b", memory=16 * 1024 * 1024)
except WebFailure as failure:
    print(failure.code, failure.message)
"""


def test_a_page_that_takes_too_much_memory_is_refused() -> None:
    # A process of its own: what one that ran other tests has freed is memory that no limit counts.
    done = subprocess.run([sys.executable, "-c", _TOO_MUCH], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("wrong_type ")
    assert "memory" in done.stdout


def test_a_page_without_anything_has_no_links() -> None:
    assert find_links(b"", BASE, selector=None) == Links()


def test_several_threads_may_look_through_pages_together() -> None:
    found: list[Links] = []

    def look(number: int) -> None:
        page = f"<a href={number}.pdf>".encode() * 50
        found.append(find_links(page, BASE, selector=None, endings=ENDINGS))

    threads = [threading.Thread(target=look, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(link.address for links in found for link in links.links) == [
        f"http://papers.kr/list/{number}.pdf" for number in range(6)
    ]
