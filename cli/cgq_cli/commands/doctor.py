"""`cgq doctor`: is everything in place?"""

from typing import Annotated

import typer

from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import open_workspace
from cgq_cli.render import doctor as render

app = new_app()


@command(app)
def doctor(
    asked: Invocation,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended without a loss.")] = False,
    probe: Annotated[
        bool, typer.Option("--probe", help="Ask the services that are configured, models for a few paid tokens.")
    ] = False,
) -> int:
    """Check that everything is in place, and mend what can be: one line a check, with what to do.

    Nobody is asked over the network without --probe: that tries the model, the dimension, the JSON schema and the rates
    of each provider, for a few tokens.

    Exits 6 when something that is needed is not there, 1 when the database is damaged.
    """
    from cgq.actions.doctor import Check, examine, exit_code
    from cgq.actions.doctor import probe as ask_providers
    from cgq.documents.doctor import Doctor

    screen = asked.screen
    settings = asked.resolve().settings
    checks: list[Check] = []

    def show(check: Check) -> None:
        checks.append(check)
        if not screen.json:
            screen.write(render.lines(check, screen.layout, color=screen.color))

    for check in examine(settings, asked.environ, encoding=screen.stdout.encoding, fix=fix, probe=probe):
        show(check)
    if probe:
        with open_workspace(asked) as workspace:
            for check in ask_providers(workspace, asked.environ):
                show(check)
    code = exit_code(checks)
    screen.show(Doctor.of(checks, code), ["", render.verdict(checks)])
    return code
