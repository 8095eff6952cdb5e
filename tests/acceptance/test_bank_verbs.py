"""The verbs that look into the bank, on a database that the real pipeline made of some sample papers."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.support.documents import check_printed

REPOSITORY = Path(__file__).parents[2]
SAMPLES = REPOSITORY / "sample_data"
SOURCES = f"{REPOSITORY / 'core'}{os.pathsep}{REPOSITORY / 'cli'}"
PAPERS = ("safety-2023.pdf", "safety-2024.pdf", "civil-key.pdf", "syllabus-ko.pdf", "scan-ko.pdf")
HEAVY = {"kiwipiepy", "numpy", "openai", "pydantic", "pypdf", "pypdfium2", "sqlite_utils"}


@dataclass(frozen=True)
class Home:
    """A folder with a database, and the command in it."""

    folder: Path

    def cgq(self, *args: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
        done = self.run([sys.executable, "-m", "cgq_cli", *map(str, args)], **environ)
        check_printed(args, done.stdout, done.stderr)
        return done

    def run(self, command: list[str], **environ: str) -> subprocess.CompletedProcess[str]:
        plain = {"PATH": os.environ["PATH"], "PYTHONPATH": SOURCES, "HOME": str(self.folder), "LC_ALL": "C.UTF-8"}
        return subprocess.run(
            command,
            cwd=self.folder,
            env={**plain, "CGQ_DB": str(self.folder / "cgq.db"), **environ},
            capture_output=True,
            encoding="utf-8",
            timeout=100,
        )

    def json(self, *args: str | Path) -> Any:
        done = self.cgq(*args, "--json")
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return json.loads(done.stdout)

    def error(self, *args: str | Path) -> tuple[int, str]:
        done = self.cgq(*args)
        assert done.stdout == ""
        return done.returncode, done.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    made = Home(tmp_path_factory.mktemp("bank"))
    done = made.cgq("run", *(SAMPLES / name for name in PAPERS))
    assert done.returncode == 3, done.stderr
    return made


@pytest.fixture
def empty(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_papers_are_listed_with_what_was_found(home: Home) -> None:
    done = home.cgq("materials")
    head, *rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert head[:9] == ["id", "status", "format", "pages", "rows", "questions", "answers", "missing", "findings"]
    assert [row[1] for row in rows] == ["completed"] * 4 + ["failed (needs_ocr)"]
    assert rows[0][5:7] == ["20", "20"]
    assert rows[0][10] == str(SAMPLES / PAPERS[0])
    found = home.json("materials", "--status", "failed")
    assert [paper["error"]["code"] for paper in found["materials"]] == ["needs_ocr"]
    assert len(home.json("materials", "--limit", "2", "--page", "3")["materials"]) == 1


def test_one_paper_tells_everything_of_it(home: Home) -> None:
    paper = home.json("materials", "4")
    assert paper["type"] == "material"
    assert paper["findings"][0]["code"] == "no_questions"
    assert {"page", "number", "message"} <= set(paper["findings"][0])
    assert paper["extracted_at"].endswith("Z")
    assert "no_questions" in home.cgq("materials", "4").stdout


@pytest.mark.parametrize("verb", ["materials", "questions"])
def test_an_id_that_is_not_there_ends_with_4_and_says_which_are(home: Home, verb: str) -> None:
    for number in ("9999", str(10**30)):
        code, said = home.error(verb, number)
        assert code == 4
        assert "Ids go from 1 to " in said
    assert home.error(verb, "--page", str(10**30))[0] == 2


def test_questions_are_listed_by_paper_place_and_text(home: Home) -> None:
    assert len(home.json("questions", "--material", "1")["questions"]) == 20
    (one,) = home.json("questions", "--material", "1", "--number", "4")["questions"]
    assert "강도율" in one["stem"]
    assert "강도율" in [concept["name"] for concept in home.json("questions", str(one["question"]))["concepts"]]
    assert one["answer"] == {"accepted": [3], "mode": "any"}
    assert one["id"] in [row["id"] for row in home.json("questions", "--text", "강도율(severity")["questions"]]
    assert home.json("questions", "--flagged", "--text", "강도율")["questions"] == []
    assert home.error("questions", "--material", "99")[0] == 4


def test_one_question_is_its_record_and_is_readable(home: Home) -> None:
    (row,) = home.json("questions", "--material", "1", "--number", "5")["questions"]
    told = home.json("questions", str(row["question"]))
    assert list(told)[:3] == ["type", "id", "stem"]
    assert (told["id"], told["question"]) == (row["id"], row["question"])
    assert len(told["appearances"]) == 2
    assert home.json("questions", "22")["near"], "what another year asks with other numbers"
    text = home.cgq("questions", row["id"]).stdout
    assert " * 1) 위험의 제거와 대체" in text
    assert "Appears in:" in text


def test_a_question_is_named_by_its_number_its_hash_or_the_beginning_of_that(home: Home) -> None:
    rows = home.json("questions")["questions"]
    row = rows[7]
    for name in (str(row["question"]), row["id"], row["id"][:8], row["id"][:9].upper()):
        assert home.json("questions", name)["question"] == row["question"]
    (spot,) = home.json("review", row["id"][:8])["places"]
    assert (spot["id"], spot["question"]) == (row["id"], row["question"])
    planned = home.json("enqueue", "--kind", "generate_embedding", "--question", row["id"][:8], "2", "--dry-run")
    assert [job["args"] for job in planned["jobs"]] == [{"question": row["question"]}, {"question": 2}]


@pytest.mark.parametrize(
    "verb", [["questions"], ["review"], ["enqueue", "--kind", "generate_embedding", "--dry-run", "--question"]]
)
def test_a_name_that_fits_no_question_is_not_there_and_what_is_no_name_is_refused(home: Home, verb: list[str]) -> None:
    for name in ("9999", str(10**30), "0" * 64, "00000000"):
        code, said = home.error(*verb, name)
        assert (code, f"There is no question {name}" in said, "Ids go from 1 to " in said) == (4, True, True)
    for name in ("abc", "1234567g", "f" * 65):
        assert home.error(*verb, name)[0] == 2


def test_the_beginning_of_several_hashes_is_refused_with_their_names(home: Home, empty: Home) -> None:
    shutil.copy(home.folder / "cgq.db", empty.folder / "cgq.db")
    connection = sqlite3.connect(empty.folder / "cgq.db")
    connection.execute("UPDATE question SET hash = '12345678' || substr(hash, 9) WHERE id IN (3, 5)")
    connection.execute("UPDATE question SET hash = 'abcdef01' || substr(hash, 9) WHERE id IN (7, 9)")
    connection.commit()
    connection.close()
    for prefix, numbers in (("abcdef01", (7, 9)), ("12345678", (3, 5))):
        code, said = empty.error("questions", prefix)
        assert (code, "[ambiguous]" in said) == (2, True)
        assert all(f"{number} ({prefix}" in " ".join(said.split()) for number in numbers)


def test_the_columns_for_scripts_are_called_as_in_json(home: Home) -> None:
    for verb in (["questions"], ["search", "--words", "강도율"]):
        head = home.cgq(*verb).stdout.split("\n")[0].split("\t")
        document = home.json(*verb)
        rows = document["questions" if verb == ["questions"] else "hits"]
        assert head[0] == "question"
        assert set(head) <= set(rows[0])


def test_a_search_goes_by_meaning_and_by_words(home: Home) -> None:
    both = home.json("search", "강도율을", "계산하면", "--limit", "3")
    assert both["by"] == "both"
    assert "강도율" in both["hits"][0]["snippet"]
    words = home.json("search", "강도율", "--words")
    assert (words["by"], words["why_words"]) == ("words", None)
    assert {hit["why"] for hit in words["hits"]} == {"words"}
    assert home.cgq("search", "--words", "쀍쀍쀍").stderr.startswith(
        'Nothing was found in 36 questions; none holds "쀍쀍쀍".\n'
    )
    assert home.error("search", " ")[0] == 2


def test_without_a_key_a_search_goes_by_words_and_says_so(home: Home) -> None:
    done = home.cgq("search", "강도율", CGQ_EMBEDDING_PROVIDER="openai")
    assert done.returncode == 0
    assert "By words alone: " in done.stderr
    assert "강도율" in done.stdout


def test_an_export_is_whole_stable_and_atomic(home: Home) -> None:
    first = home.cgq("export")
    records = [json.loads(line) for line in first.stdout.splitlines()]
    assert first.stderr == f"{len(records)} questions\n"
    assert [record["id"] for record in records] == sorted(record["id"] for record in records)
    target = home.folder / "bank.jsonl"
    target.write_text("old")
    target.chmod(0o640)
    told = home.json("export", "--format", "jsonl", "--output", target)
    written = {"type": "export", "format": "jsonl", "file": str(target), "questions": len(records)}
    digest = hashlib.sha256(target.read_bytes()).hexdigest()
    written |= {"sha256": digest, "manifest": f"{target}.manifest.json", "seed": None, "unshuffled": 0}
    assert told == {**written, "lost": 0, "losses": [], "assets": None, "figures": 0, "undrawn": 0}
    assert target.read_text("utf-8") == first.stdout
    assert target.stat().st_mode & 0o777 == 0o640
    assert [path.name for path in home.folder.glob(".cgq-export*")] == []
    piped = home.run(["bash", "-c", f"{sys.executable} -m cgq_cli export -o /dev/stdout | cat"])
    assert piped.stdout.splitlines()[: len(records)] == first.stdout.splitlines()
    code, said = home.error("export", "--output", home.folder / "none" / "x.jsonl")
    assert (code, "[cannot_write]" in said) == (1, True)


def test_export_and_extract_tell_the_same_of_a_question(home: Home) -> None:
    (extracted,) = [json.loads(home.cgq("extract", SAMPLES / PAPERS[1], "--json").stdout)]
    exported = {record["id"]: record for record in map(json.loads, home.cgq("export").stdout.splitlines())}
    alone = [record for record in extracted["questions"] if len(exported[record["id"]]["appearances"]) == 1]
    assert len(alone) > 10
    for record in alone:
        assert {**exported[record["id"]], "concepts": [], "repeats": []} == record


def test_a_concept_is_shown_with_its_surroundings(home: Home) -> None:
    found = home.json("graph", "stats")
    assert found["type"] == "graph_stats"
    assert found["concepts"] > 20
    for view, counts in (("acyclic", "prerequisites"), ("acyclic_broader", "broader")):
        assert found[view]["edges"] + len(found[view]["set_aside"]) == found[counts]["suggested"]
    top = found["top"][0]
    shown = home.json("graph", "show", top["label"])
    assert shown["name"] == top["name"]
    tested = shown["tested_by"][0]
    assert home.json("questions", tested["id"])["question"] == tested["question"]
    assert len(shown["tested_by"]) == top["questions"]
    assert home.json("graph", "show", top["label"], "--limit", "1")["tested_by"] == [tested]
    assert (
        f"  and {top['questions'] - 1} more: --limit" in home.cgq("graph", "show", top["label"], "--limit", "1").stdout
    )
    code, said = home.error("graph", "show", top["name"] + "x")
    assert code == 4
    assert top["name"] in said


def test_concepts_are_listed_by_weight_in_pages_and_by_any_of_their_names(home: Home) -> None:
    found = home.json("graph", "list")
    assert (found["type"], found["more"]) == ("concepts", False)
    concepts = found["concepts"]
    assert len(concepts) == home.json("graph", "stats")["concepts"]
    assert [concept["weight"] for concept in concepts] == sorted((c["weight"] for c in concepts), reverse=True)
    page = home.json("graph", "list", "--limit", "3", "--page", "2")
    assert (page["concepts"], page["more"]) == (concepts[3:6], True)
    named = next(concept for concept in concepts if concept["aliases"] and " " in concept["label"])
    for text in (named["aliases"][0], named["label"], named["label"].replace(" ", "")):
        assert named in home.json("graph", "list", "--text", text)["concepts"]
    head, *rows = home.cgq("graph", "list").stdout.splitlines()
    assert head.split("\t") == ["id", "label", "questions", "weight", "aliases"]
    assert len(rows) == len(concepts)
    done = home.cgq("graph", "list", "--text", "no such concept")
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert "No concepts match --text" in done.stderr


def test_an_export_of_a_database_that_is_not_there_writes_nothing_over_anything(empty: Home) -> None:
    kept = empty.folder / "bank.jsonl"
    kept.write_bytes(b"precious\n")
    for args in (["export"], ["export", "--output", str(kept)]):
        done = empty.cgq(*args)
        assert done.returncode == 4
        assert "There is no database" in done.stderr
    assert kept.read_bytes() == b"precious\n"
    assert list(empty.folder.iterdir()) == [kept]


def test_an_empty_workspace_answers_in_a_line_and_is_not_made(empty: Home) -> None:
    for verb in (["materials"], ["questions"], ["search", "x"], ["graph", "stats"], ["graph", "list"]):
        done = empty.cgq(*verb, CGQ_DB="")
        assert done.returncode == 0
        assert done.stdout + done.stderr
    assert json.loads(empty.cgq("materials", "--json", CGQ_DB="").stdout)["materials"] == []
    assert empty.error("materials", "1")[0] == 4
    assert empty.error("graph", "show", "x")[0] == 4
    assert list(empty.folder.iterdir()) == []


@pytest.mark.parametrize(
    "args", [["materials"], ["materials", "1"], ["questions"], ["search", "강도율", "--words"], ["graph", "stats"]]
)
def test_a_look_loads_nothing_heavy(home: Home, args: list[str]) -> None:
    probe = (
        "import sys, os; from cgq_cli.main import main\n"
        f"code = main({args!r}, os.environ)\n"
        "sys.stderr.write('\\nLOADED ' + ' '.join(sys.modules)); sys.exit(code)"
    )
    done = home.run([sys.executable, "-c", probe])
    assert done.returncode == 0
    loaded = {name.partition(".")[0] for name in done.stderr.rpartition("LOADED ")[2].split()}
    assert "cgq_cli" in loaded
    assert not loaded & HEAVY


def test_the_doctor_finds_and_mends(home: Home, empty: Home) -> None:
    done = home.cgq("doctor")
    assert done.returncode == 0, done.stdout
    assert "ok\tcounters" in done.stdout
    assert "checks: " in done.stdout
    shutil.copy(home.folder / "cgq.db", empty.folder / "cgq.db")
    connection = sqlite3.connect(empty.folder / "cgq.db")
    connection.execute("UPDATE tally SET n = n + 1 WHERE state = 'done'")
    connection.commit()
    connection.close()
    assert empty.cgq("doctor").returncode == 1
    mended = empty.json("doctor", "--fix")
    assert [check["name"] for check in mended["checks"] if check["fixed"]] == ["counters"]
    assert empty.cgq("doctor", CGQ_EMBEDDING_PROVIDER="openai").returncode == 6
