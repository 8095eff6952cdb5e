"""What is kept of comparisons: bands, pairs and groups, and what becomes of them when questions come, change and go.

A question is compared once, with the questions compared before it that share a band. So a new paper costs what its own
questions cost, and every two questions of a bank meet exactly once, whichever came first.
"""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.bank.columns import to_json
from cgq.bank.repeats.bands import bands, share_enough
from cgq.bank.repeats.compare import Kind, Way, compare
from cgq.bank.repeats.grouping import clusters, numbered
from cgq.bank.repeats.shape import RECIPE, shape_of
from cgq.bank.stored_questions import texts
from cgq.db.queries import load

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from cgq.bank.repeats.bands import Bands
    from cgq.bank.repeats.shape import Shape
    from cgq.db.connection import Transaction

SQL = load("repeats")

MOST_IN_BAND = 200
"""Questions that may share a band before it is followed no more: 200 make 19,900 pairs, 1 s of comparisons. A question
asked in 200 papers is one question or a handful, for the same text is one; so many others share a template."""

MOST_COMPARED = 1_000_000
"""Signs of stems that one job compares, but for its first question; the next job goes on. Hostile ones cost 10 µs a
sign, so that such a job stays far below its timeout."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A question that was compared: `wording` names the text that was, `right` is the option that is right, 0 for what
    is not known, and `term` what that says."""

    question: int
    wording: str
    right: int
    term: str
    bands: tuple[int, ...]
    signature: bytes


@dataclass(frozen=True, slots=True)
class Found:
    """A pair that was found, the question with the lower hash first, with the wording of both."""

    first: int
    second: int
    wordings: tuple[str, str]
    kind: Kind
    way: Way
    likeness: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """Some questions after their comparison; `compared` counts the pairs that were looked at. Of `undoubted` ones the
    right answer is what it was when they were compared."""

    questions: list[Marked] = field(default_factory=list["Marked"])
    undoubted: list[int] = field(default_factory=list[int])
    pairs: list[Found] = field(default_factory=list["Found"])
    compared: int = 0


def uncompared(tx: Transaction, limit: int = -1) -> list[int]:
    """The ids of questions that were not compared yet as they are worded and answered now, -1 means all: first those
    with another answer, then the oldest."""
    doubted, _ = _doubted(tx)
    if 0 <= limit <= len(doubted):
        return doubted[:limit]
    rest = limit - len(doubted) if limit >= 0 else limit
    return doubted + [number for (number,) in tx.all(SQL["uncompared"], {"recipe": RECIPE, "limit": rest})]


def coverage(tx: Transaction) -> tuple[int, int]:
    """How many questions were not compared yet, and how many there are."""
    left, count = tx.one(SQL["uncompared_count"], (RECIPE,)) or (0, 0)
    return left + len(_doubted(tx)[0]), count


def answers_changed(tx: Transaction) -> bool:
    """Is another answer right of a question than when it was compared?"""
    return bool(_doubted(tx)[0])


def _doubted(tx: Transaction) -> tuple[list[int], list[int]]:
    """Of the questions whose answers were stored anew since they were compared: which have another one, and which
    not."""
    compared: dict[int, int] = dict(tx.all(SQL["doubted"], (RECIPE,)))
    now = _right_options(tx, compared)
    changed = [number for number, right in compared.items() if now.get(number, 0) != right]
    return changed, sorted(compared.keys() - set(changed))


def crowded(tx: Transaction) -> int:
    """How many questions share a mark with more than `MOST_IN_BAND` others, by which they are not looked for."""
    found: int = tx.value(SQL["crowded_questions"])
    return found


def compare_with_bank(tx: Transaction, ids: Collection[int]) -> Comparison:
    """Compare some questions with one another and with all that were compared before. Nothing is written.

    Those that more than `MOST_COMPARED` signs would have to be read for are left uncompared.
    """
    new = _load(tx, ids)
    marks = dict(zip(new, bands([one.shape for one in new.values()]), strict=True))
    partners = _partners(tx, marks)
    others = _load(tx, {other for found in partners.values() for other in found} - new.keys())
    known = {**others, **new}
    compared, signs = 0, 0
    done: list[Marked] = []
    pairs: list[Found] = []
    for number, one in new.items():  # in the order of `_partners`, so that each meets those before it
        met = [known[other] for other in sorted(partners[number] & known.keys())]
        signs += sum(len(one.shape.stem.masked) + len(other.shape.stem.masked) for other in met)
        if signs > MOST_COMPARED and done:
            break
        compared += len(met)
        pairs.extend(filter(None, (_compared(one, other) for other in met)))
        mark = marks[number]
        done.append(Marked(number, one.wording, one.right, one.shape.answer_term, mark.all, mark.signature))
    return Comparison(done, _doubted(tx)[1], pairs, compared)


def keep(tx: Transaction, result: Comparison, now: int) -> bool:
    """Store a comparison and bring the groups up to date; whether questions are still to be compared.

    What was reworded or deleted meanwhile is passed over.
    """
    wordings = _wordings(tx, _mentioned(result))
    done = [one for one in result.questions if wordings.get(one.question) == one.wording]
    compared = to_json([one.question for one in done])
    tx.run(SQL["forget_bands"], (compared,))
    tx.run(SQL["forget_pairs"], {"questions": compared})
    tx.many(SQL["keep_band"], sorted((band, one.question) for one in done for band in one.bands))
    pairs = [one for one in result.pairs if (wordings.get(one.first), wordings.get(one.second)) == one.wordings]
    tx.many(SQL["keep_pair"], [(one.first, one.second, one.kind, one.way, one.likeness) for one in pairs])
    tx.many(SQL["keep_compared"], [(RECIPE, one.right, one.term, one.signature, one.question) for one in done])
    _believe(tx, result.undoubted)
    _settle_crowds(tx, done)
    _regroup(tx, [one.question for one in done], now)
    is_left = bool(uncompared(tx, 1))
    if not is_left:
        _settle_single(tx, now)
    return is_left


def _believe(tx: Transaction, undoubted: Sequence[int]) -> None:
    """Doubt these no longer, but for those of which another answer was stored since."""
    changed = set(_doubted(tx)[0]) if undoubted else set[int]()
    tx.many(SQL["believe"], [(number,) for number in undoubted if number not in changed])


def _regroup(tx: Transaction, touched: Iterable[int], now: int) -> None:
    """Bring the groups up to date around some questions, and where something went."""
    seeds = {*touched, *(number for (number,) in tx.all(SQL["stale_members"]))}
    reached, pairs = _connected(tx, seeds)
    names = {number: name for pair in pairs for number, name in ((pair[0], pair[1]), (pair[2], pair[3]))}
    numbers = {name: number for number, name in names.items()}
    found = clusters((one, other, kind == "verbatim", likeness) for _, one, _, other, kind, _, likeness in pairs)
    groups = [tuple(numbers[name] for name in members) for members in found]
    grouped = {member for members in groups for member in members}
    groups += [(number,) for (number,) in tx.all(SQL["printed_again"], (to_json(sorted(reached - grouped)),))]
    former = dict(tx.all(SQL["groups_of"], (to_json(sorted(reached)),)))
    _write(tx, groups, former, now)
    tx.run(SQL["settle_groups"])


def _write(tx: Transaction, groups: Sequence[Sequence[int]], former: Mapping[int, int], now: int) -> None:
    grouped = {member for members in groups for member in members}
    alone = sorted(former.keys() - grouped)
    tx.many(SQL["leave_group"], [(member,) for member in alone])
    for members, kept in zip(groups, numbered(groups, former), strict=True):
        number = kept or tx.insert(SQL["add_group"], (now,))
        tx.many(SQL["join_group"], [(member, number) for member in sorted(members) if former.get(member) != number])


def _settle_single(tx: Transaction, now: int) -> None:
    """Make each question that is printed more than once a group by itself, where it stands in none."""
    tx.many(SQL["leave_group"], tx.all(SQL["lonely_members"]))
    for (number,) in tx.all(SQL["ungrouped_again"]):
        tx.run(SQL["join_group"], (number, tx.insert(SQL["add_group"], (now,))))
    tx.run(SQL["drop_empty_groups"])
    tx.run(SQL["settle_groups"])


def _settle_crowds(tx: Transaction, done: Sequence[Marked]) -> None:
    """Leave bands alone that too many share now, and follow those again that are shared by few enough."""
    touched = to_json(sorted({band for one in done for band in one.bands}))
    crowd = [band for (band,) in tx.all(SQL["crowd"], {"bands": touched, "most": MOST_IN_BAND})]
    tx.many(SQL["keep_crowd"], [(band,) for band in crowd])
    _drop_unmet(tx, {pair for band in crowd for pair in tx.all(SQL["crowd_pairs"], {"band": band})})
    for (band,) in tx.all(SQL["thinned"], {"most": MOST_IN_BAND}):
        tx.run(SQL["drop_crowd"], (band,))
        tx.run(SQL["compare_again"], (band,))


def _drop_unmet(tx: Transaction, pairs: Collection[tuple[int, int]]) -> None:
    """Drop those pairs that met by a crowded band alone: in another order of papers they had never met."""
    known = _load(tx, {end for pair in pairs for end in pair})
    met = _partners(tx, dict(zip(known, bands([one.shape for one in known.values()]), strict=True)))
    tx.many(SQL["drop_pair"], sorted(pair for pair in pairs if min(pair) not in met[max(pair)]))


@dataclass(frozen=True, slots=True)
class _Known:
    """A question as it is compared."""

    question: int
    hash: str
    wording: str
    right: int
    shape: Shape


def _load(tx: Transaction, ids: Collection[int]) -> dict[int, _Known]:
    wanted = sorted(ids)
    stored = texts(tx, wanted)
    names = {number: (name, words) for number, name, words in tx.all(SQL["wordings"], (to_json(wanted),))}
    right = _right_options(tx, wanted)
    figures: dict[int, list[str]] = {}
    for number, asset in tx.all(SQL["figures"], (to_json(wanted),)):
        figures.setdefault(number, []).append(asset)
    return {
        number: _Known(
            number,
            names[number][0],
            _wording(*names[number], right.get(number, 0)),
            right.get(number, 0),
            shape_of(one.text, tuple(figures.get(number, ())), right.get(number, 0)),
        )
        for number, one in sorted(stored.items())
    }


def _wordings(tx: Transaction, ids: Collection[int]) -> dict[int, str]:
    right = _right_options(tx, ids)
    rows = tx.all(SQL["wordings"], (to_json(sorted(ids)),))
    return {number: _wording(name, text, right.get(number, 0)) for number, name, text in rows}


def _wording(content_hash: str, text_hash: str, right: int) -> str:
    """Names a question's content, how that is worded, and what is right: what was compared is this and no other."""
    return f"{content_hash[:32]}{text_hash[:32]}{right}"


def _right_options(tx: Transaction, ids: Collection[int]) -> dict[int, int]:
    """The number of the option that is right of some questions, in their own order of options; 0 where places disagree,
    or several are right. What has no answer is left out."""
    return dict(tx.all(SQL["right_options"], (to_json(sorted(ids)),))) if ids else {}


def _mentioned(result: Comparison) -> set[int]:
    return {one.question for one in result.questions} | {end for one in result.pairs for end in (one.first, one.second)}


def _partners(tx: Transaction, marks: Mapping[int, Bands]) -> dict[int, set[int]]:
    """For each question those that it is to be compared with, each two once."""
    members = _members(tx, marks)
    likely: dict[int, set[int]] = {}
    partners: dict[int, set[int]] = {}
    for number, found in marks.items():
        sure = {other for band in (*found.sure, *found.answer) for other in members[band]}
        by_options = Counter(other for band in found.options for other in members[band])
        sure.update(other for other, count in by_options.items() if count > 1)
        partners[number] = sure
        likely[number] = {other for band in found.likely for other in members[band]} - sure
    signatures = {number: found.signature for number, found in marks.items()}
    asked = {other for others in likely.values() for other in others} - marks.keys()
    signatures.update(tx.all(SQL["signatures"], (to_json(sorted(asked)),)))
    for number, unsure in likely.items():
        others = sorted(unsure)
        are_alike = share_enough(signatures[number], [signatures[other] for other in others])
        partners[number].update(itertools.compress(others, are_alike))
    return {
        number: {other for other in others if other not in marks or other < number} - {number}
        for number, others in partners.items()
    }


def _members(tx: Transaction, marks: Mapping[int, Bands]) -> dict[int, set[int]]:
    """Who has each of the bands, of these questions and of those that were compared; nobody where too many have."""
    members: dict[int, set[int]] = {}
    for number, found in marks.items():
        for band in found.all:
            members.setdefault(band, set()).add(number)
    for band, number in tx.all(SQL["of_bands"], {"bands": to_json(sorted(members)), "recipe": RECIPE}):
        members[band].add(number)
    crowd = {band for (band,) in tx.all(SQL["crowded_bands"], (to_json(sorted(members)),))}
    return {
        band: found if len(found) <= MOST_IN_BAND and band not in crowd else set() for band, found in members.items()
    }


def _compared(one: _Known, other: _Known) -> Found | None:
    first, second = sorted((one, other), key=lambda known: known.hash)
    found = compare(first.shape, second.shape)
    if found is None:
        return None
    ends = (first.question, second.question, (first.wording, second.wording))
    return Found(*ends, found.kind, found.way, found.likeness)


_Row = tuple[int, str, int, str, str, str, float]


def _connected(tx: Transaction, seeds: Collection[int]) -> tuple[set[int], list[_Row]]:
    """The questions that pairs lead to from these, and all pairs among them."""
    reached: set[int] = set()
    pairs: dict[tuple[int, int], _Row] = {}
    edge = set(seeds)
    while edge:
        reached |= edge
        rows: list[_Row] = tx.all(SQL["pairs_of"], {"ids": to_json(sorted(edge))})
        pairs.update(((row[0], row[2]), row) for row in rows)
        edge = {end for row in rows for end in (row[0], row[2])} - reached
    return reached, [pairs[ends] for ends in sorted(pairs)]
