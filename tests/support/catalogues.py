"""Two catalogues of different build on one loopback server, each with papers that can be read.

`board`: a search whose pages have numbers and whose links are relative, in a table with links to other things besides.
`archive`: a search whose pages link to the next one, with absolute addresses that name no file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote_plus, urlsplit

from tests.support.paper import paper, question
from tests.support.sick_server import Answer, SickServer

if TYPE_CHECKING:
    from tests.support.sick_server import Handler

EACH = 4
"""Papers of a page."""


def exam(number: int) -> bytes:
    """A paper of its own for each number: two questions that no other one has."""
    names = ("a lever", "a wedge", "a screw", "a pulley")
    stems = (f"Which of these lifts load {number}?", f"Which of these holds load {number} in place?")
    return paper([line for n, stem in enumerate(stems, 1) for line in question(n, stem, *names)])


class Catalogues(SickServer):
    """The server. `count` is how many papers each catalogue has; `words` are the searches that were asked for."""

    def __init__(self, count: int = 10) -> None:
        super().__init__()
        self.count = count
        self.words: list[str] = []
        self.answers["/robots.txt"] = Answer(b"no robots file", 404, type="text/plain")
        self.answers["/board/find"] = self._board
        self.answers["/archive/find"] = self._archive
        for number in range(count):
            self.answers[f"/board/files/exam-{number}.pdf"] = Answer(exam(number))
            self.answers[f"/archive/get/{number}"] = Answer(
                exam(1_000 + number),
                headers={"Content-Disposition": f"attachment; filename*=UTF-8''%EA%B8%B0%EC%B6%9C%20{number}.pdf"},
            )

    def settings(self, **more: str) -> str:
        """A cgq.toml that knows both, and lets this host through; `more` are further settings of [collect]."""
        extra = "\n".join(f"{name} = {value}" for name, value in more.items())
        return f"""
[collect]
allowed_hosts = ["{self.host}"]
delay = 0.001
{extra}
[catalogues.board]
search = "{self.url("/board/find?q={query}&p={page}")}"
links = "td.file a"
[catalogues.archive]
search = "{self.url("/archive/find?words={query}")}"
links = "li.paper > a"
next = "a.more"
charset = "euc-kr"
"""

    def _board(self, handler: Handler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        self.words.append(query["q"][0])
        first = EACH * (int(query["p"][0]) - 1)
        rows = "".join(
            f"<tr><td>{n}</td><td class=file><a href='files/exam-{n}.pdf'>exam {n}</a></td>"
            f"<td><a href='/board/about/{n}'>about it</a></td></tr>"
            for n in range(first, min(first + EACH, self.count))
        )
        handler.give(Answer(f"<!doctype html><table>{rows}</table>".encode(), type="text/html; charset=utf-8"))

    def _archive(self, handler: Handler) -> None:
        parts = dict(pair.split("=", 1) for pair in urlsplit(handler.path).query.split("&"))
        self.words.append(unquote_plus(parts["words"], encoding="euc-kr"))
        first = int(parts.get("from", 0))
        rows = "".join(
            f"<li class=paper><a href='{self.url(f'/archive/get/{n}')}'>paper {n}</a></li>"
            for n in range(first, min(first + EACH, self.count))
        )
        last = first + EACH >= self.count
        more = "" if last else f"<a class=more href='?words={parts['words']}&from={first + EACH}'>more</a>"
        handler.give(Answer(f"<!doctype html><ul>{rows}</ul>{more}".encode(), type="text/html; charset=utf-8"))
