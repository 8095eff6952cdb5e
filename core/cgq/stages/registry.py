"""Which stages there are: ours, and a user's own through the entry-point group `cgq.stages`."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any

from cgq.errors import NotReady

if TYPE_CHECKING:
    from cgq.config import EmbeddingSettings, ReadingSettings
    from cgq.stages.stage import Stage

GROUP = "cgq.stages"
OURS = {
    "process_pdf": "ProcessPdf",
    "recognise_pdf": "RecognisePdf",
    "label_lines": "LabelLines",
    "generate_embedding": "GenerateEmbedding",
    "update_knowledge_graph": "UpdateKnowledgeGraph",
    "refresh_concepts": "RefreshConcepts",
}
OF_READING = ("process_pdf", "recognise_pdf", "label_lines")
ALONE = {"read_paper": "ReadPaper", "draw_pages": "DrawPages"}
"""What a command has a worker do outside the queue: computed, never enqueued or stored."""


@cache
def own_kinds() -> dict[str, EntryPoint]:
    """The user's own kinds, by name; one of ours cannot be taken."""
    return {entry.name: entry for entry in entry_points(group=GROUP) if entry.name not in OURS | ALONE}


def make(kind: str, embedding: EmbeddingSettings, reading: ReadingSettings | None = None) -> Stage[Any, Any]:
    """The stage of a kind; raises NotReady when a user's own cannot be loaded.

    `reading` matters where jobs are loaded and stored, not where they are computed.
    """
    if kind in OURS | ALONE:
        made = getattr(import_module(f"cgq.stages.{kind}"), (OURS | ALONE)[kind])
        told = (embedding,) if kind == "generate_embedding" else (reading,) if kind in OF_READING else ()
        return made(*told)  # type: ignore[no-any-return]
    try:
        return own_kinds()[kind].load()()  # type: ignore[no-any-return]
    except Exception as error:
        raise NotReady(
            f"The stage {kind!r} cannot be loaded: {error}",
            code="stage_not_loadable",
            hint=f"Check the package that offers it in the entry-point group {GROUP}.",
        ) from error
