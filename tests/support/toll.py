"""A server on loopback that is paid by the call, and counts what it was paid for."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


@dataclass
class Toll:
    """A server that counts how often each text was paid for; `script` holds (status, Retry-After) for the next ones."""

    url: str = ""
    paid: Counter[str] = field(default_factory=Counter[str])
    times: list[float] = field(default_factory=list[float])
    script: list[tuple[int, str]] = field(default_factory=list[tuple[int, str]])
    seconds: float = 0.0
    gate: threading.Event | None = None


@contextmanager
def open_toll() -> Generator[Toll]:
    """A server on loopback that is paid by the call."""
    state = Toll()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            text = self.rfile.read(int(self.headers["content-length"])).decode()
            status, after = state.script.pop(0) if state.script else (200, "")
            if status == 200:
                state.paid[text] += 1
                state.times.append(time.monotonic())
            time.sleep(state.seconds)
            if state.gate is not None:
                state.gate.wait(20)
            body = f"<{text}>".encode()
            self.send_response(status)
            if after:
                self.send_header("retry-after", after)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        state.url = f"http://127.0.0.1:{server.server_port}"
        yield state
        if state.gate is not None:
            state.gate.set()
        server.shutdown()
        thread.join()
