"""Papers that are no PDF, as people meet them: what is said where a converter is missing, and where they come from."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from tests.support.catalogues import Catalogues, exam
from tests.support.command import READ, SAMPLES, Home
from tests.support.hangul.reading import converter
from tests.support.sick_server import Answer

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from tests.support.sick_server import Handler

HANGUL = (SAMPLES / "forms" / "sw1-ko.hwp").read_bytes()


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    return Home(tmp_path / "home", None, empty_database)


@pytest.fixture
def server(home: Home) -> Generator[Catalogues]:
    with Catalogues(count=1) as catalogues:
        home.file("cgq.toml", catalogues.settings().encode())
        yield catalogues


@converter
def test_a_document_without_its_converter_says_with_one_line_what_to_install(home: Home) -> None:
    file = home.file("exam.hwp", HANGUL)
    home.environment["PATH"] = str(home.folder)
    told = home.cgq("extract", file)
    assert told.returncode == 6
    why = "converter_missing: rsvg-convert of librsvg is not installed. Install it: apt install librsvg2-bin"
    assert told.stderr.count("rsvg-convert") == 1
    assert f"  {why}" in told.stderr.splitlines()
    assert told.stderr.splitlines()[-1].startswith("cgq: A paper was not read: what its form takes is not installed.")
    assert told.stderr.splitlines()[-1].endswith("[converter_missing]")
    assert home.cgq(*READ, file).returncode == 3
    assert home.rows("SELECT state, error_code FROM job") == [("failed", "converter_missing")]
    checks = {check["name"]: check for check in home.json("doctor", exits=6)["checks"]}
    assert checks["hangul"]["state"] == "fail"
    assert "apt install librsvg2-bin" in checks["hangul"]["commands"]


@converter
def test_a_document_that_is_named_again_once_its_converter_is_there_is_read(home: Home) -> None:
    file = home.file("exam.hwp", HANGUL)
    home.cgq(*READ, file, PATH=str(home.folder))
    assert home.cgq(*READ, file).returncode == 0
    assert home.rows("SELECT state, error_code FROM job WHERE kind = 'process_pdf'") == [("done", None)]
    assert home.rows("SELECT count(*) FROM question") == [(25,)]


@converter
def test_a_hangul_document_is_collected_and_read_though_its_address_says_nothing(
    home: Home, server: Catalogues
) -> None:
    disposition = 'attachment; filename="2031 1교시.hwp"'.encode().decode("latin-1")
    server.answers["/down.do"] = Answer(HANGUL, headers={"Content-Disposition": disposition}, type="text/html")
    home.cgq("collect", "list", "-", given=server.url("/down.do?no=4").encode())
    assert home.cgq("run", "--queue", "low_priority", *READ[1:]).returncode == 0
    assert home.rows("SELECT format, status FROM papers") == [("hwp", "completed")]
    assert home.rows("SELECT file FROM papers") == [("2031 1교시.hwp",)]
    assert home.rows("SELECT count(*) FROM question") == [(25,)]


def packed(**papers: bytes) -> bytes:
    """A zip with some papers in a folder, and a file that is none."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, data in papers.items():
            archive.writestr(f"2031/{name}.pdf", data)
        archive.writestr("readme.txt", "no paper")
    return made.getvalue()


def collected(home: Home, address: str, *words: str) -> dict[str, str]:
    """Collect what is at an address; how its item stands, and the jobs up to the reading of papers."""
    newest = home.rows("SELECT coalesce(max(id), 0) FROM job")[0][0]
    home.cgq("collect", "list", "-", *words, given=address.encode())
    assert home.cgq("run", "--queue", "low_priority", "--queue", "default", *READ[1:]).returncode == 0
    jobs = home.rows(
        f"SELECT kind, group_concat(DISTINCT state) FROM job WHERE id > {newest}"
        " AND kind NOT IN ('generate_embedding', 'find_repeats') GROUP BY kind"
    )
    ((item,),) = home.rows(f"SELECT state FROM item WHERE job_id > {newest}")
    return {"item": item, **dict(jobs)}


def test_a_zip_is_collected_under_the_name_that_its_site_gives_it(home: Home, server: Catalogues) -> None:
    headers = {"Content-Disposition": 'attachment; filename="old papers.zip"', "ETag": '"1"'}
    server.answers["/get.php"] = Answer(packed(a=exam(1), b=exam(2)), headers=headers)
    address = server.url("/get.php?no=4")
    assert collected(home, address) == {
        "item": "done",
        "collect": "done",
        "enqueue_papers": "done",
        "process_pdf": "done",
    }
    names = home.rows("SELECT DISTINCT file FROM papers ORDER BY file")
    assert names == [("old papers.zip/2031/a.pdf",), ("old papers.zip/2031/b.pdf",)]
    assert home.rows("SELECT count(*) FROM question") == [(4,)]
    roots = home.rows("SELECT DISTINCT root_id FROM job WHERE kind IN ('enqueue_papers', 'process_pdf')")
    assert roots == [(1,)], "all of it is of the chain of the collection"
    assert collected(home, address) == {"item": "duplicate", "collect": "done"}
    message = home.rows("SELECT message FROM item WHERE state = 'duplicate'")
    assert message == [("Known already: a zip, with all its papers.",)]


def test_a_zip_that_is_unchanged_is_not_sent_again(home: Home, server: Catalogues) -> None:
    whole, same = Answer(packed(a=exam(6)), headers={"ETag": '"1"'}), Answer(status=304)

    def answer(handler: Handler) -> None:
        handler.give(same if handler.headers.get("If-None-Match") == '"1"' else whole)

    server.answers["/papers.zip"] = answer
    assert collected(home, server.url("/papers.zip"))["item"] == "done"
    assert collected(home, server.url("/papers.zip")) == {"item": "duplicate", "collect": "done"}
    message = home.rows("SELECT message FROM item WHERE state = 'duplicate'")
    assert message == [("Unchanged since it was collected: a zip, with all its papers.",)]


def test_papers_of_a_zip_that_were_only_kept_are_read_when_they_are_asked_for(home: Home, server: Catalogues) -> None:
    server.answers["/papers.zip"] = Answer(packed(a=exam(3)), type="application/zip")
    address = server.url("/papers.zip")
    kept = collected(home, address, "--no-process")
    assert kept == {"item": "done", "collect": "done", "enqueue_papers": "done"}
    assert home.rows("SELECT title, status FROM papers") == [("a", "pending")]
    assert collected(home, address)["process_pdf"] == "done"
    assert home.rows("SELECT count(*) FROM question") == [(2,)]


def test_a_zip_in_a_list_is_taken_in_where_it_lies(home: Home) -> None:
    file = home.file("papers.zip", packed(a=exam(4), b=exam(5)))
    assert collected(home, str(file))["process_pdf"] == "done"
    assert home.rows("SELECT file FROM papers ORDER BY file LIMIT 1") == [(f"{file}/2031/a.pdf",)]
    assert collected(home, str(file)) == {"item": "duplicate", "collect": "done"}
