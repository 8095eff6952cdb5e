"""Breaks Korean sentences at the ends of lines and counts which are read as they were: `python bench/words.py`.

The sentences are of the tests' own (tests/support/layouts/korean.py), set at many measures, broken at words and at any
character, ragged and justified; each setting is a paper. Beside the reader stands `Kiwi.glue`, which asks the analyser
alone. Exits 1 when fewer than 99.5 % of the line ends inside a word, or between two words, are taken for what they are.
"""

from __future__ import annotations

import argparse
import sys
import time
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY)]

from tests.support.layouts.korean import paragraphs, sentences  # noqa: E402
from tests.support.wrapped import Score, Setting, set_in_lines  # noqa: E402

from cgq.exam.geometry import WORD_JOINER  # noqa: E402
from cgq.exam.page.wraps import with_broken_words_marked  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line

MEASURES = range(14, 41, 2)
GOAL = 0.995


def main(args: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=2, help="collections of sentences (2)")
    parser.add_argument("--few", type=int, default=0, metavar="N", help="papers of N paragraphs in place of all")
    parser.add_argument("--glue", action="store_true", help="also count what Kiwi.glue makes of them")
    parser.add_argument("--errors", action="store_true", help="print each wrong line end")
    asked = parser.parse_args(args)
    kept = True
    for at_words, justified in product((False, True), (False, True)):
        ours, theirs, seconds = Score(), Score(), 0.0
        for seed, ems in product(range(1, asked.seeds + 1), MEASURES):
            texts = paragraphs(sentences(seed), seed)
            size = asked.few or len(texts)
            for start in range(0, len(texts), size):
                lines, ends = set_in_lines(texts[start : start + size], Setting(ems, at_words, justified))
                began = time.process_time()
                marked = with_broken_words_marked(lines)
                seconds += time.process_time() - began
                ours.add(ends, marked)
                if asked.errors:
                    _print_errors(ends, marked)
                if asked.glue:
                    theirs.add(ends, _glued(lines, ends))
        name = f"{'at words' if at_words else 'anywhere'}, {'justified' if justified else 'ragged'}"
        kept &= _print_score(name, ours, seconds)
        if asked.glue:
            _print_score("   by Kiwi.glue", theirs, 0.0)
    return 0 if kept else 1


def _print_score(name: str, score: Score, seconds: float) -> bool:
    inside = score.inside_right / score.inside if score.inside else 1.0
    between = score.between_right / score.between
    print(
        f"{name:22} inside {score.inside_right:6} of {score.inside:6} ({inside:.2%})   "
        f"between {score.between_right:6} of {score.between:6} ({between:.2%})   {seconds:.1f} s"
    )
    return inside >= GOAL and between >= GOAL


def _print_errors(ends: Sequence[bool | None], lines: Sequence[Line]) -> None:
    for n, inside in enumerate(ends):
        if inside is not None and inside != lines[n].text.endswith(WORD_JOINER):
            print("  ", "parted" if inside else "glued ", lines[n].text[-20:], "|", lines[n + 1].text[:20])


def _glued(lines: Sequence[Line], ends: Sequence[bool | None]) -> list[Line]:
    """The lines as Kiwi.glue joins those of each paragraph."""
    from dataclasses import replace

    from kiwipiepy import Kiwi

    global _kiwi  # noqa: PLW0603 - loaded once
    _kiwi = _kiwi or Kiwi(num_workers=1, load_typo_dict=False)
    made: list[Line] = []
    start = 0
    for stop in (n + 1 for n, end in enumerate(ends) if end is None):
        part = lines[start:stop]
        _, spaces = _kiwi.glue([line.text for line in part], return_space_insertions=True)
        made += [
            line if space else replace(line, text=line.text + WORD_JOINER)
            for line, space in zip(part, [*spaces, True], strict=True)
        ]
        start = stop
    return made


_kiwi = None

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
