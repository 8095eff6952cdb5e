"""What is wrong with a kind that a user's package offers: the one judge of it, in words.

A class is judged when its kind is loaded (`fault`), its instance when it is made for a workspace (`instance_fault`):
commands that only look need no instance, and the types may take long to import. The words complete the sentence "The
stage … cannot be loaded: …". Nothing that the user's code raises gets out of here.
"""

from __future__ import annotations

import dataclasses
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast, get_args

import msgspec

from cgq.config import GATHERED, PRIORITY_NAMES, QUEUES, Rate
from cgq.config.fields import needed_fields, secret_fields, shapes_of
from cgq.config.shapes import COUNT, COUNT_OR_NONE, LARGEST_COUNT, LONGEST
from cgq.contract import About, Arguments, Host
from cgq.errors import CgqError, describe_error, is_asked_to_stop
from cgq.queue.policy import OTHER, Policy, Tries
from cgq.secrets.masking import mask
from cgq.stages.stage import Stage

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
"""A kind's name is a key in cgq.toml and a part of dotted names and variables."""


def fault(found: Any, kind: str) -> str | None:
    """The first thing that is wrong with the class that is offered as a kind, or None."""
    return _first(lambda: _class_faults(found, kind))


def instance_fault(stage: Stage[Any, Any, Any]) -> str | None:
    """The first thing that is wrong with a stage that was made from a class without a fault, or None."""
    return _first(lambda: _instance_faults(stage))


def raised(error: BaseException) -> str:
    """An error of the user's code, and where it was raised."""
    said = describe_error(error)
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, CgqError) or not frames or frames[-1].filename.startswith("<"):
        return said
    return f"{said} ({Path(frames[-1].filename).name}, line {frames[-1].lineno})"


def _first(faults: Callable[[], Iterator[str]]) -> str | None:
    """The first of them; what lies behind it is not looked at, for it may rest on what is wrong."""
    try:
        return next(faults(), None)
    except BaseException as error:
        if is_asked_to_stop(error):
            raise
        return raised(error)  # the user's code raises what it likes


def _class_faults(found: Any, kind: str) -> Iterator[str]:
    if not _is_subclass(found, Stage):
        yield f"{_shown(found)} is no subclass of cgq.stages.stage.Stage"
    said = getattr(found, "kind", None)
    if said != kind:
        yield f"its kind is {_shown(said)}, its entry point is called {kind!r}"
    if not _NAME.fullmatch(kind):
        yield f"its kind {kind!r} is no name of letters, digits, _ and -"
    yield from _argument_faults(found)
    yield from _policy_faults(found.policy)
    yield from _settings_faults(found.settings)
    if not _is_tuple_of_names(found.follows):
        yield f"it follows {_shown(found.follows)}, which is no tuple of kinds"
    for name in ("types", "load", "compute"):
        if getattr(found, name) is getattr(Stage, name):
            yield f"it does not define {name}()"
    if all(getattr(found, name) is getattr(Stage, name) for name in ("store", "store_with")):
        yield "it does not define store()"


def _argument_faults(found: type[Stage[Any, Any, Any]]) -> Iterator[str]:
    if found.about not in get_args(About):
        yield f"it is about {_shown(found.about)}, not one of {', '.join(get_args(About))}"
    if not _is_subclass(found.arguments, Arguments):
        yield "its arguments are no subclass of cgq.contract.Arguments"
    if found.about in ("question", "material") and found.about not in found.arguments.__struct_fields__:
        yield f"it is about a {found.about}, and its arguments have no field {found.about!r}"
    yield from _unreadable("its arguments", found.arguments)


def _policy_faults(policy: Any) -> Iterator[str]:
    if not isinstance(policy, Policy):
        yield f"its policy is {_shown(policy)}, no cgq.queue.policy.Policy"
    for cell, (expected, fits) in _CELLS.items():
        value = getattr(policy, cell)
        if not fits(value):
            yield f"the {cell} of its policy must be {expected}, not {_shown(value)}"
    if OTHER not in policy.tries:
        yield f"the tries of its policy have no class {OTHER!r}, for every other error: cgq.queue.policy.tries() has"


def _settings_faults(settings: type | None) -> Iterator[str]:
    if settings is None:
        return
    if not _is_dataclass(settings):
        yield f"its settings are {_shown(settings)}, no dataclass"
    needed = needed_fields(settings)
    if needed:
        yield f"its settings have no default for {', '.join(needed)}"
    try:
        # What gathers sections has shapes only in them; no user's own kind can have it.
        if settings not in GATHERED:
            shapes_of(settings)
    except TypeError as error:
        yield f"its settings: {error}"
    made: Any = settings()
    secret = next((name for name in secret_fields(settings) if not isinstance(getattr(made, name), str | None)), None)
    if secret is not None:
        yield f"the secret {secret} of its settings must be text or None"
    msgspec.json.decode(msgspec.json.encode(made), type=settings)


def _instance_faults(stage: Stage[Any, Any, Any]) -> Iterator[str]:
    if stage.host not in get_args(Host):
        yield f"its host is {_shown(stage.host)}, not one of {', '.join(get_args(Host))}"
    if stage.snapshot and (stage.policy.memory is not None or stage.host == "analyser"):
        yield "it wants a snapshot of the database: none with a memory limit gets one, nor one of the analyser"
    if not _optional(_is_count)(stage.batch):
        yield f"its batch must be {COUNT.expected} or None, not {_shown(stage.batch)}"
    version: Any = stage.version
    if not isinstance(version, str):
        yield f"its version must be text, not {_shown(version)}"
    types = stage.types()
    yield from _unreadable("what it is given", types.given)
    yield from _unreadable("its result", types.result)
    yield from _unreadable("the result of an item", types.item)


def _unreadable(what: str, type_: Any) -> Iterator[str]:
    """A schema is made as well: a decoder alone takes types that nothing in JSON can ever be."""
    try:
        msgspec.json.Decoder(type_)
        msgspec.json.schema(type_, schema_hook=_refuse_type)
    except Exception as error:  # noqa: BLE001 - annotations that cannot be evaluated raise what they like
        yield f"{what} cannot be read from JSON: {error}"


def _refuse_type(type_: type) -> dict[str, Any]:
    raise TypeError(f"nothing in it is of type {type_.__qualname__}")


def _shown(value: object) -> str:
    """A value as Python writes it, without secrets, and short."""
    return mask(repr(value))[:80]


def _is_dataclass(found: Any) -> bool:
    return isinstance(found, type) and dataclasses.is_dataclass(found)


def _is_subclass(found: Any, of: type) -> bool:
    return isinstance(found, type) and issubclass(found, of)


def _is_tuple_of_names(found: object) -> bool:
    return isinstance(found, tuple) and all(isinstance(name, str) for name in cast("tuple[object, ...]", found))


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= LARGEST_COUNT


def _is_wait(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= LONGEST


def _is_span(value: Any) -> bool:
    return _is_wait(value) and value > 0


def _is_rate(value: Any) -> bool:
    return isinstance(value, Rate) and _is_count(value.starts) and _is_span(value.seconds)


def _are_tries(value: object) -> bool:
    if not isinstance(value, Mapping):
        return False
    return all(_is_tries(found) for found in cast("Mapping[object, object]", value).values())


def _is_tries(found: object) -> bool:
    return isinstance(found, Tries) and _is_count(found.starts) and _is_wait(found.wait)


def _optional(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: value is None or fits(value)


def _one_of(names: tuple[str, ...]) -> tuple[str, Callable[[Any], bool]]:
    return f"one of {', '.join(names)}", lambda value: value in names


_SPAN = "seconds, more than 0 and at most a year"
_WAIT = "seconds, 0 or more and at most a year"
_CELLS: Mapping[str, tuple[str, Callable[[Any], bool]]] = {
    "queue": _one_of(tuple(QUEUES)),
    "priority": _one_of(PRIORITY_NAMES),
    "timeout": (_SPAN, _is_span),
    "timeout_per_item": (_WAIT, _is_wait),
    "timeout_most": (_SPAN, _is_span),
    "tries": ("classes of Tries by error code, each with at least one start", _are_tries),
    "limit": (f"{COUNT.expected} or None", _optional(_is_count)),
    "rate": ("a cgq.config.Rate or None", _optional(_is_rate)),
    "batch": (COUNT.expected, _is_count),
    "ttl": (f"{_SPAN}, or None", _optional(_is_span)),
    "delay": (_WAIT, _is_wait),
    "keep_done": (_WAIT, _is_wait),
    "keep_failed": (_WAIT, _is_wait),
    "keep_newest": (COUNT_OR_NONE.expected, lambda value: value == 0 or _is_count(value)),
    "memory": (f"{COUNT.expected} (bytes) or None", _optional(_is_count)),
}
"""What each cell of a policy must be; the same as under `[kinds.NAME]` where it can be changed there."""
