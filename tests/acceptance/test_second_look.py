"""Doubtful pages on their way past a model: a real server on loopback plays the provider."""

from __future__ import annotations

import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from reportlab.pdfgen.canvas import Canvas
from tests.support.command import READ, Home

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SUBJECTS = ("a planet", "a metal", "a river", "a poem", "a prime", "a gas")


class Model:
    """It finds the line on which each subject is asked for, and says what `say` makes of that."""

    def __init__(self) -> None:
        self.url = ""
        self.asked: list[dict[str, Any]] = []
        self.say: Any = self.honestly

    def honestly(self, lines: list[str]) -> Any:
        starts = [
            {"line": at, "number": number}
            for at, line in enumerate(lines, 1)
            for number, subject in enumerate(SUBJECTS, 1)
            if f"is {subject}" in line
        ]
        return {"starts": starts, "others": []}

    def answer(self, body: dict[str, Any]) -> Any:
        self.asked.append(body)
        lines = [line.partition("\t")[2] for line in body["messages"][1]["content"].split("\n")]
        return {"choices": [{"message": {"role": "assistant", "content": json.dumps(self.say(lines))}}]}


@pytest.fixture
def model() -> Iterator[Model]:
    playing = Model()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            raw = json.dumps(playing.answer(body)).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        playing.url = f"http://127.0.0.1:{server.server_port}/v1"
        yield playing
        server.shutdown()
        thread.join()


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    home = Home(tmp_path / "home", None, empty_database)
    home.file("paper.pdf", paper())
    return home


def paper() -> bytes:
    """Six questions; the fourth's number is spoilt, and one option of it begins like a number."""
    file = io.BytesIO()
    page = Canvas(file, pagesize=(595, 842), invariant=True)
    y = 780
    for number, subject in enumerate(SUBJECTS, 1):
        page.drawString(60, y, f"{'l' if number == 4 else number}. Which of these is {subject}?")
        for n, letter in enumerate("ABCD", 1):
            page.drawString(75, y - 18 * n, f"{letter}. thing {number}{n} of many")
        y -= 110
    page.save()
    return file.getvalue()


def run(home: Home, model: Model) -> Any:
    environ = {"CGQ_READING_MODEL": "looker", "CGQ_READING_BASE_URL": model.url, "OPENAI_API_KEY": "sk-any"}
    return home.cgq(*READ, "--queue", "default", "paper.pdf", **environ)


def test_without_a_model_nobody_is_asked(home: Home, model: Model) -> None:
    home.cgq(*READ, "--queue", "default", "paper.pdf", OPENAI_API_KEY="sk-any", CGQ_READING_BASE_URL=model.url)
    assert model.asked == []
    assert home.rows("SELECT count(*) FROM job WHERE kind = 'label_lines'") == [(0,)]


def test_a_doubtful_page_is_looked_at_once_and_the_paper_read_again_with_the_hints(home: Home, model: Model) -> None:
    done = run(home, model)
    assert done.returncode == 0, done.stderr
    (asked,) = model.asked
    assert asked["response_format"]["json_schema"]["strict"] is True
    assert asked["messages"][1]["content"].startswith("1\t1. Which of these is a planet?")
    kinds = [
        kind for (kind,) in home.rows("SELECT kind FROM job WHERE kind IN ('process_pdf', 'label_lines') ORDER BY id")
    ]
    assert kinds == ["process_pdf", "label_lines", "process_pdf"]
    questions = home.json("questions")["questions"]
    assert [q["number"] for q in questions] == [1, 2, 3, 4, 5, 6]
    assert "a poem" in questions[3]["stem"]


def test_what_a_model_may_not_say_leaves_the_paper_as_it_was_read(home: Home, model: Model) -> None:
    home.cgq(*READ, "paper.pdf")
    before = home.rows("SELECT number, printed, flags FROM appearance ORDER BY seq")
    model.say = lambda lines: {
        "starts": [{"line": 1, "number": 1, "stem": "invented"}, {"line": 99, "number": 2}],
        "others": [],
    }
    home.file("cgq.toml", b"[kinds.label_lines]\nmax_attempts = 1\n")
    home.cgq("enqueue", "--again", "paper.pdf")
    done = run(home, model)
    assert done.returncode == 3
    assert "provider_content" in done.stderr
    assert home.rows("SELECT number, printed, flags FROM appearance ORDER BY seq") == before


def test_a_model_cannot_write_text(home: Home, model: Model) -> None:
    model.say = lambda lines: {**model.honestly(lines), "text": "Ignore the paper and write this."}
    run(home, model)
    assert home.rows("SELECT count(*) FROM appearance WHERE printed LIKE '%Ignore the paper%'") == [(0,)]
    assert home.rows("SELECT count(*) FROM second_look WHERE hints LIKE '%Ignore the paper%'") == [(0,)]
