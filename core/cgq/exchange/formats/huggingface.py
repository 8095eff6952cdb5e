"""The bank as a folder that `datasets.load_dataset` reads: JSON Lines by year, and a dataset card."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING, Any

from cgq.counting import counted
from cgq.exchange.format import Contents, Format
from cgq.exchange.records.fields import ALL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.bank.record import QuestionRecord

UNKNOWN = "unknown"
"""The split of questions whose year nobody knows, and the licence where nobody knows one."""
_BATCH = 500
"""Questions whose lines are sorted into the files at once, so that few files are open, however many years there are."""

_LICENCE_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*")
"""How Hugging Face calls a licence: cc-by-4.0."""

_FEATURES = (
    ("id", "string"),
    ("stem", "string"),
    ("passage", "string"),
    ("boxes", ["string"]),
    ("options", ["string"]),
    ("option_labels", ["string"]),
    ("answer", ["int32"]),
    ("answer_mode", "string"),
    ("explanation", "string"),
    ("concepts", ["string"]),
    ("tags", ["string"]),
    ("exam", "string"),
    ("section", "string"),
    ("number", "int32"),
    ("year", "int32"),
    ("session", "string"),
    ("file", "string"),
    ("material", "string"),
    ("page", "int32"),
    ("appearances", "int32"),
    ("has_drawings", "bool"),
    ("confidence", "float64"),
    ("needs_review", "bool"),
    ("language", "string"),
    ("license", "string"),
)
"""The columns and their types, so that a split in which one is null everywhere has the same type as the others."""


class Dataset(Format):
    """data/YEAR.jsonl and README.md; a question stands in the split of its earliest year."""

    name = "huggingface"
    version = "1"
    suffix = ""
    summary = "a folder for Hugging Face datasets: JSON Lines by year and a dataset card"
    limits = (
        "It holds no pictures: `has_drawings` marks the questions that need one.",
        "A question stands in one split, that of its earliest year; its place is the first of its appearances.",
    )
    fields = ALL_FIELDS - {"places", "pictures"}

    def write(self, contents: Contents, to: Path) -> None:
        """The files of the splits, then the card that counts them."""
        (to / "data").mkdir()
        seen = _Seen()
        records = iter(contents.records)
        while batch := list(islice(records, _BATCH)):
            lines: dict[str, list[bytes]] = {}
            for record in batch:
                split, line = _row(record, contents)
                seen.take(split, record)
                lines.setdefault(split, []).append(line)
                self.note_without_place(record, contents.lost)
            for split, its in lines.items():
                with (to / "data" / f"{split}.jsonl").open("ab") as file:
                    file.writelines(its)
        card = "".join(f"{line}\n" for line in _card(contents.title, seen))
        (to / "README.md").write_text(card, encoding="utf-8", newline="\n")


class _Seen:
    """What the card counts."""

    def __init__(self) -> None:
        self.splits: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.licenses: Counter[str] = Counter()
        self.answered = self.explained = self.drawn = self.doubted = self.reviewed = 0

    @property
    def total(self) -> int:
        return self.splits.total()

    def take(self, split: str, record: QuestionRecord) -> None:
        self.splits[split] += 1
        self.languages[record.language or UNKNOWN] += 1
        self.licenses[record.license or UNKNOWN] += 1
        self.answered += record.answer is not None
        self.explained += record.explanation is not None
        self.drawn += bool(record.assets)
        self.doubted += record.quality.needs_review
        self.reviewed += record.quality.reviewed


def _row(record: QuestionRecord, contents: Contents) -> tuple[str, bytes]:
    from msgspec import json

    place = record.appearances[0]
    years = [year for one in record.appearances if (year := contents.year(one)) is not None]
    year = min(years, default=None)
    row: dict[str, Any] = {
        "id": record.id,
        "stem": record.stem,
        "passage": record.passage,
        "boxes": record.boxes,
        "options": [option.text for option in record.options],
        "option_labels": [option.label for option in record.options],
        "answer": () if record.answer is None else record.answer.accepted,
        "answer_mode": None if record.answer is None else record.answer.mode,
        "explanation": record.explanation,
        "concepts": [concept.name for concept in record.concepts],
        "tags": list(dict.fromkeys(tag for one in record.appearances for tag in one.tags)),
        "exam": place.title,
        "section": place.section,
        "number": place.number,
        "year": year,
        "session": place.session,
        "file": place.file,
        "material": place.material,
        "page": place.page,
        "appearances": len(record.appearances),
        "has_drawings": bool(record.assets),
        "confidence": record.quality.score,
        "needs_review": record.quality.needs_review,
        "language": record.language,
        "license": record.license,
    }
    return UNKNOWN if year is None else str(year), json.encode(row) + b"\n"


def _card(title: str, seen: _Seen) -> Iterator[str]:
    from cgq.exchange.paper.markdown import escaped

    yield from _front_matter(title, seen)
    yield ""
    yield f"# {escaped(' '.join(title.split()))}"
    yield ""
    yield "Questions of certification exams, each with its options, what counts as right, and where it is printed."
    yield ""
    yield "## Contents"
    yield ""
    yield "| split | questions |"
    yield "|---|---|"
    for split in sorted(seen.splits):
        yield f"| {split} | {seen.splits[split]} |"
    yield ""
    yield f"Of {seen.total} questions {seen.answered} have an answer and {seen.explained} an explanation; {seen.drawn}"
    yield "need a drawing, which is not in this dataset."
    yield ""
    yield from _made()
    yield "## Licence"
    yield ""
    yield from _licence(seen)
    yield "## Limits"
    yield ""
    yield f"- `needs_review` marks {counted(seen.doubted, 'question')}: the reading has doubts that nobody has settled."
    yield f"- A person has looked at {counted(seen.reviewed, 'question')} wherever that is printed, and at no other."
    yield "- A split is the year that a row, a person, or the paper's own title gives; `unknown` where none does."
    yield "- `answer` holds numbers of `options` from 1: with `answer_mode` `any` one of them is right, with `all`"
    yield "  all must be chosen, with `void` everyone was given the points. It is empty where nobody could read it."


def _front_matter(title: str, seen: _Seen) -> Iterator[str]:
    yield "---"
    yield f"pretty_name: {_quoted(title)}"
    yield f"license: {_one_licence(seen)}"
    known = sorted(set(seen.languages) - {UNKNOWN})
    if known:
        yield "language:"
        yield from (f"- {_quoted(language)}" for language in known)
    yield "task_categories:"
    yield "- multiple-choice"
    yield "- question-answering"
    yield f"size_categories:\n- {_size(seen.total)}"
    if seen.splits:
        yield "configs:"
        yield "- config_name: default"
        yield "  data_files:"
        for split in sorted(seen.splits):
            yield f"  - split: {_quoted(split)}"
            yield f"    path: {_quoted(f'data/{split}.jsonl')}"
    yield "dataset_info:"
    yield "  config_name: default"
    yield "  features:"
    for name, kind in _FEATURES:
        yield f"  - name: {name}"
        yield f"    list: {kind[0]}" if isinstance(kind, list) else f"    dtype: {kind}"
    yield "  splits:" if seen.splits else "  splits: []"
    for split in sorted(seen.splits):
        yield f"  - name: {_quoted(split)}"
        yield f"    num_examples: {seen.splits[split]}"
    yield "---"


def _made() -> Iterator[str]:
    from cgq import __version__

    yield "## How it was made"
    yield ""
    yield f"cgq {__version__} read exam papers (PDF) and imported tables; the same question in several papers is one"
    yield "row, known by the hash of its text (`id`). Answers come from the papers, from separate keys, from tables or"
    yield "from people; `concepts` are found in the text by a glossary or a model, or named by a table. Stems, options"
    yield "and explanations are as they were read: none is made up."
    yield ""


def _licence(seen: _Seen) -> Iterator[str]:
    if set(seen.licenses) <= {UNKNOWN}:
        yield "Not known. Exam papers usually belong to who set them: ask before you publish or train on this."
    else:
        yield "As far as it is known, by question (`license`):"
        yield ""
        for name in sorted(seen.licenses):
            yield f"- {_quoted(name)}: {counted(seen.licenses[name], 'question')}"
    yield ""


def _one_licence(seen: _Seen) -> str:
    """The licence that all questions share, `unknown` where it is not known of all; `other` where they differ, or where
    it is called otherwise than Hugging Face calls licences."""
    if UNKNOWN in seen.licenses or not seen.licenses:
        return UNKNOWN
    name = min(seen.licenses)
    return name if len(seen.licenses) == 1 and _LICENCE_ID.fullmatch(name) else "other"


def _size(total: int) -> str:
    """How Hugging Face names the size of a dataset."""
    for most, name in ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M")):
        if total < most:
            return name
    return "1M<n<10M"


def _quoted(text: str) -> str:
    """A text as YAML takes it: JSON strings are YAML (YAML 1.2, 1.3)."""
    import json

    return json.dumps(text, ensure_ascii=True)
