"""Decks of Anki beside genanki, and packages of QTI: questions a second of processor time, memory, size of the file.

    python bench/decks.py [--questions N] [--rounds N]

Each way writes the same fields of the same made-up questions, in a process of its own, turn about; the figures are the
medians of the rounds. Memory is the most above what the process took before.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from cgq.bank.record import AppearanceRecord, ConceptRecord, Quality, QuestionRecord
from cgq.exam.model import Option, SourcedAnswer

if TYPE_CHECKING:
    from collections.abc import Iterator

WAYS = ("anki", "genanki", "qti")
WORDS = ["전류", "전압", "저항", "회로", "반도체", "주파수", "파장", "위상", "증폭", "접지", "병렬", "유도"]


def questions(count: int) -> Iterator[QuestionRecord]:
    """Questions of four options and 150 characters, each with an explanation and a concept."""
    for n in range(count):
        words = [WORDS[(n + at) % len(WORDS)] for at in range(8)]
        place = AppearanceRecord(
            material="0" * 64,
            file="exam.csv",
            title=f"{2000 + n % 25} exam",
            section=None,
            number=n % 100 + 1,
            page=None,
            bbox=None,
            row=n + 2,
            form=None,
            year=None,
            session=None,
            tags=(),
            option_order=(1, 2, 3, 4),
            option_labels=tuple("1234"),
            answer=None,
            places=(),
        )
        yield QuestionRecord(
            id=hashlib.sha256(str(n).encode()).hexdigest(),
            stem=f"{n}번 실험에서 {' '.join(words)}에 관한 설명으로 옳은 것은?",
            passage=None,
            boxes=(),
            options=tuple(Option(n=at, label=str(at), text=" ".join(words[at : at + 4])) for at in (1, 2, 3, 4)),
            answer=SourcedAnswer(accepted=(n % 4 + 1,), source="import"),
            explanation=" ".join(reversed(words)),
            appearances=(place,),
            concepts=(ConceptRecord(name=words[0], importance=1.0),),
            assets=(),
            quality=Quality(score=1.0, flags=(), needs_review=False, reviewed=False),
            language="ko",
        )


def write(way: str, count: int, to: Path) -> None:
    """Write a file in one of the WAYS."""
    if way == "genanki":
        write_with_genanki(count, to)
        return
    from cgq.exchange import formats
    from cgq.exchange.format import Contents

    contents = Contents(records=questions(count), title="Bench", picture=lambda _: None, lost=lambda _: None)
    formats.make(way).write(contents, to)


def _year(place: AppearanceRecord) -> int | None:
    return place.year


def write_with_genanki(count: int, to: Path) -> None:
    """The same notes by genanki."""
    import genanki

    from cgq.exchange.anki.note_type import FIELDS
    from cgq.exchange.anki.notes import fields_of
    from cgq.exchange.anki.tags import tags_of

    sides = {"name": "Question", "qfmt": "{{Stem}}{{Options}}", "afmt": "{{FrontSide}}{{Answer}}"}
    model = genanki.Model(1607392319, "Bench", fields=[{"name": name} for name in FIELDS], templates=[sides])
    deck = genanki.Deck(2059400110, "Bench")
    for record in questions(count):
        tags = tags_of(record, _year)
        deck.add_note(genanki.Note(model=model, fields=fields_of(record, {}, _year), guid=record.id, tags=tags))
    genanki.Package(deck).write_to_file(str(to))


def measure(way: str, count: int) -> dict[str, float]:
    """In this process: seconds of processor time, megabytes above what it took before, and megabytes of the file."""
    before, started = _peak(), time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        to = Path(folder, "bench")
        write(way, count, to)
        seconds = time.process_time() - started
        return {"seconds": seconds, "memory": _peak() - before, "file": to.stat().st_size / 1e6}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Run the rounds, each way in a child of its own."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--questions", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--child", choices=WAYS, help=argparse.SUPPRESS)
    given = arguments.parse_args()
    if given.child:
        print(json.dumps(measure(given.child, given.questions)))
        return
    found: dict[str, list[dict[str, float]]] = {way: [] for way in WAYS}
    for _ in range(given.rounds):
        for way in WAYS:
            command = [sys.executable, __file__, "--child", way, "--questions", str(given.questions)]
            found[way].append(json.loads(subprocess.run(command, check=True, capture_output=True).stdout))
    print(f"{given.questions:,} questions, medians of {given.rounds}; seconds of processor time")
    for way, rounds in found.items():
        middle = {name: median(one[name] for one in rounds) for name in rounds[0]}
        speed = given.questions / middle["seconds"]
        print(f"{way:8} {speed:8,.0f} a second  {middle['memory']:6.0f} MB memory  {middle['file']:6.1f} MB file")


if __name__ == "__main__":
    # `queue.py` lies beside this file, and must not be found in the place of Python's own.
    sys.path.pop(0)
    main()
