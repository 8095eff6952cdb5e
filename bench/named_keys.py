"""Keys whose tables are named only in a picture: how many papers get their answers, and how many a wrong one.

    python bench/named_keys.py [--exams N] [--drawn N] [--seed N]

`--exams` are constructed (tests/support/named_keys.py): sessions and forms, questions and options turned in several
ways, tables in several orders, more or less of their names read, keys of another exam or session, names exchanged,
cells misprinted; each is read with the key named for the papers and found among them. `--drawn` are keys drawn as
pictures and outlines under names in several styles, whose sessions and forms are read from their shapes.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

# `queue.py` lies beside this file, and must not be found in the place of Python's own.
sys.path[0] = str(Path(__file__).resolve().parents[1])

from tests.support.drawn_keys import KOREAN, named  # noqa: E402
from tests.support.named_keys import Count, counted, exam_of  # noqa: E402

from cgq.exam.extract import read_document  # noqa: E402
from cgq.exam.key.among import with_key_given, with_keys_found  # noqa: E402

SESSIONS = ("{s}교시", "제{s}교시", "{s} 교시")
FORMS = (" {f}형", "({f}형)", " [{f}형]", " {f}책형")
TRAPS = ("{s}과목 {f}형", "1~{s}교시 {f}형", "{s}교시 A, B형", "{s}교시 A형/B형", "{s}고시 {f}행", "제{s}회 시험")
"""Names of which one part is something else; what is read of it must be what is printed."""


def exams(count: int, seed: int) -> tuple[dict[str, Count], int]:
    """What became of the questions, by how much of the names was read, and how many answers are silently wrong: those
    that something at hand contradicts. A misprinted cell that no other form shows leaves no trace."""
    by_names: dict[str, Count] = {}
    silent = 0
    for number in range(seed, seed + count):
        exam = exam_of(number)
        given = with_key_given(exam.papers, exam.key)
        found = with_keys_found([*exam.papers, exam.key])[: len(exam.papers)]
        for read in (given, found):
            here = counted(read, exam.truths)
            forms = "two forms" if len(exam.papers) > 1 else "one form"
            total = by_names.setdefault(f"{exam.case.names}, {exam.case.fault}, {forms}", Count())
            total.right, total.wrong = total.right + here.right, total.wrong + here.wrong
            total.unanswered, total.refused = total.unanswered + here.unanswered, total.refused + here.refused
            misprints = len(exam.papers) if exam.case.fault == "some cells" else 0
            silent += max(0, here.wrong - misprints) if exam.leaves_trace else 0
    return by_names, silent


def drawn(count: int, seed: int) -> Counter[str]:
    """How many sessions and forms of drawn names were read, were not, and were read wrongly."""
    found: Counter[str] = Counter()
    for number in range(seed, seed + count):
        chance = random.Random(number)
        tables, truths = [], []
        for _ in range(2):
            session, form = chance.randint(1, 4), chance.choice("AABBCD")
            pattern = chance.choice(SESSIONS) + chance.choice(FORMS) if chance.random() < 0.75 else chance.choice(TRAPS)
            name = pattern.format(s=session, f=form)
            whole = pattern not in TRAPS
            truths.append(
                (name, str(session) if whole or pattern.startswith("{s}교시") else None, form if whole else None)
            )
            tables.append((name, {n: (chance.randint(1, 5),) for n in range(1, chance.choice((25, 40)) + 1)}))
        read = read_document(named(number, tables, named_in=chance.choice(KOREAN))).keys
        if len(read) != len(tables):
            found["tables not read"] += len(tables)
            continue
        for key, (name, session_is, form_is) in zip(read, truths, strict=True):
            for what, got, wanted in (("session", key.session, session_is), ("form", key.form, form_is)):
                named_in_part = wanted is None and got is not None and f"{got}형" in name
                right = got == wanted or (named_in_part and what == "form" and "," not in name and "/" not in name)
                found[f"{what} {'read' if got and right else 'not read' if got is None else 'WRONG'}"] += 1
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--exams", type=int, default=1000)
    parser.add_argument("--drawn", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    by_names, silent = exams(asked.exams, asked.seed)
    for names, count in sorted(by_names.items()):
        fates = f"right {count.right:6} wrong {count.wrong:5} none {count.unanswered:6} refused {count.refused:4}"
        print(f"{names:34} {fates}")
    print(f"silently wrong {silent}")
    for what, times in sorted(drawn(asked.drawn, asked.seed).items()):
        print(f"{what:20} {times}")


if __name__ == "__main__":
    main()
