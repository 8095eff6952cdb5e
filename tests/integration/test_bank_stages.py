"""The stages that fill the bank: a file becomes a paper, its questions get vectors."""

from __future__ import annotations

import hashlib
import struct
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Literal

import msgspec
import pytest
from tests.support.calls import QuietCall

import cgq.stages.reading
from cgq.bank import browse, materials, questions, vectors
from cgq.bank.files import MAX_BYTES, SourceFile, digest
from cgq.bank.vectors import Vector
from cgq.contract import Discard, Done, Known, OfQuestion
from cgq.db.connection import Database
from cgq.db.migrations import migrate
from cgq.enrich.concepts import Explained
from cgq.errors import Failure, ProviderFailed, StageFailed
from cgq.exam.model import Document, Finding, Key, KeyAnswer, Option, Question
from cgq.queue.job import Job
from cgq.stages.chain import stored_text_hash
from cgq.stages.kinds.generate_embedding import GenerateEmbedding, TextToEmbed
from cgq.stages.kinds.process_pdf import PaperToRead, ProcessPdf, ReadPaper
from cgq.stages.kinds.update_knowledge_graph import UpdateKnowledgeGraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from cgq.contract import Payer
    from cgq.db.connection import Transaction
    from cgq.enrich.embedding import EmbeddingText

SHA = hashlib.sha256(b"%PDF-1.7 paper").hexdigest()


class Call(QuietCall):
    def progress(self, done: int, total: int, *, besides: int = 0) -> None:
        assert 0 <= done <= total


class CountingEmbedder:
    model = "counting/1"
    dimension = 2
    host: Literal["analyser", "threads"] = "analyser"
    batch = 8
    longest: int | None = None

    def __init__(self, vector: bytes = struct.pack("<2f", 0.6, 0.8), times: int = 1) -> None:
        self.seen: list[str] = []
        self.vector, self.times = vector, times

    def prepare(self) -> None:
        """Nothing to load."""

    def embed(self, texts: Sequence[EmbeddingText], payer: Payer) -> list[bytes]:
        self.seen += [text.stem for text in texts]
        return [self.vector] * (len(texts) * self.times)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(tmp_path / "cgq.db", durability="NORMAL")
    migrate(opened)
    yield opened
    opened.close()


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"%PDF-1.7 paper")
    return path


def job(number: int = 7, root: int | None = None, *, material: int = 0, question: int = 0) -> Job[Any]:
    args = ReadPaper(material=material) if material else OfQuestion(question=question)
    return Job(
        class_=3, turn=0, due_at=0, id=number, kind="kind", queue="queue", args=args, attempt=1, crashes=0,
        max_attempts=None, document=material or None, root=root, mutex=None, fence=1, started_at=0,
    )  # fmt: skip


def document(*stems: str, **more: Any) -> Document:
    options = (Option(n=1, text="가"), Option(n=2, text="나"))
    asked = tuple(Question(number=n, stem=stem, options=options) for n, stem in enumerate(stems, start=1))
    return Document(sha256=SHA, pages=1, questions=asked, **more)


def reading(monkeypatch: pytest.MonkeyPatch, found: Document) -> None:
    def read(data: bytes, password: str | None, call: Call, hints: object) -> Document:
        call.progress(1, 1)
        return found if password is None else Document(sha256=SHA, pages=1, title=password, keys=KEYS)

    monkeypatch.setattr(cgq.stages.reading, "read", read)


KEYS = (Key(answers=(KeyAnswer(number=1, accepted=(1,)),)),)


def compute(path: Path, sha256: str = SHA) -> Done[Document] | Failure:
    (outcome,) = ProcessPdf().compute([PaperToRead(sha256, (str(path),))], Call())
    return outcome


def test_a_paper_goes_from_its_file_to_its_questions_jobs(
    database: Database, paper: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading(monkeypatch, document("하나", "둘", findings=(Finding(code="gap", message="3", number=3),)))
    stage = ProcessPdf()
    with database.write() as tx:
        material = materials.adopt(tx, digest(paper, limit=MAX_BYTES), 1).id
        (given,) = stage.load(tx, [job(material=material)])
    assert given == PaperToRead(SHA, (str(paper),))
    assert isinstance(given, PaperToRead)
    (outcome,) = stage.compute([given], Call())
    assert isinstance(outcome, Done)
    crossed = msgspec.json.decode(msgspec.json.encode(outcome.result), type=Document)
    with database.write() as tx:
        jobs = list(stage.store(tx, [(job(material=material), crossed)]))
        assert [row.stem for row in browse.listing(tx)] == ["하나", "둘"]
        assert materials.material(tx, material).status == "completed"
    *jobs, last = jobs
    assert (last.kind, last.coalesce) == ("find_repeats", "find_repeats")
    assert [new.args for new in jobs] == [{"question": 1}, {"question": 2}]
    assert {(new.kind, new.document, new.root, new.parent) for new in jobs} == {("generate_embedding", material, 7, 7)}
    assert stage.summary(crossed) == {
        "material": SHA,
        "pages": 1,
        "questions": 2,
        "answers": 0,
        "key_answers": 0,
        "missing": 1,
        "losses": 1,
        "findings": {"gap": 1},
    }


def test_S4_a_removed_record_ends_its_jobs(database: Database) -> None:
    with database.read() as tx:
        (paper,) = ProcessPdf().load(tx, [job(material=99)])
        (question,) = GenerateEmbedding(by=CountingEmbedder()).load(tx, [job(question=99)])
    assert paper == Discard("record_gone", "Material 99 was removed.")
    assert question == Discard("record_gone", "Question 99 was deleted.")


def test_S4_a_changed_or_missing_file_fails_once(tmp_path: Path, paper: Path) -> None:
    changed, missing = compute(paper, "0" * 64), compute(tmp_path / "gone.pdf")
    assert isinstance(changed, Failure)
    assert isinstance(missing, Failure)
    assert (changed.code, missing.code) == ("input_changed", "input_missing")
    assert not changed.retryable
    assert not missing.retryable


@pytest.mark.parametrize("code", ["needs_ocr", "encrypted", "suspect", "damaged"])
def test_R7_a_paper_that_cannot_be_read_says_how_to_cure_it(
    paper: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    reading(monkeypatch, document(findings=(Finding(code=code, message="why"),)))
    outcome = compute(paper)
    assert isinstance(outcome, Failure)
    assert (outcome.code, outcome.message, outcome.retryable) == (code, "why", False)
    assert outcome.hint


def test_R7_nothing_is_a_result_only_when_it_is_said(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading(monkeypatch, document())
    outcome = compute(paper)
    assert isinstance(outcome, Failure)
    assert outcome.code == "empty_result"
    reading(monkeypatch, document(findings=(Finding(code="no_questions", message="a cover"),)))
    assert isinstance(compute(paper), Done)
    reading(monkeypatch, document(keys=KEYS))
    assert isinstance(compute(paper), Done)


def test_a_password_comes_from_the_environment_alone(paper: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reading(monkeypatch, document())
    monkeypatch.setenv("CGQ_PDF_PASSWORD", "열려라")
    outcome = compute(paper)
    assert isinstance(outcome, Done)
    assert outcome.result.title == "열려라"


def test_a_result_for_another_file_is_not_stored(database: Database, paper: Path) -> None:
    with database.write() as tx:
        material = materials.adopt(tx, digest(paper, limit=MAX_BYTES), 1).id
        other = Document(sha256="0" * 64, pages=1)
        with pytest.raises(StageFailed):
            ProcessPdf().store(tx, [(job(material=material), other)])
        questions.remove_material(tx, material, lambda text: "0" * 64, 1)
        assert list(ProcessPdf().store(tx, [(job(material=material), other)])) == []


def test_a_failed_job_is_told_on_its_paper(database: Database, paper: Path) -> None:
    with database.write() as tx:
        material = materials.adopt(tx, digest(paper, limit=MAX_BYTES), 1).id
        ProcessPdf().failed(tx, [(job(material=material), Failure(code="needs_ocr", message="pictures"))])
        found = materials.material(tx, material)
        assert (found.status, found.error_code, found.error) == ("failed", "needs_ocr", "pictures")


def stored(database: Database, *stems: str) -> int:
    with database.write() as tx:
        material = tx.insert(
            "INSERT INTO material (sha256, title, created_at, updated_at) VALUES (?, 't', 1, 1)", (SHA,)
        )
        list(ProcessPdf().store(tx, [(job(material=material), document(*stems))]))
    return material


def test_a_paper_that_lost_its_questions_still_asks_for_the_glossary(database: Database) -> None:
    material = stored(database, "하나")
    with database.write() as tx:
        nothing = document(findings=(Finding(code="no_questions", message="a cover"),))
        jobs = list(ProcessPdf().store(tx, [(job(material=material), nothing)]))
        assert [new.kind for new in jobs] == ["refresh_concepts", "find_repeats"]
        assert browse.count(tx) == 0
        assert list(ProcessPdf().store(tx, [(job(material=material), nothing)])) == []


def test_a_question_gets_its_vector_and_goes_on(database: Database) -> None:
    stored(database, "하나", "둘")
    by = CountingEmbedder()
    stage = GenerateEmbedding(by=by)
    jobs = [job(11, 5, question=1), job(12, 5, question=2)]
    with database.read() as tx:
        given = stage.load(tx, jobs)
    crossed = msgspec.json.decode(msgspec.json.encode(given), type=list[TextToEmbed])
    outcomes = stage.compute(crossed, Call())
    results = [
        msgspec.json.decode(msgspec.json.encode(outcome.result), type=Vector)
        for outcome in outcomes
        if isinstance(outcome, Done)
    ]
    with database.write() as tx:
        new = list(stage.store(tx, list(zip(jobs, results, strict=True))))
        assert vectors.missing(tx, by.model) == []
        again = stage.load(tx, jobs)
    assert [(found.kind, found.args, found.root, found.parent) for found in new] == [
        ("update_knowledge_graph", {"question": 1}, 5, 11),
        ("update_knowledge_graph", {"question": 2}, 5, 12),
    ]
    assert [known.result for known in again if isinstance(known, Known)] == results
    assert stage.summary(results[0]) == {"model": "counting/1", "dimension": 2}


def test_M1_equal_texts_of_one_call_are_computed_once(database: Database) -> None:
    stored(database, "하나", "둘")
    by = CountingEmbedder()
    stage = GenerateEmbedding(by=by)
    with database.read() as tx:
        one, two = stage.load(tx, [job(question=1), job(question=2)])
    outcomes = stage.compute([one, two, one], Call())  # type: ignore[list-item]
    assert by.seen == ["하나", "둘"]
    assert len(outcomes) == 3


@pytest.mark.parametrize("bad", [b"", struct.pack("<2f", 1, 1), struct.pack("<3f", 1, 0, 0), b"\xff" * 8])
def test_R7_a_bad_vector_is_a_failure_and_is_never_stored(database: Database, bad: bytes) -> None:
    stored(database, "하나")
    stage = GenerateEmbedding(by=CountingEmbedder(bad))
    with database.write() as tx:
        given = stage.load(tx, [job(question=1)])
        (outcome,) = stage.compute(given, Call())  # type: ignore[arg-type]
        assert isinstance(outcome, Failure)
        assert outcome.code == "bad_vector"
        with pytest.raises(StageFailed):
            stage.store(tx, [(job(question=1), Vector("0" * 64, "counting/1", bad))])


def test_C5_another_count_than_the_question_stores_nothing(database: Database) -> None:
    stored(database, "하나")
    stage = GenerateEmbedding(by=CountingEmbedder(times=2))
    with database.read() as tx:
        given = stage.load(tx, [job(question=1)])
    with pytest.raises(ProviderFailed) as caught:
        stage.compute(given, Call())  # type: ignore[arg-type]
    assert caught.value.code == "count_mismatch"


def test_what_explains_a_question_is_looked_at_whichever_paper_comes_first(database: Database) -> None:
    """A question of an earlier paper goes through the chain again when a later one explains it, or is removed."""
    plain, explained = document("하나"), document("하나")
    (question,) = explained.questions
    explained = replace(explained, sha256="ab" * 32, questions=(replace(question, explanation="첫째이다."),))

    def take(tx: Transaction, found: Document) -> tuple[int, questions.Stored]:
        material = materials.adopt(tx, SourceFile(f"/{found.sha256}.pdf", found.sha256, 1), 1).id
        return material, questions.store(tx, material, found, stored_text_hash, 1)

    with database.write() as tx:
        take(tx, plain)
        (plainly,) = UpdateKnowledgeGraph().load(tx, [job(question=1)])
        later, stored = take(tx, explained)
        assert stored.changed == (1,)
        (given,) = UpdateKnowledgeGraph().load(tx, [job(question=1)])
        assert isinstance(given, Explained)
        assert given.explanations == ("첫째이다.",)
        assert take(tx, explained)[1].changed == ()
        assert questions.remove_material(tx, later, stored_text_hash, 1).reworded == (1,)
        assert UpdateKnowledgeGraph().load(tx, [job(question=1)]) == [plainly]
