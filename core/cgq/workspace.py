"""Opens a workspace: database, ledger, stages, engine. The only place that wires them together."""

from __future__ import annotations

import errno
import json
import os
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cgq import __version__
from cgq.clock import SystemClock
from cgq.db import migrations
from cgq.db.connection import Database, log_size
from cgq.db.location import locate
from cgq.db.replacing import hold_name, is_name_held, wait_for_name
from cgq.db.writable import is_writable, read_only, reason
from cgq.errors import Busy, NotReady, cannot_write
from cgq.logbook.journal import address_of_journal
from cgq.logbook.logbook import Logbook
from cgq.money import parse_dollars
from cgq.queue.books import SQL, Ledger
from cgq.queue.budget import Budget
from cgq.queue.hooks import hooks_of
from cgq.queue.latency import ForgetLatency
from cgq.queue.ownership import is_held, take_new
from cgq.queue.payments import declared_rates
from cgq.queue.policy import Policies
from cgq.replaced import make_private_folder
from cgq.stages import registry
from cgq.stages.table import Kinds

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from pathlib import Path

    from cgq.clock import Clock
    from cgq.config import Settings
    from cgq.db.connection import Transaction
    from cgq.enrich.prices import Prices
    from cgq.events import Event
    from cgq.stages.stage import Stage
    from cgq.workers.chores import Chore
    from cgq.workers.engine import Seat
    from cgq.workers.options import Options
    from cgq.workers.supervisor import Supervisor


class Workspace:
    """One database and what works on it. Close it, or use it in a `with`.

    With `create` False no file is made: a database that is not there is looked at as an empty one. `secrets` go to the
    workers of the kinds that name them, over their channel, by variable: no other process that is started has them.
    """

    def __init__(
        self,
        settings: Settings,
        clock: Clock | None = None,
        *,
        create: bool = True,
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        self.settings = settings
        self._secrets = secrets or {}
        limit = settings.limits.per_requester
        rates = declared_rates(settings.providers)
        self._prices = _PriceList(settings)
        budget = _budget(settings, self._prices)
        self.policies = Policies(Kinds(), settings.queues, settings.kinds, limit, settings.prefix, rates, budget)
        path = locate(settings.db)
        wait_for_name(path)
        if create or (path.exists() and is_writable(path)):
            self.database = _open(path, settings)
        else:
            self.database = _open_unwritable(path) if path.exists() else _empty(path)
        clock = clock or SystemClock()
        self.log = Logbook(settings, self.database.path, clock, address_of_journal(os.environ))
        hooks = hooks_of(settings.hooks, self.policies.names)
        self.ledger = Ledger(self.database, self.policies, clock, subscriber=self.log.write, hooks=hooks)

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the database and the log."""
        self.database.close()
        self.log.close()

    def file(self, sha256: str) -> Path:
        """Where the file lies that a job made and kept, by the hash of its content."""
        from cgq.db.kept_files import path_of

        return path_of(self.database.path, sha256)

    def stages(self) -> dict[str, Stage[Any, Any, Any]]:
        """Every stage that this program can run, by kind.

        One of a user's own that cannot be loaded is left out: its jobs wait, the others go on. `cgq doctor` names it.
        """
        return registry.make_all(self.settings)

    def seats(self, stages: Mapping[str, Stage[Any, Any, Any]]) -> dict[str, Seat]:
        """How the calls of these stages are made."""
        from msgspec import json

        from cgq.workers.engine import Seat

        return {
            kind: Seat(
                host=stage.host,
                settings=json.encode(registry.settings_for(kind, self.settings)),
                memory=self.policies.kind(kind).memory,
                snapshot=stage.snapshot,
                secrets=registry.secrets_for(kind, os.environ, self._secrets),
            )
            for kind, stage in stages.items()
        }

    def _chores(self, supervisor: int) -> list[Chore]:
        """What a supervisor of this workspace does besides its jobs."""
        from cgq.queue.batches import BatchesFilled
        from cgq.queue.firing import FireSchedules
        from cgq.workers.moved_files import FindMovedFiles
        from cgq.workers.pushing import PushChanges

        chores: list[Chore] = [FindMovedFiles(), FireSchedules(), BatchesFilled(), ForgetLatency()]
        hooks = self.ledger.hooks
        chores.append(PushChanges(is_configured=self.settings.neo4j.uri is not None))
        if hooks:
            from cgq.workers.hooks import Hooks

            chores.append(Hooks(hooks, supervisor, self.database.path))
        return chores

    @contextmanager
    def supervisor(self, options: Options, emit: Callable[[Event], None]) -> Generator[Supervisor]:
        """A registered supervisor with its engine, ready to run; its lock is held from here on."""
        import socket

        from cgq.events import Serving, Stopped
        from cgq.queue.artifacts import NewFiles
        from cgq.queue.spool import spool_of
        from cgq.workers.local import LocalEngine
        from cgq.workers.roster import Roster
        from cgq.workers.supervisor import Supervisor

        self._prices.check()
        stages = self.stages()
        lock = take_new(self.database.path)
        try:
            with self.ledger.write() as books:
                row = {
                    "lock": lock.path.name,
                    "pid": os.getpid(),
                    "host": socket.gethostname(),
                    "version": __version__,
                    "queues": None if options.queues is None else json.dumps(sorted(options.queues)),
                    "kinds": json.dumps(sorted(stages)),
                    "now": books.now,
                }
                identity = books.tx.insert(SQL["supervisor_add"], row)
        except BaseException:
            lock.release()
            raise
        self.log.supervisor = identity
        engine = LocalEngine(
            self.seats(stages),
            self.settings.jobs,
            database=self.database.path,
            files=NewFiles(self.database.path, str(identity)).folder,
            spool=spool_of(self.database.path),
        )
        emit = self._logging(emit)
        supervisor = Supervisor(
            self.ledger, Roster(stages), engine, lock, identity, options, emit, self._chores(identity)
        )
        self.log.write([Serving(version=__version__, host=socket.gethostname())])
        try:
            yield supervisor
        finally:
            supervisor.close()
            self.log.write([Stopped(reason=supervisor.reason)])
            self.log.supervisor = None

    def _logging(self, emit: Callable[[Event], None]) -> Callable[[Event], None]:
        """The same, after the log has what happened."""

        def emit_logged(event: Event) -> None:
            self.log.write([event])
            failure = self.log.take_failure()
            if failure is not None:
                emit(failure)
            emit(event)

        return emit_logged


class _PriceList:
    """The price list of the settings, read when the first price is asked for: most commands ask for none.

    A provider that the list does not have costs what its preset does.
    """

    def __init__(self, settings: Settings) -> None:
        self._file = settings.prices.file
        self._presets = {name: said.preset for name, said in settings.providers.items()}

    @cached_property
    def list(self) -> Prices:
        """The list. Raises NotReady where the file is no price list."""
        from cgq.enrich.prices import load

        return load(self._file)

    def check(self) -> None:
        """Read a list of the user's own: a fault in it is reported before there is work. Raises NotReady."""
        if self._file is not None:
            _ = self.list

    def cost(
        self, provider: str, model: str, tokens_in: int, tokens_out: int = 0, *, in_batch: bool = False
    ) -> int | None:
        found = self.list.cost(provider, model, tokens_in, tokens_out, in_batch=in_batch)
        preset = self._presets.get(provider)
        if found is not None or preset is None:
            return found
        return self.list.cost(preset, model, tokens_in, tokens_out, in_batch=in_batch)


def _budget(settings: Settings, prices: _PriceList) -> Budget:
    day, month = (
        None if text is None else parse_dollars(text) for text in (settings.budget.per_day, settings.budget.per_month)
    )
    return Budget(per_day=day, per_month=month, prices=prices)


def _open(path: Path, settings: Settings) -> Database:
    if path.exists() and not is_writable(path):
        raise read_only(path)
    try:
        make_private_folder(path.parent)
        _make_private(path)
    except OSError as error:
        if error.errno in _FORBIDDEN:
            raise read_only(path) from error
        what, hint = f"The database {path} cannot be opened", "Name another place with --db or CGQ_DB."
        raise cannot_write(what, error, hint=hint, code="cannot_open") from error
    database = _open_existing(path, settings)
    while is_name_held(path) or database.was_replaced():  # a restore came between
        database.close()
        wait_for_name(path)
        database = _open_existing(path, settings)
    return database


def _open_existing(path: Path, settings: Settings) -> Database:
    database = Database(path, durability=settings.durability)
    try:
        _bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


_FORBIDDEN = (errno.EROFS, errno.EACCES, errno.EPERM)
"""What the system answers where a file may not be made: on a read-only file system, or for want of a right."""


def _open_unwritable(path: Path) -> Database:
    """A database to look at where nothing may be written beside it. Raises NotReady where that cannot be."""
    is_whole = log_size(path) == 0
    if not is_whole and not path.with_name(f"{path.name}-shm").exists():
        raise NotReady(
            f"{path} cannot be read whole: its log (-wal) holds what is not in it yet, and {reason(path)}.",
            code="log_unread",
            hint="Copy both files to a folder of your own, and name the copy with --db.",
        )
    database = Database(path, access="frozen" if is_whole else "read")
    try:
        with database.read() as tx:
            migrations.check_ours(tx)
            found = migrations.check_version(tx)
        if found != migrations.version():
            known = migrations.version()
            raise NotReady(
                f"{path} has schema {found}, this program reads {known}, and {reason(path)}.",
                code="schema_older",
                hint="Copy it to a folder of your own, and name the copy with --db.",
            )
    except BaseException:
        database.close()
        raise
    return database


def _make_private(path: Path) -> None:
    """Make the file when it is not there. One that is there is not opened: closing it would drop SQLite's locks."""
    if path.exists():
        return
    with hold_name(path), suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))


def _empty(path: Path) -> Database:
    database = Database(path, access="memory")
    migrations.create(database)
    database.stand_in()
    return database


def _bring_up_to_date(database: Database) -> None:
    def look(tx: Transaction) -> int:
        migrations.check_ours(tx)
        found = migrations.check_version(tx)
        if found < migrations.version():
            _refuse_at_work(database, tx, found)
        return found

    with database.read() as tx:
        found = look(tx)
    if found < migrations.version():
        database.use_write_ahead_log()
        migrations.migrate(database, look)


def _refuse_at_work(database: Database, tx: Transaction, found: int) -> None:
    names = [row[1] for row in tx.all(SQL["supervisors"])] if found else []
    if any(is_held(database.path, name) for name in names):
        raise Busy(
            f"{database.path} has an older schema, and another cgq works on it.",
            code="migration_waits",
            hint="Stop it, then try again: the schema is brought up to date on the next start.",
        )
