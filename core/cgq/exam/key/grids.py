"""Answer tables made of text, however they are printed: the tables among the lines of a document."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from cgq.exam.findings import KEY_REFUSED
from cgq.exam.geometry import around
from cgq.exam.key.captions import part_caption, running_heads, without_options
from cgq.exam.key.corrected import add_corrections
from cgq.exam.key.in_turn import read_in_turn
from cgq.exam.key.listed import read_list
from cgq.exam.key.look_alikes import in_one_alphabet
from cgq.exam.key.matrix import read_matrix
from cgq.exam.key.names import Names, names_above
from cgq.exam.key.ranges import read_ranges
from cgq.exam.key.records import read_records
from cgq.exam.key.table import FEWEST, FEWEST_BARE, Table, completed
from cgq.exam.model import Finding, Key, KeyAnswer
from cgq.exam.signs.answers import ANSWER_WORD, ANSWERS_BELOW
from cgq.exam.signs.values import read_answer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.exam.geometry import Line
    from cgq.exam.key.given import Block, Given

_FEWEST_HEADED = 3
_PATIENCE = 4
_HEADING_LINES = 8
_HOLES = 1.15
_READABLE = 0.7
_USUAL_OPTIONS = 5
_NUMBERED = re.compile(r"\d")
"""What the first line of any block holds: most lines of a paper are not asked for each kind of block."""


def read_tables(lines: Sequence[Line], skipped: frozenset[int] = frozenset()) -> tuple[list[Key], frozenset[int]]:
    """The answer tables among the lines, and the indexes of the lines that they take up.

    Lines in `skipped` are not looked at. Tables for several forms or subjects become a key each. A cell
    that cannot be read as an answer has no accepted options (see `refused_cells`).
    """
    tables: list[Table] = []
    above: list[Line] = []
    running = running_heads(lines)
    index = 0
    while index < len(lines):
        following = max(tables[-1].given) + 1 if tables and not above else None
        if index in running:
            index += 1
            continue
        block = None if index in skipped else _block_at(lines, index, above, following)
        if block is None:
            above.append(lines[index])
            index += 1
            continue
        _add(tables, block, range(index, index + block.used), above)
        above = []
        index += block.used
    tables = completed(tables)
    add_corrections(tables, lines)
    sound = [t for n, t in enumerate(tables) if _is_sound(t, tables[n - 1] if n else None)]
    return [read_in_turn(in_one_alphabet(key)) for key in _joined([_key(t) for t in sound])], frozenset(
        i for t in sound for i in t.lines
    )


def _joined(keys: Sequence[Key]) -> list[Key]:
    """Tables under the same names that go on where the one before ended are one key."""
    made: list[Key] = []
    for key in keys:
        last = made[-1] if made else None
        same = last is not None and (last.form, last.session, last.subject) == (key.form, key.session, key.subject)
        told = last is not None and last.answers and key.answers
        if last is not None and same and told and key.answers[0].number == last.answers[-1].number + 1:
            made[-1] = replace(last, answers=(*last.answers, *key.answers))
        else:
            made.append(key)
    return made


def refused_cells(keys: Sequence[Key]) -> list[Finding]:
    """A finding for each cell of a key that could not be read."""
    return [
        Finding(
            code=KEY_REFUSED,
            message=f"what the key says of question {cell.number} cannot be read as an answer: look at it",
            page=cell.page,
            number=cell.number,
        )
        for key in keys
        for cell in key.answers
        if not cell.accepted
    ]


def _block_at(lines: Sequence[Line], index: int, above: list[Line], following: int | None) -> Block | None:
    """The block that starts at a line, or behind a heading with which the line begins; that goes to `above`."""
    if not _NUMBERED.search(lines[index].text):
        return None
    block = _block(lines, index, above, following)
    parted = part_caption(lines[index]) if block is None else None
    if parted is None:
        return block
    caption, row = parted
    block = _block([row, *lines[index + 1 :]], 0, [*above, caption], following)
    if block is not None:
        above.append(caption)
    return block


def _block(lines: Sequence[Line], index: int, above: Sequence[Line], following: int | None) -> Block | None:
    found = read_ranges(lines, index) or read_list(lines, index)
    if found is not None:
        return found
    across, down = read_matrix(lines, index, following), read_records(lines, index, above)
    if across is None or down is None:
        return across or down
    return down if down.used >= across.used and len(down.numbers) > len(across.numbers) else across


def _add(tables: list[Table], block: Block, used: range, above: Sequence[Line]) -> None:
    """The answers of a block go on with the tables before them, or start new ones."""
    heading = [line.text for line in above[-_HEADING_LINES:]]
    told = names_above([line.text for line in without_options(above[-_HEADING_LINES:])])
    headed = block.headed or bool(above and ANSWERS_BELOW.match(above[-1].text))
    announced = headed or any(ANSWER_WORD.search(text) for text in heading)
    for given in block.given:
        own = given.names
        table = next((t for t in reversed(tables) if _goes_on(t, given, own, told, used, len(above))), None)
        if table is None:
            outer = _outer(told, tables)
            table = Table(announced, headed, own.under(outer), own, given.lane)
            tables.append(table)
        table.given.setdefault(given.number, []).append(given)
        table.lines.extend(i for i in used if i not in table.lines[-len(used) :])
        table.last = used.stop


def _goes_on(table: Table, given: Given, own: Names, told: Names, used: range, quiet: int) -> bool:
    """Whether an answer belongs to a table that was begun."""
    if table.own != own or table.lane != given.lane:
        return False
    if table.last == used.stop:
        return True
    following = given.number == max(table.given) + 1 or (quiet == 0 and given.number == max(table.given) > 1)
    missing = quiet <= _PATIENCE and given.number in table.holes  # the page's right half fills what the left left
    return (following or missing) and own.under(told.under(table.names)) == table.names


def _outer(told: Names, tables: Sequence[Table]) -> Names:
    """What a heading says, with the form and session of the table before where it is silent."""
    if not tables:
        return told
    before = tables[-1].names
    session = told.session or before.session
    same = session == before.session and bool(told.subject)
    inherited = before.form if same and tables[-1].own.form is None else None
    return Names(told.form or inherited, session, told.subject)


def _is_sound(table: Table, before: Table | None) -> bool:
    """Enough answers without holes; a table of bare digits must announce itself or be long."""
    read = [n for n, found in table.given.items() if any(read_answer(g.text) for g in found)]
    numbers = set(table.given)
    if len(read) < _READABLE * len(numbers) or min(numbers) < 1:
        return False
    goes_on = before is not None and before.given and min(numbers) == max(before.given) + 1
    if len(read) < (_FEWEST_HEADED if table.headed else FEWEST) and not goes_on:
        return False
    if max(numbers) - min(numbers) + 1 > _HOLES * len(numbers):
        return False
    return not table.bare or table.announced or len(numbers) >= FEWEST_BARE


def _key(table: Table) -> Key:
    """The table understood: its cells, void ones with all options, strange ones refused."""
    read = {number: _read(found) for number, found in table.given.items()}
    most = _most([answer.accepted for answer in read.values()])
    last = max((n for n, found in table.given.items() if _is_told(read[n], found)), default=0)
    cells = (_settled(answer, most) for number, answer in sorted(read.items()) if number <= last)
    names = table.names
    return Key(answers=tuple(cells), form=names.form, session=names.session, subject=names.subject)


def _is_told(answer: KeyAnswer, found: Sequence[Given]) -> bool:
    """Whether the key has an answer for a number, though it may be one to refuse."""
    return bool(answer.accepted) or answer.mode == "void" or any(g.refused for g in found)


def _read(found: Sequence[Given]) -> KeyAnswer:
    """One cell; what is printed twice for a number must say the same."""
    answers = {read_answer(g.text) for g in found}
    first = found[0]
    box = around(g.bbox for g in found)
    read = answers.pop() if len(answers) == 1 and not any(g.refused for g in found) else None
    accepted, mode = read or ((), "any")
    return KeyAnswer(
        number=first.number, accepted=accepted, mode=mode, page=first.page, bbox=box, sign=first.text.strip()
    )


def _most(accepted: Sequence[tuple[int, ...]]) -> int:
    """How many options the questions have, by the answers: one that stands alone above the usual five is none."""
    highest = sorted((max(a) for a in accepted if a), reverse=True)
    if len(highest) > 1 and highest[0] > _USUAL_OPTIONS >= highest[1]:
        return highest[1]
    return highest[0] if highest else 0


def _settled(answer: KeyAnswer, most: int) -> KeyAnswer:
    if answer.mode == "void":
        accepted: tuple[int, ...] = tuple(range(1, max(most, 1) + 1))
        return KeyAnswer(number=answer.number, accepted=accepted, mode="void", page=answer.page, bbox=answer.bbox)
    if answer.accepted and max(answer.accepted) > most:
        return KeyAnswer(number=answer.number, accepted=(), page=answer.page, bbox=answer.bbox)
    if answer.mode == "any" and len(answer.accepted) == most >= 4:
        return KeyAnswer(
            number=answer.number, accepted=answer.accepted, mode="void", page=answer.page, bbox=answer.bbox
        )
    return answer
