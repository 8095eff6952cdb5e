"""An OpenAI-compatible service on loopback that answers well, or as its script states: fails, hangs, lies, obeys.

    with loopback_provider() as provider:
        provider.script = [Reply(429, headers={"retry-after": "1"}), Reply(500)]

Each request takes the next reply of the script; after its end every answer is good. What was answered with 200 counts
as paid: `paid` has how often each text was, `asked` has every request as it came.
"""

from __future__ import annotations

import base64
import json
import struct
import threading
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from tests.support.provider_batches import Batches, answer, parts_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from cgq.contract import PaidReply, PaidRequest

DIMENSION = 4
"""Numbers of a vector, where nobody asks for another number of them."""


@dataclass
class Reply:
    """One scripted answer; `body` None means: answer as a good server would.

    `until`: the answer is held back until this is set, at most 20 s. `cut`: the connection ends after the answer was
    computed and before anything of it is sent; `cut_after` sends so many bytes of it. `change` spoils a good answer.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cut: bool = False
    cut_after: int | None = None
    until: threading.Event | None = None
    change: Callable[[dict[str, Any]], Any] | None = None


@dataclass
class LoopbackProvider:
    """What the service does, and what it was asked.

    `poison` refuses every request that holds such a text (400). `write` makes the text of a chat answer from its
    messages. `headers` go with every good answer.
    """

    url: str = ""
    script: list[Reply] = field(default_factory=list[Reply])
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    keys: list[str] = field(default_factory=list[str])
    paid: Counter[str] = field(default_factory=Counter[str])
    encode: str = "base64"
    dimension: int = DIMENSION
    poison: str = ""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    write: Callable[[list[dict[str, str]]], str] = lambda _: "{}"
    gate: threading.Event | None = None
    batches: Batches = field(default_factory=Batches)

    def work(self) -> None:
        """Complete every batch of embeddings that is under way."""
        for name, made in list(self.batches.made.items()):
            if made["status"] == "in_progress" and "endpoint" in made:
                lines = self.batches.lines(name)
                self.batches.end(name, [self.line(line) for line in lines][::-1])

    def line(self, line: dict[str, Any]) -> dict[str, Any]:
        """A good answer to a line of a batch, which is paid."""
        self.paid.update(_texts(line["body"]))
        return answer(line, self._vectors(line["body"]))

    def texts(self) -> list[list[str]]:
        """The texts of each embeddings request."""
        return [body["input"] for body in self.asked if "input" in body]

    def respond(self, path: str, body: dict[str, Any]) -> Reply:
        """The reply to a request, its body made."""
        self.asked.append({**body, "path": path})
        reply = self.script.pop(0) if self.script else Reply(headers=self.headers)
        if reply.status != 200 or reply.body is not None:
            return reply
        if self.poison and any(self.poison in text for text in _texts(body)):
            error = {"error": {"message": "This text cannot be processed.", "type": "invalid_request_error"}}
            return Reply(400, error)
        good = self._completion(body) if path.endswith("/chat/completions") else self._vectors(body)
        self.paid.update(_texts(body))
        made = good if reply.change is None else reply.change(good)
        return Reply(200, made, reply.headers, reply.cut, reply.cut_after, reply.until)

    def _vectors(self, body: dict[str, Any]) -> dict[str, Any]:
        data = [
            {"object": "embedding", "index": index, "embedding": self._vector(text)}
            for index, text in enumerate(body["input"])
        ]
        usage = {"prompt_tokens": len(data), "total_tokens": len(data)}
        return {"object": "list", "model": body["model"], "data": data[::-1], "usage": usage}

    def _vector(self, text: str) -> str | list[float]:
        numbers = [float(len(text)), 1.0, float(sum(map(ord, text)) % 97), -2.0]
        numbers = (numbers + [0.0] * self.dimension)[: self.dimension]
        if self.encode == "float":
            return numbers
        return base64.b64encode(struct.pack(f"<{self.dimension}f", *numbers)).decode()

    def _completion(self, body: dict[str, Any]) -> dict[str, Any]:
        message = {"role": "assistant", "content": self.write(body["messages"])}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        return {"object": "chat.completion", "model": body["model"], "choices": [choice], "usage": usage}


def _texts(body: dict[str, Any]) -> list[str]:
    """What is to be paid: the texts of an embeddings request, the last message of a chat."""
    return list(body["input"]) if "input" in body else [body["messages"][-1]["content"]]


def obey(messages: list[dict[str, str]]) -> str:
    """What a model writes that follows whatever instruction stands in the text: what comes after `WRITE:`."""
    _, _, wish = messages[-1]["content"].partition("WRITE:")
    return wish.strip()


@contextmanager
def loopback_provider() -> Generator[LoopbackProvider]:
    """The service, as long as the `with` lasts."""
    state = LoopbackProvider()
    with ThreadingHTTPServer(("127.0.0.1", 0), _handler(state)) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        state.url = f"http://127.0.0.1:{server.server_port}/v1"
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


def _handler(state: LoopbackProvider) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._batch(b"")

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["content-length"] or 0))
            if self._batch(raw):
                return
            body = json.loads(raw)
            with lock:
                state.keys.append(self.headers["authorization"] or "")
                reply = state.respond(self.path, body)
            gate = reply.until or state.gate
            if gate is not None:
                gate.wait(20)
            self._send(reply)

        def _batch(self, raw: bytes) -> bool:
            """Answer a request of the batch API; False for what is none."""
            kind = self.headers["content-type"] or ""
            with lock:
                found = state.batches.respond(self.command, self.path, lambda: parts_of(kind, raw))
            if found is not None:
                state.batches.wait(found[0])
                self._send(Reply(*found[1:]))
            return found is not None

        def _send(self, reply: Reply) -> None:
            raw = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body or {}).encode()
            if reply.cut:
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in {"content-type": "application/json", **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw if reply.cut_after is None else raw[: reply.cut_after])
            if reply.cut_after is not None:
                self.close_connection = True

        def log_message(self, *_: object) -> None: ...

    return Handler


@dataclass
class Counting:
    """A payer that lets every request be made at once, and notes each with what came of it."""

    requests: list[PaidRequest] = field(default_factory=list["PaidRequest"])
    replies: list[PaidReply | BaseException] = field(default_factory=list["PaidReply | BaseException"])
    known: dict[str, PaidReply] = field(default_factory=dict[str, "PaidReply"])

    def paid(self, request: PaidRequest, ask: Callable[[float], PaidReply]) -> PaidReply:
        self.requests.append(request)
        if request.key in self.known:
            return self.known[request.key]
        try:
            reply = ask(60.0)
        except BaseException as error:
            self.replies.append(error)
            raise
        self.replies.append(reply)
        self.known[request.key] = reply
        return reply
