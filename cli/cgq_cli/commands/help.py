"""`cgq help TOPIC`: what does not fit into a verb's own --help."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cgq.config import refuse_unknown
from cgq_cli.invocation import Invocation, command, new_app

app = new_app()

TEXTS = Path(__file__).parent.parent / "help"


@command(app, database=False)
def help(  # noqa: A001
    asked: Invocation,
    ctx: typer.Context,
    topic: Annotated[str | None, typer.Argument(help="A topic or a verb.", show_default=False)] = None,
) -> None:
    """Explain a topic or a verb; without one, list the topics."""
    topics = {file.stem: file for file in sorted(TEXTS.glob("*.txt"))}
    if topic is None:
        titles = {name: file.read_text("utf-8").partition("\n")[0] for name, file in topics.items()}
        lines = [f"{name:<12}{title}" for name, title in titles.items()]
        asked.screen.show({"type": "topics", "topics": titles}, ["Topics, for cgq help TOPIC:", "", *lines])
        return
    root: Any = ctx.find_root().command
    if topic in topics:
        text = topics[topic].read_text("utf-8").rstrip("\n")
    elif verb := root.get_command(ctx, topic):
        text = verb.make_context(topic, [], parent=ctx.find_root(), resilient_parsing=True).get_help()
    else:
        known = {*topics, *root.list_commands(ctx)}
        refuse_unknown(f"there is no topic {topic!r}", topic, known, code="unknown_topic")
    asked.screen.show({"type": "topic", "topic": topic, "text": text}, [text])
