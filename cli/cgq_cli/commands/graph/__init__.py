"""`cgq graph`: concepts and the edges between them.

`looking` shows them, `deciding` and `edges` take decisions, `serving` sends them to a server.
"""

from cgq_cli.commands.graph import deciding, edges, serving
from cgq_cli.commands.graph.looking import app

__all__ = ["app"]

deciding.register(app)
serving.register(app)
app.add_typer(edges.app, name="edges")
