"""The walk through edges that wait for a decision, one key each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq_cli.picturing import write_prompt
from cgq_cli.render import edges as drawn
from cgq_cli.render.prose import wrapped
from cgq_cli.walking import Done, Walk

if TYPE_CHECKING:
    from cgq.actions.graph_edges import DecidedEdge
    from cgq.graph.read import ListedEdge
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation


class EdgeWalk(Walk["ListedEdge"]):
    """A person's way through some edges."""

    letters = "artu"
    help = (
        "a  It is so. It stays until you take it back, and is not asked again.",
        "r  It is not so. It is suggested no more.",
        "t  It is the other way round: this one is rejected, the other accepted.",
        "u  Take back what was decided about this one.",
    )

    def __init__(self, asked: Invocation, workspace: Workspace, by: str) -> None:
        super().__init__(asked.screen)
        self._workspace, self._by = workspace, by
        self._turned: set[tuple[str, int, int]] = set()

    def again(self, known: ListedEdge) -> ListedEdge | None:
        """The edge as it stands now."""
        from cgq.actions.graph_edges import same_edge

        with self._workspace.database.read() as tx:
            return same_edge(tx, known)

    def keys(self, item: ListedEdge) -> str:  # noqa: ARG002 - as the walk calls it
        """The same keys for each edge."""
        return "a accept  r reject  t turn round  u undo  n next  b back  q quit"

    def show(self, item: ListedEdge, name: str) -> None:
        """What an edge means, its evidence, and questions of both its concepts."""
        from cgq.actions.graph_edges import questions_of

        with self._workspace.database.read() as tx:
            questions = questions_of(tx, item)
        head = f"{name}. {drawn.says(item.kind, item.source.label, item.target.label)}?"
        lines = [self.screen.paint(text, "bold") for text in wrapped(head, self.screen.columns, indent="  ")]
        lines += drawn.edge_lines(item, questions, self.screen.layout)
        write_prompt("\n" + "\n".join(lines) + "\n\n")

    def act(self, item: ListedEdge, key: str) -> Done:
        """Do what a key stands for."""
        done = self._do(item, key)
        what = "undone" if key == "u" else done.status or "undone"
        return Done("" if done.change == "same" else what, drawn.decided(done), done.jobs)

    def summary(self, total: int, decisions: str) -> str:  # noqa: ARG002 - as the walk calls it
        """What was decided."""
        return f"{decisions[0].upper()}{decisions[1:]}."

    def _do(self, edge: ListedEdge, key: str) -> DecidedEdge:
        from cgq.actions.graph_edges import Verdict, decide_about, turn_back, turn_round

        this = (edge.kind, edge.source.id, edge.target.id)
        was_turned = this in self._turned
        if key == "t":
            done = turn_round(self._workspace, edge, self._by)
            self._turned.add(this)
            return done
        if key == "u" and was_turned:
            done = turn_back(self._workspace, edge, self._by)
        else:
            verdict: Verdict = "accepted" if key == "a" else "rejected" if key == "r" else "taken back"
            done = decide_about(self._workspace, edge, verdict, self._by)
        self._turned.discard(this)
        return done
