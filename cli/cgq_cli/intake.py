"""How papers are taken in from a command line: the wishes, the answer, the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.errors import Refused
from cgq_cli.opening import me
from cgq_cli.render import intake as drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.enqueue import Intake, Wishes
    from cgq_cli.output import Screen


def wishes(
    queue: str | None,
    priority: str | None,
    at: int | None,
    in_: float | None,
    max_attempts: int | None,
    as_: str | None,
    *,
    again: bool,
    title: str | None,
    description: str | None,
    names: Sequence[str],
    key: str | None = None,
) -> Wishes:
    """What was asked for, checked. Raises Refused for what cannot be meant together."""
    from cgq.actions.enqueue import Wishes

    if title is not None and len(names) > 1:
        raise Refused("--title is the title of one paper", code="usage", hint="Name one file, or leave it out.")
    if at is not None and in_ is not None:
        raise Refused("--at and --in name the same thing", code="usage", hint="Give one of them.")
    return Wishes(
        queue=queue,
        priority=priority,
        due_at=at,
        delay=in_ or 0.0,
        max_attempts=max_attempts,
        again=again,
        title=title,
        description=description,
        requested_by=as_ or me(),
        key=key,
    )


def answer(screen: Screen, intake: Intake, *, dry_run: bool = False, keep_going: bool = False) -> None:
    """Tell what became of the names. When nothing at all was taken, the one reason is the answer."""
    from cgq.documents.enqueued import Enqueued

    worst = intake.worst()
    if worst is not None and not intake.taken and len(intake.refused) == 1 and not keep_going:
        raise worst
    screen.account_table(Enqueued.of(intake, dry_run=dry_run), drawn.COLUMNS, drawn.rows(intake))
    tell(screen, intake, dry_run=dry_run)


def tell_stream(screen: Screen, intake: Intake) -> None:
    """The same before a run: as the first object of the stream, or as remarks."""
    if screen.json:
        from cgq.documents.enqueued import Enqueued

        screen.account(Enqueued.of(intake), ())
    tell(screen, intake)


def tell(screen: Screen, intake: Intake, *, dry_run: bool = False) -> None:
    """The remarks and the counts, on standard error."""
    for remark in drawn.remarks(intake):
        screen.note(remark)
    screen.note(drawn.sentence(intake, dry_run=dry_run))


def exit_code(intake: Intake, *, keep_going: bool) -> int:
    """4 when something that was named is missing, 2 when it was refused, 0 otherwise."""
    worst = intake.worst()
    return 0 if worst is None or keep_going else worst.exit_code
