"""Options that are printed (A) to (G) are shown, asked for and exported so, next to their numbers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.support.command import READ, Home
from tests.support.paper import paper, question

if TYPE_CHECKING:
    from pathlib import Path

QUESTIONS = (
    ("How many bits are in a byte?", "4", "8", "16", "32", "64", "2", "1"),
    ("Which structure is last in, first out?", "queue", "stack", "tree", "heap", "graph", "ring", "list"),
    ("Which layer routes packets?", "link", "network", "transport", "session", "application", "bus", "none"),
)
OTHER = ("What does a compiler write?", "object code", "source text", "a picture", "sound", "mail", "news", "ink")


def lettered(number: int, stem: str, *options: str) -> list[str]:
    """A question whose options are marked (A), (B) and so on."""
    marks = [f"({letter})" for letter in "ABCDEFG"]
    return [f"{number}. {stem}", *(f"   {mark} {text}" for mark, text in zip(marks, options, strict=True)), ""]


def test_labels_are_shown_asked_for_and_exported_as_each_paper_prints_them(tmp_path: Path) -> None:
    home = Home(tmp_path)
    home.file("letters.pdf", paper([line for n, q in enumerate(QUESTIONS, 1) for line in lettered(n, *q)]))
    home.file("digits.pdf", paper([line for n, q in enumerate((*QUESTIONS, OTHER), 1) for line in question(n, *q)]))
    read = home.json("extract", "letters.pdf")
    assert [(option["n"], option["label"]) for option in read["questions"][0]["options"]] == list(
        enumerate("ABCDEFG", 1)
    )
    assert "- B (2) 8" in home.cgq("extract", "letters.pdf", "--format", "md").stdout
    assert home.cgq(*READ, "letters.pdf", "digits.pdf").returncode == 0

    records = [json.loads(line) for line in home.cgq("export").stdout.splitlines()]
    assert len(records) == len(QUESTIONS) + 1
    labels = {
        place["file"]: "".join(place["option_labels"])
        for record in records
        if record["stem"] == QUESTIONS[1][0]
        for place in record["appearances"]
    }
    assert labels == {"letters.pdf": "ABCDEFG", "digits.pdf": "1234567"}

    asked = ("review", "--number", "2", "--material")
    assert home.cgq(*asked, 1, "--answer", "B").returncode == 0
    refused = home.cgq(*asked, 2, "--answer", "B")
    assert (refused.returncode, "'B' is no answer" in refused.stderr) == (2, True)
    assert home.cgq(*asked, 2, "--answer", "2").returncode == 0
    number = next(row["question"] for row in home.json("questions")["questions"] if row["stem"] == QUESTIONS[1][0])
    found = home.json("questions", number)
    assert found["answer"]["accepted"] == [2]
    assert [place["answer"]["accepted"] for place in found["appearances"]] == [[2], [2]]
    shown = home.cgq("questions", number).stdout
    assert "letters, number 2, page 1, answer B (2)" in shown
    assert "digits, number 2, page 1, answer 2\n" in shown

    unsure = home.cgq("review", "--material", 1, "--number", 1, "--edit", "-", given=relabelled("0123456"))
    assert unsure.returncode == 0, unsure.stderr
    ambiguous = home.cgq("review", "--material", 1, "--number", 1, "--answer", "1")
    assert (ambiguous.returncode, "[ambiguous_option]" in ambiguous.stderr) == (2, True)
    assert "1 can mean two options" in ambiguous.stderr
    assert len(home.cgq("export").stdout.splitlines()) == len(records)


def relabelled(labels: str) -> bytes:
    """A change of the first question's labels alone."""
    options = zip(labels, QUESTIONS[0][1:], strict=True)
    texts = [{"n": n, "label": label, "text": text} for n, (label, text) in enumerate(options, 1)]
    return json.dumps({"options": texts}).encode()
