"""`cgq graph`: concepts and the edges between them; `looking` shows them, `deciding` and `edges` take decisions."""

from cgq_cli.commands.graph import deciding, edges
from cgq_cli.commands.graph.looking import app

__all__ = ["app"]

deciding.register(app)
app.add_typer(edges.app, name="edges")
