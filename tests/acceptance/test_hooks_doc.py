"""docs/hooks.md as it is written: its settings and its two programs, against servers on this machine."""

from __future__ import annotations

import json
import re
import socketserver
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.command import REPOSITORY, Home

from cgq.queue.hook_reports import BatchReport, DrainedReport, FailureReport

if TYPE_CHECKING:
    from collections.abc import Generator
    from email.message import EmailMessage
    from pathlib import Path

PAGE = (REPOSITORY / "docs" / "hooks.md").read_text("utf-8")
SETTINGS = re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL)
PROGRAMS = re.findall(r"`/etc/cgq/(\w+\.py)`.*?```python\n(.*?)```", PAGE, re.DOTALL)


class MailHandler(socketserver.StreamRequestHandler):
    """As much of SMTP (RFC 5321) as a client needs that sends one mail."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline():
            if line.upper().startswith(b"DATA"):
                self.wfile.write(b"354 go on\r\n")
                self.server.got.append(self._content())  # type: ignore[attr-defined]
            self.wfile.write(b"221 bye\r\n" if line.upper().startswith(b"QUIT") else b"250 ok\r\n")
            if line.upper().startswith(b"QUIT"):
                return

    def _content(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)


class ChatHandler(BaseHTTPRequestHandler):
    """A webhook."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((self.path, json.loads(body)))  # type: ignore[attr-defined]
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass


@contextmanager
def served(server: Any) -> Generator[Any]:
    """A server on a port of its own, and what it `got`."""
    server.got = []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home with the settings of the page and its programs, in its own folder instead of /etc/cgq."""
    home = Home(tmp_path)
    for name, program in PROGRAMS:
        home.file(name, program.encode())
    (settings,) = SETTINGS
    home.file("cgq.toml", settings.replace("/etc/cgq", str(tmp_path)).encode())
    return home


def test_each_program_of_the_page_delivers(home: Home) -> None:
    """A mail for a failed paper to who asked, a message when nothing is left, and a sample to the operator."""
    mails, chat = socketserver.TCPServer(("127.0.0.1", 0), MailHandler), HTTPServer(("127.0.0.1", 0), ChatHandler)
    with served(mails), served(chat):
        environ = {
            "MAIL_FROM": "cgq@example.org",
            "MAIL_DOMAIN": "example.org",
            "SMTP_HOST": "127.0.0.1",
            "SMTP_PORT": str(mails.server_address[1]),
            "CHAT_WEBHOOK_URL": f"http://127.0.0.1:{chat.server_port}/hook/T0P-s3cret",
        }
        home.file('bad"\n시험.pdf')
        run, *tested, runs = home.each(
            "run . --quiet", "hooks test operator", "hooks test asker", "hooks runs --json", LC_ALL="C.UTF-8", **environ
        )
    assert run.returncode == 3, run.stderr
    assert [done.returncode for done in tested] == [0, 0], tested
    failed, sample, own = (parsed(mail) for mail in mails.got)  # type: ignore[attr-defined]
    assert (failed["To"], failed["Subject"]) == ("tester@example.org", "cgq: attempt damaged")
    assert (sample["To"], sample["Subject"]) == ("operator@example.org", "cgq: nth:3 sample")
    assert own["To"] == "tester@example.org"
    told = dict(line.split(": ", 1) for line in failed.get_content().splitlines())
    assert json.loads(told["file"]) == str(home.folder / 'bad"\n시험.pdf')
    assert chat.got == [  # type: ignore[attr-defined]
        ("/hook/T0P-s3cret", {"text": "Nothing is left to do; 1 jobs have failed."})
    ]
    assert {(one["hook"], one["state"]) for one in json.loads(runs.stdout)["runs"]} == {
        ("asker", "done"),
        ("chat", "done"),
    }


def parsed(mail: bytes) -> EmailMessage:
    """A mail with its headers and text decoded."""
    found: Any = message_from_bytes(mail, policy=policy.default)
    return found


def test_every_field_of_a_report_stands_on_the_page() -> None:
    rows = re.findall(r"^\| (`[^|]*`) \| ([^|]+) \|", PAGE.partition("## What the command reads")[2], re.MULTILINE)
    listed = {name for names, _ in rows for name in re.findall(r"`(\w+)`", names)}
    fields = {*FailureReport.__struct_fields__, *BatchReport.__struct_fields__, *DrainedReport.__struct_fields__}
    assert listed == fields | {"run", "try", "test", "count", "jobs"}
