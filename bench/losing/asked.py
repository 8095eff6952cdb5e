"""What both campaigns are asked for: how many mutants, of which kinds, of which papers, drawn from which seed."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from bench.losing import subjects

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.losing.mutations import Subject


def parser_of(description: str | None, mutants: str, kinds: Iterable[str]) -> argparse.ArgumentParser:
    """The options of a campaign whose mutants are called `mutants`: "losses", "changes"."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(f"--{mutants}", type=int, default=300, help="how many (default: 300)")
    parser.add_argument("--seed", type=int, help="what decides which (default: by chance, printed)")
    only = f"only {mutants} of this kind; several times"
    parser.add_argument("--kind", action="append", choices=list(kinds), help=only)
    folder = "a folder of papers with labels.json, besides the samples"
    parser.add_argument("--papers", action="append", type=Path, default=[], help=folder)
    parser.add_argument("--layouts", type=int, default=0, help="so many drawn layouts too (they need reportlab)")
    return parser


def seed_of(asked: argparse.Namespace) -> int:
    """The seed that was asked for, or one by chance."""
    return int.from_bytes(os.urandom(4), "big") if asked.seed is None else asked.seed


def papers_of(asked: argparse.Namespace, more: Iterable[Subject] = ()) -> list[Subject]:
    """The samples, the papers of the folders, `more`, and as many drawn layouts as were asked for: a seed draws from
    them in this order."""
    labelled = [subject for folder in asked.papers for subject in subjects.labelled(folder)]
    return [*subjects.samples(), *labelled, *more, *subjects.drawn(range(asked.layouts))]
