"""`cgq completion SHELL`: the script that a shell reads to complete cgq."""

import contextlib
import io
from typing import Annotated, Any, Literal

import typer

from cgq_cli.invocation import Invocation, command, new_app

app = new_app()


@command(app, database=False)
def completion(
    asked: Invocation,
    shell: Annotated[Literal["bash", "zsh", "fish"], typer.Argument(help="The shell.", show_default=False)],
) -> None:
    """Print the script that completes cgq in a shell."""
    from cgq.documents.help import Completion

    script = _script(shell, asked.context.find_root().command)
    asked.screen.show(Completion(shell=shell, script=script), [script])


def _script(shell: str, root: Any) -> str:
    """Typer only prints its scripts; this catches one."""
    from typer.completion import get_completion_inspect_parameters, shell_complete

    get_completion_inspect_parameters()  # registers the shells
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        shell_complete(root, {}, "cgq", "_CGQ_COMPLETE", f"source_{shell}")
    return printed.getvalue().strip()
