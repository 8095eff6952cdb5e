"""A part of the concept graph written to a file, in a format for other programs or as a picture."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from cgq.errors import Refused
from cgq.exchange.export.target import refuse_file
from cgq.exchange.graphs import forms
from cgq.graph.part import part
from cgq.replaced import replaced

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cgq.graph.part import WantedPart
    from cgq.workspace import Workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportedGraph:
    """What was written: its `text`, or the `file` that holds it; `left_out` concepts had no room.

    `losses` counts what the format cannot hold, by the reason.
    """

    format: str
    concepts: int
    edges: int
    left_out: int
    losses: Mapping[str, int]
    text: str = ""
    file: Path | None = None


def export_graph(workspace: Workspace, wanted: WantedPart, name: str, output: Path | None = None) -> ExportedGraph:
    """Write a part of the graph in the format of this name, as a text or whole into `output`.

    Raises Missing for an unknown concept, Refused for a place of value and for rejected edges in a picture, and
    StorageFailed.
    """
    form = forms.make(name)
    if form.is_picture and wanted.status == "rejected":
        hint = "Choose another format, such as csv, or leave --status out."
        raise Refused(f"{name} shows no edges that were rejected", code="rejected_edges", hint=hint)
    wanted = wanted._replace(rejected=not form.is_picture, most=form.most if wanted.most is None else wanted.most)
    losses: Counter[str] = Counter()
    with workspace.database.read() as tx:
        if output is not None:
            refuse_file(tx, output, workspace.database.path)
        chosen = part(tx, wanted)
    text = "".join(form.lines(chosen, lambda reason: losses.update([reason])))
    done = ExportedGraph(
        format=name,
        concepts=len(chosen.concepts),
        edges=len(chosen.edges),
        left_out=chosen.left_out,
        losses=dict(sorted(losses.items())),
    )
    if output is None:
        return replace(done, text=text)
    with replaced(output) as write:
        write(text.encode())
    return replace(done, file=output)
