"""One command of a hook at work, as the supervisor sees it: started, looked at without waiting, ended for its time."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cgq.config.secrets import read_secret
from cgq.errors import CgqError, storable
from cgq.sandbox.interpreter import command_of, executable
from cgq.secrets.masking import mask
from cgq.secrets.names import split_environment
from cgq.secrets.values import remember
from cgq.workers import guard
from cgq.workers.hook_guard import CANNOT_START
from cgq.workers.process import GUARD_SECONDS, TERM_SECONDS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from cgq.config import HookSettings

MOST_OUTPUT = 64 * 1024
"""Bytes of a command's output that are held, the last ones: a pipe's own size on Linux (pipe(7))."""

KEPT_OUTPUT = 4096
"""Characters of it that are kept, the last ones: two screenfuls."""

READ_AT_ONCE = 16
"""Pipes' worth of output that one look takes at most: a command that never stops writing holds up no supervisor."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a command ended: `error` says what went wrong, None where nothing did; the end of what it printed."""

    error: str | None
    output: str = ""


class HookProcess:
    """A command at work. It reads `given` on standard input; what it prints is held. Raises OSError, CgqError."""

    def __init__(self, hook: HookSettings, given: bytes, database: Path, environ: Mapping[str, str]) -> None:
        self._timeout = hook.timeout
        self._started = time.monotonic()
        self._asked_to_end = False
        self._output = b""
        variables = environment(hook, environ) | {"CGQ_DB": str(database)}
        self._pipe, theirs = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        os.set_blocking(theirs, True)
        try:
            with tempfile.TemporaryFile() as report:
                report.write(given)
                report.seek(0)
                self._process = subprocess.Popen(
                    command_of("cgq.workers.hook_guard", str(os.getpid()), str(database.parent), *hook.command),
                    executable=executable(),
                    env=variables,
                    stdin=report,
                    stdout=theirs,
                    stderr=theirs,
                    start_new_session=True,
                )
        except BaseException:
            os.close(self._pipe)
            raise
        finally:
            os.close(theirs)

    def poll(self) -> Ending | None:
        """How it ended, None while it is at work; ends it when its time is over."""
        self._read()
        code = self._process.poll()
        if code is None:
            self._end_in_time()
            return None
        self._read()
        os.close(self._pipe)
        return Ending(self._error(code), _kept(self._output))

    def _end_in_time(self) -> None:
        late = time.monotonic() - self._started - self._timeout
        if late >= 0 and not self._asked_to_end:
            self._asked_to_end = True
            self._signal(signal.SIGTERM)
        if late >= TERM_SECONDS:
            self.kill()
        if late >= TERM_SECONDS + GUARD_SECONDS:
            self._signal(signal.SIGKILL)

    def kill(self) -> None:
        """End it with all that it has started."""
        if self._process.returncode is None:
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, guard.END)
                os.kill(self._process.pid, signal.SIGCONT)

    def reap(self) -> None:
        """Kill it and wait until it is gone."""
        self.kill()
        try:
            self._process.wait(GUARD_SECONDS)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()
        os.close(self._pipe)

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _read(self) -> None:
        for _ in range(READ_AT_ONCE):
            try:
                data = os.read(self._pipe, MOST_OUTPUT)
            except BlockingIOError:
                return
            if not data:
                return
            self._output = (self._output + data)[-MOST_OUTPUT:]

    def _error(self, code: int) -> str | None:
        if self._asked_to_end:
            return f"It took longer than its {self._timeout:g} s and was ended."
        if code == CANNOT_START:
            return _last_line(_kept(self._output)) or "It cannot be started."
        if code > 0:
            return f"It ended with exit status {code}."
        return None if code == 0 else f"It was ended by {_name(-code)}."


def environment(hook: HookSettings, environ: Mapping[str, str]) -> dict[str, str]:
    """The variables that a command is given: those without secrets, and those that `env` names.

    Such a one may be set by `NAME_FILE`, as any secret of cgq. Raises NotReady for a file that cannot be read.
    """
    variables = split_environment(environ)[0]
    for name in hook.env:
        secret = read_secret(name, environ)
        if secret is not None:
            remember(secret.value)
            variables[name] = secret.value
    return variables


def start(hook: HookSettings, given: bytes, database: Path, environ: Mapping[str, str]) -> HookProcess | Ending:
    """The command at work, or why it could not be started."""
    try:
        return HookProcess(hook, given, database, environ)
    except CgqError as error:
        return Ending(f"It cannot be started: {error.message}")
    except (OSError, ValueError) as error:
        return Ending(mask(f"It cannot be started: {error}"))


def _kept(output: bytes) -> str:
    text = mask(storable(output.decode("utf-8", "replace")).replace("\0", ""))
    return text[-KEPT_OUTPUT:]


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]


def _name(number: int) -> str:
    with suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"
