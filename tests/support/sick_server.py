"""A web server on loopback whose paths have faults, each as a server of the world has it; its log has every request.

`/ok.pdf`, `/same-1.pdf` … `/same-3.pdf` give a paper; the other paths of FAULTS each fail as their name says. A path
may be given another answer with `SickServer.answers`.
"""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import formatdate
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

PAPER = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n"
"""A body that looks like a paper, and has no page."""

BOMB_BYTES = 200 * 1024 * 1024
"""What `/bomb.pdf` decompresses to: 200 kB of gzip."""

DRIP_SECONDS = 0.05
"""Between two bytes of `/drip.pdf`."""


@dataclass(frozen=True)
class Asked:
    """A request as it came: `at` on the monotonic clock, which all processes of a machine share; names lower-case."""

    path: str
    at: float
    headers: Mapping[str, str]


@dataclass
class Answer:
    """An answer without a fault."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    type: str = "application/pdf"


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    server: Listening

    def do_GET(self) -> None:
        """Log the request, and answer it by its path, without its query where that has no answer of its own."""
        sick = self.server.sick
        sick.note(Asked(self.path, time.monotonic(), {name.lower(): value for name, value in self.headers.items()}))
        answer = sick.answer(self.path)
        with suppress(BrokenPipeError, ConnectionResetError):
            if callable(answer):
                answer(self)
            else:
                self.give(answer)
        self.close_connection = True

    def give(self, answer: Answer) -> None:
        """A whole answer."""
        self.send_response(answer.status)
        headers = {"Content-Type": answer.type, "Content-Length": str(len(answer.body)), **answer.headers}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def begin(self, **headers: str) -> None:
        """The head of an answer whose body the fault writes."""
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def reset(self) -> None:
        """End the connection with a reset instead of an end."""
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's signature
        """Nothing: the log is in memory."""


class Listening(ThreadingHTTPServer):
    """The socket; its threads end with the process."""

    daemon_threads = True
    request_queue_size = 64
    sick: SickServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing: a client that goes away in the middle is what is tested."""


class SickServer:
    """The server, on a free port of `host` while its context is open.

    `answers`: answers of further paths, or others for those that there are; a list is answered one after the other,
    its last entry for ever.
    """

    def __init__(self, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, object] = {}
        self.log: list[Asked] = []
        self.ending = threading.Event()
        self._lock = threading.Lock()
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._server = type("Listening", (Listening,), {"address_family": family})((host, 0), Handler)
        self._server.sick = self
        self._scheme = "http" if tls is None else "https"
        if tls is not None:
            # The handshake is each connection's own, in its thread: one that never comes holds up no other.
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.ending.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        """The port that it listens at."""
        return int(self._server.server_address[1])

    @property
    def host(self) -> str:
        """Host and port, as allowed_hosts has them."""
        host = str(self._server.server_address[0])
        return f"[{host}]:{self.port}" if ":" in host else f"{host}:{self.port}"

    def url(self, path: str) -> str:
        """The address of a path."""
        return f"{self._scheme}://{self.host}{path}"

    def asked(self, path: str) -> list[Asked]:
        """The requests for a path, in order."""
        with self._lock:
            return [one for one in self.log if one.path == path]

    def note(self, asked: Asked) -> None:
        """Log a request."""
        with self._lock:
            self.log.append(asked)

    def answer(self, path: str) -> Answer | Callable[[Handler], None]:
        """What a path answers now."""
        with self._lock:
            bare = path.partition("?")[0]
            for name in (path, bare):
                if name in self.answers:
                    return _next(self.answers, name)
            if bare not in FAULTS:
                return Answer(b"no such path", 404, type="text/plain")
            self.answers[bare] = FAULTS[bare]
            return _next(self.answers, bare)


def _next(answers: dict[str, object], name: str) -> Answer | Callable[[Handler], None]:
    answer = answers[name]
    if isinstance(answer, list):
        answers[name] = answer[1:] if len(answer) > 1 else answer
        answer = answer[0]
    return answer  # type: ignore[return-value]


def redirect(location: str, status: int = 302) -> Callable[[Handler], None]:
    """A redirect; {port} in the location is the server's own."""

    def answer(handler: Handler) -> None:
        port = str(handler.server.server_address[1])
        handler.give(Answer(b"", status, {"Location": location.replace("{port}", port)}, "text/html"))

    return answer


def paper(name: str) -> bytes:
    """A body that looks like a paper and is another one for each name."""
    return PAPER.replace(b"%%EOF", b"% " + name.encode() + b"\n%%EOF")


def _reset_at_once(handler: Handler) -> None:
    handler.reset()


def _reset_in_body(handler: Handler) -> None:
    handler.begin(Content_Type="application/pdf", Content_Length="100000")
    handler.wfile.write(PAPER)
    handler.reset()


def _drip(handler: Handler) -> None:
    handler.begin(Content_Type="application/pdf", Content_Length="100000")
    handler.wfile.write(PAPER)
    while not handler.server.sick.ending.wait(DRIP_SECONDS):
        handler.wfile.write(b" ")


def _drip_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.sick.ending.wait(DRIP_SECONDS):
        handler.wfile.write(b"X-More: yes\r\n")


def _silent(handler: Handler) -> None:
    handler.server.sick.ending.wait(60)


def _endless(handler: Handler) -> None:
    handler.begin(Content_Type="application/pdf")
    handler.wfile.write(PAPER)
    while not handler.server.sick.ending.is_set():
        handler.wfile.write(bytes(64 * 1024))


def _endless_head(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    while not handler.server.sick.ending.is_set():
        handler.wfile.write(b"X-More: " + b"x" * 4096 + b"\r\n")


def _claims_huge(handler: Handler) -> None:
    handler.begin(Content_Type="application/pdf", Content_Length=str(10**15))
    handler.wfile.write(PAPER)


def _claims_more(handler: Handler) -> None:
    handler.begin(Content_Type="application/pdf", Content_Length=str(len(PAPER) + 1000))
    handler.wfile.write(PAPER)


def _claims_less(handler: Handler) -> None:
    handler.begin(Content_Type="application/pdf", Content_Length=str(len(PAPER) - 10))
    handler.wfile.write(PAPER)


@cache
def bomb() -> bytes:
    """Gzip of a paper with BOMB_BYTES of nothing behind it, made of one compressed megabyte again and again."""
    blank, blocks = bytes(1024 * 1024), BOMB_BYTES // 1024 // 1024
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    parts = [deflate.compress(PAPER), deflate.flush(zlib.Z_FULL_FLUSH)]
    block = deflate.compress(blank) + deflate.flush(zlib.Z_FULL_FLUSH)
    checksum = zlib.crc32(PAPER)
    for _ in range(blocks):
        checksum = zlib.crc32(blank, checksum)
    end = struct.pack("<II", checksum, len(PAPER) + BOMB_BYTES)
    return b"\x1f\x8b\x08" + bytes(7) + b"".join(parts) + block * blocks + deflate.flush() + end


def _bomb(handler: Handler) -> None:
    handler.give(Answer(bomb(), headers={"Content-Encoding": "gzip"}))


def _no_http(handler: Handler) -> None:
    handler.wfile.write(b"220 mail.example ESMTP ready\r\n")


def _retry_at_date(handler: Handler) -> None:
    """A clock an hour ahead of everybody's, that asks to wait for seven seconds."""
    body = b"later"
    handler.wfile.write(
        b"HTTP/1.1 503 Busy\r\nContent-Length: 5\r\n"
        + f"Date: {formatdate(time.time() + 3600, usegmt=True)}\r\n".encode()
        + f"Retry-After: {formatdate(time.time() + 3607, usegmt=True)}\r\n\r\n".encode()
        + body
    )


def _validated(handler: Handler) -> None:
    """The paper, or 304 to whoever has it."""
    etag, modified = '"paper-1"', "Sat, 31 Jan 2026 09:30:00 GMT"
    known = handler.headers.get("If-None-Match") == etag or handler.headers.get("If-Modified-Since") == modified
    headers = {"ETag": etag, "Last-Modified": modified}
    handler.give(Answer(b"" if known else PAPER, 304 if known else 200, headers))


_TOO_MANY = Answer(b"slow down", 429, {"Retry-After": "1"}, "text/plain")
_BROKEN = Answer(b"oops", 500, type="text/plain")
_HTML = "text/html; charset=utf-8"

FAULTS: dict[str, object] = {
    "/ok.pdf": Answer(PAPER),
    "/same-1.pdf": Answer(PAPER),
    "/same-2.pdf": Answer(PAPER),
    "/same-3.pdf": Answer(PAPER),
    "/gone.pdf": Answer(b"gone", 410, type="text/plain"),
    "/missing.pdf": Answer(b"missing", 404, type="text/plain"),
    "/forbidden.pdf": Answer(b"no", 403, type="text/plain"),
    "/unauthorized.pdf": Answer(b"no", 401, {"WWW-Authenticate": "Basic"}, "text/plain"),
    "/busy-once.pdf": [_TOO_MANY, Answer(PAPER)],
    "/busy.pdf": _TOO_MANY,
    "/broken-once.pdf": [_BROKEN, Answer(PAPER)],
    "/broken.pdf": _BROKEN,
    "/later.pdf": _retry_at_date,
    "/reset.pdf": _reset_at_once,
    "/reset-in-body.pdf": _reset_in_body,
    "/reset-once.pdf": [_reset_in_body, Answer(PAPER)],
    "/drip.pdf": _drip,
    "/drip-head.pdf": _drip_head,
    "/silent.pdf": _silent,
    "/endless.pdf": _endless,
    "/endless-head.pdf": _endless_head,
    "/claims-huge.pdf": _claims_huge,
    "/claims-more.pdf": _claims_more,
    "/claims-less.pdf": _claims_less,
    "/bomb.pdf": _bomb,
    "/brotli.pdf": Answer(b"\x0b\x02\x80xx\x03", headers={"Content-Encoding": "br"}),
    "/gzip.pdf": Answer(gzip.compress(PAPER), headers={"Content-Encoding": "gzip"}),
    "/cut-gzip.pdf": Answer(gzip.compress(PAPER)[:-9], headers={"Content-Encoding": "gzip"}),
    "/no-http.pdf": _no_http,
    "/page-as.pdf": Answer(b"<!doctype html><p>Log in first</p>", type="application/pdf"),
    "/paper-as.html": Answer(PAPER, type=_HTML),
    "/page.html": Answer(b"<!doctype html><a href='/ok.pdf'>paper</a>", type=_HTML),
    "/validated.pdf": _validated,
    "/moved.pdf": redirect("/ok.pdf", 301),
    "/moved-6.pdf": redirect("/moved-5.pdf"),
    "/moved-5.pdf": redirect("/moved-4.pdf", 307),
    "/moved-4.pdf": redirect("/moved-3.pdf", 308),
    "/moved-3.pdf": redirect("moved-2.pdf", 303),
    "/moved-2.pdf": redirect("./moved.pdf"),
    "/moved-in-a-ring.pdf": redirect("/moved-in-a-ring.pdf"),
    "/moved-nowhere.pdf": Answer(b"", 302, type="text/html"),
    "/moved-to-number.pdf": redirect("http://2130706433:{port}/ok.pdf"),
    "/moved-to-octal.pdf": redirect("http://0177.0.0.1:{port}/ok.pdf"),
    "/moved-to-mapped.pdf": redirect("http://[::ffff:127.0.0.1]:{port}/ok.pdf"),
    "/moved-to-localhost.pdf": redirect("http://localhost:{port}/ok.pdf"),
    "/moved-to-other-port.pdf": redirect("http://127.0.0.1:1/ok.pdf"),
    "/moved-to-file.pdf": redirect("file:///etc/passwd"),
    "/moved-to-private.pdf": redirect("http://10.0.0.1/ok.pdf"),
    "/moved-to-metadata.pdf": redirect("http://169.254.169.254/latest/meta-data/"),
    "/moved-to-user.pdf": redirect("http://somebody:secret@127.0.0.1:{port}/ok.pdf"),
}
"""Each path's answer; a list is answered one after the other."""
