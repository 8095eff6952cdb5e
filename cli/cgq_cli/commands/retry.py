"""`cgq retry ID…`: start failed, cancelled or discarded jobs again."""

from cgq_cli import queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace
from cgq_cli.render import changes

app = new_app()


@command(app)
def retry(asked: Invocation, ids: queue_options.JobIds) -> None:
    """Start failed, cancelled or discarded jobs again, with a fresh budget; their history stays."""
    from cgq.actions import operate
    from cgq.documents.changed import Changed

    with open_workspace(asked) as workspace:
        changed = operate.retry(workspace, ids)
    asked.screen.account(Changed.of("retry", changed), changes.lines("retry", changed))
