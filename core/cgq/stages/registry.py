"""Which kinds of job there are: those of cgq, a module each in `stages/kinds`, and a user's own.

A user's own come through the entry-point group `cgq.stages`: the entry's name is the kind, its object the class. A
kind's module is imported when somebody asks for more than its name.
"""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

from cgq.errors import NotReady

if TYPE_CHECKING:
    from collections.abc import Generator

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
    return {entry.name: entry for entry in entry_points(group=GROUP) if entry.name not in taken}


_offered: dict[str, type[Stage[Any, Any, Any]]] = {}
"""The stages of a test, by kind (see cgq.testing)."""


@contextmanager
def offered(*stages: type[Stage[Any, Any, Any]]) -> Generator[None]:
    """These stages are kinds of job of this process as long as the `with` lasts."""
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


def forget() -> None:
    """Look for installed kinds anew."""
    own_kinds.cache_clear()
    _installed.cache_clear()


def names() -> tuple[str, ...]:
    """Every kind of job, ours first; nothing is imported."""
    return tuple(dict.fromkeys((*ours(), *own_kinds(), *_offered)))


def loadable() -> tuple[str, ...]:
    """The kinds whose classes can be loaded."""
    return tuple(kind for kind in names() if _can_load(kind))


def stage_type(kind: str) -> type[Stage[Any, Any, Any]]:
    """The class of a kind; raises NotReady when a user's own cannot be loaded, or does not describe itself."""
    return _offered[kind] if kind in _offered else _installed(kind)


@cache
def _installed(kind: str) -> type[Stage[Any, Any, Any]]:
    if kind in ours():
        known: type[Stage[Any, Any, Any]] = _class_in(f"cgq.stages.kinds.{kind}", kind)
        return known
    try:
        found: Any = own_kinds()[kind].load()
    except Exception as error:
        raise _not_loadable(kind, f"{type(error).__name__}: {error}") from error
    wrong = fault(found, kind)
    if wrong:
        raise _not_loadable(kind, wrong)
    own: type[Stage[Any, Any, Any]] = found
    return own


def make(kind: str, settings: Settings) -> Stage[Any, Any, Any]:
    """The stage of a kind, for one workspace."""
    return _made(stage_type(kind), settings_for(kind, settings))


def settings_for(kind: str, settings: Settings) -> Any:
    """The settings of a kind: a section that it shares, what was said of its own, or their defaults; None for none."""
    from cgq.config.fields import sections

    wanted = stage_type(kind).settings
    if wanted is None:
        return None
    shared = next((name for name, section in sections().items() if section is wanted), None)
    return getattr(settings, shared) if shared else settings.own.get(kind) or wanted()


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
    return None if wanted in sections().values() else wanted


def fault(found: Any, kind: str) -> str | None:
    """What is wrong with the description of a stage, in words, or None."""
    from cgq.contract import Arguments
    from cgq.stages.stage import Stage

    if not _is_subclass(found, Stage):
        return f"{found!r} is no subclass of cgq.stages.stage.Stage"
    said = getattr(found, "kind", None)
    if said != kind:
        return f"its kind is {said!r}, its entry point is called {kind!r}"
    if not _is_subclass(found.arguments, Arguments):
        return "its arguments are no subclass of cgq.contract.Arguments"
    if found.about in ("question", "material") and found.about not in found.arguments.__struct_fields__:
        return f"it is about a {found.about}, and its arguments have no field {found.about!r}"
    if found.snapshot and (found.policy.memory is not None or found.host != "pool"):
        return "it wants a snapshot of the database: only a stage of the pool without a memory limit gets one"
    return None


def _is_subclass(found: Any, of: type) -> bool:
    return isinstance(found, type) and issubclass(found, of)


def _modules(package: str) -> tuple[str, ...]:
    return tuple(sorted(module.name for module in iter_modules(import_module(package).__path__)))


def _class_in(module: str, kind: str) -> Any:
    found = vars(import_module(module)).values()
    return next(one for one in found if isinstance(one, type) and vars(one).get("kind") == kind)


def _made(found: type[Stage[Any, Any, Any]], settings: Any) -> Stage[Any, Any, Any]:
    return found() if found.settings is None else found(settings)


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
        hint=f"Check the package that offers it in the entry-point group {GROUP}.",
    )
