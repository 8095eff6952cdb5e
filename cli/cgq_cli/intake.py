"""How papers are taken in from a command line: the wishes, the answer, the exit code."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cgq.clock import SystemClock
from cgq.errors import Refused
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.opening import me
from cgq_cli.render import intake as drawn
from cgq_cli.render.times import moment
from cgq_cli.reporting import report

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cgq.actions.enqueue import Intake, Wishes
    from cgq.queue.batches import BatchWish
    from cgq.queue.stats import StoredFile
    from cgq_cli.output import Screen


def wishes(
    names: Sequence[str],
    *,
    queue: str | None = None,
    priority: str | None = None,
    at: int | None = None,
    in_: float | None = None,
    deadline: float | None = None,
    after: int | None = None,
    mutex: str | None = None,
    batch: BatchWish | None = None,
    max_attempts: int | None = None,
    as_: str | None = None,
    again: bool = False,
    title: str | None = None,
    description: str | None = None,
    key: str | None = None,
    ocr: bool | None = None,
    one_paper: bool = False,
    has_password: bool = False,
) -> Wishes:
    """What was asked for, checked. Raises Refused for what cannot be meant together."""
    from cgq.actions.enqueue import Wishes
    from cgq.exam.findings import ENCRYPTED, NEEDS_OCR

    if title is not None and len(names) > 1 and not one_paper:
        raise Refused("--title is the title of one paper", code="usage", hint="Name one file, or leave it out.")
    if at is not None and in_ is not None:
        raise Refused("--at and --in name the same thing", code="usage", hint="Give one of them.")
    if at is not None and after is not None:
        hint = "A time to wait after it is --in."
        raise Refused("--after starts it when a job is done, and --at at a moment", code="usage", hint=hint)
    cured = ((ocr, NEEDS_OCR), (has_password, ENCRYPTED))
    return Wishes(
        queue=queue,
        priority=priority,
        due_at=at,
        delay=in_ or 0.0,
        deadline=deadline,
        after=after,
        mutex=mutex,
        batch=batch,
        max_attempts=max_attempts,
        again=again,
        title=title,
        description=description,
        requested_by=as_ or me(),
        key=key,
        ocr=ocr,
        one_paper=one_paper,
        cures=frozenset(code for is_given, code in cured if is_given),
    )


def note_past(screen: Screen, at: int | None) -> None:
    """Say of a moment that has passed that nothing waits for it."""
    if at is not None and at <= SystemClock().now():
        screen.note(f"{moment(at, humane=screen.layout.columns is not None)} has passed: nothing waits for it.")


def batch_wish(name: str | None, then: str | None, then_args: str | None) -> BatchWish | None:
    """The batch that is asked for; None without one. Raises Refused for what cannot be meant."""
    from cgq.queue.batches import BatchWish

    if name is None:
        if then is not None or then_args is not None:
            raise Refused("--then follows a batch", code="usage", hint="Name it: --batch NAME.")
        return None
    if then is None and then_args is not None:
        raise Refused("--then-args are those of a kind", code="usage", hint="Name it: --then KIND.")
    try:
        given = json.loads(then_args or "{}")
    except (ValueError, RecursionError) as error:
        raise Refused(f"--then-args must be JSON: {error}", code="args_not_json", hint="Quote it.") from error
    return BatchWish(name=name, then=then, then_args=given)


def batch_line(wish: BatchWish, batch: int | None) -> str:
    """What follows when the batch is over, or why nothing will."""
    if batch is None:
        return f"No job joined the batch {wish.name}: all of them were over, or in another one. Nothing follows."
    follows = f"; {wish.then} follows when all of it has ended" if wish.then else ""
    return f"They belong to the batch {wish.name}{follows}."


def answer(screen: Screen, intake: Intake, *, dry_run: bool = False, keep_going: bool = False) -> None:
    """Tell what became of the names. When nothing at all was taken, the one reason is the answer."""
    from cgq.documents.enqueued import Enqueued

    if not keep_going:
        raise_only_refusal(intake)
    document, rows = Enqueued.of(intake, dry_run=dry_run), drawn.rows(intake)
    sentence = drawn.sentence(intake, dry_run=dry_run)
    is_idle = not (rows or intake.refused)
    screen.account_table(document, drawn.COLUMNS, rows, [sentence] if is_idle else ())
    report_papers(screen, intake)
    if not is_idle:
        screen.note(sentence)
    report_others(screen, intake)


def raise_only_refusal(intake: Intake) -> None:
    """Raise the one reason why nothing at all was taken, where a person named what was refused."""
    worst = intake.worst()
    if worst is not None and not intake.taken and len(intake.refused) == 1:
        raise worst


def report_before_run(screen: Screen, intake: Intake) -> None:
    """The same before a run: as the first object of the stream, or as remarks. Where all is known, the run's own sum
    says that alone."""
    if screen.json:
        from cgq.documents.enqueued import Enqueued

        screen.account(Enqueued.of(intake), ())
    report_papers(screen, intake, counted=intake.is_idle)
    if not intake.is_idle:
        screen.note(drawn.sentence(intake))
    report_others(screen, intake)


def report_others(screen: Screen, intake: Intake) -> None:
    """What else lies in the folders and zips, where that is new."""
    note_others(screen, intake.newly_other)
    for line in drawn.loose_lines(intake.loose, "enqueue"):
        screen.note(line)


def note_others(screen: Screen, counts: Mapping[str, int]) -> None:
    """Say how many files of each ending were not taken."""
    if counts:
        from cgq.stages.import_intake import TABLES

        for line in drawn.others_lines(counts, TABLES):
            screen.note(line)


def report_papers(screen: Screen, intake: Intake, *, counted: bool = False) -> None:
    """What a person should know of single papers; what was named and refused is reported with --quiet, too.

    So is what lies in a folder and was not refused before. `counted`: the rest of a folder's is only counted elsewhere.
    """
    for remark in drawn.remarks(intake):
        screen.note(remark)
    for refusal in intake.newly_refused if counted else intake.refused:
        is_loud = refusal.named or refusal in intake.newly_refused
        (screen.complain if is_loud else screen.note)(drawn.refusal_line(refusal))


def complain_of_key(screen: Screen, papers: Sequence[StoredFile]) -> int:
    """Say loudly which papers the key that was named for them does not answer; the exit code."""
    for paper in () if screen.json else papers:  # the document holds it
        report(screen, drawn.refused_key(paper))
    return SOME_FAILED if papers else 0


def exit_code(intake: Intake, *, keep_going: bool) -> int:
    """4 when something that was named is missing, 2 when it was refused, 3 when a file of a folder was refused for the
    first time, 0 otherwise."""
    worst = intake.worst()
    if keep_going:
        return 0
    if worst is not None:
        return worst.exit_code
    return SOME_FAILED if intake.newly_refused else 0
