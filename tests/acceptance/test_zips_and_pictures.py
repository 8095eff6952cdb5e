"""Papers in zips, pictures that are one paper, and what is said of all that is none: through the real command."""

from __future__ import annotations

import io
import json
import os
import shlex
import signal
import subprocess
from typing import TYPE_CHECKING, Any
from unicodedata import normalize

import pytest
from PIL import Image
from tests.support.catalogues import exam
from tests.support.command import READ, SAMPLES, Home
from tests.support.poll import until
from tests.support.zips import raw_zip, zip_of

if TYPE_CHECKING:
    from pathlib import Path

FIRST, SECOND = exam(1), exam(2)
"""Two papers of two questions each."""


def picture(shade: int, *, form: str = "PNG") -> bytes:
    out = io.BytesIO()
    Image.new("L", (40, 60), shade).save(out, form)
    return out.getvalue()


def tiny(number: int) -> bytes:
    return b"%%PDF-1.4 no more than a beginning, number %d" % number


@pytest.fixture
def home(tmp_path: Path, empty_database: Path) -> Home:
    home = Home(tmp_path / "home", empty=empty_database)
    (home.folder / "inbox").mkdir()
    return home


def kept(home: Home) -> list[Path]:
    """The files that are kept beside the database, and the new ones."""
    return [path for path in (home.folder / "cgq.db-files").rglob("*") if path.is_file() and len(path.name) > 20]


def named(home: Home) -> list[str]:
    """What `cgq materials` calls the papers, below the folder of the test."""
    return [paper["unpacked_from"][0].removeprefix(f"{home.folder}/") for paper in papers(home)]


def papers(home: Home) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = home.json("materials")["materials"]
    return found


def test_the_papers_of_a_zip_are_taken_in_once_and_called_as_they_are_inside(home: Home) -> None:
    entries = {"2023년/1교시.pdf": FIRST, "2023년/2교시.pdf": SECOND, "2023년/안내.docx": b"d"}
    raw = [(name.encode("cp949"), data) for name, data in entries.items()]
    home.file("inbox/기출.zip", raw_zip(raw))
    done = home.cgq("run", "inbox")
    assert (done.returncode, "Not taken: 1 .docx." in done.stderr) == (0, True), done.stderr
    assert named(home) == ["inbox/기출.zip/2023년/1교시.pdf", "inbox/기출.zip/2023년/2교시.pdf"]
    assert [paper["questions"] for paper in papers(home)] == [2, 2]
    assert "inbox/기출.zip/2023년/1교시.pdf" in home.cgq("materials").stdout
    assert "inbox/기출.zip/2023년/1교시.pdf" in home.cgq("materials", "1").stdout
    assert "inbox/기출.zip/2023년/2교시.pdf" in home.cgq("jobs", "--state", "done", "--kind", "process_pdf").stdout
    again = home.cgq("run", "inbox")
    assert (again.returncode, again.stderr) == (0, ""), "a good day is quiet"
    assert again.stdout.startswith("Nothing new in inbox: 2 known already.")
    (home.folder / "inbox/기출.zip").unlink()
    assert home.cgq("run", "--again", "inbox").returncode == 0
    with_again = home.json("enqueue", "--kind", "process_pdf", "--material", "1", "--now")
    assert with_again["results"][0]["state"] == "done", "its bytes are kept, wherever the zip went"


def test_a_zip_that_is_known_is_not_opened_again(home: Home) -> None:
    path = home.file("inbox/a.zip", zip_of({"1.pdf": tiny(1), "2.exe": b"", "b.pdf": b"no"}))
    assert home.cgq("enqueue", "inbox").returncode == 3
    first = home.json("enqueue", "inbox")
    home.rows("UPDATE archive SET contents = json_set(contents, '$.others', json('{\".hwt\": 7}'))")
    second = home.json("enqueue", "inbox")
    assert (first["jobs"], first["refused"]) == (second["jobs"], second["refused"])
    assert second["others"] == [{"ending": ".hwt", "files": 7}], "it was told by what is remembered"
    assert home.json("enqueue", "--again", "inbox")["others"] == [{"ending": ".exe", "files": 1}], "it was opened"
    home.rows("UPDATE archive SET contents = json_set(contents, '$.others', json('{\".hwt\": 7}'))")
    kept(home)[0].unlink()
    assert home.json("enqueue", "inbox")["others"] == [{"ending": ".exe", "files": 1}]
    assert len(kept(home)) == 1, "a file that was gone is kept again"
    path.write_bytes(zip_of({"1.pdf": tiny(2)}))
    assert [job["outcome"] for job in home.json("enqueue", "inbox")["jobs"]] == ["new"]


def test_what_is_amiss_in_a_zip_is_said_once_and_the_others_go_on(home: Home) -> None:
    home.file("a.zip", raw_zip([(b"../1.pdf", tiny(1)), (b"2.pdf", tiny(2)), (b"3.pdf", b"")]))
    done = home.cgq("enqueue", "a.zip")
    assert done.returncode == 3
    refused = [line for line in done.stderr.splitlines() if line.startswith("refused:")]
    assert refused == [
        "refused: a.zip/../1.pdf has a name that leads out of the archive. [zip_unsafe] Pack it again as an ordinary "
        "zip, or unpack it and name the folder.",
        "refused: a.zip/3.pdf is empty. [empty_file] Get the file again.",
    ]
    assert named(home) == ["a.zip/2.pdf"]
    again = home.cgq(*READ, "a.zip", "--quiet")
    assert "refused" not in again.stderr


def test_a_zip_that_cannot_be_opened_or_holds_no_paper_says_so(home: Home) -> None:
    home.file("broken.zip", zip_of({"1.pdf": FIRST})[:-40])
    done = home.cgq("enqueue", "broken.zip")
    assert (done.returncode, done.stderr) == (
        2,
        "cgq: broken.zip is cut off, or no zip at all. Get the file again. [zip_damaged]\n",
    )
    home.file("empty.zip", zip_of({"a.txt": b"", "b": b""}))
    done = home.cgq("enqueue", "empty.zip")
    assert done.returncode == 0
    assert "there is no paper in empty.zip." in done.stdout + done.stderr
    assert "Not taken: 1 .txt, 1 without an ending." in done.stderr
    done = home.cgq(*READ, "--key", "empty.zip", "broken.zip")
    assert (done.returncode, "is a zip, and one paper is asked for" in done.stderr) == (2, True)


def test_a_folder_counts_what_it_does_not_take_and_says_so_once(home: Home) -> None:
    for name in (
        "a.docx",
        "b.docx",
        "c.exe",
        "README",
        "t.csv",
        "r.txt",
        "Thumbs.db",
        "~$x.hwp",
        ".hidden.docx",
        "x.tmp",
    ):
        home.file(f"inbox/{name}", b"x")
    line = (
        "Not taken: 2 .docx, 1 .csv, 1 .exe, 1 .txt, 1 without an ending. Questions in tables (.csv): cgq import FILE"
    )
    done = home.cgq("enqueue", "inbox")
    assert (done.returncode, line in done.stderr.splitlines()) == (0, True), done.stderr
    assert "Not taken" not in home.cgq("enqueue", "inbox").stderr
    assert "Not taken" not in home.cgq(*READ, "inbox").stderr
    assert home.json("enqueue", "inbox")["others"][0] == {"ending": None, "files": 1}
    assert line in home.cgq("enqueue", "inbox", "--dry-run").stderr.splitlines()
    home.file("inbox/d.exe", b"x")
    assert "2 .exe" in home.cgq(*READ, "inbox").stderr


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        (
            "a.docx",
            zip_of({"[Content_Types].xml": b""}),
            "a.docx is of another office program. Save it as PDF or HWPX.",
        ),
        ("old.hwp", b"HWP Document File V3.00 \x1a", "old.hwp is Hangul of before 2000 (HWP 3). Open it in Hangul"),
        ("a.xlsx", zip_of({"[Content_Types].xml": b""}), "program. Questions of a table are taken in by"),
        ("x.jpg", b"<html>", "x.jpg is no picture. Get the file again."),
        ("x.hwp", b"nothing", "x.hwp is no Hangul file. Get the file again."),
    ],
)
def test_a_named_file_that_is_no_paper_is_called_what_it_is(home: Home, name: str, data: bytes, said: str) -> None:
    home.file(name, data)
    done = home.cgq("enqueue", name)
    assert (done.returncode, said in done.stderr, "[not_a_pdf]" in done.stderr) == (2, True, True), done.stderr
    done = home.cgq("extract", name)
    assert (done.returncode, said.replace(name, "The file") in done.stderr) == (3, True), done.stderr


def test_pictures_that_count_on_are_one_paper_from_a_folder_or_a_zip(home: Home) -> None:
    pages = {f"IMG_{2034 + n}.jpg": picture(10 * n, form="JPEG") for n in range(3)}
    for name, data in pages.items():
        home.file(f"모의고사/{name}", data)
    home.file("a.zip", zip_of({f"모의고사/{name}": data for name, data in pages.items()}))
    done = home.cgq("enqueue", "모의고사")
    assert "모의고사/IMG_2034.jpg … IMG_2036.jpg: 3 pictures are one paper." in done.stderr
    (paper,) = papers(home)
    assert (paper["format"], paper["title"]) == ("pictures", "모의고사")
    answer = home.json("enqueue", "a.zip")
    assert [(job["material"], job["outcome"], job["notes"]) for job in answer["jobs"]] == [(1, "known", [])]
    assert named(home) == ["a.zip/모의고사/IMG_2034.jpg … IMG_2036.jpg"], "the same pictures are the same paper"


def test_a_page_that_is_missing_or_joins_later_is_named(home: Home) -> None:
    for n in (1, 2, 4):
        home.file(f"inbox/기출{n}.png", picture(n))
    assert "no picture has the number 3" in home.cgq("enqueue", "inbox").stderr
    home.file("inbox/기출3.png", picture(3))
    done = home.cgq("enqueue", "inbox")
    assert "It shares 3 pictures with paper 1, or did when that was taken in." in done.stderr
    assert "cgq materials remove 1" in done.stderr
    assert [paper["title"] for paper in papers(home)] == ["기출", "기출"]


def test_a_gap_between_two_papers_is_said_with_the_way_to_make_them_one(home: Home) -> None:
    pictures = {f"{n}.png": picture(n) for n in (1, 2, 10, 11)}
    for name, data in pictures.items():
        home.file(f"inbox/{name}", data)
    home.file("a.zip", zip_of({name: data + b"z" for name, data in pictures.items()}))
    what = "1.png … 2.png and 10.png … 11.png are two papers, for no picture has the numbers 3 to 9."
    told = home.cgq("enqueue", "inbox").stderr
    assert told.count(what) == 1
    (answer,) = home.json(*shlex.split(told.partition("If they are one: cgq ")[2].splitlines()[0]))["jobs"]
    assert [os.path.basename(file) for file in answer["files"]] == list(pictures)
    told = home.cgq("enqueue", "a.zip").stderr
    assert f"{what} If they are one, put them into a folder: cgq enqueue --one-paper FOLDER" in told


def test_pictures_that_are_named_by_the_clock_are_a_paper_each(home: Home) -> None:
    for second in (1, 3):
        home.file(f"inbox/스크린샷 2024-05-01 10000{second}.png", picture(second))
    told = home.cgq("enqueue", "inbox").stderr
    assert "The names of 2 pictures in inbox do not count on" in told
    assert "no picture has the number" not in told


def test_pictures_whose_names_leave_it_open_stay_a_paper_each_until_a_person_says_so(home: Home) -> None:
    for name in ("앞.png", "뒤.png"):
        home.file(f"inbox/{normalize('NFC', name)}", picture(len(name) + ord(name[0]) % 200))
    done = home.cgq("enqueue", "inbox")
    said = "The names of 2 pictures in inbox do not count on, so each of them is a paper. If they are one: cgq enqueue"
    assert said in done.stderr
    assert said not in home.cgq("enqueue", "inbox").stderr
    answer = home.json("enqueue", "--one-paper", "inbox", "--title", "모의고사")
    assert [job["outcome"] for job in answer["jobs"]] == ["new"]
    assert papers(home)[-1]["title"] == "모의고사"
    assert answer["jobs"][0]["file"].endswith("뒤.png … 앞.png")
    assert home.cgq(*READ, "--one-paper").returncode == 2


def test_the_way_to_make_one_paper_of_loose_pictures_takes_these_alone(home: Home) -> None:
    """Whatever cgq says to do is done here, as it is said."""
    series = {"p1.png": picture(1), "p2.png": picture(2)}
    loose = {"앞 면.png": picture(3), "뒷 면.png": picture(4)}
    for name, data in (series | loose).items():
        home.file(f"box/{name}", data)
    home.file("loose.zip", zip_of({f"scan/{name}": data + b"z" for name, data in loose.items()}))
    home.file("both.zip", zip_of({f"scan/{name}": data + b" " for name, data in (series | loose).items()}))
    for name, pictures in (("box", ["뒷 면.png … 앞 면.png"]), ("loose.zip", ["scan/뒷 면.png … 앞 면.png"])):
        advice = home.cgq("enqueue", name).stderr.partition("If they are one: cgq ")[2].splitlines()[0]
        jobs = home.json(*shlex.split(advice))["jobs"]
        assert [job["file"].partition(f"{name}/")[2] for job in jobs] == pictures
        assert [os.path.basename(file) for file in jobs[0]["files"]] == ["뒷 면.png", "앞 면.png"]
    told = home.cgq("enqueue", "both.zip").stderr
    assert "If they are one, put them into a folder: cgq enqueue --one-paper FOLDER" in told


def test_a_title_is_that_of_one_paper_however_many_were_named(home: Home) -> None:
    home.file("a.zip", zip_of({"1.pdf": FIRST, "2.pdf": SECOND}))
    for name in ("1.png", "2.png"):
        home.file(f"box/{name}", picture(int(name[0])))
    home.file("a.pdf", FIRST)
    for names in (["a.zip"], ["box", "a.pdf", "--one-paper"]):
        for verb in ("enqueue", "run"):
            done = home.cgq(verb, *names, "--title", "T")
            assert (done.returncode, "--title is the title of one paper" in done.stderr) == (2, True), done.stderr
    assert (papers(home), kept(home)) == ([], [])
    assert [job["outcome"] for job in home.json("enqueue", "box", "--one-paper", "--title", "T")["jobs"]] == ["new"]
    assert [paper["title"] for paper in papers(home)] == ["T"]


def test_types_are_told_by_content(home: Home) -> None:
    home.file("inbox/scan1.jpg", FIRST)
    home.file("inbox/scan2.jpg", picture(1))
    home.file("inbox/papers.pdf", zip_of({"1.pdf": SECOND}))
    answer = home.json("enqueue", "inbox")
    assert sorted(paper["format"] for paper in papers(home)) == ["pdf", "pdf", "picture"]
    assert [job["outcome"] for job in answer["jobs"]] == ["new"] * 3


def test_extract_reads_zips_and_leaves_nothing_behind(home: Home) -> None:
    tmp = home.folder / "tmp"
    tmp.mkdir()
    home.file("a.zip", zip_of({"나/1.pdf": FIRST, "x.docx": b"", "2.pdf": b""}))
    done = home.cgq("extract", "a.zip", "--json", TMPDIR=str(tmp))
    found = json.loads(done.stdout)
    assert (done.returncode, found["file"], len(found["questions"])) == (0, "a.zip/나/1.pdf", 2)
    assert "empty_file" in done.stderr
    assert "Not taken: 1 .docx." in home.cgq("extract", "a.zip", TMPDIR=str(tmp)).stderr
    for n in (1, 2):
        home.file(f"p{n}.png", picture(n))
    done = home.cgq("extract", "p1.png", "p2.png", "--json", TMPDIR=str(tmp))
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == ["p1.png … p2.png"]
    assert list(tmp.iterdir()) == []


def test_papers_of_zips_are_found_by_sql_under_the_names_that_lists_give_them(home: Home) -> None:
    pages = {f"스캔/p{n}.png": picture(n) for n in (1, 2, 3)}
    home.file("a.zip", zip_of({"1교시.pdf": tiny(1), **pages}))
    home.cgq("enqueue", "a.zip")
    place = f"{home.folder}/a.zip"
    names = [(f"{place}/1교시.pdf",), (f"{place}/스캔/p1.png … p3.png",)]
    assert home.rows("SELECT file FROM papers ORDER BY id") == names
    assert home.rows("SELECT file FROM jobs_now WHERE kind = 'process_pdf' ORDER BY id") == names
    home.cgq(*READ, "--quiet")
    assert home.rows("SELECT file FROM failures WHERE material = 1") == names[:1]
    for wanted in ("p1.png", "p2.png", "스캔/p3.png", "p1.png … p3"):
        found = home.json("jobs", "--kind", "process_pdf", "--file", wanted)["jobs"]
        assert [job["material"] for job in found] == [2], wanted


def test_what_is_remembered_of_a_zip_goes_with_the_last_of_its_papers(home: Home) -> None:
    home.file("a.zip", zip_of({"1.pdf": tiny(1), "2.pdf": tiny(2)}))
    home.file("b.zip", zip_of({"2.pdf": tiny(2), "3.pdf": tiny(3)}))
    home.cgq("enqueue", "a.zip", "b.zip")
    counts = []
    for paper in ("1", "3", "2"):
        home.cgq("materials", "remove", paper, "--yes")
        counts.append(home.rows("SELECT (SELECT count(*) FROM archive), (SELECT count(*) FROM archive_paper)")[0])
    assert counts == [(2, 4), (2, 4), (0, 0)]


def test_what_lay_in_a_zip_that_is_gone_is_forgotten(home: Home) -> None:
    path = home.file("inbox/a.zip", zip_of({"1.pdf": tiny(1), "2.exe": b""}))
    assert "1 .exe" in home.cgq("enqueue", "inbox").stderr
    path.unlink()
    home.cgq("enqueue", "inbox")
    assert home.rows("SELECT path FROM not_taken") == []


def test_dry_runs_write_nothing(home: Home) -> None:
    home.file("inbox/a.zip", zip_of({"1.pdf": tiny(1), "p1.png": picture(1), "p2.png": picture(2)}))
    for verb in ("enqueue", "run"):
        done = home.json(verb, "inbox", "--dry-run")
        assert [job["outcome"] for job in done["jobs"]] == ["new", "new"]
        assert [job["notes"] for job in done["jobs"]] == [[], ["2 pictures are one paper."]]
        assert "2 pictures are one paper." in home.cgq(verb, "inbox", "--dry-run").stderr
    assert "To be read: inbox/a.zip/1.pdf, inbox/a.zip" in home.cgq(*READ, "inbox", "--dry-run").stderr
    assert (papers(home), kept(home)) == ([], [])


def test_a_scheduled_job_takes_zips_in_with_their_files(home: Home) -> None:
    entries = {f"{n:03}.pdf": tiny(n) for n in range(70)}  # three steps
    path = home.file("inbox/a.zip", zip_of({**entries, "p1.png": picture(1), "p3.png": picture(2), "a.exe": b""}))
    os.utime(path, (0, 0))
    wanted = {"paths": [str(home.folder / "inbox")]}
    job = home.json("enqueue", "--kind", "enqueue_papers", "--args", json.dumps(wanted))["jobs"][0]["id"]
    home.cgq(*READ, "--queue", "default")
    result = home.json("show", job)["result"]
    assert [note["note"] for note in result["notes"]] == [
        "2 pictures are one paper.",
        "no picture has the number 2; the paper was taken in without.",
    ]
    assert (result["new"], result["not_taken"], result["others"]) == (71, 1, {".exe": 1})
    assert len(kept(home)) == 71
    assert {path.stat().st_size for path in kept(home) if path.read_bytes() == tiny(5)} == {len(tiny(5))}
    again = home.json("enqueue", "--kind", "enqueue_papers", "--args", json.dumps(wanted), "--now")
    assert again["results"][0]["result"]["known"] == 71
    assert len(kept(home)) == 71


def test_a_zip_whose_papers_are_all_locked_is_refused_in_one_line(home: Home) -> None:
    home.file("e.zip", raw_zip([(b"1.pdf", tiny(1)), (b"2.hwp", b"x"), (b"3.exe", b"")], flags=1))
    line = "e.zip: each of its 2 papers is locked by a password"
    done = home.cgq("extract", "e.zip")
    assert (done.returncode, done.stderr.count("locked")) == (2, 1)
    assert line in done.stderr
    for expected in (3, 0):  # as it is remembered, too
        done = home.cgq("enqueue", "e.zip")
        assert (done.returncode, line in done.stderr) == (expected, True)
    home.file("part.zip", raw_zip([(b"1.pdf", tiny(1))], flags=1))
    assert "part.zip/1.pdf is locked by a password" in home.cgq("enqueue", "part.zip").stderr


def test_B1_what_a_scheduled_job_refuses_is_reported_once_and_can_be_tried_again(home: Home) -> None:
    for name, data in {
        "a.pdf": b"text",
        "b.zip": b"PK\x03\x04",
        "c.zip": zip_of({"1.pdf": b"", "2.pdf": tiny(2)}),
    }.items():
        os.utime(home.file(f"inbox/{name}", data), (0, 0))

    def look(who: str) -> int:
        args = {"paths": [str(home.folder / "inbox")], "requested_by": who}
        home.cgq("enqueue", "--kind", "enqueue_papers", "--args", json.dumps(args))
        return home.cgq(*READ, "--quiet", "--queue", "default").returncode

    assert look("kim") == 3
    codes = sorted(group["code"] for group in home.json("failed", "--items")["groups"])
    assert codes == ["empty_file", "not_a_pdf", "zip_damaged"]
    assert look("lee") == 0, "all of it was reported"
    assert home.rows("SELECT state, count(*) FROM job WHERE kind = 'enqueue_papers'") == [("done", 2)]
    home.file("inbox/a.pdf", tiny(1))
    assert home.cgq("retry", "--items", "--yes").returncode == 0
    assert home.cgq(*READ, "--quiet", "--queue", "default").returncode == 3
    states = home.rows("SELECT state, count(*) FROM item GROUP BY state ORDER BY state")
    assert states == [("done", 1), ("failed", 2)]


def test_a_scheduled_job_leaves_alone_what_somebody_still_writes(home: Home) -> None:
    for name, data in {"a.zip": zip_of({"1.pdf": tiny(1)}), "scans/p1.png": picture(1), "2.pdf": tiny(2)}.items():
        home.file(f"inbox/{name}", data)
    args = json.dumps({"paths": [str(home.folder / "inbox")]})
    (first,) = home.json("enqueue", "--kind", "enqueue_papers", "--args", args, "--now")["results"]
    assert (first["result"]["new"], first["result"]["unsettled"]) == (1, 2)
    home.file("inbox/scans/p2.png", picture(2))
    for name in ("a.zip", "scans/p1.png", "scans/p2.png", "scans"):
        os.utime(home.folder / "inbox" / name, (0, 0))
    (second,) = home.json("enqueue", "--kind", "enqueue_papers", "--args", args, "--now")["results"]
    assert (second["result"]["new"], second["result"]["unsettled"]) == (2, 0)
    assert sorted(paper["format"] for paper in papers(home)) == ["pdf", "pdf", "pictures"]


@pytest.mark.parametrize("way", ["enqueue", "extract"])
def test_a_page_that_is_missing_is_a_finding_of_the_paper(home: Home, way: str) -> None:
    for n in (1, 3):
        home.file(f"inbox/p{n}.jpg", (SAMPLES / "forms/photo-key.jpg").read_bytes() + bytes(n))
    if way == "enqueue":
        assert home.cgq(*READ, "inbox").returncode == 0
        found = home.json("materials", "1")["findings"]
    else:
        found = json.loads(home.cgq("extract", "inbox", "--json").stdout)["findings"]
    said = [finding["message"] for finding in found if finding["code"] == "page_gap"]
    assert said == ["no picture has the number 2: look for the pages between"]


def test_R4_a_kill_while_a_zip_is_unpacked_loses_nothing_and_leaves_nothing_over(home: Home) -> None:
    count = 400
    home.file("a.zip", zip_of({f"{n:03}.pdf": tiny(n) + os.urandom(2000) for n in range(count)}))
    with home.start("enqueue", "a.zip", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        until(lambda: home.rows("SELECT count(*) FROM material")[0][0] > 32)
        os.kill(running.pid, signal.SIGKILL)
        running.wait()
    before = home.rows("SELECT count(*) FROM material")[0][0]
    assert before < count, "it was killed in the middle of its work"
    missing = "SELECT count(*) FROM material AS m LEFT JOIN artifact AS a ON a.sha256 = m.sha256 WHERE a.sha256 IS NULL"
    assert home.rows(missing) == [(0,)], "each paper that was taken in has its file"
    answer = home.json("enqueue", "a.zip")
    outcomes = [job["outcome"] for job in answer["jobs"]]
    assert (len(outcomes), outcomes.count("known")) == (count, before)
    home.cgq(*READ, "--max-time", "1s")
    hashes = {sha256 for (sha256,) in home.rows("SELECT sha256 FROM material")}
    assert {path.name for path in kept(home)} == hashes
