"""Collecting over a real server on loopback: what comes of each address, exactly; what is never done twice."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.catalogues import Catalogues, exam
from tests.support.sick_server import PAPER, Answer, SickServer
from tests.support.sick_server import paper as body

from cgq.actions import change_papers, materials
from cgq.actions.prune import prune, would_prune
from cgq.actions.retry_items import find_failed_items, retry_items
from cgq.config import CatalogueSettings, CollectSettings, KindSettings
from cgq.queue.enqueue import enqueue
from cgq.queue.failures import EVERY
from cgq.queue.item_counts import item_counts
from cgq.queue.job import NewJob
from cgq.queue.operate import cancel
from cgq.queue.retention import Which
from cgq.testing import Tried, workspace
from cgq.workers.options import Options

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from tests.support.sick_server import Handler

    from cgq.events import Event


@contextmanager
def collecting(server: SickServer, kinds: dict[str, KindSettings] | None = None, **settings: Any) -> Generator[Tried]:
    """A workspace that may fetch from the server."""
    chosen: dict[str, Any] = {"delay": 0.0, "seconds": 1.0, "wait": 0.05, "most_bytes": 1_000_000, **settings}
    catalogues = {
        "board": CatalogueSettings(search=server.url("/board/find?q={query}&p={page}"), links="td.file a"),
        "archive": CatalogueSettings(
            search=server.url("/archive/find?words={query}"), links="li.paper > a", next="a.more", charset="euc-kr"
        ),
    }
    collect = CollectSettings(allowed_hosts=(server.host,), **chosen)
    with workspace(settings={"collect": collect, "catalogues": catalogues, "kinds": kinds or {}}) as tried:
        yield tried


def put(tried: Tried, kind: str = "collect", **args: Any) -> int:
    with tried.workspace.ledger.write() as books:
        (made,) = enqueue(books, [NewJob(kind=kind, args=args)])
    return made.id


def work(tried: Tried, emit: Callable[[Event], None] = lambda _: None, queues: frozenset[str] | None = None) -> None:
    """Serve the queues until nothing is left."""
    options = Options(until_empty=True, max_time=60.0, drain=0.0, queues=queues)
    with tried.workspace.supervisor(options, emit) as supervisor:
        supervisor.run()


def rows(tried: Tried, sql: str) -> list[tuple[Any, ...]]:
    with tried.workspace.database.read() as tx:
        return tx.all(sql)


def outcomes(tried: Tried, server: SickServer) -> dict[str, str]:
    """The path of each address, and how its item stands: its state, or the code of its failure."""
    found = rows(tried, "SELECT key, coalesce(code, state) FROM item")
    return {key.removeprefix(server.url("")): stands for key, stands in found}


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HWP = OLE + bytes(70_000) + b"HWP Document File" + bytes(99)
"""Whose sign lies behind what is looked at first."""


def zipped(name: str, data: bytes) -> bytes:
    """A zip with one entry, which is not packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, data)
    return made.getvalue()


SICK = {
    "/ok.pdf": "done",
    "/same-1.pdf": "duplicate",
    "/same-2.pdf": "duplicate",
    "/paper-as.html": "duplicate",
    "/moved.pdf": "duplicate",
    "/broken-once.pdf": "duplicate",
    "/reset-once.pdf": "duplicate",
    "/busy-once.pdf": "duplicate",
    "/other.pdf": "done",
    "/hangul.hwp": "done",
    "/hangul.hwpx": "done",
    "/photo.php": "done",
    "/hangul-as.pdf": "duplicate",
    "/hangul-of-1997.hwp": "not_a_paper",
    "/letter.hwp": "not_a_paper",
    "/letter.pdf": "not_a_paper",
    "/missing.pdf": "not_found",
    "/forbidden.pdf": "refused",
    "/broken.pdf": "server_error",
    "/busy.pdf": "too_many_requests",
    "/reset-in-body.pdf": "unreachable",
    "/drip.pdf": "timeout",
    "/silent.pdf": "timeout",
    "/endless.pdf": "too_large",
    "/claims-huge.pdf": "too_large",
    "/bomb.pdf": "too_large",
    "/page-as.pdf": "not_a_paper",
    "/empty.pdf": "empty_file",
    "/moved-in-a-ring.pdf": "too_many_redirects",
    "/moved-to-number.pdf": "blocked_address",
    "/moved-to-private.pdf": "blocked_address",
    "/moved-to-metadata.pdf": "blocked_address",
    "/moved-to-file.pdf": "bad_address",
    "/kept-out/exam.pdf": "robots",
}
"""What comes of each address of the sick set."""


@pytest.fixture
def sick() -> Generator[SickServer]:
    with SickServer() as server:
        server.answers |= {
            "/other.pdf": Answer(body("other")),
            "/empty.pdf": Answer(b""),
            "/bomb.pdf": Answer(gzip.compress(PAPER + bytes(3_000_000)), headers={"Content-Encoding": "gzip"}),
            "/hangul.hwp": Answer(HWP),
            "/hangul-as.pdf": Answer(HWP),
            "/hangul.hwpx": Answer(zipped("mimetype", b"application/hwp+zip")),
            "/photo.php": Answer(b"\xff\xd8\xff" + bytes(99), type="text/html"),
            "/hangul-of-1997.hwp": Answer(b"HWP Document File V3.00 \x1a" + bytes(99)),
            "/letter.hwp": Answer(OLE + bytes(70_000), type="application/x-hwp"),
            "/letter.pdf": Answer(zipped("[Content_Types].xml", b"<Types/>")),
            "/kept-out/exam.pdf": Answer(PAPER),
            "/robots.txt": Answer(b"User-agent: *\nDisallow: /kept-out/\n", type="text/plain"),
        }
        yield server


def test_B1_each_address_of_the_sick_set_comes_to_exactly_what_it_is(sick: SickServer) -> None:
    addresses = [sick.url(path) for path in SICK]
    with collecting(sick) as tried:
        job = put(tried, addresses=addresses, process=False)
        work(tried)
        assert outcomes(tried, sick) == SICK
        assert rows(tried, "SELECT state, progress_done, progress_total FROM job") == [("done", 34, 34)]
        assert rows(tried, "SELECT title, format FROM material ORDER BY id") == [
            ("ok", "pdf"),
            ("other", "pdf"),
            ("hangul", "hwp"),
            ("hangul", "hwpx"),
            ("photo", "picture"),
        ]
        kept = rows(tried, "SELECT path FROM material_path ORDER BY material_id")
        hashes = rows(tried, "SELECT sha256 FROM material ORDER BY id")
        assert [(path[-64:],) for (path,) in kept] == hashes
        assert tried.workspace.file(hashes[0][0]).read_bytes() == PAPER
        assert rows(tried, f"SELECT count(*) FROM fetched WHERE job_id = {job}") == [(13,)]
        assert not rows(tried, "SELECT * FROM item WHERE attempts <> 1"), "an item was begun twice"
    asked = {path: len(sick.asked(path)) for path in ("/missing.pdf", "/broken.pdf", "/broken-once.pdf", "/ok.pdf")}
    assert asked == {"/missing.pdf": 1, "/broken.pdf": 3, "/broken-once.pdf": 2, "/ok.pdf": 2}


def test_what_is_known_is_asked_for_with_its_validators_and_not_fetched_again(sick: SickServer) -> None:
    with collecting(sick) as tried:
        for _ in range(2):
            put(tried, addresses=[sick.url("/validated.pdf")], process=False)
            work(tried)
        first, second = rows(tried, "SELECT state, message FROM item ORDER BY job_id")
    assert first == ("done", None)
    assert second == ("duplicate", "Unchanged since it was collected: paper 1, validated.")
    conditions = [asked.headers.get("if-none-match") for asked in sick.asked("/validated.pdf")]
    assert conditions == [None, '"paper-1"']


def test_a_paper_that_was_removed_is_fetched_anew(sick: SickServer) -> None:
    with collecting(sick) as tried:
        for _ in range(2):
            put(tried, addresses=[sick.url("/validated.pdf")], process=False)
            work(tried)
            with tried.workspace.ledger.write() as books:
                books.tx.run("DELETE FROM material")
        assert rows(tried, "SELECT state FROM item") == [("done",), ("done",)]


def test_what_was_only_kept_is_read_when_it_is_asked_for_again_though_it_is_unchanged(sick: SickServer) -> None:
    with collecting(sick) as tried:
        for process in (False, True):
            put(tried, addresses=[sick.url("/validated.pdf")], process=process)
            work(tried)
        assert rows(tried, "SELECT state FROM item ORDER BY job_id") == [("done",), ("duplicate",)]
        reading = rows(tried, "SELECT parent_id, document FROM job WHERE kind = 'process_pdf'")
        assert reading == [(2, 1)], "it is read by the collection that asked for it"
        assert rows(tried, "SELECT count(*) FROM material_path") == [(1,)]


def test_a_kept_file_that_is_gone_comes_back(sick: SickServer) -> None:
    with collecting(sick) as tried:
        put(tried, addresses=[sick.url("/validated.pdf")], process=False)
        work(tried)
        file = tried.workspace.file(rows(tried, "SELECT sha256 FROM material")[0][0])
        file.unlink()
        put(tried, addresses=[sick.url("/validated.pdf")], process=False)
        work(tried)
        assert file.is_file()
    conditions = [asked.headers.get("if-none-match") for asked in sick.asked("/validated.pdf")]
    assert conditions == [None, None]


def test_S4_a_redirect_to_a_signed_address_leaves_no_secret(sick: SickServer) -> None:
    signed = "/other.pdf?X-Amz-Signature=0123456789abcdef0123&token=Zx81kLmq7Rt5"
    sick.answers["/go"] = Answer(status=302, headers={"Location": signed})
    with collecting(sick) as tried:
        put(tried, addresses=[sick.url("/go")], process=False)
        work(tried)
        assert rows(tried, "SELECT state FROM item") == [("done",)]
        answered = rows(tried, "SELECT answered FROM fetched")
        assert answered == [(sick.url("/other.pdf?X-Amz-Signature=****&token=****"),)]
        with tried.workspace.database.read() as tx:
            tables = [name for (name,) in tx.all("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            held = [name for name in tables if "Zx81kLmq7Rt5" in str(tx.all(f'SELECT * FROM "{name}"'))]
        assert not held


def test_B6_the_file_of_a_paper_that_was_taken_out_goes_after_a_week_whatever_its_job(sick: SickServer) -> None:
    with collecting(sick) as tried:
        put(tried, addresses=[sick.url("/ok.pdf"), sick.url("/other.pdf")], process=False)
        work(tried)
        hashes = rows(tried, "SELECT sha256 FROM material ORDER BY id")
        kept, other = (tried.workspace.file(sha256) for (sha256,) in hashes)
        (going,) = change_papers.remove(tried.workspace, [1], "a test").papers
        assert (going.left, going.kept) == ((), (str(kept),))
        prune(tried.workspace, Which())
        assert kept.exists(), "who took it out by mistake has it for a week"
        with tried.workspace.ledger.write() as books:
            books.tx.run("UPDATE artifact SET adopted_at = 1")
        assert would_prune(tried.workspace, Which()).files == 1
        prune(tried.workspace, Which())
        assert (kept.exists(), other.exists()) == (False, True)
        assert rows(tried, "SELECT address FROM fetched") == [(sick.url("/other.pdf"),)]


def test_paths_in_a_list_are_taken_as_enqueue_takes_them(sick: SickServer, tmp_path: Path) -> None:
    paper, text = tmp_path / "시험 1.pdf", tmp_path / "notes.txt"
    paper.write_bytes(exam(7))
    text.write_text("no paper")
    with collecting(sick) as tried:
        put(tried, addresses=[str(paper), str(text), str(tmp_path / "gone.pdf")])
        work(tried)
        found = rows(tried, "SELECT name, coalesce(code, state) FROM item ORDER BY name")
        assert found == [("gone.pdf", "input_missing"), ("notes.txt", "not_a_pdf"), ("시험 1.pdf", "done")]
        assert rows(tried, "SELECT path FROM material_path") == [(str(paper),)], "the file stays where it lies"
        assert rows(tried, "SELECT count(*) FROM question") == [(2,)]


def test_what_was_collected_is_read_in_the_chain_of_its_job(sick: SickServer) -> None:
    sick.answers["/down.do"] = Answer(exam(1), headers={"Content-Disposition": 'attachment; filename="2031-1.pdf"'})
    with collecting(sick) as tried:
        job = put(tried, addresses=[sick.url("/down.do?no=4")])
        work(tried)
        assert rows(tried, "SELECT count(*) FROM question") == [(2,)]
        reading = rows(tried, "SELECT root_id, parent_id, state FROM job WHERE kind = 'process_pdf'")
        assert reading == [(job, job, "done")]
        assert rows(tried, "SELECT DISTINCT file FROM papers") == [("2031-1.pdf",)]
        assert materials.one(tried.workspace, 1).addresses == (sick.url("/down.do?no=4"),)


def test_a_parameter_that_the_ledger_masks_keeps_two_addresses_apart(sick: SickServer) -> None:
    sick.answers |= {f"/get?key={n}": Answer(body(str(n))) for n in (1, 2)}
    with collecting(sick) as tried:
        put(tried, addresses=[sick.url(f"/get?key={n}") for n in (1, 2)], process=False)
        work(tried)
        keys = rows(tried, "SELECT key, state FROM item")
        assert [state for _, state in keys] == ["done", "done"]
        assert all("key=****" in key for key, _ in keys)
        assert rows(tried, "SELECT count(*) FROM material") == [(2,)]


def test_an_address_that_masks_make_longer_fails_nobody_behind_it(sick: SickServer) -> None:
    long = "/ok.pdf?" + "&".join(["key=1"] * 120)
    quoted = "/ok.pdf?a=secret:'x"
    with collecting(sick) as tried:
        job = put(tried, addresses=[sick.url(path) for path in (long, quoted, "/other.pdf")], process=False)
        work(tried)
        assert rows(tried, f"SELECT state FROM job WHERE id = {job}") == [("done",)]
        assert rows(tried, "SELECT state, attempts FROM item ORDER BY name, state") == [
            ("done", 1),
            ("duplicate", 1),
            ("done", 1),
        ]


def test_an_address_that_is_none_among_the_arguments_is_an_item_that_failed(sick: SickServer) -> None:
    with collecting(sick) as tried:
        addresses = [sick.url("/ok.pdf"), "http://[::1", "http://a b/", "https://x:99999/", sick.url("/other.pdf")]
        put(tried, addresses=addresses, process=False)
        work(tried)
        assert rows(tried, "SELECT state, attempts FROM job") == [("done", 1)]
        assert outcomes(tried, sick) == {
            "/ok.pdf": "done",
            "http://[::1": "bad_address",
            "http://a b/": "bad_address",
            "https://x:99999/": "bad_address",
            "/other.pdf": "done",
        }


def test_B1_a_retry_fetches_what_failed_and_nothing_else(sick: SickServer) -> None:
    paths = ["/ok.pdf", "/missing.pdf", "/forbidden.pdf"]
    with collecting(sick) as tried:
        put(tried, addresses=[sick.url(path) for path in paths], process=False)
        work(tried)
        sick.answers["/missing.pdf"] = Answer(body("there now"))
        retry_items(tried.workspace, find_failed_items(tried.workspace, EVERY), EVERY)
        work(tried)
        assert outcomes(tried, sick) == {"/ok.pdf": "done", "/missing.pdf": "done", "/forbidden.pdf": "refused"}
        assert rows(tried, "SELECT progress_done, progress_total FROM job") == [(3, 3)]
    assert [len(sick.asked(path)) for path in paths] == [1, 2, 2]


def test_R1_what_a_call_has_no_time_for_another_one_does_uncharged(sick: SickServer) -> None:
    sick.answers |= {f"/{n}.pdf": Answer(body(str(n))) for n in range(30)}
    with collecting(sick, delay=0.2, kinds={"collect": KindSettings(timeout=6.0)}) as tried:
        put(tried, addresses=[sick.url(f"/{n}.pdf") for n in range(30)], process=False)
        work(tried)
        assert rows(tried, "SELECT state, attempts, progress_done, progress_total FROM job") == [("done", 1, 30, 30)]
        assert rows(tried, "SELECT state, attempts, count(*) FROM item GROUP BY 1, 2") == [("done", 1, 30)]
        returned = rows(tried, "SELECT DISTINCT outcome, code FROM attempt")
        assert returned == [("returned", "unfinished")]
    assert {len(sick.asked(f"/{n}.pdf")) for n in range(30)} == {1}, "something was fetched twice"


def test_R3_a_cancelled_collection_asks_for_nothing_more_and_the_others_go_on(sick: SickServer) -> None:
    addresses = [sick.url(f"/{n}.pdf") for n in range(100)]
    sick.answers |= {f"/{n}.pdf": Answer(body(str(n))) for n in range(100)}
    sick.answers["/held.pdf"] = lambda handler: sick.ending.wait(10.0)
    with collecting(sick, delay=0.1, seconds=20.0) as tried:
        cancelled = put(tried, addresses=addresses, process=False)
        silent = put(tried, addresses=[sick.url("/held.pdf")], process=False)
        other = put(tried, addresses=[sick.url("/other.pdf")], process=False)
        at: list[float] = []

        def cancel_both(_: Event) -> None:
            if not at and sick.asked("/held.pdf") and sick.asked("/3.pdf"):
                with tried.workspace.ledger.write() as books:
                    cancel(books, [cancelled, silent], "a test")
                at.append(time.monotonic())

        work(tried, cancel_both)
        assert time.monotonic() - at[0] < 5.0, "it waited for what was cancelled"
        assert dict(rows(tried, "SELECT id, state FROM job")) == {
            cancelled: "cancelled",
            silent: "cancelled",
            other: "done",
        }
    late = [asked.path for asked in sick.log if asked.at > at[0] + 1.5 and asked.path != "/other.pdf"]
    assert late == []


@pytest.mark.parametrize("catalogue", ["board", "archive"])
def test_a_catalogue_of_either_build_is_searched_to_its_end(catalogue: str) -> None:
    with Catalogues(count=10) as server, collecting(server) as tried:
        job = put(tried, "find_papers", catalogue=catalogue, words="기출 문제", process=False)
        work(tried)
        assert rows(tried, f"SELECT state FROM job WHERE id = {job}") == [("done",)]
        assert rows(tried, "SELECT state, count(*) FROM item WHERE name NOT LIKE 'page %' GROUP BY 1") == [("done", 10)]
        assert rows(tried, "SELECT count(*) FROM material") == [(10,)]
        assert set(server.words) == {"기출 문제"}
        collections = rows(tried, "SELECT root_id, parent_id FROM job WHERE kind = 'collect'")
        assert collections == [(job, job)] * 3, "a job for each page"


def test_every_link_of_a_page_that_leads_to_a_paper_is_collected() -> None:
    with Catalogues(count=0) as server, collecting(server) as tried:
        links = ["a.pdf", "b.pdf", "a.pdf", "/about.html", "mailto:me@example.org", "b.pdf#page=2"]
        page = "".join(f"<a href='{link}'>x</a>" for link in links)
        server.answers["/page/"] = Answer(f"<!doctype html>{page}".encode(), type="text/html")
        server.answers |= {f"/page/{name}.pdf": Answer(exam(ord(name))) for name in "ab"}
        put(tried, "find_papers", page=server.url("/page/"), process=False)
        work(tried)
        assert sorted(path for path in outcomes(tried, server)) == ["/page/", "/page/a.pdf", "/page/b.pdf"]
        assert rows(tried, "SELECT count(*) FROM material") == [(2,)]


def test_a_page_that_fails_later_is_an_item_and_the_others_go_on() -> None:
    with Catalogues(count=10) as server, collecting(server) as tried:
        good = server.answers["/board/find"]
        server.answers["/board/find?q=x&p=2"] = Answer(b"gone", 404, type="text/plain")
        put(tried, "find_papers", catalogue="board", words="x", process=False)
        work(tried)
        assert good is server.answers["/board/find"]
        pages = rows(tried, "SELECT name, coalesce(code, state) FROM item WHERE name LIKE 'page %' ORDER BY name")
        assert pages == [("page 1", "done"), ("page 2", "not_found"), ("page 3", "done"), ("page 4", "done")]
        assert rows(tried, "SELECT count(*) FROM material") == [(6,)]


def test_a_first_page_that_fails_fails_the_job_with_its_reason() -> None:
    with Catalogues() as server, collecting(server) as tried:
        put(tried, "find_papers", page=server.url("/nowhere"))
        put(tried, "find_papers", catalogue="nobody's", words="x")
        work(tried)
        assert rows(tried, "SELECT state, error_code, attempts FROM job ORDER BY id") == [
            ("failed", "not_found", 1),
            ("failed", "unknown_catalogue", 1),
        ]


def items_by_name(tried: Tried) -> dict[str, list[str]]:
    """How the items of the search stand, by their names."""
    found: dict[str, list[str]] = {}
    for name, stands in rows(tried, "SELECT name, coalesce(code, state) FROM item WHERE job_id = 1 ORDER BY name, key"):
        found.setdefault(name, []).append(stands)
    return found


def retry_and_work(tried: Tried) -> None:
    retry_items(tried.workspace, find_failed_items(tried.workspace, EVERY), EVERY)
    work(tried)


def test_B1_each_refused_link_of_a_page_is_an_item_that_can_be_tried_again() -> None:
    def page(*links: str) -> Answer:
        return Answer("".join(f"<a href='{link}'>x</a>" for link in links).encode(), type="text/html")

    long = [f"/{'y' * 950}{n}.pdf" for n in range(2)]
    with Catalogues(count=2) as server, collecting(server) as tried:
        secret = [f"/s.pdf?token={token}" for token in ("AAAAbbbb1111", "CCCCdddd2222", "EEEEffff3333")]
        server.answers["/page/"] = page("/board/files/exam-0.pdf", *secret, *long)
        put(tried, "find_papers", page=server.url("/page/"), process=False)
        work(tried)
        refused = {"page 1": ["done"], "s.pdf": ["secret_in_address"] * 3}
        assert items_by_name(tried).items() >= refused.items()
        assert rows(tried, "SELECT count(*) FROM item WHERE code = 'bad_address'") == [(2,)]
        assert not rows(tried, "SELECT 1 FROM searched_page WHERE links || items || next LIKE '%AAAAbbbb1111%'")
        server.answers["/page/"] = page(secret[0], "/board/files/exam-0.pdf", "/board/files/exam-1.pdf")
        retry_and_work(tried)
        stands = rows(tried, "SELECT state, attempts, count(*) FROM item WHERE job_id = 1 AND code <> '' GROUP BY 1, 2")
        assert stands == [("failed", 2, 1)], "the others are gone from the page"
        assert rows(tried, "SELECT count(*) FROM item WHERE state = 'skipped'") == [(4,)]
        assert rows(tried, "SELECT count(*) FROM item WHERE state = 'waiting'") == [(0,)]
        collected = rows(tried, "SELECT count(*) FROM item WHERE key LIKE '%/exam-_.pdf'")
        assert collected == [(2,)], "what is new on the page is collected, what was known is not asked for again"


def test_R1_a_search_that_follows_links_and_is_longer_than_a_call_comes_to_its_end() -> None:
    timeout = {"find_papers": KindSettings(timeout=6.0)}
    with Catalogues(count=20) as server, collecting(server, timeout, delay=1.4) as tried:
        with tried.workspace.ledger.write() as books:
            args = {"catalogue": "archive", "words": "x", "process": False}
            enqueue(books, [NewJob(kind="find_papers", args=args, queue="default")])
        work(tried, queues=frozenset({"default"}))  # the turns of the host are the search's alone
        assert rows(tried, "SELECT state, error_code, attempts FROM job WHERE id = 1") == [("done", None, 1)]
        assert rows(tried, "SELECT DISTINCT code FROM attempt") == [("unfinished",)]
        assert rows(tried, "SELECT result FROM job WHERE id = 1") == [('{"pages":5,"links":20,"ignored":0}',)]
        assert rows(tried, "SELECT count(*) FROM job WHERE kind = 'collect'") == [(5,)]
    pages = [asked.path for asked in server.log if asked.path.startswith("/archive/find")]
    assert len(set(pages)) == len(pages) == 5, "no page was asked for twice"


@pytest.mark.parametrize(("catalogue", "bad"), [("archive", "from=8"), ("board", "p=2")])
def test_B1_a_retry_looks_at_the_page_that_failed_and_at_nothing_that_is_known(catalogue: str, bad: str) -> None:
    with Catalogues(count=12) as server, collecting(server) as tried:
        good: Any = server.answers[f"/{catalogue}/find"]
        broken = [bad]

        def find(handler: Handler) -> None:
            if any(part in handler.path for part in broken):
                handler.give(Answer(b"", 404))
            else:
                good(handler)

        server.answers[f"/{catalogue}/find"] = find
        put(tried, "find_papers", catalogue=catalogue, words="x", process=False)
        work(tried)
        assert ["not_found"] in items_by_name(tried).values()
        before = len(server.log)
        broken[:] = ["p=1", "p=3"] if catalogue == "board" else ["from=4"]
        retry_and_work(tried)
        assert set(map(tuple, items_by_name(tried).values())) == {("done",)}
        assert rows(tried, "SELECT state FROM job WHERE id = 1") == [("done",)]
        links = rows(tried, "SELECT json_extract(result, '$.links') FROM job WHERE id = 1")
        assert links == [(12,)], "of all calls together"
        assert rows(tried, "SELECT count(*) FROM material") == [(12,)]
    asked = [one.path for one in server.log[before:] if "/find" in one.path]
    assert len(asked) == 1, "the pages that are done are not asked for again"


def test_of_a_healthy_catalogue_at_least_95_of_100_arrive() -> None:
    with Catalogues(count=100) as server, collecting(server) as tried:
        put(tried, addresses=[server.url(f"/archive/get/{n}") for n in range(100)], process=False)
        work(tried)
        with tried.workspace.database.read() as tx:
            counts = item_counts(tx, [1])[1]
        assert counts.success_rate >= 95.0
        assert counts.done == 100
        assert rows(tried, "SELECT count(DISTINCT title) FROM material WHERE title LIKE '기출 %'") == [(100,)]
