"""`cgq attempts`: what learners answered, as a list and as files, and a learner who is forgotten."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from cgq_cli import options, queue_options
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.invocation import Invocation, bare, command, new_app
from cgq_cli.nothing import no_attempts, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.paging import Limit, Page, beyond, cut, note_more
from cgq_cli.render import attempts as render
from cgq_cli.render.text import counted, escape

app = new_app()

Learner = Annotated[
    str | None, typer.Option("--learner", metavar="ID", help="Only those of this learner.", show_default=False)
]
Question = Annotated[
    str | None,
    typer.Option("--question", metavar="ID", help="Only at this question: number or hash.", show_default=False),
]
Concept = Annotated[
    str | None,
    typer.Option("--concept", metavar="NAME", help="Only at questions that test this concept.", show_default=False),
]
Wrong = Annotated[bool, typer.Option("--wrong", help="Only wrong answers.")]


@bare(app)
def attempts(asked: Invocation) -> None:
    """List what learners answered, import it from a file, export it, or remove what a learner answered.

    Each attempt is judged by the key that holds now: a corrected key corrects what was answered before.
    """
    _list(asked)


@command(app, name="list")
def list_(
    asked: Invocation,
    learner: Learner = None,
    question: Question = None,
    concept: Concept = None,
    since: queue_options.Since = None,
    wrong: Wrong = False,
    limit: Limit = None,
    page: Page = 1,
) -> None:
    """List attempts, the last first, each judged by the key that holds now.

    chosen and key are the printed numbers of options in the paper whose key judges it. A question that was passed over
    is skipped; without a key the verdict is unknown.
    """
    _list(asked, learner, question, concept, since, wrong=wrong, limit=limit, page=page)


def _list(
    asked: Invocation,
    learner: str | None = None,
    question: str | None = None,
    concept: str | None = None,
    since: int | None = None,
    *,
    wrong: bool = False,
    limit: int | None = None,
    page: int = 1,
) -> None:
    from cgq.actions.attempts import Wanted, list_attempts
    from cgq.documents.attempts import Attempts

    screen = asked.screen
    wanted = Wanted(learner=learner, question=question, concept=concept, since=since, wrong=wrong)
    with open_workspace(asked, create=False) as workspace:
        found = list_attempts(workspace, wanted, limit=cut(screen, limit, page), page=page)
        held = None if found.attempts else whole(workspace)
    document = Attempts.of(found)
    if held is not None:
        filters = {
            "--learner": learner,
            "--question": question,
            "--concept": concept,
            "--since": since,
            "--wrong": wrong,
            **beyond(page),
        }
        show_nothing(asked, document, render.COLUMNS, no_attempts(held, filters), held)
        return
    screen.table(document, render.COLUMNS, [render.row(one) for one in found.attempts])
    note_more(screen, found.more, page)


@command(app, name="import")
def import_(
    asked: Invocation,
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="CSV, TSV, XLSX or JSON Lines with a header.", show_default=False)
    ],
    learner: Annotated[
        str, typer.Option("--learner", metavar="ID", help="Whose the lines are that name no learner.")
    ] = "me",
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding", parser=queue_options.clean, metavar="NAME", help="That of a text which proves none: cp1252."
        ),
    ] = None,
    dry_run: options.DryRun = False,
) -> int:
    """Store what the lines of a file say, each attempt once however often it comes.

    Columns, in English or Korean: ts and chosen; question (number or hash), or material (number, sha256, title or file)
    with number and, where it is needed, section; learner, ms or seconds, and shown as they are wished. chosen is 3, ③,
    1,3 or the text of an option, and empty where the question was passed over. A time without a zone is one of this
    computer. A line that cannot be taken is named with its number and why, and keeps none of the others back.
    """
    from cgq.actions.import_attempts import import_attempts
    from cgq.bank.attempts.store import check_learner
    from cgq.documents.attempts import AttemptsImported

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        workspace.database.refuse_absent()
        done = import_attempts(workspace, file, check_learner(learner), encoding=encoding, dry_run=dry_run)
    screen.account(AttemptsImported.of(str(file), done), render.imported_lines(str(file), done))
    for refused in render.refused_lines(done):
        screen.complain(refused, "yellow")
    return SOME_FAILED if done.failed else 0


@command(app)
def export(
    asked: Invocation,
    learner: Learner = None,
    question: Question = None,
    concept: Concept = None,
    since: queue_options.Since = None,
    wrong: Wrong = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Written whole or not at all.", show_default=False),
    ] = None,
    form: Annotated[
        Literal["csv", "jsonl"] | None,
        typer.Option("--format", help="By default as the name of the file ends, else csv.", show_default=False),
    ] = None,
) -> None:
    """Write attempts to a file, which an import takes back: here, where all of them are known, or in another bank.

    verdict and source stand behind the others; they are derived, and an import passes them over.
    """
    from cgq.actions.attempts import Wanted, export_attempts
    from cgq.documents.attempts import Attempts, AttemptsExported
    from cgq.replaced import replaced

    screen = asked.screen
    wanted = Wanted(learner=learner, question=question, concept=concept, since=since, wrong=wrong)
    ends_as_lines = output is not None and output.suffix.casefold() in (".jsonl", ".ndjson")
    chosen = form or ("jsonl" if ends_as_lines or (output is None and screen.json) else "csv")
    with open_workspace(asked, create=False) as workspace:
        held = whole(workspace)
        if not held.attempts:
            nobody = Attempts(attempts=[], more=False)
            show_nothing(asked, nobody, render.COLUMNS, no_attempts(held, {}), held)
            return
        lines = export_attempts(workspace, wanted, chosen)
        if output is None or str(output) == "-":
            screen.write(line.rstrip("\r\n") for line in lines)
            return
        count = -(chosen == "csv")
        with replaced(output) as write:
            for line in lines:
                write(line.encode())
                count += 1
    document = AttemptsExported(file=str(output), attempts=count)
    screen.account(document, [f"Wrote {counted(count, 'attempt')} to {escape(str(output))}."])


@command(app)
def remove(
    asked: Invocation,
    learner: Annotated[str, typer.Option("--learner", metavar="ID", help="Whose attempts go.", show_default=False)],
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
) -> None:
    """Remove every attempt of a learner, and overwrite it in the database. Shows what goes, and asks.

    Backups, and files that were imported or exported, still hold it.
    """
    from cgq.actions.attempts import forget, would_forget
    from cgq.documents.attempts import AttemptsRemoved

    screen = asked.screen
    with open_workspace(asked, create=False) as workspace:
        found = would_forget(workspace, learner)
        if not dry_run:
            asked.confirm(render.forget_question(found), yes=yes)
            found = forget(workspace, learner)
    document = AttemptsRemoved.of(found, dry_run=dry_run)
    screen.account(document, render.forgotten_lines(found, dry_run=dry_run))
