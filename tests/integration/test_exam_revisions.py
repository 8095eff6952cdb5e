"""Files that hold more than they announce, or less than they began to say: nothing older is read without a word."""

from __future__ import annotations

import pytest
from tests.support.by_hand import FONT, asked, paper, pdf, stream

from cgq.exam.extract import read_document

NEW = stream(b"BT /F1 10 Tf 1 0 0 1 50 760 Tm (QUESTION 1) Tj 0 -15 Td (What was changed?) Tj ET")


def updated() -> tuple[bytes, int]:
    """A file whose page was changed by an addition to its end; and where that begins."""
    old = paper([asked(1)])
    before = int(old.rsplit(b"startxref\n", 1)[1].split()[0])
    new = old + b"5 0 obj\n%s\nendobj\n" % NEW
    table = b"xref\n5 1\n%010d 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    return new + table % (len(old), before, len(new)), len(old)


def codes(data: bytes) -> set[str]:
    return {finding.code for finding in read_document(data).findings}


def test_a_whole_change_is_read_and_nothing_is_reported_of_it() -> None:
    data, _ = updated()
    assert "cut_revision" not in codes(data)
    assert "cut_revision" not in codes(data[:-1])


@pytest.mark.parametrize("kept", [7, 12, 60, 140, 165, 175, 200, 218])
def test_a_change_that_is_cut_off_is_reported(kept: int) -> None:
    data, begun = updated()
    assert begun + kept < len(data) - 6
    assert "cut_revision" in codes(data[: begun + kept])


@pytest.mark.parametrize("rest", [b"", b"%%E", b"%%EOF", b"%%EOF\n\n\0\0", b"%%EOF\n<!-- 12 pages -->\n"])
def test_an_end_that_is_only_untidy_is_no_cut(rest: bytes) -> None:
    data, _ = updated()
    assert "cut_revision" not in codes(data.removesuffix(b"%%EOF\n") + rest)


def tree(root: int, inner: int) -> bytes:
    """Three pages of two questions each, the last one below a node of its own, with the counts that are given."""
    fonts = "/MediaBox [0 0 600 800] /Resources << /Font << /F1 3 0 R >> >>"
    page = f"<< /Type /Page /Parent {{}} 0 R {fonts} /Contents {{}} 0 R >>"
    return pdf(
        [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [5 0 R 6 0 R 4 0 R] /Count {root} >>",
            FONT,
            f"<< /Type /Pages /Parent 2 0 R /Kids [7 0 R] /Count {inner} >>",
            page.format(2, 8),
            page.format(2, 9),
            page.format(4, 10),
            *(asked(number) for number in (1, 2, 3)),
        ]
    )


@pytest.mark.parametrize(("root", "inner"), [(3, 1), (2, 1), (1, 1), (2, 0), (3, 0), (3, 7)])
def test_a_page_that_is_not_counted_is_read(root: int, inner: int) -> None:
    document = read_document(tree(root, inner))
    assert [question.number for question in document.questions] == [1, 2, 3, 4, 5, 6]
    assert [question.page for question in document.questions] == [1, 1, 2, 2, 3, 3]
    assert document.findings == ()


@pytest.mark.parametrize("lock", ["/Filter /Vendor.DRM /V 1", "/Filter /Adobe.PubSec /V 4", "/Filter /FOPN_foweb /V 1"])
def test_a_lock_without_a_password_asks_for_no_password_and_no_other_copy(lock: str) -> None:
    (finding,) = read_document(paper([asked(1)], trailer=f"/Encrypt << {lock} >> /ID [<00> <00>]")).findings
    assert finding.code == "encrypted"
    assert "print it to a new PDF" in finding.message
    assert "password" not in finding.message.replace("not by a password", "")
