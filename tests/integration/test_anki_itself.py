"""Packages for Anki, imported by Anki's own library in a process of its own: what it takes, shows and updates."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec import structs
from PIL import Image
from tests.support.anki_text import read_field
from tests.support.exporting import write
from tests.support.hostile_records import HOSTILE, record, with_drawn_option
from tests.support.poll import until

from cgq.exam.model import SourcedAnswer
from cgq.exchange.anki.text import composed

if TYPE_CHECKING:
    from cgq.bank.record import QuestionRecord

ROOT = Path(__file__).parents[2]
LIBRARY = ROOT / ".tools" / "anki"
SCRIPT = ROOT / "tests" / "tools" / "anki_import.py"
FIGURE, DRAWN = "a" * 64, "b" * 64
TITLE = '정보처리기사::2024 "A"'

pytestmark = pytest.mark.skipif(not LIBRARY.is_dir(), reason="Anki's library is not here; `make tools` installs it")


def questions() -> dict[str, QuestionRecord]:
    """A question of each way to be right, one with pictures, and one of each hostile text; by a name."""
    one = record(
        stem="다음 중 옳은 것은?\n두  번째 줄",
        passage="지문\n둘째 줄",
        boxes=["ㄱ. 하나", "ㄴ. 둘"],
        options=["참", "거짓", "모름"],
        labels="123",
        accepted=[2],
        mode="any",
        explanation="해설",
        concepts=["TCP IP"],
        tags=["my tag"],
        drawn=[FIGURE],
        year=2024,
        section="1과목",
    )
    made = {
        "one": with_drawn_option(one, 3, DRAWN),
        "either": record(stem="either", options=["x", "y", "z"], labels="ABC", accepted=[1, 3], mode="any"),
        "all": record(stem="all", options=["x", "y", "z"], accepted=[1, 3], mode="all"),
        "void": record(stem="void", options=["x", "y", "z"], accepted=[1, 2, 3], mode="void"),
        "unknown": record(stem="unknown", options=["x", "y", "z"]),
        "open": record(stem=""),
    }
    for number, text in enumerate(HOSTILE):
        texts = {"passage": text, "explanation": text, "boxes": [text], "concepts": [text], "tags": [text]}
        made[f"hostile {number}"] = record(
            stem=f"{number} {text}", options=[text, "y"], accepted=[1], mode="any", title=text, file=text, **texts
        )
    return made


def corrected(one: QuestionRecord) -> QuestionRecord:
    """Another answer and explanation, and a second appearance."""
    answer = SourcedAnswer(accepted=(1, 3), mode="any", source="human")
    twice = (*one.appearances, structs.replace(one.appearances[0], title="2025 exam", year=2025))
    return structs.replace(one, answer=answer, explanation="새 해설", appearances=twice)


class Seen:
    """The imports, each as the script prints it, and what was exported."""

    def __init__(self, folder: Path) -> None:
        self.questions = questions()
        later = self.questions | {"one": corrected(self.questions["one"])}
        pictures = {asset: folder / f"{asset}.png" for asset in (FIGURE, DRAWN)}
        for path in pictures.values():
            Image.new("L", (8, 8), len(path.name)).save(path)
        self.picture = pictures[FIGURE].read_bytes()
        first, second = folder / "first.apkg", folder / "second.apkg"
        self.losses = write("anki", self.questions.values(), first, pictures, TITLE)
        written = int(time.time())
        until(lambda: int(time.time()) > written)  # Anki takes the note of the later second
        write("anki", later.values(), second, pictures, TITLE)
        done = subprocess.run(
            [sys.executable, str(SCRIPT), str(folder), str(first), str(second)],
            env=os.environ | {"PYTHONPATH": str(LIBRARY)},
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        self.first, self.second, self.again = map(json.loads, done.stdout.splitlines())

    def note(self, name: str, seen: dict[str, Any] | None = None) -> dict[str, Any]:
        """The note of a question, as the first import or another one left it."""
        guid = self.questions[name].id
        return next(note for note in (seen or self.first)["notes"] if note["guid"] == guid)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return Seen(tmp_path_factory.mktemp("anki"))


def test_every_question_is_one_note_with_one_card_in_one_deck(seen: Seen) -> None:
    counts = {key: value for key, value in seen.first.items() if key != "notes"}
    size = len(seen.questions)
    assert counts == {"found": size, "new": size, "updated": 0, "duplicate": 0, "conflicting": 0, "note_types": 1,
                      "missing_media": 0, "empty_cards": 0, "sound": True}  # fmt: skip
    assert len(seen.first["notes"]) == size
    assert {tuple(note["decks"]) for note in seen.first["notes"]} == {('정보처리기사:2024 "A"',)}


def test_a_second_import_updates_and_never_doubles(seen: Seen) -> None:
    assert seen.second["new"] == 0
    assert seen.second["updated"] == len(seen.questions)
    assert (len(seen.second["notes"]), seen.second["note_types"]) == (len(seen.questions), 1)
    note = seen.note("one", seen.second)
    assert read_field(note["fields"]["Answer"]) == "Any one of these is right:\n1참\n3모름"
    assert note["fields"]["Explanation"] == "새 해설"
    assert note["tags"] == ["concept::TCP_IP", "exam::2024_exam", "exam::2025_exam", "my_tag", "repeats::2",
                            "year::2024", "year::2025"]  # fmt: skip


def test_an_import_leaves_reviews_and_decks_as_they_are(seen: Seen) -> None:
    assert {tuple(map(tuple, note["reviews"])) for note in seen.first["notes"]} == {((0, 0),)}
    assert {tuple(map(tuple, note["reviews"])) for note in seen.second["notes"]} == {((3, 10),)}
    assert {tuple(note["decks"]) for note in seen.second["notes"]} == {("Mine",)}


def test_what_anki_exports_again_is_the_same(seen: Seen) -> None:
    kept = ("guid", "fields", "tags", "media", "decks")
    by_guid = {note["guid"]: note for note in seen.again["notes"]}
    assert len(by_guid) == len(seen.questions)
    for note in seen.second["notes"]:
        assert {key: by_guid[note["guid"]][key] for key in kept} == {key: note[key] for key in kept}


def test_the_fields_and_tags_of_a_note(seen: Seen) -> None:
    note = seen.note("one")
    read = {name: read_field(field) for name, field in note["fields"].items()}
    assert read == {
        "Id": seen.questions["one"].id,
        "Stem": "다음 중 옳은 것은?\n두  번째 줄ㄱ. 하나\nㄴ. 둘\n",
        "Passage": "지문\n둘째 줄",
        "Options": "1참\n2거짓\n3모름",
        "Answer": "2거짓",
        "Explanation": "해설",
        "Source": "2024 exam · 1과목 · number 1 · page 1 · exam-2024.pdf",
        "Concepts": "TCP IP",
    }
    assert note["tags"] == ["concept::TCP_IP", "exam::2024_exam", "my_tag", "repeats::1", "year::2024"]


def test_pictures_are_inside_and_shown_with_stem_and_option(seen: Seen) -> None:
    note = seen.note("one")
    assert sorted(note["media"]) == [f"{FIGURE}.png", f"{DRAWN}.png"]
    assert bytes.fromhex(note["media"][f"{FIGURE}.png"]) == seen.picture
    assert f'src="{FIGURE}.png"' in note["fields"]["Stem"]
    assert f'src="{DRAWN}.png"' in note["fields"]["Options"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("either", "Any one of these is right:\nAx\nCz"),
        ("all", "Right only all together:\n①x\n③z"),
        ("void", "Every answer counts as right."),
        ("unknown", "No answer is known."),
    ],
)
def test_how_options_are_right_stands_in_words(seen: Seen, name: str, words: str) -> None:
    assert read_field(seen.note(name)["fields"]["Answer"]) == words


def test_the_front_shows_the_question_and_only_the_back_its_answer(seen: Seen) -> None:
    note = seen.note("one")
    for text in ("다음 중", "지문", "ㄴ. 둘", "거짓", f"{FIGURE}.png"):
        assert text in note["front"]
    assert "해설" not in note["front"]
    assert all(text in note["back"] for text in ("다음 중", "해설", "TCP IP", "1과목"))
    assert "(no stem was read)" in seen.note("open")["front"]


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_a_hostile_text_comes_back_and_does_nothing(seen: Seen, number: int) -> None:
    note, text = seen.note(f"hostile {number}"), HOSTILE[number]
    fields = note["fields"]
    assert read_field(fields["Passage"]) == read_field(fields["Explanation"]) == composed(text)
    assert read_field(fields["Stem"]) == composed(f"{number} {text}{text}")
    assert read_field(fields["Options"]) == f"①{composed(text)}\n②y"
    assert note["sounds"] == 0
    assert all(trap not in note["front"] for trap in ("<script", "<img", "[sound", "[[type", "[anki:"))
    reported = {loss.part for loss in seen.losses if loss.id == note["guid"]}
    assert ("stem" in reported) == (composed(text) != text)
