"""An answer that finds nothing: whether there is nothing at all, or nothing that the filters leave."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cgq.hints import Hint, argument
from cgq_cli.render.text import counted, one_line
from cgq_cli.render.times import moment
from cgq_cli.which_bank import bank_lines, chosen_bank

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from cgq.actions.whole import Whole
    from cgq.documents import Document
    from cgq.queue.listing import Filter
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation
    from cgq_cli.render.table import Column

MOMENTS = ("--since",)
"""Options whose values are moments, in milliseconds since the epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """What was looked for in vain.

    `what` names one of it (`job`), `filters` are the options that were given, as they are typed, with their values:
    None or False for one that was not, True for one without a value. `none` is the sentence where no filter was
    given, `there_are` counts what there is without them, None where counting would take long. `is_empty`: the
    database holds nothing of the sort at all.
    """

    what: str
    is_empty: bool
    none: str
    filters: Mapping[str, object] = field(default_factory=dict[str, object])
    there_are: int | None = None


def whole(workspace: Workspace) -> Whole:
    """How much there is in all, for an answer that finds nothing."""
    from cgq.actions.whole import count_whole

    return count_whole(workspace.database)


def no_jobs(held: Whole, filters: Mapping[str, object], *, first: bool = False) -> Nothing:
    """There are no jobs, or none that the filters leave. `first`: the list counts those that follow from no other."""
    count = held.first_jobs if first else sum(held.jobs.values())
    return Nothing(what="job", is_empty=not count, none="No jobs.", filters=filters, there_are=count)


def job_filters(wanted: Filter) -> dict[str, object]:
    """A filter of jobs as its options are typed, with their values."""
    return {
        "--state": wanted.state,
        "--queue": wanted.queue,
        "--kind": wanted.kind,
        "--file": wanted.file,
        "--since": wanted.since,
        "--match": wanted.text,
        "--batch": wanted.batch,
    }


def no_jobs_in(held: Whole, states: Collection[str], filters: Mapping[str, object], *, what: str, none: str) -> Nothing:
    """No job in one of these states, or none that the filters leave: nothing that a change could be made to."""
    count = sum(held.jobs.get(state, 0) for state in states)
    return Nothing(what=what, is_empty=not any(held.jobs.values()), none=none, filters=filters, there_are=count)


def no_failures(held: Whole, filters: Mapping[str, object]) -> Nothing:
    """Nothing failed, or nothing that the filters leave."""
    failed = held.jobs.get("failed", 0)
    if not any(held.jobs.values()):
        return Nothing(what="job", is_empty=True, none="")
    return Nothing(what="failed job", is_empty=False, none="Nothing failed.", filters=filters, there_are=failed)


def no_papers(held: Whole, filters: Mapping[str, object]) -> Nothing:
    """There are no papers, or none that the filters leave."""
    return Nothing(what="paper", is_empty=not held.papers, none="No papers.", filters=filters, there_are=held.papers)


def no_questions(
    held: Whole, filters: Mapping[str, object], none: str = "No questions.", *, countable: bool = True
) -> Nothing:
    """There are no questions, or none that the filters leave; `countable`: are all of them what there is without?"""
    there_are = held.questions if countable else None
    return Nothing(what="question", is_empty=not held.questions, none=none, filters=filters, there_are=there_are)


def no_repeats(held: Whole, filters: Mapping[str, object], left: int) -> Nothing:
    """Nothing repeats, or nothing that the filters leave; `left` questions were not compared yet."""
    if not held.questions:
        return no_questions(held, filters)
    compared = held.questions - left
    none = f"Nothing repeats among the {counted(compared, 'question')} that were compared."
    return Nothing(what="group", is_empty=False, none=none, filters=filters)


def no_concepts(held: Whole, filters: Mapping[str, object]) -> Nothing:
    """There are no concepts, or none that the filters leave."""
    count = held.concepts
    return Nothing(what="concept", is_empty=not count, none="No concepts.", filters=filters, there_are=count)


def no_edges(held: Whole, filters: Mapping[str, object], none: str = "No edges.", *, what: str = "edge") -> Nothing:
    """There are no edges between concepts, or none that the filters leave; `what` names one of those looked for."""
    if not held.concepts:
        return Nothing(what="concept", is_empty=True, none="")
    return Nothing(what=what, is_empty=False, none=none, filters=filters)


def no_decisions(held: Whole, filters: Mapping[str, object]) -> Nothing:
    """Nothing was decided about questions, or about those that the filters leave."""
    if not held.papers:
        return Nothing(what="paper", is_empty=True, none="")
    return Nothing(what="decision", is_empty=False, none="Nothing was decided.", filters=filters)


def no_attempts(held: Whole, filters: Mapping[str, object]) -> Nothing:
    """Nobody answered anything, or there is nothing that the filters leave."""
    if not held.questions and not held.attempts:
        return Nothing(what="question", is_empty=True, none="")
    count = held.attempts
    return Nothing(what="attempt", is_empty=False, none="No attempts.", filters=filters, there_are=count)


def show_nothing(
    asked: Invocation, document: Document, columns: Sequence[Column], nothing: Nothing, held: Whole
) -> None:
    """The empty answer: the reason, the next step where the database is empty, and which database it is."""
    asked.screen.nothing(document, columns, sentence(nothing), lines(asked, nothing, held))


def account_for_nothing(asked: Invocation, document: Document, nothing: Nothing, held: Whole) -> None:
    """The account of a change that found nothing to change: the reason, and which database it is."""
    asked.screen.account_table(document, (), (), (sentence(nothing), *lines(asked, nothing, held)))


def sentence(nothing: Nothing) -> str:
    """`No jobs match --state failed. Without that: 43 jobs.`"""
    if nothing.is_empty:
        return f"No {nothing.what}s yet."
    given = " ".join(typed(option, value) for option, value in nothing.filters.items() if value not in (None, False))
    if not given:
        return nothing.none
    there_are = counted(nothing.there_are, nothing.what) if nothing.there_are else "none"
    rest = "" if nothing.there_are is None else f" Without that: {there_are}."
    return f"No {nothing.what}s match {given}.{rest}"


def lines(asked: Invocation, nothing: Nothing, held: Whole) -> Iterator[str]:
    """What stands below the sentence. It looks at other databases only when it is read."""
    if nothing.is_empty:
        yield from empty_lines(asked, held)
    else:
        yield from bank_lines(chosen_bank(asked, is_empty=not held.papers))


def empty_lines(asked: Invocation, held: Whole) -> Iterator[str]:
    """The next step of a database that holds nothing of what was asked for, which database it is, and the other one."""
    yield from next_step(held)
    yield from bank_lines(chosen_bank(asked, is_empty=not held.papers))


def next_step(held: Whole) -> Iterator[str]:
    """What to do about a database that holds nothing of what was asked for."""
    waiting = sum(held.jobs.get(state, 0) for state in ("ready", "scheduled", "blocked"))
    if waiting:
        yield Hint(f"{counted(waiting, 'job')} to do. Do them: `cgq run`")
    elif held.papers:
        yield Hint(f"It holds {counted(held.papers, 'paper')}. See what became of them: `cgq materials`")
    else:
        yield Hint("Take papers in: `cgq run FILE`")


def typed(option: str, value: object) -> str:
    """An option with its value as it is typed in a shell."""
    if value is True:
        return option
    if option in MOMENTS and isinstance(value, int):
        value = moment(value, humane=False)
    return f"{option} {one_line(argument(value))}".strip()
