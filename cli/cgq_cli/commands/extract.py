"""`cgq extract PATH…`: what is in a paper, now, with no workspace and no queue."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from cgq.errors import Failure, NotReady, Refused
from cgq_cli import paper_options
from cgq_cli.exit_codes import SOME_FAILED
from cgq_cli.extracting import Format, Papers, report_refused
from cgq_cli.invocation import Invocation, command, new_app
from cgq_cli.opening import names_from

app = new_app()

Wanted = Annotated[
    Format,
    typer.Option("--format", "-f", help="json is the same as --json; html shows the pages with what was read."),
]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="PATH",
        help="A file, or a folder (PATH/) that gets a file for each paper. Written whole or not at all.",
        show_default=False,
    ),
]
Assets = Annotated[
    Path | None,
    typer.Option(
        "--assets",
        metavar="FOLDER",
        help="Put a PNG of every figure and drawn option there. [default: figures in an --output folder of md]",
        show_default=False,
    ),
]


@command(app, database=False)
def extract(
    asked: Invocation,
    paths: paper_options.Paths = None,
    format: Wanted = "text",  # noqa: A002
    output: Output = None,
    assets: Assets = None,
    key: paper_options.KeyFile = None,
    password_file: paper_options.PasswordFile = None,
    ocr: paper_options.Ocr = None,
    one_paper: paper_options.OnePaper = False,
) -> int:
    """Read files into questions, with no workspace and no queue.

    An answer key among several files answers the papers that it fits; --key names one for all of them.
    Exits 3, the document still printed, when a file could not be read, 2 when one that you named was refused, 4 when
    it does not exist, the others read, and 6 when a scan needs a text recogniser that is not installed.
    """
    from cgq.actions.at_rest import find_file
    from cgq.actions.extract import Reader, with_key_named, with_keys_among
    from cgq.actions.gather import gather

    if not paths:
        raise Refused("Nothing was named to read", code="usage", hint="Name files or folders: `cgq extract paper.pdf`")
    key_file = find_file(Path(key)) if key else None
    password = paper_options.password_of(password_file, asked.environ)
    told: dict[str, Any] = {"reading.ocr": ocr}
    reading = asked.resolve(**told).settings.reading
    languages = reading.languages if reading.ocr else ""
    unread = 0
    with ExitStack() as kept:
        gathered = gather(names_from(paths), kept, one_paper=one_paper)
        refused = report_refused(asked.screen, gathered)
        if not gathered.files:
            return refused
        files = [path for path, _ in gathered.files]
        papers = kept.enter_context(
            Papers(
                asked,
                format,
                files,
                output=output,
                assets=assets,
                password=password,
                recognises=bool(languages),
            )
        )
        reader = kept.enter_context(Reader(languages=languages, draws=papers.draw))
        key_document = reader.read(key_file, password=password) if key_file else None
        read = (reader.read_at_rest(file, password=password) for _, file in gathered.files)
        if key_file is not None and key_document is not None:
            documents = with_key_named(files, read, key_file, key_document)
        else:
            documents = with_keys_among(files, read) if len(files) > 1 else read
        for (path, file), document in zip(gathered.files, documents, strict=True):
            unread += document.refusal is not None
            papers.put(document, path, reader.drawn_file(file))
    if reader.without is not None:
        raise _not_ready(reader.without, is_known=papers.has_remarks)
    return SOME_FAILED if unread else refused


def _not_ready(without: Failure, *, is_known: bool) -> NotReady:
    """The error that a file was left for want of something; `is_known`: the remarks on the file gave the reason."""
    from cgq.convert.converted import CURED_BY_INSTALLING

    if not is_known or without.code not in CURED_BY_INSTALLING:
        return NotReady(without.message, code=without.code, hint=without.hint)
    message = "A paper was not read: what its form takes is not installed"
    return NotReady(message, code=without.code, hint="See what is missing: `cgq doctor`")
