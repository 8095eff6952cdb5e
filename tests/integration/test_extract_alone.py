"""`cgq extract` reads hostile papers in a worker of its own: what kills the worker costs that paper alone."""

from __future__ import annotations

import io
import os
import signal
import threading
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest

from cgq.actions.at_rest import at_rest
from cgq.actions.extract import Reader
from cgq.actions.gather import gather
from cgq.documents.paper import Paper
from cgq.errors import Refused
from cgq.exam.limits import Limits
from cgq.stages.kinds.process_pdf import ProcessPdf

SAMPLES = Path(__file__).parents[2] / "sample_data"
POLICY = ProcessPdf.policy


@pytest.fixture(scope="module")
def long_paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A paper that takes some seconds to read."""
    writer = pypdf.PdfWriter()
    pages = pypdf.PdfReader(SAMPLES / "ipe-2col-ko.pdf").pages
    for _ in range(100):
        for page in pages:
            writer.add_page(page)
    path = tmp_path_factory.mktemp("long") / "long.pdf"
    data = io.BytesIO()
    writer.write(data)
    path.write_bytes(data.getvalue())
    return path


STEM = "소프트웨어 엔지니어링에서 클래스 사이의 의존관계를 나타낸 것으로 바람직하다고 볼 수 없는 것은?"


def a_paper_that_breaks_words() -> bytes:
    """Four questions in a measure of 24 ems, broken at any character."""
    pytest.importorskip("reportlab", reason="papers are drawn with reportlab (group `samples`)")
    from reportlab.pdfgen.canvas import Canvas
    from tests.support.layouts import fonts
    from tests.support.layouts.korean import broken

    fonts.register()
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(600, 800), invariant=1)
    canvas.setFont(fonts.BODY, 10)
    y = 760
    for n in range(1, 5):
        rows = [row for row, _ in broken(STEM, 24, at_words=False)]
        for row in [
            f"{n}. {rows[0]}",
            *rows[1:],
            *(f"{mark} {some}" for mark, some in zip("①②③④", "합곱몫차", strict=True)),
        ]:
            canvas.drawString(50, y, row)
            y -= 15
        y -= 15
    canvas.save()
    return target.getvalue()


def children() -> set[int]:
    tasks = Path(f"/proc/{os.getpid()}/task")
    return {int(pid) for task in tasks.glob("*/children") for pid in task.read_text().split()}


def test_papers_are_read_one_after_the_other_by_one_worker() -> None:
    before = children()
    with Reader() as reader:
        first = reader.read(SAMPLES / "network-en.pdf")
        (worker,) = children() - before
        second = reader.read(SAMPLES / "sw1-ko.pdf", key=reader.read(SAMPLES / "sw1-key.pdf"))
        assert children() - before == {worker}
    assert not children() - before
    assert len(first.questions) == 20
    assert all(question.answer for question in second.questions)


def test_words_that_lines_break_are_whole_where_memory_is_limited(tmp_path: Path) -> None:
    path = tmp_path / "broken-words.pdf"
    path.write_bytes(a_paper_that_breaks_words())
    with Reader() as reader:
        found = reader.read(path)
    assert found.refusal is None
    assert [question.stem for question in found.questions] == [STEM] * 4


def test_R5_a_paper_that_takes_too_long_is_given_up_and_the_next_is_read(long_paper: Path) -> None:
    with Reader(policy=replace(POLICY, timeout=1.0, timeout_per_item=0.0, timeout_most=1.0)) as reader:
        slow = reader.read(long_paper)
        assert slow.refusal is not None
        assert slow.refusal.code == "too_large"
        assert "longer than" in slow.refusal.message
        assert Paper.of(slow, "long.pdf").sha256 == slow.sha256
        assert len(reader.read(SAMPLES / "network-en.pdf").questions) == 20


def test_R4_a_worker_that_dies_costs_one_paper(long_paper: Path) -> None:
    before = children()
    with Reader() as reader:
        reader.read(SAMPLES / "network-en.pdf")  # from here on there is a worker
        (worker,) = children() - before
        killer = threading.Timer(0.2, os.kill, (worker, signal.SIGKILL))
        killer.start()
        dead = reader.read(long_paper)
        killer.join()
        assert dead.refusal is not None
        assert dead.refusal.code == "damaged"
        assert "SIGKILL" in dead.refusal.message
        assert reader.read(SAMPLES / "network-en.pdf").refusal is None


def test_a_paper_that_needs_more_memory_than_it_gets_is_refused(long_paper: Path) -> None:
    # A long one: what the imports of a worker left free would do for a short one.
    with Reader(policy=replace(POLICY, memory=1024 * 1024)) as reader:
        found = reader.read(long_paper)
    assert found.refusal is not None
    # Memory may run out in Python, which reports it, or in PDFium, which ends the process that reads.
    assert found.refusal.code in ("damaged", "too_large")


def test_a_file_that_is_too_large_is_not_opened() -> None:
    before = children()
    with Reader(limits=Limits(max_bytes=1000)) as reader:
        found = reader.read(SAMPLES / "network-en.pdf")
        assert children() == before
    assert found.refusal is not None
    assert found.refusal.code == "too_large"


def test_a_pipe_into_which_nobody_writes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    monkeypatch.setattr("cgq.actions.at_rest.WRITER_SECONDS", 0.3)
    with pytest.raises(Refused) as caught, at_rest(pipe):
        pass
    assert caught.value.code == "not_a_file"


def test_a_writer_may_take_longer_over_its_first_byte_than_it_may_over_its_coming(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe.pdf"
    os.mkfifo(pipe)
    monkeypatch.setattr("cgq.actions.at_rest.WRITER_SECONDS", 1.0)
    came = threading.Event()

    def write() -> None:
        with pipe.open("wb") as file:
            came.wait(1.3)  # nobody sets it
            file.write(b"late")

    writer = threading.Thread(target=write)
    writer.start()
    with at_rest(pipe) as file:
        assert Path(file.path).read_bytes() == b"late"
    writer.join()


def test_a_pipe_that_is_only_found_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.hwp")
    with ExitStack() as kept:
        for name in (str(tmp_path), str(tmp_path / "*.hwp")):
            (refusal,) = gather([name], kept).refused
            assert (refusal.error.code, refusal.named) == ("not_a_file", False)


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    data = (SAMPLES / "network-en.pdf").read_bytes()
    writer = threading.Thread(target=pipe.write_bytes, args=(data,))
    writer.start()
    with Reader() as reader:
        assert len(reader.read(pipe).questions) == 20
    writer.join()
