"""`cgq stop`: end whoever works on the database."""

from typing import TYPE_CHECKING, Annotated

import typer

from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import me, open_workspace
from cgq_cli.which_bank import bank_lines, chosen_bank

if TYPE_CHECKING:
    from cgq.actions.stop import How

app = new_app()


@command(app)
def stop(
    asked: Invocation,
    now: Annotated[bool, typer.Option("--now", help="Give back what runs at once, instead of finishing it.")] = False,
    wait: Annotated[bool, typer.Option("--wait", help="Return when all of them have ended.")] = False,
) -> None:
    """Stop every run and work on the database, in any terminal, on any host that shares it and of any environment.

    They start nothing more and finish what runs within their own drain time; with --now what runs goes back at once,
    uncharged. Exits 0 as well when nobody works on it.
    """
    from cgq.actions.stop import ask_to_stop, wait_until_gone
    from cgq.documents.stop import Stop
    from cgq_cli.render.stopping import asked_lines

    how: How = "end" if now else "drain"
    with open_workspace(asked, create=False) as workspace:
        found = ask_to_stop(workspace, how, me())
        if wait and found:
            for line in asked_lines(how, found):
                asked.screen.note(line)
            wait_until_gone(workspace, found)
    document = Stop.of(how, found, are_gone=wait)
    if not found:
        asked.screen.account_table(document, (), (), ("Nobody works on it.", *bank_lines(chosen_bank(asked))))
        return
    asked.screen.account(document, ["All of them have stopped."] if wait else asked_lines(how, found))
