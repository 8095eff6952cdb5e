"""Reads drawn papers of eleven languages and counts what is right: `python bench/languages.py [--papers N]`.

The papers have their own words and layouts (bench/drawn) and share nothing with the reader. Goals: 85 % of the
questions right apart from their section, 80 % with it, no wrong answer without an alarm, an alarm on at most 15 % of
the right ones. Exits 1 when one is missed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

REPOSITORY = Path(__file__).resolve().parents[1]
# Not this folder itself: the names of its files are those of modules.
sys.path[:1] = [str(REPOSITORY / "core"), str(REPOSITORY)]

from bench.drawn.choices import choices_of  # noqa: E402
from bench.drawn.paper import draw  # noqa: E402
from bench.drawn.score import Score, score  # noqa: E402
from bench.drawn.words import WORDS  # noqa: E402

from cgq.exam.extract import read_document  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Sequence

_RIGHT, _RIGHT_BUT_SECTION, _ALARMED = 0.80, 0.85, 0.15


def main(args: Sequence[str]) -> int:
    """Draw, read, count; 0 when every goal is met."""
    asked = _parser().parse_args(args)
    total, by_language = Score(), defaultdict[str, Score](Score)
    for seed in range(asked.seed, asked.seed + asked.papers):
        drawn = draw(choices_of(seed, asked.language))
        if asked.keep:
            (asked.keep / f"{seed}.pdf").write_bytes(drawn.data)
        one = score(drawn, read_document(drawn.data))
        total.add(one)
        by_language[drawn.choices.language].add(one)
    if asked.faults:
        print("\n".join(total.faults))
    figures = {name: _figures(s) for name, s in sorted(by_language.items())} | {"all": _figures(total)}
    if asked.json:
        print(json.dumps(figures))
    else:
        print("\n".join(_row(name, values) for name, values in figures.items()))
        print("silent:", dict(total.silent))
    return 0 if _met(total) else 1


def _figures(one: Score) -> dict[str, float]:
    def share(part: int, whole: int) -> float:
        return round(part / whole, 3) if whole else 0.0

    return {
        "questions": one.questions,
        "right": share(one.right, one.questions),
        "right but section": share(one.right_but_section, one.questions),
        "right texts": share(one.right_texts, one.questions),
        "answered": share(one.answered, one.printed),
        "alarms on right": share(one.alarmed, one.right),
        "silent wrong answers": one.wrong_answers,
        "silent faults": one.silent.total(),
    }


def _row(name: str, values: dict[str, float]) -> str:
    return f"{name:4} " + "  ".join(f"{key} {value}" for key, value in values.items())


def _met(total: Score) -> bool:
    return (
        total.right >= _RIGHT * total.questions
        and total.right_but_section >= _RIGHT_BUT_SECTION * total.questions
        and total.alarmed <= _ALARMED * total.right
        and not total.wrong_answers
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=110, help="how many (default: 110)")
    parser.add_argument("--seed", type=int, default=0, help="the first seed (default: 0)")
    parser.add_argument("--language", choices=list(WORDS), help="only papers of this language")
    parser.add_argument("--faults", action="store_true", help="print every question that is wrong")
    parser.add_argument("--keep", type=Path, help="write the papers into this folder, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
