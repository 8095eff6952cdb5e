"""A read paper as Markdown that people read: findings first, then its questions as they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cgq.exam.naming import labels_of, option_name
from cgq.exchange.paper.passages import covered, with_passages
from cgq.exchange.paper.wording import answer_told, cell_told, key_name
from cgq.exchange.text.speakable import speakable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cgq.exam.model import Document, Option, Place, Question

_INLINE = re.compile(r"[\\`*_{}\[\]<>|~$&#^]")
_AT_START = re.compile(r"^(?:([-+=:])|(\d+)([.)]))")
_LINK = re.compile(r"(?<=www)\.|(?<=http):|(?<=https):|(?<=ftp):|(?<=mailto):|(?<=xmpp):|@", re.IGNORECASE)
"""Where GitHub's Markdown and others make a link of bare text (GFM 6.9, autolinks): a backslash within keeps it text.
GitHub itself looks for addresses of mail behind the escapes, so there they may be links all the same."""
_LEADING = re.compile(r"^[ \t]+")


def markdown(document: Document, name: str, assets: Mapping[str, str]) -> Iterator[str]:
    """The document line by line, each with its newline. `assets` tells where the picture of a figure lies."""
    for line in _lines(document, name, assets):
        yield f"{line}\n"


def escaped(text: str) -> str:
    """Text of a paper that Markdown shows as it is: nothing in it marks up or is HTML, and no address in it is a link
    (but for mail at GitHub, see _LINK)."""
    return "\\\n".join(_line(line) for line in shown(text).strip("\n").split("\n"))


def shown(text: str) -> str:
    """The text with what Markdown can hold: no control characters, and lines that end in one way."""
    return "\n".join(speakable(text).splitlines()) + ("\n" if speakable(text).endswith("\n") else "")


def _line(line: str) -> str:
    kept = _LEADING.sub(lambda spaces: "\u00a0" * len(spaces[0].expandtabs(4)), line.rstrip())
    marked = _LINK.sub(lambda char: f"\\{char[0]}", _INLINE.sub(lambda char: f"\\{char[0]}", kept))
    return _AT_START.sub(lambda m: f"\\{m[1]}" if m[1] else f"{m[2]}\\{m[3]}", marked)


def _in_line(text: str) -> str:
    return _line(" ".join(text.split()))


def _lines(document: Document, name: str, assets: Mapping[str, str]) -> Iterator[str]:
    yield f"# {_in_line(document.title or name)}"
    yield ""
    yield from _known(document, name)
    yield from _findings(document)
    yield from _tallies(document)
    section = None
    for passage, group in with_passages(document.questions):
        first = group[0][1]
        if first.section != section:
            section = first.section
            yield f"## {_in_line(section or 'No section')}"
            yield ""
        if passage is not None:
            yield f"### Passage of {covered(group)}"
            yield ""
            yield from _quoted(passage)
            yield from _drawn(
                (p for p in first.places if p.part == "passage"), assets, f"the passage of {covered(group)}"
            )
        for _, question in group:
            yield from _question(question, assets)
    yield from _keys(document)


def _known(document: Document, name: str) -> Iterator[str]:
    answered = sum(question.answer is not None for question in document.questions)
    yield f"- File: {_in_line(name)}, {document.pages} page{'s' * (document.pages != 1)}"
    yield f"- Questions: {len(document.questions)}, {answered} with an answer"
    if document.form:
        yield f"- Form: {_in_line(document.form)}"
    yield ""


def _findings(document: Document) -> Iterator[str]:
    yield "## Findings"
    yield ""
    if not document.findings:
        yield "None: nothing is known to be missing."
    for found in document.findings:
        page = f", page {found.page}" if found.page else ""
        number = f", question {found.number}" if found.number else ""
        yield f"- **{_in_line(found.code)}**{page}{number}: {_in_line(found.message)}"
    yield ""


def _tallies(document: Document) -> Iterator[str]:
    if not document.tallies:
        return
    yield "| section | expected | found | missing |"
    yield "|---|---|---|---|"
    for tally in document.tallies:
        missing = ", ".join(map(str, tally.missing)) or "none"
        yield f"| {_in_line(tally.section or 'the whole paper')} | {tally.expected} | {tally.found} | {missing} |"
    yield ""


def _question(question: Question, assets: Mapping[str, str]) -> Iterator[str]:
    yield f"### {question.number}"
    yield ""
    yield escaped(question.stem) or "(no stem was read)"
    yield ""
    if question.boxes:
        yield from _quoted(*question.boxes)
    yield from _drawn((p for p in question.places if p.part == "figure"), assets, f"a figure of {question.number}")
    for option in question.options:
        yield from _option(question, option, assets)
    if question.options:
        yield ""
    yield f"Answer: {_in_line(answer_told(question))}"
    yield ""
    if question.explanation:
        yield from _quoted(question.explanation)
    if question.flags:
        yield f"*To look at (page {question.page}): {_in_line(', '.join(question.flags))}*"
        yield ""


def _option(question: Question, option: Option, assets: Mapping[str, str]) -> Iterator[str]:
    name = option_name(option.n, labels_of(question.options))
    # Only numbers make a numbered list; what is called otherwise stands in a plain one.
    marker = f"{option.n}. " if name == str(option.n) else "- "
    called = "" if name == str(option.n) else f"{_in_line(name)} "
    drawn = [p for p in question.places if p.part == "option" and p.n == option.n and p.asset]
    told = f"option {name} of {question.number}"
    parts = [escaped(option.text), *(_picture(place, assets, told) for place in drawn)]
    text = "\\\n".join(filter(None, parts)) or "(nothing was read)"
    yield marker + called + text.replace("\n", "\n" + " " * len(marker))


def _quoted(*texts: str) -> Iterator[str]:
    lines = "\n\n".join(map(escaped, texts)).split("\n")
    yield from (f"> {line}".rstrip() for line in lines)
    yield ""


def _drawn(places: Iterable[Place], assets: Mapping[str, str], told: str) -> Iterator[str]:
    for place in places:
        if place.asset:
            yield _picture(place, assets, told)
            yield ""


def _picture(place: Place, assets: Mapping[str, str], told: str) -> str:
    if place.asset is not None and place.asset in assets:
        return f"![{told}](<{assets[place.asset]}>)"
    box = ", ".join(f"{edge:g}" for edge in place.bbox)
    return f"*({told} is a drawing: page {place.page}, box {box})*"


def _keys(document: Document) -> Iterator[str]:
    for key in document.keys:
        yield f"## Answer key: {_in_line(key_name(key))}"
        yield ""
        yield "| number | answer |"
        yield "|---|---|"
        for cell in key.answers:
            yield f"| {cell.number} | {cell_told(cell)} |"
        yield ""
