"""An export from the command line: at once, or as a job where it is large or for later."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from cgq.config import PDF_PASSWORD, read_secret
from cgq.errors import Refused
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.nothing import empty_lines, no_questions, sentence, whole
from cgq_cli.opening import open_workspace
from cgq_cli.render import export as sentences
from cgq_cli.render.counting import counting
from cgq_cli.render.text import counted, escape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from cgq.actions.export import Planned, Wanted
    from cgq.bank.selection import Status
    from cgq.exchange.drawings.assets import Figures
    from cgq.exchange.export.write import Written
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation

SEEDS = 1_000_000
"""How many seeds one is drawn from that nobody names: few enough digits to type it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the command line asks for."""

    format: str
    output: Path | None
    material: tuple[int, ...]
    concept: tuple[str, ...]
    year: tuple[int, ...]
    status: tuple[str, ...]
    repeats: bool
    shuffle_options: bool
    seed: int | None
    assets: Path | None
    at: int | None
    in_: float | None
    priority: str | None
    as_: str | None
    wait: bool
    dry_run: bool

    @property
    def is_for_later(self) -> bool:
        """Is it for a time to come? Then it is a job, whatever its size."""
        return self.at is not None or self.in_ is not None

    @property
    def target(self) -> Path | None:
        """The file or folder, None for standard output."""
        return None if self.output is None or str(self.output) == "-" else self.output

    def filters(self) -> dict[str, object]:
        """The filters as they are typed, with their values."""
        listed = {"--material": self.material, "--concept": self.concept, "--year": self.year, "--status": self.status}
        named: dict[str, object] = {option: ", ".join(map(str, values)) or None for option, values in listed.items()}
        return {**named, "--repeats": self.repeats}


def choose_format(asked: Invocation, named: str | None, output: Path | None) -> str:
    """The format that is named, else that of the output's name. Raises Refused for an ending that no format has."""
    from cgq.exchange import formats
    from cgq.exchange.export.target import is_special

    if named is not None:
        return named
    if output is None or str(output) == "-" or is_special(output):
        return formats.DEFAULT
    found = formats.name_for(output)
    if found is None:
        message = f"{output} ends as the file of no format does: {output.suffix}"
        hint = f"Name the format with --format: {', '.join(formats.names())}."
        raise Refused(message, code="unknown_format", hint=hint)
    if found != formats.DEFAULT:
        asked.screen.note(f"As {found}, by the name's end {output.suffix}. Another format: --format NAME")
    return found


def run_export(asked: Invocation, options: Options) -> int:
    """Write it, or enqueue the job that does. The exit code."""
    from cgq.actions.export import plan_export
    from cgq.exchange.export.target import is_special

    _refuse_unclear(asked, options)
    options, is_drawn = _with_seed(options)
    wanted = _wanted(options)
    target = options.target
    with open_workspace(asked, create=False) as workspace:
        place = None if target is None or is_special(target) else target
        planned = plan_export(workspace, wanted, place, assets=options.assets)
        if is_drawn:
            asked.screen.note(f"The same order again: --seed {options.seed}")
        is_job = options.is_for_later or (
            planned.is_large and target is not None and options.assets is None and not is_special(target)
        )
        if options.dry_run:
            return _say_plan(asked, options, planned, is_job=is_job)
        if is_job and target is not None:
            return _enqueue(asked, workspace, options, target)
        if target is None or is_special(target):
            return _through(asked, workspace, options, wanted)
        return _to_file(asked, workspace, options, wanted, target)


def _refuse_unclear(asked: Invocation, options: Options) -> None:
    """Raise Refused for what cannot be meant together."""
    from cgq.exchange import formats
    from cgq.exchange.export.target import is_special

    if options.at is not None and options.in_ is not None:
        raise Refused("--at and --in name the same thing", code="usage", hint="Give one of them.")
    if options.seed is not None and not options.shuffle_options:
        raise Refused("--seed is for --shuffle-options", code="usage", hint="Add --shuffle-options, or leave it out.")
    if options.is_for_later and options.assets is not None:
        hint = "Leave --assets out, or --at and --in."
        raise Refused("--assets is for an export at once", code="usage", hint=hint)
    if options.is_for_later and (options.target is None or is_special(options.target)):
        hint = "Name a file: --output FILE."
        raise Refused("A job writes neither standard output nor a pipe", code="needs_output", hint=hint)
    form = formats.make(options.format)
    if options.target is None and form.binary and asked.screen.terminal:
        hint = "Name a file, --output FILE, or send it through a pipe."
        raise Refused(f"{form.name} is no text for a terminal", code="needs_output", hint=hint)


def _with_seed(options: Options) -> tuple[Options, bool]:
    """With a seed where options are shuffled and none is named; and whether one was drawn."""
    if not options.shuffle_options or options.seed is not None:
        return options, False
    return replace(options, seed=secrets.randbelow(SEEDS)), True


def _wanted(options: Options) -> Wanted:
    """What is asked for. Raises Refused for what the format cannot be asked for."""
    from cgq.actions.export import Wanted

    try:
        return Wanted(
            format=options.format,
            material=options.material,
            concept=options.concept,
            year=options.year,
            status=cast("tuple[Status, ...]", options.status),
            repeats=options.repeats,
            seed=options.seed,
        )
    except ValueError as error:
        hint = "Leave --shuffle-options and --seed out, or name another format."
        raise Refused(str(error), code="usage", hint=hint) from error


def _to_file(asked: Invocation, workspace: Workspace, options: Options, wanted: Wanted, target: Path) -> int:
    from cgq.actions.export import export_file
    from cgq.documents.export import Export

    screen = asked.screen
    with counting(screen, "drawing") as drawn:
        written, figures = export_file(
            workspace, wanted, target, assets=options.assets, password=_password(asked), drawn=drawn
        )
    below = [] if written.count else list(_nothing(asked, workspace, options))
    said = [f"{counted(written.count, 'question')} in {escape(str(target))}{_named(figures, options.assets)}", *below]
    document = Export.of(wanted, target, written, options.assets, figures)
    screen.account(document, said if screen.terminal else [])
    for text in [] if screen.terminal else said:
        screen.note(text)
    return _report(asked, written, figures)


def _through(asked: Invocation, workspace: Workspace, options: Options, wanted: Wanted) -> int:
    """To standard output, or into a pipe or a device that is named."""
    from cgq.actions.export import export_stream

    target = options.target
    stream = asked.screen.stdout.buffer if target is None else target.open("wb")
    asked.screen.stdout.flush()
    try:
        with counting(asked.screen, "drawing") as drawn:
            written, figures = export_stream(
                workspace, wanted, stream.write, assets=options.assets, password=_password(asked), drawn=drawn
            )
        stream.flush()
    finally:
        if target is not None:
            stream.close()
    below = [] if written.count else list(_nothing(asked, workspace, options))
    for text in (f"{counted(written.count, 'question')}{_named(figures, options.assets)}", *below):
        asked.screen.note(text)
    return _report(asked, written, figures)


def _enqueue(asked: Invocation, workspace: Workspace, options: Options, target: Path) -> int:
    """A job that writes the same; asked for again it is done again, for the bank goes on."""
    from msgspec import json

    from cgq.actions.stage_jobs import Subject
    from cgq.bank.files import path_text
    from cgq_cli.intake import note_past, wishes
    from cgq_cli.staging import enqueue_stage

    note_past(asked.screen, options.at)
    asked_for = wishes((), priority=options.priority, at=options.at, in_=options.in_, as_=options.as_, again=True)
    narrowed = {
        "material": options.material,
        "concept": options.concept,
        "year": options.year,
        "status": options.status,
        "repeats": options.repeats,
    }
    given = {name: values for name, values in narrowed.items() if values}
    seed = {} if options.seed is None else {"seed": options.seed}
    args = {"path": path_text(os.path.abspath(target)), "format": options.format, **given, **seed}
    about = Subject(args=json.encode(args).decode())
    return enqueue_stage(
        asked.screen, workspace, "export_questions", about, asked_for, now=False, dry_run=False, wait=options.wait
    )


def _say_plan(asked: Invocation, options: Options, planned: Planned, *, is_job: bool) -> int:
    from cgq.documents.export import ExportPlan

    place = "standard output" if options.target is None else escape(str(options.target))
    most = "at most " if options.status else ""
    how = "by a job" if is_job else "at once"
    text = f"Would write {most}{counted(planned.questions, 'question')} as {options.format} to {place}, {how}."
    asked.screen.show(ExportPlan.of(options.format, options.target, planned, is_job=is_job), [text])
    return 0


def _nothing(asked: Invocation, workspace: Workspace, options: Options) -> Iterator[str]:
    """Why the export is empty."""
    held = whole(workspace)
    if not held.questions:
        yield from empty_lines(asked, held)
        return
    yield sentence(no_questions(held, options.filters()))


def _named(figures: Figures | None, folder: Path | None) -> str:
    return f", {counted(len(figures.names), 'figure')} in {escape(str(folder))}" if figures else ""


def _report(asked: Invocation, written: Written, figures: Figures | None) -> int:
    """Say what the format could not hold, and which figures are missing, each reason once. The exit code."""
    for text in sentences.loss_lines(written):
        asked.screen.note(text)
    undrawn = {**written.undrawn, **(figures.undrawn if figures else {})}
    for text in sentences.undrawn_lines(undrawn):
        asked.screen.complain(text)
    return SOME_FAILED if undrawn else 0


def _password(asked: Invocation) -> str | None:
    secret = read_secret(PDF_PASSWORD, asked.environ)
    return secret.value if secret else None
