"""The verbs. A new one is one file in `commands/` and one line in VERBS.

The file has an `app` (see `invocation.new_app`) and is imported only when its verb is called, so
that `cgq --help` costs the same with three verbs and with thirty.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any

import typer
import typer.main

from cgq_cli.helping import Group
from cgq_cli.invocation import Invocation, bare, new_app

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb of the command line. `module` is below cgq_cli.commands, the verb's name by default."""

    name: str
    summary: str
    group: str
    module: str = ""


VERBS = (
    Verb("run", "Take papers in, work until all is done, say what came of it.", "Start"),
    Verb("status", "Show the queues, who works on them, and what the bank holds.", "Start"),
    Verb("questions", "List the questions, or show one in full.", "Start"),
    Verb("review", "Walk through the questions that ask for a person, and decide.", "Start"),
    Verb("search", "Find questions by meaning and by words.", "Start"),
    Verb("similar", "Show the questions that are near one in meaning.", "Bank"),
    Verb("materials", "List the papers, or tell everything of one; correct, replace or remove them.", "Bank"),
    Verb("demo", "Run the sample exams in a fresh workspace.", "Start"),
    Verb("import", "Take in questions of tables and workbooks, row by row.", "Bank", "import_"),
    Verb("export", "Write the bank for other programs.", "Bank"),
    Verb("repeats", "List what exams ask again, and how it differs.", "Bank"),
    Verb("attempts", "List what learners answered, import, export or remove it.", "Bank"),
    Verb("graph", "Look into the concept graph, decide about it.", "Bank"),
    Verb("extract", "Read files into questions, with no workspace and no queue.", "Papers"),
    Verb("collect", "Fetch many papers: those of a list, of a page, of a catalogue.", "Papers"),
    Verb("enqueue", "Take papers in: each becomes a job, exactly once.", "Queue"),
    Verb("work", "Serve the queue until told to stop.", "Queue"),
    Verb("jobs", "List jobs, the newest first.", "Queue"),
    Verb("show", "Show one job: its state, tries, attempts, and what follows from it.", "Queue"),
    Verb("explain", "Say why a job waits, who or what holds it, and about when it starts.", "Queue"),
    Verb("wait", "Wait until jobs, with all that follows from them, are over.", "Queue"),
    Verb("failed", "Show what failed for good, by its cause; retry it, or give it up.", "Queue"),
    Verb("retry", "Start failed, cancelled or discarded jobs again: named, by filter, or all.", "Queue"),
    Verb("cancel", "Cancel jobs that are not over: named, by filter, or all.", "Queue"),
    Verb("watch", "Watch the queue live; piped, print its changes as JSON.", "Operate"),
    Verb("stats", "Show what was done, how fast, and what went wrong.", "Operate"),
    Verb("cost", "Show what was spent with providers, by model, job or day.", "Operate"),
    Verb("stop", "Stop every run and work on the database, in any terminal.", "Operate"),
    Verb("pause", "Start nothing more of some queues, or of all.", "Operate"),
    Verb("resume", "Let paused queues go on.", "Operate"),
    Verb("prune", "Remove jobs that have been over for long enough.", "Operate"),
    Verb("hooks", "Show the commands that hear of failures, and what became of them; try one out.", "Operate"),
    Verb("schedule", "Do work at recurring times: papers, a kind of job, upkeep.", "Operate"),
    Verb("doctor", "Check that everything is in place, and mend what can be.", "Care"),
    Verb("backup", "Copy the whole database into a file, while others work.", "Care"),
    Verb("restore", "Put a backup where the database is; that one is kept.", "Care"),
    Verb("config", "Show the settings and where each comes from.", "Care"),
    Verb("completion", "Print the script that completes cgq in a shell.", "Care"),
    Verb("help", "Explain a topic or a verb.", "Care"),
)
_BY_NAME = {verb.name: verb for verb in VERBS}


GROUPS = ("Start", "Bank", "Papers", "Queue", "Operate", "Care")
"""The groups in the order in which a newcomer needs them."""


class Verbs(Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        return list(_BY_NAME)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        verb = _BY_NAME.get(cmd_name)
        if verb is None:
            return None
        module = import_module(f"cgq_cli.commands.{verb.module or verb.name}")
        loaded = typer.main.get_command(module.app)
        loaded.name = verb.name
        return loaded

    def command_sections(self, ctx: Any) -> list[tuple[str, list[tuple[str, str]]]]:  # noqa: ARG002
        """The verbs by their groups; none is imported."""
        groups = dict.fromkeys((*GROUPS, *(verb.group for verb in VERBS)))
        return [(group, [(verb.name, verb.summary) for verb in VERBS if verb.group == group]) for group in groups]


def root() -> Any:
    """The whole command line as one command object."""
    app = new_app()

    @bare(app, cls=Verbs)
    def cgq(  # pyright: ignore[reportUnusedFunction]
        asked: Invocation,
        version: Annotated[  # noqa: ARG001
            bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
        ] = False,
    ) -> None:
        """Exam papers become a question bank, through a durable local queue."""
        from cgq.documents.help import Topic

        text = asked.context.get_help()
        asked.screen.show(Topic(topic="cgq", text=text), [text])

    return typer.main.get_command(app)


def _version(wanted: bool) -> None:
    if wanted:
        from cgq import __version__

        typer.echo(f"cgq {__version__}")
        raise typer.Exit


def invoke(args: Sequence[str]) -> int:
    """Run the verb in `args`; its exit code. Errors come out as exceptions."""
    group = root()
    try:
        with group.make_context("cgq", list(args)) as context:
            group.invoke(context)
    except typer.Exit as done:
        return done.exit_code
    return 0
