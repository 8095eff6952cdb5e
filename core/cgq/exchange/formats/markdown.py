"""The bank as a text to study: the questions, and behind them all the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.exchange.format import Contents, Format
from cgq.exchange.records.fields import ALL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.bank.record import QuestionRecord

UNSPEAKABLE = "A text holds no control characters, a sign stands for each, and one sign for the end of a line."
"""The reason of a loss."""


class StudyText(Format):
    """Numbered questions with where they come from, then their answers by the same numbers."""

    name = "markdown"
    version = "1"
    suffix = ".md"
    summary = "a text to study from, with the answers at its end"
    limits = (
        "It holds no pictures: a question that has one says so.",
        "Of a question's appearances it names the first, and counts the others.",
        "Lines lose the white space at their ends, and names that of more than one space.",
        "The language, how far a reading can be trusted, findings and the terms of use are left out.",
    )
    fields = ALL_FIELDS - {"file", "places", "pictures", "license"}

    def write(self, contents: Contents, to: Path) -> None:
        """The questions go out at once, the answers wait in a file."""
        from cgq.exchange.paper.markdown import shown

        answers = to.with_name(f"{to.name}-answers")
        with to.open("w", encoding="utf-8", newline="\n") as file:
            file.write(f"# {_in_line(contents.title)}\n\n")
            with answers.open("w+", encoding="utf-8", newline="\n") as behind:
                for number, record in enumerate(contents.records, 1):
                    self.note_without_place(record, contents.lost)
                    self.note_changed(record, shown, UNSPEAKABLE, contents.lost)
                    file.writelines(f"{line}\n" for line in _question(number, record, contents))
                    behind.writelines(f"{line}\n" for line in _answer(number, record))
                file.write("## Answers\n\n")
                behind.seek(0)
                while piece := behind.read(1 << 16):
                    file.write(piece)
        answers.unlink()


def _question(number: int, record: QuestionRecord, contents: Contents) -> Iterator[str]:
    from cgq.exchange.paper.markdown import escaped
    from cgq.exchange.records.record_text import figures_of, source_line

    yield f"## {number}"
    yield ""
    if record.passage:
        yield from _quoted(record.passage)
    yield escaped(record.stem) or "(no stem)"
    yield ""
    for box in record.boxes:
        yield from _quoted(box)
    for _ in figures_of(record):
        yield "*(a figure belongs here)*"
        yield ""
    for option in record.options:
        name = _in_line(option.label or str(option.n))
        drawn = "*(a drawing)*" if option.asset else ""
        text = " ".join(filter(None, (escaped(option.text).replace("\n", "\n  "), drawn)))
        yield f"- **{name}** {text}".rstrip()
    if record.options:
        yield ""
    yield f"*{_in_line(source_line(record, contents.year))}*"
    yield ""


def _answer(number: int, record: QuestionRecord) -> Iterator[str]:
    from cgq.exchange.records.record_text import names_of, right_line

    yield f"**{number}**: {_in_line(right_line(record))}"
    yield ""
    if record.explanation:
        yield from _quoted(record.explanation)
    for called, names in names_of(record).items():
        if shown := [*filter(None, map(_in_line, names))]:
            yield f"*{called}: {', '.join(shown)}*"
            yield ""


def _quoted(text: str) -> Iterator[str]:
    from cgq.exchange.paper.markdown import escaped

    yield from (f"> {line}".rstrip() for line in escaped(text).split("\n"))
    yield ""


def _in_line(text: str) -> str:
    from cgq.exchange.paper.markdown import escaped

    return escaped(" ".join(text.split()))
