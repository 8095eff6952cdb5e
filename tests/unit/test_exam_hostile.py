"""Whatever the bytes are, a document comes back that says what is wrong."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys

import pytest

from cgq.exam.extract import read_document
from cgq.exam.limits import Limits
from cgq.exam.model import EXTRACTOR


def pdf(*pages: str, rotate: int = 0) -> bytes:
    """A PDF with one page for each content stream: Helvetica as /F1, 600 x 800 points unrotated."""
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for n, content in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Rotate {rotate}"
            f" /Resources << /Font << /F1 3 0 R >> >> /Contents {5 + 2 * n} 0 R >>".encode()
        )
        stream = content.encode("latin-1")
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    body = b"%PDF-1.4\n"
    offsets: list[int] = []
    for number, data in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, data)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    body_end = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % size + table
    return body + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, body_end)


def shown(*rows: tuple[float, float, str], matrix: str = "1 0 0 1") -> str:
    """A content stream; `matrix` turns the text."""
    return "\n".join(f"BT /F1 10 Tf {matrix} {x} {y} Tm ({t}) Tj ET" for x, y, t in rows)


ROWS = [
    (50.0, 750.0, "QUESTION 1"),
    (50.0, 735.0, "Which one is even?"),
    (50.0, 720.0, "A. one"),
    (50.0, 705.0, "B. two"),
    (50.0, 690.0, "C. three"),
    (50.0, 660.0, "QUESTION 2"),
    (50.0, 645.0, "Which one is odd?"),
    (50.0, 630.0, "A. four"),
    (50.0, 615.0, "B. five"),
    (50.0, 600.0, "C. six"),
]
PAPER = pdf(shown(*ROWS))


def codes(data: bytes, limits: Limits | None = None) -> list[str]:
    return [f.code for f in read_document(data, limits=limits or Limits()).findings]


def test_a_small_paper_is_read() -> None:
    document = read_document(PAPER)
    assert document.findings == ()
    assert document.refusal is None
    assert document.sha256 == hashlib.sha256(PAPER).hexdigest()
    assert (document.pages, document.language, document.extractor) == (1, "en", EXTRACTOR)
    first, second = document.questions
    assert (first.number, first.stem, [o.text for o in first.options]) == (
        1,
        "Which one is even?",
        ["one", "two", "three"],
    )
    assert second.page == 1
    assert 39 < first.bbox[1] < second.bbox[1] < 200


@pytest.mark.parametrize(("rotate", "matrix"), [(90, "0 1 -1 0"), (180, "-1 0 0 -1"), (270, "0 -1 1 0")])
def test_a_rotated_page_reads_as_it_is_displayed(rotate: int, matrix: str) -> None:
    place = {
        90: lambda x, y: (800 - y, x),
        180: lambda x, y: (600 - x, 800 - y),
        270: lambda x, y: (y - 200, 800 - x),
    }[rotate]
    turned = [(*place(x, y), t) for x, y, t in ROWS]
    document = read_document(pdf(shown(*turned, matrix=matrix), rotate=rotate))
    assert [q.stem for q in document.questions] == ["Which one is even?", "Which one is odd?"]
    assert document.questions[0].bbox[1] < document.questions[1].bbox[1]


def test_a_page_on_its_side_without_a_rotation_is_read_too() -> None:
    turned = [(800 - y, x, t) for x, y, t in ROWS]
    assert len(read_document(pdf(shown(*turned, matrix="0 1 -1 0"))).questions) == 2


def question(number: int, x: float, y: float) -> list[tuple[float, float, str]]:
    rows = [f"{number}. Which of these {number} things is right?", "A. the first", "B. the second", "C. the third"]
    return [(x, y - 15 * n, row) for n, row in enumerate(rows)]


def test_heads_and_feet_are_no_part_of_a_question() -> None:
    pages = [
        shown(
            (50, 780, "Sample exam, spring"),
            (290, 20, f"- {page} -"),
            *(row for n in range(9) for row in question(9 * page + n - 8, 50, 760 - 82 * n)),
        )
        for page in (1, 2, 3)
    ]
    document = read_document(pdf(*pages))
    assert [q.number for q in document.questions] == list(range(1, 28))
    assert {q.options[-1].text for q in document.questions} == {"the third"}


def test_two_columns_are_read_one_after_the_other() -> None:
    page = shown(*(row for n in range(18) for row in question(n + 1, 50 + 280 * (n // 9), 760 - 82 * (n % 9))))
    document = read_document(pdf(page))
    assert [q.number for q in document.questions] == list(range(1, 19))
    assert all(len(q.options) == 3 for q in document.questions)
    assert document.questions[9].bbox[0] > 300


def test_progress_counts_pages() -> None:
    seen: list[tuple[int, int]] = []
    read_document(pdf(shown(*ROWS), shown((50, 700, "the end of it"))), progress=lambda n, m: seen.append((n, m)))
    assert seen == [(0, 2), (1, 2), (2, 2)]


def test_a_caller_stops_a_reading_by_raising_from_progress() -> None:
    def stop(done: int, total: int) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        read_document(PAPER, progress=stop)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b"hello", "not_a_pdf"),
        (b"PK\x03\x04" + bytes(500), "not_a_pdf"),
        (b"%PDF-1.4\n", "damaged"),
        (b"%PDF-1.4\n%%EOF", "damaged"),
    ],
)
def test_what_is_no_paper_is_refused(data: bytes, code: str) -> None:
    document = read_document(data)
    assert document.refusal is not None
    assert document.refusal.code == code
    assert document.refusal.message


def test_a_text_without_questions_says_so() -> None:
    assert codes(pdf(shown((50, 700, "Nothing is asked in this long enough text.")))) == ["no_questions"]


def test_a_blank_page_is_no_scan() -> None:
    assert codes(pdf("")) == ["no_questions"]


def test_limits_refuse_what_is_too_large() -> None:
    assert codes(PAPER, limits=Limits(max_bytes=100)) == ["too_large"]
    assert codes(pdf("", ""), limits=Limits(max_pages=1)) == ["too_large"]


def test_characters_beyond_the_limit_are_reported() -> None:
    assert "unread_page" in codes(PAPER, limits=Limits(max_chars_per_page=60))


def test_a_paper_cut_anywhere_is_a_document() -> None:
    for end in range(0, len(PAPER), max(1, len(PAPER) // 60)):
        document = read_document(PAPER[:end])
        assert document.refusal is not None or document.questions


def test_a_paper_with_noise_in_it_is_a_document() -> None:
    random.seed(7)
    for _ in range(40):
        data = bytearray(PAPER)
        for _ in range(12):
            data[random.randrange(9, len(data))] = random.randrange(256)
        assert read_document(bytes(data)).sha256


def test_noise_is_a_document() -> None:
    random.seed(11)
    for size in (1, 7, 100, 5000):
        assert read_document(random.randbytes(size)).refusal is not None
        assert read_document(b"%PDF-1.7\n" + random.randbytes(size)).refusal is not None


def test_the_model_loads_no_pdf_library() -> None:
    code = "import sys, cgq.exam.model, cgq.exam.extract; sys.exit(any(m.startswith('pypdf') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
