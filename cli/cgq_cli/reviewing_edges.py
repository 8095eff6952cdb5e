"""The walk through edges that wait for a decision, one key each; every decision is saved at once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cgq.errors import CgqError
from cgq.hints import Hint
from cgq_cli import terminal
from cgq_cli.picturing import write_prompt
from cgq_cli.render import edges as drawn
from cgq_cli.render.hints import advice
from cgq_cli.render.prose import wrapped
from cgq_cli.render.text import counted, escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cgq.actions.graph_edges import DecidedEdge
    from cgq.graph.read import ListedEdge
    from cgq.workspace import Workspace
    from cgq_cli.invocation import Invocation

KEYS = "a accept  r reject  t turn round  u undo  n next  b back  q quit"
HELP = (
    "a  It is so. It stays until you take it back, and is not asked again.",
    "r  It is not so. It is suggested no more.",
    "t  It is the other way round: this one is rejected, the other accepted.",
    "u  Take back what was decided about this one.",
    "n  Go on without deciding (also Enter or Space).",
    "b  Go back.",
    "q  Stop. What was decided is saved.",
)


class EdgeWalk:
    """A person's way through some edges. What was decided is in the database before the next is shown."""

    def __init__(self, asked: Invocation, workspace: Workspace, by: str) -> None:
        self._workspace, self._by = workspace, by
        self._screen = asked.screen
        self._done: Counter[str] = Counter()
        self._jobs = 0
        self._turned: set[tuple[str, int, int]] = set()

    def through(self, edges: Sequence[ListedEdge], *, more: bool) -> None:
        """Show one after the other until the last, or until the person stops."""
        place, way = 0, 1
        try:
            while place < len(edges):
                step = self._one(edges[place], f"{place + 1} of {len(edges)}{' and more' if more else ''}")
                if step is None:
                    break
                way = step or way  # over one that is gone in the direction of before
                place, way = (place + way, way) if place + way >= 0 else (0, 1)
        finally:
            self._sum_up()

    def _one(self, known: ListedEdge, name: str) -> int | None:
        """Show an edge and do what is asked; by how many to go on, 0 for one that is gone, None to stop."""
        from cgq.actions.graph_edges import questions_of, same_edge

        with self._workspace.database.read() as tx:
            edge = same_edge(tx, known)
            if edge is None:
                self._screen.note(f"{name}: it is no more there", "dim")
                return 0
            questions = questions_of(tx, edge)
        head = f"{name}. {drawn.says(edge.kind, edge.source.label, edge.target.label)}?"
        lines = [self._screen.paint(text, "bold") for text in wrapped(head, self._screen.columns, indent="  ")]
        lines += drawn.edge_lines(edge, questions, self._screen.layout)
        write_prompt("\n" + "\n".join(lines) + "\n\n")
        return self._asked_for(edge)

    def _asked_for(self, edge: ListedEdge) -> int | None:
        """One key that means something."""
        while True:
            write_prompt(f"{KEYS}  ? help > ")
            key = terminal.key()
            write_prompt(("" if key in "\r\n " else escape(key)) + "\n")
            if key in ("q", "\x04"):
                return None
            if key in ("n", "\n", "\r", " "):
                self._done["skipped"] += 1
                return 1
            if key == "b":
                return -1
            if key == "?":
                for text in HELP:
                    lines = wrapped(text[3:], self._screen.columns, first=text[:3], indent="   ")
                    write_prompt("\n".join(lines) + "\n")
            elif key and key in "artu" and self._try(edge, key):
                return 1

    def _try(self, edge: ListedEdge, key: str) -> bool:
        """Do what a key stands for; False when nothing came of it, so that another key is asked for."""
        try:
            done = self._do(edge, key)
        except CgqError as error:
            self._screen.note(advice(error.message, error.hint, code=error.code), "yellow")
            return False
        self._done["undone" if key == "u" else done.status or "undone"] += done.change != "same"
        self._jobs += done.jobs
        self._screen.note(drawn.decided(done), "green")
        return True

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

    def _sum_up(self) -> None:
        decisions = ", ".join(f"{count} {what}" for what, count in self._done.items() if count) or "nothing decided"
        write_prompt(f"\n{decisions[0].upper()}{decisions[1:]}.\n")
        if self._jobs:
            self._screen.note(Hint(f"{counted(self._jobs, 'job')} to bring the graph up to date: `cgq run`"))
