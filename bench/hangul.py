"""Hangul papers of our own making, read whole or not: questions, options, stems, findings that are not so.

python bench/hangul.py [--seeds N] [--form hwp|hwpx]

Every layout of tests/support/hangul and papers dealt from seeds are made, converted and read in this process.
Told are how many questions are found by their numbers, how many of them have as many options as were set, and how many
have all their text and the answer that is printed; papers with a finding `gap` or `duplicate`, for none has one; papers
that are whole without any finding. A paper that is not whole is named with what differs first. `--form` says in which
form the layouts are; the dealt papers alternate. hwp-ingest, python-hwpx and rsvg-convert must be installed.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, cast

# `queue.py` lies beside this file, and must not be found in the place of Python's own.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from tests.support.hangul.dealt import dealt  # noqa: E402
from tests.support.hangul.layouts import LAYOUTS  # noqa: E402
from tests.support.hangul.reading import as_made, as_read, read_layout  # noqa: E402

from cgq.exam.findings import DUPLICATE, GAP  # noqa: E402

if TYPE_CHECKING:
    from tests.support.hangul.laid import Layout

    from cgq.exam.model import Document

Form = Literal["hwp", "hwpx"]


@dataclass(slots=True)
class Told:
    """What was found of the papers of one kind."""

    papers: int = 0
    whole_papers: int = 0
    alarmed: int = 0
    questions: int = 0
    found: int = 0
    optioned: int = 0
    whole: int = 0
    broken: list[str] = field(default_factory=list[str])

    def add(self, name: str, layout: Layout, document: Document) -> None:
        """Compare what was read with what was made."""
        made, read = as_made(layout), as_read(document)
        pairs = _paired(made, read)
        whole = sum(one == other for one, other in pairs)
        codes = {finding.code for finding in document.findings}
        is_whole = made == read and not codes
        self.papers += 1
        self.whole_papers += is_whole
        self.alarmed += bool(codes & {GAP, DUPLICATE})
        self.questions += len(made)
        self.found += len(pairs)
        self.optioned += sum(len(_options(one)) == len(_options(other)) for one, other in pairs)
        self.whole += whole
        if not is_whole:
            self.broken.append(f"{name}: {len(made) - whole} of {len(made)} questions differ, {sorted(codes)}")

    def show(self, kind: str) -> None:
        """A line for the kind, and one for each paper that is not whole."""
        print(
            f"{kind:8} papers {self.papers}  whole {self.whole_papers}  gap or duplicate {self.alarmed}  "
            f"questions {self.questions}  found {self.found}  all options {self.optioned}  whole {self.whole}"
        )
        for broken in self.broken:
            print(f"    {broken}")


def _options(question: dict[str, object]) -> list[str]:
    return cast("list[str]", question["options"])


def _paired(
    made: list[dict[str, object]], read: list[dict[str, object]]
) -> list[tuple[dict[str, object], dict[str, object]]]:
    """Each question that was made with the next one read that has its number."""
    pairs: list[tuple[dict[str, object], dict[str, object]]] = []
    left = list(read)
    for question in made:
        found = next((other for other in left if other["number"] == question["number"]), None)
        if found is not None:
            left.remove(found)
            pairs.append((question, found))
    return pairs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=41)
    parser.add_argument("--form", choices=("hwp", "hwpx"), default="hwpx")
    options = parser.parse_args()
    laid, by_seed = Told(), Told()
    for name, make in LAYOUTS.items():
        layout = make()
        laid.add(name, layout, read_layout(layout, cast("Form", options.form)))
    for seed in range(options.seeds):
        layout = dealt(seed)
        by_seed.add(f"seed {seed}", layout, read_layout(layout, "hwpx" if seed % 2 else "hwp"))
    laid.show("layouts")
    by_seed.show("dealt")


if __name__ == "__main__":
    main()
