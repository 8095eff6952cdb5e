"""The options that the verbs of the queue share."""

from typing import Annotated, Literal

import typer

from cgq.db import LARGEST_INTEGER
from cgq.queue.states import STATES
from cgq_cli import completing, options

IfRunning = Literal["join", "skip", "wait", "fail"]
MAX_DELAY = 3653 * 86_400.0
"""Seconds that a job may be put off at most: ten years, beyond which a moment is a slip of the pen."""


def clean(text: str) -> str:
    """The parser of an option that takes any text: bytes that are no UTF-8 become escapes."""
    return text.encode(errors="surrogateescape").decode(errors="backslashreplace")


def delay(text: str) -> float:
    """The parser of an option that takes a time to wait, at most ten years."""
    refuse_bare_number(text)
    wanted = options.seconds(text)
    if not wanted <= MAX_DELAY:
        raise typer.BadParameter(f"{text!r} is more than ten years")
    return wanted


def refuse_bare_number(text: str) -> None:
    """Raise for a number without a unit: nobody can tell whether seconds, minutes or hours were meant."""
    number = text.strip()
    if number.isdecimal() and int(number):
        raise typer.BadParameter(f"{text!r} has no unit: {number}s, {number}m or {number}h")


def deadline(text: str) -> float:
    """The parser of an option that takes a time, or a moment to come; seconds from now."""
    from cgq.clock import SystemClock
    from cgq.config import duration

    refuse_bare_number(text)
    try:
        wanted = duration(text)
    except ValueError:
        wanted = (moment(text) - SystemClock().now()) / 1000
    if not 0 < wanted <= MAX_DELAY:
        raise typer.BadParameter(f"{text!r} is over, or more than ten years away")
    return wanted


def moment(text: str) -> int:
    """The parser of an option that takes a moment (see moments.py); milliseconds since the epoch."""
    from cgq.clock import SystemClock
    from cgq_cli.moments import EXAMPLES, parse_moment

    try:
        return parse_moment(text, SystemClock().now())
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(f"{text!r} is no moment such as {EXAMPLES}") from error


def ago(text: str) -> int:
    """The parser of an option that takes a moment in the past: a duration such as 2h, or a moment."""
    from cgq.clock import SystemClock

    now = SystemClock().now()
    found = _ago(text, now)
    if found > now:
        raise typer.BadParameter(f"{text!r} is still to come; nothing can have been since then")
    return found


def _ago(text: str, now: int) -> int:
    from cgq.config import duration
    from cgq_cli.moments import parse_moment

    try:
        return now - int(duration(text) * 1000)
    except (ValueError, OverflowError):
        pass
    try:
        return parse_moment(text, now, past=True)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(f"{text!r} is no time such as 2h, 7d, 9:00, yesterday or 2026-01-31") from error


def state_name(text: str) -> str:
    """The parser of an option that names a state."""
    from cgq.config import refuse_unknown

    return text if text in STATES else refuse_unknown(f"There is no state {text!r}", text, STATES, code="unknown_state")


def kind_name(text: str) -> str:
    """The parser of an option that names a kind of job."""
    from cgq.config import refuse_unknown
    from cgq.stages.registry import names

    known = names()
    return text if text in known else refuse_unknown(f"There is no kind {text!r}", text, known, code="unknown_kind")


def fingerprint(text: str) -> str:
    """The parser of an option that takes a fingerprint, or its beginning: hexadecimal digits."""
    wanted = text.strip().lower()
    if not 4 <= len(wanted) <= 16 or set(wanted) - set("0123456789abcdef"):
        raise typer.BadParameter(f"{text!r} is no fingerprint: 4 to 16 hexadecimal digits")
    return wanted


def memory(text: str) -> int:
    """The parser of an option that takes an amount of memory: 800M, 2G, or bytes."""
    from cgq.config import size

    try:
        return size(text)
    except (ValueError, OverflowError) as error:
        raise typer.BadParameter(f"{text!r} is no amount of memory such as 800M or 2G") from error


def money(text: str) -> int:
    """The parser of an option that takes US dollars; millionths of one."""
    from cgq.money import parse_dollars

    try:
        return parse_dollars(text)
    except ValueError as error:
        message = f"{text!r} is no amount of US dollars such as 0.50 or 5, in steps of 0.000001"
        raise typer.BadParameter(message) from error


Queue = Annotated[
    str | None,
    typer.Option(
        "--queue",
        "-q",
        parser=options.queue_name,
        autocompletion=completing.queues,
        metavar="QUEUE",
        help="Put the jobs into this queue.",
    ),
]
Queues = Annotated[
    list[str] | None,
    typer.Option(
        "--queue",
        "-q",
        parser=options.queue_name,
        autocompletion=completing.queues,
        metavar="QUEUE",
        help="Only this queue; may be given again.",
    ),
]
Kind = Annotated[
    str | None,
    typer.Option(
        "--kind",
        "-k",
        parser=kind_name,
        autocompletion=completing.kinds,
        metavar="KIND",
        help="Only jobs of this kind.",
    ),
]
Priority = Annotated[
    str | None,
    typer.Option("--priority", parser=options.priority_name, metavar="NAME", help="critical, high, normal or low."),
]
At = Annotated[
    int | None,
    typer.Option("--at", parser=moment, metavar="TIME", help="Not before: 12:00, 'tomorrow 12:00', 2026-01-31T09:30."),
]
In = Annotated[float | None, typer.Option("--in", parser=delay, metavar="TIME", help="Not before so long: 1h, 30m.")]
After = Annotated[
    int | None,
    typer.Option(
        "--after", min=1, max=LARGEST_INTEGER, metavar="JOB", help="Only after this job is done; --in counts from then."
    ),
]
Deadline = Annotated[
    float | None,
    typer.Option(
        "--deadline", parser=deadline, metavar="TIME", help="Fail it when not started by then: 2h, 2026-01-31T09:30."
    ),
]
Mutex = Annotated[
    str | None, typer.Option("--mutex", parser=clean, metavar="NAME", help="Only one job of this name at a time.")
]
Batch = Annotated[
    str | None,
    typer.Option(
        "--batch",
        parser=clean,
        autocompletion=completing.batches,
        metavar="NAME",
        help="The jobs belong to this batch.",
    ),
]
Then = Annotated[
    str | None,
    typer.Option(
        "--then", parser=kind_name, metavar="KIND", help="With --batch: start this, once, when all of it has ended."
    ),
]
ThenArgs = Annotated[
    str | None, typer.Option("--then-args", parser=clean, metavar="JSON", help="With --then: its arguments.")
]
OfBatch = Annotated[
    str | None,
    typer.Option(
        "--batch", parser=clean, autocompletion=completing.batches, metavar="NAME", help="Only jobs of this batch."
    ),
]
MaxAttempts = Annotated[
    int | None, typer.Option("--max-attempts", min=1, max=1000, metavar="N", help="Start it N times at most.")
]
Again = Annotated[bool, typer.Option("--again", help="Do it again though it is known.")]
KeepGoing = Annotated[bool, typer.Option("--keep-going", help="Exit 0 though something that was named was refused.")]
Title = Annotated[str | None, typer.Option("--title", parser=clean, metavar="TEXT", help="The paper's title.")]
Description = Annotated[
    str | None, typer.Option("--description", parser=clean, metavar="TEXT", help="What the papers are.")
]
As = Annotated[
    str | None,
    typer.Option("--as", "--requested-by", parser=clean, metavar="NAME", help="Who asks for it; by default you."),
]
IfRunningOption = Annotated[
    IfRunning, typer.Option("--if-running", help="What to do when another cgq works on this database.")
]
MaxTime = Annotated[
    float | None,
    typer.Option("--max-time", parser=options.seconds, metavar="TIME", help="Start nothing more after: 9m, 1h."),
]
MaxJobs = Annotated[
    int | None,
    typer.Option("--max-jobs", min=1, metavar="N", help="Start at most N jobs (a retry counts again), then stop."),
]
MaxCost = Annotated[
    int | None,
    typer.Option("--max-cost", parser=money, metavar="USD", help="Stop before it spends more with providers: 0.50, 5."),
]
MaxRss = Annotated[
    int | None, typer.Option("--max-rss", parser=memory, metavar="SIZE", help="Stop above so much memory: 2G.")
]
Since = Annotated[
    int | None,
    typer.Option("--since", parser=ago, metavar="TIME", help="Only since: 2h, 1d, 9:00, yesterday, 2026-01-31."),
]
Code = Annotated[str | None, typer.Option("--code", parser=clean, metavar="CODE", help="Only with this error code.")]
Match = Annotated[
    str | None, typer.Option("--match", parser=clean, metavar="TEXT", help="Only whose message holds this.")
]
OfFile = Annotated[
    str | None,
    typer.Option("--file", parser=clean, metavar="TEXT", help="Only of papers whose title or path holds this."),
]
MatchJob = Annotated[
    str | None,
    typer.Option("--match", parser=clean, metavar="TEXT", help="Only whose arguments or last error hold this."),
]
Fingerprint = Annotated[
    str | None,
    typer.Option("--fingerprint", parser=fingerprint, metavar="HEX", help="Only of this cause: see cgq failed."),
]
JobIds = Annotated[
    list[int],
    typer.Argument(
        help="Ids of jobs.",
        autocompletion=completing.jobs,
        metavar="ID",
        min=1,
        max=LARGEST_INTEGER,
        show_default=False,
    ),
]
SomeJobIds = Annotated[
    list[int] | None,
    typer.Argument(help="Ids of jobs.", autocompletion=completing.jobs, metavar="ID", min=1, max=LARGEST_INTEGER),
]
Stage = Annotated[
    str | None,
    typer.Option(
        "--kind",
        "-k",
        parser=kind_name,
        autocompletion=completing.kinds,
        metavar="KIND",
        help="One stage by hand, instead of papers.",
    ),
]
Questions = Annotated[
    list[str] | None,
    typer.Option("--question", metavar="ID…", help="With --kind: these questions, by number or hash."),
]
Materials = Annotated[
    list[int] | None,
    typer.Option(
        "--material",
        autocompletion=completing.papers,
        min=1,
        max=LARGEST_INTEGER,
        metavar="ID…",
        help="With --kind: these papers.",
    ),
]
MissingResult = Annotated[
    bool, typer.Option("--missing", help="With --kind: what has no result of it yet, at most N when a number follows.")
]
Args = Annotated[
    str | None, typer.Option("--args", parser=clean, metavar="JSON", help="With --kind: the arguments as they are.")
]
Now = Annotated[bool, typer.Option("--now", help="With --kind: do it here at once and print the result.")]
