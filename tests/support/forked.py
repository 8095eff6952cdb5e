"""Many command lines in one process, each in a fork of it: real streams and exit codes, and the modules loaded once.

Run as `python -m tests.support.forked` with a JSON array of argument lists on standard input; it writes a JSON array
with what each came to: exit code, standard output, standard error.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from importlib import import_module

from cgq_cli.main import main

USUAL = ("cgq_cli.app", "cgq.workspace", "cgq.actions.jobs", "cgq.actions.questions", "cgq.actions.review")
"""What nearly every verb loads."""


def run(args: list[str]) -> tuple[int, str, str]:
    """One command line to its end."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if not pid:
            os.dup2(out.fileno(), 1)
            os.dup2(err.fileno(), 2)
            code = main(args, os.environ)
            sys.stderr.flush()
            os._exit(code)
        _, status = os.waitpid(pid, 0)
        texts: list[str] = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "backslashreplace"))
        return os.waitstatus_to_exitcode(status), texts[0], texts[1]


if __name__ == "__main__":
    for name in USUAL:
        import_module(name)
    json.dump([run(args) for args in json.load(sys.stdin)], sys.stdout)
