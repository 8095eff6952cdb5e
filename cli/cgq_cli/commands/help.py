"""`cgq help TOPIC`: what does not fit into a verb's own --help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from cgq.config import refuse_unknown
from cgq.hints import Hint
from cgq.installed import command_to_add
from cgq_cli.helping import Group, option_terms
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.render.codes import lines as codes
from cgq_cli.render.help import page_width, term_lines
from cgq_cli.render.topic import option_topic, reflowed

app = new_app()

TEXTS = Path(__file__).parent.parent / "help"
INSTALL = "{install %s}"
"""What stands in a topic for the command that installs an extra here."""
FIRST = ("start", "where", "options")
"""The topics that a newcomer needs; the others follow by name."""


@command(app, database=False)
def help(  # noqa: A001
    asked: Invocation,
    topic: Annotated[
        list[str] | None, typer.Argument(metavar="TOPIC", help="A topic or a verb.", show_default=False)
    ] = None,
) -> None:
    """Explain a topic or a verb; without one, list the topics."""
    from cgq.documents.help import Topic, Topics

    root: Any = asked.context.find_root()
    topics = _topics(root)
    if not topic:
        titles = {name: text.partition("\n")[0] for name, text in topics.items()}
        head = ["Topics:", *term_lines(list(titles.items()), page_width()), ""]
        asked.screen.show(Topics(topics=titles), [*head, Hint("Read one: `cgq help TOPIC`")])
        return
    name = " ".join(topic)
    if name in topics:
        asked.screen.show(Topic(topic=name, text=topics[name]), reflowed(topics[name], page_width()))
        return
    text = _help_of(topic, root, {*topics, *root.command.list_commands(root)})
    asked.screen.show(Topic(topic=name, text=text), [text])


def _topics(root: Any) -> dict[str, str]:
    """Every topic by its name, the first ones first."""
    from cgq.convert.extras import HEIC, HWP
    from cgq.exam.ocr.recogniser import PACKAGE

    found = {file.stem: file.read_text("utf-8").rstrip("\n") for file in TEXTS.glob("*.txt")}
    for topic, extra, package in (("scans", "ocr", PACKAGE), ("files", "hwp", HWP), ("files", "heic", HEIC)):
        found[topic] = found[topic].replace(INSTALL % extra, command_to_add(package))
    found["findings"] = "\n".join(codes())
    found["options"] = option_topic(option_terms(root.command, root))
    return {name: found[name] for name in (*FIRST, *sorted(found.keys() - set(FIRST)))}


def _help_of(words: list[str], root: Any, known: set[str]) -> str:
    """The help of a verb, or of a command below it."""
    context = root
    for word in words:
        below = context.command.get_command(context, word) if isinstance(context.command, Group) else None
        if below is None:
            refuse_unknown(f"There is no topic {' '.join(words)!r}", word, known, code="unknown_topic")
        context = below.make_context(word, [], parent=context, resilient_parsing=True)
    return str(context.get_help())
