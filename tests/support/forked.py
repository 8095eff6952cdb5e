"""The command line in forks of one process: real processes, streams, signals and exit codes; the modules loaded once.

Run as `python -m tests.support.forked` by `tests.support.forking`. Each line of standard input is a request as JSON;
the exit code of its command is a line of standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module, invalidate_caches
from typing import Any, NoReturn

from cgq_cli.main import run

USUAL = (
    "cgq_cli.app",
    "cgq.workspace",
    "cgq.actions.enqueue",
    "cgq.actions.jobs",
    "cgq.actions.questions",
    "cgq.actions.review",
    "cgq.actions.run",
)
"""What nearly every verb loads."""


def serve() -> None:
    """Answer requests until there are no more."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    for line in requests:
        pid = os.fork()
        if not pid:
            _be_command(json.loads(line))
        _, status = os.waitpid(pid, 0)
        answers.write(b"%d\n" % os.waitstatus_to_exitcode(status))


def _be_command(request: dict[str, Any]) -> NoReturn:
    code: Any = 1
    try:
        os.environ.clear()
        os.environ.update(request["environment"])
        time.tzset()
        os.chdir(request["folder"])
        sys.path[:0] = request["packages"]
        invalidate_caches()
        sys.argv = ["cgq", *request["args"]]
        for stream in (0, 1, 2):
            os.dup2(os.open(request["streams"][stream], os.O_RDWR | os.O_APPEND | os.O_CREAT), stream)
        run()
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    for name in USUAL:
        import_module(name)
    serve()
