"""`cgq help TOPIC`: what does not fit into a verb's own --help."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cgq.config import refuse_unknown
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.render.codes import lines as codes

app = new_app()

TEXTS = Path(__file__).parent.parent / "help"


@command(app, database=False)
def help(  # noqa: A001
    asked: Invocation,
    topic: Annotated[str | None, typer.Argument(help="A topic or a verb.", show_default=False)] = None,
) -> None:
    """Explain a topic or a verb; without one, list the topics."""
    from cgq.documents.help import Topic, Topics

    topics = {file.stem: file.read_text("utf-8").rstrip("\n") for file in TEXTS.glob("*.txt")}
    topics = dict(sorted({**topics, "findings": "\n".join(codes())}.items()))
    if topic is None:
        titles = {name: text.partition("\n")[0] for name, text in topics.items()}
        lines = [f"{name:<12}{title}" for name, title in titles.items()]
        asked.screen.show(Topics(topics=titles), ["Topics, for `cgq help TOPIC`:", "", *lines])
        return
    root: Any = asked.context.find_root().command
    if topic in topics:
        text = topics[topic]
    elif verb := root.get_command(asked.context, topic):
        text = verb.make_context(topic, [], parent=asked.context.find_root(), resilient_parsing=True).get_help()
    else:
        known = {*topics, *root.list_commands(asked.context)}
        refuse_unknown(f"there is no topic {topic!r}", topic, known, code="unknown_topic")
    asked.screen.show(Topic(topic=topic, text=text), [text])
