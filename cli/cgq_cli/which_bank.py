"""Which database an answer is about, for an answer that finds nothing: its path, why this one, and what holds more."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from cgq.errors import Missing
from cgq.hints import Hint, argument, plain
from cgq_cli.render.text import as_sentence, counted, one_line

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from cgq.chosen_bank import ChosenBank, OtherBank
    from cgq.config import Resolution
    from cgq_cli.invocation import Invocation

NOT_FOUND = "not_found"
"""Code of the errors for what was looked for in a database: other errors of that class speak of files."""

NO_DATABASE = "no_database"
"""Code of the error for a database that is not there."""


def chosen_bank(asked: Invocation, *, is_empty: bool = False) -> ChosenBank:
    """The database that the command works on; where it `is_empty`, with the other one that holds papers."""
    from cgq.actions.which_bank import bank_in_use, with_other

    resolution = asked.resolve()
    bank = bank_in_use(resolution)
    return with_other(bank, resolution, asked.cwd) if is_empty else bank


def bank_lines(bank: ChosenBank) -> list[str]:
    """The database and what chose it, in a sentence; then the other one that holds papers, where it was looked for."""
    lines = [_bank_sentence(bank)]
    if bank.other is not None:
        lines.append(_look_into(bank.other))
    return lines


@contextmanager
def naming_the_bank(resolution: Resolution, cwd: Path, *, create: bool) -> Generator[None]:
    """While a database is used: whatever is not found in it names it. One that only reads must find what is named.

    Raises Missing for a database that somebody names and that is not there, unless `create` allows to make it.
    """
    from cgq.actions.which_bank import bank_in_use, refuse_misnamed, with_other

    try:
        if not create:
            refuse_misnamed(bank_in_use(resolution))
        yield
    except Missing as error:
        if error.code in (NOT_FOUND, NO_DATABASE):
            _complete(error, with_other(bank_in_use(resolution), resolution, cwd))
        raise


def _complete(error: Missing, bank: ChosenBank) -> None:
    """Add to an error which database it speaks of, and the other one that holds papers."""
    from cgq.secrets.masking import mask

    error.bank = bank
    sentences: list[str] = []
    if error.code == NOT_FOUND:
        sentences.append(plain(_bank_sentence(bank)))
    elif bank.reason not in error.message:
        sentences.append(plain(f"It is the one {one_line(bank.reason)}."))
    if bank.other:
        sentences.append(_look_into(bank.other))
    hint = [as_sentence(error.hint)] if error.hint else []
    error.hint = mask(" ".join((*hint, *sentences)))


def _bank_sentence(bank: ChosenBank) -> str:
    return f"The database is {one_line(str(bank.path))} ({one_line(bank.reason)})."


def _look_into(other: OtherBank) -> Hint:
    holds = f"Another database of yours holds {counted(other.papers, 'paper')}"
    return Hint(f"{plain(holds)}. Look into it: `cgq materials --db {argument(other.path)}`")
