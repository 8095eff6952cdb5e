"""`cgq cost`: what was spent with providers."""

from typing import Annotated, Literal

import typer

from cgq_cli import queue_options
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.nothing import Nothing, show_nothing, whole
from cgq_cli.opening import open_workspace
from cgq_cli.which_bank import chosen_bank

app = new_app()


@command(app)
def cost(
    asked: Invocation,
    by: Annotated[
        Literal["job", "model", "day", "kind", "provider"], typer.Option("--by", help="What to add it up by.")
    ] = "model",
    since: queue_options.Since = None,
) -> None:
    """Show what was spent with providers: requests, tokens and US dollars.

    A request that was sent and never answered may have been paid: it counts as estimated, and is shown as lost. One
    whose model is in no price list is counted, without a cost. A day is one of UTC, --since counts whole days, and a
    request of several jobs counts for the first of them. With --by job only the requests of the last 400 days count.
    """
    from cgq.actions.cost import cost as action
    from cgq.documents.cost import Cost
    from cgq_cli.render import cost as drawn

    with open_workspace(asked, create=False) as workspace:
        found = action(workspace, by, since)
        document = Cost.of(found, chosen_bank(asked, is_empty=not found.rows))
        held = None if found.rows else whole(workspace)
    if held is not None:
        none = "Nothing was spent with providers."
        nothing = Nothing(what="paid request", is_empty=False, none=none, filters={"--since": since})
        show_nothing(asked, document, drawn.columns(by), nothing, held)
        return
    asked.screen.account_table(document, drawn.columns(by), drawn.rows(found), drawn.remarks(found))
