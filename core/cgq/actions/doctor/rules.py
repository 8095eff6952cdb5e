"""Can every kind of job be loaded, and which settings of the policy table can never do anything? (T1)"""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from cgq.actions.doctor.check import Check, failed, ok, warn
from cgq.config import QUEUES, TriesSettings
from cgq.errors import NotReady, Refused
from cgq.queue.policy import OTHER, OTHER_SETTING
from cgq.queue.retry import CAP
from cgq.stages import registry

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from cgq.config import KindSettings, Settings
    from cgq.queue.policy import Policies, Policy


MISTYPED = 0.85
"""Likeness (of difflib, 1 for the same) from which a name is taken for a slip: defualt and pdf_procesing are, day and
night are not."""


def rules(settings: Settings, policies: Policies) -> Iterator[Check]:
    """A warning for each rule that can never fire, or one line that says that there is none."""
    known = registry.loadable()
    changed = [(kind, setting) for kind, setting in sorted(settings.kinds.items()) if kind in known]
    idle = list(mistyped_queues(settings.queues))
    try:
        idle += [said for kind, setting in changed for said in idle_rules(kind, setting, policies)]
    except Refused as error:
        yield failed("rules", error)
        return
    for message in idle:
        yield warn("rules", message, "Change or remove it in cgq.toml; find it: `cgq config show`")
    if not idle:
        yield ok("rules", f"{len(list(policies))} kinds of job, every rule can fire")


def own_kinds(settings: Settings) -> Iterator[Check]:
    """Can each kind of the user's own be loaded, and made under its settings?"""
    for kind in registry.own_kinds():
        try:
            registry.make(kind, settings)
        except NotReady as error:
            yield failed("kind", error)
        else:
            yield ok("kind", f"{kind} can be loaded")
    for package in registry.damaged_packages():
        yield warn("kind", f"nobody can tell which kinds a package offers: {package}", "Install it again.")


def idle_rules(kind: str, setting: KindSettings, policies: Policies) -> Iterator[str]:
    """What `[kinds.KIND]` says in vain."""
    policy = policies.kind(kind)
    where = f"[kinds.{kind}]"
    if setting.wait is not None and all(tries.starts == 1 for tries in policy.tries.values()):
        yield f"{where} wait = {setting.wait:g} s never comes: max_attempts is 1, so nothing is tried again"
    elif setting.wait is not None and setting.wait > CAP:
        yield f"{where} wait = {setting.wait:g} s is never waited: no wait is longer than {CAP:g} s"
    yield from _idle_classes(where, setting, policy)
    if setting.timeout_most is not None and not policy.timeout_per_item:
        yield f"{where} timeout_most is never reached: timeout_per_item is 0, so no call gets more than its timeout"
    most = policies.queues[policy.queue].limit
    if setting.limit is not None and setting.limit > most:
        yield f"{where} limit = {setting.limit} is never reached: the queue {policy.queue} allows {most}"
    yield from _expired(where, policy)


def _idle_classes(where: str, setting: KindSettings, policy: Policy) -> Iterator[str]:
    """What `[kinds.KIND.tries.CODE]` says in vain, and what the short form says that every class says otherwise."""
    for code, own in sorted(setting.tries.items()):
        class_ = policy.tries[OTHER if code == OTHER_SETTING else code]
        if near := _meant(code, ("timeout", "database_locked", OTHER_SETTING)):
            yield f"{where} tries.{code} is for an error of that code, and changes nothing of {near}"
        if own.wait is not None and class_.starts == 1:
            yield f"{where} tries.{code}: wait = {own.wait:g} s never comes, for it starts once"
        elif own.wait is not None and own.wait > CAP:
            yield f"{where} tries.{code}: wait = {own.wait:g} s is never waited: no wait is longer than {CAP:g} s"
    named = {OTHER if code == OTHER_SETTING else code: own for code, own in setting.tries.items()}
    every = [named.get(code, TriesSettings()) for code in policy.tries]
    if setting.max_attempts is not None and all(one.starts is not None for one in every):
        yield f"{where} max_attempts = {setting.max_attempts} never counts: each class of tries has starts of its own"
    if setting.wait is not None and all(one.wait is not None for one in every):
        yield f"{where} wait = {setting.wait:g} s is never waited: each class of tries has a wait of its own"


def mistyped_queues(names: Iterable[str]) -> Iterator[str]:
    """Queues of the user's own that are called nearly as one of ours: its settings are changed in vain."""
    for name in names:
        if near := _meant(name, QUEUES):
            yield f"[queues.{name}] makes a queue of its own, and changes nothing of {near}"


def _meant(name: str, known: Collection[str]) -> str | None:
    """The known name of which another is a slip; one that goes on after it, such as default_2, is meant."""
    near = get_close_matches(name, known, n=1, cutoff=MISTYPED)
    return near[0] if near and name not in known and not name.startswith(near[0]) else None


def _expired(where: str, policy: Policy) -> Iterator[str]:
    if policy.ttl is None:
        return
    for code, tries in sorted(policy.tries.items()):
        if tries.starts > 1 and tries.wait >= policy.ttl:
            errors = "other errors" if code == "*" else f"{code!r} errors"
            waited = f"the wait of {tries.wait:g} s is not shorter than ttl = {policy.ttl:g} s"
            yield f"{where} retries of {errors} never start: {waited}"
