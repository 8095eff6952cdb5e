"""The batch API of the loopback provider: files of requests come in, and are worked through when a test says so.

    provider.batches.work()         every batch that is under way is completed
    provider.batches.hold = "create"    the next answer of that route is held back until `release` is set

Routes: `file` (a file comes in), `create`, `list`, `look`, `cancel`, `content` (a file of answers goes out).
"""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROUTES = (
    ("file", "POST", r"/v1/files"),
    ("content", "GET", r"/v1/files/([\w-]+)/content"),
    ("create", "POST", r"/v1/batches"),
    ("list", "GET", r"/v1/batches"),
    ("look", "GET", r"/v1/batches/([\w-]+)"),
    ("cancel", "POST", r"/v1/batches/([\w-]+)/cancel"),
)

Line = dict[str, Any]
Answered = tuple[str, int, Any, dict[str, str]]
"""Route, status, body and headers of an answer."""


@dataclass
class Batches:
    """What the account holds. `asked` are the routes in the order in which they were asked for; `errors` are answered
    instead, the first first: (route, status, headers)."""

    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    made: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])
    asked: list[str] = field(default_factory=list[str])
    errors: list[tuple[str, int, dict[str, str]]] = field(default_factory=list[tuple[str, int, dict[str, str]]])
    hold: str = ""
    held: threading.Event = field(default_factory=threading.Event)
    release: threading.Event = field(default_factory=threading.Event)

    def lines(self, batch: str) -> list[Line]:
        """The requests of a batch."""
        return [json.loads(line) for line in self.files[self.made[batch]["input_file_id"]].splitlines()]

    def put(self, content: bytes) -> str:
        """A new file; its name."""
        name = f"file-{len(self.files) + 1}"
        self.files[name] = content
        return name

    def wait(self, route: str) -> None:
        """Hold an answer of a route back, where a test wants that."""
        if self.hold == route:
            self.hold = ""
            self.held.set()
            self.release.wait(20)

    def foreign(self, count: int) -> None:
        """Batches of other programs in the same account."""
        for number in range(count):
            self._add({"input_file_id": "file-0", "metadata": None if number % 2 else {"other": "1"}})

    def _add(self, wish: dict[str, Any]) -> dict[str, Any]:
        name = f"batch_{len(self.made) + 1}"
        made = {**wish, "id": name, "object": "batch", "status": "in_progress", "created_at": 4_000_000_000}
        self.made[name] = made
        return made

    def end(
        self, batch: str, answers: Sequence[Line | bytes], status: str = "completed", errors: Sequence[Line] = ()
    ) -> None:
        """A batch is over, with these lines of answers and of errors; bytes are sent as they are."""
        out = b"".join((one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in answers)
        named = {"output_file_id": self.put(out)} if answers else {}
        if errors:
            named["error_file_id"] = self.put(b"".join(json.dumps(one).encode() + b"\n" for one in errors))
        self.made[batch] |= {"status": status, **named}

    def respond(self, method: str, path: str, body: Callable[[], dict[str, Any]]) -> Answered | None:
        """Route, status, what is answered, headers; None for what is no route of these."""
        where, _, query = path.partition("?")
        for route, wanted, pattern in ROUTES:
            found = re.fullmatch(pattern, where)
            if method != wanted or found is None:
                continue
            self.asked.append(route)
            if self.errors and self.errors[0][0] == route:
                _, status, headers = self.errors.pop(0)
                return route, status, {"error": {"message": "not now"}}, headers
            answer = self._answer(route, found.groups(), query, body())
            return (route, 404, {"error": {"message": "no such"}}, {}) if answer is None else (route, 200, answer, {})
        return None

    def _answer(self, route: str, named: tuple[str, ...], query: str, body: dict[str, Any]) -> Any:
        if route == "file":
            return {"id": self.put(body["file"]), "object": "file"}
        if route == "content":
            return self.files.get(named[0])
        if route == "create":
            return self._add(body)
        if route == "list":
            newest = list(self.made.values())[::-1]
            after = re.search(r"after=([\w-]+)", query)
            start = 0 if after is None else [one["id"] for one in newest].index(after[1]) + 1
            return {"data": newest[start : start + 2], "has_more": len(newest) > start + 2}
        if route == "cancel":
            self.made[named[0]]["status"] = "cancelling"
        return self.made.get(named[0])


def parts_of(content_type: str, raw: bytes) -> dict[str, Any]:
    """The fields of a form with files, or a JSON object."""
    if not content_type.startswith("multipart/"):
        return json.loads(raw or b"{}")
    message = BytesParser(policy=HTTP).parsebytes(b"content-type: " + content_type.encode() + b"\r\n\r\n" + raw)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
        for part in message.iter_parts()
    }


def answer(line: Line, body: Any, status: int = 200) -> Line:
    """A line of answers for a request of a batch."""
    return {"id": "r", "custom_id": line["custom_id"], "response": {"status_code": status, "body": body}, "error": None}


def unmade(line: Line, code: str) -> Line:
    """A line of errors for a request that was not made."""
    return {"id": "r", "custom_id": line["custom_id"], "response": None, "error": {"code": code, "message": "no"}}
