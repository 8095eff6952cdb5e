"""`cgq extract FILE…`: what is in a paper, now, with no workspace and no queue."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from cgq.config import PDF_PASSWORD, read_secret
from cgq.errors import NotReady
from cgq_cli.extracting import Format, Papers
from cgq_cli.invocation import Invocation, command, new_app

app = new_app()

SOME_UNREAD = 3
PASSWORD_HELP = "A file whose first line opens the papers. [env: CGQ_PDF_PASSWORD, CGQ_PDF_PASSWORD_FILE]"  # noqa: S105
MAX_PASSWORD = 4096

Files = Annotated[list[Path], typer.Argument(help="Papers to read.", metavar="FILE", show_default=False)]
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
KeyFile = Annotated[Path | None, typer.Option("--key", metavar="FILE", help="A separate answer key for these papers.")]
PasswordFile = Annotated[
    Path | None,
    typer.Option("--password-file", metavar="FILE", help=PASSWORD_HELP),
]
Ocr = Annotated[
    bool | None,
    typer.Option(
        "--ocr/--no-ocr",
        help="Let the text recogniser of this machine read scans. What it needs: `cgq help scans`",
        envvar="CGQ_READING_OCR",
        show_default=False,
    ),
]


@command(app, database=False)
def extract(
    asked: Invocation,
    files: Files,
    format: Wanted = "text",  # noqa: A002
    output: Output = None,
    assets: Assets = None,
    key: KeyFile = None,
    password_file: PasswordFile = None,
    ocr: Ocr = None,
) -> int:
    """Read files into questions, with no workspace and no queue.

    An answer key among several files answers the papers that it fits; --key names one for all of them.
    Exits 3, the document still printed, when a file could not be read, and 6 when a scan needs a text recogniser
    that is not installed.
    """
    from cgq.actions.extract import Reader, at_rest, find_file, with_key_named, with_keys_among

    files = [find_file(path) for path in files]
    key = find_file(key) if key else None
    password = _password(password_file) if password_file else _told_password(asked.environ)
    told: dict[str, Any] = {"reading.ocr": ocr}
    reading = asked.resolve(**told).settings.reading
    languages = reading.languages if reading.ocr else ""
    unread = 0
    with ExitStack() as kept:
        resting = [kept.enter_context(at_rest(path)) for path in files]
        papers = kept.enter_context(Papers(asked, format, files, output=output, assets=assets, password=password))
        reader = kept.enter_context(Reader(languages=languages))
        key_document = reader.read(key, password=password) if key else None
        read = (reader.read_at_rest(file, password=password) for file in resting)
        if key is not None and key_document is not None:
            documents = with_key_named(files, read, key, key_document)
        else:
            documents = with_keys_among(files, read) if len(files) > 1 else read
        for path, file, document in zip(files, resting, documents, strict=True):
            unread += document.refusal is not None
            papers.put(document, path, file)
    if reader.without is not None:
        raise NotReady(reader.without.message, code=reader.without.code, hint=reader.without.hint)
    return SOME_UNREAD if unread else 0


def _told_password(environ: Mapping[str, str]) -> str | None:
    secret = read_secret(PDF_PASSWORD, environ)
    return secret.value if secret else None


def _password(path: Path) -> str:
    try:
        with path.open("rb") as file:
            first = file.read(MAX_PASSWORD).decode().partition("\n")[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The password file {path} cannot be read: {error}"
        raise NotReady(message, code="secret_unreadable", hint="Check the path and its permissions.") from error
    if not first:
        raise NotReady(f"The password file {path} is empty", code="secret_unreadable")
    return first
