"""Files that were written to hurt: each ends in a definite state, and costs no more than itself."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pypdf
import pytest
from tests.support.bombs import BOMBS, flate_page, slow_page, steering_names
from tests.support.by_hand import asked, paper, stream
from tests.support.poll import until

from cgq.actions.extract import Reader
from cgq.errors import Busy
from cgq.exam.findings import REFUSALS
from cgq.stages.kinds.process_pdf import ProcessPdf

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.exam.model import Document

SAMPLES = Path(__file__).parents[2] / "sample_data"
POLICY = ProcessPdf.policy
SLOW = {"numbers_everywhere", "slow_page"}
"""Those that take all the time that a paper may: they have tests of their own, which give them little."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits of memory and /proc are Linux's")


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as reader:
        yield reader


def read(reader: Reader, folder: Path, data: bytes) -> Document:
    path = folder / "paper.pdf"
    path.write_bytes(data)
    return reader.read(path)


def below(pid: int) -> list[int]:
    """The processes that this one started, and those that they started."""
    own = [
        int(child) for task in Path(f"/proc/{pid}/task").glob("*") for child in (task / "children").read_text().split()
    ]
    return [pid for child in own for pid in (child, *below(child))]


@pytest.mark.parametrize("name", [name for name in BOMBS if name not in SLOW])
def test_a_bomb_ends_in_a_definite_state_and_costs_no_worker(reader: Reader, tmp_path: Path, name: str) -> None:
    read(reader, tmp_path, paper([asked(1)]))
    workers = below(os.getpid())
    found = read(reader, tmp_path, BOMBS[name]())
    assert found.questions or found.findings
    assert found.refusal is None or found.refusal.code in REFUSALS
    assert all(finding.message.isprintable() for finding in found.findings)
    assert found.title is None or found.title.isprintable()
    assert below(os.getpid()) == workers


def unread(document: Document) -> list[int | None]:
    return [finding.page for finding in document.findings if finding.code == "unread_page"]


def test_a_page_that_takes_too_much_memory_costs_that_page(reader: Reader, tmp_path: Path) -> None:
    """What stood there is missed, too: the numbers after it are there, so the gap is told."""
    bomb = flate_page()
    inner = bomb[bomb.index(b"stream\n") + 7 : bomb.rindex(b"\nendstream")]
    found = read(reader, tmp_path, paper([asked(1), stream(inner, "/Filter [/FlateDecode]"), asked(3)]))
    assert [question.number for question in found.questions] == [1, 2, 5, 6]
    assert (found.pages, found.refusal, unread(found)) == (3, None, [2])
    (told,) = [finding for finding in found.findings if finding.code == "unread_page"]
    assert told.message.startswith("page 2 was not read, it takes more memory than a page gets (")
    assert {finding.number for finding in found.findings if finding.code == "gap"} == {3, 4}


def test_R5_pages_read_before_the_time_was_over_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "slow.pdf"
    path.write_bytes(slow_page())
    with Reader(policy=replace(POLICY, timeout=4.0, timeout_per_item=0.0, timeout_most=4.0)) as reader:
        found = reader.read(path)
    assert [question.number for question in found.questions] == [1, 2]
    (told,) = [finding for finding in found.findings if finding.code == "unread_page"]
    assert told.message == "pages 2-3 were not read, the paper's time was over: split the file"


def at_work(worker: int, gone: set[int]) -> int:
    """The process, none of those that are gone, that reads for a worker and is at something slow."""
    (apart,) = until(lambda: set(below(worker)) - gone)
    until(lambda: int(Path(f"/proc/{apart}/stat").read_text().rpartition(")")[2].split()[11]) > 20)
    return apart


@contextmanager
def struck(path: Path, *numbers: signal.Signals) -> Iterator[Future[Document]]:
    """The paper is read, and the process that does it gets a signal while it is at page 2; so does the one after it."""
    others = set(below(os.getpid()))
    with Reader() as reader, ThreadPoolExecutor(1) as pool:
        reader.read(SAMPLES / "network-en.pdf")
        ours = set(below(os.getpid())) - others
        (worker,) = (pid for pid in ours if not below(pid))  # the others guard it
        found = pool.submit(reader.read, path)
        gone: set[int] = set()
        for number in numbers:
            apart = at_work(worker, gone)
            os.kill(apart, number)
            gone.add(apart)
        yield found
        assert set(below(os.getpid())) - others == ours


def test_a_page_that_crashes_the_reader_costs_that_page(tmp_path: Path) -> None:
    """Another process reads on behind it."""
    path = tmp_path / "slow.pdf"
    path.write_bytes(slow_page())
    with struck(path, signal.SIGSEGV) as reading:
        found = reading.result()
    assert [question.number for question in found.questions] == [1, 2, 5, 6]
    assert unread(found) == [2]
    assert "it ends the reader (signal SIGSEGV): get the file again" in found.findings[0].message


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_R4_a_reader_that_somebody_ends_says_nothing_of_the_paper(tmp_path: Path, number: signal.Signals) -> None:
    """It is read once more, from its first page on, and only then given up."""
    path = tmp_path / "slow.pdf"
    path.write_bytes(slow_page())
    with struck(path, number, signal.SIGSEGV) as reading:
        found = reading.result()
    assert [question.number for question in found.questions] == [1, 2, 5, 6]
    assert "it ends the reader (signal SIGSEGV): get the file again" in found.findings[0].message
    with struck(path, signal.SIGKILL, number) as reading, pytest.raises(Busy) as raised:
        reading.result()
    assert raised.value.code == "reader_killed"
    assert f"ended from outside (signal {number.name})" in raised.value.message


def test_pages_that_are_announced_and_missing_are_told_as_one(reader: Reader, tmp_path: Path) -> None:
    found = read(reader, tmp_path, BOMBS["missing_pages"]())
    assert (found.pages, unread(found), len(found.questions)) == (1500, [3], 4)
    assert "pages 3-1500 were not read, it is damaged or missing" in found.findings[0].message


def test_a_paper_of_which_no_page_can_be_read_is_refused(reader: Reader, tmp_path: Path) -> None:
    found = read(reader, tmp_path, paper([asked(1)]).replace(b"[0 0 600 800]", b"[0 0 99999 99999]"))
    assert found.refusal is not None
    assert found.refusal.code == "damaged"
    assert found.refusal.message == "its only page could not be read, it has no usable size: get the file again"


def test_what_a_paper_would_do_is_listed_and_not_done(reader: Reader, tmp_path: Path) -> None:
    found = read(reader, tmp_path, steering_names())
    assert len(found.questions) == 2
    (told,) = [finding for finding in found.findings if finding.code == "active_content"]
    assert told.message.startswith(
        "nothing of it was followed or run: JavaScript (1); launch actions (1); links (1); hosts"
    )
    assert told.message.isprintable()


def test_attachments_forms_and_media_are_counted(reader: Reader, tmp_path: Path) -> None:
    notes = [
        "<< /Subtype /FileAttachment /Rect [0 0 9 9] /FS << /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >> >>",
        "<< /Subtype /Widget /Rect [0 0 9 9] /A << /S /SubmitForm /F << /F (https://a.example/) >> >> >>",
        "<< /Subtype /Link /Rect [0 0 9 9] /A << /S /GoToR /Next << /S /URI /URI (http://b.example/x) >> >> >>",
        "<< /Subtype /RichMedia /Rect [0 0 9 9] >>",
    ]
    data = paper([asked(1)], [stream(b"MZ")], page=f"/Annots [{' '.join(notes)}]", catalog="/AcroForm << /XFA [] >> ")
    (told,) = [finding for finding in read(reader, tmp_path, data).findings if finding.code == "active_content"]
    assert told.message == (
        "nothing of it was followed or run: XFA forms (1); attachments (1); embedded files (1); form submissions (1);"
        " links (1); links to other files (1); media (1); hosts that links name: b.example"
    )


@pytest.mark.parametrize("where", ["text", "font"])
def test_data_whose_checksum_does_not_hold_are_told_with_their_pages(
    reader: Reader, tmp_path: Path, where: str
) -> None:
    """PDFium shows what it got so far and says nothing."""
    data = bytearray((SAMPLES / "network-en.pdf").read_bytes())
    assert read(reader, tmp_path, bytes(data)).findings == ()
    pages = pypdf.PdfReader(SAMPLES / "network-en.pdf").pages
    part = pages[1]["/Contents"] if where == "text" else _font_program(pages[1])
    at = bytes(data).index(part.get_object()._data)
    data[at + len(part.get_object()._data) // 2] ^= 0x10
    found = read(reader, tmp_path, bytes(data))
    told = [finding.page for finding in found.findings if finding.code == "damaged_page"]
    assert 2 in told
    assert (len(told) == 1) == (where == "text")


@pytest.mark.parametrize(("entry", "other"), [(b"/Filter", b"/Filtre"), (b"/Contents", b"")])
def test_a_page_whose_contents_cannot_be_its_text_is_damaged(
    reader: Reader, tmp_path: Path, entry: bytes, other: bytes
) -> None:
    """A stream that does not say how it was packed; a number in place of a stream. PDFium shows a blank page."""
    data = (SAMPLES / "network-en.pdf").read_bytes()
    contents = pypdf.PdfReader(SAMPLES / "network-en.pdf").pages[5].raw_get("/Contents")
    if entry == b"/Contents":
        told = b"/Contents %d 0 R" % contents.idnum
        data = data.replace(told, told[:-3] + b"   ")
    else:
        at = data.rindex(entry, 0, data.index(contents.get_object()._data))
        data = data[:at] + other + data[at + len(entry) :]
    found = read(reader, tmp_path, data)
    assert [finding.page for finding in found.findings if finding.code == "damaged_page"] == [6]


def _font_program(page: pypdf.PageObject) -> pypdf.generic.PdfObject:
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
    return next(font["/FontDescriptor"]["/FontFile2"] for font in fonts if "/FontDescriptor" in font)


@pytest.mark.parametrize("user", ["", "열려라 1"])
def test_passwords(reader: Reader, tmp_path: Path, user: str) -> None:
    """One that only restricts what may be done with a paper restricts no reading."""
    writer = pypdf.PdfWriter(clone_from=SAMPLES / "network-en.pdf")
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    path = tmp_path / "locked.pdf"
    writer.write(path)
    found = reader.read(path)
    if user:
        assert found.refusal is not None
        assert found.refusal.code == "encrypted"
        assert "the password does not open it" in str(reader.read(path, password="another").refusal)
        found = reader.read(path, password=user)
    assert (len(found.questions), found.findings) == (20, ())


def test_R5_a_paper_whose_questions_take_too_long_is_refused_and_the_worker_lives(tmp_path: Path) -> None:
    data = BOMBS["numbers_everywhere"]()
    path = tmp_path / "numbers.pdf"
    path.write_bytes(data)
    with Reader(policy=replace(POLICY, timeout=2.5, timeout_per_item=0.0, timeout_most=2.5)) as reader:
        reader.read(SAMPLES / "network-en.pdf")
        worker, *_ = below(os.getpid())  # what it started itself for the paper before may still be ending
        found = reader.read(path)
        assert below(os.getpid())[0] == worker
    assert all(finding.message.isprintable() for finding in found.findings)
    assert found.refusal is not None
    assert found.refusal.code == "too_large"
    # Its time may be over before a slow machine has read a page.
    assert found.refusal.message in (
        "making questions of it takes longer than a paper may: split the file",
        "none of its 5 pages could be read, the paper's time was over: split the file",
    )
