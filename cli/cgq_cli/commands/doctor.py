"""`cgq doctor`: is everything in place?"""

from typing import Annotated

import typer

from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.render import doctor as render

app = new_app()


@command(app)
def doctor(
    asked: Invocation,
    fix: Annotated[bool, typer.Option("--fix", help="Mend what can be mended without a loss.")] = False,
    probe: Annotated[bool, typer.Option("--probe", help="Ask the services that are configured, too.")] = False,
) -> int:
    """Check that everything is in place, and mend what can be: one line a check, with what to do.

    Exits 6 when something that is needed is not there, 1 when the database is damaged.
    """
    from cgq.actions.doctor import Check, examine, exit_code
    from cgq.documents.doctor import Doctor

    screen = asked.screen
    settings = asked.resolve().settings
    checks: list[Check] = []
    for check in examine(settings, asked.environ, encoding=screen.stdout.encoding, fix=fix, probe=probe):
        checks.append(check)
        if not screen.json:
            screen.write(render.lines(check, screen.layout, color=screen.color))
    code = exit_code(checks)
    screen.show(Doctor.of(checks, code), ["", render.verdict(checks)])
    return code
