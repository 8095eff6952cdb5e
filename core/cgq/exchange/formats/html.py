"""The bank as one page to print: no scripts, nothing from elsewhere, pictures inside."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cgq.exchange.format import Contents, Format
from cgq.exchange.records.fields import ALL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import TextIO

    from cgq.bank.record import QuestionRecord

_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
"""What the page may load, for a browser that should ever mistake a text for markup: pictures that it holds."""

_STYLE = """
:root { color-scheme: light }
* { box-sizing: border-box }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6; color: #111; background: #fff;
  font-family: "Noto Sans KR", "Noto Sans CJK KR", "Apple SD Gothic Neo", "Malgun Gothic", "NanumGothic", sans-serif;
  word-break: keep-all; overflow-wrap: anywhere }
h1 { font-size: 1.5rem } h2 { font-size: 1.25rem; margin-top: 2.5rem; break-before: page }
article { margin: 0 0 1.75rem; break-inside: avoid }
.answer { margin-bottom: .5rem }
article > h3 { font-size: 1rem; margin: 0 0 .25rem }
.text { white-space: pre-wrap; margin: .25rem 0 }
.passage, .box, .why { border: 1px solid #888; padding: .5rem .75rem; margin: .5rem 0; white-space: pre-wrap }
.passage { break-inside: auto } .why { border: 0; border-inline-start: 3px solid #bbb }
ol { list-style: none; margin: .25rem 0; padding: 0 }
li { display: flex; gap: .5rem; margin: .15rem 0; break-inside: avoid } li > b { flex: none; font-weight: 600 }
li > span { white-space: pre-wrap; min-width: 0 }
img { max-width: 100%; display: block; margin: .5rem 0; break-inside: avoid }
.source { color: #555; font-size: .85rem; margin: .25rem 0 0 }
.missing { color: #a00; font-style: italic }
@page { margin: 18mm 16mm }
@media print { body { max-width: none; margin: 0; padding: 0; font-size: 10.5pt } a { color: inherit } }
"""


class PrintedPage(Format):
    """Numbered questions, then their answers on a new page; it looks the same on paper and on a screen."""

    name = "html"
    version = "1"
    suffix = ".html"
    summary = "one page to print, pictures inside, with the answers at its end"
    limits = (
        "Of a question's appearances it names the first, and counts the others.",
        "How far a reading can be trusted, findings and the terms of use are left out.",
        "Control characters cannot be shown; the sign U+FFFD stands for each.",
    )
    pictures = True
    fields = ALL_FIELDS - {"file", "places", "license"}

    def write(self, contents: Contents, to: Path) -> None:
        """The questions go out at once, the answers wait in a file."""
        from cgq.exchange.text.unwritable import CHANGED, writable

        answers = to.with_name(f"{to.name}-answers")
        with to.open("w", encoding="utf-8", newline="\n") as file:
            file.write(_head(contents.title))
            with answers.open("w+", encoding="utf-8", newline="\n") as behind:
                for number, record in enumerate(contents.records, 1):
                    self.note_without_place(record, contents.lost)
                    self.note_changed(record, writable, CHANGED, contents.lost)
                    file.writelines(_question(number, record, contents))
                    behind.writelines(_answer(number, record))
                file.write("<h2>Answers</h2>\n")
                _copy(behind, file)
            file.write("</body>\n</html>\n")
        answers.unlink()


def _head(title: str) -> str:
    from html import escape

    shown = escape(_shown(title))
    return (
        "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=utf-8>\n"
        f'<meta http-equiv=Content-Security-Policy content="{_POLICY}">\n'
        '<meta name=viewport content="width=device-width, initial-scale=1">\n'
        f"<title>{shown}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<h1 dir=auto>{shown}</h1>\n"
    )


def _question(number: int, record: QuestionRecord, contents: Contents) -> Iterator[str]:
    from cgq.exchange.records.record_text import figures_of, source_line

    language = f' lang="{_attribute(record.language)}"' if record.language else ""
    yield f"<article id=q{number} data-question={record.id}{language}>\n<h3>{number}</h3>\n"
    if record.passage:
        yield _block("passage", record.passage)
    yield _block("text", record.stem)
    for box in record.boxes:
        yield _block("box", box)
    for asset in figures_of(record):
        yield _picture(asset, "figure", contents)
    if record.options:
        yield "<ol>\n"
        for option in record.options:
            label = _attribute(option.label or str(option.n))
            drawn = _picture(option.asset, "option", contents) if option.asset else ""
            yield f"<li><b dir=auto>{label}</b><span dir=auto>{_attribute(option.text)}{drawn}</span></li>\n"
        yield "</ol>\n"
    yield f"<p class=source dir=auto>{_attribute(source_line(record, contents.year))}</p>\n</article>\n"


def _answer(number: int, record: QuestionRecord) -> Iterator[str]:
    from cgq.exchange.records.record_text import names_of, right_line

    right = _attribute(right_line(record))
    yield f"<article class=answer>\n<h3><a href=#q{number}>{number}</a>: <bdi>{right}</bdi></h3>\n"
    if record.explanation:
        yield _block("why", record.explanation)
    for called, names in names_of(record).items():
        listed = ", ".join(f"<bdi>{_attribute(name)}</bdi>" for name in names)
        yield f"<p class=source>{called}: {listed}</p>\n"
    yield "</article>\n"


def _block(kind: str, text: str) -> str:
    return f"<div class={kind} dir=auto>{_attribute(text)}</div>\n"


def _picture(asset: str, what: str, contents: Contents) -> str:
    """The picture inside of the page; its loss is noted already where it cannot be drawn."""
    path = contents.picture(asset)
    if path is None:
        return f"<div class=missing>({what} could not be drawn)</div>\n"
    data = base64.b64encode(path.read_bytes()).decode("ascii")
    return f'<img alt={what} src="data:image/png;base64,{data}">\n'


def _attribute(text: str) -> str:
    """A text that is nothing but text, inside of an element or of quotes."""
    from html import escape

    return escape(_shown(text))


def _shown(text: str) -> str:
    """What HTML can hold. A line feed at the start of an element stays, for it stands in a block of its own kind."""
    from cgq.exchange.text.unwritable import writable

    return writable(text)


def _copy(source: TextIO, target: TextIO) -> None:
    source.seek(0)
    while piece := source.read(1 << 16):
        target.write(piece)
