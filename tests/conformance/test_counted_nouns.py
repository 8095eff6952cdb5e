"""A number before a noun is written by `counted`, so that nobody reads "1 jobs"."""

from __future__ import annotations

import ast
import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
FOLDERS = (REPOSITORY / "cli" / "cgq_cli", REPOSITORY / "core" / "cgq")
NOUN = re.compile(
    r"^ (?:more |other |of its )?(?:answers|characters|checks|concepts|edges|files|findings|formulas|jobs|keys|lines|"
    r"numbers|options|pages|papers|pictures|places|questions|rows|vectors)\b"
)
COUNT = re.compile(
    r"\b(?:len\(|count|jobs|number|total|n\b|running|questions|answers|following|left|lost|lacking|pictures)"
)
SEVERAL = {
    "actions/run_stage.py": ["len(jobs)"],
    "bank/vectors.py": ["len(data) / 4"],
    "enrich/answer.py": ["len(items)"],
    "exam/audit/glyphs.py": ["len(starts)"],
    "exam/audit/leftover.py": ["len(rows)"],
    "exam/audit/options.py": ["count", "len(texts)"],
    "exam/key/match.py": ["len(both)", "len(high)"],
    "exam/key/pairing.py": ["count"],
    "exam/page/hidden.py": ["len(recognised)"],
    "exam/pdf/paper.py": ["len(unread)"],
    "exam/question/unnumbered.py": ["len(counted)"],
    "convert/hwp/opening.py": ["len(files)"],
    "convert/pictures/convert.py": ["pictures"],
    "bank/change.py": ["count"],
    "exchange/jsonl/record_row.py": ["len(options)"],
    "exchange/quiz/given.py": ["len(given.options)"],
    "exchange/table/table_row.py": ["len(found)"],
    "exchange/importing/row_questions.py": ["len(found)"],
    "exchange/formats/huggingface.py": ["seen.total"],
    "stages/kinds/generate_embedding.py": ["len(made)"],
    "web/address.py": ["len(text)"],
    "workers/child.py": ["len(given)"],
    "workers/handout.py": ["len(jobs)"],
    "stages/collecting/lines.py": ["len(address)"],
    "stages/intake.py": ["len(packed.parts)"],
    "stages/packed.py": ["len(sources)"],
    "stages/packing.py": ["len(pages)"],
    "exchange/quiz/html_text.py": ["len(short)"],
}
"""What is never one where it is written: it is beyond a limit, is written of several alone, or tells the maker of a
kind what differs."""


def plurals(tree: ast.AST) -> list[str]:
    """The numbers directly before nouns in the plural in f-strings, but for `3 of 12 pages`."""
    found: list[str] = []
    for joined in ast.walk(tree):
        if not isinstance(joined, ast.JoinedStr):
            continue
        before = ""
        for value, text in zip(joined.values, joined.values[1:], strict=False):
            noun = isinstance(text, ast.Constant) and NOUN.match(str(text.value))
            if noun and isinstance(value, ast.FormattedValue) and not before.endswith(" of "):
                number = ast.unparse(value.value)
                found += [number] if COUNT.search(number) else []
            before = str(value.value) if isinstance(value, ast.Constant) else ""
    return found


def test_numbers_before_nouns_are_counted() -> None:
    """One test of all files: one each would be a tenth of the suite's tests, and name no more."""
    found = {}
    for folder in FOLDERS:
        for path in folder.rglob("*.py"):
            uncounted = sorted({*plurals(ast.parse(path.read_text(encoding="utf-8")))})
            if uncounted:
                found[str(path.relative_to(folder))] = uncounted
    assert found == SEVERAL


def test_a_plural_behind_a_number_is_seen() -> None:
    assert plurals(ast.parse('f"{len(jobs)} more jobs follow"')) == ["len(jobs)"]
    assert plurals(ast.parse('f"{len(a)} of {len(b)} pages"')) == []
