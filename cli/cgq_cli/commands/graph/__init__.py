"""`cgq graph`: concepts and the edges between them.

`looking` and `edges` show them, `deciding` takes decisions, `files` writes and reads files of them, and `serving` sends
them to a server.
"""

from cgq_cli.commands.graph import deciding, edges, files, serving
from cgq_cli.commands.graph.looking import app

__all__ = ["app"]

edges.register(app)
deciding.register(app)
serving.register(app)
files.register(app)
