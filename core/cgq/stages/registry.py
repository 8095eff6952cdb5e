"""Which kinds of job there are: those of cgq, a module each in `stages/kinds`, and a user's own.

A user's own come through the entry-point group `cgq.stages`: the entry's name is the kind, its object the class. A
kind's module is imported when somebody asks for more than its name.
"""

from __future__ import annotations

import dataclasses
import os
import sys
from contextlib import contextmanager, redirect_stdout
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from cgq.config import GATHERED, read_secret, secret_variables
from cgq.errors import NotReady, describe_error, is_asked_to_stop
from cgq.secrets.names import split_environment

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Mapping
    from importlib.metadata import Distribution, EntryPoint

    from cgq.config import Settings
    from cgq.stages.stage import Computation, Stage

GROUP = "cgq.stages"


@cache
def ours() -> tuple[str, ...]:
    """The kinds of cgq, by name."""
    return _modules("cgq.stages.kinds")


@cache
def direct() -> tuple[str, ...]:
    """What a command has a worker compute outside the queue, by name."""
    return _modules("cgq.stages.direct")


@cache
def own_kinds() -> dict[str, EntryPoint]:
    """The user's own kinds, by name; one of ours cannot be taken."""
    taken = {*ours(), *direct()}
    found: dict[str, EntryPoint] = {}
    for entry in _entries():
        if entry.name not in taken:
            found.setdefault(entry.name, entry)
    return found


def damaged_packages() -> tuple[str, ...]:
    """Installed packages of which nobody can tell which kinds they offer, and why."""
    from importlib.metadata import distributions

    return tuple(f"{_package(one)}: {error}" for one in distributions() for error in [_read_entries(one)[1]] if error)


def _entries() -> Iterable[EntryPoint]:
    from importlib.metadata import distributions, entry_points  # costs what a plain command has to save

    try:
        return entry_points(group=GROUP)
    except Exception:  # noqa: BLE001 - one damaged package is no reason to lose those of the others
        return [entry for one in distributions() for entry in _read_entries(one)[0]]


def _read_entries(distribution: Distribution) -> tuple[Iterable[EntryPoint], str]:
    """What a package offers under our group; and why that cannot be read."""
    try:
        return distribution.entry_points.select(group=GROUP), ""
    except Exception as error:  # noqa: BLE001 - a file that is no such file raises what its parser likes
        return (), describe_error(error)


def _package(distribution: Distribution) -> str:
    """A package's name, which may itself not be readable."""
    try:
        return distribution.metadata["Name"] or "one without a name"
    except Exception:  # noqa: BLE001 - as above
        return "one without a name"


_offered: dict[str, type[Stage[Any, Any, Any]]] = {}
"""The stages of a test, by kind (see cgq.testing)."""


@contextmanager
def offered(*stages: type[Stage[Any, Any, Any]]) -> Generator[None]:
    """These stages are kinds of job of this process as long as the `with` lasts."""
    from cgq.stages.faults import fault

    before = dict(_offered)
    try:
        for stage in stages:
            if wrong := fault(stage, stage.kind):
                raise _not_loadable(stage.kind, wrong)
            _offered[stage.kind] = stage
        yield
    finally:
        _offered.clear()
        _offered.update(before)


def is_offered(kind: str) -> bool:
    """Is the kind that of a test, which only this process knows?"""
    return kind in _offered


def forget() -> None:
    """Look for installed kinds anew."""
    own_kinds.cache_clear()
    _load.cache_clear()


def names() -> tuple[str, ...]:
    """Every kind of job, ours first; nothing is imported."""
    return tuple(dict.fromkeys((*ours(), *own_kinds(), *_offered)))


def is_known(kind: object) -> bool:
    """Is there such a kind? Whether a user offers it is looked up only where it is none of ours."""
    return kind in ours() or kind in _offered or kind in own_kinds()


def loadable() -> tuple[str, ...]:
    """The kinds whose classes can be loaded."""
    return tuple(kind for kind in names() if _can_load(kind))


def stage_type(kind: str) -> type[Stage[Any, Any, Any]]:
    """The class of a kind; raises NotReady when a user's own cannot be loaded, or does not describe itself."""
    return _offered[kind] if kind in _offered else _installed(kind)


def _installed(kind: str) -> type[Stage[Any, Any, Any]]:
    if kind in ours():
        return _own_class(kind)
    if kind not in own_kinds():
        hint = f"There are {', '.join(names())}."
        raise NotReady(f"No installed package offers a kind {kind!r}.", code="unknown_kind", hint=hint)
    found, wrong = _load(kind)
    if found is None:
        raise _not_loadable(kind, wrong)
    return found


@cache
def _own_class(kind: str) -> type[Stage[Any, Any, Any]]:
    known: type[Stage[Any, Any, Any]] = _class_in(f"cgq.stages.kinds.{kind}", kind)
    return known


@cache
def _load(kind: str) -> tuple[type[Stage[Any, Any, Any]] | None, str]:
    """The class that a package offers, or what is wrong with it; tried once, for importing it may take long."""
    from cgq.stages.faults import fault, raised

    try:
        with redirect_stdout(sys.stderr):  # what it prints is none of a command's answer
            found: Any = own_kinds()[kind].load()
    except BaseException as error:
        if is_asked_to_stop(error):
            raise
        return None, raised(error)
    wrong = fault(found, kind)
    return (None, wrong) if wrong else (found, "")


def make(kind: str, settings: Settings) -> Stage[Any, Any, Any]:
    """The stage of a kind, for one workspace; raises NotReady when a user's own does not describe itself under them."""
    found = stage_type(kind)
    return _made(found, settings_for(kind, settings)) if kind in ours() else _make_own(found, settings)


def make_all(settings: Settings) -> dict[str, Stage[Any, Any, Any]]:
    """The stage of every kind; a user's own that cannot be loaded is left out."""
    made: dict[str, Stage[Any, Any, Any]] = {}
    for kind in names():
        try:
            made[kind] = make(kind, settings)
        except NotReady:
            if kind in ours():
                raise
    return made


def settings_for(kind: str, settings: Settings) -> Any:
    """The settings of a kind: a section that it shares, what was said of its own, or their defaults; None for none.

    Its secrets come from the environment. Raises NotReady for one that cannot be read.
    """
    from cgq.config.fields import sections

    wanted = stage_type(kind).settings
    if wanted is None:
        return None
    shared = next((name for name, section in sections().items() if section is wanted), None)
    if shared:
        return getattr(settings, shared)
    if wanted in GATHERED:
        return wanted.of(settings)
    said = settings.own.get(kind) or wanted()
    read = {name: read_secret(variable, os.environ) for name, variable in secret_variables(kind, wanted).items()}
    secrets = {name: secret.value for name, secret in read.items() if secret}
    return dataclasses.replace(said, **secrets) if secrets else said


def secrets_for(kind: str, environ: Mapping[str, str], named: Mapping[str, str]) -> dict[str, str]:
    """The variables with secrets that a kind's worker may read: all of `environ` for a trusted kind, else those that
    it names; of `named`, which go before, those that it names.

    What parses what strangers wrote must not come upon a key.
    """
    there = split_environment(environ)[1]
    found = stage_type(kind)
    allowed = there if found.policy.is_trusted else {name: there[name] for name in found.secrets if name in there}
    return allowed | {name: named[name] for name in found.secrets if name in named}


def own_secrets() -> tuple[str, ...]:
    """The variables of the secrets that the user's own kinds take."""
    kinds = [kind for kind in own_kinds() if _can_load(kind)]
    taken = [(kind, settings) for kind in kinds if (settings := own_settings(kind))]
    return tuple(variable for kind, settings in taken for variable in secret_variables(kind, settings).values())


def make_computation(kind: str, settings: bytes) -> Computation[Any, Any]:
    """What a worker computes for a kind; `settings` are the kind's own as JSON."""
    if kind in direct():
        computation: Computation[Any, Any] = _class_in(f"cgq.stages.direct.{kind}", kind)()
        return computation
    import msgspec

    found = stage_type(kind)
    return _made(found, None if found.settings is None else msgspec.json.decode(settings, type=found.settings))


def own_settings(kind: str) -> type | None:
    """The dataclass of a kind's settings that is no section shared with others."""
    from cgq.config.fields import sections

    wanted = stage_type(kind).settings
    return None if wanted in (*sections().values(), *GATHERED) else wanted


def _modules(package: str) -> tuple[str, ...]:
    return tuple(sorted(module.name for module in iter_modules(import_module(package).__path__)))


def _class_in(module: str, kind: str) -> Any:
    found = vars(import_module(module)).values()
    return next(one for one in found if isinstance(one, type) and vars(one).get("kind") == kind)


def _made(found: type[Stage[Any, Any, Any]], settings: Any) -> Stage[Any, Any, Any]:
    return found() if found.settings is None else found(settings)


def _make_own(found: type[Stage[Any, Any, Any]], settings: Settings) -> Stage[Any, Any, Any]:
    from cgq.stages.faults import instance_fault, raised

    try:
        stage = _made(found, settings_for(found.kind, settings))
    except BaseException as error:
        if is_asked_to_stop(error):
            raise
        raise _not_loadable(found.kind, raised(error)) from error
    if wrong := instance_fault(stage):
        raise _not_loadable(found.kind, wrong)
    return stage


def _can_load(kind: str) -> bool:
    try:
        stage_type(kind)
    except NotReady:
        return False
    return True


def _not_loadable(kind: str, why: str) -> NotReady:
    return NotReady(
        f"The stage {kind!r} cannot be loaded: {why}",
        code="stage_not_loadable",
        hint=f"{offerer(kind)} in the entry-point group {GROUP}.",
    )


def offerer(kind: str) -> str:
    """Whom to ask about a kind of a user's own: the object that its entry point names, and the package."""
    entry = own_kinds().get(kind)
    if entry is None or entry.dist is None:
        return "Check the package that offers it"
    return f"Check {entry.value}, which the package {entry.dist.name} offers"
