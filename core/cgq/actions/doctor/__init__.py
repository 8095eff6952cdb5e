"""Is everything in place, and what can be done about what is not?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, State, exit_code
from cgq.actions.doctor.database import database
from cgq.actions.doctor.forms import forms
from cgq.actions.doctor.graph_server import graph_server
from cgq.actions.doctor.hooks import hooks
from cgq.actions.doctor.log import log
from cgq.actions.doctor.look_cache import check_look_cache
from cgq.actions.doctor.program import program
from cgq.actions.doctor.providers import probe
from cgq.actions.doctor.rules import own_kinds, rules
from cgq.actions.doctor.services import services
from cgq.queue.policy import Policies
from cgq.stages.table import Kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cgq.config import Settings

__all__ = ["Check", "State", "examine", "exit_code", "probe"]


def examine(
    settings: Settings, environ: Mapping[str, str], *, encoding: str, fix: bool = False, probe: bool = False
) -> Iterator[Check]:
    """Check after check, as they are made. `encoding` is that of standard output; `fix` mends what can be.

    With `probe` the services that are configured are asked whether they answer.
    """
    yield from program(encoding)
    yield from database(settings, fix=fix)
    yield log(settings)
    yield check_look_cache(fix=fix)
    yield from services(settings, environ)
    yield from graph_server(settings, environ, probe=probe)
    yield from forms(settings)
    yield from own_kinds(settings)
    yield from hooks(settings, environ)
    yield from rules(settings, Policies(Kinds(), settings.queues, settings.kinds))
