"""`cgq import FILE…`: questions that somebody else has come into the bank, row by row."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from cgq.db import LARGEST_INTEGER
from cgq.errors import Refused
from cgq.exchange import readers
from cgq.hints import Hint
from cgq_cli import completing, queue_options
from cgq_cli.intake import note_past, wishes
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace
from cgq_cli.options import DryRun
from cgq_cli.render.text import escape

if TYPE_CHECKING:
    from cgq.actions.enqueue import Wishes
    from cgq.actions.import_files import Imports
    from cgq.stages.import_intake import ImportWishes
    from cgq.workspace import Workspace

app = new_app()


def _paper_option(name: str, text: str) -> typer.models.OptionInfo:
    found: typer.models.OptionInfo = typer.Option(
        name, autocompletion=completing.papers, min=1, max=LARGEST_INTEGER, metavar="ID", help=text
    )
    return found


def _files_help() -> str:
    """Each format with how its files end."""
    made = map(readers.make, readers.names())
    listed = "; ".join(f"{one.name} ({', '.join(one.suffixes)}): {one.summary}" for one in made)
    listed = listed.replace("`", "")  # a command in it is no hint here
    return f"{listed}. Of a name that several have, the content decides."


@command(app, name="import")
def import_(
    asked: Invocation,
    files: Annotated[list[str] | None, typer.Argument(metavar="FILE", help=_files_help(), show_default=False)] = None,
    map_: Annotated[
        list[str] | None,
        typer.Option(
            "--map", parser=queue_options.clean, metavar="NAME=COLUMN", help="The file calls a column so: number=번호."
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", parser=queue_options.clean, metavar="NAME", help="The sheet of a workbook.")
    ] = None,
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding", parser=queue_options.clean, metavar="NAME", help="That of a text which proves none: cp1252."
        ),
    ] = None,
    title: queue_options.Title = None,
    description: queue_options.Description = None,
    material: Annotated[
        int | None, _paper_option("--material", "The rows are answers and the like for the numbers of this paper.")
    ] = None,
    replace: Annotated[
        int | None, _paper_option("--replace", "The file takes the place of this one, and its number.")
    ] = None,
    all_or_nothing: Annotated[
        bool, typer.Option("--all-or-nothing", help="Store nothing where a row cannot be taken.")
    ] = False,
    template: Annotated[
        Literal["csv", "xlsx"] | None,
        typer.Option("--template", help="Write an empty table to fill in.", show_default=False),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="With --template: where to.")
    ] = None,
    queue: queue_options.Queue = None,
    priority: queue_options.Priority = None,
    at: queue_options.At = None,
    in_: queue_options.In = None,
    max_attempts: queue_options.MaxAttempts = None,
    again: queue_options.Again = False,
    as_: queue_options.As = None,
    wait: Annotated[bool, typer.Option("--wait", help="Wait until all rows, and what follows, are over.")] = False,
    dry_run: DryRun = False,
) -> int | None:
    """Take in questions of tables and workbooks, row by row; one that cannot be taken stops no other.

    A file is a job, and each of its rows an item of that: `cgq failed --items` lists those that failed. Columns are
    known by their names, English or Korean: see `cgq import --template csv`. --dry-run reads the file and says what
    would be taken, which rows cannot be, and how a corrected file differs from the one in the bank.
    """
    if template is not None:
        _refuse_files(files)
        _refuse_other_ending(template, output)
        return _write_template(asked, template, output)
    if not files or output is not None:
        missing = "-o belongs to --template" if files else "Nothing was named to import"
        raise Refused(missing, code="usage", hint="Name files: `cgq import questions.csv`")
    asked_for = wishes(
        files, queue=queue, priority=priority, at=at, in_=in_, max_attempts=max_attempts, again=again, as_=as_,
        title=title, description=description,
    )  # fmt: skip
    note_past(asked.screen, at)
    wanted = _wishes(
        files, map_ or (), sheet, encoding, material, replace, all_or_nothing=all_or_nothing, asked=asked_for
    )
    with open_workspace(asked, must_exist=material is not None or replace is not None) as workspace:
        return _import(asked, workspace, files, wanted, asked_for, dry_run=dry_run, wait=wait)


def _import(
    asked: Invocation,
    workspace: "Workspace",
    files: Sequence[str],
    wanted: "ImportWishes",
    asked_for: "Wishes",
    *,
    dry_run: bool,
    wait: bool,
) -> int | None:
    """Look at the files, or give each its job, and wait for them where that is asked for."""
    from cgq.actions.import_files import import_files, would_import
    from cgq.queue.states import LIVING
    from cgq_cli.immediately import do_now
    from cgq_cli.waiting import note_who_works, wait_for

    screen = asked.screen
    imports = (would_import if dry_run else import_files)(workspace, files, wanted, asked_for)
    code = _answer(asked, imports, wanted, dry_run=dry_run)
    jobs = [one.taken.job for one in imports.files if one.taken.state in LIVING]
    if dry_run or not jobs:
        return code
    if workspace.settings.immediate:
        return do_now(screen, workspace, jobs) or code
    if wait:
        return wait_for(screen, workspace, jobs) or code
    note_who_works(screen, workspace, jobs)
    return code


def _answer(asked: Invocation, imports: "Imports", wanted: "ImportWishes", *, dry_run: bool) -> int:
    """Tell what became of the files; where nothing at all was taken, the one reason is the answer."""
    from cgq.documents.imported import Imported
    from cgq_cli.exit_codes import SOME_FAILED
    from cgq_cli.render import imported as drawn

    screen = asked.screen
    worst = imports.worst()
    if worst is not None and not imports.files and not imports.looked_at and len(imports.refused) == 1:
        raise worst
    document = Imported.of(imports, dry_run=dry_run)
    if dry_run:
        screen.account(document, [text for one in imports.looked_at for text in drawn.look_lines(one)])
    else:
        screen.account_table(document, drawn.COLUMNS, drawn.rows(imports), ())
        for one in imports.files:
            for text in drawn.remarks(one, wanted):
                screen.note(text)
    for refused in imports.refused:
        screen.complain(drawn.refusal_line(refused))
    failed = any(one.seen.failed for one in imports.looked_at)
    return worst.exit_code if worst is not None else SOME_FAILED if failed else 0


def _wishes(
    files: Sequence[str],
    mapped: Sequence[str],
    sheet: str | None,
    encoding: str | None,
    material: int | None,
    replace: int | None,
    *,
    all_or_nothing: bool,
    asked: "Wishes",
) -> "ImportWishes":
    """How the files are to be imported. Raises Refused for what cannot be meant together."""
    from cgq.stages.import_intake import ImportWishes

    if replace is not None and (material is not None or len(files) > 1):
        other = "--material" if material is not None else "several files"
        raise Refused(f"--replace and {other} do not go together", code="usage", hint="Give one file and one of them.")
    if material is not None and (asked.title or asked.description):
        hint = "Correct the paper's own: `cgq materials edit ID --title TEXT`"
        raise Refused("--material adds to a paper that has a title", code="usage", hint=Hint(hint))
    return ImportWishes(
        columns=_columns(mapped),
        sheet=sheet,
        encoding=encoding,
        material=material,
        replace=replace,
        all_or_nothing=all_or_nothing,
        title=asked.title,
        description=asked.description,
    )


def _columns(mapped: Sequence[str]) -> dict[str, str]:
    """Our names of columns -> the file's. Raises Refused where two of them contradict each other."""
    from cgq.exchange.table import columns

    found: dict[str, str] = {}
    for name, heading in map(_column, mapped):
        other = next((one for one, theirs in found.items() if columns.fold(theirs) == columns.fold(heading)), name)
        if other != name:
            message = f"--map names {heading} for two columns: {other} and {name}"
            raise Refused(message, code="usage", hint="Name it for one of them.")
        if columns.fold(found.get(name, heading)) != columns.fold(heading):
            message = f"--map names two columns for {name}: {found[name]} and {heading}"
            raise Refused(message, code="usage", hint="Name one of them.")
        found[name] = heading
    return found


def _column(text: str) -> tuple[str, str]:
    """`number=번호`: our name of a column, and the file's. Raises Refused for a name that is none of ours."""
    from cgq.config import refuse_unknown
    from cgq.exchange.table import columns

    name, sign, heading = text.partition("=")
    if not sign or not heading.strip():
        raise Refused(f"--map {text} names no column", code="usage", hint="Write it as --map stem=Question.")
    known = columns.name_of(name) or (name.strip() if name.strip() in columns.names() else None)
    if known is None:
        message, shown = f"There is no column {name.strip()!r}", columns.shown_names()
        refuse_unknown(message, name.strip(), columns.names(), code="unknown_column", shown=shown)
    return known, heading.strip()


def _refuse_files(files: Sequence[str] | None) -> None:
    if files:
        raise Refused("--template writes a table, and imports none", code="usage", hint="Leave the files out.")


def _refuse_other_ending(form: Literal["csv", "xlsx"], output: Path | None) -> None:
    """Raise Refused for a file whose name says that it is something else than what it would be."""
    endings = {ending for name in readers.names() for ending in readers.make(name).suffixes}
    ending = output.suffix.lower() if output is not None else ""
    if ending in endings - set(readers.make(form).suffixes):
        hint = f"Name it FILE.{form}, or choose the other with --template."
        raise Refused(f"A template of the format {form} is no {ending}", code="usage", hint=hint)


def _write_template(asked: Invocation, form: Literal["csv", "xlsx"], output: Path | None) -> int:
    """The empty table, in a file or to whoever reads standard output."""
    from cgq.bank.files import path_text
    from cgq.documents.imported import Template
    from cgq.exchange.table.template import template
    from cgq.replaced import replaced

    screen = asked.screen
    made = template(form)
    if output is None or str(output) == "-":
        if screen.terminal and form == "xlsx":
            raise Refused("A workbook is nothing to read in a terminal", code="usage", hint="Name a file: -o FILE.xlsx")
        screen.stdout.flush()
        sys.stdout.buffer.write(made)
        sys.stdout.buffer.flush()
        return 0
    if os.path.lexists(output):
        raise Refused(f"{output} is there already", code="exists", hint="Nothing was written. Name another file.")
    with replaced(output) as write:
        write(made)
    screen.account(Template(format=form, file=path_text(output)), [f"A template is in {escape(str(output))}."])
    return 0
