"""The `cgq` program: every way a command can end becomes an exit code and at most one message."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from typing import TYPE_CHECKING, NoReturn

from cgq.errors import CgqError, Refused, StorageFailed, cannot_write, is_full
from cgq.secrets.values import learn
from cgq_cli import signals, streams
from cgq_cli.exit_codes import INTERRUPTED, TERMINATED

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COMPLETE = "_CGQ_COMPLETE"
_TRUE = frozenset({"1", "true", "t", "yes", "y", "on"})


def run() -> NoReturn:
    """What the console script calls."""
    try:
        signals.begin()
        code = main(sys.argv[1:], os.environ)
    except KeyboardInterrupt:
        code = INTERRUPTED
    finally:
        streams.settle()
    sys.exit(code)


def main(args: Sequence[str], environ: Mapping[str, str]) -> int:
    """Run one command line; the exit code."""
    learn(environ)
    streams.repair()
    if environ.get(COMPLETE):
        return _complete()
    try:
        code = _invoke(args)
    except KeyboardInterrupt:
        _say("\n")
        code = INTERRUPTED
    except BaseException as error:
        if isinstance(error, SystemExit | GeneratorExit):
            raise
        if isinstance(error, OSError) and error.errno == errno.EIO and streams.terminal_gone():
            return TERMINATED
        code = 0 if streams.means_reader_gone(error) else _report(error, args, environ)
    return _flush(code, args, environ)


def _invoke(args: Sequence[str]) -> int:
    from cgq_cli.app import invoke

    return invoke(args)


def _complete() -> int:
    from typer.completion import get_completion_inspect_parameters

    from cgq_cli.app import root

    get_completion_inspect_parameters()  # registers the shells
    root().main(prog_name="cgq", complete_var=COMPLETE)
    return 0


def _flush(code: int, args: Sequence[str], environ: Mapping[str, str]) -> int:
    try:
        sys.stdout.flush()
    except (OSError, ValueError) as error:
        gone = streams.means_reader_gone(error)
        streams.settle()
        is_reported = (is_full(error) or streams.means_closed(error)) and code == StorageFailed.exit_code
        return code if gone or is_reported else _report(error, args, environ)
    return code


def _report(error: BaseException, args: Sequence[str], environ: Mapping[str, str]) -> int:
    from cgq.secrets.masking import mask
    from cgq_cli.render.problem import problem_json, problem_lines, trace_of

    known = _known(error)
    trace = mask(trace_of(error)) if _wants_trace(args, environ) else ""
    if _wants_json(args, environ):
        _say(problem_json(known, trace=trace) + "\n")
    else:
        lines = problem_lines(known, streams.columns_of(sys.stderr))
        _say(trace + "".join(f"{line}\n" for line in lines))
    return known.exit_code


def _known(error: BaseException) -> CgqError:
    if isinstance(error, CgqError):
        return error
    from typer import Abort, TyperException

    if isinstance(error, TyperException):
        from cgq_cli.usage import refusal_of

        return refusal_of(error)
    if isinstance(error, Abort):
        return Refused("Stopped", code="declined")
    if isinstance(error, OSError) and error.strerror:
        about = f": {error.filename}" if error.filename else ""
        if is_full(error):
            return cannot_write(f"It cannot be written{about}", error, hint="")
        return CgqError(f"{error.strerror}{about}", code="os_error", hint="Add -vv to see where.")
    message = f"Unexpected {type(error).__name__}" + (f": {error}" if str(error) else "")
    return CgqError(message, code="unexpected", hint="This is a fault of cgq; add -vv to see where.")


def _wants_json(args: Sequence[str], environ: Mapping[str, str]) -> bool:
    return "--json" in _options(args) or environ.get("CGQ_JSON", "").lower() in _TRUE


def _wants_trace(args: Sequence[str], environ: Mapping[str, str]) -> bool:
    if environ.get("CGQ_DEBUG", "").lower() in _TRUE:
        return True
    typed = sum(arg == "--verbose" or (len(arg) - 1) * (arg.strip("v") == "-") for arg in _options(args))
    return typed >= 2 or environ.get("CGQ_VERBOSE", "") in ("2", "3")


def _options(args: Sequence[str]) -> Sequence[str]:
    return args[: args.index("--")] if "--" in args else args


def _say(text: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stderr.write(text)
        sys.stderr.flush()
