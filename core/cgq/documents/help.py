"""What explains the program: its topics, and the scripts that complete it in a shell."""

from __future__ import annotations

from typing import Literal

from cgq.documents import Document


class Topics(Document, frozen=True, kw_only=True, tag="topics"):
    """The topics that are explained: `cgq help`."""

    topics: dict[str, str]
    """The title of each topic by its name."""


class Topic(Document, frozen=True, kw_only=True, tag="topic"):
    """One topic or verb, explained: `cgq help TOPIC`."""

    topic: str
    """The name of the topic or verb."""
    text: str
    """The explanation, in lines for a terminal."""


class Completion(Document, frozen=True, kw_only=True, tag="completion"):
    """The script that completes cgq in a shell: `cgq completion SHELL`."""

    shell: Literal["bash", "zsh", "fish"]
    """The shell."""
    script: str
    """The script."""
