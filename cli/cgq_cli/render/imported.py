"""What became of files of questions, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cgq.hints import Hint, argument, plain
from cgq.queue.states import ENDED
from cgq_cli.render.hints import advice
from cgq_cli.render.table import Column
from cgq_cli.render.text import counted, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cgq.actions.compare_rows import Difference, Spot
    from cgq.actions.import_files import ImportedFile, Imports, LookedAtFile, RefusedFile
    from cgq.exchange.rows import RowFault
    from cgq.stages.import_intake import ImportWishes, TakenFile

COLUMNS = (
    Column("job", "number"),
    Column("material", "number", title="paper", varies=True),
    Column("outcome"),
    Column("state"),
    Column("file", "path", main=True),
)

MOST_NAMED = 5
"""Questions that a sentence names; the document has more."""


def rows(imports: Imports) -> list[dict[str, Any]]:
    """One row a file that has its job."""
    return [
        {
            "job": one.taken.job,
            "material": one.taken.material,
            "outcome": one.taken.outcome,
            "state": one.taken.state or "done",
            "file": one_line(one.taken.path),
        }
        for one in imports.files
    ]


def remarks(one: ImportedFile, wishes: ImportWishes) -> Iterator[str]:
    """What a person should know of a file that has its job; `wishes` is how it was to be imported."""
    from cgq.stages.import_intake import command_again

    taken = one.taken
    path = one_line(taken.path)
    if one.by_content:
        yield f"{path} is read as {one.reader}, by its content."
    if taken.outcome == "known":
        again = f"To import it anew: `{command_again(taken.path, wishes)}`"
        if taken.state in (None, "done"):
            yield Hint(f"{plain(path)} is imported already. {again}")
        elif taken.error is not None:
            code, message, hint = taken.error
            yield advice(f"{path} failed: {message or code}", hint or again, code=code)
        elif taken.state in ENDED:
            yield Hint(f"The import of {plain(path)} was {plain(taken.state)}. {again}")
        else:
            yield f"{path} has its job already, which is {taken.state}."
    if taken.outcome == "known" and one.rows is not None and one.rows.failed:
        missing = f"{one.rows.failed} of {counted(one.rows.total, 'row')} could not be taken"
        yield Hint(f"{plain(missing)}: `cgq failed --items {argument(taken.job)}`")
    if one.difference is not None:
        yield from difference_lines(one.difference)
        if one.taken.material != one.difference.material:
            yield _exchange(one.difference.material, taken)


def look_lines(one: LookedAtFile) -> Iterator[str]:
    """What a file would bring."""
    seen = one.seen
    yield f"{one_line(one.path)} ({one.reader}): {counted(len(seen.rows), 'row')} would be taken{_others(one)}."
    for text in seen.notes:
        yield f"  {one_line(text)}"
    for fault in seen.faults:
        yield fault_line(fault)
    if seen.failed > len(seen.faults):
        yield f"  … and {counted(seen.failed - len(seen.faults), 'more row')} that cannot be taken."
    if one.difference is not None:
        yield from (f"  {text}" for text in difference_lines(one.difference))
    if one.material is not None:
        yield f"  It is in the bank, as paper {one.material}."


def fault_line(fault: RowFault) -> Hint:
    """Why a row cannot be taken."""
    where = f", column {one_line(fault.column)}" if fault.column else ""
    return advice(f"Row {fault.row}{where}: {one_line(fault.message)}", fault.hint, code=fault.code)


def difference_lines(found: Difference) -> Iterator[str]:
    """What a file adds, changes and no longer holds."""
    told = (
        ("adds", found.added, found.first_added),
        ("changes", found.changed, found.first_changed),
        ("no longer holds", found.gone, found.first_gone),
    )
    said = [f"{verb} {counted(count, 'question')}{_named(count, spots)}" for verb, count, spots in told if count]
    same = "1 is" if found.same == 1 else f"{found.same} are"
    yield f"Compared with paper {found.material} it {', '.join(said) or 'says the same'}; {same} the same."


def refusal_line(one: RefusedFile) -> Hint:
    """Why a file cannot be imported."""
    return advice(one.error.message, one.error.hint, code=one.error.code)


def _others(one: LookedAtFile) -> str:
    seen = one.seen
    parts = [f"{counted(seen.twins, 'row')} would be passed over as said before"] if seen.twins else []
    parts += [f"{counted(seen.failed, 'row')} cannot be taken"] if seen.failed else []
    return "".join(f", {part}" for part in parts)


def _named(count: int, spots: tuple[Spot, ...]) -> str:
    names = [f"{spot.section} {spot.number}".strip() for spot in spots[:MOST_NAMED]]
    more = ", …" if count > MOST_NAMED else ""
    return f" ({one_line(', '.join(names))}{more})"


def _exchange(material: int, taken: TakenFile) -> Hint:
    """How the file takes the place of an earlier one: it has a number of its own by now, which is free again then."""
    return Hint(
        f"It becomes paper {argument(taken.material)}. To put it in the place of paper {argument(material)} instead: "
        f"`cgq materials remove {argument(taken.material)}` "
        f"`cgq import --replace {argument(material)} {argument(taken.path)}`"
    )
